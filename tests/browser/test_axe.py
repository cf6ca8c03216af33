"""axe finds nothing on any page, dialog, menu or panel, whatever its impact; no page or table scrolls sideways."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from pools.models import PhoneNumber, Pool
from pools.pages.frame.help import TITLES
from pools.pages.kit.listing import ALL_FILTERS
from tests.help import cookies, neighbours, states
from tests.help.factories import (
    PoolSenderIdFactory,
    SenderIdFactory,
    UserFactory,
    VerifiedDestinationNumberFactory,
)
from tests.help.states import State

WIDTHS = (1440, 320)
# Target size is the one rule of WCAG 2.2 that axe leaves off unless it is asked.
ALL = {"rules": {"target-size": {"enabled": True}}}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
RUN = (Path(__file__).parent / "axe.js").read_text()
SIDEWAYS = """() => {
    const root = document.documentElement
    const beyond = element => element.getBoundingClientRect().right > innerWidth + 0.5
        && !element.closest('.table-wrap, .tabs, pre, .visually-hidden')
    const tables = [...document.querySelectorAll('.table-wrap')]
        .filter(table => table.checkVisibility() && table.scrollWidth > table.clientWidth + 1)
    if (tables.length) return tables.map(table => `a table, ${table.outerHTML.slice(0, 160)}`)
    if (root.scrollWidth <= root.clientWidth) return []
    const culprits = [...document.body.querySelectorAll('*')].filter(beyond).slice(0, 3)
    return ['the page', ...culprits.map(element => element.outerHTML.slice(0, 160))]
}"""
STATES: dict[str, Callable[[], State]] = {
    "demo": states.demo,
    "neighbours": neighbours.neighbours,
    "empty": states.empty,
    "one row": states.one_row,
    "100 identities": states.hundred_identities,
    "longest text": states.longest,
    "no pools here": states.no_pools_here,
    "channel off": states.channel_off,
}


def faults(page: Page, seen: set[str]) -> list[str]:
    """What axe finds on the page as it stands, at both widths and in both modes."""
    found = []
    if not page.evaluate("() => 'axe' in window"):
        # Evaluated, not added as an element, so that the page's own CSP stays in force.
        page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if width == min(WIDTHS):
            found += [f"{width} px, beyond the edge: {part}" for part in page.evaluate(SIDEWAYS)]
        for mode, options in (("light", ALL), ("dark", COLOURS)):
            page.evaluate("mode => { document.documentElement.dataset.mode = mode }", mode)
            given = {"options": options, "seen": list(seen), "dark": mode == "dark"}
            here, fresh = page.evaluate(RUN, given)
            found += [f"{width} px, {mode}: {fault}" for fault in here]
            seen.update(fresh)
    return found


@pytest.fixture
def check(open_page, seen: set[str]) -> Iterator[Callable[..., Page]]:
    """check("a name", path) opens the path and looks; check("a name") looks at what the page shows by now."""
    page, found = None, []

    def look(name: str, path: str = "", **options: object) -> Page:
        nonlocal page
        if page is None:
            page = open_page(**options)
        if path:
            page.set_viewport_size({"width": max(WIDTHS), "height": 900})
            page.goto(path)
        found.extend(f"{name}, {fault}" for fault in faults(page, seen))
        return page

    yield look
    assert not found, "\n".join(found)


@pytest.mark.parametrize("state", STATES)
def test_pages(state: str, check) -> None:
    for name, path in STATES[state]().pages().items():
        check(name, path)


def test_pages_of_the_api(check, demo) -> None:
    empty = states.demo()
    page = check("no access keys", empty.url("access-key-list"))
    widen(page)
    page.get_by_test_id("create-access-key").click()
    expect(page.get_by_test_id("new-secret")).to_be_visible()
    check("a new access key")
    state = states.misbehaving()
    for name, path in state.api_pages().items():
        page = check(name, path)
    page.goto(state.url("test-settings"))
    page.get_by_label("Status delay in seconds").fill("x")
    page.get_by_test_id("save-changes").click()
    expect(page.get_by_text("Enter a whole number from 0 to 600.")).to_be_visible()
    check("test settings, refused")
    page.goto(state.url("quotas"))
    page.get_by_label("Pools", exact=True).fill("x")
    page.get_by_test_id("save-changes").click()
    expect(page.get_by_text("Enter a whole number from 1 to 1,000,000.")).to_be_visible()
    check("quotas, refused")
    page.goto(state.url("access-key-list"))
    widen(page)
    page.get_by_role("link", name="Delete access key").last.click()
    expect(page.get_by_role("dialog", name="Delete access key confirmation")).to_be_visible()
    check("delete access key, as a window")


def test_numbers_are_requested_and_moved(check, demo) -> None:
    state = states.demo()
    page = check("request phone number", state.url("phone-number-request"))
    page.get_by_test_id("next").click()
    expect(page).to_have_title(re.compile("^Error: "))
    check("request phone number, refused")
    page.get_by_label("Country", exact=True).select_option("GB")
    expect(page.locator("#request-summary")).to_contain_text("Total: $1.25")
    check("request phone number in a country")
    page.get_by_test_id("next").click()
    expect(page.get_by_test_id("review")).to_be_visible()
    check("request phone number, reviewed")
    number = PhoneNumber.objects.get(phone_number="+12065550143")
    page.goto(state.url("phone-number-detail", number.phone_number_id))
    page.get_by_test_id("move-to-pool").click()
    updates = Pool.objects.get(region="us-east-1", name="order-updates")
    page.locator("#id_to").select_option(updates.pool_id)
    expect(page.get_by_test_id("move-changes")).to_be_visible()
    check("move to pool, as a window")


def test_what_is_done_to_sender_ids_and_verified_numbers(check, demo) -> None:
    state = states.demo()
    page = check("request sender ID", state.url("sender-id-request"))
    page.get_by_test_id("request-sender-id-submit").click()
    expect(page).to_have_title(re.compile("^Error: "))
    check("request sender ID, refused")
    page.get_by_label("Country", exact=True).press("Enter")
    expect(page.get_by_role("listbox", name="Country")).to_be_visible()
    check("countries of a sender ID, listed")
    page.keyboard.press("Escape")
    PoolSenderIdFactory(sender_id=SenderIdFactory(sender_id="WINDOW"))
    check("sender ID in a pool", state.url("sender-id-detail", "WINDOW", "GB"))
    for button in ("add-to-pool", "release-sender-id", "edit-policy"):
        widen(page)
        page.get_by_test_id(button).click()
        expect(page.get_by_role("dialog").first).to_be_visible()
        check(f"{button}, as a window")
        page.reload()
    VerifiedDestinationNumberFactory(verified_destination_number_id="vdn-one")
    check("verified numbers", state.url("verified-number-list"))
    page = check("verify number", state.url("verified-number-verify", "vdn-one"))
    page.get_by_test_id("send-code").click()
    check("verify number, with its code")
    check("add a verified number", state.url("verified-number-add"))


def test_pages_outside_an_account(check) -> None:
    page = check("sign-in", "/sign-in/", user=None)
    page.get_by_test_id("sign-in-submit").click()
    expect(page).to_have_title(re.compile("^Error: "))
    check("refused sign-in")


def test_a_user_without_an_account(check, demo) -> None:
    UserFactory(username="newcomer")
    check("no account", "/", user="newcomer")


def test_help_and_error_pages(check, demo) -> None:
    demo = states.demo()
    check("not found", demo.url("pool-detail", "pool-none"))
    check("elsewhere", demo.url("pool-detail", demo.pool.pool_id).replace("us-east-1", "eu-west-1"))
    for topic in TITLES:
        check(f"help on {topic}", f"/help/{topic}/")


def test_a_viewers_pages(check, demo) -> None:
    demo = states.demo()
    check("list for a viewer", demo.url("pool-list"), user="viewer")
    check("pool for a viewer", demo.url("pool-detail", demo.pool.pool_id))
    check("number for a viewer", demo.url("phone-number-detail", demo.number.phone_number_id))
    check("forbidden", demo.url("pool-create"))
    misbehaving = states.misbehaving()
    check("test settings for a viewer", misbehaving.url("test-settings"))
    check("quotas for a viewer", misbehaving.url("quotas"))


def test_menus_and_panels(check, demo) -> None:
    page = check("list", states.demo().url("pool-list"))
    for name in (re.compile("^Region: "), re.compile("^Account: ")):
        page.get_by_role("button", name=name).click()
        check(f"menu {name.pattern}")
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Open side navigation").click()
    expect(page.get_by_role("link", name="Overview")).to_be_visible()
    check("side navigation over the page")
    page.keyboard.press("Escape")
    check("a filter, open", states.demo().url("pool-list", query="?open=message_type"))
    check("all filters, open", states.demo().url("pool-list", query=f"?open={ALL_FILTERS}"))
    page.get_by_role("link", name="Open help panel").click()
    expect(page.get_by_role("complementary", name="Help panel")).to_be_visible()
    check("help panel")
    check("command", states.demo().url("pool-list", query="?command=1"))
    expect(page.get_by_test_id("command-text")).to_be_visible()


def test_dialogs(check, demo) -> None:
    demo = states.demo()
    page = check("list", demo.url("pool-list"))
    widen(page)
    rows = page.locator("[data-row]")
    rows.first.check()
    page.get_by_test_id("delete-pool").click()
    dialog = page.get_by_role("dialog", name="Delete pool confirmation")
    expect(dialog).to_be_visible()
    check("delete one")
    page.get_by_test_id("confirm-input").fill("delete ")
    check("extra space")
    page.keyboard.press("Escape")
    widen(page)
    page.locator("[data-select-all]").check()
    page.get_by_test_id("delete-pool").click()
    expect(dialog).to_be_visible()
    check("delete all, two of them protected")
    page.goto(demo.url("project-list"))
    widen(page)
    page.get_by_test_id("create-project").click()
    expect(page.get_by_role("dialog", name="Create a project")).to_be_visible()
    check("create a project")


def test_dialogs_of_a_pool(check, demo) -> None:
    demo = states.demo()
    page = check("pool", demo.url("pool-detail", demo.pool.pool_id))
    widen(page)
    rows = page.locator("tr[data-state=associated] [data-row]")
    rows.first.check()
    page.get_by_test_id("disassociate-from-pool").click()
    expect(page.get_by_role("dialog", name="Disassociate confirmation")).to_be_visible()
    check("disassociate")
    page.keyboard.press("Escape")
    page.get_by_test_id("add-sender-id").click()
    expect(page.get_by_role("dialog", name="Add sender ID")).to_be_visible()
    page.get_by_test_id("add-sender-id-submit").click()
    expect(page.get_by_text("Sender ID is required.")).to_be_visible()
    check("add sender ID, refused")
    protected = Pool.objects.get(name="one-time-passwords")
    page.goto(demo.url("pool-detail", protected.pool_id))
    widen(page)
    page.get_by_test_id("delete-pool").click()
    expect(page.get_by_test_id("dialog-blocked")).to_be_visible()
    check("delete, blocked")


def test_forms_refused_changed_and_saved(check, demo) -> None:
    demo = states.demo()
    page = check("create", demo.url("pool-create", query="?type=sender-id"))
    widen(page)
    page.get_by_role("button", name="Create pool").click()
    expect(page.get_by_text("Sender ID is required.")).to_be_visible()
    check("create, refused")
    page.get_by_role("textbox", name="Sender ID").fill("NEW")
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("dialog", name="Leave page")).to_be_visible()
    check("leave page")
    page.get_by_role("button", name="Leave", exact=True).click()
    expect(page.get_by_test_id("page-pool-list")).to_be_visible()
    page.goto(demo.url("pool-detail", demo.pool.pool_id))
    widen(page)
    page.get_by_test_id("add-keyword").click()
    page.get_by_test_id("add-tag").click()
    page.get_by_test_id("save-changes").click()
    expect(page.locator("[data-error]").first).to_be_visible()
    check("settings, refused")
    page.goto(demo.url("pool-detail", demo.pool.pool_id))
    widen(page)
    page.get_by_label("Turn on shared routes").check()
    page.get_by_test_id("save-changes").click()
    expect(page.get_by_test_id("flash-success")).to_be_visible()
    check("settings, saved")
    page.goto(demo.url("pool-detail", demo.pool.pool_id))
    widen(page)
    page.get_by_role("textbox", name="Response message").first.fill("Mine.")
    demo.pool.keywords.filter(keyword="HELP").update(keyword_message="Theirs.")
    page.get_by_test_id("save-changes").click()
    expect(page.get_by_test_id("choice")).to_be_visible()
    page.get_by_test_id("save-changes").click()
    expect(page.get_by_text("Choose for 1 setting.")).to_be_visible()
    check("settings, in conflict")


def test_what_comes_back_after_an_expired_sign_in(check, demo) -> None:
    demo = states.demo()
    page = check("settings", demo.url("pool-detail", demo.pool.pool_id))
    save_signed_out(page)
    expect(page.get_by_test_id("flash-info")).to_contain_text("filled in again")
    check("settings, filled in again")
    demo.pool.delete()
    save_signed_out(page)
    expect(page.get_by_test_id("entered")).to_be_visible()
    check("no such page any more, with what was entered")


def save_signed_out(page: Page) -> None:
    """Save a form whose session has ended, and sign in again."""
    widen(page)
    page.get_by_label("Turn on shared routes").click()
    page.get_by_role("textbox", name="Response message").first.fill("Mine.")
    page.context.clear_cookies(name=cookies.SESSION)
    page.get_by_test_id("save-changes").click()
    expect(page.get_by_test_id("page-sign-in")).to_be_visible()
    user = get_user_model().objects.get(username="demo")
    user.set_password("demo")
    user.save()
    page.get_by_label("User name").fill("demo")
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("page-sign-in")).to_have_count(0)


def widen(page: Page) -> None:
    page.set_viewport_size({"width": max(WIDTHS), "height": 900})
