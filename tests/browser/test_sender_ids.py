"""Sender IDs, verified numbers and policies from the first to the last act, with script and without."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PLACE
from tests.help.factories import PoolFactory
from tests.help.steps import flash

SENDERS = f"{PLACE}/sms-voice/sender-ids/"
NUMBERS = f"{PLACE}/sms-voice/verified-numbers/"


def test_a_sender_id_is_requested_joins_a_pool_and_is_released(open_page, script):
    PoolFactory(name="Shop window")
    page = open_page(SENDERS, script=script)
    page.get_by_test_id("request-sender-id").click()
    page.get_by_test_id("request-sender-id-submit").click()
    expect(page.get_by_text("Country is required.")).to_be_visible()
    page.get_by_label("Sender ID", exact=True).fill("window")
    page.get_by_label("Country").select_option("FR")
    page.get_by_label("Turn on deletion protection").check()
    page.get_by_test_id("request-sender-id-submit").click()
    expect(flash(page, "Sender ID WINDOW (FR) was requested.")).to_be_visible()
    page.get_by_test_id("add-to-pool").click()
    page.get_by_label("Pool", exact=True).select_option(label="Shop window")
    page.get_by_test_id("add-to-pool-submit").click()
    expect(flash(page, "WINDOW (FR) was associated to pool Shop window.")).to_be_visible()
    # Neither while it is in a pool, of which it is the only identity, nor while it is protected.
    page.get_by_test_id("release-sender-id").click()
    expect(page.get_by_text("It is in 1 pool. Disassociate it there first.")).to_be_visible()
    page.get_by_text("Close", exact=True).last.click()
    page.get_by_role("link", name="Disassociate from pool Shop window").click()
    expect(page.get_by_text("A pool needs at least one origination identity.")).to_be_visible()


def test_a_protected_one_is_released_once_that_is_off(open_page, script):
    page = open_page(f"{SENDERS}request/", script=script)
    page.get_by_label("Sender ID", exact=True).fill("WINDOW")
    page.get_by_label("Country").select_option("FR")
    page.get_by_label("Turn on deletion protection").check()
    page.get_by_test_id("request-sender-id-submit").click()
    page.get_by_test_id("release-sender-id").click()
    page.get_by_role("link", name="Open deletion protection setting").click()
    page.get_by_label("Turn on deletion protection").uncheck()
    page.get_by_test_id("save-changes").click()
    expect(flash(page, "Settings for sender ID WINDOW (FR) were saved.")).to_be_visible()
    page.get_by_test_id("edit-policy").click()
    page.get_by_role("button", name="Let Amazon SNS use it").click()
    expect(page.get_by_label("Policy", exact=True)).to_have_value(re.compile("sns.amazonaws.com"))
    page.get_by_test_id("save-policy").click()
    expect(page.get_by_test_id("resource-policy")).to_contain_text("sns.amazonaws.com")
    page.get_by_test_id("remove-policy").click()
    page.get_by_test_id("remove-policy-submit").click()
    expect(page.get_by_text("No policy. Only this account uses it.")).to_be_visible()
    page.get_by_test_id("release-sender-id").click()
    page.get_by_test_id("confirm-input").fill("release")
    page.get_by_test_id("confirm-submit").click()
    expect(flash(page, "Sender ID WINDOW (FR) was released.")).to_be_visible()


def test_a_number_is_verified_by_its_code(open_page, script):
    page = open_page(NUMBERS, script=script)
    page.get_by_role("link", name="Add number").first.click()
    page.get_by_label("Phone number", exact=True).fill("+1 206 555 0142")
    page.get_by_test_id("add-number-submit").click()
    row = page.get_by_test_id("verified-number-+12065550142")
    expect(row).to_contain_text("Pending")
    row.get_by_role("link", name="Verify").click()
    page.get_by_label("Voice").check()
    page.get_by_test_id("send-code").click()
    code = page.get_by_test_id("code-sent").locator("strong").inner_text()
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_test_id("verify-number-submit").click()
    expect(row).to_contain_text("Verified")
    row.get_by_role("link", name="Delete").click()
    expect(page.get_by_text("It can be deleted from")).to_be_visible()
