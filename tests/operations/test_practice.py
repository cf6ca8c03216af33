"""Which accounts may be set back, and have their clock moved."""

import pytest

from pools.errors import ConflictException
from pools.models import Learner
from pools.operations.practice import may_be_set_back, must_be_set_back
from pools.reference import demo_data
from tests.help.factories import AccountFactory
from tests.help.linked import link_of

pytestmark = pytest.mark.django_db


def test_a_teams_account_is_never_set_back(caller):
    with pytest.raises(ConflictException) as refusal:
        must_be_set_back(AccountFactory(account_id="222233334444"))
    assert (refusal.value.reason, refusal.value.resource_id) == (
        "RESOURCE_MODIFICATION_NOT_ALLOWED",
        "222233334444",
    )


def test_the_demos_and_a_learners_are_while_no_region_of_them_is_linked(caller):
    assert caller.account.account_id == demo_data.ACCOUNT_ID
    assert may_be_set_back(caller.account)
    learners = AccountFactory(account_id="922233334444")
    Learner.objects.create(user=caller.user, account=learners)
    assert may_be_set_back(learners)
    link_of(caller)
    assert not may_be_set_back(caller.account)
