"""For random base, local and remote: what the plan does to AWS, and what it does not.

60 accounts, always the same; others, and more, with:
CONSOLE_SYNC_CASES=5000 bin/test tests/sync/test_properties.py
"""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pools.reference import keywords as known
from pools.sync.applying import resolved
from pools.sync.fields import EXISTS, Field, fields
from pools.sync.judging import Cause, Status
from pools.sync.plan import make_plan
from pools.sync.state import FROM_POOL, PHONE_NUMBER, POOL, Ref, State
from tests.sync.model import PLAIN, REQUIRED, Model, arn_of
from tests.sync.people import edits, furnished, let
from tests.sync.run import Account

USUAL = 60
CASES = int(os.environ.get("CONSOLE_SYNC_CASES", USUAL))
random_accounts = settings(
    max_examples=CASES,
    deadline=None,
    database=None,
    derandomize=CASES == USUAL,
    suppress_health_check=list(HealthCheck),
)
PUT = ("keywords", "HELP"), ("keywords", "STOP")


def account(before, ours, theirs) -> Account:
    base = let(furnished(), "base", before)
    return Account(base, let(base.copy(), "ours", ours), let(base.copy(), "theirs", theirs))


def decided_by_pool(which: Field, *sides: State | None) -> bool:
    in_pool = any(side and side.kind == PHONE_NUMBER and side.facts.get("pool_id") for side in sides)
    return in_pool and (which[0] in FROM_POOL or which[0] == "keywords")


def moved(linked: Account) -> dict[tuple[Ref, Field], tuple]:
    """Each field of a resource that both sides have and that is not the same on all three: base, local, remote."""
    found, there = {}, linked.aws.states()
    for ref, memory in linked.memories.items():
        base, local, remote = memory.base, linked.here.get(ref), there.get(ref)
        if not (base and local and remote):
            continue
        for which in {*fields(base), *fields(local), *fields(remote)}:
            values = tuple(fields(side).get(which) for side in (base, local, remote))
            if len(set(map(str, values))) > 1 and not decided_by_pool(which, base, local, remote):
                found[ref, which] = values
    return found


@random_accounts
@given(edits, edits, edits)
def test_conflicts_are_exactly_what_both_sides_changed(before, ours, theirs):
    linked = account(before, ours, theirs)
    both = {
        key
        for key, (base, local, remote) in moved(linked).items()
        if local not in (base, remote) and remote != base
    }
    base = {ref: memory.base for ref, memory in linked.memories.items()}
    there = linked.aws.states()
    linked.compare()
    found = linked.compare()
    said = {(ref, one.field): one.cause for ref, two in found.items() for one in two.of(Status.CONFLICT)}
    assert {key for key in said if key[1] != EXISTS and said[key] == Cause.CHANGED} == both
    for (ref, which), cause in said.items():
        if which == EXISTS and cause == Cause.GONE:
            assert ref in base
            assert ref in linked.here
            assert ref not in there
        if which == EXISTS and cause == Cause.DELETED_HERE:
            assert ref in linked.tombstones
            assert fields(base[ref]) != fields(there[ref])


@random_accounts
@given(edits, edits, edits)
def test_the_merged_state_is_reached_and_an_empty_plan_follows(before, ours, theirs):
    linked = account(before, ours, theirs)
    plan = linked.plan()
    there = linked.aws.states()
    linked.apply(plan)
    here, now = dict(linked.here), linked.names
    blocked = {
        (now.get(change.ref, change.ref), change.field) for one in plan.blocked for change in one.changes
    }
    held = {one.ref for one in plan.blocked if one.why == "CONFLICT"}
    after = linked.aws.states()
    for ref, state in after.items():
        mine = here.get(ref)
        if mine is None or ref in held:
            continue
        for which, value in fields(mine).items():
            if (ref, which) in blocked or decided_by_pool(which, mine, there.get(ref), state):
                continue
            if which in PUT and value[0] == known.DEFAULT_MESSAGES[which[1]]:
                continue
            assert fields(state).get(which) == value, (ref, which)
        for which in fields(state).keys() - fields(mine).keys():
            # A new pool keeps the keywords that AWS gave it.
            new = ref.kind == POOL and ref not in there and which[0] == "keywords"
            assert new or (ref, which) in blocked or decided_by_pool(which, mine, there.get(ref), state), (
                ref,
                which,
            )
    again = linked.plan()
    assert again.steps == ()
    assert {one.id for one in again.blocked if one.why in ("CONFLICT", "CYCLE")} <= {
        one.id for one in plan.blocked
    }


