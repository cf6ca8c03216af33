"""Compare, three ways, per field: one test for each sentence of how the sync decides."""

from dataclasses import replace

import pytest

from pools.sync.compare import compare
from pools.sync.existence import Read, Tombstone
from pools.sync.fields import EXISTS, with_field
from pools.sync.judging import Cause, Status
from pools.sync.memory import (
    Memory,
    agreed,
    ours_kept,
)
from pools.sync.state import (
    CONFIGURATION_SET,
    OPT_OUT_LIST,
    State,
)
from tests.sync.compared import BASE, JOIN, NAME, SHARED_ROUTES, said, seen


def test_local_and_remote_alike_are_in_sync_and_become_the_base():
    both = with_field(BASE, NAME, "News")
    found = seen(BASE, both, both)
    assert found.differences == ()
    assert found.memory.base == both


def test_remote_as_the_base_and_local_moved_is_our_wish():
    found = seen(BASE, with_field(BASE, NAME, "News"), BASE)
    (one,) = found.differences
    assert (one.field, one.status, one.base, one.local, one.remote) == (
        NAME,
        Status.PENDING,
        "Orders",
        "News",
        "Orders",
    )
    assert found.memory.base == BASE


def test_local_as_the_base_and_remote_moved_is_taken_over_once_confirmed():
    foreign = with_field(BASE, NAME, "News")
    assert said(seen(BASE, BASE, foreign)) == [(NAME, Status.UNCONFIRMED, Cause.CHANGED)]
    assert said(seen(BASE, BASE, foreign, foreign)) == [(NAME, Status.DRIFT, Cause.CHANGED)]


def test_an_unconfirmed_read_that_the_next_does_not_repeat_was_nothing():
    foreign, other = with_field(BASE, NAME, "News"), with_field(BASE, NAME, "Sports")
    assert said(seen(BASE, BASE, foreign, BASE)) == []
    assert said(seen(BASE, BASE, foreign, other)) == [(NAME, Status.UNCONFIRMED, Cause.CHANGED)]
    assert said(seen(BASE, BASE, foreign, BASE, foreign)) == [(NAME, Status.UNCONFIRMED, Cause.CHANGED)]


def test_when_aws_was_last_read_with_another_value_is_remembered():
    foreign = with_field(BASE, NAME, "News")
    suspect = seen(BASE, BASE, BASE, foreign).memory.suspects[NAME]
    assert (suspect.after, suspect.at) == (1000.0, 1010.0)
    assert seen(BASE, with_field(BASE, NAME, "Mine"), BASE, foreign, foreign, foreign).memory.suspects == {
        NAME: suspect
    }


def test_what_confirms_is_later_than_the_first():
    foreign = with_field(BASE, NAME, "News")
    first = seen(BASE, BASE, foreign)
    again = compare(BASE.ref, first.memory, BASE, Read(foreign, 1000.0), now=1001.0)
    assert said(again) == [(NAME, Status.UNCONFIRMED, Cause.CHANGED)]
    assert said(compare(BASE.ref, first.memory, BASE, now=1001.0)) == said(again)


def test_a_read_older_than_the_last_says_nothing():
    foreign = with_field(BASE, NAME, "News")
    found = seen(BASE, BASE, BASE)
    late = compare(BASE.ref, found.memory, BASE, Read(foreign, 999.0), now=1001.0)
    assert late.differences == ()
    assert late.memory == found.memory


def test_both_moved_to_different_values_is_a_conflict_field_by_field():
    local = with_field(with_field(BASE, NAME, "News"), SHARED_ROUTES, True)
    remote = with_field(BASE, NAME, "Sports")
    found = seen(BASE, local, remote, remote)
    assert said(found) == [
        (SHARED_ROUTES, Status.PENDING, Cause.CHANGED),
        (NAME, Status.CONFLICT, Cause.CHANGED),
    ]
    assert found.is_held


