"""The list of sender IDs as a file."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from pools.models import SenderId
from pools.operations.engine.caller import Caller
from pools.pages.kit.exporting import Export, Texts, exported
from pools.pages.kit.places import to
from pools.pages.kit.words import labels
from pools.pages.neighbours.sender_ids.list import senders_listed
from pools.pages.neighbours.tabs import SENDER_IDS


def senders_to_export(caller: Caller) -> QuerySet:
    return SenderId.objects.for_caller(caller).with_pool_counts()


def sender_words(caller: Caller, senders: Sequence[SenderId]) -> Texts:
    return {
        sender.pk: {
            "iso_country_code": labels.country_name(sender.iso_country_code),
            "message_types": labels.value_of("message_type", sender.message_types),
            "registered": labels.YES_NO[sender.registered],
            "pools": sender.n,
        }
        for sender in senders
    }


SENDER_FILE = Export(senders_to_export, sender_words, [("ARN", "sender_id_arn")])


@require_safe
def export_sender_ids(request: HttpRequest) -> HttpResponseBase:
    listing = senders_listed(request.caller, request.path, request.GET)
    return exported(request, listing, SENDER_IDS.name, SENDER_FILE, to(request.caller, SENDER_IDS.url_name))
