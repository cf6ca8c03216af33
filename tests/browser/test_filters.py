"""Filters of lists in a browser: what opens, what closes it, and where the focus is then."""

import re

from playwright.sync_api import Page, expect

from tests.help import states


def pill(page: Page, name: str):
    return page.get_by_role("link", name=name, exact=True)


def test_a_pill_opens_and_closes_and_its_value_is_taken_away_in_place(open_page) -> None:
    page = open_page(states.demo().url("pool-list"))
    status = pill(page, "Status")
    status.click()
    active = page.get_by_role("list", name="Status").get_by_role("link")
    expect(active).to_contain_text(["Any", "Creating", "Active", "Deleting"])
    expect(status).to_have_attribute("aria-expanded", "true")
    expect(active.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(active.first).to_be_hidden()
    expect(status).to_be_focused()
    status.click()
    expect(active.first).to_be_visible()
    status.click()
    expect(active.first).to_be_hidden()
    expect(status).to_have_attribute("aria-expanded", "false")
    status.click()
    active.nth(2).click()
    expect(pill(page, "Status: Active")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?status=ACTIVE$"))
    pill(page, "Remove filter Status: Active").click()
    expect(status).to_be_focused()
    expect(page).to_have_url(re.compile(r"/pools/$"))


def test_among_many_choices_a_few_letters_find_one(open_page) -> None:
    page = open_page(states.demo().url("phone-number-list"))
    pill(page, "Pool").press("ArrowDown")
    expect(page.get_by_role("searchbox", name="Find pools")).to_be_focused()
    page.keyboard.type("not in")
    page.keyboard.press("Enter")
    expect(pill(page, "Pool: Not in a pool")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?pool=none$"))


def test_a_narrow_list_has_all_filters_in_one_form(open_page) -> None:
    page = open_page(states.demo().url("pool-list"))
    page.set_viewport_size({"width": 390, "height": 844})
    expect(pill(page, "Status")).to_be_hidden()
    button = page.get_by_role("link", name=re.compile("^Filters"))
    button.click()
    form = page.get_by_role("form", name="Filters")
    expect(form.get_by_role("button", name="Show 12 pools", exact=True)).to_be_visible()
    kind = form.get_by_label("Message type")
    kind.focus()
    kind.select_option("Promotional (2)")
    show = form.get_by_role("button", name="Show 2 pools", exact=True)
    expect(show).to_be_visible()
    expect(kind).to_be_focused()
    # Nothing is narrowed before.
    expect(page).to_have_url(re.compile(r"/pools/$"))
    show.click()
    expect(form).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_accessible_name("Filters in force: 1")
    expect(pill(page, "Message type: Promotional")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?message_type=PROMOTIONAL$"))


def test_an_address_with_open_choices_shows_them(open_page, script) -> None:
    page = open_page(f"{states.demo().url('pool-list')}?open=message_type", script=script)
    page.get_by_role("list", name="Message type").get_by_role("link", name="Promotional 2").click()
    expect(pill(page, "Message type: Promotional")).to_be_visible()
    expect(page.get_by_role("list", name="Message type")).to_be_hidden()
