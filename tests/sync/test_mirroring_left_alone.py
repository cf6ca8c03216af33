"""Comparing with our own rows: what is let alone, whole or in part, and why."""

from dataclasses import replace

import pytest

from pools.models import Pool, Project, Tag
from pools.operations.pools import update_pool
from pools.sync.memory import memory_from_json
from pools.sync.state import POOL, Ref
from tests.help.factories import PhoneNumberFactory, PoolFactory
from tests.sync.sides import Sides, in_aws, pool, ref, sides

__all__ = ["pool", "ref", "sides"]


def test_a_pool_with_an_rcs_agent_is_left_alone_whole(sides, ref):
    members = {**sides.there[ref].members, "rcs-1": "rcs-agent"}
    sides.there[ref] = replace(sides.there[ref], members=members, tags={"Team": "B"})
    for _ in range(3):
        sides.read()
    row = sides.mirror(ref)
    assert (row.standing, row.reasons) == ("LEFT_ALONE", [["", "", "RCS_AGENT"]])
    assert not Tag.objects.exists()
    assert memory_from_json(row.memory).read.members["rcs-1"] == "rcs-agent"


@pytest.mark.parametrize("word", ["X" * 30, "INFO"])
def test_a_keyword_that_our_rules_refuse_is_left_alone_by_itself(sides, ref, word):
    sides.change(ref, "keywords", word, ("M" * 3000 if word == "INFO" else "Hello", "AUTOMATIC_RESPONSE"))
    sides.change(ref, "tags", "Team", "B")
    for _ in range(3):
        sides.read()
    row = sides.mirror(ref)
    assert row.standing == "IN_SYNC"
    assert [reason[:2] for reason in row.reasons] == [["keywords", word]]
    assert Tag.objects.get().value == "B"
    assert not Pool.objects.get().keywords.filter(keyword=word).exists()


def test_without_the_channel_pools_are_left_alone(sides, ref, caller):
    Project.objects.update(sms_channel_enabled=False)
    update_pool(caller, pool_id=ref.key, shared_routes_enabled=True)
    sides.save()
    assert sides.mirror(ref).reasons == [["", "", "CHANNEL_OFF"]]
    assert sides.standing(ref) == "LEFT_ALONE"


def test_pools_in_a_region_that_has_none_are_left_alone(sides, ref, settings):
    settings.CONSOLE_REGIONS_WITHOUT_POOLS = [sides.link.region]
    sides.save()
    assert sides.mirror(ref).reasons == [["", "", "BLOCKED_REGION"]]


def test_our_own_wordings_are_no_wish_and_awss_come_here(caller):
    pool = PoolFactory()
    PhoneNumberFactory(pool=pool)
    ref = Ref(POOL, pool.pool_id)
    sides = Sides(caller)
    there = in_aws(sides.here()[ref])
    words = {word: (f"AWS's {word}", action) for word, (_, action) in there.keywords.items()}
    sides.there = {ref: replace(there, keywords=words)}
    sides.read()
    sides.read()
    assert {row.keyword: row.keyword_message for row in pool.keywords.all()} == {
        "HELP": "AWS's HELP",
        "STOP": "AWS's STOP",
    }
    assert sides.changes() == []
    assert sides.standing(ref) == "IN_SYNC"
    # But who changes AWS's own wording later, changes something.
    sides.change(ref, "keywords", "HELP", ("Call us", "AUTOMATIC_RESPONSE"))
    sides.read()
    sides.read()
    assert [change[:2] for change in sides.changes()] == [("keywords", "HELP")]
