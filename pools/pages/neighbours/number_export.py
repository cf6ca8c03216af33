"""The list of phone numbers as a file."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from pools.models import PhoneNumber
from pools.operations.engine.caller import Caller
from pools.pages.kit.exporting import Export, Texts, exported
from pools.pages.kit.places import to
from pools.pages.kit.words import labels
from pools.pages.neighbours.phone_numbers import numbers_listed
from pools.pages.neighbours.tabs import PHONE_NUMBERS


def numbers_to_export(caller: Caller) -> QuerySet:
    return PhoneNumber.objects.for_caller(caller).select_related("pool")


def number_words(caller: Caller, numbers: Sequence[PhoneNumber]) -> Texts:
    return {
        number.pk: {
            "iso_country_code": labels.country_name(number.iso_country_code),
            "number_type": labels.number_type(number.number_type),
            "message_type": labels.MESSAGE_TYPES[number.message_type],
            "number_capabilities": ", ".join(labels.capabilities(number.number_capabilities)),
            "status": labels.status(number.status)[1],
            "pool": number.pool.label if number.pool else "",
            "two_way_enabled": number.settings.two_way_enabled,
        }
        for number in numbers
    }


NUMBER_FILE = Export(
    numbers_to_export, number_words, (("Phone number ID", "phone_number_id"), ("ARN", "phone_number_arn"))
)


@require_safe
def export_phone_numbers(request: HttpRequest) -> HttpResponseBase:
    listing = numbers_listed(request.caller, request.path, request.GET)
    return exported(
        request, listing, PHONE_NUMBERS.name, NUMBER_FILE, to(request.caller, PHONE_NUMBERS.url_name)
    )
