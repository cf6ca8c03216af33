"""Opt-out lists as a file, and the numbers on one of them: for spreadsheets, and for Import CSV."""

from collections.abc import Sequence
from functools import partial

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from pools.models import OptedOutNumber, OptOutList
from pools.models.opt_out_lists import number_counts
from pools.models.opt_out_uses import uses_of
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import default_to_read
from pools.pages.kit.exporting import Export, Texts, exported
from pools.pages.kit.places import to
from pools.pages.kit.words.labels import country_name
from pools.pages.neighbours.opt_out_lists.detail import opt_out_list_or_404
from pools.pages.neighbours.opt_out_lists.list import NAMES, listing_of, uses_in_words
from pools.pages.neighbours.opt_out_lists.numbers import WHO, NumbersPage, numbers_listing
from pools.reference.phone_numbers import country_of_number


def lists_to_export(caller: Caller) -> QuerySet:
    return OptOutList.objects.for_caller(caller)


def list_texts(caller: Caller, lists: Sequence[OptOutList]) -> Texts:
    numbers, uses = number_counts(lists), uses_of(caller, [one.opt_out_list_name for one in lists])
    return {
        one.pk: {"numbers": numbers.get(one.pk, 0), "uses": uses_in_words(uses[one.opt_out_list_name])}
        for one in lists
    }


LIST_FILE = Export(lists_to_export, list_texts, [("ARN", "opt_out_list_arn")])


@require_safe
def export_opt_out_lists(request: HttpRequest) -> HttpResponseBase:
    default_to_read(request.caller)
    listing = listing_of(request.caller, request.path, request.GET)
    return exported(request, listing, NAMES.name, LIST_FILE, to(request.caller, NAMES.url_name))


def number_texts(caller: Caller, numbers: Sequence[OptedOutNumber]) -> Texts:
    return {
        one.pk: {
            "country": country_name(country_of_number(one.opted_out_number)),
            "end_user_opted_out": WHO[one.end_user_opted_out],
        }
        for one in numbers
    }


def numbers_on(row: OptOutList, caller: Caller) -> QuerySet:
    return row.opted_out_number_rows.all()


@require_safe
def export_numbers(request: HttpRequest, opt_out_list_name: str) -> HttpResponseBase:
    """The numbers as the address of the list's page filters and orders them."""
    on = opt_out_list_or_404(request.caller, opt_out_list_name)
    page = NumbersPage(request, on, number_counts([on]).get(on.pk, 0))
    listing = numbers_listing(request, page)
    back = to(request.caller, "opt-out-list-detail", opt_out_list_name)
    return exported(request, listing, opt_out_list_name, Export(partial(numbers_on, on), number_texts), back)
