"""What holds for every operation: rights, one transaction, the activity log, a busy database."""

import pytest
from django.db import OperationalError

from pools.errors import InternalServerException, ValidationException
from pools.models import Activity
from pools.operations.pools import delete_pool, update_pool
from pools.operations.tags import tag_resource
from tests.factories import PoolFactory
from tests.operations.helpers import fresh, refused


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        ("a\x00b\ud800", "ab?"),
        ({"\x00\ud800key": 1}, {"?key": 1}),
        ("A" * 10_000, "A" * 500),
        ([1] * 60, [1] * 50),
        (b"bytes", "b'bytes'"),
    ],
)
def test_a_refused_request_is_logged_as_far_as_a_database_can_keep_it(caller, given, kept):
    with refused(ValidationException, "INVALID_PARAMETER", "PoolId"):
        update_pool(caller, pool_id=given if not isinstance(given, str) else given * 2)
    row = Activity.objects.get()
    assert row.request == {"PoolId": kept if not isinstance(given, str) else (kept * 2)[:500]}


def test_a_request_that_never_ends_is_cut(caller):
    deep: list = []
    for _ in range(5_000):
        deep = [deep]
    with refused(ValidationException, "INVALID_PARAMETER", "Tags[0]"):
        tag_resource(caller, resource_arn=PoolFactory().pool_arn, tags=[deep])
    assert "…" in str(Activity.objects.get().request)


def test_a_refusal_that_a_busy_database_cannot_log_is_answered_as_busy(caller, monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(Activity, "save", locked)
    pool = PoolFactory(protected=True)
    with refused(InternalServerException) as refusal:
        delete_pool(caller, pool_id=pool.pool_id)
    assert refusal.error.facts == {"busy": True}
    assert fresh(pool)
