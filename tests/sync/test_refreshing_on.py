"""A reading that something holds up: killed, canceled, paused, refused; and one that comes by itself."""

import pytest

from pools.models import AwsLink, Mirror, RunKind, RunStatus, SyncRun
from pools.operations.syncing.runs import cancel_reading, continue_reading
from pools.sync import refreshing
from tests.help.aws.weather import Weather
from tests.sync.working import furnish, reads_of


class Killed(BaseException):
    """Nothing of ours catches it, as a process that is gone does nothing more."""


def kill_after(monkeypatch, count):
    """Let the worker be killed as it is about to take in the so manieth handful."""
    left, take_in = [count], refreshing.take_in

    def killed(*arguments):
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        take_in(*arguments)

    monkeypatch.setattr(refreshing, "take_in", killed)


def test_a_killed_import_goes_on_where_it_was(console, behind, monkeypatch):
    furnish(behind)
    console.linked()
    with monkeypatch.context() as patched:
        # A killed worker lets nothing go.
        patched.setattr("pools.sync.leases.Lease.let_go", lambda self: None)
        kill_after(patched, 3)
        with pytest.raises(Killed):
            console.work()
    run = console.last_run()
    assert (run.status, bool(run.worker)) == (RunStatus.RUNNING, True)
    assert console.link.imported_timestamp is None
    # Until its lease has ended, nobody else touches it.
    console.work()
    assert console.last_run().status == RunStatus.RUNNING
    first = run.worker
    for rows in (SyncRun.objects.all(), AwsLink.objects.all()):
        rows.update(lease_until="2026-11-01T00:00Z")
    console.work()
    run.refresh_from_db()
    assert run.status == RunStatus.DONE
    assert console.link.imported_timestamp
    assert (run.taken_over[0][0], run.worker) == (first, "")
    # What was taken in was not read again; what was in hand was.
    assert sum(reads_of(console).values()) < 7 + 3
    assert console.standings() == {}


def test_an_import_is_canceled_and_continued(console, behind, monkeypatch):
    furnish(behind)
    console.linked()
    take_in = refreshing.take_in

    def cancel(*arguments):
        take_in(*arguments)
        cancel_reading(console.caller, number=console.last_run().number)
        monkeypatch.setattr(refreshing, "take_in", take_in)

    monkeypatch.setattr(refreshing, "take_in", cancel)
    console.work()
    run = console.last_run()
    assert (run.status, run.about) == (RunStatus.STOPPED, {"why": "CANCELED"})
    assert Mirror.objects.count() == 2
    assert console.link.imported_timestamp is None
    continue_reading(console.caller, number=run.number)
    console.work()
    assert console.last_run().status == RunStatus.DONE
    assert set(reads_of(console).values()) == {1}
    assert console.standings() == {}


def test_without_credentials_a_reading_waits_for_a_person(console, behind, aws_side, monkeypatch):
    furnish(behind)
    aws_side.weather = Weather(expired=True)
    console.linked().work()
    run = console.last_run()
    assert (run.status, run.about["trouble"]) == (RunStatus.PAUSED, "EXPIRED")
    assert console.link.trouble == "EXPIRED"
    aws_side.weather, shown = Weather(), []
    store = refreshing.take_in
    monkeypatch.setattr(
        refreshing, "take_in", lambda *reads: shown.append(console.link.trouble) or store(*reads)
    )
    continue_reading(console.caller, number=run.number)
    console.work()
    assert console.last_run().status == RunStatus.DONE
    assert set(shown) == {""}, "Paused was said while it went on"


def test_a_missing_permission_is_named(console, behind, aws_side):
    furnish(behind)
    aws_side.weather = Weather(denied={"DescribeKeywords"})
    console.linked().work()
    run = console.last_run()
    assert (run.status, run.about["trouble"]) == (RunStatus.PAUSED, "NO_PERMISSION")
    assert run.about["action"] == "sms-voice:DescribeKeywords"


def test_another_accounts_credentials_read_nothing(console, behind, aws_side):
    furnish(behind)
    aws_side.proxy.identity = ("999988887777", "arn:aws:iam::999988887777:user/other")
    console.linked().work()
    run = console.last_run()
    assert (run.status, run.about["trouble"]) == (RunStatus.PAUSED, "OTHER_ACCOUNT")
    assert aws_side.log.of("DescribePools") == []
    assert Mirror.objects.count() == 0


def test_a_profile_that_is_not_there_is_said(console):
    console.linked()
    AwsLink.objects.update(profile="nobody")
    console.work()
    assert console.last_run().about["trouble"] == "NO_CREDENTIALS"


def test_what_aws_refuses_for_the_moment_is_read_again(console, behind, aws_side):
    furnish(behind)
    for _ in range(2):
        aws_side.weather.next("DescribePools", "throttled", "500")
    console.linked().work()
    assert console.last_run().status == RunStatus.DONE
    assert console.standings() == {}


def test_a_check_comes_by_itself_when_it_is_due(console, behind):
    made = furnish(behind)
    console.imported()
    console.work()
    assert SyncRun.objects.count() == 1
    AwsLink.objects.update(check_every=3600, next_check_timestamp="2026-11-01T00:00Z")
    behind.update_pool(PoolId=made, SharedRoutesEnabled=True)
    console.work()
    assert (console.last_run().kind, console.last_run().status) == (RunKind.CHECK, RunStatus.DONE)
    assert [change[1] for change in console.changes()] == ["shared_routes_enabled"]
    # The next one is not due yet.
    console.work()
    assert SyncRun.objects.count() == 2
    assert console.link.next_check_timestamp > console.last_run().created_timestamp
