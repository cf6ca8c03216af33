"""Back: what the browser shows again is what is there now, and nothing that nobody chose."""

import pytest
from playwright.sync_api import Page, expect

from tests.help.steps import PLACE, POOLS, button, flash, model, open_pool, pool, pool_path, section, window


@pytest.fixture
def created(open_page) -> Page:
    """Back on the form, after a pool was created from one of the phone numbers listed there."""
    page = open_page(f"{POOLS}create/?type=phone-number")
    page.get_by_role("radio", name="Select +1 415-555-0126").check()
    button(page, "Create pool").click()
    expect(page.get_by_test_id("flash-success")).to_contain_text("was created.")
    page.go_back()
    expect(page.get_by_role("heading", name="Create pool", level=1)).to_be_visible()
    return page


def test_back_after_a_pool_was_created_selects_no_number(created):
    expect(created.get_by_role("radio", name="Select +1 ").first).to_be_visible()
    expect(created.locator("[name=origination_identity]:checked")).to_have_count(0)
    before = model("Pool").objects.count()
    button(created, "Create pool").click()
    expect(created.locator("[data-error]").first).to_be_visible()
    assert model("Pool").objects.count() == before


def test_back_after_a_pool_was_created_leaves_nothing_unsaved(created):
    created.get_by_role("link", name="Phone numbers", exact=True).first.click()
    expect(created.get_by_test_id("page-pool-create")).to_have_count(0)
    expect(created.get_by_role("heading", name="Phone numbers", level=1)).to_be_visible()


def test_back_does_not_show_a_pool_that_is_deleted(open_page, script):
    page = open_page(POOLS, script=script)
    open_pool(page, "load-test")
    page.get_by_role("link", name="Delete pool", exact=True).click()
    dialog = window(page, "Delete pool confirmation")
    dialog.get_by_role("textbox").fill("delete")
    button(dialog, "Delete").click()
    expect(flash(page, "Pool load-test was deleted.")).to_be_visible()
    page.go_back()
    if not script:  # the question was a page of its own
        page.go_back()
    expect(page.get_by_role("heading", name="Page not found", level=1)).to_be_visible()


def test_discarded_changes_go_and_the_page_stays(open_page):
    page = open_page(pool_path("load-test"))
    protection = section(page, "Deletion protection").get_by_role("switch")
    protection.check()
    expect(page.get_by_text("1 unsaved change", exact=True)).to_be_visible()
    page.get_by_role("link", name="Discard changes").click()
    expect(page.get_by_text("No unsaved changes")).to_be_visible()
    expect(protection).not_to_be_checked()
    expect(page.get_by_role("heading", name="Pool settings")).to_be_focused()
    assert not pool("load-test").deletion_protection_enabled


def test_refused_settings_say_so_in_the_title_until_they_are_discarded(open_page):
    page = open_page(pool_path("load-test"))
    button(page, "Add new tag").click()
    button(page, "Save changes").click()
    expect(page).to_have_title(
        f"Error: load-test | Pool detail | SMS and voice | Amazon Pinpoint | {PLACE[-9:]}"
    )
    page.get_by_role("link", name="Discard changes").click()
    expect(page).to_have_title(f"load-test | Pool detail | SMS and voice | Amazon Pinpoint | {PLACE[-9:]}")
