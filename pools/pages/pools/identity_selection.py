"""How a selection of origination identities that the script keeps stands to the list of a pool."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from pools.models import Pool
from pools.models.fast_reads.pool_identities import pool_standing, read_identities
from pools.operations.rules import matching
from pools.pages.kit.paging import COUNTED, Counted
from pools.pages.kit.selecting import MOST, Standing, standing_answer
from pools.pages.pools.identity_list import Entries, ListState
from pools.pages.pools.identity_rows import NUMBER, SENDER, found_among, value_of
from pools.pages.pools.identity_section import Identity, pool_or_404

Keys = dict[tuple[int, int], str]  # kind and key of an identity, and its state


@require_POST
def identity_selection(request: HttpRequest, pool_id: str) -> JsonResponse:
    """How the identities named by `id` stand to the list as the address narrows it.

    every: whether to name all that can be selected there.
    """
    pool, state = pool_or_404(request, pool_id), ListState.of(request.GET)
    wanted = list(dict.fromkeys(request.POST.getlist("id")))[:MOST]
    there = {value: key_of(one) for value, one in found_among(request.caller, wanted).items()}
    whole = selectable(request, pool, "", "")
    shown = selectable(request, pool, state.q, state.ids) if state.q or state.ids else whole
    usable = [value for value in wanted if there.get(value) in whole]
    standing = Standing(
        Counted.from_rows(len(shown)),
        hidden=[value for value in usable if there[value] not in shown],
        gone=[value for value in wanted if value not in there],
        passing=[value for value in wanted if value in there and there[value] not in whole],
        every=named(shown) if "every" in request.POST else (),
    )
    return standing_answer(standing, "identity", "identities", "Available")


# This address takes no GET: after a sign-in in between, the pool's page is where to go on.
identity_selection.comes_from = "pool-detail"
identity_selection.leaves_account_alone = True


def selectable(request: HttpRequest, pool: Pool, q: str, view: str) -> Keys:
    """What can be selected in a view of the list, searched or not."""
    there = pool_standing(request.caller, pool, limit=COUNTED)
    entries = Entries(request.caller, pool, matching.keyword_set(pool.keywords.all()), q, there)
    of_view = {"associated": entries.members, "available": entries.fitting}
    return {
        (kind, key): state for state, rows in of_view.items() if view in ("", state) for _, kind, key in rows
    }


def key_of(identity: Identity) -> tuple[int, int]:
    return (NUMBER if hasattr(identity, "phone_number") else SENDER, identity.pk)


def named(shown: Keys) -> list[tuple[str, str]]:
    """The first of them, as forms name them, and their states."""
    first = list(shown.items())[:MOST]
    keys = [[key for (kind, key), _ in first if kind == one] for one in (NUMBER, SENDER)]
    rows = dict(zip((NUMBER, SENDER), read_identities(*keys), strict=True))
    return [(value_of(rows[kind][key]), state) for (kind, key), state in first if key in rows[kind]]
