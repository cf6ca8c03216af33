"""Resources of AWS's become rows here, new ones or in place of ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from pools.models import PhoneNumber, Pool, SenderId
from pools.models.counts import COLUMNS
from pools.operations.engine.caller import Caller
from pools.operations.engine.journal import changed_too, made, moved
from pools.operations.engine.resources import BY_NAME
from pools.operations.engine.verb import operation
from pools.operations.from_aws.fitting import cannot_keep
from pools.operations.from_aws.found import keep_all_found
from pools.operations.from_aws.logged import SNAPSHOTS, as_it_came
from pools.operations.from_aws.making import Draft, fill, found_elsewhere, remember_topics
from pools.operations.from_aws.members import link_numbers, link_sender_ids, pools_of, put_into_pools
from pools.operations.from_aws.naming import (
    PHONE_NUMBER,
    POOL,
    STORED_IN_ORDER,
    WHOLE,
    Named,
    own_keys,
    rows_by_key,
)
from pools.operations.from_aws.parts import write_parts
from pools.operations.rules.limits import count, lock_account_region

# Resources that are written together: a database takes only so many values in one statement.
AT_ONCE_STORED = 500


@operation
def store_resource(
    caller: Caller, *, state: Mapping[str, Any], with_numbers: bool = False
) -> frozenset[Named]:
    """As `store_resources`, of one. Returns: what of it was not kept.

    with_numbers: of a pool that somebody deleted here and wants back, with the numbers that left it by that.
    """
    return store_resources(caller, states=[state], with_numbers=with_numbers)[state["kind"], state["key"]]


@operation
def store_resources(
    caller: Caller, *, states: Sequence[Mapping[str, Any]], with_numbers: bool = False
) -> dict[Named, frozenset[Named]]:
    """Make each a row of ours, or write it over ours, with everything that AWS has of it.

    states: as pools/sync/state.py writes them to JSON; a part that was not read stays as it is. caller: aws_caller's.
    Passes by, and nothing else: quotas, whether a number is free, whether members match their pool, and the time that
    associations take to settle. A pool whose deletion is under way here comes back.
    Returns: of each, by kind and AWS's key, the fields that were not kept, ("", "") where nothing was. Our rows cannot
    hold them, or what they name is not here (yet): a member, a number's pool. The base must not have those either,
    or it would look as if somebody here had taken them away.
    """
    drafts = [Draft(state, "", set(cannot_keep(state))) for state in states]
    keys = own_keys(caller)
    for draft in drafts:
        draft.local_key = keys.get(draft.ref, draft.state["key"])
    for start in range(0, len(drafts), AT_ONCE_STORED):
        _store(caller, drafts[start : start + AT_ONCE_STORED], keys, with_numbers=with_numbers)
    return {draft.ref: frozenset(draft.unkept) for draft in drafts}


def _store(caller: Caller, drafts: Sequence[Draft], keys: Mapping[Named, str], *, with_numbers: bool) -> None:
    of_kind = {kind: [one for one in drafts if one.kind == kind] for kind in STORED_IN_ORDER}
    # The pools first, then the account, then the rest: the order in which all operations lock.
    rows = {POOL: rows_by_key(caller, POOL, [one.local_key for one in of_kind[POOL]])}
    lock_account_region(caller)
    for kind in STORED_IN_ORDER:
        mine = of_kind[kind]
        if kind != POOL:
            rows[kind] = rows_by_key(caller, kind, [one.local_key for one in mine])
        for draft in mine:
            draft.row = rows[kind].get(draft.local_key)
            draft.before = SNAPSHOTS[kind](draft.row) if draft.row else {}
        found_elsewhere(caller, kind, mine)
        mine = [one for one in mine if WHOLE not in one.unkept]
        if kind == PHONE_NUMBER:
            put_into_pools(caller, mine, keys)
        _write(caller, kind, mine)
    link_sender_ids(caller, of_kind[POOL])
    link_numbers(caller, of_kind[POOL], keys, held_too=with_numbers)
    stored = [one for one in drafts if one.row]
    remember_topics(caller, stored)
    keep_all_found(Pool, pools_of(stored))
    for model in (PhoneNumber, SenderId):
        keep_all_found(model, [one.row.pk for one in stored if isinstance(one.row, model)])
    for draft in stored:
        after = SNAPSHOTS[draft.kind](draft.row) if draft.before else as_it_came(draft)
        fields = moved(draft.before, after) if draft.before else made(after)
        changed_too(caller, "store_resource", draft.row, fields)


def _write(caller: Caller, kind: str, drafts: Sequence[Draft]) -> None:
    """The rows of one kind, and what belongs to each."""
    for draft in drafts:
        fill(caller, draft)
        if draft.before:
            draft.row.save()
    model = BY_NAME[kind].model
    new = [draft.row for draft in drafts if not draft.before]
    model._default_manager.bulk_create(new)
    if new and model in COLUMNS:
        count(caller, model, len(new))
    write_parts(caller, kind, drafts)
