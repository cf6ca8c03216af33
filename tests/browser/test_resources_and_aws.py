"""A pool of a linked account, saved: its flash, its alert, and the plan behind their buttons."""

import re

import pytest
from playwright.sync_api import Page, expect

from pools.models import AwsLink, DirtyKey, Mirror, Standing, SyncRun
from pools.operations.engine.caller import caller_for
from tests.browser.test_axe import faults
from tests.browser.test_keyboard import Keyboard
from tests.help import sync_rows
from tests.help.factories import (
    AccountFactory,
    MembershipFactory,
    PhoneNumberFactory,
    PoolFactory,
    ProjectFactory,
    UserFactory,
)

PLACE = "/111122223333/us-east-1/sms-voice"
POOL = f"{PLACE}/pools/pool-ours/"
PROTECTION = ["deletion_protection_enabled", "", "pending", "changed", False, True, False]
SETTINGS = {
    "two_way_enabled": False,
    "self_managed_opt_outs_enabled": False,
    "opt_out_list_name": "Default",
    "shared_routes_enabled": False,
    "deletion_protection_enabled": False,
}


@pytest.fixture
def demo(transactional_db) -> AwsLink:
    """A linked account with a pool, and maria, its Administrator."""
    account = AccountFactory(name="Acme production")
    ProjectFactory(account=account)
    maria = UserFactory(username="maria")
    MembershipFactory(account=account, user=maria)
    PhoneNumberFactory(pool=PoolFactory(pool_id="pool-ours", name="order-updates"))
    link = sync_rows.link(caller_for(maria, account.account_id, "us-east-1"))
    sync_rows.worker()
    memory = {"base": {"settings": SETTINGS}, "read": {"settings": SETTINGS}, "theirs": []}
    sync_rows.mirror(link, "pool", "pool-theirs", local_key="pool-ours", memory=memory)
    return link


def compared() -> None:
    """As a worker does after a save."""
    DirtyKey.objects.all().delete()
    Mirror.objects.update(standing=Standing.PENDING, differences=[PROTECTION])


def protect(page: Page) -> None:
    page.get_by_label("Turn on deletion protection").check()
    page.get_by_test_id("save-changes").click()


def alert(page: Page):
    return page.locator("#aws-alert")


def test_a_save_says_what_is_not_in_aws_yet(open_page):
    page = open_page(POOL, user="maria")
    expect(alert(page)).to_be_empty()
    protect(page)
    flash = page.get_by_test_id("flash-success")
    expect(flash).to_contain_text(
        "Settings for pool order-updates were saved here. 1 change is not in AWS yet."
    )
    expect(alert(page)).to_contain_text("1 setting of this pool is not in AWS yet")
    expect(alert(page)).to_contain_text("Deletion protection, changed by maria just now.")
    expect(page.get_by_test_id("sync-badge")).to_have_text(re.compile("1\\s+pending"))
    summary = page.get_by_test_id("summary")
    expect(summary).to_contain_text(re.compile("On\\s+In AWS: Off"))
    compared()
    expect(alert(page)).not_to_have_attribute("data-passing", "")
    expect(alert(page)).to_contain_text("1 setting of this pool is not in AWS yet")
    flash.get_by_role("button", name="Review and apply").click()
    expect(page).to_have_url(re.compile("/sync/runs/1/$"))
    assert SyncRun.objects.get().only == [["pool", "pool-theirs"]]


def test_without_script_it_is_one_press_as_well(open_page):
    page = open_page(POOL, user="maria", script=False)
    protect(page)
    expect(page.get_by_test_id("flash-success")).to_contain_text("1 change is not in AWS yet.")
    page.get_by_role("button", name="Review and apply this pool").click()
    expect(page).to_have_url(re.compile("/sync/runs/1/$"))


def test_the_alert_is_reached_by_keyboard_before_the_settings(open_page):
    compared()
    page = open_page(POOL, user="maria")
    keyboard = Keyboard(page)
    keyboard.tab_to(page.get_by_role("button", name="Review and apply this pool"))
    keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/sync/runs/1/$"))


@pytest.mark.parametrize("path", [POOL, f"{PLACE}/pools/", f"{PLACE}/phone-numbers/"])
def test_nothing_is_wrong_with_a_marked_page(open_page, seen, path):
    compared()
    page = open_page(path, user="maria")
    if path == POOL:
        protect(page)
    assert faults(page, seen) == []
