"""The frame and the components have the sizes of the originals, within 2 px, in every browser window."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.help import states

TOLERANCE = 2
FRAME = {
    # width of the window: (top bar without its border, h1's left edge)
    1440: (56, 305),
    912: (48, 305),
    689: (48, 305),
    688: (48, 20),
    466: (48, 20),
    465: (40, 20),
    320: (40, 20),
}


def box(part: Locator) -> dict[str, float]:
    """The part's border box in the window."""
    return part.evaluate("element => element.getBoundingClientRect().toJSON()")


def style(part: Locator, *names: str) -> list[float]:
    """Computed values, in px or plain numbers."""
    read = "(element, names) => names.map(name => parseFloat(getComputedStyle(element)[name]))"
    return part.evaluate(read, names)


def font(part: Locator) -> str:
    """Size/line and weight, as the design writes them."""
    size, line, weight = style(part, "fontSize", "lineHeight", "fontWeight")
    return f"{size:g}/{line:g} {weight:g}"


def near(value: float) -> object:
    return pytest.approx(value, abs=TOLERANCE)


@pytest.fixture
def listing(open_page) -> Page:
    page = open_page("/111122223333/us-east-1/sms-voice/pools/")
    expect(page.get_by_test_id("page-pool-list")).to_be_visible()
    return page


@pytest.mark.parametrize("width", FRAME)
def test_top_bar_and_content_edge(open_page, width: int) -> None:
    height, left = FRAME[width]
    page = open_page("/111122223333/us-east-1/sms-voice/pools/", width=width)
    bar = page.get_by_role("banner")
    assert box(bar)["height"] == near(height + 1)
    assert style(bar, "paddingInlineStart") == [near(32 if width > 912 else 20)]
    assert box(page.get_by_role("heading", level=1))["left"] == near(left)


def test_side_navigation(listing: Page) -> None:
    navigation = listing.get_by_role("navigation", name="Side navigation")
    assert (box(navigation)["width"], box(navigation)["top"]) == (near(281), near(57))
    header = navigation.get_by_role("heading", level=2)
    assert box(header)["height"] == near(63)
    assert font(header) == "18/22 700"
    link = navigation.get_by_role("link", name="Overview")
    assert box(link)["height"] == near(28)
    assert box(link)["left"] + style(link, "paddingInlineStart")[0] == near(28)
    title = navigation.locator("summary").first
    assert box(title)["height"] == near(30)
    assert font(title) == "16/20 700"
    assert box(title.locator("svg"))["left"] == near(10)
    close = box(navigation.get_by_role("button", name="Close side navigation"))
    assert (close["width"], close["height"]) == (near(28), near(32))
    assert 280 - close["right"] == near(16)
    current = navigation.locator("[aria-current]")
    assert font(current) == "14/20 700"


def test_breadcrumbs_header_and_tabs(listing: Page) -> None:
    crumbs = listing.get_by_role("navigation", name="Breadcrumbs")
    assert box(crumbs)["top"] == near(57 + 16)
    assert box(crumbs)["height"] == near(28)
    h1 = listing.get_by_role("heading", level=1)
    assert font(h1) == "24/30 700"
    # The original's first row, with its heading centred in 32 px, begins 4 px below the breadcrumbs.
    assert box(h1)["top"] == near(57 + 16 + 28 + 4 + 1)
    tab = listing.get_by_role("tab", name=re.compile("Pools"))
    assert box(tab)["height"] == near(45)
    assert font(tab) == "16/20 700"
    panel = listing.get_by_role("tabpanel")
    assert style(panel, "paddingBlockStart", "paddingBlockEnd") == [near(16), near(16)]
    underline = "element => parseFloat(getComputedStyle(element, '::after').borderBottomWidth)"
    assert tab.evaluate(underline) == near(4)


def test_help_toggle_and_panel(listing: Page) -> None:
    toggle = listing.get_by_role("link", name="Open help panel")
    place = box(toggle)
    assert (place["width"], place["height"]) == (near(36), near(36))
    assert (1440 - place["right"], place["top"]) == (near(12), near(57 + 12))
    assert 1440 - box(listing.get_by_test_id("page-pool-list"))["right"] == near(60)
    toggle.click()
    panel = listing.get_by_role("complementary", name="Help panel")
    expect(panel).to_be_visible()
    assert box(panel)["width"] == near(291)
    assert box(panel)["right"] == near(1440)
    assert font(panel.get_by_role("heading", level=2)) == "18/22 700"


def test_container_and_its_header(listing: Page) -> None:
    container = listing.locator(".container")
    assert style(container, "borderTopWidth", "borderTopLeftRadius") == [1, 16]
    header = container.locator(".container__header")
    names = ("paddingTop", "paddingRight", "paddingBottom", "paddingLeft")
    assert style(header, *names) == [near(12), near(20), near(8), near(20)]
    h2 = container.get_by_role("heading", level=2)
    assert font(h2) == "20/24 700"
    info = container.get_by_role("link", name="Info")
    assert font(info) == "12/16 700"
    assert box(info)["left"] - box(h2)["right"] == near(8)


