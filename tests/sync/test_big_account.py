"""An account is imported whole, a mixed plan applied; then both sides are the same, and the next plan is empty."""

import pytest

from tests.sync.big_account import big_account

# Of three a second, all that is asked of each pool: a machine that has little time to give keeps up with that.
POOLS, STEPS, RATES = 12, 12, 3
KINDS = {
    "TagResource",
    "UntagResource",
    "PutKeyword",
    "UpdatePool",
    "RequestSenderId",
    "AssociateOriginationIdentity",
    "CreatePool",
    "CreateConfigurationSet",
    "DeletePool",
}


@pytest.mark.database
def test_both_sides_are_the_same_after_an_import_and_a_plan(tmp_path, migrated):
    outcome = big_account(tmp_path, migrated=migrated, pools=POOLS, steps=STEPS, rates=RATES)
    print(outcome)
    assert outcome.faults == []
    assert outcome.steps.total() >= STEPS * 0.8
    assert outcome.steps.keys() >= KINDS
    assert (outcome.status, outcome.next_plan) == ("DONE", "NOTHING")
    # At most a tenth more on a machine that does nothing else: tests run beside others.
    assert outcome.import_seconds <= 2 * outcome.least
