"""Deleting configuration sets."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from pools.operations.configuration_sets import delete_configuration_set
from pools.pages.frame.deleting import Deleting, deletion
from pools.pages.neighbours.configuration_sets.list import SETS, sets_below

DELETING_SETS = Deleting(
    SETS,
    "neighbours/configuration_sets/delete.html",
    "configuration_set_name",
    "DeleteConfigurationSet",
    "configuration-set-delete",
    "configuration-set-detail",
    lambda caller, row: delete_configuration_set(caller, configuration_set_name=row.configuration_set_name),
    sets_below,
    kind="configuration-set",
)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_configuration_sets(request: HttpRequest) -> HttpResponse:
    return deletion(request, DELETING_SETS)