def test_buttons(listing: Page) -> None:
    delete, create = (listing.get_by_test_id(name) for name in ("delete-pool", "create-pool"))
    for button in (delete, create):
        assert box(button)["height"] == near(32)
        assert style(button, "paddingLeft", "borderLeftWidth", "borderTopLeftRadius") == [20, 2, 20]
        assert font(button) == "14/20 700"
    assert box(create)["left"] - box(delete)["right"] == near(8)
    refresh = box(listing.get_by_role("link", name="Refresh pools"))
    assert (refresh["width"], refresh["height"]) == (near(32), near(32))
    container = box(listing.locator(".container"))
    assert container["right"] - box(create)["right"] == near(21)


def test_toolbar_and_pagination(listing: Page) -> None:
    search = listing.get_by_role("searchbox", name="Find pools")
    assert box(search)["height"] == near(32)
    assert style(search, "paddingInlineStart", "borderTopLeftRadius") == [near(36), 8]
    assert box(search)["width"] <= 648 + TOLERANCE
    pages = listing.get_by_role("navigation", name="Pools pagination")
    current = box(pages.get_by_role("link", name="Page 1"))
    assert (current["width"], current["height"]) == (near(24), near(24))


def test_rows(listing: Page) -> None:
    assert box(listing.get_by_role("row").first)["height"] == near(50)
    rows = listing.locator("tbody tr")
    assert box(rows.nth(1))["height"] == near(40)
    below = box(rows.nth(2))["top"]
    rows.nth(1).get_by_role("checkbox").check()
    assert box(rows.nth(1))["height"] == near(40)
    assert box(rows.nth(2))["top"] == pytest.approx(below, abs=1), "selecting moves no other row"
    selection, first = (box(rows.nth(1).locator(":scope > *").nth(place)) for place in (0, 1))
    assert selection["width"] == near(40)
    link = box(rows.nth(0).get_by_role("link").first)
    assert link["left"] - first["left"] == near(8)
    tick = box(rows.nth(1).get_by_role("checkbox"))
    assert (tick["width"], tick["height"]) == (near(16), near(16))
    separator = "e => ['height', 'borderRightWidth'].map(n => parseFloat(getComputedStyle(e, '::after')[n]))"
    assert listing.get_by_role("columnheader").nth(1).evaluate(separator) == [near(18), near(1)]
    assert font(listing.get_by_role("columnheader").nth(1)) == "14/18 700"
    status = rows.nth(0).locator(".status").first
    assert box(status.locator("svg"))["width"] == near(16)
    assert style(status, "columnGap") == [near(4)]


def test_dialog(listing: Page) -> None:
    listing.locator("[data-row]").nth(3).check()
    listing.get_by_test_id("delete-pool").click()
    dialog = listing.get_by_role("dialog")
    expect(dialog).to_be_visible()
    place = box(dialog)
    assert place["width"] == near(600)
    assert place["left"] == near((1440 - 600) / 2)
    assert style(dialog, "borderTopLeftRadius") == [16]
    title = dialog.get_by_role("heading")
    assert font(title) == "20/24 700"
    assert box(title)["left"] - place["left"] == near(20)
    close = box(dialog.get_by_role("button", name="Close"))
    assert (close["width"], close["height"]) == (near(32), near(32))
    names = ("paddingTop", "paddingRight", "paddingBottom", "paddingLeft")
    assert style(dialog.locator(".modal__header"), *names) == [near(12), near(20), near(8), near(20)]
    assert style(dialog.locator(".modal__body"), *names) == [near(4), near(20), near(16), near(20)]
    footer = dialog.locator(".modal__footer")
    assert box(footer)["height"] == near(57)
    assert style(footer, "borderTopWidth") == [1]
    alert = dialog.locator(".alert")
    assert style(alert, "borderTopWidth", "borderTopLeftRadius") == [2, 12]
    assert style(alert, "paddingTop", "paddingLeft") == [near(8), near(16)]


