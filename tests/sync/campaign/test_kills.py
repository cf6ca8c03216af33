"""A short campaign on each run; `python -m tests.sync.campaign` does long ones."""

import random

import pytest

from tests.sync.campaign.campaign import LEASE, RESUMED, campaign

KILLS = 20


@pytest.mark.database
def test_whatever_is_killed_nothing_is_lost_doubled_or_overwritten(tmp_path, migrated):
    seed = random.randrange(10**6)
    print("seed", seed)
    outcome = campaign(KILLS, tmp_path, seed=seed, migrated=migrated)
    print(outcome)
    assert outcome.faults == []
    assert outcome.applied
    assert outcome.slowest_start <= LEASE + RESUMED
