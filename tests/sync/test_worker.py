"""The worker: what it does in which order, what it leaves alone, and how it ends."""

import threading

import pytest
from django.db import OperationalError
from django.utils import timezone

from pools.models import (
    AwsLink,
    DirtyKey,
    Mirror,
    Pool,
    RunKind,
    RunStatus,
    SyncRequest,
    SyncRequestKind,
    SyncRun,
    SyncWorker,
)
from pools.operations.pools import update_pool
from pools.operations.syncing.asking import ask_to_test, discard_here
from pools.operations.syncing.links import link_to_aws, unlink_from_aws
from pools.operations.syncing.plans import apply_plan, make_plan
from pools.operations.syncing.workers import newest_worker
from pools.sync import driving, errands, refreshing, steps, turns, worker
from pools.sync.looking import look
from pools.sync.remote import Remote
from pools.sync.worker import Worker, work
from tests.help.aws.weather import Weather
from tests.help.linked import mirror_of
from tests.sync.working import Console, pool


@pytest.fixture
def behind(aws_side):
    client = aws_side.client()
    yield client
    client.close()


@pytest.fixture
def console(aws_side, caller, transactional_db, high_rates) -> Console:
    return Console(aws_side, caller)


@pytest.fixture
def here(caller, db) -> Console:
    """Without AWS."""
    return Console(None, caller)


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


def test_a_test_of_the_connection_is_answered(console, behind):
    ask_to_test(console.caller)
    console.work()
    answer = SyncRequest.objects.get().answer
    assert (answer["trouble"], answer["account_id"], answer["linked"]) == ("", console.aws.account_id, False)
    assert answer["endpoint"] == console.aws.url
    assert AwsLink.objects.count() == 0


def test_a_good_test_links_where_that_was_asked(console, behind):
    made = pool(behind)
    ask_to_test(console.caller, then_link=True)
    console.work()
    assert SyncRequest.objects.get().answer["linked"] is True
    link = console.link
    assert (link.endpoint, link.linked_by) == (console.aws.url, console.caller.user)
    # The import began by itself.
    assert console.last_run().kind == RunKind.IMPORT
    assert Pool.objects.get().pool_id == made


def test_a_bad_test_links_nothing_and_says_why(console, aws_side):
    aws_side.weather = Weather(expired=True)
    ask_to_test(console.caller, then_link=True)
    console.work()
    answer = SyncRequest.objects.get().answer
    assert (answer["trouble"], answer["linked"]) == ("EXPIRED", False)
    assert AwsLink.objects.count() == 0


def test_who_may_link_no_longer_does_not(console, behind):
    ask_to_test(console.caller, then_link=True)
    console.caller.user.memberships.all().delete()
    console.work()
    answer = SyncRequest.objects.get().answer
    assert (answer["trouble"], answer["linked"]) == ("NOT_ALLOWED", False)


def test_a_test_of_the_link_is_noted_on_it(console, aws_side):
    console.imported()
    aws_side.weather = Weather(denied={"DescribePools"})
    ask_to_test(console.caller)
    console.work()
    assert (console.link.trouble, console.link.trouble_about["action"]) == (
        "NO_PERMISSION",
        "sms-voice:DescribePools",
    )
    aws_side.weather = Weather()
    ask_to_test(console.caller)
    console.work()
    assert console.link.trouble == ""


def test_saves_and_requests_are_seen_to_while_it_reads(console, behind, monkeypatch):
    made = pool(behind)
    console.imported()
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.001)
    seen, take_in = [], refreshing.take_in

    def saved_meanwhile(*arguments):
        take_in(*arguments)
        seen.append((DirtyKey.objects.count(), SyncRequest.objects.filter(answered_timestamp=None).count()))
        if len(seen) == 1:
            update_pool(console.caller, pool_id=made, shared_routes_enabled=True)
            ask_to_test(console.caller)

    monkeypatch.setattr(refreshing, "take_in", saved_meanwhile)
    console.refresh()
    assert seen[-1] == (0, 0)
    assert console.standings() == {made: "PENDING"}


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


