"""What a list of many columns keeps in sight, in a window of any width."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PLACE
from tests.browser.test_axe import faults

WIDTHS = {
    "pool_id": 174,
    "name": 173,
    "status": 92,
    "message_type": 106,
    "origination_identities": 98,
    "two_way_enabled": 80,
    "deletion_protection_enabled": 104,
    "shared_routes_enabled": 76,
    "created_timestamp": 114,
}


def lists(name: str) -> str:
    return f"{PLACE}/sms-voice/{name}/"


def widths(page: Page) -> dict[str, float]:
    read = "ths => ths.map(th => [th.dataset.column, th.getBoundingClientRect().width])"
    return dict(page.locator("thead th[data-column]").evaluate_all(read))


def overflow(page: Page) -> float:
    """How far the columns scroll."""
    return page.locator(".table-wrap").evaluate("wrap => wrap.scrollWidth - wrap.clientWidth")


def test_nine_columns_have_their_widths_at_1440(open_page) -> None:
    page = open_page(lists("pools"))
    assert widths(page) == pytest.approx(WIDTHS, abs=1)
    assert overflow(page) == 0


@pytest.mark.parametrize("name", ["phone-numbers", "sender-ids"])
def test_the_other_lists_fit_too(open_page, name: str) -> None:
    assert overflow(open_page(lists(name))) == 0


@pytest.mark.parametrize("width", [1440, 1024])
def test_a_cut_id_is_found_and_copied_whole(open_page, width: int) -> None:
    page = open_page(lists("pools"), width=width)
    link = page.locator("tbody th a").first
    whole = link.text_content()
    assert len(whole) == len("pool-") + 32
    assert link.bounding_box()["width"] < 140
    assert page.evaluate("text => window.find(text)", whole)
    assert page.evaluate("getSelection().toString()") == whole


def top(page: Page, selector: str) -> float:
    return page.locator(selector).first.evaluate("part => part.getBoundingClientRect().top")


def left(page: Page, selector: str) -> float:
    return page.locator(selector).first.evaluate("part => part.getBoundingClientRect().left")


def test_the_head_of_a_list_is_low_at_1024(open_page) -> None:
    page = open_page(width=1024, height=768)
    for name in ("pools", "phone-numbers", "sender-ids"):
        page.goto(lists(name))
        bar = page.get_by_role("banner").evaluate("bar => bar.getBoundingClientRect().bottom")
        assert 0 < top(page, "thead th") - bar <= 260, name


def test_the_header_stays_while_the_page_scrolls(open_page) -> None:
    page = open_page(lists("phone-numbers"), height=560)
    expect(page.locator("[data-fits]")).to_be_visible()
    page.evaluate("scrollTo(0, 500)")
    assert top(page, "tbody tr") < 0
    assert top(page, "thead th") == pytest.approx(57, abs=1)


def test_id_and_name_stay_while_the_columns_scroll(open_page) -> None:
    page = open_page(lists("pools"), width=1024)
    expect(page.locator("[data-fits]")).to_have_count(0)
    before = [left(page, f"tbody tr > :nth-child({place})") for place in (1, 2, 3, 4)]
    page.locator(".table-wrap").evaluate("wrap => { wrap.scrollLeft = 150 }")
    after = [left(page, f"tbody tr > :nth-child({place})") for place in (1, 2, 3, 4)]
    assert after[:3] == pytest.approx(before[:3], abs=1)
    assert after[3] == pytest.approx(before[3] - 150, abs=1)


def test_where_columns_scroll_a_copy_of_the_header_stays(open_page) -> None:
    page = open_page(lists("phone-numbers"), width=1024, height=560)
    copy = page.locator(".table-copy")
    expect(copy).to_be_hidden()
    page.evaluate("scrollTo(0, 500)")
    expect(copy).to_be_visible()
    page.locator(".table-wrap").evaluate("wrap => { wrap.scrollLeft = 150 }")
    assert top(page, ".table-copy") == pytest.approx(57, abs=1)
    lefts = "ths => ths.map(th => Math.round(th.getBoundingClientRect().left))"
    original = page.locator(".table-wrap thead th").evaluate_all(lefts)
    assert copy.locator("th").evaluate_all(lefts) == pytest.approx(original, abs=1)
    assert copy.locator("a, input").evaluate_all("all => all.every(one => one.tabIndex === -1)")
    copy.locator('[data-column="status"] a').click()
    expect(page).to_have_url(re.compile(r"\?sort=status$"))


def test_a_narrow_list_has_a_card_for_each_pool(open_page) -> None:
    page = open_page(f"{lists('pools')}?q=delivery+acme", width=390)
    card = page.locator("tbody tr")
    for words in ("Active", "Transactional", "1 number, 1 sender ID", "Sender ID ACME (AU)"):
        expect(card.get_by_text(words).locator("visible=true")).to_have_count(1)
    expect(page.locator("thead")).to_be_hidden()
    assert card.bounding_box()["width"] == pytest.approx(350, abs=1)
    target = card.locator(".target").bounding_box()
    assert (target["width"], target["height"]) == (44, 44)
    card.get_by_role("link", name="delivery-tracking").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("delivery-tracking")


def test_the_numbers_to_create_a_pool_from_are_cards_too(open_page) -> None:
    page = open_page(f"{lists('pools')}create/?type=phone-number", width=390)
    numbers = page.locator("#numbers")
    expect(numbers.locator("thead")).to_be_hidden()
    assert numbers.locator(".table-wrap").evaluate("wrap => wrap.scrollWidth <= wrap.clientWidth")
    card = numbers.locator("tbody tr:has(:enabled)").first
    for part in ("kind", "parts", "more", "status"):
        expect(card.locator(f'[data-card="{part}"]')).to_be_visible()
    card.locator("label[for]").click()
    expect(card.get_by_role("radio")).to_be_checked()


def test_the_buttons_of_preferences_are_one_line_on_a_phone(open_page) -> None:
    page = open_page(lists("pools"), width=390)
    page.get_by_role("link", name="Preferences").click()
    buttons = page.get_by_role("dialog", name="Preferences").locator(".modal__footer > .button")
    expect(buttons).to_have_count(3)
    assert len({box["y"] for box in (button.bounding_box() for button in buttons.all())}) == 1


def test_preferences_by_keyboard_and_by_hand(open_page) -> None:
    page = open_page(lists("pools"))
    page.get_by_role("link", name="Preferences").press("Enter")
    dialog = page.get_by_role("dialog", name="Preferences")
    fit = dialog.locator("[data-fit]")
    expect(fit).to_have_text("9 of 12 shown. All 9 fit at this width.")
    assert faults(page, set()) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    up = dialog.get_by_role("button", name="Move Status up")
    up.press("Enter")
    expect(up).to_be_focused()
    dialog.get_by_role("switch", name="Tags").press("Space")
    expect(fit).to_have_text("10 shown. At this width they scroll.")
    dialog.get_by_role("switch", name="Message type").press("Space")
    dialog.get_by_text("Shared routes", exact=True).click()
    expect(fit).to_have_text("8 of 12 shown. All 8 fit at this width.")
    created = dialog.locator("li").filter(has_text="Created")
    created.locator("[data-handle]").hover()
    page.mouse.down()
    first = dialog.locator("li").first.bounding_box()
    page.mouse.move(first["x"] + 10, first["y"] + 5)
    page.mouse.up()
    dialog.get_by_role("button", name="Confirm").press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator("thead th").nth(2)).to_have_text("Created")
    expect(page.get_by_role("link", name="Preferences")).to_be_focused()
    assert list(widths(page))[:4] == ["pool_id", "created_timestamp", "status", "name"]
    assert "tags" in widths(page)
    assert overflow(page) == 0
