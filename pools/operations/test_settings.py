"""What the API does wrong on purpose, so that a client's waiting and retrying can be tested. All off by default."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal

from pools.errors import InternalServerException, ThrottlingException, ValidationException, invalid
from pools.models import Account, Fault, Tier
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.journal import changed, moved
from pools.operations.engine.registry import changes_something
from pools.operations.engine.verb import operation
from pools.operations.publications import must_be_endpoint
from pools.refusals import OnPurpose

LONGEST_DELAY = 600
LONGEST_STOP_DELAY = 60
HIGHEST_SPEND = 1_000_000
LONGEST_FAULT = 3600
SETTINGS = (
    "account_tier",
    "status_delay_seconds",
    "fault",
    "fault_percent",
    "fault_until",
    "stop_delay_seconds",
    "sns_endpoint_url",
    "max_monthly_spend",
    "monthly_spend_limit",
)


def must_not_fail_on_purpose(caller: Caller, name: str) -> None:
    """Raise what the account's running fault says, for the share of requests that it is set to hit.

    Raises: ThrottlingException; InternalServerException; ValidationException RESOURCE_NOT_ACCESSIBLE, which the
            service answers to changes only.
    """
    fault = caller.account.running_fault
    if not fault or random.randrange(100) >= caller.account.fault_percent:  # noqa: S311
        return
    if fault == Fault.THROTTLING:
        raise ThrottlingException(about=OnPurpose())
    if fault == Fault.INTERNAL_SERVER_ERROR:
        raise InternalServerException(about=OnPurpose())
    if changes_something(name):
        raise ValidationException("RESOURCE_NOT_ACCESSIBLE", about=OnPurpose())


@operation(needs=Permission.CHANGE_ACCOUNT)
def update_test_settings(
    caller: Caller,
    *,
    account_tier: str,
    status_delay_seconds: int,
    fault: str = "",
    fault_percent: int = 100,
    fault_seconds: int = 0,
    stop_delay_seconds: int = 0,
    sns_endpoint_url: str = "",
    max_monthly_spend: int | None = None,
) -> Account:
    """Save the account's test settings; they hold in every Region, for every key.

    status_delay_seconds: how long a change of status takes from now on. fault: one of Fault, or "" to stop one;
    it runs for fault_seconds from now and hits fault_percent of the requests. stop_delay_seconds: how long a
    recipient's STOP lets messages through. sns_endpoint_url: where what two-way channels get is published, or "".
    max_monthly_spend: what AWS Support would raise, in whole US dollars; None leaves it.
    Raises: ValidationException INVALID_PARAMETER.
    """
    must_be_within("AccountTier", account_tier in Tier.values, account_tier)
    must_be_within("StatusDelaySeconds", 0 <= status_delay_seconds <= LONGEST_DELAY, status_delay_seconds)
    must_be_within("StopDelaySeconds", 0 <= stop_delay_seconds <= LONGEST_STOP_DELAY, stop_delay_seconds)
    if max_monthly_spend is not None:
        must_be_within("MaxMonthlySpend", 1 <= max_monthly_spend <= HIGHEST_SPEND, max_monthly_spend)
    must_be_endpoint(caller.account, sns_endpoint_url)
    must_be_fault(fault, fault_percent, fault_seconds)
    with settings_to_change(caller) as account:
        account.account_tier, account.status_delay_seconds = account_tier, status_delay_seconds
        account.stop_delay_seconds, account.sns_endpoint_url = stop_delay_seconds, sns_endpoint_url
        set_fault(account, fault, fault_percent, caller.now + timedelta(seconds=fault_seconds))
        if max_monthly_spend is not None:
            raise_spend(account, Decimal(max_monthly_spend))
    return account


@operation(needs=Permission.CHANGE_ACCOUNT)
def stop_fault(caller: Caller) -> Account:
    """End the fault that runs, and leave every other setting as it is now."""
    with settings_to_change(caller) as account:
        set_fault(account, "")
    return account


@contextmanager
def settings_to_change(caller: Caller) -> Iterator[Account]:
    """The account as it is now, to change its settings; then they are saved and noted."""
    # Locked, so that what the log has as before is what this act changed.
    account = Account.objects.select_for_update().get(pk=caller.account.pk)
    before = test_settings_state(account)
    yield account
    account.save(update_fields=SETTINGS)
    changed(account, moved(before, test_settings_state(account)))


def set_fault(account: Account, fault: str, percent: int = 100, until: datetime | None = None) -> None:
    account.fault, account.fault_percent = fault, percent if fault else 100
    account.fault_until = until if fault else None


def must_be_fault(fault: str, percent: int, seconds: int) -> None:
    must_be_within("Fault", fault in ("", *Fault.values), fault)
    if fault:
        must_be_within("FaultPercent", 1 <= percent <= 100, percent)
        must_be_within("FaultSeconds", 1 <= seconds <= LONGEST_FAULT, seconds)


def raise_spend(account: Account, quota: Decimal) -> None:
    """The limit goes with its quota, unless somebody has set it; no limit is over its quota."""
    limit = account.monthly_spend_limit if account.spend_limit_overridden else quota
    account.max_monthly_spend, account.monthly_spend_limit = quota, min(limit, quota)


def must_be_within(name: str, is_fine: bool, value: object) -> None:
    if not is_fine:
        raise invalid(name, "out_of_range", value=value)


def test_settings_state(account: Account) -> dict[str, object]:
    return {
        "account_tier": account.account_tier,
        "status_delay_seconds": account.status_delay_seconds,
        "fault": account.running_fault,
        "fault_percent": account.fault_percent,
        "fault_until": account.fault_until.isoformat() if account.fault_until else None,
        "stop_delay_seconds": account.stop_delay_seconds,
        "sns_endpoint_url": account.sns_endpoint_url,
        "max_monthly_spend": account.max_monthly_spend,
        "monthly_spend_limit": account.monthly_spend_limit,
    }
