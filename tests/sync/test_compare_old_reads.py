"""A read may be old, and absence is not a wish: one test for each sentence of how the sync decides."""

from dataclasses import replace

import pytest

from pools.sync.compare import compare, compare_all
from pools.sync.existence import Read, Tombstone
from pools.sync.fields import EXISTS, IN_POOL, with_field
from pools.sync.judging import Cause, Status
from pools.sync.memory import (
    SETTLED_AFTER,
    VISIBLE_AFTER,
    agreed,
    created,
    deleted,
    imported,
    ours_kept,
)
from pools.sync.state import (
    PHONE_NUMBER,
    SENDER_ID,
    State,
)
from tests.sync.compared import BASE, NAME, NUMBER, said, seen

# --- A read may be old.


def sent(former="Orders", value="News", at=1000.0):
    memory = agreed(imported(BASE, at=0), NAME, former, value, at=at)
    return memory, with_field(BASE, NAME, value)


def test_after_a_write_of_ours_its_former_value_means_not_visible_yet():
    memory, local = sent()
    found = seen(None, local, BASE, BASE, memory=memory, now=1001.0)
    assert said(found) == []
    assert found.memory.base == local


def test_so_do_the_former_values_of_two_writes_in_a_row():
    memory, _ = sent()
    memory = agreed(memory, NAME, "News", "Sports", at=1100.0)
    local = with_field(BASE, NAME, "Sports")
    for old in ("Orders", "News"):
        assert said(seen(None, local, with_field(BASE, NAME, old), memory=memory, now=1200.0)) == []


def test_a_value_that_is_neither_the_former_nor_the_new_one_is_somebody_elses():
    memory, local = sent()
    foreign = with_field(BASE, NAME, "Sports")
    found = seen(None, local, foreign, foreign, memory=memory, now=1001.0)
    assert said(found) == [(NAME, Status.DRIFT, Cause.CHANGED)]


def test_still_the_former_after_5_minutes_is_a_conflict_and_never_a_silent_return():
    memory, local = sent()
    found = seen(None, local, BASE, memory=memory, now=1000.0 + VISIBLE_AFTER)
    assert said(found) == [(NAME, Status.CONFLICT, Cause.NOT_KEPT)]
    assert VISIBLE_AFTER == 5 * 60


def test_a_value_that_was_visible_and_went_back_was_changed_by_somebody():
    memory, local = sent()
    memory = seen(None, local, local, memory=memory, now=1001.0).memory
    found = seen(None, local, BASE, BASE, memory=memory, now=1000.0 + VISIBLE_AFTER)
    assert said(found) == [(NAME, Status.DRIFT, Cause.CHANGED)]


def test_send_again_makes_what_aws_did_not_keep_a_pending_change():
    memory, local = sent()
    found = seen(None, local, BASE, memory=memory, now=1000.0 + VISIBLE_AFTER)
    memory = ours_kept(found.memory, NAME, "Orders")
    assert said(seen(None, local, BASE, memory=memory, now=1400.0)) == [(NAME, Status.PENDING, Cause.CHANGED)]


def test_what_was_taken_over_is_not_undone_by_a_read_from_before():
    memory = agreed(imported(BASE, at=0), NAME, "Orders", "News", at=1000.0, ours=False)
    local = with_field(BASE, NAME, "News")
    assert said(seen(None, local, BASE, BASE, memory=memory, now=1001.0)) == []
    late = seen(None, local, BASE, BASE, memory=memory, now=1000.0 + VISIBLE_AFTER)
    assert said(late) == [(NAME, Status.DRIFT, Cause.CHANGED)]


def test_what_we_created_may_not_be_visible_yet():
    memory = created(BASE, at=1000.0)
    assert said(seen(None, BASE, None, memory=memory, now=1001.0)) == []
    late = seen(None, BASE, None, memory=memory, now=1000.0 + VISIBLE_AFTER)
    assert said(late) == [(EXISTS, Status.CONFLICT, Cause.NOT_KEPT)]


