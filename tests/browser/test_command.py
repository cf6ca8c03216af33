"""Show command: by its button and by a key, with and without script, on a phone, from page to page."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import pool_path
from tests.help.steps import POOLS


def test_it_follows_the_list_and_stays_from_page_to_page(open_page):
    page = open_page(f"{POOLS}?message_type=PROMOTIONAL")
    page.keyboard.press("c")
    text = page.get_by_test_id("command-text")
    expect(text).to_contain_text("--filters Name=message-type,Values=PROMOTIONAL")
    # The focus is in the panel, where Escape closes it, and then on the button again.
    expect(page.get_by_role("link", name="AWS CLI (Linux, macOS, or Unix)")).to_be_focused()
    page.get_by_role("link", name="PowerShell").press("Enter")
    expect(text).to_contain_text("-Filter @{Name = 'message-type'; Values = @('PROMOTIONAL')}")
    expect(page.get_by_role("link", name="PowerShell")).to_be_focused()
    page.get_by_role("link", name="Clear filters").click()
    expect(text).not_to_contain_text("-Filter")
    page.get_by_role("tab", name="Sender IDs").click()
    expect(text).to_contain_text("Get-SMSVSenderId")
    page.goto(pool_path("newsletter"))
    expect(text).to_contain_text("Get-SMSVPoolOriginationIdentityList")
    page.get_by_role("link", name="PowerShell").press("Escape")
    expect(text).to_have_count(0)
    expect(page.get_by_role("link", name="Show command")).to_be_focused()


@pytest.mark.parametrize("width", [1440, 390])
def test_it_needs_no_script(open_page, width):
    page = open_page(POOLS, script=False, width=width)
    page.get_by_role("link", name="Show command").click()
    page.get_by_role("link", name="Python (boto3)").click()
    expect(page.get_by_test_id("command-text")).to_contain_text(
        'client.get_paginator("describe_pools").paginate()'
    )
    page.locator("#close-command").click()
    expect(page.get_by_test_id("command-text")).to_have_count(0)
