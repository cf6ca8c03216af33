"""Many pools changed at once from their list, looked at first, and taken back; with script and without."""

import os

from playwright.sync_api import Page, expect

from pools.models import Pool
from tests.browser.conftest import PLACE
from tests.browser.test_axe import faults
from tests.help.factories import PhoneNumberFactory, PoolFactory, PoolSenderIdFactory, SenderIdFactory

POOLS = f"{PLACE}/sms-voice/pools/"
TOPIC = "arn:aws:sns:us-east-1:111122223333:replies"


def looked_at(page: Page, name: str) -> None:
    """Nothing of axe's, and nothing beyond the edge at 320 px."""
    assert faults(page, set()) == [], name
    page.evaluate("document.documentElement.dataset.mode = 'light'")
    if folder := os.environ.get("SHOTS"):
        for width, mode in ((1440, "light"), (390, "light"), (1440, "dark")):
            page.set_viewport_size({"width": width, "height": 1000})
            page.evaluate("mode => { document.documentElement.dataset.mode = mode }", mode)
            page.screenshot(path=f"{folder}/{name}-{width}-{mode}.png")
        page.evaluate("document.documentElement.dataset.mode = 'light'")
    page.set_viewport_size({"width": 1440, "height": 900})


def furnish() -> None:
    """Two pools that can receive, and one of a sender ID that can't."""
    for name in ("edit-one", "edit-two"):
        pool = PoolFactory(name=name)
        PhoneNumberFactory(account=pool.account, pool=pool)
    alone = PoolFactory(name="edit-alone")
    PoolSenderIdFactory(pool=alone, sender_id=SenderIdFactory(account=alone.account, sender_id="ALONE"))
    for pool in Pool.objects.filter(name__startswith="edit-"):
        pool.search_text = f"{pool.pool_id}\n{pool.name}"
        pool.save()


def test_two_way_sms_is_turned_on_for_many_and_taken_back(open_page, script):
    furnish()
    page = open_page(f"{POOLS}?q=edit-", script=script)
    for box in page.locator("[data-row]").all():
        box.check()
    page.get_by_test_id("edit-selected").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Edit 3 pools")
    page.get_by_label("Setting").select_option(label="Two-way SMS")
    if not script:
        page.get_by_test_id("refresh-preview").click()
    page.get_by_label("Topic ARN").fill(TOPIC)
    if not script:
        page.get_by_test_id("refresh-preview").click()
    preview = page.get_by_test_id("edit-preview")
    expect(preview.get_by_role("row").nth(1)).to_contain_text("edit-alone")
    expect(preview.get_by_role("row").nth(1)).to_contain_text("Two-way SMS needs a phone number in the pool.")
    expect(preview.get_by_text("On · replies")).to_have_count(2)
    start = page.get_by_test_id("start-run")
    expect(start).to_have_text("Change 2 pools")
    if script:
        expect(start).to_have_attribute("aria-disabled", "true")
        looked_at(page, "edit")
    page.get_by_label("Leave out the 1 refused pool").focus()
    page.keyboard.press("Space")
    if script:
        expect(start).not_to_have_attribute("aria-disabled", "true")
    start.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 pools were changed")
    assert set(Pool.objects.filter(two_way_channel_arn=TOPIC).values_list("name", flat=True)) == {
        "edit-one",
        "edit-two",
    }
    if script:
        looked_at(page, "run")
    page.get_by_test_id("undo-run").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The change of 2 pools was undone")
    assert not Pool.objects.filter(two_way_channel_arn=TOPIC).exists()
