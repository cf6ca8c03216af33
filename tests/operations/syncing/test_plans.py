"""Plans: asked for, discarded, applied once."""

import pytest

from pools.errors import AccessDeniedException
from pools.models import RunStatus, SyncRun, SyncStep
from pools.operations.syncing.plans import apply_plan, discard_plan, make_plan
from tests.help.linked import mirror_of, run_of, step_of
from tests.operations.syncing.refused import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(link) -> SyncRun:
    """Three steps that destroy nothing, one that does, and one that needs it."""
    run = run_of(link, RunStatus.READY)
    for operation in ("UpdatePool", "TagResource", "PutKeyword", "DeletePool"):
        step_of(run, operation)
    step_of(run, "AssociateOriginationIdentity", needs=(4,))
    return run


def statuses(run: SyncRun) -> list[tuple[str, str]]:
    return list(run.steps.order_by("position").values_list("status", "not_sent"))


def test_a_plan_is_asked_for_and_not_twice(editor, link):
    run = make_plan(editor)
    assert (run.status, run.only, run.queued_timestamp) == ("COMPARING", None, None)
    assert make_plan(editor) == run
    for key in ("pool-1", "pool-2"):
        mirror_of(link, key)
    some = make_plan(editor, only=[("pool", "pool-2"), ("pool", "pool-1")])
    assert some.only == [["pool", "pool-1"], ["pool", "pool-2"]]
    assert make_plan(editor, only=[("pool", "pool-1"), ("pool", "pool-2")]) == some


def test_there_is_none_before_the_import_is_complete(caller, link):
    link.imported_timestamp = None
    link.save()
    with refused("NOT_IMPORTED"):
        make_plan(caller)


def test_a_viewer_makes_none_and_an_editor_applies_none(viewer, editor, plan):
    with pytest.raises(AccessDeniedException):
        make_plan(viewer)
    with pytest.raises(AccessDeniedException):
        apply_plan(editor, number=plan.number)


def test_what_is_not_ticked_is_not_sent_nor_what_needs_it(caller, plan):
    run = apply_plan(caller, number=plan.number)
    assert (run.status, run.applied_by) == (RunStatus.QUEUED, caller.user)
    ready = ("READY", "")
    assert statuses(plan) == [ready, ready, ready, ("NOT_SENT", "NOT_TICKED"), ("NOT_SENT", "NEEDS")]
    assert list(SyncStep.objects.filter(is_ticked=False).values_list("position", flat=True)) == [4]


@pytest.mark.parametrize("word", ["", "yes", "apply "])
def test_what_destroys_needs_the_word(caller, plan, word):
    with refused("WRONG_WORD", "apply"):
        apply_plan(caller, number=plan.number, ticked=[4], confirm=word)
    assert statuses(plan) == [("READY", "")] * 5


def test_what_is_ticked_is_sent(caller, plan):
    apply_plan(caller, number=plan.number, ticked=[4], confirm="Apply")
    assert statuses(plan) == [("READY", "")] * 5


def test_a_plan_that_was_applied_is_handed_back_as_it_is(caller, plan):
    apply_plan(caller, number=plan.number)
    SyncRun.objects.filter(pk=plan.pk).update(status=RunStatus.DONE)
    again = apply_plan(caller, number=plan.number, ticked=[4], confirm="apply")
    assert again.status == RunStatus.DONE
    assert statuses(plan)[3] == ("NOT_SENT", "NOT_TICKED")


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("COMPARING", "NOT_READY"),
        ("NOTHING", "NOTHING_TO_SEND"),
        ("OUT_OF_DATE", "OUT_OF_DATE"),
        ("DISCARDED", "DISCARDED"),
    ],
)
def test_only_a_plan_that_is_ready_is_applied(caller, link, status, why):
    run = run_of(link, status)
    with refused(why, "Plan 1"):
        apply_plan(caller, number=run.number)


def test_a_plan_of_which_nothing_would_run_is_not_applied(caller, link):
    run = run_of(link, RunStatus.READY)
    step_of(run, "DeletePool")
    with refused("NOTHING_TO_SEND"):
        apply_plan(caller, number=run.number)


def test_a_plan_is_discarded_once_and_not_when_it_was_applied(editor, caller, plan):
    assert discard_plan(editor, number=plan.number).status == RunStatus.DISCARDED
    assert discard_plan(editor, number=plan.number).status == RunStatus.DISCARDED
    run = run_of(plan.link, RunStatus.RUNNING, queued_timestamp=plan.created_timestamp)
    with refused("ENDED", "Run 2"):
        discard_plan(editor, number=run.number)
