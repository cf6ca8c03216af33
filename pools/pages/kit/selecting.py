"""What only the server knows of a selection that the script keeps over the pages of a list (static/js/selection.js)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, JsonResponse

from pools.models import Activity
from pools.operations.engine.caller import Caller
from pools.pages.kit.flash import flash
from pools.pages.kit.http import is_fragment
from pools.pages.kit.list_page import ListNames
from pools.pages.kit.listing import Listing
from pools.pages.kit.paging import COUNTED, Counted
from pools.pages.kit.words.labels import plural

# As far as lists count. What is selected goes to the server in one request, and is acted on in one.
MOST = COUNTED


def are_numbers(ids: Sequence[str]) -> bool:
    """Whether phone numbers alone are named, and at least one."""
    return bool(ids) and all(one.startswith("phone-") for one in ids)


@dataclass(frozen=True)
class Standing:
    """Of the rows that a selection names, and of those of the list as it is filtered.

    hidden: named ones that the filters leave out. gone, passing: named ones that are no longer there, or no longer
    in a status in which they could be selected. every: each that can be selected, with its state, where it was asked.
    """

    selectable: Counted
    hidden: Sequence[str] = ()
    gone: Sequence[str] = ()
    passing: Sequence[str] = ()
    every: Sequence[tuple[str, str]] = ()


def selection_in(
    request: HttpRequest, listing: Listing, names: ListNames, key: str, selectable: QuerySet | None = None
) -> JsonResponse:
    """How the rows that `id` names by their column `key` stand to the list.

    selectable: of the rows that the list shows, where that is not all of them. Posted `every` asks for them by name.
    """
    wanted = list(dict.fromkeys(request.POST.getlist("id")))[:MOST]
    there = set(listing.all_rows.filter(**{f"{key}__in": wanted}).values_list(key, flat=True))
    rows = listing.meant if selectable is None else selectable
    in_sight = set(rows.filter(**{f"{key}__in": there}).values_list(key, flat=True))
    every = listing.in_order(rows).values_list(key, flat=True)[:MOST] if "every" in request.POST else ()
    standing = Standing(
        Counted.from_rows(rows.order_by()[: COUNTED + 1].count()),
        hidden=[one for one in wanted if one in there and one not in in_sight],
        gone=[one for one in wanted if one not in there],
        every=[(one, "") for one in every],
    )
    return standing_answer(standing, names.noun, names.nouns, "there", listing.loss)


def standing_answer(standing: Standing, noun: str, nouns: str, usable: str, loss: str = "") -> JsonResponse:
    """The answer to the script, with what there is to say of the rows that leave the selection.

    usable: what a row is called that can be selected. loss: why the list has none, as a Listing says it.
    """
    lost = [
        (standing.gone, "no longer exists", "no longer exist"),
        (standing.passing, f"is no longer {usable}", f"are no longer {usable}"),
    ]
    notes = [
        f"{len(rows)} selected {noun} {one}." if len(rows) == 1 else f"{len(rows):,} selected {nouns} {many}."
        for rows, one, many in lost
        if rows
    ]
    answer = JsonResponse(
        {
            "selectable": standing.selectable.number,
            "more": standing.selectable.more,
            "hidden": list(standing.hidden),
            "lost": [*standing.gone, *standing.passing],
            "note": " ".join(filter(None, [*notes, loss])),
            "every": list(standing.every),
        }
    )
    # Whoever takes it for a page finds no tag in what the request named.
    answer.content = answer.content.replace(b"<", rb"\u003C")
    return answer


def must_have_been(caller: Caller, gone: Sequence[str], operation: str, noun: str) -> None:
    """404, unless the operation deleted all of them in this account and Region: whose others may be stays unsaid."""
    if not gone:
        return
    # The row is gone; whose it was stands only in the activity.
    deletions = Activity.objects.for_caller(caller).filter(operation=operation, error="")
    if not {*gone} <= {*deletions.filter(resource_id__in=gone).values_list("resource_id", flat=True)}:
        raise Http404(f"There is no such {noun}.")


def say_gone(request: HttpRequest, count: int, noun: str) -> None:
    """On a page; what is asked for again and again, as a part of one, says it once only."""
    if count and not is_fragment(request):
        verb = "exists" if count == 1 else "exist"
        flash(request, "info", f"{plural(count, f'selected {noun}')} no longer {verb}.")
