"""Rows that one worker holds: of two, one gets them; of one that went silent, another takes them over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from pools.models import AwsLink, RunKind, RunStatus, SyncRun
from pools.sync.leases import LEASE, LeaseLost, claim, lease


@pytest.fixture
def run(account, db):
    link = AwsLink.objects.create(account=account, region="us-east-1", created_timestamp=timezone.now())
    return SyncRun.objects.create(
        link=link,
        number=1,
        kind=RunKind.REFRESH,
        status=RunStatus.QUEUED,
        created_timestamp=timezone.now(),
    )


def row(run):
    return SyncRun.objects.filter(pk=run.pk)


def link_row(run):
    return AwsLink.objects.filter(pk=run.link_id)


def silent(rows):
    rows.update(lease_until=timezone.now() - timedelta(milliseconds=10))


def test_who_holds_it_is_on_the_row_until_when(run):
    before = timezone.now()
    held = lease("one", link_row(run), row(run))
    for found in (row(run).get(), link_row(run).get()):
        assert found.worker == "one"
        assert abs(found.lease_until - before - timedelta(seconds=LEASE)) < timedelta(seconds=10)
    held.let_go()
    for found in (row(run).get(), link_row(run).get()):
        assert (found.worker, found.lease_until) == ("", None)


def test_nobody_else_gets_it_and_all_or_none(run):
    assert lease("one", row(run))
    assert lease("two", link_row(run), row(run)) is None
    assert link_row(run).get().worker == ""
    # Not even the same one: a worker that was killed may have had this name.
    assert not claim(row(run), "one")


def test_a_silent_one_loses_it_and_is_told(run):
    first = lease("one", link_row(run), row(run))
    silent(row(run))
    silent(link_row(run))
    second = lease("two", link_row(run), row(run))
    second.keep()
    with pytest.raises(LeaseLost):
        first.keep()
    first.let_go()
    assert row(run).get().worker == "two"


def test_a_silent_one_that_nobody_relieved_goes_on(run):
    held = lease("one", row(run))
    silent(row(run))
    held.keep()
    assert row(run).get().lease_until > timezone.now()


def test_what_is_unlinked_is_lost(run):
    held = lease("one", link_row(run), row(run))
    run.link.delete()
    with pytest.raises(LeaseLost):
        held.keep()


def test_it_is_kept_now_and_then(run, monkeypatch, django_assert_num_queries):
    held = lease("one", row(run))
    with django_assert_num_queries(0):
        held.keep_while_waiting()
    held.kept_at -= LEASE
    with django_assert_num_queries(1):
        held.keep_while_waiting()
    with django_assert_num_queries(0):
        held.keep_while_waiting()


def test_of_many_at_once_one_gets_it(transactional_db, account):
    link = AwsLink.objects.create(account=account, region="us-east-1", created_timestamp=timezone.now())

    def take(name):
        try:
            return claim(AwsLink.objects.filter(pk=link.pk), f"worker-{name}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(take, range(8))) == 1
