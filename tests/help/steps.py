"""The steps that several tests take, by the words that a person sees."""

import json
import re

from django.apps import apps
from django.db.models import Model
from playwright.sync_api import APIResponse, Locator, Page, expect

from tests.browser.conftest import PLACE, pool_path

POOLS = f"{PLACE}/sms-voice/pools/"


def model(name: str) -> type[Model]:
    return apps.get_model("pools", name)


def pool(name: str) -> Model:
    return model("Pool").objects.get(name=name, region="us-east-1")


def members(name: str) -> list[str]:
    """The phone numbers and sender IDs in a demo pool, as the database has them."""
    links = pool(name).sender_id_links.values_list("sender_id__sender_id", flat=True)
    return sorted([*pool(name).phone_numbers.values_list("phone_number", flat=True), *links])


def button(scope: Page | Locator, name: str) -> Locator:
    return scope.get_by_role("button", name=name, exact=True)


def heading(page: Page, name: str | re.Pattern, level: int) -> Locator:
    return page.get_by_role("heading", name=name, exact=True, level=level)


def section(page: Page, name: str) -> Locator:
    """The smallest part of the page under this heading; a counter may follow the name."""
    title = page.get_by_role("heading", name=re.compile(rf"^{name}( \(.*\))?$"))
    return page.locator("section, .container").filter(has=title).last


def flash(page: Page, text: str | re.Pattern, kind: str = "success") -> Locator:
    return page.get_by_test_id(f"flash-{kind}").filter(has_text=text)


def open_pools_tab(page: Page) -> None:
    """In the navigation pane, under SMS and voice, choose Phone numbers; there, the Pools tab."""
    navigation = page.get_by_role("navigation", name="Side navigation")
    under = navigation.get_by_role("group").filter(has=page.get_by_text("SMS and voice", exact=True))
    under.get_by_role("link", name="Phone numbers", exact=True).click()
    page.get_by_role("tab", name=re.compile(r"^Pools \(\d+\)$")).click()
    expect(page.get_by_role("tabpanel").get_by_role("heading", name=re.compile("^Pools"))).to_be_visible()


def open_pool(page: Page, name: str) -> None:
    """From the Pools tab to the Pool detail page, by the link in the pool's row."""
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=name, exact=True))
    row.get_by_role("rowheader").get_by_role("link").click()
    expect(page.get_by_text("Pool detail", exact=True)).to_be_visible()


def add_keyword(page: Page, keyword: str, message: str = "Hello.") -> Locator:
    """Add a row; without script its button loads the page again, and what is typed before goes with the old one."""
    button(page, "Add another keyword").click()
    field = page.get_by_role("textbox", name="Keyword", exact=True).last
    expect(field).to_be_focused()
    field.fill(keyword)
    page.get_by_role("textbox", name="Response message", exact=True).last.fill(message)
    return field


def add_tag(page: Page, key: str, value: str = "") -> Locator:
    button(page, "Add new tag").click()
    field = page.get_by_role("textbox", name="Key", exact=True).last
    expect(field).to_be_focused()
    field.fill(key)
    page.get_by_role("textbox", name=re.compile("^Value")).last.fill(value)
    return field


def select(page: Page, name: str) -> None:
    page.get_by_label(f"Select {name}", exact=True).check()


def select_pool(page: Page, name: str) -> None:
    select(page, pool(name).pool_id)


def ask_to_delete(page: Page, name: str = "load-test") -> Locator:
    """The window that asks before a pool of the list is deleted; without script it is a page."""
    page.goto(POOLS)
    select_pool(page, name)
    button(page, "Delete pool").click()
    return window(page, "Delete pool confirmation")


def ask_to_disassociate(page: Page, *identities: str, name: str = "one-time-passwords") -> Locator:
    """The window that asks before identities leave a pool; without script it is a page."""
    page.goto(pool_path(name))
    for identity in identities or ("+1 206-555-0143",):
        select(page, identity)
    button(page, "Disassociate from pool").click()
    return window(page, "Disassociate confirmation")


def window(page: Page, title: str) -> Locator:
    shown = page.locator("dialog, main").filter(has=page.get_by_role("heading", name=title, exact=True))
    expect(shown).to_be_visible()
    return shown


def tell(page: Page, path: str, **fields: str) -> APIResponse:
    """Post what no control of the page would post."""
    headers = json.loads(page.locator("body").get_attribute("hx-headers"))
    origin = page.evaluate("location.origin")
    return page.request.post(path, form=fields, headers=headers | {"Origin": origin}, max_redirects=0)


def confirm(page: Page, title: str, word: str, do: str) -> None:
    """In the window with this title enter the word in the text field, then choose the button."""
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    page.get_by_role("textbox", name=f'To confirm, enter "{word}".', exact=True).fill(word)
    button(page, do).click()


__all__ = ["POOLS", "pool_path"]
