"""One sender ID: its pools, and its settings, which are saved together."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pools.errors import ResourceNotFoundException, ServiceError
from pools.models import SenderId
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.resources import full_id
from pools.operations.registration import mark_sender_id_as_registered
from pools.operations.sender_id_settings import (
    save_sender_id_settings,
    sender_id_settings_of,
)
from pools.pages.frame.restored import carried, say_restored
from pools.pages.kit.aws.alerts import aws_context, marked_tags
from pools.pages.kit.aws.lists import is_linked
from pools.pages.kit.aws.saving import flash_saved, here
from pools.pages.kit.conflict import choices_in, row_act, with_conflict
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.flash import flash, pool_link
from pools.pages.kit.http import see_other, status_of
from pools.pages.kit.places import PATHS, crumbs, texting, to
from pools.pages.kit.policies import policy_section
from pools.pages.kit.words import labels, reasons, refusals
from pools.pages.neighbours.sender_ids.form import SenderIdSettingsForm
from pools.pages.neighbours.sender_ids.list import RELEASE_SENDER_IDS
from pools.pages.neighbours.sender_ids.pools import in_pools
from pools.pages.neighbours.sender_ids.sections import sender_id_sections
from pools.pages.neighbours.tabs import SENDER_IDS
from pools.refusals import Overtaken

TEMPLATE = "neighbours/sender_ids/detail.html"
CHANGE_SENDER_IDS = "change sender IDs"
MARK_SENDER_ID = "mark a sender ID as registered"
AWS_SAYS = "This account is linked to AWS, which says what is registered."


@require_safe
def sender_id_detail(request: HttpRequest, sender_id: str, iso_country_code: str) -> HttpResponse:
    row = sender_id_or_404(request.caller, sender_id, iso_country_code)
    typed = carried(request)
    # The fields of another form may come back to this page, too; only this one's have `drawn`.
    data = typed if typed and "drawn" in typed else None
    form = form_of_sender_id(request.caller, row, data, checked=False)
    if form.is_posted:
        say_restored(request, form.changed)
    return sender_id_page(request, row, form)


def sender_id_or_404(caller: Caller, sender_id: str, iso_country_code: str) -> SenderId:
    named = {"sender_id": sender_id, "iso_country_code": iso_country_code}
    row = SenderId.objects.for_caller(caller).filter(**named).first()
    if row is None:
        raise Http404("There is no such sender ID.")
    return row


def page_of(caller: Caller, row: SenderId, page: str = "sender-id-detail") -> str:
    return to(caller, page, row.sender_id, row.iso_country_code)


def form_of_sender_id(
    caller: Caller, row: SenderId, data: QueryDict | None, *, checked: bool
) -> SenderIdSettingsForm:
    return SenderIdSettingsForm(caller, sender_id_settings_of(row), full_id(row), data=data, checked=checked)


@require_http_methods(["GET", "HEAD", "POST"])
def save_sender_id(request: HttpRequest, sender_id: str, iso_country_code: str) -> HttpResponse:
    """POST saves the form, or adds and removes its rows. GET, after a refused post, leads to the page."""
    row = sender_id_or_404(request.caller, sender_id, iso_country_code)
    there = page_of(request.caller, row)
    if request.method != "POST":
        return see_other(f"{there}#settings")
    must_edit(request.caller, CHANGE_SENDER_IDS)
    op, index = row_act(request.POST)
    form = form_of_sender_id(request.caller, row, request.POST, checked=not op)
    if op:
        form.tags.act(op, index)
        return sender_id_page(request, row, form)
    if not form.check():
        return sender_id_page(request, row, form, status=422)
    named = {"sender_id": sender_id, "iso_country_code": iso_country_code}
    try:
        changed = save_sender_id_settings(
            request.caller, **named, initial=form.base, posted=form.posted, choices=choices_in(form)
        )
    except ResourceNotFoundException as error:
        raise Http404("There is no such sender ID.") from error
    except ServiceError as error:
        return settings_refused(request, row, form, error)
    link = pool_link(there, str(row))
    if changed:
        text = format_html("Settings for sender ID {} were saved{}.", link, here(request))
        row.refresh_from_db()
        flash_saved(request, text, [("sender-id", full_id(row))], ours=settings_now(row))
    else:
        flash(request, "info", format_html("No changes were made to sender ID {}.", link))
    return see_other(there)


# After a sign-in in between, the form with all that was typed stands on the sender ID's page.
save_sender_id.comes_from = "sender-id-detail"


def settings_refused(
    request: HttpRequest, row: SenderId, form: SenderIdSettingsForm, error: ServiceError
) -> HttpResponse:
    if isinstance(error.about, Overtaken):
        # Read before the operation locked it.
        row.refresh_from_db()
        form = with_conflict(
            form,
            error.about,
            lambda data: form_of_sender_id(request.caller, row, data, checked=False),
        )
    else:
        form.blame(error)
    return sender_id_page(request, row, form, status=status_of(error))


def sender_id_page(
    request: HttpRequest, row: SenderId, form: SenderIdSettingsForm, *, status: int = 200
) -> HttpResponse:
    caller, there = request.caller, page_of(request.caller, row)
    aws = aws_context(request, "sender-id", full_id(row), there, ours=settings_now(row))
    for one in form.tags.rows:
        one.in_aws = aws["aws"].tags.get(one.key, "") if aws else ""
    may_not = reasons.why_not(caller, Permission.CHANGE_RESOURCES, CHANGE_SENDER_IDS)
    pools = in_pools(caller, row)
    context = {
        "sender": row,
        "country": labels.country_name(row.iso_country_code),
        "message_types": labels.value_of("message_type", row.message_types),
        "in_pools": pools,
        "sections": sender_id_sections(form, pools["total"], shows_values=bool(may_not)),
        "form": form,
        "locked": may_not,
        "tags": marked_tags(row.tag_rows, aws) if may_not else (),
        "detail_url": there,
        "add_to_pool_url": page_of(caller, row, "sender-id-add-to-pool"),
        "release_url": f"{to(caller, 'sender-id-release')}?id={full_id(row)}",
        "may_not_release": reasons.why_not(caller, Permission.CHANGE_RESOURCES, RELEASE_SENDER_IDS),
        "settings_url": page_of(caller, row, "sender-id-settings"),
        "text_url": texting(caller, row),
        "registered_url": ""
        if row.registered or is_linked(caller)
        else page_of(caller, row, "sender-id-registered"),
        "reason": reasons.why_not(caller, Permission.CHANGE_RESOURCES, MARK_SENDER_ID),
        **policy_section(caller, row, there),
        "crumbs": crumbs(caller, *PATHS[SENDER_IDS.url_name], str(row)),
        "nav_active": SENDER_IDS.nav_active,
        "help_topic": "sender-id",
        **aws,
    }
    return render(request, TEMPLATE, context, status=status)


def settings_now(row: SenderId) -> dict[str, bool]:
    return {"deletion_protection_enabled": row.deletion_protection_enabled}


@require_POST
def mark_registered(request: HttpRequest, sender_id: str, iso_country_code: str) -> HttpResponse:
    """Say what AWS would say once it has registered the sender ID. Done twice, it is done once."""
    must_edit(request.caller, MARK_SENDER_ID)
    row = sender_id_or_404(request.caller, sender_id, iso_country_code)
    if is_linked(request.caller):
        flash(request, "error", AWS_SAYS)
        return see_other(page_of(request.caller, row))
    try:
        mark_sender_id_as_registered(request.caller, sender_id=sender_id, iso_country_code=iso_country_code)
    except ServiceError as error:
        flash(request, "error", refusals.sentence(error))
    else:
        flash(request, "success", f"{row} was marked as registered.")
    return see_other(page_of(request.caller, row))


mark_registered.comes_from = "sender-id-detail"
