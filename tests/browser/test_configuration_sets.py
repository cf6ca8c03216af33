"""Configuration sets from the first to the last act, with script and without: the guide's second page, by hand."""

from playwright.sync_api import expect

from tests.browser.conftest import PLACE
from tests.help.steps import flash

SETS = f"{PLACE}/sms-voice/configuration-sets/"


def test_a_set_is_made_changed_and_deleted(open_page, script):
    page = open_page(SETS, script=script)
    page.get_by_role("link", name="Create configuration set").first.click()
    page.get_by_test_id("create-configuration-set").click()
    expect(page.get_by_text("Name is required.")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("codes")
    page.get_by_test_id("create-configuration-set").click()
    expect(flash(page, "Configuration set codes was created.")).to_be_visible()
    # Setting a default sender ID, and disassociating it.
    page.get_by_label("Default sender ID").fill("SHOP")
    if script:
        page.get_by_label("Default sender ID").blur()
        expect(page.locator("#sender-id-note")).to_have_text("Not in this account.")
        expect(page.get_by_text("1 unsaved change")).to_be_visible()
    page.get_by_label("Default sender ID").fill("ACME")
    page.get_by_test_id("save-changes").click()
    expect(flash(page, "Settings for configuration set codes were saved.")).to_be_visible()
    expect(page.get_by_test_id("summary")).to_contain_text("ACME")
    page.get_by_label("Default sender ID").fill("")
    page.get_by_test_id("save-changes").click()
    expect(page.get_by_test_id("summary")).not_to_contain_text("ACME")


def test_an_event_destination_comes_and_goes(open_page, script):
    page = open_page(f"{SETS}-/create/", script=script)
    page.get_by_label("Name", exact=True).fill("codes")
    page.get_by_test_id("create-configuration-set").click()
    page.get_by_test_id("add-event-destination").click()
    page.get_by_label("Name", exact=True).fill("events")
    page.get_by_label("Amazon SNS").check()
    page.get_by_label("Topic ARN").fill("arn:aws:sns:us-east-1:111122223333:events")
    page.get_by_test_id("save-event-destination").click()
    expect(page.get_by_text("Choose at least one event type.")).to_be_visible()
    page.get_by_label("All events").check()
    page.get_by_test_id("save-event-destination").click()
    row = page.get_by_test_id("event-destination-events")
    expect(row).to_contain_text("Amazon SNS")
    row.get_by_role("button", name="Turn off events").click()
    expect(flash(page, "Event destination events was turned off.")).to_be_visible()
    expect(row).to_contain_text("Off")
    row.get_by_role("link", name="Edit events").click()
    page.get_by_label("Turn on this event destination").check()
    page.get_by_test_id("save-event-destination").click()
    expect(row).to_contain_text("On")
    row.get_by_role("link", name="Remove events").click()
    page.get_by_test_id("remove-event-destination").click()
    expect(page.get_by_text("No events are sent until you add an event destination.")).to_be_visible()
    page.get_by_test_id("delete-configuration-set").click()
    page.get_by_test_id("confirm-input").fill("delete")
    page.get_by_test_id("confirm-submit").click()
    expect(flash(page, "Configuration set codes was deleted.")).to_be_visible()
