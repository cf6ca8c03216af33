"""Every refusal has words of its own."""

import ast
from pathlib import Path

import pytest

from pools import operations
from pools.api import messages
from pools.pages.kit.words import refusals


def problems() -> set[str]:
    """The words for a field's problem that the operations use: invalid(member, problem), Field(member, problem)."""
    found = set()
    for path in Path(operations.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("invalid", "Field"):
                found |= {one.value for one in node.args[1:2] if isinstance(one, ast.Constant)}
    return found


# Found by operations that no page calls, or about members that no page sends.
ONLY_ON_THE_WIRE = {
    "arn_without_country",
    "code",
    "filter_value",
    "no_sms",
    "not_together",
    "one_destination",
    "opted_in_lately",
    "simulator",
    "token",
    "unsupported_event_type",
}
# Found by house verbs, which have no door to the API.
ONLY_ON_PAGES = {
    "in_use",
    "none_left",
    "not_at_once",
    "not_offered",
    "out_of_range",
    "too_many_names",
    "transactional_only",
}


# Found by engine/arns.py, which has the name in a Wrong.
OF_ARNS = {
    "account_digits",
    "no_region",
    "not_a_role",
    "not_a_topic",
    "other_partition",
    "other_region",
    "other_resource",
    "other_service",
}


@pytest.mark.parametrize("problem", sorted(problems() | OF_ARNS))
def test_every_problem_that_an_operation_finds_has_words_at_its_doors(problem):
    assert (problem in messages.PROBLEMS) != (problem in ONLY_ON_PAGES)
    assert (problem in refusals.PROBLEMS) != (problem in ONLY_ON_THE_WIRE)
