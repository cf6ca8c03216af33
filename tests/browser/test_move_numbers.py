"""Moving a number to another pool, with script and without, and taking it back."""

from playwright.sync_api import expect

from pools.models import PhoneNumber
from tests.browser.conftest import PLACE
from tests.help.steps import flash

NUMBERS = f"{PLACE}/sms-voice/phone-numbers/"


def test_a_number_is_moved_and_taken_back(open_page, script):
    page = open_page(NUMBERS, script=script)
    number = PhoneNumber.objects.get(phone_number="+12065550143")
    old = number.pool.label
    page.goto(f"{NUMBERS}{number.phone_number_id}/")
    page.get_by_test_id("move-to-pool").click()
    page.get_by_test_id("move-submit").click()
    expect(page.get_by_text("To pool is required.")).to_be_visible()
    page.get_by_label("To pool", exact=True).select_option(label="fraud-alerts – Fits")
    if not script:
        page.get_by_role("button", name="Show what changes").click()
    expect(page.get_by_test_id("move-keeps")).to_contain_text(f"{old} keeps")
    page.get_by_test_id("move-submit").click()
    expect(flash(page, "was moved to pool fraud-alerts.")).to_be_visible()
    assert PhoneNumber.objects.get(pk=number.pk).pool.label == "fraud-alerts"
    page.get_by_role("button", name="Undo").click()
    expect(flash(page, "Undone. The phone number is as before.")).to_be_visible()
    assert PhoneNumber.objects.get(pk=number.pk).pool.label == old
