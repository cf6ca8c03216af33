"""Requesting phone numbers, with script and without: two steps, and what is not to be had."""

from playwright.sync_api import expect

from pools.models import PhoneNumber
from tests.browser.conftest import PLACE
from tests.help.steps import flash

NUMBERS = f"{PLACE}/sms-voice/phone-numbers/"


def test_numbers_of_two_countries_are_requested(open_page, script):
    page = open_page(NUMBERS, script=script)
    page.get_by_test_id("request-phone-number").click()
    page.get_by_test_id("next").click()
    expect(page.get_by_text("Country is required.")).to_be_visible()
    page.get_by_label("Country", exact=True).select_option("GB")
    if script:
        expect(page.get_by_text("Toll-free numbers exist only in the United States (US).")).to_be_visible()
        expect(page.locator("#request-summary")).to_contain_text("Total: $1.25 per month")
    page.get_by_test_id("add-row").click()
    expect(page.get_by_test_id("number-row")).to_have_count(2)
    second = page.get_by_test_id("number-row").nth(1)
    second.get_by_label("Country", exact=True).select_option("US")
    second.get_by_label("Quantity").fill("2")
    if script:
        second.get_by_label("Quantity").blur()
        expect(page.locator("#request-summary")).to_contain_text("Total: $3.25 per month")
    page.get_by_test_id("next").click()
    expect(page.get_by_test_id("review")).to_contain_text("United Kingdom (GB)")
    page.get_by_test_id("previous").click()
    expect(page.get_by_test_id("number-row").nth(1).get_by_label("Quantity")).to_have_value("2")
    page.get_by_test_id("next").click()
    page.get_by_test_id("request").click()
    expect(flash(page, "3 numbers were requested.")).to_be_visible()
    assert PhoneNumber.objects.filter(iso_country_code="GB", monthly_leasing_price="1.25").exists()
