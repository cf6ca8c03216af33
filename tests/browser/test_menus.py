"""The menus of the bar: what they hold is found by a few letters, and reached where a window is small."""

import re

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from pools.models import Role
from tests.help import factories as make
from tests.help import states

REGION = "[popovertarget=region-menu]"


@pytest.fixture
def many_accounts(demo) -> None:
    user = get_user_model().objects.get(username="demo")
    for number in range(12):
        account = make.AccountFactory(account_id=f"2000000000{number:02}", name=f"Class {number}")
        make.MembershipFactory(user=user, account=account, role=Role.EDITOR)


def entries(page: Page, menu: str) -> list[str]:
    return [item.strip() for item in page.locator(f"{menu} li:visible .menu__code").all_inner_texts()]


def test_a_region_is_found_and_opened_by_keyboard(open_page) -> None:
    page = open_page(states.demo().url("pool-list"))
    page.locator(REGION).focus()
    page.keyboard.press("Enter")
    search = page.get_by_role("searchbox", name="Find Regions")
    expect(search).to_be_focused()
    page.keyboard.type("west eu")
    assert entries(page, "#region-menu") == ["eu-west-1", "eu-west-2", "eu-west-3"]
    page.keyboard.type(" zzz")
    expect(page.locator("#region-menu").get_by_text("No matches")).to_be_visible()
    page.keyboard.press("Escape")
    expect(search).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator(REGION)).to_be_focused()
    page.keyboard.press("Enter")
    expect(search).to_be_focused()
    page.keyboard.type("ireland")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/eu-west-1/sms-voice/pools/"))


def test_without_script_the_menu_is_a_plain_list(open_page) -> None:
    page = open_page(states.demo().url("pool-list"), script=False)
    page.locator(REGION).click()
    expect(page.get_by_role("searchbox", name="Find Regions")).to_be_hidden()
    page.locator("#region-menu").get_by_role("link", name=re.compile("Europe .Ireland")).click()
    expect(page).to_have_url(re.compile("/eu-west-1/sms-voice/pools/"))


def test_an_account_is_found_by_its_name_or_number(open_page, many_accounts) -> None:
    page = open_page(states.demo().url("pool-list"))
    page.locator("[popovertarget=account-menu]").click()
    search = page.get_by_role("searchbox", name="Find accounts")
    search.fill("class 11")
    assert entries(page, "#account-menu") == ["2000-0000-0011"]
    for typed in ("2000-0000-0005", "200000000005"):
        search.fill(typed)
        assert entries(page, "#account-menu") == ["2000-0000-0005"]


def test_a_few_accounts_need_no_search(open_page) -> None:
    states.new_account()
    page = open_page(states.demo().url("pool-list"))
    page.locator("[popovertarget=account-menu]").click()
    expect(page.get_by_role("link", name=re.compile("^Other"))).to_be_visible()
    expect(page.get_by_role("searchbox", name="Find accounts")).to_have_count(0)


@pytest.mark.parametrize("menu", ["region", "account"])
def test_the_last_entry_is_reached_in_a_small_window(open_page, many_accounts, menu) -> None:
    page = open_page(states.demo().url("pool-list"), width=320, height=480)
    page.locator(f"[popovertarget={menu}-menu]").first.click()
    last = page.locator(f"#{menu}-menu li a").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=1)
