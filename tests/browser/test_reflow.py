"""Pages survive what people set for themselves: text spacing, a narrow window, forced colours, less motion."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.help import neighbours, states

# WCAG 1.4.12. A constructed style sheet, as the CSP refuses an inline one.
SPACING = """() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important } p { margin-block-end: 2em !important }`)
    document.adoptedStyleSheets = [sheet]
}"""
# Text that its box cuts off, except where a box scrolls, an ellipsis ends it, or it is for screen readers alone.
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter(element => {
    const style = getComputedStyle(element)
    return element.checkVisibility() && element.innerText?.trim()
        && !['visible', 'auto', 'scroll'].includes(style.overflowX)
        && style.textOverflow !== 'ellipsis' && style.clipPath === 'none'
        && !element.closest('.visually-hidden, select, textarea')
        && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
}).map(element => element.outerHTML.slice(0, 160))"""
OVERLAPS = """() => {
    const boxes = [...document.querySelectorAll('main :is(.button, .input, .select, .textarea, h1, h2, h3)')]
        .filter(element => element.checkVisibility() && !element.closest('.visually-hidden, .action-bar'))
        .map(element => [element, element.getBoundingClientRect()]).filter(([, box]) => box.width > 1)
    const meets = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
        && a.top < b.bottom - 1 && b.top < a.bottom - 1
    return boxes.flatMap(([one, a], place) => boxes.slice(place + 1)
        .filter(([other, b]) => meets(a, b) && !one.contains(other) && !other.contains(one))
        .map(([other]) => `${one.outerHTML.slice(0, 100)} and ${other.outerHTML.slice(0, 100)}`))
}"""
MOVING = """() => [...document.querySelectorAll('*')].flatMap(element => {
    const style = getComputedStyle(element)
    const moves = value => value.split(',').some(part => parseFloat(part) > 0)
    return moves(style.transitionDuration) || (moves(style.animationDuration) && !element.matches('.spinner'))
        ? [element.outerHTML.slice(0, 120)] : []
})"""


@pytest.fixture
def paths(demo) -> list[str]:
    state = states.demo()
    return [
        state.url("pool-list"),
        state.url("pool-detail", state.pool.pool_id),
        state.url("pool-create", query="?type=sender-id"),
        state.url("pool-create", query="?type=phone-number"),
        state.url("sms-settings-edit", state.project.project_id),
        state.url("pool-delete", query=f"?id={state.pool.pool_id}"),
        state.url("access-key-list"),
        state.url("quotas"),
        state.url("test-settings"),
    ]


@pytest.mark.parametrize("width", [1440, 390])
def test_wide_text_spacing_cuts_nothing_off(open_page, paths: list[str], width: int) -> None:
    page = open_page(width=width)
    for path in paths:
        page.goto(path)
        page.evaluate(SPACING)
        assert page.evaluate(CUT_OFF) == [], path
        assert page.evaluate(OVERLAPS) == [], path


@pytest.mark.parametrize("build", [states.demo, states.longest, states.hundred_identities])
def test_nothing_overlaps_or_is_cut_off(open_page, demo, build: Callable[[], states.State]) -> None:
    pages = build().pages()
    page = open_page()
    for width in (1440, 1024, 800, 600, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for name in ("pools", "pool", "create pool from a sender ID", "delete pool"):
            page.goto(pages[name])
            assert page.evaluate(OVERLAPS) == [], f"{name} at {width} px"
            assert page.evaluate(CUT_OFF) == [], f"{name} at {width} px"


def test_the_pages_around_pools_fit_too(open_page, demo) -> None:
    pages = neighbours.neighbours().pages()
    page = open_page()
    for width in (1440, 800, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for name, path in pages.items():
            page.goto(path)
            assert page.evaluate(OVERLAPS) == [], f"{name} at {width} px"
            assert page.evaluate(CUT_OFF) == [], f"{name} at {width} px"


def test_the_pages_of_the_api_fit_too(open_page, demo) -> None:
    """The mark in the top bar among them, beside everything else that stands there."""
    pages = states.misbehaving().api_pages()
    page = open_page()
    for width in (1440, 1024, 800, 600, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for name, path in pages.items():
            page.goto(path)
            assert page.evaluate(OVERLAPS) == [], f"{name} at {width} px"
            assert page.evaluate(CUT_OFF) == [], f"{name} at {width} px"
            expect(page.get_by_test_id("test-settings-on")).to_be_in_viewport(ratio=1)


def test_the_open_tab_is_in_view_in_a_narrow_window(open_page, demo) -> None:
    page = open_page(states.demo().url("sender-id-list"), width=320)
    expect(page.get_by_role("tab", selected=True)).to_be_in_viewport(ratio=0.99)


@pytest.fixture
def forced_colours(open_page) -> Page:
    """A page in forced colours."""
    page = open_page()
    page.emulate_media(forced_colors="active")
    return page


def test_forced_colours_keep_states_and_focus(forced_colours: Page, paths: list[str]) -> None:
    page = forced_colours
    page.goto(paths[1])
    looks = "input => ['backgroundColor', 'borderColor'].map(name => getComputedStyle(input)[name]).join()"
    protection = page.get_by_role("switch", name="Turn on deletion protection")
    before = protection.evaluate(looks)
    protection.check()
    assert protection.evaluate(looks) != before
    for _ in range(12):
        page.keyboard.press("Tab")
        assert focus_shows(page)


def focus_shows(page: Page) -> bool:
    return page.evaluate(
        """() => {
            const {outlineStyle, outlineWidth} = getComputedStyle(document.activeElement)
            return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
        }"""
    )


def test_less_motion_means_none(open_page, paths: list[str]) -> None:
    """The harness asks for less motion; only what turns while something goes on may move."""
    page = open_page()
    for path in paths:
        page.goto(path)
        assert page.evaluate(MOVING) == [], path
