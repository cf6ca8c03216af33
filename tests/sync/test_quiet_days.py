"""What is said of an account that nobody touches, and of one that others change: with reads as AWS gives them.

A read shows each field as it was up to some seconds ago, in no order: one that was asked for later may show older
values. Lists come in any order.
"""

import random
from dataclasses import replace

import pytest

from pools.sync.compare import compare
from pools.sync.existence import Read
from pools.sync.fields import IN_POOL, Field, fields, with_field
from pools.sync.judging import Cause, Status
from pools.sync.memory import VISIBLE_AFTER, Memory, agreed, imported
from pools.sync.state import FROM_POOL, PHONE_NUMBER, POOL, SENDER_ID, SETTINGS, Ref, State
from tests.sync.people import furnished

MINUTE, DAY = 60, 24 * 60 * 60
# How old a value in a read may be, in seconds; AWS's are seen late by some, and until five minutes nothing is said.
STALE = 240


class LateAws:
    """AWS's side of one account with its past."""

    def __init__(self, states: dict[Ref, State], chance: random.Random) -> None:
        self.chance = chance
        self.past: dict[tuple[Ref, Field], list] = {}
        self.plain = states
        for ref, state in states.items():
            for which, value in fields(state).items():
                self.past[ref, which] = [(-DAY, value)]

    def write(self, ref: Ref, which: Field, value, at: float) -> None:
        self.past.setdefault((ref, which), [(-DAY, None)]).append((at, value))

    def now(self, ref: Ref) -> State:
        return self.shown(ref, lambda values: values[-1][1])

    def read(self, ref: Ref, at: float) -> Read:
        """Each field by itself is from another moment of the last four minutes."""

        def seen(values):
            # Half of all fields are up to date.
            moment = at - self.chance.choice((0, 1)) * self.chance.uniform(0, STALE)
            return next(value for since, value in reversed(values) if since <= moment)

        return Read(self.shown(ref, seen), at)

    def shown(self, ref: Ref, choose) -> State:
        state = self.plain[ref]
        for (other, which), values in self.past.items():
            if other == ref:
                state = with_field(state, which, choose(values))
        return shuffled(state, self.chance)


def shuffled(state: State, chance: random.Random) -> State:
    parts = {}
    for name in ("keywords", "tags", "members"):
        part = getattr(state, name)
        if part is not None:
            parts[name] = dict(chance.sample(sorted(part.items()), len(part)))
    return replace(state, **parts)


class Linked:
    """Our side: what is here, and what the mirror remembers."""

    def __init__(self, aws: LateAws) -> None:
        self.aws = aws
        self.here = dict(aws.plain)
        self.memories: dict[Ref, Memory] = {ref: imported(state, at=0) for ref, state in self.here.items()}
        self.drift: list[tuple[Ref, Field]] = []
        self.conflicts: list[tuple[Ref, Field, Cause]] = []

    def check(self, ref: Ref, at: float) -> None:
        """One read, and what is certain by then is taken over."""
        found = compare(ref, self.memories[ref], self.here[ref], self.aws.read(ref, at), now=at)
        self.memories[ref] = found.memory
        for one in found.of(Status.CONFLICT):
            self.conflicts.append((ref, one.field, one.cause))
        for one in found.of(Status.DRIFT):
            self.drift.append((ref, one.field))
            self.here[ref] = with_field(self.here[ref], one.field, one.remote)
            self.memories[ref] = agreed(
                self.memories[ref], one.field, one.base, one.remote, at=at, ours=False
            )

    def save_and_apply(self, ref: Ref, which: Field, value, at: float) -> None:
        former = fields(self.aws.now(ref)).get(which)
        self.here[ref] = with_field(self.here[ref], which, value)
        self.aws.write(ref, which, value, at)
        self.memories[ref] = agreed(self.memories[ref], which, former, value, at=at)


def edit(chance: random.Random, state: State, number: int) -> tuple[Field, object]:
    """A field that anybody can change, and another value of it."""
    choices: list[Field] = [("tags", f"t{chance.randrange(4)}")]
    is_member = state.kind == PHONE_NUMBER and state.facts.get("pool_id")
    if state.kind in (POOL, PHONE_NUMBER) and not is_member:
        choices += [("keywords", word) for word in ("HELP", "JOIN", "INFO")]
        choices += [(name, "") for name in ("opt_out_list_name", "self_managed_opt_outs_enabled")]
    choices += [(name, "") for name in SETTINGS[state.kind] if name not in FROM_POOL]
    if state.kind == POOL:
        choices += [("members", "LATE/GB")]
    if state.kind == PHONE_NUMBER:
        choices += [IN_POOL]
    which = chance.choice(choices)
    now = fields(state).get(which)
    if which[0].endswith("enabled"):
        return which, not now
    if which[0] == "default_message_type":
        # Another word than these two would not be known here, and the set left alone.
        return which, "PROMOTIONAL" if now == "TRANSACTIONAL" else "TRANSACTIONAL"
    if which[0] == "members":
        return which, None if now else SENDER_ID
    if which == IN_POOL:
        return which, None if now else "pool-1"
    if which[0] == "keywords":
        gone = now and which[1] != "HELP" and chance.random() < 0.5
        return which, None if gone else (f"Text {number}", "AUTOMATIC_RESPONSE")
    if which[0] == "tags":
        return which, None if now and chance.random() < 0.5 else f"value {number}"
    return which, f"other-{number}"


def linked_account(seed: int) -> tuple[Linked, random.Random]:
    chance = random.Random(seed)
    return Linked(LateAws(furnished().states(), chance)), chance


@pytest.mark.parametrize("seed", range(3))
def test_30_quiet_days_raise_no_alarm(seed):
    """We change and apply things; nobody else does. Every hour is checked, and all that was changed again and again."""
    linked, chance = linked_account(seed)
    refs = sorted(linked.here)
    applied = 0
    for hour in range(30 * 24):
        at = hour * 60.0 * MINUTE
        for _ in range(chance.randrange(3)):
            ref = chance.choice(refs)
            which, value = edit(chance, linked.here[ref], applied)
            linked.save_and_apply(ref, which, value, at)
            applied += 1
            moments = sorted(chance.uniform(1, 2 * VISIBLE_AFTER) for _ in range(8))
            for number, moment in enumerate(moments):
                linked.check(ref, at + moment)
                if number == 3 and which[0] == "tags":
                    # Changed once more, while a read may show either of the two values before.
                    linked.save_and_apply(ref, which, f"again {applied}", at + moment)
        linked.check(chance.choice(refs), at + 50 * MINUTE)
    assert applied > 500
    assert (linked.drift, linked.conflicts) == ([], [])


def test_1000_foreign_edits_are_each_reported_with_their_field():
    linked, chance = linked_account(7)
    refs = sorted(linked.here)
    made = []
    for number in range(1000):
        at = 1000.0 + number * 30 * MINUTE
        ref = chance.choice(refs)
        which, value = edit(chance, linked.aws.now(ref), number)
        linked.aws.write(ref, which, value, at)
        made.append((ref, which))
        before = len(linked.drift)
        for moment in (10, 60, 130, 200, 270, 330, 400, 700, 1000):
            linked.check(ref, at + moment)
        assert linked.drift[before:].count((ref, which)) == 1, (number, ref, which)
        assert fields(linked.here[ref]) == fields(linked.aws.now(ref))
    assert linked.conflicts == []
    assert len(made) == 1000
