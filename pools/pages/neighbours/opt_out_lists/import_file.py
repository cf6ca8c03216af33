"""A file of numbers for an opt-out list is sent, or pasted, and read."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pools.errors import ServiceError
from pools.models import OptOutList
from pools.operations.opt_out_imports import (
    read_opt_out_import,
    report_of,
)
from pools.operations.rules.opt_out_csv import (
    EMPTY,
    MOST_CELLS,
    MOST_LINES,
    NO_NUMBERS,
    NOT_TEXT,
    TOO_MANY,
    FileRefused,
    decoded,
)
from pools.pages.kit import fields
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.http import see_other, status_of
from pools.pages.kit.words import refusals
from pools.pages.neighbours.opt_out_lists.add import country_field
from pools.pages.neighbours.opt_out_lists.detail import opt_out_list_or_404
from pools.pages.neighbours.opt_out_lists.importing import IMPORTING, Status, import_url, page_of_import, said

WHOLE_FILE = {
    EMPTY: "The file is empty.",
    NOT_TEXT: "This isn't text. Save it as CSV.",
    NO_NUMBERS: "No column holds phone numbers.",
    TOO_MANY: f"The file has more than {MOST_LINES:,} lines, or {MOST_CELLS} cells in one. Split it.",
}
NOTHING = "Choose a file, or paste numbers."
RECENT = 5  # imports that the page of the form leads back to


class FileForm(fields.Form):
    file = forms.FileField(label="File", required=False, allow_empty_file=True)
    pasted = forms.CharField(
        label="Or paste numbers",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    iso_country_code = country_field()

    @property
    def text(self) -> str:
        """Raises FileRefused."""
        file = self.cleaned_data.get("file")
        return decoded(file.read()) if file else self.cleaned_data["pasted"]


@require_http_methods(["GET", "HEAD", "POST"])
def import_numbers(request: HttpRequest, opt_out_list_name: str) -> HttpResponse:
    must_edit(request.caller, "import opted-out numbers")
    on = opt_out_list_or_404(request.caller, opt_out_list_name)
    if request.method != "POST":
        return file_page(request, on, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return file_page(request, on, form, status=422)
    if not (form.cleaned_data["file"] or form.cleaned_data["pasted"]):
        form.add_error("file", NOTHING)
        return file_page(request, on, form, status=422)
    try:
        report = report_of(on, form.text, form.cleaned_data["iso_country_code"])
        row = read_opt_out_import(request.caller, opt_out_list_name=opt_out_list_name, report=report)
    except FileRefused as refused:
        form.add_error("file", WHOLE_FILE[str(refused)])
        return file_page(request, on, form, status=422)
    except ServiceError as error:
        return file_page(request, on, form, problem=refusals.sentence(error), status=status_of(error))
    return see_other(import_url(request, row))


def file_page(
    request: HttpRequest, on: OptOutList, form: FileForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    recent = on.imports.exclude(status=Status.READ).select_related("opt_out_list").order_by("-pk")
    context = page_of_import(request, on, IMPORTING) | {
        "form": form,
        "problem": problem,
        "recent": [(one, import_url(request, one), said(one)) for one in recent[:RECENT]],
    }
    return render(request, "neighbours/opt_out_lists/import.html", context, status=status)
