"""What counts as a wish, and what is left alone: one test for each sentence of how the sync decides."""

import json
from dataclasses import replace

import pytest

from pools.reference import keywords as known
from pools.sync.fields import IN_POOL, with_field
from pools.sync.judging import Cause, Status
from pools.sync.memory import (
    Memory,
    agreed,
    created,
    memory_from_json,
    memory_to_json,
)
from pools.sync.state import (
    RCS_AGENT,
    SENDER_ID,
)
from pools.sync.unmanaged import left_alone
from tests.sync.compared import BASE, CHANNEL, JOIN, NAME, NUMBER, SHARED_ROUTES, TWO_WAY, said, seen

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
