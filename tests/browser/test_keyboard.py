"""The guide's procedures with the keyboard alone; and on every page, focus that goes on, shows and is not covered."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.help import neighbours, states
from tests.help.steps import (
    PLACE,
    POOLS,
    ask_to_delete,
    flash,
    heading,
    members,
    model,
    pool,
    pool_path,
    section,
)

# What is wrong with the focus as it is now, and what has it; nothing once it has left the page or begins again.
STOP = """() => {
    const at = document.activeElement, before = window.stopBefore;
    if (!at || at === document.body || before && at === document.querySelector(".skip-link")) return null;
    window.stopBefore = at;
    const drawn = style => style.boxShadow !== "none"
        || !["none", ""].includes(style.outlineStyle) && !/, 0\\)$/.test(style.outlineColor);
    const box = at.getBoundingClientRect();
    const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const top = document.elementFromPoint(x, y);
    const problems = [
        drawn(getComputedStyle(at)) || drawn(getComputedStyle(at, "::after")) || "focus doesn't show",
        !before || before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING || "goes back",
        top && (at.contains(top) || top.contains(at)) || `covered by ${top?.outerHTML.slice(0, 80)}`,
    ].filter(problem => typeof problem === "string");
    return [problems.join(", "), at.outerHTML.slice(0, 120)];
}"""
MANY = 250


class Keyboard:
    """A person without a mouse."""

    def __init__(self, page: Page, *, script: bool = True) -> None:
        self.page, self.script = page, script

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def tab_to(self, control: Locator, key: str = "Tab") -> None:
        expect(control).to_be_visible()
        for _ in range(MANY):
            self.press(key)
            if control.evaluate("node => node === document.activeElement"):
                return
        raise AssertionError(f"{key} never comes to {control}")

    def back_to(self, control: Locator) -> None:
        self.tab_to(control, "Shift+Tab")

    def open_pools_tab(self) -> None:
        navigation = self.page.get_by_role("navigation", name="Side navigation")
        self.tab_to(navigation.get_by_role("link", name="Phone numbers", exact=True))
        self.press("Enter")
        pools = self.page.get_by_role("tab", name=re.compile(r"^Pools \("))
        if self.script:
            self.tab_to(self.page.get_by_role("tab", name=re.compile(r"^Phone numbers \(")))
            self.press("ArrowRight")
            expect(pools).to_be_focused()
        else:
            self.tab_to(pools)
        self.press("Enter")
        expect(heading(self.page, re.compile(r"^Pools \("), 2)).to_be_visible()

    def open_pool(self, name: str) -> None:
        self.open_pools_tab()
        self.tab_to(self.page.get_by_role("link", name=pool(name).pool_id, exact=True))
        self.press("Enter")
        expect(heading(self.page, name, 1)).to_be_visible()

    def start_pool(self, name: str) -> None:
        self.open_pools_tab()
        self.tab_to(self.page.get_by_role("link", name="Create pool", exact=True))
        self.press("Enter")
        expect(self.page.get_by_role("textbox", name="Pool name")).to_be_focused()
        self.type(name)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def confirm(self, title: str, word: str, do: str) -> None:
        expect(self.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        expect(self.page.get_by_role("textbox", name=f'To confirm, enter "{word}".')).to_be_focused()
        self.type(word)
        self.tab_to(self.button(do))
        self.press("Enter")


@pytest.fixture
def keyboard(open_page) -> Keyboard:
    return Keyboard(open_page("/"))


@pytest.fixture
def either_keyboard(open_page, script) -> Keyboard:
    return Keyboard(open_page("/", script=script), script=script)


def test_create_a_pool_from_a_sender_id(either_keyboard):
    keyboard, page = either_keyboard, either_keyboard.page
    keyboard.start_pool("checkout")
    keyboard.tab_to(page.get_by_role("radio", name="Sender ID", exact=True))
    keyboard.tab_to(page.get_by_role("textbox", name="Sender ID", exact=True))
    keyboard.type("CHECKOUT")
    keyboard.tab_to(page.get_by_role("combobox", name="Country", exact=True))
    keyboard.type("Germany")
    keyboard.tab_to(page.get_by_role("radio", name="Transactional", exact=True))
    keyboard.press("ArrowDown")
    keyboard.tab_to(keyboard.button("Create pool"))
    keyboard.press("Enter")
    expect(flash(page, "Pool checkout was created.")).to_be_visible()
    assert members("checkout") == ["CHECKOUT"]
    assert pool("checkout").message_type == "PROMOTIONAL"


def test_create_a_pool_from_a_phone_number(keyboard):
    page = keyboard.page
    keyboard.start_pool("returns")
    keyboard.tab_to(page.get_by_role("radio", name="Sender ID", exact=True))
    keyboard.press("ArrowRight")
    first = page.get_by_label(re.compile(r"^Select \+"))
    keyboard.tab_to(first.first)
    keyboard.press("Space")
    chosen = first.first.get_attribute("aria-label")
    keyboard.tab_to(keyboard.button("Create pool"))
    keyboard.press("Enter")
    expect(flash(page, "Pool returns was created.")).to_be_visible()
    assert members("returns") == ["+" + re.sub(r"\D", "", chosen)]


def test_associate_an_origination_identity_to_a_pool(keyboard):
    page = keyboard.page
    keyboard.open_pool("one-time-passwords")
    keyboard.tab_to(page.get_by_label("Select +1 206-555-0171", exact=True))
    keyboard.press("Space")
    keyboard.back_to(keyboard.button("Associate to pool"))
    keyboard.press("Enter")
    expect(flash(page, "+1 206-555-0171 was associated to pool one-time-passwords.")).to_be_visible()
    assert "+12065550171" in members("one-time-passwords")


def test_disassociate_an_existing_origination_identity_from_a_pool(keyboard):
    page = keyboard.page
    keyboard.open_pool("one-time-passwords")
    keyboard.tab_to(page.get_by_label("Select +1 206-555-0143", exact=True))
    keyboard.press("Space")
    keyboard.back_to(keyboard.button("Disassociate from pool"))
    keyboard.press("Enter")
    keyboard.confirm("Disassociate confirmation", "disassociate", "Disassociate")
    said = "+1 206-555-0143 was disassociated from pool one-time-passwords."
    expect(flash(page, said)).to_be_visible()
    assert members("one-time-passwords") == ["+12065550142"]


def test_configure_pool_settings(keyboard):
    page = keyboard.page
    keyboard.open_pool("load-test")
    keyboard.tab_to(section(page, "Two-way SMS").get_by_role("switch"))
    keyboard.press("Space")
    keyboard.tab_to(page.get_by_role("radio", name="Choose an existing Amazon SNS topic", exact=True))
    keyboard.press("ArrowUp")
    keyboard.tab_to(page.get_by_role("textbox", name="Topic name", exact=True))
    keyboard.type("replies")
    for setting in ("Deletion protection", "Shared routes"):
        keyboard.tab_to(section(page, setting).get_by_role("switch"))
        keyboard.press("Space")
    keyboard.tab_to(keyboard.button("Add another keyword"))
    keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Keyword", exact=True).last).to_be_focused()
    keyboard.type("TRACK")
    keyboard.tab_to(page.get_by_role("textbox", name="Response message", exact=True).last)
    keyboard.type("Your parcel is near.")
    keyboard.tab_to(keyboard.button("Add new tag"))
    keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Key", exact=True).last).to_be_focused()
    keyboard.type("Season")
    keyboard.tab_to(keyboard.button("Save changes"))
    keyboard.press("Enter")
    expect(flash(page, "Settings for pool load-test were saved.")).to_be_visible()
    saved = pool("load-test")
    assert saved.two_way_enabled
    assert saved.deletion_protection_enabled
    assert saved.shared_routes_enabled
    assert saved.keywords.filter(keyword="TRACK").exists()
    assert saved.tag_rows.filter(key="Season").exists()


def test_delete_a_pool(either_keyboard):
    keyboard, page = either_keyboard, either_keyboard.page
    pool_id = pool("load-test").pool_id
    keyboard.open_pools_tab()
    keyboard.tab_to(page.get_by_label(f"Select {pool_id}", exact=True))
    keyboard.press("Space")
    keyboard.back_to(keyboard.button("Delete pool"))
    keyboard.press("Enter")
    keyboard.confirm("Delete pool confirmation", "delete", "Delete")
    expect(flash(page, "Pool load-test was deleted.")).to_be_visible()
    assert not model("Pool").objects.present().filter(pool_id=pool_id).exists()


def test_several_rows_are_selected_with_shift_and_space(open_page):
    page = open_page(POOLS)
    keyboard, rows = Keyboard(page), page.get_by_label(re.compile("^Select pool-"))
    keyboard.tab_to(rows.nth(0))
    keyboard.press("Space")
    keyboard.tab_to(rows.nth(3))
    keyboard.press("Shift+Space")
    expect(page.locator("[data-selection-count]").first).to_have_text("4 selected")


def test_the_arrow_keys_go_round_the_tabs_and_open_none(open_page):
    page = open_page(POOLS)
    keyboard, tabs = Keyboard(page), page.get_by_role("tab")
    keyboard.tab_to(tabs.nth(1))
    for key, place in (("ArrowRight", 2), ("ArrowRight", 0), ("ArrowLeft", 2), ("Home", 0), ("End", 2)):
        keyboard.press(key)
        expect(tabs.nth(place)).to_be_focused()
    expect(page).to_have_url(re.compile(f"{POOLS}$"))
    keyboard.press("Space")
    expect(page).to_have_url(re.compile("/sender-ids/$"))


def test_slash_goes_to_the_search_and_escape_clears_it(open_page):
    page = open_page(POOLS)
    search = page.get_by_role("searchbox", name="Find pools")
    Keyboard(page).press("/", "l", "o", "a", "d")
    expect(search).to_have_value("load")
    expect(page).to_have_url(re.compile(r"\?q=load$"))
    Keyboard(page).press("Escape")
    expect(search).to_have_value("")
    expect(page).to_have_url(re.compile(f"{POOLS}$"))


def test_the_first_stop_leads_past_the_navigation(open_page):
    page = open_page(POOLS)
    keyboard = Keyboard(page)
    keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content", exact=True)
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_links_to_sections_lead_there_and_say_where_one_is(open_page):
    page = open_page(pool_path("order-updates"), height=700)
    links = page.get_by_role("navigation", name="On this page")
    current = links.locator("[aria-current]")
    expect(current).to_have_attribute("data-section", "summary")
    links.get_by_role("link", name="Keywords (4)").click()
    title = heading(page, "Keywords", 3)
    expect(title).to_be_focused()
    expect(title).to_be_in_viewport()
    expect(current).to_have_attribute("data-section", "keywords")
    expect(links).to_be_in_viewport()
    # The last section never reaches the top.
    links.get_by_role("link", name="Opt-outs").press("Enter")
    expect(heading(page, "Opt-outs", 3)).to_be_focused()
    expect(current).to_have_attribute("data-section", "opt-outs")
    page.mouse.move(700, 400)
    page.mouse.wheel(0, -20_000)
    expect(current).to_have_attribute("data-section", "summary")


def test_a_section_that_needs_attention_says_so_until_it_is_mended(open_page):
    page = open_page(pool_path("load-test"))
    links = page.get_by_role("navigation", name="On this page")
    role = page.get_by_role("textbox", name="IAM role ARN")
    page.get_by_role("switch", name="Turn on two-way SMS").check()
    role.fill("nothing like it")
    page.get_by_role("button", name="Save changes", exact=True).click()
    wrong = links.get_by_role("link", name=re.compile("Pool settings . needs attention: [12]"))
    expect(wrong).to_be_visible()
    page.get_by_role("radio", name="Create a new Amazon SNS topic").check()
    page.get_by_role("textbox", name="Topic name").fill("inbound")
    role.fill("")
    page.get_by_role("button", name="Save changes", exact=True).click()
    expect(links.get_by_role("link", name="Pool settings", exact=True)).to_be_visible()


def test_focus_stays_in_an_open_window(open_page):
    page = open_page()
    dialog = ask_to_delete(page)
    for _ in range(8):
        page.keyboard.press("Tab")
        expect(page.locator("main :focus")).to_have_count(0)
    expect(dialog).to_be_visible()


def at(path: str) -> Callable[[], str]:
    return lambda: path


def first_number() -> str:
    number = model("PhoneNumber").objects.get(phone_number="+12065550142")
    return f"{PLACE}/sms-voice/phone-numbers/{number.phone_number_id}/"


def edit_sms() -> str:
    project = model("Project").objects.get(name="Storefront").project_id
    return f"{PLACE}/projects/{project}/settings/sms-and-voice/edit/"


PAGES = {
    "overview": at(f"{PLACE}/sms-voice/"),
    "projects": at(f"{PLACE}/projects/"),
    "edit": edit_sms,
    "number": first_number,
    "pools": at(f"{POOLS}?message_type=PROMOTIONAL"),
    "sender-ids": at(f"{PLACE}/sms-voice/sender-ids/?size=10"),
    "create-from-sender-id": at(f"{POOLS}create/?type=sender-id"),
    "create-from-number": at(f"{POOLS}create/?type=phone-number"),
    "detail": lambda: pool_path("order-updates"),
    "access-keys": lambda: states.misbehaving().url("access-key-list"),
    "test-settings": lambda: states.misbehaving().url("test-settings"),
}


@pytest.mark.parametrize("only", [slice(None, None, 2), slice(1, None, 2)], ids=["even", "odd"])
def test_focus_goes_down_the_pages_around_pools(open_page, demo, only):
    page = open_page()
    for name, path in list(neighbours.neighbours().pages().items())[only]:
        page.goto(path)
        stops, wrong = walk_down(page)
        assert wrong == [], name
        # A question takes the focus past all that stands before it.
        assert 1 < stops < MANY, name


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_focus_goes_down_the_page_and_is_always_in_sight(open_page, path):
    page = open_page()
    page.goto(path())
    stops, wrong = walk_down(page)
    assert wrong == []
    assert 5 < stops < MANY


def walk_down(page: Page) -> tuple[int, list[list[str]]]:
    """How many stops there are from the top of the page to its end, and those with which something is wrong."""
    page.evaluate("document.activeElement.blur()")
    stops, wrong = 0, []
    while stops < MANY:
        page.keyboard.press("Tab")
        if (stop := page.evaluate(STOP)) is None:
            break
        stops += 1
        wrong += [stop] if stop[0] else []
    return stops, wrong
