"""Pool detail, Origination identities: associating, and adding a sender ID."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from pools.errors import ServiceError
from pools.models import PhoneNumber, Pool
from pools.models.fast_reads.pool_identities import pool_standing
from pools.operations.associations import (
    associate_origination_identity,
    associate_sender_id,
)
from pools.pages.frame.restored import carried, restored, say_restored
from pools.pages.kit import fields
from pools.pages.kit.aws.saving import flash_saved, here
from pools.pages.kit.dialogs import Outcome, dialog, each, must_edit, named
from pools.pages.kit.flash import flash, pool_link
from pools.pages.kit.http import see_other, selection_done, status_of
from pools.pages.kit.places import TO_POOLS, crumbs
from pools.pages.kit.way_back import BACK, MOST_TICKED, back_in, pool_of_step, way_back
from pools.pages.kit.words import labels, reasons, refusals
from pools.pages.pools.identity_section import (
    ANCHOR,
    CHANGE_IDENTITIES,
    IDENTITIES,
    Identity,
    as_arguments,
    associate_reason,
    chosen_or_404,
    pool_or_404,
    pool_url,
    section_response,
)
from pools.pages.pools.sender_id_form import SenderIdForm


@require_http_methods(["GET", "HEAD", "POST"])
def associate(request: HttpRequest, pool_id: str) -> HttpResponse:
    """Associate what is selected. A post without a live sign-in comes back as GET: it shows the selection."""
    pool = pool_or_404(request, pool_id)
    if request.method != "POST":
        return to_selection(request, pool)
    must_edit(request.caller, CHANGE_IDENTITIES)
    identities = chosen_or_404(request, request.POST.getlist("id"))
    if not identities:
        flash(request, "warning", reasons.ALL_AVAILABLE)
        return section_response(request, pool, status=409, focus_on="#associate-to-pool")
    outcome = each(
        identities,
        lambda one: associate_origination_identity(request.caller, pool_id=pool_id, **as_arguments(one)),
    )
    flash_outcome(request, pool, outcome, "associated to")
    status = 200 if outcome.done else status_of(outcome.refused[0][1])
    response = section_response(request, pool, status=status, focus_on="#associate-to-pool")
    return selection_done(response, IDENTITIES) if outcome.done else response


def to_selection(request: HttpRequest, pool: Pool) -> HttpResponse:
    data = carried(request)
    url = pool_url(request, pool)
    if not data:
        return see_other(url + ANCHOR)
    say_restored(request, ())
    query = data.copy()
    # What was selected on other pages, the script still has.
    query.setlist("id", data.getlist("id")[:MOST_TICKED])
    for name in query.keys() - {"id", "ids", "q", "page", BACK}:
        del query[name]
    return see_other(f"{url}?{query.urlencode()}{ANCHOR}")


def flash_outcome(request: HttpRequest, pool: Pool, outcome: Outcome, verb: str) -> None:
    """Flash what became of each identity. verb: "associated to" or "disassociated from"."""
    link = pool_link(pool_url(request, pool), pool.label)
    done, refused = len(outcome.done), len(outcome.refused)
    began = pool_of_step(request.caller, back_in(request.POST)) if done else None
    action = way_back(request.caller, began, outcome.done) if began else None
    if not refused:
        what = f"{named(outcome.done[0])} was" if done == 1 else f"{done:,} identities were"
        text = format_html("{} {} pool {}{}.", what, verb, link, here(request))
        flash_saved(request, text, moved_by(pool, outcome.done), action=action)
    elif done + refused == 1:
        flash(request, "error", refusals.sentence(outcome.refused[0][1]))
    elif not done:
        text = format_html("{} identities couldn't be {} pool {}.", f"{refused:,}", verb, link)
        flash(request, "error", text, details=outcome.reasons)
    else:
        text = format_html(
            "{} of {} identities were {} pool {}{}. {} couldn't be {}.",
            f"{done:,}",
            f"{done + refused:,}",
            verb,
            link,
            here(request),
            f"{refused:,}",
            verb.split()[0],
        )
        more = {"details": outcome.reasons, "action": action}
        flash_saved(request, text, moved_by(pool, outcome.done), kind="warning", **more)


def moved_by(pool: Pool, identities: Sequence[Identity]) -> list[tuple[str, str]]:
    """What differs from AWS by that: each number, and the pool for its sender IDs."""
    numbers = [("phone-number", one.phone_number_id) for one in identities if isinstance(one, PhoneNumber)]
    return numbers if len(numbers) == len(identities) else [("pool", pool.pool_id), *numbers]


REGISTERED_ELSEWHERE = (
    "Sender IDs in this country must be registered. Registration takes place outside this console. "
    "The sender ID is stored as registered."
)


class AddSenderIdForm(SenderIdForm):
    sender_id = fields.sender_id()
    sender_id.widget.attrs["autofocus"] = True
    registered = fields.registered(help_text=REGISTERED_ELSEWHERE)


@require_http_methods(["GET", "HEAD", "POST"])
def add_sender_id(request: HttpRequest, pool_id: str) -> HttpResponse:
    """Associate a sender ID that is typed, not selected; the account gets it where it has none like it."""
    must_edit(request.caller, CHANGE_IDENTITIES)
    pool = pool_or_404(request, pool_id)
    if request.method != "POST":
        form = AddSenderIdForm()
        if typed := carried(request):
            form = AddSenderIdForm.showing(typed)
            restored(request, form, AddSenderIdForm())
        return sender_id_dialog(request, pool, form)
    form = AddSenderIdForm(request.POST)
    if not form.accepts(request.caller, pool.message_type):
        return sender_id_dialog(request, pool, form, status=422)
    try:
        added = associate_sender_id(request.caller, pool_id=pool_id, **form.cleaned_data)
    except ServiceError as error:
        if form.blame(error, form.members) or not error.fields:
            form.add_error(None, refusals.sentence(error))
        return sender_id_dialog(request, pool, form, status=status_of(error))
    flash_outcome(request, pool, Outcome(done=[added.identity]), "associated to")
    return section_response(request, pool, focus_on="#add-sender-id", closes_dialog=True)


def sender_id_dialog(
    request: HttpRequest, pool: Pool, form: AddSenderIdForm, *, status: int = 200
) -> HttpResponse:
    detail = pool_url(request, pool)
    context = {
        "id": "dialog-add-sender-id",
        "title": "Add sender ID",
        "action": pool_url(request, pool, "pool-add-sender-id"),
        "pool": pool,
        "form": form,
        "saved_as": fields.saved_as(form["sender_id"].value()),
        # Shown and not asked: a sender ID of another type could not join.
        "message_type": labels.MESSAGE_TYPES[pool.message_type],
        # The quota counts members only, so nothing else of the account is counted.
        "reason": associate_reason(request, pool, pool_standing(request.caller, pool, limit=0)),
        "back": detail + ANCHOR,
        "crumbs": crumbs(request.caller, *TO_POOLS, (pool.label, detail), "Add sender ID"),
        "nav_active": "phone-numbers",
    }
    return dialog(request, "pools/add_sender_id.html", context, status=status)