@random_accounts
@given(edits, edits, edits)
def test_nothing_without_a_tombstone_is_deleted(before, ours, theirs):
    linked = account(before, ours, theirs)
    plan = linked.plan()
    there, tombstones = set(linked.aws.rows), set(linked.tombstones)
    linked.apply(plan)
    assert there - set(linked.aws.rows) <= tombstones
    assert {step.ref for step in plan.steps if (step.ref, EXISTS) in ends(step)} <= tombstones


def ends(step) -> set:
    return {
        (change.ref, change.field) for change in step.changes if change.field == EXISTS and not change.after
    }


@random_accounts
@given(edits, edits, edits)
def test_rows_that_vanish_delete_nothing(before, ours, theirs):
    """As `demo --reset`, a restored backup or a purge leaves the account: whatever is missing has no tombstone."""
    linked = account(before, ours, theirs)
    linked.tombstones = {}
    for ref in sorted(linked.here)[::2]:
        del linked.here[ref]
    linked.compare()
    rows = set(linked.aws.rows)
    plan = linked.plan()
    linked.apply(plan)
    assert rows <= set(linked.aws.rows)
    assert set(linked.here) >= rows


@random_accounts
@given(edits, edits)
def test_a_restored_backup_plans_nothing(before, since):
    """Our side and what it remembers are of some time ago: all since then was changed in AWS, and is taken over."""
    linked = account(before, [], since)
    rows = set(linked.aws.rows)
    plan = linked.plan()
    assert plan.steps == ()
    assert {one.why for one in plan.blocked} <= {"CONFLICT"}
    for ref in rows:
        mine, there = linked.here[ref], linked.aws.state(ref)
        for which, value in fields(there).items():
            assert fields(mine).get(which) == value or decided_by_pool(which, mine, there)


@random_accounts
@given(edits, edits, edits)
def test_no_step_goes_before_what_it_needs(before, ours, theirs):
    linked = account(before, ours, theirs)
    plan = linked.plan()
    done: set[str] = set()
    for step in plan.steps:
        assert set(step.needs) <= done
        done.add(step.id)
    assert len(done) == len(plan.steps)


@random_accounts
@given(edits, edits, edits)
def test_any_order_that_keeps_to_the_needs_is_accepted_too(before, ours, theirs):
    """A step may wait for weeks while the rest goes on: the needs alone must be enough, and no pool left empty."""
    linked = account(before, ours, theirs)
    plan = linked.plan()
    left, done = list(plan.steps), set()
    while left:
        # The last that may go, against the order of the plan.
        step = next(one for one in reversed(left) if set(one.needs) <= done)
        left.remove(step)
        done.add(step.id)
        arns = {ref: arn_of(ref) for ref in linked.aws.rows}
        linked.aws.call(step.operation, resolved(step.request, arns), step.ref.key)


@random_accounts
@given(edits, edits, edits)
def test_the_same_inputs_give_the_same_plan(before, ours, theirs):
    linked = account(before, ours, theirs)
    found = linked.refresh()
    one, other = make_plan(found), make_plan(dict(reversed(found.items())))
    assert one == other
    assert one.digest == other.digest


placements = st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 2)), min_size=3, max_size=6)


@random_accounts
@given(placements)
def test_a_cycle_is_found_only_where_no_order_exists(places):
    """Against trying every order: who moves from which pool to which, -1 for out of all."""
    places = [(0, places[0][1]), (1, places[1][1]), (2, places[2][1]), *places[3:]]
    base = Model()
    numbers = [base.number(f"phone-{number}") for number in range(len(places))]
    for pool in range(3):
        base.make(Ref(POOL, f"pool-{pool}"), settings=dict(PLAIN), keywords=dict(REQUIRED), senders=set())
    here = base.copy()
    for number, (before, after) in zip(numbers, places, strict=True):
        base.rows[number]["pool"] = f"pool-{before}"
        here.rows[number]["pool"] = None if after < 0 else f"pool-{after}"
    linked = Account(base, here, base.copy())
    plan = linked.plan()
    assert (plan.blocked == ()) == has_an_order(places)
    linked.apply(plan)
    assert linked.plan().steps == ()


def has_an_order(places: list[tuple[int, int]]) -> bool:
    """Whether some sequence of leaving and joining gets everybody there, with no pool empty on the way."""
    start, goal = tuple(before for before, _ in places), tuple(after for _, after in places)
    seen, open_ones = {start}, [start]
    while open_ones:
        now = open_ones.pop()
        for number, pool in enumerate(now):
            if pool == goal[number]:
                continue
            if pool >= 0 and now.count(pool) == 1:
                continue
            then = (*now[:number], -1 if pool >= 0 else goal[number], *now[number + 1 :])
            if then not in seen:
                seen.add(then)
                open_ones.append(then)
    return goal in seen
