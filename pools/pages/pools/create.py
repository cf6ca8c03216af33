"""Create pool: one page, one form, three steps. What is typed stays until the pool exists."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ServiceError
from pools.models import Pool
from pools.models.pools import CREATING
from pools.operations import pools as operations
from pools.operations.engine.caller import pools_available
from pools.pages.frame.restored import carried, changed_fields, control_of, say_restored
from pools.pages.kit.aws.saving import flash_saved, here
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.empty.channel import channel_off
from pools.pages.kit.flash import CREATED, flash, pool_link
from pools.pages.kit.http import announce, focus, fragment, is_fragment, see_other, status_of
from pools.pages.kit.places import TO_POOLS, crumbs, to
from pools.pages.kit.way_back import way_back
from pools.pages.kit.words import labels, reasons
from pools.pages.pools.draft import OPENED_WITH, PHONE_NUMBER, Draft
from pools.pages.pools.no_numbers import no_numbers

TEMPLATE = "pools/create.html"
SAME_NAME = "Another pool in this Region already has this name."


@require_http_methods(["GET", "HEAD", "POST"])
def create_pool(request: HttpRequest) -> HttpResponse:
    if answer := closed(request):
        return answer
    if request.method == "POST":
        op, _, value = request.POST.get("op", "").partition(":")
        return submit(request) if is_submit(request, op) else redraw(request, op, value)
    if request.htmx.target == "numbers" and is_fragment(request):
        return other_numbers(request)
    if data := carried(request):
        draft = Draft(request.caller, data)
        say_restored(request, restored_controls(draft))
    else:
        draft = Draft(request.caller, {name: request.GET.get(name, "") for name in OPENED_WITH})
        # On the first view only; after a refusal the focus is for the first field that is wrong.
        draft.setup.fields["pool_name"].widget.attrs["autofocus"] = True
    return render(request, TEMPLATE, context(request, draft))


def restored_controls(draft: Draft) -> list[str]:
    """The IDs of the controls that show something else than an empty form does; the first takes the focus."""
    empty = Draft(draft.caller, {})
    forms = [
        (draft.setup, empty.setup),
        (draft.identity_form, (empty.sender, empty.number)[draft.is_phone_number]),
    ]
    changed = [form[name] for form, before in forms for name in changed_fields(form, before)]
    for field in changed[:1]:
        field.field.widget.attrs["autofocus"] = True
    # The page draws these radios itself.
    radios = {"type": "type-{}", "origination_identity": "number-{}", "message_type": "id_message_type_{}"}
    fields = [
        radios[field.name].format(field.value()) if field.name in radios else control_of(field)
        for field in changed
    ]
    return [*fields, *map(draft.tags.control_of, draft.tags.changed)]


def other_numbers(request: HttpRequest) -> HttpResponse:
    """The table of numbers, searched or paged, with what was chosen still chosen."""
    draft = Draft(request.caller, request.GET)
    response = fragment(request, TEMPLATE, "numbers_answer", context(request, draft))
    page = draft.numbers.page
    count = page.paginator.counted
    if request.htmx.trigger_name == "q":
        return announce(response, count.matches)
    if (request.htmx.trigger or "").startswith("numbers-page"):
        focus(response, "#numbers-heading")
    return announce(response, f"Showing {page.first:,} to {page.last:,} of {count} phone numbers")


@require_safe
def inherited(request: HttpRequest) -> HttpResponse:
    """What the pool would take over from what is typed, and the notes beside the fields."""
    if answer := closed(request):
        return answer
    draft = Draft(request.caller, request.GET, by_script=True)
    response = fragment(request, TEMPLATE, "inherited_answer", shell(request) | {"draft": draft})
    # The notes at the fields are live regions. The settings are none: they would be read out whole.
    if draft.kind == PHONE_NUMBER and draft.numbers.offered:
        announce(response, f"Settings that the pool inherits from {draft.numbers.offered.label} are shown")
    return response


def is_submit(request: HttpRequest, op: str) -> bool:
    """Enter in a field submits the form; in the search, when its words are new, it searches."""
    # A browser presses a form's first button on Enter, in whatever field: only new words tell that it was the
    # search's.
    searches = request.POST.get("q", "") != request.POST.get("searched", "")
    return op in ("", "create") or (op == "enter" and not searches)


def submit(request: HttpRequest) -> HttpResponse:
    draft = Draft(request.caller, request.POST, submitted=True, by_script=is_fragment(request))
    if not draft.check():
        return creation_refused(request, draft, 422)
    try:
        pool = draft.create()
    except ServiceError as error:
        draft.refuse(error)
        return creation_refused(request, draft, status_of(error))
    return created(request, draft, pool)


def created(request: HttpRequest, draft: Draft, pool: Any) -> HttpResponse:
    url = to(request.caller, "pool-detail", pool.pool_id)
    name = draft.setup.cleaned_data["pool_name"]
    link = pool_link(url, name or pool.pool_id)
    # A name is a tag, and AWS lets two pools have the same. That is worth a word, and no refusal.
    namesakes = Pool.objects.for_caller(request.caller).named(name).exclude(pool_id=pool.pool_id)
    more: dict[str, Any] = {"details": [SAME_NAME] if name and namesakes.exists() else ()}
    if draft.began:
        more["action"] = way_back(request.caller, draft.began)
    if pool.status == CREATING:
        flash(request, "in-progress", format_html("Creating pool {}.", link), **more, until_done=True)
    else:
        flash_saved(request, format_html(CREATED, link, here(request)), [("pool", pool.pool_id)], **more)
    # htmx would follow a 303 itself, and swap the pool's page into the place of the form.
    return HttpResponseClientRedirect(url) if is_fragment(request) else see_other(url)


def creation_refused(request: HttpRequest, draft: Draft, status: int) -> HttpResponse:
    mark_first_invalid(draft)
    response = fragment(request, TEMPLATE, "answer", context(request, draft), status=status)
    # form.js does the same, but after a 422 only.
    if status != 422 and is_fragment(request) and draft.identity_form.errors:
        focus(response, "#create-pool-form [aria-invalid=true]")
        announce(response, "1 field needs attention", level="assertive")
    return response


def mark_first_invalid(draft: Draft) -> None:
    """Without script the browser puts the focus there; with it form.js does."""
    for form in (draft.setup, draft.identity_form):
        for name in form.errors:
            if name in form.fields:
                form.fields[name].widget.attrs["autofocus"] = True
                return


def redraw(request: HttpRequest, op: str, value: str) -> HttpResponse:
    """Without script: what the buttons inside the form do, with everything typed kept."""
    data = request.POST.copy()
    if op in ("show_numbers", "hide_numbers"):
        data["all"] = "1" if op == "show_numbers" else ""
    if op == "page":
        data["page"] = value
    draft = Draft(request.caller, data, by_script=is_fragment(request))
    draft.tags.act(op, value)
    return fragment(request, TEMPLATE, "answer", context(request, draft))


def closed(request: HttpRequest) -> HttpResponse | None:
    """The answer where no pool can be made at all. A form that is posted gets it as a conflict."""
    caller, posted = request.caller, request.method == "POST"
    if not pools_available(caller.region):
        text = reasons.no_pools_in(labels.region_name(caller.region))
        return render(request, TEMPLATE, shell(request) | {"no_pools": text}, status=409 if posted else 200)
    # A submitted form meets the channel in the operation, whose refusal keeps what is typed.
    must_edit(caller, "create pools")
    if not posted and not operations.channel_enabled(caller):
        return render(request, TEMPLATE, shell(request) | {"channel_off": channel_off(caller)})
    return None


def shell(request: HttpRequest) -> dict[str, Any]:
    path = crumbs(request.caller, *TO_POOLS, "Create pool")
    return {"crumbs": path, "help_topic": "create-pool", "nav_active": "phone-numbers"}


def context(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    caller = request.caller
    return shell(request) | {
        "draft": draft,
        "numbers": draft.numbers,
        "url": to(caller, "pool-create"),
        "inherited_url": to(caller, "pool-create-inherited"),
        "cancel_url": way_back(caller, draft.began)[1] if draft.began else to(caller, "pool-list"),
        "empty": no_numbers(request, draft.numbers),
    }
