"""A project's SMS and voice settings, and the page that edits them."""

from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from pools.errors import ServiceError
from pools.models import Account, PhoneNumber, Pool, Project
from pools.models.counts import held
from pools.operations.engine.caller import Caller
from pools.operations.projects import must_be_sms_settings, sms_settings_of, update_sms_settings
from pools.pages.account.projects import must_administer, only_administrators
from pools.pages.account.sms_settings_form import SmsForm, SmsSettings, in_words
from pools.pages.frame.restored import carried, restored
from pools.pages.kit.conflict import choices_in, with_conflict
from pools.pages.kit.empty.facts import no_phone_numbers
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other, status_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import labels
from pools.refusals import Overtaken

SHOWN_NUMBERS = 50
CHANGE_SMS = "change SMS and voice settings"


@require_safe
def sms_settings(request: HttpRequest, project_id: str) -> HttpResponse:
    caller = request.caller
    project = find_project(caller, project_id)
    numbers = (
        PhoneNumber.objects.for_caller(caller).select_related("pool").order_by("-created_timestamp", "-pk")
    )
    rows = list(numbers[:SHOWN_NUMBERS])
    context = frame_of(caller, project, "SMS and voice settings") | {
        "settings": {
            name: in_words(name, value) for name, value in sms_settings_of(project, caller.account).items()
        },
        "numbers": [number_row(number) for number in rows],
        "total": held(caller, PhoneNumber) if len(rows) == SHOWN_NUMBERS else len(rows),
        "empty": None if rows else no_phone_numbers(request),
        "edit_url": to(caller, "sms-settings-edit", project_id),
        "numbers_url": to(caller, "phone-number-list"),
        "reason": only_administrators(caller, CHANGE_SMS),
    }
    return render(request, "account/sms_settings.html", context)


def number_row(number: PhoneNumber) -> dict[str, Any]:
    return {
        "number": number,
        "country": labels.country_name(number.iso_country_code),
        "type": labels.NUMBER_TYPES.get(number.number_type, number.number_type),
        "sms": "SMS" in number.number_capabilities,
        "voice": "VOICE" in number.number_capabilities,
        "two_way": number.settings.two_way_enabled,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, project_id: str) -> HttpResponse:
    must_administer(request.caller, CHANGE_SMS)
    project = find_project(request.caller, project_id)
    if request.method == "POST":
        return save_sms_settings(request, project)
    typed = carried(request)
    form = form_of_settings(request.caller, project, typed, checked=False)
    if typed:
        restored(request, form.fields, form.before)
    return edit_page(request, project, form)


def form_of_settings(
    caller: Caller, project: Project, data: QueryDict | None, *, checked: bool = True
) -> SmsForm:
    current = SmsSettings(**sms_settings_of(project, caller.account))
    return SmsForm(caller, current, project.project_id, data=data, checked=checked)


def save_sms_settings(request: HttpRequest, project: Project) -> HttpResponse:
    form = form_of_settings(request.caller, project, request.POST)
    if not form.check():
        check_rest(request.caller.account, form)
        return edit_page(request, project, form, status=422)
    try:
        changed = update_sms_settings(
            request.caller,
            project_id=project.project_id,
            initial=form.base and asdict(form.base),
            choices=choices_in(form),
            **form.asked,
        )
    except ServiceError as error:
        return refused(request, project, form, error)
    if changed:
        turned_on = "sms_channel_enabled" in changed and form.asked["sms_channel_enabled"]
        flash(
            request,
            "success",
            f"SMS and voice settings for {project.name} were saved.",
            action=("Open pools", to(request.caller, "pool-list")) if turned_on else None,
        )
    else:
        flash(request, "info", "No changes were made to SMS and voice settings.")
    return see_other(to(request.caller, "sms-settings", project.project_id))


def check_rest(account: Account, form: SmsForm) -> None:
    """Say what the operation would refuse of the fields that the form has nothing against."""
    before = asdict(form.base) if form.base else {}
    changes = {name: value for name, value in form.asked.items() if value != before.get(name)}
    try:
        must_be_sms_settings(account, changes)
    except ServiceError as error:
        form.blame(error)


def refused(request: HttpRequest, project: Project, form: SmsForm, error: ServiceError) -> HttpResponse:
    """The form again, with everything typed: the problem at its field, or what somebody else has changed."""
    if isinstance(error.about, Overtaken):
        # Read before the operation locked them.
        project.refresh_from_db()
        request.caller.account.refresh_from_db()
        form = with_conflict(
            form,
            error.about,
            lambda data: form_of_settings(request.caller, project, data, checked=False),
        )
    else:
        form.blame(error)
    return edit_page(request, project, form, status=status_of(error))


def edit_page(request: HttpRequest, project: Project, form: SmsForm, *, status: int = 200) -> HttpResponse:
    back = to(request.caller, "sms-settings", project.project_id)
    context = frame_of(
        request.caller, project, "Edit SMS and voice settings", ("SMS and voice settings", back)
    ) | {
        "form": form,
        "back": back,
        "is_last": is_last_with_pools(request.caller, project),
        "quota": f"Up to ${request.caller.account.max_monthly_spend:,.2f}, your account's quota.",
    }
    return render(request, "account/sms_settings_edit.html", context, status=status)


def frame_of(caller: Caller, project: Project, title: str, *parents: tuple[str, str]) -> dict[str, Any]:
    """What both pages give the frame; the crumbs name the project, whose only page this is."""
    own = (project.name, to(caller, "sms-settings", project.project_id))
    return {
        "project": project,
        "nav_active": "sms-settings",
        "help_topic": "sms-settings",
        "crumbs": crumbs(caller, "project-list", own, *parents, title),
    }


def find_project(caller: Caller, project_id: str) -> Project:
    project = Project.objects.for_caller(caller).filter(project_id=project_id).first()
    if project is None:
        raise Http404("There is no such project.")
    return project


def is_last_with_pools(caller: Caller, project: Project) -> bool:
    """Whether pools exist, anywhere in the account, and this is the only project whose channel is on."""
    if not project.sms_channel_enabled:
        return False
    others = Project.objects.for_caller(caller).with_channel().exclude(pk=project.pk)
    pools = Pool.objects.for_caller(caller).exists() or Pool.objects.elsewhere(caller).present().exists()
    return pools and not others.exists()
