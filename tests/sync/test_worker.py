"""The worker: what it looks for, what it leaves alone, and how it ends."""

import threading
from datetime import timedelta

from django.utils import timezone

from pools.models import AwsLink, Mirror, RunStatus, SyncRun, SyncWorker
from pools.operations.pools import update_pool
from pools.operations.syncing.links import link_to_aws, unlink_from_aws
from pools.operations.syncing.plans import apply_plan, make_plan
from pools.operations.syncing.workers import newest_worker
from pools.sync import planning, refreshing, worker
from pools.sync.looking import look
from pools.sync.remote import Remote
from pools.sync.worker import Worker, work
from tests.sync.working import pool


def test_with_nothing_linked_it_asks_the_database_once(here, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert look().links == ()
    one = Worker(threading.Event())
    assert one.do_something() == worker.IDLE_EVERY
    with django_assert_num_queries(1):
        one.do_something()


def test_a_link_costs_a_query_more(here, django_assert_num_queries):
    link_to_aws(here.caller)
    SyncRun.objects.update(status=RunStatus.DONE)
    one = Worker(threading.Event())
    assert one.do_something() == worker.LOOK_EVERY
    with django_assert_num_queries(2):
        one.do_something()


def test_it_says_where_it_runs_and_that_it_does(here):
    Worker(threading.Event()).do_something()
    row = SyncWorker.objects.get()
    assert newest_worker().is_working
    assert row.name.startswith(row.host[:10])
    assert (timezone.now() - row.seen_timestamp).total_seconds() < 10
    assert isinstance(row.profiles, list)
    SyncWorker.objects.update(seen_timestamp="2026-11-01T00:00Z")
    work(threading.Event(), once=True)
    # A worker that nobody has seen for long is forgotten.
    assert SyncWorker.objects.get().name != row.name


def test_one_that_has_ended_is_waited_for_by_nobody(here):
    work(threading.Event(), once=True)
    assert not newest_worker().is_working


def test_told_to_stop_it_does_nothing_more(here):
    link_to_aws(here.caller)
    stop = threading.Event()
    stop.set()
    work(stop)
    assert here.last_run().status == RunStatus.QUEUED


def test_told_to_stop_while_it_reads_it_puts_the_run_down(console, behind, monkeypatch):
    pool(behind)
    console.linked()
    stop, take_in = threading.Event(), refreshing.take_in

    def then_stop(*arguments):
        take_in(*arguments)
        stop.set()

    with monkeypatch.context() as patched:
        patched.setattr(refreshing, "take_in", then_stop)
        work(stop)
    run = console.last_run()
    assert (run.status, run.worker, run.lease_until) == (RunStatus.QUEUED, "", None)
    assert Mirror.objects.count() == 1
    console.work()
    assert console.last_run().status == RunStatus.DONE


def test_one_connection_does_for_all_runs_of_a_link(console, behind, monkeypatch):
    """To make the clients takes longer than a step may."""
    pool_id = pool(behind)
    console.imported()
    made, begin = [], Remote.__init__
    monkeypatch.setattr(
        Remote, "__init__", lambda self, *args, **more: made.append(begin(self, *args, **more))
    )
    one = Worker(threading.Event())
    console.aws.log.entries.clear()

    def work_on() -> SyncRun:
        while one.do_something() == 0.0:
            pass
        return console.last_run()

    for on in (True, False):
        update_pool(console.caller, pool_id=pool_id, shared_routes_enabled=on)
        plan = make_plan(console.caller)
        assert work_on().status == RunStatus.READY
        apply_plan(console.caller, number=plan.number)
        assert work_on().status == RunStatus.DONE
    assert len(made) == 1
    # Whose account it is, each run asks that asks for anything.
    operations = [one.operation for one in console.aws.log.entries]
    assert operations.count("GetCallerIdentity") == operations.count("UpdatePool") == 2


def test_a_plan_of_what_was_unlinked_stays_discarded(console, behind, monkeypatch):
    made = pool(behind)
    console.imported()
    update_pool(console.caller, pool_id=made, shared_routes_enabled=True)
    read_now = planning.read_now

    def unlinked_meanwhile(*arguments):
        unlink_from_aws(console.caller, confirm="unlink")
        return read_now(*arguments)

    monkeypatch.setattr(planning, "read_now", unlinked_meanwhile)
    monkeypatch.setattr(planning, "JUST_NOW", timedelta())
    run = make_plan(console.caller)
    console.work()
    run.refresh_from_db()
    assert run.status == RunStatus.DISCARDED


def test_what_was_unlinked_is_left_alone(console, behind, monkeypatch):
    pool(behind)
    console.linked()
    take_in = refreshing.take_in

    def unlinked_meanwhile(*arguments):
        take_in(*arguments)
        unlink_from_aws(console.caller, confirm="unlink")

    monkeypatch.setattr(refreshing, "take_in", unlinked_meanwhile)
    run = console.last_run()
    console.work()
    run.refresh_from_db()
    assert run.status == RunStatus.STOPPED
    assert AwsLink.objects.count() == 0
