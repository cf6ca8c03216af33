"""One file of numbers: looked at, then put on the list piece by piece while the page says how far, or taken back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pools.errors import ConflictException, ServiceError
from pools.models import OptOutImport
from pools.operations.engine.caller import Permission
from pools.operations.opt_out_imports import (
    choose_opt_out_column,
    continue_opt_out_import,
    report_of,
    start_opt_out_import,
    undo_opt_out_import,
)
from pools.operations.rules.opt_out_csv import REFUSED
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.flash import flash
from pools.pages.kit.http import announce, fragment, is_fragment, see_other
from pools.pages.kit.pieces import LATE, SOON, for_a_while
from pools.pages.kit.words import refusals
from pools.pages.kit.words.labels import plural
from pools.pages.neighbours.opt_out_lists.detail import opt_out_list_or_404
from pools.pages.neighbours.opt_out_lists.import_report import report_page
from pools.pages.neighbours.opt_out_lists.importing import (
    IMPORTING,
    Status,
    import_called,
    import_or_404,
    import_url,
    page_of_import,
    said,
    to_import,
)


@require_http_methods(["GET", "HEAD", "POST"])
def opt_out_import(request: HttpRequest, opt_out_list_name: str, import_id: str) -> HttpResponse:
    """GET: what a file has, or how far its numbers are; POST: `act` says what to do with it."""
    must_edit(request.caller, "import opted-out numbers")
    row = import_called(request, opt_out_list_name, import_id)
    if row is None:
        return gone_page(request, opt_out_list_name)
    if request.method != "POST":
        return report_page(request, row) if row.status == Status.READ else run_page(request, row)
    act = ACTS.get(request.POST.get("act", ""), carry_on)
    try:
        return act(request, row)
    except ServiceError as error:
        row = import_or_404(request, opt_out_list_name, import_id)
        if isinstance(error, ConflictException) and row.status != Status.READ:
            # A second click, or another tab, was faster: the page says how far it is.
            return see_other(f"{import_url(request, row)}?go=1")
        flash(request, "error", refusals.sentence(error))
        return see_other(import_url(request, row))


def gone_page(request: HttpRequest, opt_out_list_name: str) -> HttpResponse:
    on = opt_out_list_or_404(request.caller, opt_out_list_name)
    context = page_of_import(request, on, IMPORTING)
    return render(request, "neighbours/opt_out_lists/import_gone.html", context, status=404)


def choose_column(request: HttpRequest, row: OptOutImport) -> HttpResponse:
    column = request.POST.get("column", "")
    # Nothing where another has started it or read another file by now.
    unstarted = OptOutImport.objects.for_caller(request.caller).filter(pk=row.pk, status=Status.READ)
    read = unstarted.values_list("text", flat=True).first()
    if read and column.isascii() and column.isdigit() and len(column) < 5:
        report = report_of(row.opt_out_list, read, row.iso_country_code, int(column))
        choose_opt_out_column(request.caller, import_id=row.import_id, report=report)
    return see_other(import_url(request, row))


def start(request: HttpRequest, row: OptOutImport) -> HttpResponse:
    if row.tallies.get(REFUSED) and "leave_out" not in request.POST:
        return report_page(request, row, status=422, error="Leave out the refused lines, or mend the file.")
    start_opt_out_import(request.caller, import_id=row.import_id)
    return go_on(request, row)


def carry_on(request: HttpRequest, row: OptOutImport) -> HttpResponse:
    return go_on(request, row)


def undo(request: HttpRequest, row: OptOutImport) -> HttpResponse:
    undo_opt_out_import(request.caller, import_id=row.import_id)
    return go_on(request, row)


def go_on(request: HttpRequest, row: OptOutImport) -> HttpResponse:
    """Piece by piece, each a transaction of its own, for as long as an answer may take."""
    seconds = SOON if is_fragment(request) or request.POST.get("act") == "start" else LATE
    row = import_or_404(request, row.opt_out_list.opt_out_list_name, row.import_id)
    before = row.position
    row = for_a_while(row, MOVING, seconds, request.caller, import_id=row.import_id)
    if not is_fragment(request):
        return see_other(f"{import_url(request, row)}?go=1")
    response = run_page(request, row, goes=True)
    quarter = max(1, row.total // 4)
    if row.status not in MOVING or row.position // quarter != before // quarter:
        announce(response, said(row))
    return response


MOVING = {Status.RUNNING: continue_opt_out_import, Status.UNDOING: undo_opt_out_import}
ACTS = {"column": choose_column, "start": start, "undo": undo}


def run_page(request: HttpRequest, row: OptOutImport, *, goes: bool = False) -> HttpResponse:
    """goes: whether the page asks for the next piece by itself, as it does until somebody stops it or leaves."""
    moving, goes = row.status in MOVING, goes or "go" in request.GET
    words = said(row)
    if row.status == Status.RUNNING and not goes:
        words = f"Stopped after {row.position:,} of {row.total:,}. {row.rest:,} are unchanged."
    titles = {
        Status.DONE: "Numbers were added",
        Status.UNDONE: "Import was undone",
        Status.UNDOING: "Undoing",
    }
    title = titles.get(row.status, f"Adding {plural(row.total, 'number')}")
    context = page_of_import(request, row.opt_out_list, (IMPORTING, to_import(request, row)), title) | {
        "row": row,
        "url": import_url(request, row),
        "title": title,
        "said": words,
        "is_moving": moving,
        "goes": moving and goes,
        "is_undoing": row.status == Status.UNDOING,
        "undo": "" if moving and goes else undo_text(request, row),
    }
    return fragment(request, "neighbours/opt_out_lists/import_run.html", "run", context)


def undo_text(request: HttpRequest, row: OptOutImport) -> str:
    """Nothing where nothing can be taken back, or not by the caller."""
    may = row.started_by == request.caller.user or request.caller.may(Permission.CHANGE_ACCOUNT)
    left = row.still_there() if may and row.status in (Status.RUNNING, Status.DONE) else 0
    return f"Undo the {left:,}" if left else ""
