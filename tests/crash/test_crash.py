"""A short campaign on each run; `python -m tests.crash` does long ones."""

import random

import pytest

from tests.crash.campaign import campaign

KILLS = 20


@pytest.mark.database
def test_what_was_answered_outlives_the_console(tmp_path):
    seed = random.randrange(10**6)
    print("seed", seed)
    outcome = campaign(KILLS, tmp_path, seed=seed)
    print(outcome)
    assert outcome.of_the_group
    assert outcome.cut_off
