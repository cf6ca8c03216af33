"""Removing a phone number from the list, with script and without."""

from playwright.sync_api import expect

from tests.browser.conftest import PLACE
from tests.help.factories import PhoneNumberFactory
from tests.help.steps import flash

NUMBERS = f"{PLACE}/sms-voice/phone-numbers/"


def test_it_takes_the_word(open_page, script):
    PhoneNumberFactory(phone_number="+12065550191", deletion_protection_enabled=True)
    page = open_page(f"{NUMBERS}?q=0191", script=script)
    page.get_by_label("Select +1 206-555-0191").check()
    page.get_by_test_id("remove-phone-number").click()
    page.get_by_role("link", name="Open deletion protection setting").click()
    page.get_by_label("Turn on deletion protection").uncheck()
    page.get_by_test_id("save-changes").click()
    expect(flash(page, "Settings for phone number +1 206-555-0191 were saved.")).to_be_visible()
    page.get_by_test_id("remove-phone-number").click()
    page.get_by_test_id("confirm-input").fill("delete")
    page.get_by_test_id("confirm-submit").click()
    expect(flash(page, "Phone number +1 206-555-0191 was removed.")).to_be_visible()
    expect(page.get_by_label("Select +1 206-555-0191")).to_have_count(0)
