"""Test settings, from turning a fault on to stopping it, and the mark of them in the top bar."""

import pytest
from playwright.sync_api import expect

from pools.models import Account
from tests.help import states
from tests.help.steps import PLACE, button, flash

SETTINGS = f"{PLACE}/test-settings/"


def test_turn_a_fault_on_and_stop_it(open_page, script):
    page = open_page(SETTINGS, script=script)
    mark = page.get_by_test_id("test-settings-on")
    expect(mark).to_have_count(0)
    delay = page.get_by_label("Status delay in seconds")
    delay.fill("601")
    page.get_by_role("radio", name="Throttling").check()
    page.get_by_label("Share of requests in percent").fill("40")
    button(page, "Save changes").click()
    expect(page.get_by_text("Enter a whole number from 0 to 600.")).to_be_visible()
    expect(page.get_by_label("Share of requests in percent")).to_have_value("40")
    expect(page.get_by_role("radio", name="Throttling")).to_be_checked()
    if script:
        expect(delay).to_be_focused()
    delay.fill("10")
    button(page, "Save changes").click()
    expect(flash(page, "Test settings were saved.")).to_be_visible()
    expect(mark).to_contain_text("Status delay 10 s, Throttling until")
    page.goto(f"{PLACE}/sms-voice/")
    mark.click()
    expect(page).to_have_url(page.url)
    button(page, "Stop fault").click()
    expect(flash(page, "The fault was stopped.")).to_be_visible()
    expect(mark).to_contain_text("Status delay 10 s")
    expect(mark).not_to_contain_text("Throttling")
    account = Account.objects.get(account_id="111122223333")
    assert (account.fault, account.status_delay_seconds) == ("", 10)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_mark_is_in_sight_in_a_narrow_window(open_page, demo, mode):
    state = states.misbehaving()
    for width in (390, 320):
        page = open_page(state.url("overview"), width=width, mode=mode, user="viewer")
        mark = page.get_by_role("link", name="Test settings on: Status delay 600 s, Resource not accessible")
        expect(mark).to_be_in_viewport(ratio=1)
        assert mark.inner_text().strip() == "Test"
        mark.click()
        expect(page.get_by_test_id("page-test-settings")).to_be_visible()


def test_unsaved_changes_are_asked_about(open_page):
    page = open_page(SETTINGS)
    page.get_by_label("Status delay in seconds").fill("7")
    page.get_by_role("navigation", name="Side navigation").get_by_role("link", name="Access keys").click()
    expect(page.get_by_role("dialog", name="Leave page")).to_be_visible()
    button(page, "Leave").click()
    expect(page.get_by_test_id("page-access-keys")).to_be_visible()
