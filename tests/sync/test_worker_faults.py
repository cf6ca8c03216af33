"""What fails under the worker, the database or the console's own code, stops nothing else."""

import threading

import pytest
from django.db import OperationalError

from pools.models import RunStatus, SyncRequest, SyncRequestKind, SyncRun
from pools.operations.pools import update_pool
from pools.operations.syncing.asking import discard_here
from pools.operations.syncing.links import link_to_aws
from pools.operations.syncing.plans import apply_plan, make_plan
from pools.sync import driving, errands, refreshing, steps, worker
from pools.sync.worker import work
from tests.help.linked import mirror_of
from tests.sync.working import pool


def test_a_fault_of_ours_stops_nothing_else(here, transactional_db, monkeypatch):
    mirror_of(link_to_aws(here.caller), "a")
    SyncRun.objects.update(status=RunStatus.DONE)
    discard_here(here.caller, resources=[["pool", "a"]])

    def broken(request):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(errands, "carry_out", broken)
        here.work()
    assert SyncRequest.objects.get(kind=SyncRequestKind.DISCARD).answer == {"refused": ["FAULT"]}
    monkeypatch.setattr(driving, "read_everything", broken)
    SyncRun.objects.update(status=RunStatus.QUEUED)
    here.work()
    run = here.last_run()
    assert (run.status, run.about, run.worker) == (RunStatus.FAILED, {"why": "FAULT"}, "")
    assert run.ended_timestamp


def test_a_database_that_fails_for_a_moment_fails_no_run(console, behind, monkeypatch):
    pool(behind)
    console.linked()
    take_in, failed = refreshing.take_in, []

    def fail_once(*arguments):
        if not failed:
            failed.append(True)
            raise OperationalError("database is locked")
        take_in(*arguments)

    monkeypatch.setattr(refreshing, "take_in", fail_once)
    with pytest.raises(OperationalError):
        console.work()
    run = console.last_run()
    assert (run.status, run.worker) == (RunStatus.RUNNING, "")
    console.work()
    assert console.last_run().status == RunStatus.DONE


def test_nor_does_it_pause_a_run_that_applies(console, behind, monkeypatch):
    made = pool(behind)
    console.imported()
    update_pool(console.caller, pool_id=made, shared_routes_enabled=True)
    make_plan(console.caller)
    console.work()
    apply_plan(console.caller, number=console.last_run().number, ticked=[], confirm="apply")
    done, failed = steps.done, []

    def fail_once(*arguments, **more):
        if not failed:
            failed.append(True)
            raise OperationalError("database is locked")
        done(*arguments, **more)

    monkeypatch.setattr(steps, "done", fail_once)
    with pytest.raises(OperationalError):
        console.work()
    run = console.last_run()
    assert (run.status, run.about, run.worker) == (RunStatus.RUNNING, {}, "")
    console.work()
    assert console.last_run().status == RunStatus.DONE
    assert behind.describe_pools(PoolIds=[made])["Pools"][0]["SharedRoutesEnabled"] is True


def test_whatever_fails_the_worker_goes_on(here, monkeypatch):
    stop, looks = threading.Event(), []

    def broken():
        looks.append(True)
        if len(looks) == 2:
            stop.set()
        raise ZeroDivisionError

    monkeypatch.setattr(worker, "look", broken)
    monkeypatch.setattr(worker, "TROUBLED", 0.01)
    work(stop)
    assert len(looks) == 2
