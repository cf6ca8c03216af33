"""Compare, three ways, per field: one test for each sentence of how the sync decides."""

import json
from dataclasses import replace

import pytest

from pools.reference import keywords as known
from pools.sync.compare import compare, compare_all
from pools.sync.existence import Read, Tombstone
from pools.sync.fields import EXISTS, IN_POOL, with_field
from pools.sync.judging import Cause, Status
from pools.sync.memory import (
    SETTLED_AFTER,
    VISIBLE_AFTER,
    Memory,
    agreed,
    created,
    deleted,
    imported,
    memory_from_json,
    memory_to_json,
    ours_kept,
)
from pools.sync.state import (
    CONFIGURATION_SET,
    OPT_OUT_LIST,
    PHONE_NUMBER,
    POOL,
    RCS_AGENT,
    SENDER_ID,
    State,
)
from pools.sync.unmanaged import left_alone

SHARED_ROUTES = ("shared_routes_enabled", "")
TWO_WAY = ("two_way_enabled", "")
CHANNEL = ("two_way_channel_arn", "")
NAME = ("tags", "Name")
JOIN = ("keywords", "JOIN")
BASE = State(
    POOL,
    "pool-1",
    created="2026-11-01T00:00:00+00:00",
    status="ACTIVE",
    facts={"message_type": "TRANSACTIONAL"},
    settings={"shared_routes_enabled": False, "two_way_enabled": False},
    keywords={"JOIN": ("Welcome.", "OPT_IN")},
    tags={"Name": "Orders"},
    members={"ACME/GB": SENDER_ID},
)
NUMBER = State(
    PHONE_NUMBER,
    "phone-1",
    status="ACTIVE",
    facts={"message_type": "TRANSACTIONAL"},
    settings={"opt_out_list_name": "Default", "deletion_protection_enabled": False},
    keywords={"JOIN": ("Welcome.", "OPT_IN")},
    tags={},
)


def seen(base, local, *remotes, memory=None, now=1000.0, **more):
    """The comparison after reading each of `remotes`, ten seconds after one another."""
    memory = memory or (imported(base, at=0) if base else Memory())
    for number, remote in enumerate(remotes):
        at = now + 10 * number
        found = compare((local or base or remote).ref, memory, local, Read(remote, at), now=at, **more)
        memory = found.memory
    return found


def said(found):
    return [(one.field, one.status, one.cause) for one in found.differences]


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


def test_a_conflict_holds_its_whole_resource_also_while_aws_is_uncertain():
    local = with_field(BASE, NAME, "News")
    assert seen(BASE, local, None).is_held
    assert not seen(BASE, local, BASE).is_held


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


# --- Unset is not a value.


@pytest.mark.parametrize("word", known.REQUIRED)
def test_our_own_help_and_stop_wordings_are_never_a_wish(word):
    ours = (known.DEFAULT_MESSAGES[word], known.DEFAULT_ACTIONS[word])
    theirs = ("AWS's own words.", known.DEFAULT_ACTIONS[word])
    local, remote = with_field(BASE, ("keywords", word), ours), with_field(BASE, ("keywords", word), theirs)
    assert said(seen(BASE, local, BASE)) == []
    assert said(seen(None, local, remote, remote)) == [(("keywords", word), Status.DRIFT, Cause.DECIDED)]
    assert said(seen(remote, local, remote)) == [(("keywords", word), Status.DRIFT, Cause.DECIDED)]


def test_what_a_person_set_is_a_wish():
    local = with_field(BASE, ("keywords", "HELP"), ("Call us.", "AUTOMATIC_RESPONSE"))
    assert said(seen(BASE, local, BASE)) == [(("keywords", "HELP"), Status.PENDING, Cause.CHANGED)]


def test_after_a_create_pool_the_keywords_that_aws_gave_are_taken_over():
    local = with_field(BASE, SHARED_ROUTES, True)
    answer = replace(BASE, keywords=None)
    given = {
        "HELP": ("AWS's.", "AUTOMATIC_RESPONSE"),
        "INFO": ("Seed's.", "OPT_IN"),
        "JOIN": ("No.", "OPT_IN"),
    }
    remote = replace(BASE, keywords=given)
    found = seen(None, local, remote, remote, memory=created(answer, at=900.0))
    assert said(found) == [
        (("keywords", "HELP"), Status.DRIFT, Cause.DECIDED),
        (("keywords", "INFO"), Status.DRIFT, Cause.DECIDED),
        # This one a person set.
        (JOIN, Status.PENDING, Cause.CHANGED),
        (SHARED_ROUTES, Status.PENDING, Cause.CHANGED),
    ]


