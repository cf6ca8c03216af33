"""A selection over pages, order, filters and reload: its words, its bar, and where it ends."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.help.factories import PhoneNumberFactory, PoolFactory
from tests.help.steps import PLACE, POOLS, button, confirm, flash, model, pool, pool_path, select_pool, window


def words(page: Page) -> Locator:
    return page.locator("[data-selection]:visible .selection__words")


def expect_selected(page: Page, text: str) -> None:
    expect(words(page)).to_have_text(re.compile(rf"^\s*{re.escape(text)}\s*$"))


def next_page(page: Page) -> None:
    page.get_by_role("link", name="Next page", exact=True).first.click()
    expect(page).to_have_url(re.compile("page=2"))


@pytest.fixture
def two_pages(open_page) -> Page:
    """The second page of the list, with load-test and newsletter selected on the first, and one here."""
    page = open_page(f"{POOLS}?size=10&sort=name")
    select_pool(page, "load-test")
    select_pool(page, "europe-notices")
    expect_selected(page, "2 selected")
    next_page(page)
    expect_selected(page, "2 selected, 2 on other pages")
    page.locator("[data-row]:enabled").first.check()
    expect_selected(page, "3 selected, 2 on other pages")
    return page


def test_it_is_kept_over_pages_order_filters_and_reload(two_pages):
    page = two_pages
    page.reload()
    expect_selected(page, "3 selected, 2 on other pages")
    page.goto(f"{POOLS}?q=load")
    expect_selected(page, "3 selected, 2 hidden by filters")
    page.goto(f"{POOLS}?dir=asc")
    expect_selected(page, "3 selected")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(3)


def test_the_act_is_done_to_all_of_it_and_ends_it(two_pages):
    page = two_pages
    button(page, "Delete pool (3)").click()
    confirm(page, "Delete pool confirmation", "delete", "Delete")
    expect(flash(page, re.compile("pools were deleted"))).to_be_visible()
    expect(words(page)).to_have_count(0)
    names = model("Pool").objects.present().values_list("name", flat=True)
    assert "load-test" not in names


def test_all_that_the_filters_leave_is_selected_at_once(open_page):
    page = open_page(f"{POOLS}?size=10")
    select_pool(page, "newsletter")
    button(page, "Select all 12").click()
    expect_selected(page, "All 12 selected")
    expect(button(page, "Select all 12")).to_have_count(0)
    next_page(page)
    expect(page.locator("[data-row]:checked")).to_have_count(2)
    button(page, "Clear").click()
    expect(words(page)).to_have_count(0)
    expect(page.locator("#pools-heading")).to_be_focused()


def test_numbers_are_selected_over_pages_by_keyboard_and_removed_in_one_act(open_page):
    PhoneNumberFactory.create_batch(12, iso_country_code="NO")
    page = open_page(f"{PLACE}/sms-voice/phone-numbers/?q=Norway&size=10")
    boxes = page.locator("[data-row]")
    boxes.first.press(" ")
    boxes.nth(2).press("Shift+Space")
    expect_selected(page, "3 selected")
    expect(button(page, "Remove phone number (3)")).to_be_visible()
    expect(page.get_by_test_id("view-details")).to_have_attribute("aria-disabled", "true")
    next_page(page)
    expect_selected(page, "3 selected, 3 on other pages")
    button(page, "Select all 12").click()
    expect_selected(page, "All 12 selected")
    button(page, "Remove phone number (12)").click()
    confirm(page, "Remove number confirmation", "delete", "Remove")
    expect(flash(page, "12 phone numbers were removed.")).to_be_visible()
    expect(words(page)).to_have_count(0)


def test_sender_ids_are_selected_as_pools_are(open_page, script):
    page = open_page(f"{PLACE}/sms-voice/sender-ids/?q=ACME", script=script)
    page.locator("[data-row]").first.check()
    if script:
        expect_selected(page, "1 selected")
    button(page, "View details").click()
    expect(page.get_by_role("heading", name="ACME", level=1)).to_be_visible()


def test_x_clears_but_not_where_one_writes(two_pages):
    page = two_pages
    page.get_by_role("searchbox").press("x")
    expect(page).to_have_url(re.compile("q=x"))
    expect_selected(page, "3 selected, 3 hidden by filters")
    page.locator("#pools-heading").focus()
    page.keyboard.press("x")
    expect(words(page)).to_have_count(0)


def test_vanished_rows_leave_it_with_a_sentence(open_page):
    page = open_page(f"{POOLS}?size=10")
    gone = pool("load-test")
    select_pool(page, "load-test")
    select_pool(page, "newsletter")
    expect(button(page, "Select all 12")).to_be_visible()
    gone.delete()
    page.reload()
    expect(flash(page, "1 selected pool no longer exists.", "info")).to_be_visible()
    expect_selected(page, "1 selected")


@pytest.mark.parametrize("way", ["another Region", "sign-out"])
def test_it_ends_with_the_region_and_the_sign_out(two_pages, way):
    page = two_pages
    if way == "another Region":
        page.goto(POOLS.replace("us-east-1", "eu-west-1"))
    else:
        page.locator("[popovertarget=account-menu]").click()
        button(page, "Sign out").click()
        page.get_by_label("User name").fill("demo")
        page.get_by_label("Password").fill("demo")
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(page).not_to_have_url(re.compile("sign-in"))
    page.goto(POOLS)
    expect(page.get_by_role("heading", name="Pools", level=2)).to_be_visible()
    expect(words(page)).to_have_count(0)


def test_the_head_stays_in_sight_only_while_something_is_selected(open_page):
    for place in range(40):
        PoolFactory(account=pool("load-test").account, name=f"more-{place}")
    page = open_page(f"{POOLS}?size=50")
    page.mouse.wheel(0, 1_500)
    head = page.locator("[data-selection-frame]").first
    expect(head).not_to_be_in_viewport()
    page.locator("[data-row]").nth(40).check()
    expect(head).to_be_in_viewport(ratio=1)
    expect(button(page, "Delete pool")).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1440, "height": 480})
    page.mouse.wheel(0, 1_500)
    expect(head).not_to_be_in_viewport()


def test_on_a_phone_a_bar_below_says_and_does_it(open_page):
    page = open_page(POOLS, width=390)
    select_pool(page, "load-test")
    expect_selected(page, "1 selected")
    bar = page.locator(".selection-bar")
    expect(bar).to_be_in_viewport(ratio=1)
    place, words_at = bar.bounding_box(), words(page).bounding_box()
    assert (place["x"], place["width"], place["height"], words_at["x"]) == (0, 390, 64, 20)
    bar.get_by_role("button", name="More actions").click()
    expect(bar.get_by_role("button", name="View details")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    bar.get_by_role("button", name="Delete pool").click()
    expect(window(page, "Delete pool confirmation")).to_be_visible()


def test_on_a_phone_the_first_act_is_one_that_the_selection_allows(open_page):
    page = open_page(pool_path("order-updates"), width=390)
    bar = page.locator(".selection-bar")
    associate, disassociate = (button(bar, f"{verb} pool") for verb in ("Associate to", "Disassociate from"))
    rows = page.get_by_test_id("origination-identities").locator("[data-row]:enabled")
    rows.nth(3).check()
    expect(associate).to_be_visible()
    rows.nth(3).uncheck()
    rows.first.check()
    expect(associate).to_be_hidden()
    disassociate.click()
    expect(window(page, "Disassociate confirmation")).to_be_visible()


def test_selected_cards_have_an_outline_and_their_cells_none(open_page):
    lined = """card => [...card.children].filter(cell => cell.getClientRects().length
        && parseFloat(getComputedStyle(cell).borderBlockEndWidth)).map(cell => cell.className)"""
    for path in (POOLS, pool_path("load-test")):
        page = open_page(path, width=390)
        cards = page.locator("tbody tr:has([data-row]:enabled)")
        for place in range(2):
            cards.nth(place).locator("[data-row]").check()
        assert cards.first.evaluate(lined) == []


def test_members_of_a_pool_are_selected_over_pages(open_page):
    for place in range(12):
        PhoneNumberFactory(account=pool("load-test").account, phone_number=f"+1425555{place:04}")
    page = open_page(f"{pool_path('load-test')}?ids=available")
    section = page.get_by_test_id("origination-identities")
    section.locator("[data-row]:enabled").first.check()
    section.get_by_role("link", name="Next page", exact=True).first.click()
    expect_selected(page, "1 selected, 1 on other pages")
    section.get_by_role("button", name=re.compile("^Select all")).click()
    expect(words(page)).to_have_text(re.compile(r"All \d+ selected"))
    page.get_by_role("button", name=re.compile(r"^Associate to pool \(\d+\)$")).click()
    expect(flash(page, re.compile("identities were associated"))).to_be_visible()
    expect(words(page)).to_have_count(0)
