"""Why a control can't be used now: its tooltip, and the flash where script was not there to hold it."""

from pools.models import Role
from pools.operations.engine.caller import Caller, Permission, role_for
from pools.reference import quotas

ONE_SELECTED = "This action is available when one {} is selected."
SOME_SELECTED = "This action is available when at least one {} is selected."
UNDONE_TOO_LATE = "This can't be undone any more."
FEW_SELECTED = "Select 2 to 4 {}s."
SOME_CHANGES = "This action is available when at least one change is selected."
ALL_AVAILABLE = "This action is available when every selected identity is available."
ALL_ASSOCIATED = "This action is available when every selected identity is associated."
POOL_ACTIVE = "This action is available when pool status is Active."
NUMBER_ACTIVE = "This action is available when the number's status is Active."
NO_CHANNEL = "This action is available when the SMS and voice channel is on in at least one project."
NO_PHONE_NUMBER = "This action is available when the pool has a phone number. Sender IDs are one-way."
KEYS_USED_UP = "You have reached the quota of {} access keys per user. Delete one to create another."
KEY_ACTIVE = "Access key {} is active. Deactivate it first, and check that nothing fails without it."
MARK_IT = "Open the number, and mark it as registered."


ACTS = {
    Permission.CHANGE_RESOURCES: "change pools, phone numbers and sender IDs",
    Permission.CHANGE_ACCOUNT: "change projects and settings",
}


def whom_to_ask(caller: Caller) -> str:
    """Who can give the caller another role; where the account has nobody, the command that appoints somebody."""
    if names := " or ".join(caller.administrators):
        return f"Ask {names}."
    command = f"manage.py user grant NAME --account {caller.account.account_id} --role administrator"
    return f"This account has no Administrator. To give it one: {command}"


def only(permission: Permission, act: str, ask: str) -> str:
    """Who can do what the reader can't, and whom to ask for it."""
    return f"Only an {role_for(permission).label} can {act}. {ask}"


def why_not(caller: Caller, permission: Permission, act: str = "") -> str:
    """Why the caller's role keeps a control off; "" where it does not. act: what the control does."""
    if caller.may(permission):
        return ""
    if kept := kept_off(caller):
        return kept
    reason = only(permission, act or ACTS[permission], whom_to_ask(caller))
    return f"Your role is {caller.role_label}. {reason}"


def kept_off(caller: Caller) -> str:
    """What keeps a trainer from changing what is a learner's; "" for a member."""
    return f"Only {caller.watched.label} can change this." if caller.watched else ""


def available_to(caller: Caller, permission: Permission) -> str:
    """Whom a control of the sync is for, where it is not for the caller; "" where it is."""
    if caller.may(permission):
        return ""
    if kept := kept_off(caller):
        return kept
    roles = "Administrators" if role_for(permission) == Role.ADMINISTRATOR else "Editors and Administrators"
    names = ", ".join(caller.who_may(permission))
    return f"This action is available to {roles}{f': {names}' if names else ''}."


def no_pools_in(region: str) -> str:
    """region: its name."""
    return f"Pools aren't available in {region}."


def quota_sentence(name: str, limit: int) -> str:
    quota = quotas.QUOTAS[name]
    raised = " An Administrator can raise it on the Quotas page." if quota.adjustable else ""
    return f"You have reached the quota of {limit:,} {quota.label} {quota.scope}.{raised}"


def last_identity(kind: str) -> str:
    if kind == "number":
        return "Two-way SMS needs a phone number, and this is the last one in the pool. Turn off two-way SMS first."
    return "A pool needs at least one origination identity. Delete the pool instead."
