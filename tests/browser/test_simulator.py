"""The message simulator with script: what an act changes, what is told of it, and where the focus stays."""

from playwright.sync_api import expect

from tests.browser.test_announcements import expect_said
from tests.help.steps import button, pool

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
