"""House verbs about projects: making one, and the SMS settings, which AWS keeps in its Pinpoint API."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from pools import shapes
from pools.errors import ValidationException, invalid, refusals_of
from pools.models import Account, Project
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.finding import the_one
from pools.operations.engine.journal import changed, made
from pools.operations.engine.merging import NO_CHOICES, KeptSide, merge
from pools.operations.engine.verb import operation
from pools.operations.sender_ids import must_have_letter

# Pinpoint is in no service model that is read here, so these limits are ours to write down.
PROJECT_NAME = {"min": 1, "max": 64, "pattern": r"[\w ,.@=+-]+"}
SMS_DEFAULTS = ("default_message_type", "monthly_spend_limit", "default_sender_id")


@operation(needs=Permission.CHANGE_ACCOUNT)
def create_project(caller: Caller, *, name: str) -> Project:
    """Make a project, with its SMS channel off.

    Raises: ValidationException MISSING_PARAMETER, INVALID_PARAMETER (a name outside PROJECT_NAME).
    """
    if not name:
        raise invalid("Name", "missing", reason="MISSING_PARAMETER")
    if problem := shapes.text_problem(PROJECT_NAME, name, "Name"):
        raise ValidationException("INVALID_PARAMETER", fields=(problem,))
    project = Project.objects.create(account=caller.account, name=name, created_timestamp=caller.now)
    changed(project, made({"name": name}))
    return project


@operation(needs=Permission.CHANGE_ACCOUNT)
def update_sms_settings(
    caller: Caller,
    *,
    project_id: str,
    sms_channel_enabled: bool,
    default_message_type: str,
    monthly_spend_limit: Decimal,
    default_sender_id: str,
    initial: Mapping[str, Any] | None,
    choices: Mapping[tuple[str, str], KeptSide] = NO_CHOICES,
) -> Sequence[str]:
    """Save a project's SMS channel and the account's SMS defaults, which apply to each of its projects.

    monthly_spend_limit: USD. default_sender_id: kept in the case given, as a configuration set's is.
    initial: the values that the form was rendered with, by the same names. It and choices: as save_pool_settings takes
    them.
    Returns: the names of what changed.
    Raises: ValidationException INVALID_PARAMETER, REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT;
            ConflictException (Overtaken), as save_pool_settings.
    """
    project = the_one(Project.objects.for_caller(caller), project_id)
    # The defaults are the account's: somebody may be saving them on the page of another project.
    account = Account.objects.select_for_update().get(pk=caller.account.pk)
    posted = {
        "sms_channel_enabled": sms_channel_enabled,
        "default_message_type": default_message_type,
        "monthly_spend_limit": monthly_spend_limit,
        "default_sender_id": default_sender_id,
    }
    current = sms_settings_of(project, account)
    changes = merge_sms_settings(project, initial, posted, current, choices)
    must_be_sms_settings(account, changes)
    keep_sms_settings(project, account, changes)
    if changes:
        changed(project, {name: (current[name], value) for name, value in changes.items()})
    return list(changes)


def keep_sms_settings(project: Project, account: Account, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(project if name == "sms_channel_enabled" else account, name, value)
    if "monthly_spend_limit" in changes:
        # As SetTextMessageSpendLimitOverride leaves it: it is the same limit.
        account.spend_limit_overridden = True
    account.save(update_fields=[*SMS_DEFAULTS, "spend_limit_overridden"])
    project.save(update_fields=["sms_channel_enabled"])


def sms_settings_of(project: Project, account: Account) -> dict[str, Any]:
    """What update_sms_settings takes, as it stands."""
    defaults = {name: getattr(account, name) for name in SMS_DEFAULTS}
    return {"sms_channel_enabled": project.sms_channel_enabled} | defaults


def merge_sms_settings(
    project: Project,
    initial: Mapping | None,
    posted: Mapping,
    current: Mapping,
    choices: Mapping[tuple[str, str], KeptSide],
) -> dict[str, Any]:
    sides = (side and {(name, ""): side[name] for name in posted} for side in (initial, posted, current))
    return {name: value for (name, _), value in merge(project, *sides, choices).items()}


def must_be_sms_settings(account: Account, changes: Mapping[str, Any]) -> None:
    """The API has these settings in other places; what it asks of their values is asked here, all at once."""
    checks = {
        "default_message_type": must_be_default_message_type,
        "default_sender_id": must_be_default_sender_id,
        "monthly_spend_limit": partial(must_be_within_spend_quota, account),
    }
    if refusals := refusals_of(*(partial(checks[name], changes[name]) for name in checks if name in changes)):
        fields = [field for error in refusals for field in error.fields]
        raise ValidationException(refusals[0].reason, fields=fields)


def must_be_default_message_type(message_type: str) -> None:
    # Only one member is in question; the other is there so that none is missing.
    shapes.check("SetDefaultMessageType", {"ConfigurationSetName": "any", "MessageType": message_type})


def must_be_default_sender_id(sender_id: str) -> None:
    if sender_id:
        shapes.check("RequestSenderId", {"SenderId": sender_id, "IsoCountryCode": "GB"})
        must_have_letter(sender_id, "", [])


def must_be_within_spend_quota(account: Account, monthly_spend_limit: Decimal) -> None:
    if not monthly_spend_limit.is_finite() or monthly_spend_limit < 0:
        raise invalid("MonthlyLimit", "type", value=str(monthly_spend_limit))
    if monthly_spend_limit > account.max_monthly_spend:
        raise invalid(
            "MonthlyLimit",
            "over_quota",
            reason="REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT",
            limit=account.max_monthly_spend,
            value=str(monthly_spend_limit),
        )
