"""What has become of each resource of a run, as a file."""

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pools.pages.edits.progress import Progress
from pools.pages.edits.run import run_or_404
from pools.pages.edits.words import pool_names
from pools.pages.kit.exporting import BOM, Echo, cell

HEADERS = ("Name", "ID", "Before", "After", "Result", "Reason")


@require_safe
def export_run(request: HttpRequest, run_id: str) -> HttpResponse:
    progress = Progress(request.caller, run_or_404(request, run_id))
    lines = map(csv.writer(Echo()).writerow, lines_of_run(progress))
    response = HttpResponse("".join([BOM, *lines]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{run_id}.csv"'
    return response


def lines_of_run(progress: Progress) -> Iterator[list[str]]:
    yield list(HEADERS)
    items = list(progress.run.items.order_by("pk"))
    names = pool_names(progress.caller, [item.after for item in items])
    for item in items:
        row = progress.row(item, names)
        told = [item.label, item.resource_id, row["before"], row["after"], row["outcome"], row["why"]]
        # What is not there is an empty cell, and no sign for the eye.
        yield ["" if text == "-" else cell(text) for text in told]
