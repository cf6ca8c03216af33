"""Saving the settings of a phone number."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from pools.errors import ResourceNotFoundException, ServiceError
from pools.models import PhoneNumber
from pools.operations.phone_number_settings import NUMBER_SETTINGS, save_phone_number_settings
from pools.pages.kit.aws.saving import flash_saved, here
from pools.pages.kit.conflict import choices_in, row_act, with_conflict
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.flash import flash, pool_link
from pools.pages.kit.http import see_other, status_of
from pools.pages.kit.places import to
from pools.pages.kit.way_back import with_back
from pools.pages.neighbours.number_detail import CHANGE_NUMBERS, number_page, phone_number_or_404
from pools.pages.neighbours.number_form import NumberForm
from pools.refusals import Overtaken


@require_http_methods(["GET", "HEAD", "POST"])
def save_number(request: HttpRequest, phone_number_id: str) -> HttpResponse:
    """POST saves the form, or adds and removes its rows. GET, after a refused post, leads to the page."""
    number = phone_number_or_404(request.caller, phone_number_id)
    there = to(request.caller, "phone-number-detail", phone_number_id)
    if request.method != "POST":
        return see_other(f"{there}#settings")
    must_edit(request.caller, CHANGE_NUMBERS)
    op, index = row_act(request.POST)
    form = NumberForm(request.caller, number, data=request.POST, checked=not op)
    if op:
        for editor in form.editors.values():
            editor.act(op, index)
        return number_page(request, number, form)
    if not form.check():
        return number_page(request, number, form, status=422)
    try:
        changed = save_phone_number_settings(
            request.caller,
            phone_number_id=phone_number_id,
            initial=form.base,
            posted=form.posted,
            choices=choices_in(form),
        )
    except ServiceError as error:
        return number_refused(request, number, form, error)
    link = pool_link(there, number.label)
    if changed:
        number.refresh_from_db()
        text = format_html("Settings for phone number {} were saved{}.", link, here(request))
        ours = {name: getattr(number, name) for name in NUMBER_SETTINGS}
        flash_saved(request, text, [("phone-number", phone_number_id)], ours=None if number.pool else ours)
    else:
        flash(request, "info", format_html("No changes were made to phone number {}.", link))
    return see_other(with_back(request.GET, there))


# After a sign-in in between, the form with all that was typed stands on the number's page.
save_number.comes_from = "phone-number-detail"


def number_refused(
    request: HttpRequest, number: PhoneNumber, form: NumberForm, error: ServiceError
) -> HttpResponse:
    if isinstance(error, ResourceNotFoundException) and error.resource_type == "phone-number":
        raise Http404("There is no such phone number.") from error
    # Read before the operation locked it.
    number = phone_number_or_404(request.caller, number.phone_number_id)
    if isinstance(error.about, Overtaken):
        form = with_conflict(
            form, error.about, lambda data: NumberForm(request.caller, number, data=data, checked=False)
        )
    else:
        form.blame(error)
    return number_page(request, number, form, status=status_of(error))
