"""What refusals are about: every kind is raised somewhere, and worded at both doors."""

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

import pytest

from pools.api import messages
from pools.pages.kit.words import refusals as page
from pools.refusals import About, Blocked, Mismatch, worded
from tests.help.source import modules, tree

KINDS = sorted(About.__subclasses__(), key=lambda kind: kind.__name__)
# What a sentence looks up, where a field's own name will not do for a value.
VALUES = {
    "name": "POOLS_PER_ACCOUNT",
    "limit": 25,
    "first": datetime(2026, 11, 29, tzinfo=UTC),
    "mismatches": [Mismatch("MESSAGE_TYPE_MISMATCH", "message_type", "PROMOTIONAL", "TRANSACTIONAL")],
    "parts": [("Region", "eu-west-1", "us-east-1")],
    "cause": "locked",
    "moved": [],
    "answer": None,
    "awaits_registration": False,
    "why": "NOT_LINKED",
    "theirs": ["PROMOTIONAL"],
    "message_type": "TRANSACTIONAL",
}


def calls(name: str) -> Iterator[ast.Call]:
    for module, path in modules().items():
        if module.startswith(("pools.operations.", "pools.api.")):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith(name):
                    yield node


def sample(kind: type[About]) -> About:
    return kind(**{one.name: VALUES.get(one.name, one.name) for one in fields(kind)})


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_refusal_is_a_frozen_dataclass_that_something_raises(kind):
    assert is_dataclass(kind)
    assert kind.__dataclass_params__.frozen
    assert any(call.func.id == kind.__name__ for call in calls(kind.__name__))


def test_both_doors_word_the_kinds_that_there_are():
    there = {*KINDS} - {Blocked}
    assert set(messages.KINDS) == there
    assert set(page.KINDS) == there


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not Blocked])
def test_a_kind_has_whole_words_at_both_doors(kind):
    on_wire, on_page = worded(messages.KINDS, sample(kind)), worded(page.KINDS, sample(kind))
    assert on_wire
    assert not {"{", "}"} & {*on_wire, *on_page}
    assert on_page[0].isupper() or on_page.startswith(tuple(one.name for one in fields(kind)))
    assert on_page.endswith(".")


def reasons_alone() -> set[str]:
    """The Reasons that are raised without Fields, and about nothing that has a kind of its own."""
    found = set()
    for call in calls("Exception"):
        given = {word.arg: word.value for word in call.keywords}
        about = given.get("about")
        is_blocked = about is None or getattr(getattr(about, "func", None), "id", "") == "Blocked"
        if is_blocked and "fields" not in given and call.args and isinstance(call.args[0], ast.Constant):
            found.add(call.args[0].value)
    return found


def test_a_reason_that_says_all_is_worded_at_both_doors():
    assert len(reasons_alone()) > 8
    assert reasons_alone() - set(page.REASONS) == set()
    assert reasons_alone() - set(messages.WAYS_OUT) == set()
