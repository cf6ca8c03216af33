"""Deleting rows of a list by a typed word: the question about one or several, and the way back to the list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from pools.operations.engine.caller import Caller
from pools.pages.frame.restored import asked_again
from pools.pages.kit.aws.naming import Ref
from pools.pages.kit.aws.saving import flash_saved, here, how_many_in_aws, keys_in_aws
from pools.pages.kit.dialogs import ASK, Outcome, confirms, dialog, each, is_act, must_edit, named, wrong_word
from pools.pages.kit.flash import flash
from pools.pages.kit.http import (
    close_modal,
    current_page,
    focus,
    is_fragment,
    see_other,
    selection_done,
    split,
    status_of,
)
from pools.pages.kit.list_page import ListNames
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.selecting import MOST, must_have_been

DELETE = "delete"  # the word to type, where a list has no other
# The fields of such a form. Whatever else its address has is the state of the list, and goes back to it.
OWN = {"id", "view", "skipped", "confirm", "csrfmiddlewaretoken", ASK}


class Kept(NamedTuple):
    """Why a row can't be deleted, and where that is mended, each as text and address. more: how many others."""

    why: str
    ways: Sequence[tuple[str, str]] = ()
    more: int = 0


SKIPPED = Kept("It was skipped, as you were told.")


def as_they_are(rows: QuerySet) -> QuerySet:
    return rows


def no_command(key: str, region: str) -> str:
    return ""


def nothing_kept(caller: Caller, rows: Sequence[Model]) -> dict[int, Kept]:
    return {}


@dataclass(frozen=True)
class Deleting:
    """How rows of a list are deleted.

    key: their column that `id` names. operation: as the log has it. url_name: of the question; page: of one row.
    act: on one of them. table: the list as it is after the act. kept: those that can't be deleted, by their keys.
    kind: as the sync calls what a plan deletes in AWS, too. loss: what the question says is lost.
    called: what the title calls a row, where that is not the list's noun. with_keys: adds `key`, where that is none
    of their own columns. stays: as the sync calls what no plan deletes in AWS; command: the line that does, of AWS's
    key and the Region.
    """

    names: ListNames
    template: str
    key: str
    operation: str
    url_name: str
    page: str
    act: Callable[[Caller, Model], Any]
    table: Callable[[HttpRequest], HttpResponse]
    kept: Callable[[Caller, Sequence[Model]], Mapping[int, Kept]] = nothing_kept
    kind: str = ""
    loss: str = "You can't undo this action."
    called: str = ""
    word: str = DELETE
    with_keys: Callable[[QuerySet], QuerySet] = as_they_are
    stays: str = ""
    command: Callable[[str, str], str] = no_command

    @property
    def title(self) -> str:
        return f"{self.names.verb.capitalize()} {self.called or self.names.noun} confirmation"

    @property
    def past(self) -> str:
        return f"{self.names.verb}d"

    def refs(self, rows: Sequence[Model]) -> list[Ref]:
        return [(self.kind, getattr(row, self.key)) for row in rows] if self.kind else []

    def url(self, caller: Caller, row: Model) -> str:
        return to(caller, self.page, *getattr(row, self.key).split("/"))

    def commands(self, request: HttpRequest, keys: Sequence[str]) -> list[str]:
        """Lines for those that stay in AWS, by our own keys; none without a link."""
        there = keys_in_aws(request, [(self.stays, key) for key in keys if self.stays])
        return [self.command(key, request.caller.region) for key in there.values()]


class Wanted(NamedTuple):
    """What a request names, in its order. gone: what this account had here and deleted.

    skipped: what the question said that it skips, which stays, whatever has become of it since.
    """

    rows: list[Model]
    gone: list[str]
    skipped: Sequence[str] = ()


def wanted_or_404(request: HttpRequest, what: Deleting) -> Wanted:
    """404 for what was never there: whose it may be stays unsaid."""
    data = request.POST if request.method == "POST" else asked_again(request) or request.GET
    skipped = data.getlist("skipped")
    ids = list(dict.fromkeys([*data.getlist("id"), *skipped]))[: MOST + 1]
    mine = what.with_keys(what.names.model.objects.for_caller(request.caller))
    rows = mine.filter(**{f"{what.key}__in": ids})
    found = {getattr(row, what.key): row for row in rows}
    missing = [one for one in ids if one not in found]
    must_have_been(request.caller, missing, what.operation, what.names.noun)
    return Wanted([found[one] for one in ids if one in found], missing, skipped)


def deletion(request: HttpRequest, what: Deleting) -> HttpResponse:
    """GET, or POST with `ask`, asks for the word; POST with the word deletes the rows named by `id`."""
    must_edit(request.caller, f"{what.names.verb} {what.names.nouns}")
    wanted, posted = wanted_or_404(request, what), is_act(request)
    if len(wanted.rows) > MOST:
        flash(request, "warning", f"At most {MOST:,} {what.names.nouns} can be {what.past} at a time.")
        return to_list(request, what.names, what.table)
    if not wanted.rows:
        return nothing_to_delete(request, what, wanted.gone)
    stays = {row.pk: SKIPPED for row in wanted.rows if getattr(row, what.key) in wanted.skipped}
    kept = stays | what.kept(request.caller, wanted.rows)
    free = [row for row in wanted.rows if row.pk not in kept]
    typed = request.POST.get("confirm", "")
    if posted and free and not confirms(typed, what.word):
        return question(request, what, wanted, kept, status=422, error=wrong_word(typed, what.word))
    if not posted or not free:
        return question(request, what, wanted, kept, status=409 if posted else 200)
    # The operation looks again, so what came into use since the question is refused with its sentence.
    outcome = each(free, lambda row: what.act(request.caller, row))
    if not outcome.done:
        status = status_of(outcome.refused[0][1])
        return question(request, what, wanted, kept, status=status, reasons=outcome.reasons)
    flash_deleted(request, what, outcome, wanted, kept)
    return selection_done(to_list(request, what.names, what.table), what.names.name)


