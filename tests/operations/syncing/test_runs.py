"""Readings of AWS: asked for, canceled, gone on with."""

import pytest

from pools.errors import AccessDeniedException, ResourceNotFoundException
from pools.models import RunKind, RunStatus, SyncRun
from pools.operations.syncing.runs import cancel_reading, continue_reading, refresh_from_aws
from tests.help.linked import run_of
from tests.operations.syncing.refused import refused

pytestmark = pytest.mark.django_db


def test_a_refresh_is_an_import_until_one_was_finished(editor, link):
    assert refresh_from_aws(editor).kind == RunKind.REFRESH
    SyncRun.objects.all().delete()
    link.imported_timestamp = None
    link.save()
    assert refresh_from_aws(editor).kind == RunKind.IMPORT


@pytest.mark.parametrize("status", ["QUEUED", "RUNNING", "PAUSED"])
def test_a_reading_that_goes_on_is_not_asked_for_twice(caller, link, status):
    run = run_of(link, status, RunKind.CHECK)
    assert refresh_from_aws(caller) == run
    assert SyncRun.objects.count() == 1


def test_a_viewer_asks_for_none(viewer, link):
    with pytest.raises(AccessDeniedException):
        refresh_from_aws(viewer)


def test_one_that_nobody_has_begun_is_canceled_at_once(caller, link):
    run = refresh_from_aws(caller)
    assert cancel_reading(caller, number=run.number).status == RunStatus.STOPPED
    assert SyncRun.objects.get().ended_timestamp


def test_one_that_a_worker_reads_is_told_to_stop(caller, link):
    run = run_of(link, RunStatus.RUNNING, RunKind.REFRESH)
    cancel_reading(caller, number=run.number)
    run.refresh_from_db()
    assert (run.status, run.stop_asked, run.stop_asked_by) == ("RUNNING", True, caller.user)


def test_a_canceled_one_goes_on_where_it_was(caller, link):
    run = run_of(link, RunStatus.STOPPED, RunKind.IMPORT, cursor={"kind": "pool"}, stop_asked=True)
    continue_reading(caller, number=run.number)
    run.refresh_from_db()
    assert (run.status, run.stop_asked, run.cursor) == ("QUEUED", False, {"kind": "pool"})


def test_one_that_is_done_or_was_followed_by_another_does_not_go_on(caller, link):
    old, done = (
        run_of(link, RunStatus.STOPPED, RunKind.REFRESH),
        run_of(link, RunStatus.DONE, RunKind.REFRESH),
    )
    for run in (old, done):
        with refused("ENDED", f"Run {run.number}"):
            continue_reading(caller, number=run.number)
    with refused("ENDED"):
        cancel_reading(caller, number=done.number)


def test_a_plan_is_no_reading_and_another_accounts_run_is_not_there(caller, other_caller, link):
    plan = run_of(link, RunStatus.READY)
    with pytest.raises(ResourceNotFoundException):
        cancel_reading(caller, number=plan.number)
    with refused("NOT_LINKED"):
        cancel_reading(other_caller, number=plan.number)
