"""Every refusal has words of its own."""

import ast
from pathlib import Path

import pytest

from pools import operations
from pools.pages import words


def problems() -> set[str]:
    """The words for a field's problem that the operations use: invalid(member, problem), Field(member, problem)."""
    found = set()
    for path in Path(operations.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("invalid", "Field"):
                found |= {one.value for one in node.args[1:2] if isinstance(one, ast.Constant)}
    return found


@pytest.mark.parametrize("problem", sorted(problems()))
def test_every_problem_that_an_operation_finds_has_a_sentence(problem):
    assert problem in words.PROBLEMS
