"""The list of configuration sets as a file."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from pools.models import ConfigurationSet
from pools.operations.engine.caller import Caller
from pools.pages.kit.exporting import Export, Texts, exported
from pools.pages.kit.places import to
from pools.pages.kit.words import labels
from pools.pages.neighbours.configuration_sets.list import SETS, sets_listed


def sets_to_export(caller: Caller) -> QuerySet:
    return ConfigurationSet.objects.for_caller(caller).with_destination_count().with_feedback()


def set_words(caller: Caller, sets: Sequence[ConfigurationSet]) -> Texts:
    return {
        one.pk: {
            "default_message_type": labels.MESSAGE_TYPES.get(one.default_message_type, ""),
            "event_destinations": one.event_destination_count,
            "default_message_feedback_enabled": one.asks_for_feedback,
        }
        for one in sets
    }


SET_FILE = Export(sets_to_export, set_words, [("ARN", "configuration_set_arn")])


@require_safe
def export_configuration_sets(request: HttpRequest) -> HttpResponseBase:
    listing = sets_listed(request.caller, request.path, request.GET)
    return exported(request, listing, SETS.name, SET_FILE, to(request.caller, SETS.url_name))
