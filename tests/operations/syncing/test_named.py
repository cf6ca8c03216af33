"""What is named to the sync's verbs: one that is not the link's refuses them all, and nothing is written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from pools.errors import ResourceNotFoundException
from pools.models import AwsChange, AwsLink, DirtyKey, RunStatus
from pools.operations.engine.caller import Caller
from pools.operations.syncing.asking import answer_conflicts, discard_here, mark_as_seen, put_back
from pools.operations.syncing.plans import make_plan
from tests.help.linked import link_of, mirror_of, run_of, step_of
from tests.help.stored import stored
from tests.operations.syncing.refused import refused

pytestmark = pytest.mark.django_db
OWN = ("pool", "pool-1")


def answer(kind: str, key: str) -> dict[str, Any]:
    return {"kind": kind, "key": key, "name": "two_way_enabled", "part": "", "choice": "OURS", "saw": True}


OF_RESOURCES: dict[str, Callable[[Caller, list], Any]] = {
    "plan": lambda caller, refs: make_plan(caller, only=refs),
    "discard": lambda caller, refs: discard_here(caller, resources=refs),
    "answer": lambda caller, refs: answer_conflicts(caller, answers=[answer(*one) for one in refs]),
}
OF_CHANGES: dict[str, Callable[[Caller, list], Any]] = {
    "put back": lambda caller, keys: put_back(caller, changes=keys),
    "seen": lambda caller, keys: mark_as_seen(caller, changes=keys),
}


def kept() -> dict[str, list[Any]]:
    """All that is stored but the log, which has the refusal."""
    return stored(without=frozenset({"Activity"}))


@pytest.fixture
def elsewhere(caller, other_caller) -> list[AwsLink]:
    """The link of another account, and that of another Region of this one."""
    return [link_of(other_caller), link_of(Caller(caller.user, caller.account, "eu-west-1", caller.role))]


@pytest.fixture
def foreign(elsewhere) -> list[tuple[str, str]]:
    """A resource of each other link by each way in which one is known, and what never was or cannot be."""
    for number, other in enumerate(elsewhere):
        mirror_of(other, f"pool-there-{number}", local_key=f"pool-theirs-{number}")
        now = timezone.now()
        DirtyKey.objects.create(
            link=other, kind="pool", local_key=f"pool-dirty-{number}", changed_timestamp=now
        )
        step_of(run_of(other, RunStatus.DONE), "DeletePool", key=f"pool-gone-{number}")
    names = [f"pool-{how}-{number}" for number in range(2) for how in ("there", "theirs", "dirty", "gone")]
    odd = [
        ("phone-number", "pool-1"),
        ("pool", ""),
        ("", ""),
        ("pool", "pool-1\0"),
        ("pool" * 50, "p" * 9000),
    ]
    return [*(("pool", name) for name in names), *odd]


@pytest.mark.parametrize("act", OF_RESOURCES.values(), ids=OF_RESOURCES)
def test_one_resource_that_is_not_the_links_refuses_them_all(caller, link, foreign, act):
    mirror_of(link)
    before = kept()
    for one in foreign:
        for refs in ([one], [OWN, one], [one, OWN]):
            with pytest.raises(ResourceNotFoundException):
                act(caller, refs)
    assert kept() == before


@pytest.mark.parametrize("act", OF_CHANGES.values(), ids=OF_CHANGES)
def test_one_change_that_is_not_the_links_refuses_them_all(caller, link, elsewhere, act):
    mine, *theirs = (
        AwsChange.objects.create(
            link=one, kind="pool", resource_key="pool-1", cause="changed", seen_timestamp=timezone.now()
        ).pk
        for one in (link, *elsewhere)
    )
    before = kept()
    for one in (*theirs, 0, mine + 1000, 10**17):
        for keys in ([one], [mine, one]):
            with pytest.raises(ResourceNotFoundException):
                act(caller, keys)
    assert kept() == before


def test_whatever_the_link_has_heard_of_is_its_own(caller, link):
    mirror_of(link, "pool-there", local_key="pool-here")
    now = timezone.now()
    DirtyKey.objects.create(link=link, kind="pool", local_key="pool-new", changed_timestamp=now)
    step_of(run_of(link, RunStatus.DONE), "DeletePool", key="pool-gone")
    names = ("pool-there", "pool-new", "pool-gone")
    assert make_plan(caller, only=[("pool", name) for name in names]).only == sorted(
        ["pool", name] for name in names
    )


def test_what_is_named_by_our_id_is_known_by_awss_and_once(caller, link):
    mirror_of(link, "pool-there", local_key="pool-here")
    both = [("pool", "pool-here"), ("pool", "pool-there")]
    assert make_plan(caller, only=both).only == [["pool", "pool-there"]]
    assert discard_here(caller, resources=both).about == {"resources": [["pool", "pool-there"]]}


def test_more_than_one_query_can_name_are_found(caller, link):
    names = [f"pool-{number:04}" for number in range(801)]
    for name in names:
        mirror_of(link, name)
    assert make_plan(caller, only=[("pool", name) for name in names]).only == [
        ["pool", name] for name in names
    ]


def test_a_plan_of_nothing_is_not_one_of_everything(caller, link):
    with refused("NOTHING_CHOSEN"):
        make_plan(caller, only=[])
