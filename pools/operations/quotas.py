"""The account's own quotas in a Region: what AWS Support changes there, an Administrator changes here."""

from collections.abc import Iterable, Mapping
from functools import partial

from pools.errors import Field, ValidationException, invalid, refusals_of
from pools.models import Account, Quota
from pools.operations.account import used
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.journal import changed
from pools.operations.engine.merging import merge
from pools.operations.engine.verb import operation
from pools.operations.rules.limits import lock_account_region
from pools.reference import quotas

MOST = 1_000_000
ADJUSTABLE = tuple(name for name, quota in quotas.QUOTAS.items() if quota.adjustable)


def own_quotas(caller: Caller) -> dict[str, int]:
    """Those that differ from AWS's defaults, by their Reason."""
    return dict(Quota.objects.for_caller(caller).values_list("name", "value"))


def used_of(caller: Caller, name: str) -> int | None:
    """How much of a quota is in use, where that is counted for all of the Region."""
    limit_name = quotas.QUOTAS[name].account_limit_name
    return used(caller, limit_name) if limit_name else None


def quotas_of(caller: Caller) -> dict[str, int]:
    """Those that AWS adjusts, as they apply now."""
    own = own_quotas(caller)
    return {name: quotas.applied(name, own.get(name)) for name in ADJUSTABLE}


@operation(needs=Permission.CHANGE_ACCOUNT)
def change_quotas(
    caller: Caller, *, values: Mapping[str, int], drawn: Mapping[str, int] | None = None
) -> Account:
    """Give the account quotas of its own in the Region, all or none; AWS's default takes its own back.

    values: by their Reason, of those that AWS adjusts. drawn: what a form showed of these before they were typed.
    Raises: ConflictException (Overtaken), where somebody else has changed one since; ValidationException
            INVALID_PARAMETER: out_of_range, or in_use, with what is used as the limit.
    """
    # Nothing is added meanwhile that a lower quota would be too low for.
    lock_account_region(caller)
    must_fit(caller, values)
    before = quotas_of(caller)
    known = before if drawn is None else drawn
    merge(caller.account, *(flat(values, one) for one in (known, values, before)))
    for name, value in values.items():
        keep(caller, name, value)
    changed(caller.account, {f"quotas/{name}": (before[name], value) for name, value in values.items()})
    return caller.account


def flat(names: Iterable[str], values: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """As `merge` takes settings."""
    return {(name, ""): values[name] for name in names}


def keep(caller: Caller, name: str, value: int) -> None:
    place = {"account": caller.account, "region": caller.region, "name": name}
    if value == quotas.default(name):
        Quota.objects.filter(**place).delete()
    else:
        Quota.objects.update_or_create(**place, defaults={"value": value})


def must_fit(caller: Caller, values: Mapping[str, int]) -> None:
    """Each within its limits, and none lower than what is in use; all that do not fit are told at once."""
    refusals = refusals_of(*(partial(must_be_quota, caller, name, value) for name, value in values.items()))
    if refusals:
        fields: list[Field] = [field for refusal in refusals for field in refusal.fields]
        raise ValidationException("INVALID_PARAMETER", fields=fields)


def must_be_quota(caller: Caller, name: str, value: int) -> None:
    if name not in ADJUSTABLE or not 1 <= value <= MOST:
        raise invalid(name, "out_of_range", value=value)
    in_use = used_of(caller, name) or 0
    if value < in_use:
        raise invalid(name, "in_use", value=value, limit=in_use)
