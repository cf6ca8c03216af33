"""Addresses of the pages about opt-out lists."""

from django.urls import path

from pools.models import OptOutList
from pools.pages.frame import policies
from pools.pages.frame.beginnings import leads_to, or_leads_to
from pools.pages.neighbours.opt_out_lists import (
    add,
    create,
    delete,
    detail,
    exporting,
    import_file,
    import_run,
    number_selection,
    remove,
    tags,
)
from pools.pages.neighbours.opt_out_lists import list as lists

# A list may be called anything, so what is about none of them stands below "-", where no list has a page.
urlpatterns = [
    path("", lists.opt_out_list_list, name="opt-out-list-list"),
    path(
        "-/",
        or_leads_to("opt-out-list-list", detail.opt_out_list_detail, opt_out_list_name="-"),
        name="opt-out-list-acts",
    ),
    path("-/create/", create.create, name="opt-out-list-create"),
    path("-/delete/", delete.delete_opt_out_lists, name="opt-out-list-delete"),
    path("-/preferences/", lists.opt_out_list_preferences, name="opt-out-list-list-preferences"),
    path("-/export/", exporting.export_opt_out_lists, name="opt-out-list-list-export"),
    path("-/selection/", lists.opt_out_list_selection, name="opt-out-list-selection"),
    path("<str:opt_out_list_name>/", detail.opt_out_list_detail, name="opt-out-list-detail"),
    path("<str:opt_out_list_name>/add/", add.add_numbers, name="opted-out-number-add"),
    path("<str:opt_out_list_name>/remove/", remove.remove_numbers, name="opted-out-number-remove"),
    path(
        "<str:opt_out_list_name>/preferences/",
        number_selection.number_preferences,
        name="opt-out-list-detail-preferences",
    ),
    path(
        "<str:opt_out_list_name>/selection/",
        number_selection.number_selection,
        name="opted-out-number-selection",
    ),
    path("<str:opt_out_list_name>/policy/", policies.edit_policy, name="opt-out-list-policy"),
    path("<str:opt_out_list_name>/policy/remove/", policies.remove_policy, name="opt-out-list-policy-remove"),
    path("<str:opt_out_list_name>/tags/", tags.edit_tags, name="opt-out-list-tags"),
    path("<str:opt_out_list_name>/export/", exporting.export_numbers, name="opt-out-list-export"),
    path("<str:opt_out_list_name>/import/", import_file.import_numbers, name="opt-out-list-import"),
    path(
        "<str:opt_out_list_name>/imports/",
        leads_to("opt-out-list-import", OptOutList, of_it=True),
        name="opt-out-import-list",
    ),
    path(
        "<str:opt_out_list_name>/imports/<str:import_id>/", import_run.opt_out_import, name="opt-out-import"
    ),
]
