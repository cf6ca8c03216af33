"""Changing the tags of an opt-out list, in a dialog."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ServiceError
from pools.models import OptOutList
from pools.operations.opt_out_list_tags import save_opt_out_list_tags
from pools.pages.frame.restored import carried
from pools.pages.kit.aws.saving import flash_saved, here
from pools.pages.kit.dialogs import dialog, must_edit
from pools.pages.kit.http import is_fragment, see_other, status_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.sealed import sealed, unsealed
from pools.pages.kit.tag_rows import Tags
from pools.pages.kit.words import refusals
from pools.pages.neighbours.opt_out_lists.detail import opt_out_list_or_404
from pools.pages.neighbours.opt_out_lists.list import NAMES
from pools.refusals import Overtaken

EDITING = "Edit tags"
MOVED = "Somebody changed these tags meanwhile, so nothing was saved. Save again to keep what you see here."


@require_http_methods(["GET", "HEAD", "POST"])
def edit_tags(request: HttpRequest, opt_out_list_name: str) -> HttpResponse:
    must_edit(request.caller, "change tags")
    row = opt_out_list_or_404(request.caller, opt_out_list_name)
    now = {tag.key: tag.value for tag in row.tag_rows.all()}
    if request.method != "POST":
        return tags_dialog(request, row, Tags(now, carried(request), owner=NAMES.noun))
    # What the form was drawn with, so that what others changed since is not written over unseen.
    drawn = unsealed(salt(row), request.POST.get("drawn", ""))
    initial = now if drawn is None else drawn
    tags, (op, _, index) = (
        Tags(initial, request.POST, owner=NAMES.noun),
        request.POST.get("op", "").partition(":"),
    )
    if op:
        tags.act(op, index)
        return tags_dialog(request, row, tags)
    if not tags.check():
        return tags_dialog(request, row, tags, status=422)
    try:
        save_opt_out_list_tags(
            request.caller, opt_out_list_name=opt_out_list_name, initial=initial, posted=tags.values()
        )
    except ServiceError as error:
        if not isinstance(error.about, Overtaken):
            return tags_dialog(request, row, tags, problem=refusals.sentence(error), status=status_of(error))
        return tags_dialog(request, row, Tags(now, request.POST, owner=NAMES.noun), problem=MOVED, status=409)
    flash_saved(request, f"Tags were saved{here(request)}.", [("opt-out-list", opt_out_list_name)])
    there = to(request.caller, "opt-out-list-detail", opt_out_list_name)
    return HttpResponseClientRedirect(there) if is_fragment(request) else see_other(there)


def salt(row: OptOutList) -> str:
    return f"tags of {row.opt_out_list_arn}"


def tags_dialog(
    request: HttpRequest, row: OptOutList, tags: Tags, *, problem: str = "", status: int = 200
) -> HttpResponse:
    name = row.opt_out_list_name
    back = to(request.caller, "opt-out-list-detail", name)
    context = {
        "id": "dialog-edit-tags",
        "title": EDITING,
        "action": to(request.caller, "opt-out-list-tags", name),
        "back": back,
        "crumbs": crumbs(request.caller, "overview", "opt-out-list-list", (name, back), EDITING),
        "nav_active": NAMES.nav_active,
        "row": row,
        "tags": tags,
        "drawn": sealed(salt(row), tags.initial),
        "problem": problem,
    }
    return dialog(request, "neighbours/opt_out_lists/edit_tags.html", context, status=status)
