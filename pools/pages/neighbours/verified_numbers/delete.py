"""Deleting verified numbers, a day after they were added at the earliest."""

from collections.abc import Sequence

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from pools import clock
from pools.operations.engine.caller import Caller
from pools.operations.verified_destination_numbers import DAY, delete_verified_destination_number
from pools.pages.frame.deleting import Deleting, Kept, deletion
from pools.pages.neighbours.verified_numbers.list import VERIFIED, table_of
from pools.templatetags.console import exactly


def too_early(caller: Caller, rows: Sequence[Model]) -> dict[int, Kept]:
    now = clock.now()
    return {
        row.pk: Kept(format_html("It can be deleted from {}.", exactly(row.created_timestamp + DAY)))
        for row in rows
        if now < row.created_timestamp + DAY
    }


DELETING_NUMBERS = Deleting(
    VERIFIED,
    "neighbours/verified_numbers/delete.html",
    "verified_destination_number_id",
    "DeleteVerifiedDestinationNumber",
    "verified-number-delete",
    "verified-number",
    lambda caller, row: delete_verified_destination_number(
        caller, verified_destination_number_id=row.verified_destination_number_id
    ),
    table_of,
    too_early,
)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_numbers(request: HttpRequest) -> HttpResponse:
    return deletion(request, DELETING_NUMBERS)
