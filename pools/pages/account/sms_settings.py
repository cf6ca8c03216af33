"""A project's SMS and voice settings, and the page that edits them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from pools.errors import ServiceError
from pools.models import Account, PhoneNumber, Pool, Project
from pools.models.counts import held
from pools.operations.engine.caller import Caller
from pools.operations.projects import must_be_sms_settings, sms_settings_of, update_sms_settings
from pools.pages.account.projects import must_administer, only_administrators
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.empty.facts import no_phone_numbers
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other, status_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import labels, refusals
from pools.refusals import Overtaken, Stale

SHOWN_NUMBERS = 50
INITIAL_PREFIX = "drawn"
# The API's names of what the form's fields hold.
MEMBERS = {
    "MessageType": "default_message_type",
    "MonthlyLimit": "monthly_spend_limit",
    "SenderId": "default_sender_id",
}
CHANGE_SMS = "change SMS and voice settings"
LABELS = {
    "sms_channel_enabled": "SMS and voice channel",
    "default_message_type": "Default message type",
    "monthly_spend_limit": "Account spending limit",
    "default_sender_id": "Default sender ID",
}


class SmsSettingsForm(fields.Form):
    sms_channel_enabled = forms.BooleanField(
        label="Turn on the SMS and voice channel for this project",
        required=False,
        help_text="At least one project needs it on before pools can be created.",
    )
    default_message_type = fields.message_type(
        label=LABELS["default_message_type"],
        constraint="",
        help_text="What a message is when nothing else says so.",
    )
    monthly_spend_limit = forms.DecimalField(
        label=LABELS["monthly_spend_limit"],
        help_text="The most that SMS may cost in a month, in USD.",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        # A number field would post nothing for what it cannot read, and what was typed would be lost.
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": "Account spending limit is required.",
            "invalid": "Enter an amount in USD, such as 1.00.",
            "min_value": "The limit can't be less than $0.",
            "max_digits": "The limit can't have that many digits.",
            "max_whole_digits": "The limit can't have that many digits.",
            "max_decimal_places": "Enter an amount with two decimals at most.",
        },
    )
    default_sender_id = fields.sender_id(
        label=LABELS["default_sender_id"],
        required=False,
        help_text="The name that recipients see where you have no identity of your own.",
    )


@require_safe
def sms_settings(request: HttpRequest, project_id: str) -> HttpResponse:
    caller = request.caller
    project = find_project(caller, project_id)
    numbers = (
        PhoneNumber.objects.for_caller(caller).select_related("pool").order_by("-created_timestamp", "-pk")
    )
    rows = list(numbers[:SHOWN_NUMBERS])
    context = frame_of(caller, project, "SMS and voice settings") | {
        "settings": shown(sms_settings_of(project, caller.account)),
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
    current = as_posted(sms_settings_of(project, request.caller.account))
    if typed := carried(request):
        form, initial = SmsSettingsForm.showing(typed), initial_of(typed)
        restored(request, form, SmsSettingsForm(initial=initial or current))
        return edit_page(request, project, form, initial, posted=True)
    return edit_page(request, project, SmsSettingsForm(initial=current), current)


def save_sms_settings(request: HttpRequest, project: Project) -> HttpResponse:
    form, initial = SmsSettingsForm(request.POST), initial_of(request.POST)
    if not form.is_valid():
        check_rest(request.caller.account, form, known(initial) or {})
        return edit_page(request, project, form, initial, status=422)
    try:
        changed = update_sms_settings(
            request.caller,
            project_id=project.project_id,
            initial=known(initial),
            **form.cleaned_data,
        )
    except ServiceError as error:
        return refused(request, project, form, initial, error)
    if changed:
        turned_on = "sms_channel_enabled" in changed and form.cleaned_data["sms_channel_enabled"]
        flash(
            request,
            "success",
            f"SMS and voice settings for {project.name} were saved.",
            action=("Open pools", to(request.caller, "pool-list")) if turned_on else None,
        )
    else:
        flash(request, "info", "No changes were made to SMS and voice settings.")
    return see_other(to(request.caller, "sms-settings", project.project_id))


def check_rest(account: Account, form: SmsSettingsForm, before: Mapping[str, Any]) -> None:
    """Say what the operation would refuse of the fields that the form has nothing against."""
    given = form.cleaned_data
    try:
        must_be_sms_settings(
            account, {name: given[name] for name in given if given[name] != before.get(name)}
        )
    except ServiceError as error:
        form.blame(error, MEMBERS)


def known(initial: Mapping[str, str]) -> dict[str, Any] | None:
    """What the form was rendered with; None where that can't be read."""
    before = SmsSettingsForm(initial)
    return before.cleaned_data if initial.keys() == LABELS.keys() and before.is_valid() else None


def refused(
    request: HttpRequest, project: Project, form: SmsSettingsForm, initial: dict, error: ServiceError
) -> HttpResponse:
    """The form again, with everything typed: the problem at its field, or what somebody else has changed."""
    if isinstance(error.about, Overtaken):
        moved = error.about.moved
        # Rendered anew with what stands now, so that saving once more is meant. Where nobody knows what it was
        # rendered with, all differs that has moved, and the rest stands.
        base = known(initial) or form.cleaned_data
        initial = as_posted(base | {item.setting: item.current for item in moved})
        return edit_page(request, project, form, initial, stale=compared(moved), status=409)
    rest = form.blame(error, MEMBERS)
    text = refusals.sentence(error) if rest or not error.fields else ""
    return edit_page(request, project, form, initial, problem=text, status=status_of(error))


def compared(stale: Sequence[Stale]) -> list[dict[str, str]]:
    yours, theirs = ({item.setting: getattr(item, side) for item in stale} for side in ("yours", "current"))
    return [
        {"setting": LABELS[name], "yours": shown(yours)[name], "current": shown(theirs)[name]}
        for name in yours
    ]


def edit_page(
    request: HttpRequest,
    project: Project,
    form: SmsSettingsForm,
    initial: Mapping[str, Any],
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    back = to(request.caller, "sms-settings", project.project_id)
    context |= frame_of(
        request.caller, project, "Edit SMS and voice settings", ("SMS and voice settings", back)
    ) | {
        "form": form,
        "initial": {f"{INITIAL_PREFIX}-{name}": value for name, value in initial.items()},
        "back": back,
        "is_last": is_last_with_pools(request.caller, project),
        "quota": f"Up to ${request.caller.account.max_monthly_spend:,.2f}, your account's quota.",
        "posted": bool(context.get("posted")) or form.is_bound,
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


def as_posted(values: Mapping[str, Any]) -> dict[str, str]:
    """The values as the form posts them."""
    return {name: fields.posted_value(value) for name, value in values.items()}


def initial_of(data: Mapping[str, str]) -> dict[str, str]:
    return {name: data[f"{INITIAL_PREFIX}-{name}"] for name in LABELS if f"{INITIAL_PREFIX}-{name}" in data}


def shown(values: Mapping[str, Any]) -> dict[str, str]:
    """The values as the console writes them."""
    words_for = {
        "sms_channel_enabled": labels.ON_OFF.get,
        "default_message_type": lambda value: labels.MESSAGE_TYPES.get(value, value),
        "monthly_spend_limit": lambda value: f"${Decimal(value):,.2f} per month",
        "default_sender_id": lambda value: value or "none",
    }
    return {name: words_for[name](value) for name, value in values.items()}