@pytest.mark.parametrize("width", [390, 320])
def test_dialog_in_a_narrow_window(open_page, width: int) -> None:
    page = open_page("/111122223333/us-east-1/sms-voice/pools/", width=width)
    page.locator("[data-row]").nth(3).check()
    page.locator(".selection-bar").get_by_role("button", name="Delete pool", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert box(dialog)["width"] == near(width - 24)
    assert box(dialog)["left"] == near(12)


def test_tiles_and_fields(open_page) -> None:
    page = open_page("/111122223333/us-east-1/sms-voice/pools/create/?type=sender-id")
    tiles = page.locator(".tile")
    first, second = box(tiles.nth(0)), box(tiles.nth(1))
    assert (first["height"], first["top"]) == (near(58), second["top"])
    assert second["left"] - first["right"] == near(12)
    assert style(tiles.nth(0), "paddingTop", "paddingBottom", "paddingLeft") == [near(8), near(12), near(12)]
    assert style(tiles.nth(0), "borderTopWidth", "borderTopLeftRadius") == [1, 8]
    name = page.get_by_role("textbox", name="Pool name")
    assert box(name)["height"] == near(32)
    assert style(name, "paddingTop", "borderTopWidth", "borderTopLeftRadius") == [near(5), 1, 8]
    content = box(page.get_by_test_id("pool-setup"))["width"] - 42
    assert box(name)["width"] == near(content * 0.66)
    label = page.locator("label").filter(has_text="Pool name")
    assert font(label) == "14/20 700"
    description = page.get_by_text("A label that helps you recognize the pool.")
    assert font(description) == "12/16 400"
    assert box(name)["top"] - box(description)["bottom"] == near(4)
    assert box(page.get_by_role("combobox", name="Country"))["height"] == near(32)
    radio = page.get_by_role("radio", name="Transactional")
    assert (box(radio)["width"], box(radio)["height"]) == (near(16), near(16))


def test_an_invalid_field(open_page) -> None:
    page = open_page("/111122223333/us-east-1/sms-voice/pools/create/?type=sender-id")
    page.get_by_role("button", name="Create pool").click()
    field = page.get_by_role("textbox", name="Sender ID")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert style(field, "borderInlineStartWidth") == [8]
    assert box(field)["height"] == near(32)
    error = page.locator("[data-error]").first
    assert font(error) == "12/16 400"
    assert box(error)["top"] - box(field)["bottom"] == near(4)
    assert box(error.locator("svg"))["width"] == near(16)


@pytest.mark.parametrize(("width", "columns"), [(320, 1), (546, 1), (552, 2), (1440, 2)])
def test_columns_of_tiles(open_page, width: int, columns: int) -> None:
    """One column where the container's content is no wider than 465 px: 82 px less than a narrow window."""
    page = open_page("/111122223333/us-east-1/sms-voice/pools/create/", width=width)
    lefts = page.locator(".tile").evaluate_all("tiles => tiles.map(t => t.getBoundingClientRect().left)")
    assert len(set(lefts)) == columns


def test_an_open_help_panel_leaves_the_summary_two_columns(open_page, demo) -> None:
    demo = states.demo()
    page = open_page(demo.url("pool-detail", demo.pool.pool_id), width=1024)
    page.get_by_role("link", name="Info").first.click()
    expect(page.get_by_role("complementary", name="Help panel")).to_be_visible()
    wide = (
        page.get_by_test_id("summary")
        .locator("dd")
        .evaluate_all("values => values.filter(value => value.scrollWidth > value.clientWidth + 12).length")
    )
    pairs = page.get_by_test_id("summary").locator(".key-value__pair")
    lefts = pairs.evaluate_all("pairs => pairs.map(pair => pair.getBoundingClientRect().left)")
    assert (len(set(lefts)), wide) == (2, 0)


def test_toggles_key_values_and_flash(open_page, demo) -> None:
    demo = states.demo()
    page = open_page(demo.url("pool-detail", demo.pool.pool_id))
    pairs = page.get_by_test_id("summary").locator(".key-value__pair")
    assert font(pairs.first.locator("dt")) == "14/20 700"
    lefts = pairs.evaluate_all("pairs => pairs.map(pair => pair.getBoundingClientRect().left)")
    assert len(set(lefts)) == 4
    toggle = page.get_by_role("switch", name="Turn on shared routes")
    assert (box(toggle)["width"], box(toggle)["height"]) == (near(24), near(16))
    toggle.check()
    page.get_by_test_id("save-changes").click()
    flash = page.get_by_test_id("flash-success").locator(".flash")
    expect(flash).to_be_visible()
    assert box(flash)["height"] == near(48)
    assert style(flash, "paddingTop", "paddingLeft", "borderTopLeftRadius") == [near(8), near(16), 12]
    dismiss = box(flash.get_by_role("button", name=re.compile("^Dismiss")))
    assert (dismiss["width"], dismiss["height"]) == (near(28), near(32))
    crumbs = page.get_by_role("navigation", name="Breadcrumbs")
    assert box(flash)["left"] == near(box(crumbs)["left"])


def test_rows_of_keywords_and_tags(open_page, demo) -> None:
    """The editors' grids: 3 : 3 : 2 for tags, with 20 px between the columns and between the rows."""
    demo = states.demo()
    page = open_page(demo.url("pool-detail", demo.pool.pool_id))
    rows = page.get_by_test_id("tag-row")
    parts = rows.nth(1).locator(":scope > *:visible")
    key, value, remove = (box(parts.nth(place)) for place in range(3))
    assert key["width"] == near(value["width"])
    assert remove["width"] == near(key["width"] * 2 / 3)
    assert value["left"] - key["right"] == near(20)
    assert box(rows.nth(2))["top"] - box(rows.nth(1))["bottom"] == near(20)
