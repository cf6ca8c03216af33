"""Comparing pools from the list, with and without script, by keyboard, on a phone and in the dark."""

from playwright.sync_api import expect

from tests.browser.test_axe import faults
from tests.help.steps import POOLS, button, pool, select_pool


def test_ticked_pools_stand_side_by_side(open_page, script):
    page = open_page(POOLS, script=script)
    select_pool(page, "newsletter")
    if script:
        expect(button(page, "Compare")).to_have_attribute("aria-disabled", "true")
    select_pool(page, "order-updates")
    button(page, "Compare").press("Enter")
    expect(page.get_by_role("heading", name="Compare 2 pools", level=1)).to_be_visible()
    alike = page.get_by_test_id("compare-Sender IDs")
    expect(page.get_by_test_id("compare-Message type")).to_contain_text("can't be changed")
    before = page.locator(".compare tbody tr").count()
    page.get_by_role("switch", name="Differences only").press(" ")
    if not script:
        button(page, "Show").click()
    expect(page.locator(".compare tbody tr")).not_to_have_count(before)
    expect(page.get_by_role("switch", name="Differences only")).not_to_be_checked()
    expect(alike).to_be_visible()
    page.get_by_role("link", name="Remove newsletter from the comparison").click()
    expect(page.get_by_role("heading", name="Compare order-updates", level=1)).to_be_visible()


def test_it_fits_and_is_accessible(open_page):
    ids = "&".join(f"id={pool(name).pool_id}" for name in ("newsletter", "order-updates", "load-test"))
    page = open_page(f"{POOLS.replace('pools/', 'compare/')}?{ids}&rows=all&add=1")
    expect(page.get_by_test_id("comparison")).to_be_visible()
    assert faults(page, set()) == []
