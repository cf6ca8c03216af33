"""Who changes something here does not wait for a comparison, and neither ever waits for the other."""

import threading

import pytest
from django.db import connection, transaction

from pools.models import DirtyKey
from pools.operations.tags import tag_resource
from pools.sync.mirroring import locked
from tests.help.factories import PoolFactory
from tests.help.linked import link_of


@pytest.fixture
def compared(caller, transactional_db):
    """While a test runs, a worker compares: it has the link."""
    if not connection.features.has_select_for_update:
        pytest.skip("One writes at a time there.")
    link, has_it, end = link_of(caller), threading.Event(), threading.Event()

    def compare() -> None:
        with transaction.atomic():
            locked(link)
            has_it.set()
            end.wait(60)
        connection.close()

    worker = threading.Thread(target=compare)
    worker.start()
    assert has_it.wait(60)
    yield link
    end.set()
    worker.join(60)


def test_an_act_leaves_its_dirty_key_while_a_comparison_has_the_link(caller, compared):
    pool = PoolFactory(account=caller.account)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
    try:
        tag_resource(caller, resource_arn=pool.pool_arn, tags=[{"Key": "Team", "Value": "orders"}])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    assert DirtyKey.objects.get().local_key == pool.pool_id
