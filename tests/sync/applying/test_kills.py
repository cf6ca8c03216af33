"""A worker is killed at any line of applying a plan, and the next goes on: nothing lost, nothing made twice."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from pools.models import AwsLink, RunStatus, SyncRun
from pools.operations.configuration_sets import create_configuration_set
from pools.operations.keywords import put_keyword
from pools.operations.pools import delete_pool
from pools.sync.remote import Remote
from tests.sync.linked import new_pool, share_routes, statuses

pytestmark = pytest.mark.django_db(transaction=True)
# Turns are taken again by whoever comes next, and a lease is only ever renewed.
NOT_COUNTED = ("pools_requestturn",)


class Killed(BaseException):
    """As SIGKILL is: nothing after this line happens."""


class Killer:
    """It lets so many moments pass, and kills at the next: before a write or a call, and after either."""

    def __init__(self, after: int) -> None:
        self.left = after

    def moment(self) -> None:
        self.left -= 1
        if self.left == -1:
            raise Killed

    def execute(self, run, sql, *rest):
        counts = sql.startswith(("UPDATE", "INSERT", "DELETE")) and not any(
            name in sql for name in NOT_COUNTED
        )
        if counts:
            self.moment()
        found = run(sql, *rest)
        # Inside a transaction what is killed now never was; else it stays.
        if counts and not connection.in_atomic_block:
            self.moment()
        return found


@contextmanager
def killing(killer: Killer, monkeypatch) -> Iterator[None]:
    call, commit = Remote.call, connection.commit

    def killed_call(self, operation, request):
        if not operation.startswith(("Describe", "List", "Get")):
            killer.moment()
        answer = call(self, operation, request)
        if not operation.startswith(("Describe", "List", "Get")):
            killer.moment()
        return answer

    def killed_commit():
        try:
            killer.moment()
        except Killed:
            # The database does so by itself once the connection is gone.
            connection.rollback()
            raise
        commit()
        killer.moment()

    with monkeypatch.context() as patch, connection.execute_wrapper(killer.execute):
        patch.setattr(Remote, "call", killed_call)
        patch.setattr(connection, "commit", killed_commit)
        yield


def wishes(linked, there) -> set[str]:
    """A bit of everything that makes, changes and deletes. Returns the pools that are to be there then."""
    first, second = there["pools"]
    made = new_pool(linked, tags=[{"Key": "Name", "Value": "Offers"}])
    put_keyword(linked.caller, origination_identity=made, keyword="INFO", keyword_message="Soon.")
    new_pool(linked, there["numbers"][2], "US")
    create_configuration_set(linked.caller, configuration_set_name="orders")
    share_routes(linked, first)
    delete_pool(linked.caller, pool_id=second)
    return {first}


def apply_with_kills(linked, run, killers, monkeypatch) -> int:
    """Go on with the run, by one worker after the other, until it ends. Returns how many were killed."""
    killed = 0
    for number in range(500):
        run.refresh_from_db()
        if run.has_ended:
            return killed
        assert run.status in (RunStatus.QUEUED, RunStatus.RUNNING), run.about
        linked.worker = f"console-{number}"
        # The lease of whoever was killed has ended.
        AwsLink.objects.filter(pk=linked.link.pk).update(worker="", lease_until=None)
        try:
            with killing(next(killers), monkeypatch):
                linked.held(run, linked.goes_on_with(run))
        except Killed:
            killed += 1
            # Its connection went with it, and what was not committed.
            connection.close()
    raise AssertionError(statuses(run))


def test_a_worker_that_is_killed_at_each_moment_in_turn_loses_and_doubles_nothing(linked, there, monkeypatch):
    """Every worker gets one moment further than the one before it got, in one run."""
    kept = wishes(linked, there)
    run = linked.plan()
    linked.queue(run)
    killed = apply_with_kills(linked, run, (Killer(after) for after in range(10_000)), monkeypatch)
    assert killed > 20
    check(linked, run, kept)


@pytest.mark.parametrize("after", range(13, 90, 12))
def test_one_kill_anywhere_loses_and_doubles_nothing(linked, there, monkeypatch, after):
    kept = wishes(linked, there)
    run = linked.plan()
    linked.queue(run)
    one = iter([Killer(after)])
    apply_with_kills(linked, run, (next(one, Killer(10**9)) for _ in range(100)), monkeypatch)
    check(linked, run, kept)


def check(linked, run, kept) -> None:
    run.refresh_from_db()
    assert run.status == RunStatus.DONE, (run.about, statuses(run))
    assert set(statuses(run).values()) <= {"DONE", "ALREADY_SO"}
    log = linked.aws.log
    assert len(log.made("CreatePool")) == 2
    assert log.doubles() == []
    assert len(log.made("CreateConfigurationSet")) == 1
    assert sum(one.took_effect for one in log.of("DeletePool")) == 1
    client = linked.aws.client()
    there = {pool["PoolId"] for pool in client.describe_pools()["Pools"]}
    client.close()
    assert there == kept | log.made("CreatePool").keys()
    assert linked.differences() == []
    assert linked.plan().status == RunStatus.NOTHING
    assert SyncRun.objects.filter(status=RunStatus.COMPARING).count() == 0
