"""Verifying a number, in a dialog: a code is sent, and entered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ServiceError
from pools.models import VerifiedDestinationNumber
from pools.operations.verified_destination_numbers import (
    send_destination_number_verification_code,
    verify_destination_number,
)
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.dialogs import dialog, must_edit
from pools.pages.kit.flash import flash
from pools.pages.kit.http import is_fragment, see_other, status_of
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.words import refusals
from pools.pages.neighbours.verified_numbers.list import (
    CHANGE_VERIFIED_NUMBERS,
    VERIFIED,
    verified_number_or_404,
)

TITLE = "Verify number"
WRONG = {
    "VERIFICATION_CODE_MISMATCH": "The code is wrong.",
    "VERIFICATION_CODE_EXPIRED": "The code has expired. Send another.",
}


class CodeForm(fields.Form):
    verification_channel = fields.choice(
        "SendDestinationNumberVerificationCode",
        "verification_channel",
        label="Send code by",
        choices={"TEXT": "Text", "VOICE": "Voice"},
        initial="TEXT",
    )
    verification_code = fields.text(
        "VerifyDestinationNumber", "verification_code", label="Code", strip=True, required=False
    )
    verification_code.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}


@require_http_methods(["GET", "HEAD", "POST"])
def verify_number(request: HttpRequest, verified_destination_number_id: str) -> HttpResponse:
    """POST with `send` makes a code; POST without takes the one that was typed."""
    must_edit(request.caller, CHANGE_VERIFIED_NUMBERS)
    row = verified_number_or_404(request.caller, verified_destination_number_id)
    if row.status != "PENDING":
        flash(request, "info", f"{row.label} is verified already.")
        return to_verified_numbers(request)
    if request.method != "POST":
        form = CodeForm.showing({}, verification_channel="TEXT")
        if typed := carried(request):
            form = CodeForm.showing(typed, verification_channel="TEXT")
            restored(request, form, CodeForm.showing({}, verification_channel="TEXT"))
        return verifying_dialog(request, row, form)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return verifying_dialog(request, row, form, status=422)
    if "send" in request.POST:
        return code_sent(request, row, form)
    return code_entered(request, row, form)


def code_sent(request: HttpRequest, row: VerifiedDestinationNumber, form: CodeForm) -> HttpResponse:
    try:
        send_destination_number_verification_code(
            request.caller,
            verified_destination_number_id=row.verified_destination_number_id,
            verification_channel=form.cleaned_data["verification_channel"],
        )
    except ServiceError as error:
        form.add_error("verification_channel", refusals.sentence(error))
        return verifying_dialog(request, row, form, status=status_of(error))
    row.refresh_from_db()
    form.fields["verification_code"].widget.attrs["autofocus"] = True
    return verifying_dialog(request, row, form)


def code_entered(request: HttpRequest, row: VerifiedDestinationNumber, form: CodeForm) -> HttpResponse:
    code = form.cleaned_data["verification_code"]
    if not code:
        form.add_error("verification_code", "Code is required.")
        return verifying_dialog(request, row, form, status=422)
    try:
        verify_destination_number(
            request.caller,
            verified_destination_number_id=row.verified_destination_number_id,
            verification_code=code,
        )
    except ServiceError as error:
        text = WRONG.get(error.reason) or refusals.sentence(error)
        form.add_error("verification_code", text)
        return verifying_dialog(request, row, form, status=status_of(error))
    flash(request, "success", f"{row.label} was verified.")
    return to_verified_numbers(request)


def to_verified_numbers(request: HttpRequest) -> HttpResponse:
    there = to(request.caller, VERIFIED.url_name)
    return HttpResponseClientRedirect(there) if is_fragment(request) else see_other(there)


def verifying_dialog(
    request: HttpRequest, row: VerifiedDestinationNumber, form: CodeForm, *, status: int = 200
) -> HttpResponse:
    caller = request.caller
    for name in list(form.errors)[:1]:
        form.fields[name].widget.attrs["autofocus"] = True
    is_good = VerifiedDestinationNumber.objects.for_caller(caller).with_code().filter(pk=row.pk).exists()
    context: dict[str, Any] = {
        "id": "dialog-verify-number",
        "title": TITLE,
        "action": to(caller, "verified-number-verify", row.verified_destination_number_id),
        "back": to(caller, VERIFIED.url_name),
        "crumbs": crumbs(caller, *PATHS[VERIFIED.url_name], TITLE),
        "nav_active": VERIFIED.nav_active,
        "row": row,
        "form": form,
        # As on the test settings: only an Administrator is shown what would have been sent to somebody.
        "code": row.verification_code if is_good and caller.sees_verification_codes else "",
        "was_sent": is_good,
    }
    return dialog(request, "neighbours/verified_numbers/verify.html", context, status=status)
