"""Deleting opt-out lists, but not Default, nor one that pools or numbers use."""

from collections.abc import Sequence

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from pools.models.identities import international
from pools.models.opt_out_lists import DEFAULT
from pools.models.opt_out_uses import Uses, numbers_with, pools_with, uses_of
from pools.operations.engine.caller import Caller
from pools.operations.opt_out_lists import delete_opt_out_list
from pools.pages.frame.deleting import Deleting, Kept, deletion
from pools.pages.kit.places import to
from pools.pages.kit.words.labels import plural
from pools.pages.neighbours.opt_out_lists.list import KEPT_DEFAULT, NAMES, table_below

# How many pools and numbers the question names of a list that they use.
NAMED = 5


def kept(caller: Caller, rows: Sequence[Model]) -> dict[int, Kept]:
    uses = uses_of(caller, [row.opt_out_list_name for row in rows])
    found = {row.pk: uses[row.opt_out_list_name] for row in rows if sum(uses[row.opt_out_list_name])}
    reasons = {
        row.pk: in_use(caller, row.opt_out_list_name, found[row.pk], names=len(rows) == 1)
        for row in rows
        if row.pk in found
    }
    return reasons | {row.pk: Kept(KEPT_DEFAULT) for row in rows if row.opt_out_list_name == DEFAULT}


def in_use(caller: Caller, name: str, uses: Uses, *, names: bool) -> Kept:
    parts = ((uses.pools, "pool"), (uses.numbers, "number"))
    who = " and ".join(plural(number, noun) for number, noun in parts if number)
    verb, pronoun = ("uses", "it") if sum(uses) == 1 else ("use", "them")
    why = f"{who} {verb} it. Give {pronoun} another list first."
    ways = users(caller, name, NAMED) if names else []
    return Kept(why, ways, sum(uses) - len(ways) if names else 0)


def users(caller: Caller, name: str, most: int) -> list[tuple[str, str]]:
    """The first pools and phone numbers that use a list, with the addresses of their pages."""
    pools = pools_with(caller, name).order_by("name_key", "pool_id")[:most]
    found = [(pool.label, to(caller, "pool-detail", pool.pool_id)) for pool in pools]
    numbers = numbers_with(caller, name).order_by("phone_number")[: most - len(found)]
    return found + [
        (international(one.phone_number), to(caller, "phone-number-detail", one.phone_number_id))
        for one in numbers
    ]


DELETING = Deleting(
    NAMES,
    "neighbours/opt_out_lists/delete.html",
    "opt_out_list_name",
    "DeleteOptOutList",
    "opt-out-list-delete",
    "opt-out-list-detail",
    lambda caller, row: delete_opt_out_list(caller, opt_out_list_name=row.opt_out_list_name),
    table_below,
    kept,
)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_opt_out_lists(request: HttpRequest) -> HttpResponse:
    return deletion(request, DELETING)
