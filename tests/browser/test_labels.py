"""The labels that the guides name, each as exact text that can be seen on the page where it belongs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.help.steps import PLACE, POOLS, ask_to_delete, ask_to_disassociate, button, model, pool_path

Go = Callable[[Page], None]
SMS_VOICE = f"{PLACE}/sms-voice"
# Every piece of text in sight, by itself: a heading without its counter, a button without its hidden words.
SEEN = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), seen = [];
    while (walker.nextNode()) {
        const box = walker.currentNode.parentElement;
        if (box.checkVisibility({visibilityProperty: true}) && !box.closest(".visually-hidden"))
            seen.push(walker.currentNode.data.trim());
    }
    return seen;
}"""


def at(path: str) -> Go:
    return lambda page: page.goto(path)


def settings(rest: str = "") -> Go:
    def go(page: Page) -> None:
        project = model("Project").objects.get(name="Storefront").project_id
        page.goto(f"{PLACE}/projects/{project}/settings/sms-and-voice/{rest}")

    return go


def number(page: Page) -> None:
    found = model("PhoneNumber").objects.get(phone_number="+13125550188")
    page.goto(f"{SMS_VOICE}/phone-numbers/{found.phone_number_id}/")


def pool_settings(page: Page) -> None:
    """A pool with two-way SMS, so that its destination shows, and one more keyword than it was saved with."""
    page.goto(pool_path("order-updates"))
    button(page, "Add another keyword").click()
    expect(page.get_by_role("textbox", name="Keyword", exact=True).last).to_be_focused()


PAGES: dict[str, tuple[Go, list[str]]] = {
    "navigation": (at(f"{SMS_VOICE}/"), ["SMS and voice", "Overview", "Phone numbers"]),
    "project": (
        settings(),
        ["Settings", "SMS and voice settings", "Edit", "Number settings", "SMS", "Voice"],
    ),
    "edit": (
        settings("edit/"),
        [
            "Edit SMS and voice settings",
            "Turn on the SMS and voice channel for this project",
            "Account-level settings",
            "Default message type",
            "Account spending limit",
            "Default sender ID",
            "Save changes",
        ],
    ),
    "pools": (at(POOLS), ["Phone numbers", "Pools", "Create pool", "Delete pool"]),
    "preferences": (at(f"{POOLS}preferences/"), ["Preferences", "Page size", "Columns"]),
    "create from a sender ID": (
        at(f"{POOLS}create/?type=sender-id"),
        [
            "Pool setup",
            "Sender ID",
            "Phone number",
            "Provide Sender ID for association",
            "Country",
            "Message type",
            "Transactional",
            "Promotional",
            "Create pool",
        ],
    ),
    "create from a phone number": (
        at(f"{POOLS}create/?type=phone-number"),
        ["Pool setup", "Sender ID", "Phone number", "Numbers available for association", "Create pool"],
    ),
    "detail": (
        pool_settings,
        [
            "Pool detail",
            "Origination identities",
            "Associate to pool",
            "Disassociate from pool",
            "Pool settings",
            "Two-way SMS",
            "Turn on two-way SMS",
            "Incoming messages destination",
            "Create a new Amazon SNS topic",
            "Choose an existing Amazon SNS topic",
            "Deletion protection",
            "Shared routes",
            "Keywords",
            "Keyword",
            "Response message",
            "Add another keyword",
            "Remove keyword",
            "Tags",
            "Add new tag",
            "Remove",
            "Opt-outs",
            "Turn on self-managed opt-outs",
            "Save changes",
        ],
    ),
    "disassociate": (ask_to_disassociate, ["Disassociate confirmation", "Disassociate"]),
    "delete": (ask_to_delete, ["Delete pool confirmation", "Delete"]),
    "number": (
        number,
        [
            "Two-way SMS",
            "Incoming messages destination",
            "Two-way SMS keywords",
            "Keyword",
            "Response message",
            "Opt-outs",
        ],
    ),
}


@pytest.mark.parametrize(("go", "labels"), PAGES.values(), ids=PAGES)
def test_every_label_is_there_to_the_letter(open_page, go, labels):
    page = open_page(script=False)
    go(page)
    assert [label for label in labels if label not in page.evaluate(SEEN)] == []
