"""Commands that lock a whole account, while somebody else is at work in it."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction

from pools.management import demo
from pools.management.commands.account import remove_account
from pools.models import Account, Pool
from pools.operations.pools import update_pool
from pools.reference import demo_data
from tests.help.factories import PoolFactory
from tests.operations.test_snapshots_together import lingers  # noqa: F401 - a fixture
from tests.operations.test_together import together

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.mark.parametrize("act", [demo.put_back, partial(remove_account, demo_data.ACCOUNT_ID)])
def test_who_is_in_the_middle_of_an_act_can_end_it(caller, lingers, act: Callable):  # noqa: F811
    """Neither waits for the other for good, though the log, which is written last, points at the account."""
    pool = PoolFactory(account=caller.account)
    done = lingers("_run")

    def command() -> None:
        done.wait(10)
        with transaction.atomic():
            act()

    change = partial(update_pool, caller, pool_id=pool.pool_id, shared_routes_enabled=True)
    answers, refused = together(change, command)
    assert (len(answers), refused) == (2, [])
    assert not Pool.objects.filter(pool_id=pool.pool_id).exists()
    assert Account.objects.exists() == (act is demo.put_back)
