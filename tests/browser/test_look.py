"""What lies where: actions, popovers, tabs and panels, in windows that have little room for them."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.help import states

LISTS = ("pool-list", "phone-number-list", "sender-id-list")
HELP = ("Open help panel", "Help panel")


def box(part: Locator) -> dict[str, float]:
    return part.evaluate("element => element.getBoundingClientRect().toJSON()")


def meet(one: dict[str, float], other: dict[str, float]) -> bool:
    return (
        one["left"] < other["right"] - 1
        and other["left"] < one["right"] - 1
        and one["top"] < other["bottom"] - 1
        and other["top"] < one["bottom"] - 1
    )


def shown_actions(page: Page) -> list[dict[str, float]]:
    """The boxes of the actions in the header of the first list."""
    actions = page.locator(".container__header .header__actions").first.locator(".button:visible")
    return [box(action) for action in actions.all()]


WIDE = ("phone-number-list", "sender-id-list")


@pytest.mark.parametrize(("width", "with_help"), [(1440, False), (1024, False), (1024, True), (390, False)])
def test_actions_stand_in_one_line_at_the_right(open_page, demo, width: int, with_help: bool) -> None:
    page = open_page(width=width)
    for name in LISTS:
        page.goto(states.demo().url(name))
        if with_help:
            page.get_by_role("link", name=HELP[0]).click()
            expect(page.get_by_role("complementary", name=HELP[1])).to_be_visible()
        actions = shown_actions(page)
        title = box(page.locator(".container__header h2").first)
        header = box(page.locator(".container__header .header__row").first)
        assert {round(one["top"]) for one in actions} == {round(actions[0]["top"])}, name
        if width == 390 and name in WIDE:
            # Its first act alone is as wide as a phone leaves beside the title: right below it, then.
            assert actions[0]["top"] < title["bottom"] + 20, f"{name}: far from its title"
        elif not with_help:
            assert actions[0]["top"] < title["bottom"], f"{name}: below its title"
        assert actions[-1]["right"] == pytest.approx(header["right"], abs=1), name


def test_what_does_not_fit_is_in_the_menu(open_page, demo) -> None:
    page = open_page(states.demo().url("pool-list"), width=430)
    delete, more = page.get_by_test_id("delete-pool"), page.locator("[popovertarget=pools-heading-more]")
    expect(more).to_have_accessible_name("More actions")
    expect(page.get_by_test_id("create-pool")).to_be_visible()
    expect(delete).to_be_hidden()
    page.locator("[data-row]").first.check()
    more.focus()
    for _ in ("compare", "edit", "view details", "delete"):
        page.keyboard.press("ArrowDown")
    expect(delete).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Delete pool confirmation")).to_be_visible()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(delete).to_be_visible()
    expect(more).to_be_hidden()


@pytest.mark.parametrize("width", [560, 1024])
@pytest.mark.parametrize("with_help", [False, True])
def test_buttons_that_the_guide_names_show_from_tablets_on(
    open_page, demo, width: int, with_help: bool
) -> None:
    state = states.demo()
    page = open_page(width=width)
    for name, values, buttons in (
        ("pool-list", (), ("delete-pool", "create-pool")),
        (
            "pool-detail",
            (state.pool.pool_id,),
            ("disassociate-from-pool", "associate-to-pool", "delete-pool"),
        ),
    ):
        page.goto(state.url(name, *values))
        if with_help:
            page.get_by_role("link", name=HELP[0]).click()
            expect(page.get_by_role("complementary", name=HELP[1])).to_be_visible()
        for one in buttons:
            expect(page.get_by_test_id(one)).to_be_visible()
        # On the list are acts that no guide names: they alone may be in the menu, and View details on a tablet.
        if name == "pool-detail":
            expect(page.locator("[data-more]").first).to_be_hidden()
        elif width == 1024 and not with_help:
            expect(page.get_by_test_id("view-details")).to_be_visible()


def test_selecting_moves_no_row_and_covers_no_column_header(open_page, demo) -> None:
    page = open_page(states.demo().url("pool-list"), width=1024)
    rows = page.locator("tbody tr")
    before = [box(row)["top"] for row in rows.all()[:5]]
    for one in page.locator("[data-row]").all()[:3]:
        one.check()
    expect(page.get_by_test_id("delete-pool")).to_have_text("Delete pool (3)")
    expect(page.get_by_test_id("view-details")).to_be_hidden()
    assert [box(row)["top"] for row in rows.all()[:5]] == pytest.approx(before, abs=1)
    page.set_viewport_size({"width": 1024, "height": 600})
    page.evaluate("scrollTo(0, 300)")
    copy = page.locator(".table-copy[data-shown]")
    expect(copy).to_be_visible()
    assert box(copy)["top"] == pytest.approx(box(page.locator(".container__header").first)["bottom"], abs=1)


def test_what_was_in_the_menu_comes_back_in_its_order(open_page, demo) -> None:
    state = states.demo()
    page = open_page(state.url("pool-detail", state.pool.pool_id), width=430)
    actions = page.locator("#origination-identities .header__actions")
    names = "(group) => [...group.querySelectorAll('.button')].filter((one) => one.offsetWidth).map((one) => one.id)"
    expect(page.locator("#identities-refresh")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("#associate-to-pool")).to_be_visible()
    assert actions.evaluate(names)[0] == "identities-refresh"


def test_without_script_all_actions_show(open_page, demo) -> None:
    page = open_page(states.demo().url("pool-list"), width=390, script=False)
    for name in ("view-details", "delete-pool", "create-pool"):
        expect(page.get_by_test_id(name)).to_be_visible()
    expect(page.get_by_role("button", name="More actions")).to_be_hidden()


def test_a_popover_covers_neither_its_row_nor_its_button(open_page, demo) -> None:
    page = open_page(states.demo().url("pool-list"), height=500)
    for row in (page.locator("tbody tr").first, page.locator("tbody tr").last):
        opener = row.locator(".popover-opener")
        opener.click()
        popover = box(page.locator(".popover:popover-open"))
        assert not meet(popover, box(row))
        assert not meet(popover, box(opener))
        assert popover["left"] == pytest.approx(box(opener)["left"], abs=1)
        assert popover["top"] >= 0
        assert popover["bottom"] <= 500
        page.keyboard.press("Escape")


@pytest.mark.parametrize(("width", "opacity"), [(1440, "0"), (320, "1")])
def test_tabs_that_overflow_say_so(open_page, demo, width: int, opacity: str) -> None:
    page = open_page(states.demo().url("phone-number-list"), width=width)
    fade = page.get_by_role("tablist").evaluate("list => getComputedStyle(list, '::after').opacity")
    assert fade == opacity


def test_the_panels_keep_their_titles_at_the_end_of_a_page(open_page, demo) -> None:
    page = open_page(states.demo().url("phone-number-list"), height=600)
    page.get_by_role("link", name=HELP[0]).click()
    expect(page.get_by_role("complementary", name=HELP[1])).to_be_visible()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.get_by_text(re.compile("^Version"))).to_be_in_viewport()
    bar = box(page.get_by_role("banner"))
    for panel in (page.get_by_role("navigation", name="Side navigation"), page.get_by_role("complementary")):
        assert box(panel)["top"] == pytest.approx(bar["bottom"], abs=1)
        assert box(panel)["bottom"] == pytest.approx(600, abs=1)


def test_a_combo_box_has_the_caret_of_a_select(open_page, demo) -> None:
    state = states.demo()
    page = open_page(state.url("pool-detail", state.pool.pool_id))
    caret = "field => getComputedStyle(field).backgroundImage"
    combo = page.locator("input[list]")
    select = page.locator("select.select").first
    assert "gradient" in select.evaluate(caret)
    for invalid in ("false", "true"):
        for field in (combo, select):
            field.evaluate("(field, value) => field.setAttribute('aria-invalid', value)", invalid)
        assert combo.evaluate(caret) == select.evaluate(caret)


def test_paper_has_whole_ids_a_time_to_read_and_no_controls(open_page, demo) -> None:
    state = states.demo()
    page = open_page(state.url("pool-detail", state.pool.pool_id), width=1024)
    page.emulate_media(media="print")
    shown = "parts => parts.every((part) => parseFloat(getComputedStyle(part).fontSize) > 0)"
    assert page.locator(".cut, .cut__more").evaluate_all(shown)
    dots = "part => getComputedStyle(part, '::before').content"
    assert page.locator("#summary .cut").first.evaluate(dots) == "none"
    expect(page.locator(".print-header")).to_have_text(
        re.compile(r", \d{4}, \d\d:\d\d \(UTC[+-]\d\d:\d\d\)$")
    )
    controls = ".button, .pagination, .copy, .side-nav, .sections, .members__why a, [data-row]"
    assert (
        page.locator(controls).evaluate_all(
            "all => all.filter((one) => one.checkVisibility()).map((one) => one.outerHTML)"
        )
        == []
    )