def test_what_we_created_and_a_read_has_shown_is_gone_like_anything_else():
    memory = seen(None, BASE, BASE, memory=created(BASE, at=1000.0), now=1001.0).memory
    # Reads from the past may go on for some seconds.
    assert said(seen(None, BASE, None, None, memory=memory, now=1000.0 + SETTLED_AFTER - 20)) == []
    first = seen(None, BASE, None, memory=memory, now=1000.0 + SETTLED_AFTER)
    assert said(first) == [(EXISTS, Status.UNCONFIRMED, Cause.GONE)]
    again = seen(None, BASE, None, memory=first.memory, now=1001.0 + SETTLED_AFTER)
    assert said(again) == [(EXISTS, Status.CONFLICT, Cause.GONE)]


def test_what_is_but_remembered_is_no_read_that_has_shown_it():
    memory, local = sent()
    memory = compare(BASE.ref, memory, local, now=1001.0).memory
    found = seen(None, local, BASE, memory=memory, now=1000.0 + VISIBLE_AFTER)
    assert said(found) == [(NAME, Status.CONFLICT, Cause.NOT_KEPT)]
    memory = compare(BASE.ref, created(BASE, at=1000.0), BASE, now=1001.0).memory
    found = seen(None, BASE, None, memory=memory, now=1000.0 + SETTLED_AFTER)
    assert said(found) == []


@pytest.mark.parametrize("tombstone", [Tombstone("maria", "2026-11-29", BASE.created), None])
def test_what_we_deleted_may_be_visible_still(tombstone):
    memory = deleted(BASE, at=1000.0)
    found = compare(BASE.ref, memory, None, Read(BASE, 1001.0), now=1001.0, tombstone=tombstone)
    assert said(found) == []
    late = 1000.0 + VISIBLE_AFTER
    found = compare(BASE.ref, memory, None, Read(BASE, late), now=late, tombstone=tombstone)
    assert said(found) == [(EXISTS, Status.CONFLICT, Cause.NOT_KEPT)]


def test_another_one_of_that_name_is_not_what_we_deleted():
    new = replace(BASE, created="2026-11-29T10:00:00+00:00")
    found = seen(None, None, new, new, memory=deleted(BASE, at=990.0))
    assert said(found) == [(EXISTS, Status.DRIFT, Cause.ADDED)]


# --- Absence is not a wish.


def test_a_deletion_is_planned_from_a_tombstone():
    tombstone = Tombstone("maria", "2026-11-29", BASE.created)
    found = seen(BASE, None, BASE, tombstone=tombstone)
    assert said(found) == [(EXISTS, Status.PENDING, Cause.CHANGED)]
    assert found.differences[0].local is False


def test_never_from_a_missing_row():
    """As `demo --reset`, a restored backup and a purge leave it: the resource is imported again."""
    assert said(seen(BASE, None, BASE)) == [(EXISTS, Status.UNCONFIRMED, Cause.VANISHED)]
    assert said(seen(BASE, None, BASE, BASE)) == [(EXISTS, Status.DRIFT, Cause.VANISHED)]


def test_a_pool_whose_row_vanished_is_no_wish_to_free_its_numbers():
    number = with_field(NUMBER, IN_POOL, "pool-1")
    base = replace(BASE, members={"phone-1": PHONE_NUMBER, "ACME/GB": SENDER_ID})
    memories = {state.ref: imported(state, at=0) for state in (number, base)}
    here = {NUMBER.ref: NUMBER}
    reads = {state.ref: Read(state, 10.0) for state in (number, base)}
    found = compare_all(memories, here, reads, {}, now=10.0)
    assert said(found[NUMBER.ref]) == []
    deleted_here = {base.ref: Tombstone("maria", "2026-11-29", BASE.created)}
    found = compare_all(memories, here, reads, deleted_here, now=10.0)
    assert said(found[NUMBER.ref]) == [(IN_POOL, Status.PENDING, Cause.CHANGED)]


