"""A long select opens a list that can be searched; what is chosen there is the select's own value."""

from playwright.sync_api import expect

from tests.browser.conftest import PLACE

REQUEST = f"{PLACE}/sms-voice/phone-numbers/request/"


def test_a_country_is_found_and_chosen_by_keyboard(open_page):
    page = open_page(REQUEST)
    country, keyboard = page.get_by_label("Country", exact=True), page.keyboard
    country.press("Enter")
    field = page.get_by_role("combobox", name="Find: Country", exact=True)
    expect(field).to_be_focused()
    options = page.get_by_role("listbox", name="Country", exact=True).get_by_role("option")
    expect(options.and_(page.locator("[aria-selected=true]"))).to_have_text("Choose a country")
    keyboard.type("us")
    expect(options.and_(page.locator("[data-active]"))).to_have_text("United States (US)")
    field.fill("king unit")
    expect(options).to_have_text("United Kingdom (GB)")
    expect(field).to_have_attribute("aria-activedescendant", options.get_attribute("id"))
    keyboard.press("Enter")
    expect(country).to_be_focused()
    expect(country).to_have_value("GB")
    # The form was told, as of any choice.
    expect(page.locator("#request-summary")).to_contain_text("Total: $1.25")
    keyboard.press("Space")
    keyboard.type("nowhere")
    expect(page.locator(".menu--select").get_by_text("No matches")).to_be_visible()
    keyboard.press("Enter")
    keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(country).to_be_focused()
    expect(country).to_have_value("GB")
    keyboard.press("Alt+ArrowDown")
    keyboard.press("Tab")
    expect(field).to_have_count(0)
    expect(country).not_to_be_focused()


def test_it_opens_over_a_window_at_320_and_closes_before_it(open_page):
    page = open_page(f"{PLACE}/sms-voice/opt-out-lists/marketing/", width=320, height=600)
    window = page.get_by_role("dialog", name="Add numbers")
    page.get_by_role("button", name="More actions").click()
    page.get_by_test_id("add-numbers").click()
    country = window.get_by_label("Country for numbers without +")
    country.click()
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.filter(has_text="Albania (AL)")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(window).to_be_visible()
    country.click()
    options.filter(has_text="Albania (AL)").click()
    expect(country).to_have_value("AL")
    country.click()
    expect(options.first).to_be_visible()
    window.get_by_role("heading").click()
    expect(options).to_have_count(0)
    expect(window).to_be_visible()


def test_what_is_off_is_shown_and_not_chosen(open_page):
    page = open_page(f"{PLACE}/sms-voice/sender-ids/request/")
    country = page.get_by_role("combobox", name="Country", exact=True)
    country.click()
    page.get_by_role("combobox", name="Find: Country", exact=True).fill("canada")
    listed = page.get_by_role("listbox", name="Country", exact=True)
    off = listed.get_by_role("option", name="Canada (CA)")
    expect(listed.get_by_role("group", name="Sender IDs aren't supported")).to_be_visible()
    expect(off).to_be_disabled()
    off.click(force=True)
    expect(off).to_be_visible()
    expect(country).to_have_value("")
