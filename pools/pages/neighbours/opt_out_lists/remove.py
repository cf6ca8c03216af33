"""Taking numbers off an opt-out list: once in 30 days each, and whoever opted out only if they asked."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools import clock
from pools.models import OptedOutNumber, OptOutList
from pools.models.identities import international
from pools.operations.opted_out_numbers import delete_opted_out_number, removable_from
from pools.pages.frame.deleting import list_state
from pools.pages.kit.dialogs import Outcome, dialog, each, is_act, must_edit
from pools.pages.kit.flash import flash
from pools.pages.kit.http import is_fragment, see_other, selection_done, status_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.selecting import MOST
from pools.pages.kit.words.labels import plural
from pools.pages.neighbours.opt_out_lists.detail import opt_out_list_or_404
from pools.pages.neighbours.opt_out_lists.numbers import NUMBERS, again_in_words

REMOVING = "Remove numbers"


@require_http_methods(["GET", "HEAD", "POST"])
def remove_numbers(request: HttpRequest, opt_out_list_name: str) -> HttpResponse:
    """GET, or POST with `ask`, asks; POST removes the numbers named by `id`."""
    must_edit(request.caller, "remove opted-out numbers")
    on = opt_out_list_or_404(request.caller, opt_out_list_name)
    data = request.POST if request.method == "POST" else request.GET
    wanted = list(dict.fromkeys(data.getlist("id")))[:MOST]
    known = list(on.opted_out_number_rows.filter(opted_out_number__in=wanted))
    if len(known) < len(wanted):
        raise Http404("There is no such number on this list.")
    rows = [row for row in known if row.is_opted_out]
    if not rows:
        flash(request, "warning", NUMBERS.some_selected)
        return to_numbers(request, on)
    if not is_act(request):
        return removal(request, on, rows)

    def remove(row: OptedOutNumber) -> Any:
        name, number = on.opt_out_list_name, row.opted_out_number
        return delete_opted_out_number(request.caller, opt_out_list_name=name, opted_out_number=number)

    outcome = each(rows, remove)
    if not outcome.done:
        return removal(request, on, rows, status=status_of(outcome.refused[0][1]), reasons=outcome.reasons)
    flash_removed(request, outcome)
    return to_numbers(request, on)


def flash_removed(request: HttpRequest, outcome: Outcome) -> None:
    done, failed = outcome.done, outcome.reasons
    if failed:
        text = f"{len(done):,} of {len(done) + len(failed):,} numbers were removed."
        flash(request, "warning", text, details=failed)
    elif len(done) == 1:
        flash(request, "success", f"{international(done[0].opted_out_number)} was removed.")
    else:
        flash(request, "success", f"{len(done):,} numbers were removed.")


def to_numbers(request: HttpRequest, on: OptOutList) -> HttpResponse:
    """The page of the list as it was left: the count in its summary has changed, too."""
    url, state = to(request.caller, "opt-out-list-detail", on.opt_out_list_name), list_state(request)
    there = f"{url}?{state}" if state else url
    if not is_fragment(request):
        return see_other(there)
    return selection_done(HttpResponseClientRedirect(there), NUMBERS.name)


def removal(
    request: HttpRequest, on: OptOutList, rows: list[OptedOutNumber], *, status: int = 200, **more: Any
) -> HttpResponse:
    now, caller, name = clock.now(), request.caller, on.opt_out_list_name
    off = [(row, again) for row in rows if (again := removable_from(row.opted_in_timestamp, now))]
    kept = {row.pk for row, _ in off}
    free = [row for row in rows if row.pk not in kept]
    state, action = list_state(request), to(caller, "opted-out-number-remove", name)
    back = to(caller, "opt-out-list-detail", name)
    context = {
        "id": "dialog-remove-numbers",
        "title": REMOVING,
        "action": (f"{action}?{state}" if state else action) if free else "",
        "back": f"{back}?{state}" if state else back,
        "crumbs": crumbs(caller, "overview", "opt-out-list-list", (name, back), REMOVING),
        "nav_active": NUMBERS.nav_active,
        "question": f"Remove {plural(len(free), 'number')} from {name}?",
        "free": free,
        "labels": [international(row.opted_out_number) for row in free[:10]],
        "theirs": sum(row.end_user_opted_out for row in free),
        "off": [f"{international(row.opted_out_number)}: {again_in_words(again)}" for row, again in off[:10]],
    }
    return dialog(request, "neighbours/opt_out_lists/remove.html", context | more, status=status)
