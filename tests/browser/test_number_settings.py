"""The settings of a phone number that is in no pool, with script and without."""

from playwright.sync_api import expect

from tests.browser.conftest import PLACE
from tests.help.factories import TOPIC, PhoneNumberFactory
from tests.help.steps import flash


def test_they_are_changed_and_saved(open_page, script):
    number = PhoneNumberFactory(phone_number="+12065550191")
    page = open_page(f"{PLACE}/sms-voice/phone-numbers/{number.phone_number_id}/", script=script)
    page.get_by_label("Turn on two-way SMS").check()
    page.get_by_label("Choose an existing Amazon SNS topic").check()
    page.get_by_label("Topic ARN").fill("topic")
    page.get_by_test_id("save-changes").click()
    expect(page.get_by_text("Enter a valid Amazon SNS topic ARN.")).to_be_visible()
    page.get_by_label("Topic ARN").fill(TOPIC)
    page.get_by_label("Turn on deletion protection").check()
    page.get_by_role("button", name="Add new tag").click()
    page.get_by_label("Key", exact=True).fill("Team")
    page.get_by_test_id("save-changes").click()
    expect(flash(page, "Settings for phone number +1 206-555-0191 were saved.")).to_be_visible()
    expect(page.get_by_label("Turn on deletion protection")).to_be_checked()
    expect(page.get_by_label("Topic ARN")).to_have_value(TOPIC)
    expect(page.get_by_label("Key", exact=True)).to_have_value("Team")
