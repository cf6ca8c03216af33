"""No control is disabled without saying why: on every page, for every role, in every state, before and after."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.help import neighbours, states
from tests.help.states import State

STATES: dict[str, Callable[[], State]] = {
    "demo": states.demo,
    "neighbours": neighbours.neighbours,
    "empty account": states.empty,
    "channel off": states.channel_off,
    "no pools in the Region": states.no_pools_here,
    "quota reached": states.quota_reached,
    "protected pool": states.protected,
    "two-way pool": states.two_way,
    "pool of sender IDs": states.sender_only,
    "50 tags": states.full_of_tags,
    "30 keywords": states.full_of_keywords,
    "100 identities": states.hundred_identities,
    "test settings on": states.misbehaving,
}
# A reason stands in an element that aria-describedby names: the tooltip, the row's reason, the limit that was
# reached, or the part of a dialog that tells what blocks it. A description that is there anyway is none. What the
# button that waits for its typed word wants is in the field's label.
SILENT = r"""document => {
    const disabled = ':is(button, input, select, textarea, a):is(:disabled, [aria-disabled="true"])'
    const isReason = element => element
        && element.textContent.trim()
        && !/-(description|constraint|error)$/.test(element.id)
    const reasonsOf = control => (control.getAttribute('aria-describedby') ?? '').split(/\s+/)
        .map(id => id && document.getElementById(id))
    return [...document.querySelectorAll(disabled)]
        .filter(control => !control.matches('[data-confirm-submit]'))
        .filter(control => !reasonsOf(control).some(isReason))
        .map(control => control.outerHTML.slice(0, 240))
}"""


# Nothing of the style or the script of a page matters to who has none: only what the server sent.
SILENT_AS_SENT = f"sent => ({SILENT})(new DOMParser().parseFromString(sent, 'text/html'))"


def silent(page: Page) -> list[str]:
    """The page's disabled controls that don't say why."""
    return page.evaluate(f"({SILENT})(document)")


def pages_of(state: State, name: str) -> dict[str, str]:
    """Of states that are a matter of one pool, only the pages that show it."""
    if state.key:
        return state.api_pages()
    everything = name in ("demo", "neighbours", "empty account", "channel off")
    return state.pages() if everything else state.account_pages() | state.pool_pages()


@pytest.mark.parametrize("name", STATES)
def test_every_disabled_control_says_why(open_page, demo, name: str) -> None:
    state, found = STATES[name](), []
    paths = pages_of(state, name)
    for user in states.ROLES:
        page = open_page(user=user)
        for title, path in paths.items():
            sent = page.goto(path).text()
            found += [f"{user}, {title}: {control}" for control in silent(page)]
            assert "</main>" in sent
            missing = page.evaluate(SILENT_AS_SENT, sent)
            found += [f"{user}, {title}, without script: {control}" for control in missing]
    assert not found, "\n".join(found)


def test_controls_say_why_when_the_selection_changes(open_page, demo) -> None:
    demo = states.demo()
    page = open_page()
    for path in (
        demo.url("pool-list"),
        demo.url("pool-detail", demo.pool.pool_id),
        demo.url("sender-id-list"),
    ):
        page.goto(path)
        rows = page.locator("[data-row]:enabled")
        for row in (rows.first, rows.last):
            row.check()
            assert silent(page) == []


def test_a_click_on_a_disabled_control_says_why_too(open_page, demo) -> None:
    """The reason comes up, is announced, and nothing else happens."""
    demo = states.demo()
    page = open_page(demo.url("pool-list"), user="viewer")
    for control in page.locator("button[aria-disabled=true]:not(.selection-bar *)").all():
        click_in_vain(page, control)
    page.set_viewport_size({"width": 390, "height": 900})
    page.locator("[data-row]:enabled").first.check()
    page.locator("[popovertarget=pools-more-below]").click()
    click_in_vain(page, page.get_by_test_id("delete-pool-below"))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(demo.url("pool-detail", demo.pool.pool_id))
    for name in ("delete-pool", "associate-to-pool"):
        click_in_vain(page, page.get_by_test_id(name))


def test_a_reason_goes_with_its_control_that_is_scrolled_away(open_page, demo) -> None:
    page = open_page(states.demo().url("pool-list"), user="viewer")
    page.set_viewport_size({"width": 1440, "height": 400})
    control = page.get_by_test_id("delete-pool")
    control.focus()
    reason = page.locator(f"#{control.get_attribute('aria-describedby').split()[0]}")
    expect(reason).to_be_visible()
    page.evaluate("scrollTo(0, 2000)")
    expect(control).not_to_be_in_viewport()
    expect(reason).to_be_hidden()


def click_in_vain(page: Page, control: Locator) -> None:
    address = page.url
    control.click(force=True)
    named = control.get_attribute("aria-describedby").split()
    reason = page.locator(", ".join(f"#{name}[role=tooltip]" for name in named))
    expect(reason).to_be_visible()
    spoken = page.locator("#live-polite, #live-assertive")
    expect(spoken.filter(has_text=reason.inner_text())).to_have_count(1)
    expect(page).to_have_url(address)
    expect(page.get_by_role("dialog")).to_have_count(0)
