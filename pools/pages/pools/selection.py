"""The pools that a request names, whether they are there, were deleted meanwhile, or never were."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from pools.models import Pool
from pools.models.pools import ACTIVE
from pools.pages.kit.paging import COUNTED, Counted
from pools.pages.kit.selecting import MOST, Standing, must_have_been, standing_answer
from pools.pages.pools.list import listing_of

STATUS_FIELDS = ("deleted_timestamp", "settled_timestamp")


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
    must_have_been(request.caller, missing, "DeletePool", "pool")
    return Selection([found[value] for value in wanted if value in found], missing)


@require_POST
def pool_selection(request: HttpRequest) -> JsonResponse:
    """How the pools named by `id` stand to the list as the address filters it.

    every: whether to name all that can be selected there.
    """
    wanted = list(dict.fromkeys(request.POST.getlist("id")))[:MOST]
    rows = Pool.objects.for_caller(request.caller).filter(pool_id__in=wanted)
    there = {pool.pool_id: pool.status for pool in rows.only("pool_id", *STATUS_FIELDS)}
    active = [pool_id for pool_id in wanted if there.get(pool_id) == ACTIVE]
    listing = listing_of(request.caller, request.path, request.GET)
    selectable = listing.meant.of_status(ACTIVE).values_list("pool_id", flat=True)
    shown = set(selectable.filter(pool_id__in=active))
    every = listing.in_order(selectable)[:MOST] if "every" in request.POST else ()
    standing = Standing(
        Counted.from_rows(selectable.order_by()[: COUNTED + 1].count()),
        hidden=[pool_id for pool_id in active if pool_id not in shown],
        gone=[pool_id for pool_id in wanted if pool_id not in there],
        passing=[pool_id for pool_id in wanted if there.get(pool_id, ACTIVE) != ACTIVE],
        every=[(pool_id, "") for pool_id in every],
    )
    return standing_answer(standing, "pool", "pools", "Active", listing.loss)


# This address takes no GET: after a sign-in in between, the list is where to go on.
pool_selection.comes_from = "pool-list"
pool_selection.leaves_account_alone = True
