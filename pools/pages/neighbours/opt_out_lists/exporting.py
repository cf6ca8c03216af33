"""The numbers on an opt-out list as a file: for spreadsheets, and for Import CSV."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pools.models.opt_out_lists import number_counts
from pools.pages.kit.words.labels import country_name
from pools.pages.neighbours.opt_out_lists.detail import opt_out_list_or_404
from pools.pages.neighbours.opt_out_lists.numbers import NUMBER_COLUMNS, WHO, NumbersPage, numbers_listing
from pools.reference.phone_numbers import country_of_number

BOM = "\ufeff"  # by which spreadsheets see that it is UTF-8
AT_ONCE = 2_000


class Echo:
    """What a CSV writer writes to, in order to get its line back."""

    def write(self, line: str) -> str:
        return line


@require_safe
def export_numbers(request: HttpRequest, opt_out_list_name: str) -> HttpResponse:
    """All rows of the list as its address filters and orders it."""
    on = opt_out_list_or_404(request.caller, opt_out_list_name)
    page = NumbersPage(request, on, number_counts([on]).get(on.pk, 0))
    listing = numbers_listing(request, page)
    rows = listing.in_order(listing.matching)
    response = HttpResponse("".join(csv_of(rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{opt_out_list_name}.csv"'
    return response


def csv_of(rows: Any) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield BOM + writer.writerow([column.header for column in NUMBER_COLUMNS])
    columns = ("opted_out_number", "end_user_opted_out", "opted_out_timestamp")
    # Piece by piece, so that of a long list no more than its text is kept.
    for number, by_themselves, since in rows.values_list(*columns).iterator(chunk_size=AT_ONCE):
        country = country_name(country_of_number(number))
        yield writer.writerow([number, country, WHO[by_themselves], f"{since:%Y-%m-%dT%H:%M:%SZ}"])
