"""The parts of a message, by the cases that the script in the browser is held to, too."""

import pytest

from pools.operations.rules.parts import parts_of
from tests.help.message_parts import CASES


@pytest.mark.parametrize(("text", "parts"), CASES)
def test_parts_are_counted_as_they_are_sent(text, parts):
    assert str(parts_of(text)) == parts
