"""What each line of a file of numbers is, before anything of it is stored."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pools.models import OptOutImport
from pools.operations.rules.opt_out_csv import (
    ADDED,
    REFUSED,
    SAME,
    THERE,
    Line,
)
from pools.pages.kit.paging import Counted, Found, Page, page_number
from pools.pages.kit.words.labels import country_name, plural
from pools.pages.neighbours.opt_out_lists.add import PROBLEMS
from pools.pages.neighbours.opt_out_lists.importing import (
    IMPORTING,
    import_url,
    page_of_import,
    to_import,
)

# What is wrong comes first; each kind in the order of the file.
OUTCOMES = {REFUSED: "Refused", ADDED: "Will be added", THERE: "Already there"}
# As the tallies of an edit are coloured.
TALLIES = {REFUSED: "refused", ADDED: "changes", THERE: "already"}
LINES_A_PAGE = 100


def outcome_in_words(line: Line) -> str:
    if line.problem == SAME:
        return f"Same number as line {line.same_as:,}."
    if line.problem:
        return PROBLEMS[line.problem].format(country_name(line.iso_country_code))
    return OUTCOMES[line.outcome]


def report_page(
    request: HttpRequest, row: OptOutImport, *, status: int = 200, error: str = ""
) -> HttpResponse:
    shown = request.GET.get("outcome", "")
    outcomes = (shown,) if shown in OUTCOMES else tuple(OUTCOMES)
    counted = {outcome: row.tallies.get(outcome, 0) for outcome in OUTCOMES}
    total = sum(counted[outcome] for outcome in outcomes)
    here = import_url(request, row)
    kept = f"outcome={shown}&" if shown in OUTCOMES else ""
    page = Page(
        Found(range(total), lambda places: row.lines(outcomes, places[0], places[-1] + 1) if places else ()),
        page_number(request.GET.get("page", "")),
        LINES_A_PAGE,
        url=lambda page: f"{here}?{kept}page={page}",
        counted=Counted(total),
    )
    tabs = [("all", "All", sum(counted.values()), here, shown not in OUTCOMES)]
    tabs += [
        (TALLIES[outcome], text, counted[outcome], f"{here}?outcome={outcome}", shown == outcome)
        for outcome, text in OUTCOMES.items()
    ]
    context = page_of_import(request, row.opt_out_list, (IMPORTING, to_import(request, row)), "Report") | {
        "row": row,
        "url": here,
        "tabs": tabs,
        "page": page,
        "lines": [(line, outcome_in_words(line)) for line in (Line(*one) for one in page.rows)],
        "columns": list(enumerate(row.columns)),
        "refused": counted[REFUSED],
        "adds": counted[ADDED],
        "add_text": f"Add {plural(counted[ADDED], 'number')}",
        "error": error,
    }
    return render(request, "neighbours/opt_out_lists/import_report.html", context, status=status)