def test_a_conflict_stays_without_another_read():
    local, remote = with_field(BASE, NAME, "News"), with_field(BASE, NAME, "Sports")
    found = seen(BASE, local, remote, remote)
    assert said(compare(BASE.ref, found.memory, local, now=2000.0)) == said(found)


def test_keep_ours_is_a_pending_change():
    local, remote = with_field(BASE, NAME, "News"), with_field(BASE, NAME, "Sports")
    found = seen(BASE, local, remote, remote)
    memory = ours_kept(found.memory, NAME, "Sports")
    assert said(seen(None, local, remote, memory=memory, now=1100.0)) == [
        (NAME, Status.PENDING, Cause.CHANGED)
    ]
    # And what AWS changes after the answer is asked about again.
    moved = with_field(BASE, NAME, "Weather")
    assert said(seen(None, local, moved, moved, memory=memory, now=1100.0)) == [
        (NAME, Status.CONFLICT, Cause.CHANGED)
    ]


def test_take_aws_is_in_sync_at_once():
    remote = with_field(BASE, NAME, "Sports")
    found = seen(BASE, with_field(BASE, NAME, "News"), remote, remote)
    memory = agreed(found.memory, NAME, "Orders", "Sports", at=1010, ours=False)
    assert said(seen(None, remote, remote, memory=memory, now=1020.0)) == []


# --- No base yet.


def test_what_aws_lacks_becomes_a_pending_create():
    assert said(seen(None, BASE, None)) == [(EXISTS, Status.PENDING, Cause.CHANGED)]


def test_what_both_have_is_compared_without_a_base_and_each_difference_asked_about():
    remote = with_field(with_field(BASE, NAME, "Sports"), JOIN, None)
    found = seen(None, BASE, remote)
    assert said(found) == [
        (JOIN, Status.CONFLICT, Cause.NO_BASE),
        (NAME, Status.CONFLICT, Cause.NO_BASE),
    ]
    # What is left open is asked again; what was answered is not, and the rest has a base from now on.
    memory = ours_kept(found.memory, JOIN, None)
    local = with_field(BASE, SHARED_ROUTES, True)
    assert said(seen(None, local, remote, memory=memory, now=1100.0)) == [
        (JOIN, Status.PENDING, Cause.CHANGED),
        (SHARED_ROUTES, Status.PENDING, Cause.CHANGED),
        (NAME, Status.CONFLICT, Cause.NO_BASE),
    ]


def test_what_is_new_in_aws_is_imported():
    found = compare(BASE.ref, Memory(), None, Read(BASE, 10.0, trusted=True), now=10.0)
    assert said(found) == [(EXISTS, Status.DRIFT, Cause.ADDED)]
    assert said(seen(None, None, BASE)) == [(EXISTS, Status.UNCONFIRMED, Cause.ADDED)]
    assert said(seen(None, None, BASE, BASE)) == [(EXISTS, Status.DRIFT, Cause.ADDED)]


# --- Identity.


@pytest.mark.parametrize("kind", [OPT_OUT_LIST, CONFIGURATION_SET])
def test_same_name_and_other_timestamp_was_deleted_and_created_again(kind):
    old = State(kind, "news", created="2026-11-01T00:00:00+00:00", tags={"Name": "a"})
    new = replace(old, created="2026-11-20T00:00:00+00:00", tags={})
    assert said(seen(old, old, new)) == [(EXISTS, Status.UNCONFIRMED, Cause.REPLACED)]
    found = seen(old, old, new, new)
    assert said(found) == [
        (EXISTS, Status.DRIFT, Cause.REPLACED),
        (NAME, Status.CONFLICT, Cause.NO_BASE),
    ]
    assert found.memory.base.created == new.created


def test_a_tombstone_is_for_one_incarnation():
    old = State(CONFIGURATION_SET, "news", created="2026-11-01T00:00:00+00:00", tags={})
    new = replace(old, created="2026-11-20T00:00:00+00:00")
    found = seen(old, None, new, new, tombstone=Tombstone("maria", "2026-11-29", old.created))
    assert said(found) == [(EXISTS, Status.DRIFT, Cause.VANISHED)]
