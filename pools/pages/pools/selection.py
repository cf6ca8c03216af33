"""The pools that a request names, whether they are there, were deleted meanwhile, or never were."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from pools.models import Activity, Pool


@dataclass(frozen=True)
class Selection:
    """In the order of the request. gone: the IDs of pools that this account had here and deleted."""

    pools: list[Pool]
    gone: list[str]

    @property
    def free(self) -> list[Pool]:
        return [pool for pool in self.pools if not pool.deletion_protection_enabled]

    @property
    def protected(self) -> list[Pool]:
        return [pool for pool in self.pools if pool.deletion_protection_enabled]


def selection_or_404(request: HttpRequest, ids: Sequence[str]) -> Selection:
    """404 for an ID that was never a pool of this account and Region: whose it may be stays unsaid."""
    wanted = list(dict.fromkeys(ids))
    rows = Pool.objects.for_caller(request.caller).with_member_counts().filter(pool_id__in=wanted)
    found = {pool.pool_id: pool for pool in rows}
    missing = [value for value in wanted if value not in found]
    if missing and not deleted_before(request, missing).issuperset(missing):
        raise Http404("There is no such pool.")
    return Selection([found[value] for value in wanted if value in found], missing)


def deleted_before(request: HttpRequest, ids: Sequence[str]) -> set[str]:
    # The row is gone with the pool; whose it was stands only in the activity.
    deletions = Activity.objects.for_caller(request.caller).filter(operation="DeletePool", error="")
    return set(deletions.filter(resource_id__in=ids).values_list("resource_id", flat=True))
