"""Test settings: what the account's API does on purpose, so that a client's waiting and retrying can be tested."""

from math import ceil
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pools import clock
from pools.errors import ServiceError
from pools.models import Account, Fault, Tier, VerifiedDestinationNumber
from pools.operations.test_settings import (
    HIGHEST_SPEND,
    LONGEST_DELAY,
    LONGEST_FAULT,
    LONGEST_STOP_DELAY,
    stop_fault,
    update_test_settings,
)
from pools.pages.account.projects import must_administer, only_administrators
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.empty.facts import none_there
from pools.pages.kit.empty.lists import CODES, Adding
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other, status_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import labels, refusals

SHOWN_CODES = 50
NO_FAULT = "None"
CHANGE_TESTS = "change test settings"
# The API's way of naming what the form's fields hold.
MEMBERS = {
    "AccountTier": "account_tier",
    "StatusDelaySeconds": "status_delay_seconds",
    "Fault": "fault",
    "FaultPercent": "fault_percent",
    "FaultSeconds": "fault_seconds",
    "StopDelaySeconds": "stop_delay_seconds",
    "MaxMonthlySpend": "max_monthly_spend",
    "SnsEndpointUrl": "sns_endpoint_url",
}


class TestSettingsForm(fields.Form):
    __test__ = False  # no test, whatever its name is to pytest

    account_tier = fields.ChoiceField(Tier.choices, label="Account tier", help_text=labels.TIER_IS_FOR)
    status_delay_seconds = fields.whole_number(
        "Status delay in seconds", 0, LONGEST_DELAY, help_text=labels.STATUS_DELAY
    )
    fault = fields.ChoiceField([("", NO_FAULT), *Fault.choices], label="Fault", required=False)
    fault_percent = fields.whole_number(
        "Share of requests in percent", 1, 100, required=False, help_text=labels.FAULT_SHARE
    )
    fault_seconds = fields.whole_number("Duration in seconds", 1, LONGEST_FAULT, required=False)
    max_monthly_spend = fields.whole_number(
        "Monthly spending quota in USD", 1, HIGHEST_SPEND, help_text=labels.SPENDING_QUOTA
    )
    stop_delay_seconds = fields.whole_number(
        "STOP acts after, in seconds", 0, LONGEST_STOP_DELAY, help_text=labels.STOP_DELAY
    )
    sns_endpoint_url = forms.CharField(
        label="SNS-compatible endpoint",
        required=False,
        help_text=labels.SNS_ENDPOINT,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    # With how much of the fault's time left the form was drawn: if that was left as it is, so is the fault's end.
    drawn_seconds = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A fault needs its share and its time; without one, neither matters."""
        given = super().clean()
        for name in ("fault_percent", "fault_seconds"):
            if given.get("fault") and given.get(name) is None and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return given


@require_http_methods(["GET", "HEAD", "POST"])
def test_settings(request: HttpRequest) -> HttpResponse:
    account = Account.objects.for_caller(request.caller).get()
    if request.method == "POST":
        must_administer(request.caller, CHANGE_TESTS)
        return stop(request, account) if "stop" in request.POST else save_test_settings(request, account)
    if typed := carried(request):
        form = TestSettingsForm.showing(typed)
        radios = {name: radio_id(form[name], form[name].value() or "") for name in ("account_tier", "fault")}
        restored(request, form, TestSettingsForm(initial=values(account)), **radios)
        return settings_page(request, account, form, posted=True)
    return settings_page(request, account, TestSettingsForm(initial=values(account)))


test_settings.__test__ = False


def values(account: Account) -> dict[str, Any]:
    """The settings as the form shows them: of a fault that is running, the time that it has left."""
    fault = account.running_fault
    left = seconds_left(account) if fault else ""
    return {
        "fault": fault,
        "fault_percent": account.fault_percent if fault else 100,
        "fault_seconds": left or 300,
        "drawn_seconds": left,
        "account_tier": account.account_tier,
        "status_delay_seconds": account.status_delay_seconds,
        "stop_delay_seconds": account.stop_delay_seconds,
        "sns_endpoint_url": account.sns_endpoint_url,
        "max_monthly_spend": int(account.max_monthly_spend),
    }


def seconds_left(account: Account) -> int:
    # The fault may end between two looks at the clock, and the field takes no 0.
    return max(1, ceil((account.fault_until - clock.now()).total_seconds()))


def save_test_settings(request: HttpRequest, account: Account) -> HttpResponse:
    form = TestSettingsForm(request.POST)
    if not form.is_valid():
        return settings_page(request, account, form, status=422)
    given = dict(form.cleaned_data)
    initial = given.pop("drawn_seconds")
    if not given["fault"]:
        given |= {"fault_percent": 100, "fault_seconds": 0}
    elif initial == str(given["fault_seconds"]):
        # The time was left as it is, so the fault goes on to its end; one that has ended meanwhile stays ended.
        running = bool(account.running_fault)
        given |= {"fault_seconds": seconds_left(account)} if running else {"fault": "", "fault_seconds": 0}
    try:
        update_test_settings(request.caller, **given)
    except ServiceError as error:
        rest = form.blame(error, MEMBERS)
        text = refusals.sentence(error) if rest or not error.fields else ""
        return settings_page(request, account, form, problem=text, status=status_of(error))
    flash(request, "success", "Test settings were saved.")
    return see_other(to(request.caller, "test-settings"))


def stop(request: HttpRequest, account: Account) -> HttpResponse:
    """End the fault, and leave everything else as it is."""
    try:
        stop_fault(request.caller)
    except ServiceError as error:
        form = TestSettingsForm(initial=values(account))
        return settings_page(
            request, account, form, problem=refusals.sentence(error), status=status_of(error)
        )
    flash(request, "success", "The fault was stopped.")
    return see_other(to(request.caller, "test-settings"))


def settings_page(
    request: HttpRequest,
    account: Account,
    form: TestSettingsForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    caller = request.caller
    sees = caller.sees_verification_codes
    shown = codes(request) if sees else []
    context |= {
        "form": form,
        "crumbs": crumbs(caller, "Test settings"),
        "nav_active": "test-settings",
        "help_topic": "test-settings",
        "tiers": options(form["account_tier"], labels.TIERS),
        "faults": options(form["fault"], labels.FAULTS),
        "running": running(account),
        "duration": labels.FAULT_GOES_ON if account.running_fault else labels.FAULT_DURATION,
        "reason": only_administrators(caller, CHANGE_TESTS),
        "codes": shown,
        "no_codes": none_there(request, CODES, Adding()) if sees and not shown else None,
        "region_name": labels.region_name(caller.region),
        "posted": bool(context.get("posted")) or form.is_bound,
    }
    return render(request, "account/test_settings.html", context, status=status)


def options(field: forms.BoundField, descriptions: dict[str, str]) -> list[dict[str, Any]]:
    """The choices as the radio component draws them."""
    chosen = str(field.value() or "")
    return [
        {
            "id": radio_id(field, value),
            "value": value,
            "label": label,
            "description": descriptions[value],
            "checked": value == chosen,
        }
        for value, label in field.field.choices
    ]


def radio_id(field: forms.BoundField, value: str) -> str:
    return f"{field.auto_id}_{value.lower() or 'none'}"


def running(account: Account) -> dict[str, Any]:
    fault = account.running_fault
    if not fault:
        return {}
    return {"label": Fault(fault).label, "percent": account.fault_percent, "until": account.fault_until}


def codes(request: HttpRequest) -> list[VerifiedDestinationNumber]:
    """Codes that are still to be entered, the latest first."""
    rows = VerifiedDestinationNumber.objects.for_caller(request.caller).with_code()
    return list(rows[:SHOWN_CODES])
