"""The sync's pages in a browser: conflicts by keyboard, ticks and the word, a plan without script, what axe finds."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import Page, expect

from pools.models import Account, RunStatus, SyncRequest, SyncRun
from pools.operations.engine.caller import caller_for
from tests.browser.test_axe import faults
from tests.help.factories import AccountFactory, MembershipFactory, ProjectFactory, UserFactory
from tests.help.sync_account import everything
from tests.help.sync_rows import step

SYNC = "/111122223333/us-east-1/sync/"


@pytest.fixture
def demo(transactional_db) -> None:
    """A linked account in place of the demo's, which cannot be linked."""
    account = AccountFactory(name="Acme production")
    ProjectFactory(account=account)
    user = UserFactory(username="maria")
    MembershipFactory(account=account, user=user)
    everything(caller_for(user, account.account_id, "us-east-1"))


def test_axe_finds_nothing_at_any_width_or_colour(open_page: Callable[..., Page], seen: set[str]) -> None:
    page, found = open_page(user="maria"), []
    for path in ("", "pending/", "changed/", "runs/", "link/", "runs/13/"):
        page.goto(f"{SYNC}{path}")
        found += [f"{path or 'home'}: {fault}" for fault in faults(page, seen)]
    assert found == []


def test_conflicts_are_answered_by_keyboard_and_kept_over_a_reload(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SYNC}conflicts/", user="maria")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Save 1 answer")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 of 3 answered. What you leave open is asked again.")).to_be_visible()
    page.get_by_role("button", name="Save 1 answer").click()
    expect(page.get_by_test_id("flash-success")).to_contain_text("1 answer was saved here.")
    expect(page.locator("#conflicts-heading")).to_be_focused()
    assert SyncRequest.objects.get(kind="ANSWER").about["answers"][0]["choice"] == "THEIRS"


def test_the_word_is_asked_for_once_something_destroys(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SYNC}runs/13/", user="maria")
    expect(page.get_by_text("6 of 8 steps will run")).to_be_visible()
    expect(page.get_by_label("To confirm, enter “apply”.")).to_be_hidden()
    page.get_by_label("Disassociate this number").check()
    expect(page.get_by_text("7 of 8 steps will run")).to_be_visible()
    apply = page.get_by_role("button", name="Apply 7 steps")
    expect(apply).to_be_disabled()
    page.get_by_label("To confirm, enter “apply”.").fill("apply")
    apply.click()
    expect(page.get_by_role("heading", name="Run 13", level=1)).to_be_visible()
    assert SyncRun.objects.get(number=13).status == RunStatus.QUEUED


def test_without_script_the_server_decides(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SYNC}runs/13/", user="maria", script=False)
    page.get_by_label("Delete this pool").check()
    page.get_by_role("button", name="Apply 6 steps").click()
    expect(page.get_by_text('Enter "apply" to confirm.')).to_be_visible()
    expect(page.get_by_label("Delete this pool")).to_be_checked()
    page.get_by_label("To confirm, enter “apply”.").fill("apply")
    page.get_by_role("button", name="Apply 7 steps").click()
    expect(page.get_by_role("link", name="Reload")).to_be_visible()
    assert SyncRun.objects.get(number=13).status == RunStatus.QUEUED


def test_a_run_comes_to_its_end_by_itself(open_page: Callable[..., Page]) -> None:
    SyncRun.objects.filter(number=13).update(
        status=RunStatus.RUNNING, queued_timestamp="2026-11-29T09:41:00Z"
    )
    page = open_page(f"{SYNC}runs/13/", user="maria")
    expect(page.get_by_role("heading", name="Running step 1 of 8")).to_be_visible()
    page.locator("#step-3").focus()
    run = SyncRun.objects.get(number=13)
    run.steps.filter(is_blocked=False).update(status="DONE")
    SyncRun.objects.filter(pk=run.pk).update(status=RunStatus.DONE)
    expect(page.get_by_role("heading", name="Run 13 is done: 8 steps")).to_be_visible()
    expect(page.locator("#step-3")).to_contain_text("Done")
    expect(page.locator("#step-3")).to_be_focused()


@pytest.mark.parametrize("width", [1440, 390])
def test_pending_changes_are_seen_whole(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(f"{SYNC}pending/", user="maria", width=width)
    wrap = page.locator("[data-testid=pending-row]").first.locator("xpath=ancestor::*[@class='table-wrap']")
    assert wrap.evaluate("wrap => wrap.scrollWidth <= wrap.clientWidth")
    row = page.get_by_test_id("pending-row").filter(has_text="fraud-alerts")
    by, when = (row.locator("td").nth(at).bounding_box() for at in (2, 3))
    assert by["x"] + by["width"] <= when["x"] or by["y"] + by["height"] <= when["y"], "one lies on the other"


def test_the_button_that_was_pressed_shows_that_it_goes_on(open_page: Callable[..., Page]) -> None:
    user = get_user_model().objects.get(username="maria")
    SyncRequest.objects.create(
        account=Account.objects.get(),
        region="eu-west-1",
        kind="TEST",
        about={"profile": "", "then_link": True},
        asked_by=user,
        asked_timestamp=timezone.now(),
    )
    page = open_page(SYNC.replace("us-east-1", "eu-west-1"), user="maria")
    expect(page.get_by_role("button", name="Link and import")).to_have_attribute("data-loading", "")
    expect(page.get_by_role("button", name="Test connection")).not_to_have_attribute("data-loading", "")


def test_what_needs_a_step_says_so_until_that_is_ticked(open_page: Callable[..., Page]) -> None:
    plan = SyncRun.objects.get(number=13)
    needed = plan.steps.get(is_blocked=False, position=7).step_id
    step(plan, "PutKeyword", ("pool", "pool-order-updates"), [], needs=[needed], step_id="after")
    page = open_page(f"{SYNC}runs/13/", user="maria")
    waits = page.get_by_text("Needs step 7, which is not ticked")
    expect(waits).to_be_visible()
    page.get_by_label("Disassociate this number").check()
    expect(waits).to_be_hidden()
    expect(page.get_by_text("1 of 2 destroying steps is ticked. Step 8 stays pending.")).to_be_visible()
