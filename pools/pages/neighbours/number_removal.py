"""Removing phone numbers from the account, but none that is in a pool or protected."""

from collections.abc import Sequence

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from pools.models import PhoneNumber, Pool
from pools.operations.engine.caller import Caller
from pools.operations.phone_numbers import release_phone_number
from pools.pages.frame.deleting import Deleting, Kept, deletion
from pools.pages.kit.commands.calls import Call
from pools.pages.kit.commands.cli import cli_line
from pools.pages.kit.places import to
from pools.pages.kit.words.refusals import REASONS
from pools.pages.neighbours.phone_numbers import numbers_below
from pools.pages.neighbours.tabs import PHONE_NUMBERS

LAST = "It is the last identity of pool {}. Delete the pool instead."
POOLED = "It is in pool {}. Move it or disassociate it first."


def kept_numbers(caller: Caller, rows: Sequence[Model]) -> dict[int, Kept]:
    """Those that can't be removed."""
    in_pools = {row.pool_id for row in rows if row.pool_id}
    counted = Pool.objects.for_caller(caller).filter(pk__in=in_pools).with_member_counts()
    pools = {pool.pk: pool for pool in counted} if in_pools else {}
    found = {row.pk: in_pool(caller, row, pools[row.pool_id]) for row in rows if row.pool_id in pools}
    for row in rows:
        if row.deletion_protection_enabled and row.pk not in found:
            there = to(caller, "phone-number-detail", row.phone_number_id)
            way = ("Open deletion protection setting", f"{there}#deletion-protection")
            found[row.pk] = Kept(REASONS["DELETION_PROTECTION_ENABLED"], [way])
    return found


def in_pool(caller: Caller, number: PhoneNumber, pool: Pool) -> Kept:
    there = to(caller, "pool-detail", pool.pool_id)
    way = (f"Open pool {pool.label}", f"{there}#origination-identities")
    if pool.origination_identity_count == 1:
        return Kept(LAST.format(pool.label), [way])
    move = f"{to(caller, 'phone-number-move')}?id={number.phone_number_id}"
    return Kept(POOLED.format(pool.label), [("Move to pool…", move), way])


def command_of_number(key: str, region: str) -> str:
    return cli_line(Call("ReleasePhoneNumber", {"PhoneNumberId": key}), region)


REMOVING_NUMBERS = Deleting(
    PHONE_NUMBERS,
    "neighbours/remove_number.html",
    "phone_number_id",
    "ReleasePhoneNumber",
    "phone-number-remove",
    "phone-number-detail",
    lambda caller, row: release_phone_number(caller, phone_number_id=row.phone_number_id),
    numbers_below,
    kept_numbers,
    loss="You can't get the same number back.",
    called="number",
    stays="phone-number",
    command=command_of_number,
)


@require_http_methods(["GET", "HEAD", "POST"])
def release_numbers(request: HttpRequest) -> HttpResponse:
    return deletion(request, REMOVING_NUMBERS)