# --- What the pool decides.


def test_what_the_pool_decides_is_not_compared_on_a_number_while_it_is_a_member():
    number = with_field(NUMBER, IN_POOL, "pool-1")
    pools = replace(number, settings={"opt_out_list_name": "News"}, keywords={})
    assert said(seen(number, number, pools, pools)) == [
        # Its own it keeps.
        (("deletion_protection_enabled", ""), Status.DRIFT, Cause.CHANGED)
    ]


def test_after_it_left_the_values_of_aws_are_taken_over():
    member = with_field(NUMBER, IN_POOL, "pool-1")
    local = with_field(NUMBER, ("opt_out_list_name", ""), "Ours")
    found = seen(member, local, member)
    assert said(found) == [(IN_POOL, Status.PENDING, Cause.CHANGED)]
    memory = agreed(found.memory, IN_POOL, "pool-1", None, at=1100.0)
    remote = with_field(NUMBER, JOIN, None)
    found = seen(None, local, remote, remote, memory=memory, now=1101.0)
    assert said(found) == [
        (JOIN, Status.DRIFT, Cause.DECIDED),
        (("opt_out_list_name", ""), Status.DRIFT, Cause.DECIDED),
    ]
    # What is changed after that is a wish again.
    memory = found.memory
    for which, was, value in (
        (JOIN, NUMBER.keywords["JOIN"], None),
        (("opt_out_list_name", ""), "Ours", "Default"),
    ):
        memory = agreed(memory, which, was, value, at=1200.0, ours=False)
    local = with_field(remote, ("opt_out_list_name", ""), "News")
    assert said(seen(None, local, remote, memory=memory, now=1300.0)) == [
        (("opt_out_list_name", ""), Status.PENDING, Cause.CHANGED)
    ]


def test_so_they_are_where_somebody_else_took_it_out():
    """Of a pool that was changed before: what the number has from there was nobody's wish here."""
    member = with_field(NUMBER, IN_POOL, "pool-1")
    remote = with_field(NUMBER, ("opt_out_list_name", ""), "Theirs")
    found = seen(member, member, remote, remote)
    assert said(found) == [(IN_POOL, Status.DRIFT, Cause.CHANGED)]
    memory = agreed(found.memory, IN_POOL, "pool-1", None, at=1020.0, ours=False)
    local = with_field(member, IN_POOL, None)
    assert said(seen(None, local, remote, remote, memory=memory, now=1030.0)) == [
        (("opt_out_list_name", ""), Status.DRIFT, Cause.DECIDED)
    ]
    # And where it left on both sides before anybody looked.
    assert said(seen(member, local, remote, remote)) == [
        (("opt_out_list_name", ""), Status.DRIFT, Cause.DECIDED)
    ]


def test_a_number_that_both_sides_moved_elsewhere_is_a_conflict():
    base, local, remote = (with_field(NUMBER, IN_POOL, pool) for pool in ("pool-1", "pool-2", "pool-3"))
    assert said(seen(base, local, remote, remote)) == [(IN_POOL, Status.CONFLICT, Cause.CHANGED)]


def test_two_way_channel_and_role_count_only_while_two_way_is_on():
    on = replace(BASE, settings={"two_way_enabled": True, "two_way_channel_arn": "arn:aws:sns:a"})
    off = replace(BASE, settings={"two_way_enabled": False, "two_way_channel_arn": "arn:aws:sns:other"})
    assert said(seen(on, off, on)) == [(TWO_WAY, Status.PENDING, Cause.CHANGED)]
    assert said(seen(on, on, off, off)) == [(TWO_WAY, Status.DRIFT, Cause.CHANGED)]
    other = with_field(on, CHANNEL, "arn:aws:sns:third")
    assert said(seen(on, other, off, off)) == [
        (CHANNEL, Status.CONFLICT, Cause.CHANGED),
        (TWO_WAY, Status.DRIFT, Cause.CHANGED),
    ]