def test_nor_is_a_sender_id_whose_row_vanished_a_wish_to_take_it_out():
    sender = State(SENDER_ID, "ACME/GB", tags={})
    memories = {state.ref: imported(state, at=0) for state in (sender, BASE)}
    here = {BASE.ref: replace(BASE, members={})}
    reads = {state.ref: Read(state, 10.0) for state in (sender, BASE)}
    found = compare_all(memories, here, reads, {}, now=10.0)
    assert said(found[BASE.ref]) == []
    here[sender.ref] = sender
    found = compare_all(memories, here, reads, {}, now=10.0)
    assert said(found[BASE.ref]) == [(("members", "ACME/GB"), Status.PENDING, Cause.CHANGED)]


def test_a_part_that_was_not_read_is_not_empty():
    found = seen(BASE, BASE, replace(BASE, keywords=None), replace(BASE, keywords=None))
    assert said(found) == []
    assert found.memory.base == BASE


def test_what_we_deleted_and_a_read_no_longer_shows_does_not_come_back_by_an_old_read():
    gone = Read(None, 1001.0)
    memory = compare(BASE.ref, deleted(BASE, at=1000.0), None, gone, now=1001.0).memory
    found = seen(None, None, BASE, BASE, memory=memory, now=1000.0 + SETTLED_AFTER)
    assert said(found) == []


def test_gone_in_aws_is_asked_for_twice_and_then_people_choose():
    assert said(seen(BASE, BASE, None)) == [(EXISTS, Status.UNCONFIRMED, Cause.GONE)]
    found = seen(BASE, BASE, None, None)
    assert said(found) == [(EXISTS, Status.CONFLICT, Cause.GONE)]
    again = ours_kept(found.memory, EXISTS, False)
    assert said(seen(None, BASE, None, memory=again, now=1100.0)) == [(EXISTS, Status.PENDING, Cause.CHANGED)]


def test_a_pool_that_is_being_deleted_there_counts_as_gone():
    leaving = replace(BASE, status="DELETING")
    assert said(seen(BASE, BASE, leaving, leaving)) == [(EXISTS, Status.CONFLICT, Cause.GONE)]


def test_gone_on_both_sides_is_in_sync():
    tombstone = Tombstone("maria", "2026-11-29", BASE.created)
    found = seen(BASE, None, None, tombstone=tombstone)
    assert said(found) == []
    assert found.memory.base is None


def test_deleted_here_and_changed_there_is_a_conflict():
    tombstone = Tombstone("maria", "2026-11-29", BASE.created)
    foreign = with_field(BASE, NAME, "Sports")
    assert said(seen(BASE, None, foreign, tombstone=tombstone)) == [
        (EXISTS, Status.UNCONFIRMED, Cause.DELETED_HERE)
    ]
    found = seen(BASE, None, foreign, foreign, tombstone=tombstone)
    assert said(found) == [(EXISTS, Status.CONFLICT, Cause.DELETED_HERE)]
    memory = ours_kept(found.memory, EXISTS, True)
    found = seen(None, None, foreign, memory=memory, now=1100.0, tombstone=tombstone)
    assert said(found) == [(EXISTS, Status.PENDING, Cause.CHANGED)]


@pytest.mark.parametrize(
    ("word", "status", "cause"),
    [
        ("HELP", Status.PENDING, Cause.CHANGED),
        # A pool that was made just now, and is deleted here before its first read: somebody may have put it there.
        ("INFO", Status.CONFLICT, Cause.DELETED_HERE),
    ],
)
def test_a_keyword_that_not_every_pool_has_may_be_somebody_s(word, status, cause):
    made = created(replace(BASE, keywords=None), at=900.0)
    tombstone = Tombstone("maria", "2026-11-29", BASE.created)
    remote = replace(BASE, keywords={word: ("Hi.", "AUTOMATIC_RESPONSE")})
    found = seen(None, None, remote, remote, memory=made, tombstone=tombstone)
    assert said(found) == [(EXISTS, status, cause)]


def test_a_conflict_holds_its_whole_resource_also_while_aws_is_uncertain():
    local = with_field(BASE, NAME, "News")
    assert seen(BASE, local, None).is_held
    assert not seen(BASE, local, BASE).is_held
