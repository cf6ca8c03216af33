"""The message simulator with script: what an act changes, what is told of it, and where the focus stays."""

import re
from urllib.parse import urlencode

from playwright.sync_api import expect

from pools.models.messages import milliseconds
from tests.browser.test_announcements import expect_said
from tests.help.steps import button, model, pool

PHONE, HERE = "+14254147755", "/111122223333/us-east-1/sms-voice/simulator/"


def test_send_then_stop_then_it_is_refused(open_page):
    page = open_page(HERE)
    with page.expect_response(lambda answer: answer.request.headers.get("hx-target") == "why"):
        page.get_by_label("From", exact=True).select_option(f"pool/{pool('order-updates').pool_id}")
    page.get_by_label("To", exact=True).fill(PHONE)
    expect(page.get_by_test_id("outcome")).to_contain_text("Would send from +1 425-555-0117")
    expect(button(page, "Preview sender")).to_be_hidden()
    page.get_by_label("Message", exact=True).fill("Your parcel arrives today.")
    button(page, "Send").click()
    expect(page.get_by_test_id("outcome")).to_contain_text("Sent from +1 425-555-0117")
    expect_said(page, "Delivered to +1 425-414-7755 from +1 425-555-0117, the pool's first that can.")
    expect(button(page, "Send")).to_be_focused()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Your parcel arrives today.")
    reply = page.get_by_label("Reply to +1 425-555-0117")
    reply.fill("STOP")
    reply.press("Enter")
    expect(page.get_by_test_id("phone")).to_contain_text("The next message is refused until it replies")
    expect(reply).to_be_focused()
    expect(reply).to_have_value("")
    button(page, "Send").click()
    expect(page.get_by_test_id("outcome")).to_contain_text("Not sent")
    expect(page.get_by_test_id("outcome")).to_be_focused()
    expect(page.locator("#live-assertive")).to_contain_text("is on opt-out list")


def test_what_is_open_of_what_happened_stays_so_when_more_happens(open_page):
    model("Account").objects.update(status_delay_seconds=300)
    destinations = model("EventDestination").objects.filter(configuration_set__region="us-east-1")
    destinations.update(matching_event_types=["TEXT_ALL"], enabled=True)
    configuration_set = destinations.order_by("pk")[0].configuration_set.configuration_set_name
    query = {"to": PHONE, "message_body": "Hello", "configuration_set_name": configuration_set}
    page = open_page(f"{HERE}?{urlencode(query)}")
    tab = page.get_by_role("link", name="Messages (")
    before = int(re.search(r"\d+", tab.inner_text())[0])
    button(page, "Send").click()
    expect(tab).to_have_text(f"Messages ({before + 1})")
    first = page.locator("#happened summary").last
    first.click()
    rows = model("Message").objects.filter(message_body="Hello")
    (message,) = rows
    now = message.created_timestamp
    events = [[kind, milliseconds(now), is_final] for kind, _, is_final in message.events]
    assert len(events) > 1
    rows.update(events=events, settled_timestamp=now)
    expect(page.locator("#happened summary")).to_have_count(len(events))
    expect(page.locator("#happened details[open]")).to_have_count(1)
    expect(first).to_be_focused()
