"""What browsers and input methods do by themselves, on every page: links with a key held, keys that write a word."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.help import states

# Links alike in what a script could tell them by; one of each kind is tried.
KINDS = """() => {
    const kind = link => [link.className, link.getAttributeNames().sort().join()].join()
    const links = [...document.querySelectorAll("a[href]:not([href^=http], [aria-disabled=true])")]
        .filter(link => link.checkVisibility() || link.closest("[popover]"))
    links.forEach((link, place) => { link.dataset.place = place })
    return links.map((link, place) => [kind(link), place])
}"""
REACH = """link => {
    const menu = link.closest("[popover]")
    if (menu && getComputedStyle(menu).display === "none") menu.showPopover()
    link.focus()
}"""
HELD = ({"modifiers": ["Control"]}, {"modifiers": ["Shift"]}, {"button": "middle"})
KEYS = [
    "Escape",
    "Enter",
    "/",
    " ",
    "ArrowDown",
    "ArrowUp",
    "ArrowLeft",
    "ArrowRight",
    "Home",
    "End",
    "Tab",
    "x",
]
# Every key, as it comes in the middle of a word and at its end, to everything that can have the focus.
COMPOSE = """keys => {
    document.querySelectorAll("main input[type=search]").forEach(field => { field.value = "ne" })
    const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    const before = [document.querySelector("main").innerHTML, document.activeElement]
    const found = []
    for (const at of [document.body, ...stops])
        for (const key of keys)
            for (const how of [{isComposing: true}, {keyCode: 229}])
                for (const name of ["keydown", "keyup"])
                    if (!at.dispatchEvent(new KeyboardEvent(name, {key, ...how, bubbles: true, cancelable: true})))
                        found.push(`${name} ${key} at ${at.outerHTML.slice(0, 80)}`)
    const searches = [...document.querySelectorAll("main input[type=search]")]
    if (searches.some(field => field.value !== "ne")) found.push("the search is empty")
    if (document.querySelector("main").innerHTML !== before[0]) found.push("the page has changed")
    if (document.activeElement !== before[1]) found.push("the focus has moved")
    return found
}"""


def delete_dialog(page: Page) -> None:
    page.locator("[data-row]:enabled").first.check()
    page.get_by_test_id("delete-pool").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def help_panel(page: Page) -> None:
    page.get_by_role("link", name="Open help panel").click()
    expect(page.get_by_role("complementary", name="Help panel")).to_be_visible()


@pytest.fixture
def scenes(open_page) -> Callable[[], Iterator[tuple[str, Page]]]:
    """Every page of an account with something of everything, and what opens over pages."""

    def visit() -> Iterator[tuple[str, Page]]:
        states.misbehaving()  # one more account to switch to
        demo = states.demo()
        paths = demo.pages() | demo.api_pages()
        paths |= {
            "second page": demo.url("pool-list", query="?size=10&page=2&q=e&status=ACTIVE"),
            "nothing found": demo.url("phone-number-list", query="?q=zzz"),
            "help": "/help/pools/",
            "not found": demo.url("pool-detail", "pool-none"),
        }
        page = open_page()
        for name, path in paths.items():
            page.goto(path)
            yield name, page
        for act in (delete_dialog, help_panel):
            page.goto(demo.url("pool-list"))
            act(page)
            yield act.__name__, page

    return visit


def test_links_with_a_key_held_are_the_browsers(scenes) -> None:
    tried: set[str] = set()
    asked: list[str] = []
    for name, page in scenes():
        if not tried:
            page.on("request", lambda sent: "hx-request" in sent.headers and asked.append(sent.url))
        asked.clear()
        for kind, place in page.evaluate(KINDS):
            if kind in tried:
                continue
            tried.add(kind)
            link = page.locator(f"[data-place='{place}']")
            link.evaluate(REACH)
            for how in HELD if "hx-get" in kind else HELD[:1]:
                opens_elsewhere(page, link, how, f"{name}: {kind}")
            assert asked == [], f"{name}: {kind}"
    assert any("tabs__tab" in kind for kind in tried)
    assert any("pagination__button" in kind for kind in tried)
    assert any("menu__item" in kind for kind in tried)
    assert len(tried) > 25


def opens_elsewhere(page: Page, link: Locator, how: dict, what: str) -> None:
    here, count = page.url, len(page.context.pages)
    # What opens is of no interest here, nor what it loads; it is a page all the same, so that leaving this one shows.
    page.context.route("**", empty)
    try:
        with page.context.expect_page() as opened:
            link.click(**how)
        opened.value.close()
    finally:
        page.context.unroute("**", empty)
    assert (page.url, len(page.context.pages)) == (here, count), what
    assert link.count() == 1, what  # the place that it was given here is still on it


def empty(route: Route) -> None:
    if route.request.is_navigation_request():
        route.fulfill(content_type="text/html", body="")
    else:
        route.continue_()


def test_keys_that_write_a_word_do_nothing_else(scenes) -> None:
    for name, page in scenes():
        assert page.evaluate(COMPOSE, KEYS) == [], name
