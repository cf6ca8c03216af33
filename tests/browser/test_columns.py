"""What a list of many columns keeps in sight, in a window of any width."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PLACE

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