def test_two_way_that_is_taken_over_brings_its_channel_along():
    """Of a number that left its pool too, whose channel its base has already."""
    member = with_field(NUMBER, IN_POOL, "pool-1")
    on = {"two_way_enabled": True, "two_way_channel_arn": "arn:aws:sns:a"}
    remote = replace(NUMBER, settings={**NUMBER.settings, **on})
    memory = seen(member, member, with_field(remote, IN_POOL, "pool-1")).memory
    found = seen(None, NUMBER, remote, remote, memory=memory, now=1100.0)
    assert said(found) == [
        (CHANNEL, Status.DRIFT, Cause.DECIDED),
        (TWO_WAY, Status.DRIFT, Cause.DECIDED),
    ]


# --- Not imported means unmanaged.


# A member that belongs to another account, as answers.py keeps what is unknown of it.
SHARED = {"OriginationIdentities": {"NEWS/GB": {"OriginationIdentityArn": "arn:of-another-account"}}}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"status": "DREAMING"}, ("", "", "UNKNOWN_STATUS")),
        ({"facts": {"message_type": "POETIC"}}, ("", "", "UNKNOWN_VALUE")),
        ({"members": {"rcs-1": RCS_AGENT}}, ("", "", "RCS_AGENT")),
        ({"members": {"fax-1": "fax"}}, ("", "", "UNKNOWN_MEMBER")),
        ({"keywords": {"JOIN": ("Hi.", "SING")}}, ("keywords", "JOIN", "UNKNOWN_VALUE")),
        ({"keywords": {"K" * 30: ("Hi.", "OPT_IN")}}, ("keywords", "K" * 30, "LONG_KEYWORD")),
        (
            {"keywords": {f"K{n}": ("Hi.", "OPT_IN") for n in range(31)}},
            ("keywords", "", "TOO_MANY_KEYWORDS"),
        ),
        ({"tags": {f"k{n}": "" for n in range(51)}}, ("tags", "", "TOO_MANY_TAGS")),
        ({"tags": {"Team": "x" * 257}}, ("tags", "Team", "NO_PLACE")),
        ({"members": {"NEWS/GB": SENDER_ID}, "unknown": SHARED}, ("members", "NEWS/GB", "SHARED_MEMBER")),
    ],
)
def test_what_our_rules_would_refuse_is_left_alone(changed, reason):
    remote = replace(BASE, **changed)
    (found,) = left_alone(remote)
    assert (found.part, found.key, found.why) == reason
    local = (
        replace(BASE, keywords={}, tags={}, members={}) if not reason[0] else replace(BASE, **{reason[0]: {}})
    )
    assert said(seen(remote, local, remote)) == []


@pytest.mark.parametrize("why", ["BLOCKED_REGION", "CHANNEL_OFF", "NOT_MANAGED"])
def test_so_is_what_the_account_may_not_have(why):
    found = seen(BASE, with_field(BASE, NAME, "News"), BASE, whole=why)
    assert found.is_left_alone
    assert said(found) == []


def test_the_rest_of_a_pool_with_one_odd_keyword_is_compared():
    remote = with_field(BASE, ("keywords", "K" * 30), ("Hi.", "OPT_IN"))
    assert said(seen(remote, with_field(remote, NAME, "News"), remote)) == [
        (NAME, Status.PENDING, Cause.CHANGED)
    ]


def test_an_unknown_member_of_an_answer_is_stored_and_not_compared():
    remote = replace(BASE, unknown={"Mood": "sunny"})
    found = seen(BASE, BASE, remote, remote)
    assert said(found) == []
    assert found.memory.base.unknown == {"Mood": "sunny"}


def test_a_memory_comes_back_from_json_as_it_was():
    local, remote = with_field(BASE, JOIN, ("Hi.", "OPT_IN")), with_field(BASE, JOIN, ("Ho.", "OPT_IN"))
    memory = agreed(seen(BASE, local, remote).memory, NAME, "Orders", "News", at=1.0)
    memory = replace(memory, open=frozenset({SHARED_ROUTES}), theirs=frozenset({JOIN}))
    memory = replace(memory, suspects=seen(BASE, local, remote).memory.suspects)
    assert memory_from_json(json.loads(json.dumps(memory_to_json(memory)))) == memory
    assert memory_from_json(memory_to_json(Memory())) == Memory()
