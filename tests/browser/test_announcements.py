"""After each act: what a screen reader is told, where the focus lands, and what the address and Back know."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.help.steps import (
    POOLS,
    ask_to_delete,
    ask_to_disassociate,
    button,
    confirm,
    flash,
    heading,
    model,
    pool,
    pool_path,
    select,
    select_pool,
)


def expect_said(page: Page, text: str | re.Pattern, level: str = "polite") -> None:
    expect(page.locator(f"#live-{level}")).to_have_text(text)


def expect_flash_is_said(page: Page, kind: str = "success", level: str = "polite") -> None:
    """The live region says the kind and the text of the flash, no more and no less."""
    shown = page.get_by_test_id(f"flash-{kind}")
    expect(shown).to_be_visible()
    text = " ".join(shown.locator("[data-flash-text]").inner_text().split())
    expect_said(page, f"{kind.capitalize()}. {text}", level)


def steps_back(page: Page) -> int:
    return page.evaluate("history.length")


def expect_address(page: Page, pattern: str, *, since: int, pushed: int) -> None:
    """The address, and whether Back leads to the one before (pushed=1) or not (0)."""
    expect(page).to_have_url(re.compile(pattern))
    assert steps_back(page) - since == pushed


def list_page(open_page, query: str = "") -> tuple[Page, int]:
    page = open_page(f"{POOLS}{query}")
    return page, steps_back(page)


# The list


def test_switching_the_tab_says_its_heading_and_stays_on_the_tab(open_page):
    page, since = list_page(open_page)
    tab = page.get_by_role("tab", name=re.compile("^Sender IDs"))
    tab.click()
    expect_said(page, "Sender IDs (12)")
    expect(tab).to_be_focused()
    expect(tab).to_have_attribute("aria-selected", "true")
    expect(page).to_have_title(re.compile("^Sender IDs"))
    expect_address(page, "/sms-voice/sender-ids/$", since=since, pushed=1)


def test_typing_in_the_filter_says_the_matches_and_stays_in_the_field(open_page):
    page, since = list_page(open_page)
    search = page.get_by_role("searchbox", name="Find pools")
    search.press_sequentially("alerts")
    expect_said(page, "2 matches")
    expect(search).to_be_focused()
    expect_address(page, r"\?q=alerts$", since=since, pushed=0)


def test_choosing_a_filter_says_the_matches_and_stays_on_it(open_page):
    page, since = list_page(open_page)
    page.get_by_role("link", name="Message type", exact=True).press("ArrowDown")
    page.get_by_role("link", name="Promotional 2", exact=True).press("Enter")
    expect_said(page, "2 matches")
    expect(page.get_by_role("link", name="Message type: Promotional", exact=True)).to_be_focused()
    expect_address(page, r"\?message_type=PROMOTIONAL$", since=since, pushed=1)


def test_clearing_the_filters_says_the_matches_and_goes_to_the_search(open_page):
    page, since = list_page(open_page, "?message_type=PROMOTIONAL")
    page.get_by_role("link", name="Clear filters", exact=True).click()
    expect_said(page, "12 matches")
    expect(page.get_by_role("searchbox", name="Find pools")).to_be_focused()
    expect_address(page, f"{POOLS}$", since=since, pushed=1)


def test_sorting_says_the_order_and_keeps_the_selection(open_page):
    page, since = list_page(open_page)
    select_pool(page, "load-test")
    page.get_by_role("link", name="Created, sorted descending", exact=True).click()
    expect_said(page, "Pools sorted by Created, ascending.")
    expect(page.get_by_role("link", name="Created, sorted ascending", exact=True)).to_be_focused()
    expect(page.get_by_label(f"Select {pool('load-test').pool_id}", exact=True)).to_be_checked()
    expect_address(page, r"\?dir=asc$", since=since, pushed=1)


def test_paging_says_which_pools_are_shown_and_goes_to_the_heading(open_page):
    page, since = list_page(open_page, "?size=10")
    below = page.get_by_role("navigation", name="Pools pagination, below", exact=True)
    below.get_by_role("link", name="Next page", exact=True).click()
    expect_said(page, "Showing 11 to 12 of 12 pools")
    expect(heading(page, "Pools (12)", 2)).to_be_focused()
    expect_address(page, r"page=2", since=since, pushed=1)


def test_refreshing_says_how_many_there_are_and_stays_on_refresh(open_page):
    page, since = list_page(open_page)
    page.get_by_role("link", name="Refresh pools", exact=True).click()
    expect_said(page, "Refreshed. 12 pools.")
    expect(page.get_by_role("link", name="Refresh pools", exact=True)).to_be_focused()
    expect_address(page, f"{POOLS}$", since=since, pushed=0)


def test_selecting_rows_says_how_many_are_selected(open_page):
    page, _ = list_page(open_page)
    select_pool(page, "load-test")
    select_pool(page, "newsletter")
    expect_said(page, "2 selected")
    expect(button(page, "Delete pool (2)")).to_be_visible()


def test_an_action_that_is_off_says_why(open_page):
    page, _ = list_page(open_page)
    delete = button(page, "Delete pool")
    reason = "This action is available when at least one pool is selected."
    expect(delete).to_have_accessible_description(reason)
    delete.focus()
    expect(page.get_by_role("tooltip").filter(has_text=reason)).to_be_visible()
    delete.click(force=True)
    expect_said(page, reason)
    expect(page.get_by_role("dialog")).to_have_count(0)


# The windows


def test_a_window_opens_on_its_input_and_says_what_it_asks(open_page):
    page = open_page()
    dialog = ask_to_delete(page)
    expect(dialog.get_by_role("textbox")).to_be_focused()
    expect(dialog).to_have_accessible_name("Delete pool confirmation")
    expect(dialog).to_have_accessible_description(re.compile("Permanently delete pool load-test"))
    dialog.get_by_role("textbox").fill("delete")
    expect_said(page, "Text matches. Delete is available.")


def test_deleting_from_the_list_says_the_flash_and_goes_to_the_heading(open_page):
    page = open_page()
    ask_to_delete(page)
    since = steps_back(page)
    confirm(page, "Delete pool confirmation", "delete", "Delete")
    expect_flash_is_said(page)
    expect(heading(page, "Pools (11)", 2)).to_be_focused()
    expect(page.get_by_role("tab", name="Pools (11)", exact=True)).to_be_visible()
    expect_address(page, f"{POOLS}$", since=since, pushed=0)


# The browser tells of a closed dialog when it gets to it, which is late where there is much to do.
LATE = """() => {
    const close = HTMLDialogElement.prototype.close
    HTMLDialogElement.prototype.close = function () { setTimeout(() => close.call(this), 300) }
}"""


def test_a_dialog_that_closes_late_leaves_the_focus_where_the_answer_led_it(open_page):
    page = open_page()
    ask_to_delete(page)
    page.evaluate(LATE)
    confirm(page, "Delete pool confirmation", "delete", "Delete")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(heading(page, "Pools (11)", 2)).to_be_focused()


def test_deleting_on_the_detail_page_says_the_flash_on_the_list(open_page):
    page = open_page(pool_path("load-test"))
    since = steps_back(page)
    button(page, "Delete pool").or_(page.get_by_role("link", name="Delete pool", exact=True)).click()
    confirm(page, "Delete pool confirmation", "delete", "Delete")
    expect_flash_is_said(page)
    expect(heading(page, "Phone numbers", 1)).to_be_focused()
    expect_address(page, f"{POOLS}$", since=since, pushed=1)


def test_disassociating_says_the_flash_and_goes_to_the_heading(open_page):
    page = open_page()
    ask_to_disassociate(page)
    since = steps_back(page)
    confirm(page, "Disassociate confirmation", "disassociate", "Disassociate")
    expect_flash_is_said(page)
    expect(heading(page, "Origination identities (1 associated)", 2)).to_be_focused()
    expect_address(page, pool_path("one-time-passwords"), since=since, pushed=0)


def test_turning_protection_off_in_the_window_is_said_and_goes_to_the_input(open_page):
    page = open_page()
    button(ask_to_delete(page, "fraud-alerts"), "Turn off deletion protection").click()
    expect_said(page, "Deletion protection is off.")
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()


# Create and detail


def test_a_created_pool_is_said_on_its_own_page(open_page):
    page = open_page(f"{POOLS}create/?type=phone-number")
    since = steps_back(page)
    page.get_by_role("textbox", name="Pool name").fill("returns")
    page.get_by_label("Select +1 206-555-0171", exact=True).check()
    button(page, "Create pool").click()
    expect_flash_is_said(page)
    expect(heading(page, "returns", 1)).to_be_focused()
    expect_address(page, "/pools/pool-[0-9a-f]+/$", since=since, pushed=1)


def test_the_first_field_of_create_pool_has_the_focus(open_page):
    page = open_page(f"{POOLS}create/")
    expect(page.get_by_role("textbox", name="Pool name")).to_be_focused()


def test_an_invalid_create_form_says_how_many_fields_and_goes_to_the_first(open_page):
    page = open_page(f"{POOLS}create/")
    since = steps_back(page)
    button(page, "Create pool").click()
    expect_said(page, "2 fields need attention", "assertive")
    expect(page.get_by_role("textbox", name="Sender ID", exact=True)).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: Create pool"))
    expect_address(page, f"{POOLS}create/$", since=since, pushed=0)


def test_changing_the_tile_says_which_options_are_shown_and_stays(open_page):
    page = open_page(f"{POOLS}create/")
    tile = page.get_by_role("radio", name="Phone number", exact=True)
    tile.check()
    expect_said(page, "Phone number options shown")
    expect(tile).to_be_focused()
    page.get_by_role("radio", name="Sender ID", exact=True).check()
    expect_said(page, "Sender ID options shown")


def test_saved_settings_are_said_and_the_focus_goes_to_their_heading(open_page):
    page = open_page(pool_path("load-test"))
    since = steps_back(page)
    page.get_by_role("switch", name="Turn on shared routes", exact=True).check()
    button(page, "Save changes").click()
    expect_flash_is_said(page)
    expect(heading(page, "Pool settings", 2)).to_be_focused()
    expect(page.get_by_text("No unsaved changes", exact=True)).to_be_visible()
    expect_address(page, pool_path("load-test"), since=since, pushed=0)


def test_saving_without_a_change_is_said(open_page):
    page = open_page(pool_path("load-test"))
    button(page, "Save changes").click()
    expect_flash_is_said(page, "info")


def test_invalid_settings_say_how_many_fields_and_go_to_the_first(open_page):
    page = open_page(pool_path("load-test"))
    button(page, "Add new tag").click()
    button(page, "Add another keyword").click()
    button(page, "Save changes").click()
    expect_said(page, "3 fields need attention", "assertive")
    expect(page.get_by_role("textbox", name="Keyword", exact=True).last).to_be_focused()


def test_what_was_wrong_is_not_said_on_when_it_is_mended(open_page):
    page = open_page(pool_path("load-test"))
    button(page, "Add new tag").click()
    button(page, "Save changes").click()
    expect_said(page, "1 field needs attention", "assertive")
    page.get_by_role("textbox", name="Key", exact=True).last.fill("team")
    button(page, "Save changes").click()
    expect_flash_is_said(page)
    expect(page.locator("#live-assertive")).to_have_text("")


def test_associating_says_the_flash_and_stays_on_the_button(open_page):
    page = open_page(pool_path("one-time-passwords"))
    since = steps_back(page)
    select(page, "+1 206-555-0171")
    button(page, "Associate to pool").click()
    expect_flash_is_said(page)
    expect(button(page, "Associate to pool")).to_be_focused()
    expect(heading(page, "Origination identities (3 associated)", 2)).to_be_visible()
    expect_address(page, pool_path("one-time-passwords"), since=since, pushed=0)


def test_an_identity_that_somebody_else_took_is_said_at_once(open_page):
    page = open_page(pool_path("one-time-passwords"))
    # The page asks how the selection stands, and would hear of it there.
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        select(page, "+1 206-555-0171")
    model("PhoneNumber").objects.filter(phone_number="+12065550171").update(pool=pool("load-test"))
    button(page, "Associate to pool").click()
    expect(flash(page, "+1 206-555-0171 is already in pool load-test.", "error")).to_be_visible()
    expect_flash_is_said(page, "error", "assertive")


def test_an_added_row_is_said_and_its_first_field_has_the_focus(open_page):
    page = open_page(pool_path("load-test"))
    for add, key, said in (
        ("Add another keyword", "Keyword", "Keyword 3 added"),
        ("Add new tag", "Key", "Tag 3 added"),
    ):
        button(page, add).click()
        expect_said(page, said)
        expect(page.get_by_role("textbox", name=key, exact=True).last).to_be_focused()


def test_a_removed_row_is_said_and_the_focus_goes_to_undo_or_the_next_row(open_page):
    page = open_page(pool_path("order-updates"))
    button(page, "Remove keyword STATUS").click()
    expect_said(page, "Keyword removed")
    marked = page.get_by_text("This keyword is removed when you save changes.", exact=True)
    expect(marked.filter(visible=True)).to_have_count(1)
    expect(button(page, "Undo removal of STATUS")).to_be_focused()
    button(page, "Remove Team").click()
    expect_said(page, "Tag marked for removal")
    expect(button(page, "Undo removal of Team")).to_be_focused()
    expect(page.get_by_text("2 unsaved changes", exact=True)).to_be_visible()
    button(page, "Add another keyword").click()
    new = page.get_by_role("textbox", name="Keyword", exact=True).last
    new.fill("PROMO")
    button(page, "Remove keyword PROMO").click()
    expect(keyword_field(page, "START")).to_be_focused()


def keyword_field(page: Page, keyword: str) -> Locator:
    row = page.get_by_test_id("keyword-row").filter(has=button(page, f"Remove keyword {keyword}"))
    return row.get_by_label("Keyword", exact=True)


def test_copying_is_said(open_page):
    page = open_page(pool_path("load-test"))
    button(page, "Copy Pool ID").click()
    expect_said(page, "Copied")
    expect(button(page, "Copy Pool ID")).to_be_focused()


def test_a_status_is_said_when_it_changes_and_the_focus_stays(open_page):
    row = model("Pool").objects.filter(name="load-test")
    row.update(settled_timestamp=timezone.now() + timedelta(hours=1))
    page = open_page(pool_path("load-test"))
    expect(page.get_by_test_id("summary").get_by_text("Creating", exact=True)).to_be_visible()
    page.get_by_label("Key", exact=True).first.focus()
    row.update(settled_timestamp=timezone.now())
    expect_said(page, re.compile(r"^Pool .+ is active\.$"))
    expect(flash(page, "Pool load-test was created.")).to_be_visible()
    expect(page.get_by_label("Key", exact=True).first).to_be_focused()


def test_help_opens_beside_the_page_on_its_close_button(open_page):
    page, since = list_page(open_page)
    info = page.get_by_role("link", name="Info about Pools", exact=True)
    info.click()
    panel = page.get_by_role("complementary", name="Help panel", exact=True)
    expect(button(panel, "Close help panel")).to_be_focused()
    expect_address(page, f"{POOLS}$", since=since, pushed=0)
    button(panel, "Close help panel").press("Enter")
    expect(info).to_be_focused()


def test_a_dismissed_flash_gives_the_focus_to_the_main_heading(open_page):
    page = open_page(pool_path("load-test"))
    button(page, "Save changes").click()
    expect(heading(page, "Pool settings", 2)).to_be_focused()
    page.get_by_role("button", name=re.compile("^Dismiss: No changes were made")).click()
    expect(heading(page, "load-test", 1)).to_be_focused()


def test_leaving_with_unsaved_changes_asks_first(open_page):
    page = open_page(pool_path("load-test"))
    page.get_by_role("switch", name="Turn on shared routes", exact=True).check()
    crumb = page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link", name="Pools", exact=True)
    crumb.click()
    dialog = page.get_by_role("dialog", name="Leave page")
    button(dialog, "Cancel").click()
    expect(crumb).to_be_focused()
    crumb.click()
    button(dialog, "Leave").click()
    expect(page).to_have_url(re.compile(f"{POOLS}$"))
