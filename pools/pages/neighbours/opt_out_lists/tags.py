"""Changing the tags of an opt-out list, in a dialog."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ServiceError
from pools.models import OptOutList
from pools.operations.engine.caller import Caller
from pools.operations.opt_out_list_tags import OptOutListTags, opt_out_list_tags_of, save_opt_out_list_tags
from pools.pages.frame.restored import carried
from pools.pages.kit.asking import Asking
from pools.pages.kit.aws.saving import flash_saved, here
from pools.pages.kit.conflict import choices_in, row_act, with_conflict
from pools.pages.kit.dialogs import dialog, must_edit
from pools.pages.kit.http import is_fragment, see_other, status_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.rows import Editor
from pools.pages.kit.tag_rows import Tags
from pools.pages.kit.words import refusals
from pools.pages.neighbours.opt_out_lists.detail import opt_out_list_or_404
from pools.pages.neighbours.opt_out_lists.list import NAMES
from pools.refusals import Overtaken

EDITING = "Edit tags"


class TagsForm(Asking):
    """data: what was posted, or came through sign-in."""

    kind, settings_type = "opt-out-list", OptOutListTags

    def __init__(self, caller: Caller, row: OptOutList, data: QueryDict | None) -> None:
        self.begin(caller, row.opt_out_list_name, opt_out_list_tags_of(row), data)
        self.tags = Tags(self.initial_settings.tags, data, owner=NAMES.noun)

    @property
    def editors(self) -> Mapping[str, Editor]:
        return {"tags": self.tags}

    @property
    def posted(self) -> OptOutListTags:
        return OptOutListTags(self.tags.values())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_tags(request: HttpRequest, opt_out_list_name: str) -> HttpResponse:
    must_edit(request.caller, "change tags")
    row = opt_out_list_or_404(request.caller, opt_out_list_name)
    if request.method != "POST":
        return tags_dialog(request, row, TagsForm(request.caller, row, carried(request)))
    form = TagsForm(request.caller, row, request.POST)
    op, index = row_act(request.POST)
    if op:
        form.tags.act(op, index)
        return tags_dialog(request, row, form)
    if not form.tags.check():
        return tags_dialog(request, row, form, status=422)
    try:
        save_opt_out_list_tags(
            request.caller,
            opt_out_list_name=opt_out_list_name,
            initial=form.base,
            posted=form.posted,
            choices=choices_in(form),
        )
    except ServiceError as error:
        if isinstance(error.about, Overtaken):
            form = with_conflict(form, error.about, lambda data: TagsForm(request.caller, row, data))
        else:
            form.alert = refusals.sentence(error)
        return tags_dialog(request, row, form, status=status_of(error))
    flash_saved(request, f"Tags were saved{here(request)}.", [("opt-out-list", opt_out_list_name)])
    there = to(request.caller, "opt-out-list-detail", opt_out_list_name)
    return HttpResponseClientRedirect(there) if is_fragment(request) else see_other(there)


def tags_dialog(request: HttpRequest, row: OptOutList, form: TagsForm, *, status: int = 200) -> HttpResponse:
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
        "form": form,
        "tags": form.tags,
    }
    return dialog(request, "neighbours/opt_out_lists/edit_tags.html", context, status=status)
