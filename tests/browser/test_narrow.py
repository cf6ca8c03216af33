"""Every page in a phone's window: its title, what a finger reaches, where the focus is, what a control says."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import pool_path
from tests.help import neighbours, states

CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary"
# Links in a sentence are as high as its lines. A country on a map is as small as it is, and has a link in the table.
TARGETS = """() => [...document.querySelectorAll('CONTROLS')].filter(one => one.getBoundingClientRect().width > 1
    && one.checkVisibility({visibilityProperty: true}) && !one.closest('.visually-hidden, .skip-link, .world')
    && ![...one.parentNode.childNodes].some(near => near.nodeType === 3 && near.textContent.trim().length > 2))
""".replace("CONTROLS", CONTROLS)
# 22 px to each side of its middle a target is met, or the next one; 11 px to each side it is itself.
MISSED = f"""() => ({TARGETS})().flatMap(one => {{
    const whole = one.labels?.[0]?.contains(one) ? one.labels[0] : one
    whole.scrollIntoView({{block: 'center', inline: 'center', behavior: 'instant'}})
    const box = whole.getBoundingClientRect()
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
    const at = (side, far) => document.elementFromPoint(x + side[0] * far, y + side[1] * far)
    const isOwn = hit => whole.contains(hit) || [...(one.labels || [])].some(label => label.contains(hit))
    const misses = side => {{
        const [near, far] = [at(side, 10), at(side, 21)] // nothing is beyond the window's edge
        return (near && !isOwn(near)) || (far && !isOwn(far) && !far.closest('{CONTROLS}, label'))
    }}
    return [[0, -1], [0, 1], [-1, 0], [1, 0]].some(misses) ? [one.outerHTML.slice(0, 200)] : []
}})"""
UNMARKED = f"""() => ({TARGETS})().filter(one => {{
    one.focus({{focusVisible: true, preventScroll: true}})
    if (document.activeElement !== one) return false
    const [own, after] = [getComputedStyle(one), getComputedStyle(one, '::after')]
    const outlined = own.outlineStyle === 'solid' && parseFloat(own.outlineWidth) >= 2
    return !outlined && own.boxShadow === 'none' && after.boxShadow === 'none'
}}).map(one => one.outerHTML.slice(0, 200))"""
CLIPPED = f"""() => {{
    const pen = document.createElement('canvas').getContext('2d')
    const room = (one, style) => one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
    return ({TARGETS})().filter(one => {{
        const style = getComputedStyle(one)
        const isSelect = one.localName === 'select'
        const text = isSelect ? one.selectedOptions[0]?.text : one.value ? '' : one.placeholder
        pen.font = style.font
        const fits = !text || pen.measureText(text).width <= room(one, style) + 1
        return !fits && (isSelect || style.textOverflow !== 'ellipsis')
    }}).map(one => one.outerHTML.slice(0, 200))
}}"""


@pytest.fixture
def pages(open_page, demo) -> Iterator[tuple[str, Page]]:
    """Every page of the demo account, one after the other."""
    state = states.demo()
    page = open_page(width=390, height=844)
    paths = (
        state.pages()
        | neighbours.neighbours().pages()
        | state.api_pages()
        | {"no such pool": state.url("pool-detail", "pool-none")}
    )
    return ((name, page) for name, path in paths.items() if page.goto(path))


def test_a_finger_meets_every_target(pages) -> None:
    for name, page in pages:
        assert page.evaluate(MISSED) == [], name


def test_the_focus_shows_and_no_control_is_clipped(pages) -> None:
    for name, page in pages:
        assert page.evaluate(UNMARKED) == [], name
        assert page.evaluate(CLIPPED) == [], name


def test_each_page_has_its_title_and_its_path(pages) -> None:
    for name, page in pages:
        heading = page.get_by_role("heading", level=1)
        title = heading.evaluate("h1 => h1.firstChild.textContent.trim()")
        assert title in page.title(), name
        expect(heading).to_be_in_viewport(ratio=1)
        assert heading.evaluate("h1 => h1.scrollWidth <= h1.clientWidth"), name
        crumbs = page.locator("#crumbs li")
        assert crumbs.last.text_content().strip() == title, name
        assert crumbs.count() > 1, name
        for link in crumbs.get_by_role("link").all():
            assert page.request.get(link.get_attribute("href")).ok, name


def test_what_became_of_a_move_is_in_sight(open_page, demo) -> None:
    page = open_page(width=390, height=844)
    page.goto(f"{pool_path('fraud-alerts')}?q=2065550143")
    page.get_by_role("link", name="Move it here").click()
    page.get_by_test_id("move-submit").click()
    expect(page.get_by_role("button", name="Undo")).to_be_in_viewport(ratio=1)
