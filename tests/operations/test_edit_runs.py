"""Runs: who may take one back, what stops and goes on, what is tried again, and what one refusal leaves."""

import pytest

from pools.errors import AccessDeniedException, ConflictException
from pools.models import Activity, EditRun, Role
from pools.operations.edit_plans import plan_edit
from pools.operations.edit_runs import (
    begin_undo_edit_run,
    continue_edit_run,
    resume_edit_run,
    retry_edit_run,
    start_edit_run,
    stop_edit_run,
    undo_edit_run,
)
from pools.operations.engine.caller import caller_for
from pools.operations.pools import delete_pool
from pools.operations.rules.edits import Edit, Setting
from tests.help import factories as make

pytestmark = pytest.mark.django_db
SHARED = Edit(Setting.SHARED_ROUTES, {"shared_routes_enabled": True})


def started(caller, *pools) -> str:
    planned = plan_edit(caller, "pool", [pool.pool_id for pool in pools], SHARED)
    marks = {one.resource_id: one.mark for one in planned}
    given = {"resource_type": "pool", "edit": SHARED, "planned": planned, "previewed": marks}
    return start_edit_run(caller, run_id="run", **given).run_id


def go_on(caller, verb, pieces: int) -> EditRun:
    for _ in range(pieces):
        run = verb(caller, run_id="run", say=lambda error: f"{error.code}.")
    return run


def outcomes() -> list[str]:
    return list(EditRun.objects.get().items.order_by("pk").values_list("outcome", flat=True))


def test_it_is_undone_by_its_starter_and_by_administrators_only(editor, caller, account):
    other = caller_for(
        make.MembershipFactory(account=account, role=Role.EDITOR).user, account.account_id, "us-east-1"
    )
    started(editor, make.PoolFactory())
    go_on(editor, continue_edit_run, 1)
    with pytest.raises(AccessDeniedException):
        begin_undo_edit_run(other, run_id="run")
    begin_undo_edit_run(editor, run_id="run")
    with pytest.raises(AccessDeniedException):
        go_on(other, undo_edit_run, 1)
    assert go_on(caller, undo_edit_run, 1).status == "UNDONE"
    assert outcomes() == ["UNDONE"]


def test_stopped_it_changes_nothing_until_somebody_goes_on_with_it(editor, account):
    started(editor, make.PoolFactory(), make.PoolFactory())
    go_on(editor, continue_edit_run, 1)
    assert stop_edit_run(editor, run_id="run").status == "STOPPED"
    with pytest.raises(ConflictException):
        go_on(editor, continue_edit_run, 1)
    assert outcomes() == ["DONE", "WAITING"]
    resume_edit_run(editor, run_id="run")
    assert go_on(editor, continue_edit_run, 1).status == "DONE"


def test_what_is_refused_stops_none_of_the_others_is_logged_and_can_be_tried_again(editor, account):
    gone = make.PoolFactory()
    started(editor, gone, make.PoolFactory())
    delete_pool(editor, pool_id=gone.pool_id)
    go_on(editor, continue_edit_run, 2)
    assert outcomes() == ["REFUSED", "DONE"]
    assert EditRun.objects.get().items.first().words == "ResourceNotFoundException."
    assert Activity.objects.filter(operation="change_next_item", resource_id=gone.pool_id).exists()
    retry_edit_run(editor, run_id="run")
    assert outcomes() == ["WAITING", "DONE"]
    assert go_on(editor, continue_edit_run, 1).status == "DONE"


def test_who_may_change_nothing_any_more_leaves_the_run_as_it_is(editor, viewer, account):
    started(editor, make.PoolFactory())
    with pytest.raises(AccessDeniedException):
        go_on(viewer, continue_edit_run, 1)
    assert outcomes() == ["WAITING"]
