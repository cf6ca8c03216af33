"""From a new access key to a deleted one, as a person does it."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.help.factories import AccessKeyFactory
from tests.help.steps import PLACE, button, flash, heading, model

KEYS = f"{PLACE}/access-keys/"


@pytest.fixture(autouse=True)
def no_keys(demo) -> None:
    """The demo has a key of its own."""
    model("AccessKey").objects.all().delete()


def create(page: Page) -> tuple[str, str]:
    """The ID and the secret that the page shows."""
    button(page, "Create access key").click()
    expect(heading(page, "Access key created", 2)).to_be_visible()
    return tuple(
        page.get_by_test_id(name).inner_text().strip() for name in ("new-access-key-id", "new-secret")
    )


def test_create_copy_deactivate_and_delete(open_page, script):
    page = open_page(f"{PLACE}/sms-voice/", script=script)
    page.get_by_role("button", name="Account: Demo · Administrator").click()
    page.locator("#account-menu").get_by_role("link", name="Access keys", exact=True).click()
    key_id, secret = create(page)
    assert model("AccessKey").objects.get().access_key_id == key_id
    assert secret not in page.url
    expect(page.get_by_test_id("posix-commands")).to_contain_text(f"export AWS_SECRET_ACCESS_KEY={secret}")
    if script:
        expect(heading(page, "Access key created", 2)).to_be_focused()
        copied(page, "Copy secret access key", secret)
    row = page.get_by_test_id(f"access-key-row-{key_id}")
    row.get_by_role("link", name="Delete").click()
    expect(page.get_by_test_id("dialog-blocked")).to_contain_text("Deactivate it first")
    page.get_by_test_id("deactivate").click()
    expect(page.get_by_test_id("dialog-blocked")).to_have_count(0)
    if script:
        # The secret is not lost by what is done below it.
        expect(page.get_by_test_id("new-secret")).to_have_text(secret)
        expect(row).to_contain_text("Inactive")
    page.get_by_test_id("confirm-input").fill("delete")
    page.get_by_test_id("confirm-submit").click()
    expect(flash(page, f"Access key {key_id} was deleted.")).to_be_visible()
    expect(page.get_by_text("No access keys")).to_be_visible()
    assert not model("AccessKey").objects.exists()


def copied(page: Page, name: str, text: str) -> None:
    """What the button puts on the clipboard, seen where the page hands it over."""
    page.evaluate(
        "navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve() }"
    )
    button(page, name).click()
    page.wait_for_function("text => window.copied === text", arg=text)


def test_nothing_leads_back_to_a_secret(open_page):
    page = open_page(KEYS)
    _, secret = create(page)
    page.get_by_role("link", name="Overview", exact=True).click()
    expect(heading(page, "SMS and voice", 1)).to_be_visible()
    page.go_back()
    expect(heading(page, "Access keys", 1)).to_be_visible()
    assert secret not in page.content()
    assert model("AccessKey").objects.count() == 1


def test_done_leads_to_the_list(open_page, script):
    page = open_page(KEYS, script=script)
    create(page)
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_test_id("new-secret")).to_have_count(0)
    expect(page).to_have_url(re.compile(f"{KEYS}$"))


def test_the_form_of_before_makes_no_other_key(open_page):
    """A page that is sent again by the browser's reload, as far as it goes without script."""
    page = open_page(KEYS, script=False)
    create(page)
    page.reload()
    expect(flash(page, "so no key was created", "error")).to_be_visible()
    assert model("AccessKey").objects.count() == 1


def test_with_the_keyboard_alone(open_page):
    page = open_page(KEYS, user="viewer")
    button(page, "Create access key").focus()
    page.keyboard.press("Enter")
    expect(heading(page, "Access key created", 2)).to_be_focused()
    for name in ("Copy access key ID", "Copy secret access key"):
        page.keyboard.press("Tab")
        expect(button(page, name)).to_be_focused()
    row = page.locator("[data-testid^=access-key-row]")
    row.get_by_role("button", name="Deactivate").focus()
    page.keyboard.press("Enter")
    expect(row.get_by_role("button", name=re.compile("^Activate"))).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("confirm-input")).to_be_focused()
    page.keyboard.type("delete")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No access keys")).to_be_visible()
    expect(heading(page, re.compile("^Your access keys"), 2)).to_be_focused()


@pytest.mark.parametrize("is_active", [True, False])
def test_on_a_desktop_every_action_of_an_unreadable_key_is_in_sight(open_page, is_active):
    user, now = model("User").objects.get(username="demo"), timezone.now()
    AccessKeyFactory(user=user, is_active=is_active, encrypted_secret="unreadable", last_used_timestamp=now)
    page = open_page(KEYS)
    page.set_viewport_size({"width": 1440, "height": 900})
    row = page.locator("[data-testid^=access-key-row]")
    expect(row).to_contain_text("Can't be read")
    table = page.locator(".table-wrap").bounding_box()
    last = row.get_by_role("link", name="Delete").bounding_box()
    assert last["x"] + last["width"] <= table["x"] + table["width"]