def test_a_reading_gives_way_to_what_a_person_waits_for(console, behind, monkeypatch):
    made = pool(behind)
    console.imported()
    update_pool(console.caller, pool_id=made, shared_routes_enabled=True)
    order, take_in, plan_run = [], refreshing.take_in, driving.plan_run

    def planned_meanwhile(*arguments):
        order.append("read")
        take_in(*arguments)
        if len(order) == 1:
            make_plan(console.caller)

    def plan(run, *arguments):
        order.append("plan")
        plan_run(run, *arguments)

    monkeypatch.setattr(refreshing, "take_in", planned_meanwhile)
    monkeypatch.setattr(driving, "plan_run", plan)
    reading = console.refresh()
    assert order[:2] == ["read", "plan"]
    assert order.count("plan") == 1
    assert reading.status == RunStatus.DONE
    assert console.last_run().status == RunStatus.READY


def test_plans_one_after_the_other_leave_a_reading_its_turn(console, behind, monkeypatch):
    """While it has read nothing more since it gave way, it goes on; to the very plan it gave way to it does again."""
    for _ in range(3):
        pool(behind)
    console.imported()
    order, take_in, plan_run = [], refreshing.take_in, driving.plan_run
    monkeypatch.setattr(refreshing, "AT_ONCE", 1)
    monkeypatch.setattr(turns, "TURN", 0.0)

    def read(*arguments):
        order.append("read")
        take_in(*arguments)
        if len(order) == 1:
            make_plan(console.caller)

    def plan_and_ask_again(run, *arguments):
        order.append("plan")
        plan_run(run, *arguments)
        if order.count("plan") < 4:
            make_plan(console.caller)

    monkeypatch.setattr(refreshing, "take_in", read)
    monkeypatch.setattr(driving, "plan_run", plan_and_ask_again)
    reading = console.refresh()
    assert reading.status == RunStatus.DONE
    assert order[:2] == ["read", "plan"]
    # Never two plans in a row while it had something to read.
    while_reading = order[: len(order) - order[::-1].index("read")]
    assert "plan plan" not in " ".join(while_reading)


def applying(link, number, **columns):
    columns = {"kind": RunKind.APPLY, "status": RunStatus.COMPARING, **columns}
    return SyncRun.objects.create(link=link, number=number, created_timestamp=timezone.now(), **columns)


def test_a_reading_waits_for_the_run_it_gave_way_to_and_not_for_the_next(here):
    link_to_aws(here.caller)
    link = here.link
    one = applying(link, 8)
    run, held = driving.claim_run(link.pk, "one")
    assert run == one
    held.let_go()
    # The same plan, applied: it goes before again. Another one does not.
    applying(link, 9)
    run, held = driving.claim_run(link.pk, "one")
    assert run == one
    SyncRun.objects.filter(pk=one.pk).update(status=RunStatus.DONE)
    held.let_go()
    run, held = driving.claim_run(link.pk, "one")
    assert run.is_reading
    turn = turns.Turn(run)
    assert turn.gives_way_to(one)
    assert not turn.gives_way_to(SyncRun.objects.get(number=9))
    turn.began -= turns.TURN
    assert not turn.gives_way_to(SyncRun.objects.get(number=9))
    run.progress = {"pool": [1, 2]}
    assert turn.gives_way_to(SyncRun.objects.get(number=9))
    turns.had_its_turn(run)
    held.let_go()
    assert driving.claim_run(link.pk, "one")[0].number == 9


def test_one_run_of_a_link_at_a_time(here):
    link_to_aws(here.caller)
    link = here.link
    first = driving.claim_run(link.pk, "one")
    assert first
    SyncRun.objects.create(
        link=link, number=9, kind=RunKind.APPLY, status=RunStatus.COMPARING, created_timestamp=timezone.now()
    )
    assert driving.claim_run(link.pk, "two") is None
    first[1].let_go()
    run, _ = driving.claim_run(link.pk, "two")
    assert run.kind == RunKind.APPLY


def test_requests_are_answered_in_their_order_one_at_a_time(here, monkeypatch):
    link = link_to_aws(here.caller)
    for key in ("a", "b"):
        mirror_of(link, key)
        discard_here(here.caller, resources=[["pool", key]])
    answered = []
    monkeypatch.setattr(
        errands, "carry_out", lambda request: answered.append(request.about["resources"][0][1])
    )
    assert errands.Errands("one", lambda: True).answer_one()
    # The first is in somebody's hands: the second waits for it.
    assert not errands.Errands("two", lambda: True).answer_one()
    assert answered == ["a"]
    SyncRequest.objects.filter(pk=SyncRequest.objects.first().pk).update(lease_until="2026-11-01T00:00Z")
    assert errands.Errands("two", lambda: True).answer_one()
    assert answered == ["a", "a"]


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
