"""Opt-out lists from the first to the last act, with script and without."""

import os
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PLACE
from tests.help.factories import OptOutListFactory, PoolFactory
from tests.help.steps import flash

LISTS = f"{PLACE}/sms-voice/opt-out-lists/"


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        for width, mode in ((1440, "light"), (390, "light"), (1440, "dark")):
            page.set_viewport_size({"width": width, "height": 1000})
            page.evaluate("mode => { document.documentElement.dataset.mode = mode }", mode)
            page.screenshot(path=f"{folder}/{name}-{width}-{mode}.png")
        page.evaluate("document.documentElement.dataset.mode = 'light'")
        page.set_viewport_size({"width": 1440, "height": 900})


def row(page: Page, name: str) -> object:
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def test_a_list_is_created_found_and_deleted(open_page, script):
    used = OptOutListFactory(opt_out_list_name="used-list")
    PoolFactory(account=used.account, opt_out_list_name="used-list", name="Its pool")
    page = open_page(LISTS, script=script)
    page.get_by_role("link", name="Create opt-out list").click()
    page.get_by_label("Name", exact=True).fill("used-list")
    page.get_by_test_id("create-opt-out-list-submit").click()
    expect(page.get_by_text("A list named used-list exists already.")).to_be_visible()
    page.get_by_role("button", name="Add new tag").click()
    page.get_by_label("Key", exact=True).fill("Team")
    if script:
        shot(page, "create")
    page.get_by_label("Name", exact=True).fill("spring-sale")
    page.get_by_test_id("create-opt-out-list-submit").click()
    expect(flash(page, "Opt-out list spring-sale was created.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("spring-sale")
    if script:
        shot(page, "detail")
    page.goto(f"{LISTS}?sort=opt_out_list_name")
    if script:
        shot(page, "list")
    for name in ("spring-sale", "used-list"):
        row(page, name).get_by_role("checkbox").check()
    page.get_by_test_id("delete-opt-out-list").click()
    expect(page.get_by_text("1 pool uses it. Give it another list first.")).to_be_visible()
    page.get_by_test_id("confirm-input").fill("delete")
    if script:
        shot(page, "delete")
    page.get_by_test_id("confirm-submit").click()
    expect(flash(page, "1 of 2 opt-out lists were deleted.", "warning")).to_be_visible()
    expect(page.get_by_role("link", name="spring-sale", exact=True)).to_have_count(0)
    expect(page).to_have_url(re.compile("sort=opt_out_list_name"))


def test_numbers_are_added_found_and_removed(open_page, script):
    OptOutListFactory(opt_out_list_name="orders")
    page = open_page(f"{LISTS}orders/", script=script)
    page.get_by_role("link", name="Add numbers").click()
    page.get_by_label("Numbers", exact=True).fill("07700 900123")
    page.get_by_test_id("add-numbers-submit").click()
    expect(page.get_by_text("07700 900123: No country, and none was chosen.")).to_be_visible()
    page.get_by_label("Numbers", exact=True).fill("07700 900123\n+1 206-555-0142")
    page.get_by_label("Country for numbers without +").select_option("GB")
    if script:
        shot(page, "add")
    page.get_by_test_id("add-numbers-submit").click()
    expect(flash(page, "2 numbers were added.")).to_be_visible()
    if script:
        shot(page, "numbers")
    search = page.get_by_role("searchbox")
    search.fill("07700")
    if not script:
        page.get_by_role("button", name="Search").click()
    expect(page.get_by_test_id("opted-out-number-row-+12065550142")).to_have_count(0)
    page.get_by_role("checkbox", name="Select +447700900123").check()
    page.get_by_test_id("remove-numbers").click()
    expect(page.get_by_text("Remove 1 number from orders?")).to_be_visible()
    if script:
        shot(page, "remove")
    page.get_by_test_id("remove-submit").click()
    expect(flash(page, "+44 7700 900123 was removed.")).to_be_visible()
    page.goto(f"{LISTS}orders/")
    expect(page.get_by_test_id("opted-out-number-row-+12065550142")).to_be_visible()
    expect(page.get_by_test_id("opted-out-number-row-+447700900123")).to_have_count(0)


def test_a_file_is_looked_at_imported_and_undone(open_page, script):
    OptOutListFactory(opt_out_list_name="orders")
    numbers = [f"+44770090{n:04}" for n in range(1_500)]
    page = open_page(f"{LISTS}orders/", script=script)
    page.get_by_role("link", name="Import CSV").click()
    if script:
        shot(page, "import")
    data = "\n".join(["Phone", "hello", *numbers]).encode()
    page.locator("input[type=file]").set_input_files(
        {"name": "n.csv", "mimeType": "text/csv", "buffer": data}
    )
    page.get_by_test_id("read-file").click()
    expect(page.get_by_test_id("line-2")).to_contain_text("Not a phone number.")
    page.get_by_test_id("start-import").click()
    expect(page.get_by_text("Leave out the refused lines, or mend the file.")).to_be_visible()
    if script:
        shot(page, "report")
    page.get_by_label("Leave out the 1 refused line").check()
    page.get_by_test_id("start-import").click()
    expect(page.get_by_test_id("run-said")).to_be_visible()
    if not script and page.get_by_role("button", name="Continue").is_visible():
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_test_id("run-said")).to_have_text("1,500 numbers were added.")
    if script:
        shot(page, "run")
    page.get_by_test_id("undo-import").click()
    if not script and page.get_by_role("button", name="Continue").is_visible():
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_test_id("run-said")).to_have_text("What it had added was taken back.")
