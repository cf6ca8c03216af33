"""Every state of the sync's pages: nothing wrong with it at any width or colour, and the keyboard comes everywhere."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pools.models import AwsLink, RunKind, RunStatus, SyncRun, SyncWorker
from pools.operations.engine.caller import Caller, caller_for
from tests.browser.test_axe import faults
from tests.browser.test_keyboard import MANY, walk_down
from tests.browser.test_reflow import CUT_OFF, OVERLAPS
from tests.help import sync_states
from tests.help.factories import AccountFactory, MembershipFactory, ProjectFactory, UserFactory
from tests.help.sync_account import everything
from tests.help.sync_rows import in_minutes, run, worker

SYNC = "/111122223333/us-east-1/sync/"
PLAN = f"{SYNC}runs/13/"
HEADS = (
    sync_states.off,
    sync_states.expired,
    sync_states.lost,
    sync_states.vanished,
    sync_states.waiting,
    sync_states.old,
    sync_states.in_sync,
    sync_states.importing,
    sync_states.canceled,
)
MOVED = {"why": "MOVED", "resources": [["pool", "pool-order-updates"]], "before": 5}
ENDS = {
    "failed": {"status": RunStatus.FAILED},
    "moved": {"status": RunStatus.STOPPED, "about": MOVED},
    "paused": {"status": RunStatus.PAUSED, "about": {"trouble": "EXPIRED", "before": 5}},
    "out of date": {"status": RunStatus.OUT_OF_DATE, "about": MOVED, "queued_timestamp": None},
    "discarded": {"status": RunStatus.DISCARDED, "about": {}, "queued_timestamp": None},
}


@pytest.fixture
def demo(transactional_db) -> Caller:
    """maria, who may link the account."""
    account = AccountFactory(name="Acme production")
    ProjectFactory(account=account)
    maria = UserFactory(username="maria")
    MembershipFactory(account=account, user=maria)
    return caller_for(maria, account.account_id, "us-east-1")


@pytest.fixture
def look(open_page: Callable[..., Page], seen: set[str]) -> Callable[[str, str], list[str]]:
    """look("a name", path) -> what is wrong there."""
    page = open_page(user="maria")

    def faults_of(name: str, path: str) -> list[str]:
        page.goto(path)
        found = faults(page, seen)
        for width in (1440, 320):
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{width} px: {part}" for what in (OVERLAPS, CUT_OFF) for part in page.evaluate(what)]
        return [f"{name}, {fault}" for fault in found]

    return faults_of


def test_nothing_is_wrong_with_the_head_in_any_state(look, demo: Caller) -> None:
    found = look("local only", SYNC)
    for state in HEADS:
        AwsLink.objects.all().delete()
        SyncWorker.objects.all().delete()
        state(demo)
        found += look(state.__name__, SYNC)
    assert found == []


def test_nothing_is_wrong_with_a_run_in_any_state(look, demo: Caller) -> None:
    link = everything(demo)
    plan = sync_states.every_result(link.runs.get(number=13), demo)
    found = look("running", PLAN)
    sync_states.ask_about_first(plan)
    found += look("a question", PLAN)
    for name, columns in ENDS.items():
        SyncRun.objects.filter(pk=plan.pk).update(ended_timestamp=in_minutes(0), **columns)
        found += look(name, PLAN)
    comparing = run(link, RunKind.APPLY, RunStatus.COMPARING, progress={"pool": [3, 12]})
    found += look("comparing", f"{SYNC}runs/{comparing.number}/")
    found += look("unlink", f"{SYNC}link/unlink/")
    found += look("left alone", f"{SYNC}left-alone/")
    assert found == []


@pytest.mark.parametrize("path", ["conflicts/", "pending/", "changed/", "runs/13/", "link/"])
def test_focus_goes_down_the_page_and_is_always_in_sight(open_page, demo: Caller, path: str) -> None:
    everything(demo)
    stops, wrong = walk_down(open_page(f"{SYNC}{path}", user="maria"))
    assert wrong == []
    assert 5 < stops < MANY


@pytest.mark.parametrize(
    ("script", "button", "chosen"), [(True, "This one is it", "pool-newer"), (False, "Create it", "-")]
)
def test_people_say_what_became_of_a_step(
    open_page: Callable[..., Page], demo: Caller, script: bool, button: str, chosen: str
) -> None:
    plan = sync_states.every_result(everything(demo).runs.get(number=13), demo)
    sync_states.ask_about_first(plan)
    page = open_page(PLAN, user="maria", script=script)
    question = page.get_by_test_id("question")
    expect(question).to_contain_text("One of these may be the new pool. Steps 2 and 3 wait for this.")
    question.get_by_role("button", name=button).last.click()
    expect(question).to_have_count(0)
    assert plan.steps.get(position=1, is_blocked=False).chosen == chosen


def test_unlinking_wants_its_word(open_page: Callable[..., Page], demo: Caller) -> None:
    everything(demo)
    page = open_page(f"{SYNC}link/", user="maria")
    page.get_by_role("link", name="Unlink", exact=True).click()
    dialog = page.get_by_role("dialog", name="Unlink confirmation")
    expect(dialog).to_contain_text("Nothing is changed in AWS.")
    expect(dialog.get_by_role("button", name="Unlink")).to_be_disabled()
    page.keyboard.type("unlink")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("flash-success")).to_contain_text("was unlinked from AWS.")
    expect(page.get_by_role("button", name="Link and import")).to_be_visible()
    assert not AwsLink.objects.exists()


def test_what_runs_without_a_worker_is_said_to_wait(open_page: Callable[..., Page], demo: Caller) -> None:
    everything(demo)
    SyncWorker.objects.all().delete()
    worker(silent=840)
    page = open_page(f"{SYNC}pending/", user="maria")
    expect(page.locator("#state-heading")).to_have_text("The sync worker isn't running")
    expect(page.locator("#sync-state")).to_contain_text("manage.py sync work")
    page.get_by_role("button", name="Review and apply").click()
    expect(page.get_by_test_id("flash-info")).to_have_text("Queued. It starts when the worker runs.")