def question(
    request: HttpRequest,
    what: Deleting,
    wanted: Wanted,
    kept: Mapping[int, Kept],
    *,
    status: int,
    **more: Any,
) -> HttpResponse:
    """The dialog; where nothing can be deleted it has no form, and says why."""
    caller, noun = request.caller, what.names.noun
    free = [row for row in wanted.rows if row.pk not in kept]
    stay = [row for row in wanted.rows if row.pk in kept]
    state = list_state(request)
    action, commands = (
        to(caller, what.url_name),
        what.commands(request, [getattr(row, what.key) for row in free]),
    )
    context = {
        "id": f"dialog-{what.names.verb}-{noun.replace(' ', '-')}",
        "title": what.title,
        "action": (f"{action}?{state}" if state else action) if free else "",
        "crumbs": crumbs(caller, *PATHS[what.names.url_name], what.title),
        "nav_active": what.names.nav_active,
        "names": what.names,
        "deleting": what,
        "key": what.key,
        "free": [(named(row), getattr(row, what.key)) for row in free],
        "kept": [(named(row), what.url(caller, row), from_here(request, kept[row.pk])) for row in stay],
        "skipped": [getattr(row, what.key) for row in stay],
        "is_one": len(wanted.rows) == 1,
        "first": named(wanted.rows[0]),
        "commands": "\n".join(commands),
        "staying": len(commands),
        "gone": wanted.gone,
        "in_aws": how_many_in_aws(request, what.refs(free)),
        "word": what.word,
        "typed": request.POST.get("confirm", ""),
        "back": back_url(request, what, wanted.rows),
    }
    return dialog(request, what.template, context | more, status=status)


def from_here(request: HttpRequest, one: Kept) -> Kept:
    """With the ways as they are from the page below: a place on it is near, so that nothing typed there is lost."""
    near = [(text, f"#{split(href).fragment}" if is_on(request, href) else href) for text, href in one.ways]
    return one._replace(ways=near)


def back_url(request: HttpRequest, what: Deleting, rows: Sequence[Model]) -> str:
    """Where Cancel leads without script: to the page of the one row, when one came from there."""
    if len(rows) == 1:
        url = what.url(request.caller, rows[0])
        if split(request.headers.get("Referer")).path == url:
            return url
    return list_url(request, what.names)


def nothing_to_delete(request: HttpRequest, what: Deleting, gone: Sequence[str]) -> HttpResponse:
    if not gone:
        flash(request, "warning", what.names.some_selected)
    elif len(gone) == 1:
        noun = capfirst(what.names.noun)
        flash(request, "info", f"{noun} {gone[0]} was already {what.past}. The list was refreshed.")
    else:
        flash(
            request,
            "info",
            f"{what.names.count(len(gone))} were already {what.past}. The list was refreshed.",
        )
    return selection_done(to_list(request, what.names, what.table), what.names.name)


def flash_deleted(
    request: HttpRequest, what: Deleting, outcome: Outcome, wanted: Wanted, kept: Mapping[int, Kept]
) -> None:
    """Flash what became of each row."""
    done, noun = outcome.done, what.names.noun
    skipped = [f"{named(row)}: {kept[row.pk].why}" for row in wanted.rows if row.pk in kept]
    details = [*outcome.reasons, *skipped]
    failed = len(details)
    # After the count: what is gone already is as it was wanted, and no failure.
    details += [f"{capfirst(noun)} {one} was already {what.past}." for one in wanted.gone]
    if failed:
        some = f"{len(done):,} of {what.names.count(len(done) + failed)} were {what.past}."
        text = f"{some} {failed:,} couldn't be {what.past}."
        flash(request, "warning", text, details=details)
        return
    text = (
        f"{capfirst(noun)} {named(done[0])} was" if len(done) == 1 else f"{what.names.count(len(done))} were"
    )
    text = f"{text} {what.past}{here(request)}."
    flash_saved(request, text, what.refs(done), details=details, deleted=True)


def list_state(request: HttpRequest) -> str:
    """What the form of a list without script sent along of how the list was left."""
    sent = request.POST if ASK in request.POST else request.GET
    kept = [(key, value) for key, values in sent.lists() if key not in OWN for value in values]
    return urlencode(kept)


def list_url(request: HttpRequest, names: ListNames) -> str:
    url, state = to(request.caller, names.url_name), list_state(request)
    return f"{url}?{state}" if state else url


def is_on(request: HttpRequest, url: str) -> bool:
    """Whether the dialog is open on the page at `url`."""
    return bool(request.htmx) and current_page(request).path == split(url).path


def to_list(
    request: HttpRequest, names: ListNames, table: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    """The list with its flashes: drawn anew under a dialog that closes, or opened from any other page."""
    url = list_url(request, names)
    if not is_fragment(request):
        return see_other(url)
    # The dialog may lie over the row's own page, which has gone with the row.
    if not is_on(request, url):
        return HttpResponseClientRedirect(url)
    # The form aims at its dialog, but this answer is for the list below it.
    response = retarget(reswap(table(request), "outerHTML"), f"#{names.table}")
    # The dialog gives focus back to its opener, which is off again, as what was selected is gone.
    return close_modal(focus(response, f"#{names.name}-heading"))
