"""What the pages about a file of numbers share: where they stand, and how far one is, in words."""

from typing import Any

from django.http import Http404, HttpRequest

from pools.models import OptOutImport, OptOutList
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words.labels import plural
from pools.pages.neighbours.opt_out_lists.list import NAMES

IMPORTING = "Import CSV"
Status = OptOutImport.Status


def import_url(request: HttpRequest, row: OptOutImport) -> str:
    return to(request.caller, "opt-out-import", row.opt_out_list.opt_out_list_name, row.import_id)


def to_import(request: HttpRequest, row: OptOutImport) -> str:
    return to(request.caller, "opt-out-list-import", row.opt_out_list.opt_out_list_name)


def import_called(request: HttpRequest, opt_out_list_name: str, import_id: str) -> OptOutImport | None:
    rows = OptOutImport.objects.for_caller(request.caller).select_related("opt_out_list", "started_by")
    return (
        rows.defer("text")
        .filter(import_id=import_id, opt_out_list__opt_out_list_name=opt_out_list_name)
        .first()
    )


def import_or_404(request: HttpRequest, opt_out_list_name: str, import_id: str) -> OptOutImport:
    row = import_called(request, opt_out_list_name, import_id)
    if row is None:
        raise Http404("There is no such import.")
    return row


def page_of_import(request: HttpRequest, on: OptOutList, *tail: Any) -> dict[str, Any]:
    name = on.opt_out_list_name
    back = to(request.caller, "opt-out-list-detail", name)
    return {
        "on": on,
        "back": back,
        "import_url": to(request.caller, "opt-out-list-import", name),
        "crumbs": crumbs(request.caller, "overview", "opt-out-list-list", (name, back), *tail),
        "nav_active": NAMES.nav_active,
        "help_topic": NAMES.help_topic,
    }


def said(row: OptOutImport) -> str:
    """How far it is, in a sentence."""
    if row.status == Status.UNDONE:
        return "What it had added was taken back."
    if row.status == Status.UNDOING:
        return f"{row.added:,} are left to take back."
    if row.status == Status.DONE:
        there = row.total - row.added
        already = f" {there:,} had come there meanwhile." if there else ""
        return f"{plural(row.added, 'number')} {'was' if row.added == 1 else 'were'} added.{already}"
    return f"{row.position:,} of {row.total:,}."
