"""What an account is and may: its attributes, its limits, and what it may spend in a month."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from pools.models import (
    Account,
    ConfigurationSet,
    OptOutList,
    PhoneNumber,
    Pool,
    Quota,
    SenderId,
    VerifiedDestinationNumber,
)
from pools.models.counts import COLUMNS, held
from pools.models.opt_out_lists import DEFAULT
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.describing import paged
from pools.operations.engine.journal import changed, moved
from pools.operations.engine.verb import operation, reading
from pools.operations.projects import must_be_within_spend_quota
from pools.reference.prices import OTHER_SPEND_LIMIT
from pools.reference.quotas import QUOTAS, applied

COUNTED = {
    "PHONE_NUMBERS": PhoneNumber,
    "POOLS": Pool,
    "CONFIGURATION_SETS": ConfigurationSet,
    "OPT_OUT_LISTS": OptOutList,
    "SENDER_IDS": SenderId,
    "VERIFIED_DESTINATION_NUMBERS": VerifiedDestinationNumber,
}
OTHER_KINDS = ("VOICE_MESSAGE", "MEDIA_MESSAGE", "NOTIFY_MESSAGE", "RCS_MESSAGE")


@reading
def describe_account_attributes(
    caller: Caller, *, next_token: str | None = None, max_results: int | None = None
) -> SimpleNamespace:
    """ACCOUNT_TIER: SANDBOX or PRODUCTION.

    Raises: ValidationException INVALID_NEXT_TOKEN. Source: API_DescribeAccountAttributes (2022-03-31).
    """
    # Read anew, as the caller's account comes with only the columns that every request needs.
    account = Account.objects.get(pk=caller.account.pk)
    rows = [SimpleNamespace(name="ACCOUNT_TIER", value=account.account_tier)]
    return page_of(caller, "DescribeAccountAttributes", "account_attributes", rows, next_token, max_results)


@reading
def describe_account_limits(
    caller: Caller, *, next_token: str | None = None, max_results: int | None = None
) -> SimpleNamespace:
    """How many of each resource the account has in the Region, and may have. Registrations are not here: none.

    Raises: ValidationException INVALID_NEXT_TOKEN. Source: API_DescribeAccountLimits (2022-03-31).
    """
    own = dict(Quota.objects.for_caller(caller).values_list("name", "value"))
    rows = [
        SimpleNamespace(
            name=quota.account_limit_name,
            used=used(caller, quota.account_limit_name),
            max=applied(quota.reason, own.get(quota.reason)),
        )
        for quota in sorted(QUOTAS.values(), key=lambda quota: quota.account_limit_name or "")
        if quota.account_limit_name
    ]
    return page_of(caller, "DescribeAccountLimits", "account_limits", rows, next_token, max_results)


def used(caller: Caller, name: str) -> int:
    # Registrations and their attachments, of which there are none here.
    if name not in COUNTED:
        return 0
    model = COUNTED[name]
    if model in COLUMNS:
        return held(caller, model)
    rows = model.objects.for_caller(caller)
    # The list `Default` counts, whether or not anybody has made a row of it.
    implied = name == "OPT_OUT_LISTS" and not rows.filter(opt_out_list_name=DEFAULT).exists()
    return rows.count() + implied


@reading
def describe_spend_limits(
    caller: Caller, *, next_token: str | None = None, max_results: int | None = None
) -> SimpleNamespace:
    """The monthly limits in whole US dollars; the console keeps cents of the text limit, which are cut off here.

    Raises: ValidationException INVALID_NEXT_TOKEN. Source: API_DescribeSpendLimits (2022-03-31).
    """
    account = Account.objects.get(pk=caller.account.pk)
    rows = [spend_limit(name, OTHER_SPEND_LIMIT, OTHER_SPEND_LIMIT, overridden=False) for name in OTHER_KINDS]
    text = (int(account.monthly_spend_limit), int(account.max_monthly_spend))
    rows.append(spend_limit("TEXT_MESSAGE", *text, overridden=account.spend_limit_overridden))
    # paged() takes a short list in the order that its token speaks of.
    rows.sort(key=lambda row: row.name)
    return page_of(caller, "DescribeSpendLimits", "spend_limits", rows, next_token, max_results)


def spend_limit(kind: str, enforced_limit: int, max_limit: int, *, overridden: bool) -> SimpleNamespace:
    return SimpleNamespace(
        name=f"{kind}_MONTHLY_SPEND_LIMIT",
        enforced_limit=enforced_limit,
        max_limit=max_limit,
        overridden=overridden,
    )


def page_of(
    caller: Caller, operation: str, member: str, rows: list, next_token: str | None, max_results: int | None
) -> SimpleNamespace:
    """A short list, ordered by name, in the answer's form."""
    page = paged(caller, rows, operation, next_token=next_token, max_results=max_results, order=("name",))
    found: dict[str, Any] = {member: page.rows, "next_token": page.next_token}
    return SimpleNamespace(**found)


@operation(needs=Permission.CHANGE_ACCOUNT)
def set_text_message_spend_limit_override(caller: Caller, *, monthly_limit: int) -> SimpleNamespace:
    """Enforce a limit for text messages of whole US dollars, at most the account's quota.

    Raises: ValidationException REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT.
    Source: API_SetTextMessageSpendLimitOverride (2022-03-31).
    """
    # Locked, as the console's SMS settings change the same limit and log what it was before.
    account = Account.objects.select_for_update().get(pk=caller.account.pk)
    limit = Decimal(monthly_limit)
    must_be_within_spend_quota(account, limit)
    return enforce(account, limit, overridden=True)


@operation(needs=Permission.CHANGE_ACCOUNT)
def delete_text_message_spend_limit_override(caller: Caller) -> SimpleNamespace:
    """Enforce the account's quota again. Returns: the limit that holds now.

    Source: API_DeleteTextMessageSpendLimitOverride (2022-03-31).
    """
    account = Account.objects.select_for_update().get(pk=caller.account.pk)
    return enforce(account, account.max_monthly_spend, overridden=False)


def enforce(account: Account, limit: Decimal, *, overridden: bool) -> SimpleNamespace:
    before = spend_state(account)
    account.monthly_spend_limit, account.spend_limit_overridden = limit, overridden
    account.save(update_fields=["monthly_spend_limit", "spend_limit_overridden"])
    changed(account, moved(before, spend_state(account)))
    return SimpleNamespace(monthly_limit=int(limit))


def spend_state(account: Account) -> dict[str, object]:
    return {
        "monthly_spend_limit": account.monthly_spend_limit,
        "spend_limit_overridden": account.spend_limit_overridden,
    }
