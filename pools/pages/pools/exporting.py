"""The list of pools as a file."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from pools.models import Pool
from pools.models.fast_reads.lists import member_counts
from pools.operations.engine.caller import Caller
from pools.pages.kit.exporting import Export, Texts, exported
from pools.pages.kit.places import to
from pools.pages.kit.words import labels
from pools.pages.pools.list import listing_of
from pools.pages.pools.list_cells import tag_texts


def pools_to_export(caller: Caller) -> QuerySet:
    return Pool.objects.for_caller(caller)


def texts(caller: Caller, pools: Sequence[Pool]) -> Texts:
    keys = [pool.pk for pool in pools]
    counts, tags = member_counts(keys), tag_texts(keys)
    return {
        pool.pk: {
            "status": labels.STATUSES[pool.status],
            "message_type": labels.MESSAGE_TYPES[pool.message_type],
            "origination_identities": sum(counts.get(pool.pk, ())),
            "tags": tags.get(pool.pk, ""),
        }
        for pool in pools
    }


EXPORT = Export(pools_to_export, texts, (("Pool ID", "pool_id"), ("ARN", "pool_arn")))


@require_safe
def export_pools(request: HttpRequest) -> HttpResponseBase:
    listing = listing_of(request.caller, request.path, request.GET)
    return exported(request, listing, "pools", EXPORT, to(request.caller, "pool-list"))
