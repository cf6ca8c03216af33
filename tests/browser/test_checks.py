"""What a person must not get past, and what they get told instead."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.help.steps import (
    PLACE,
    POOLS,
    add_keyword,
    add_tag,
    ask_to_delete,
    ask_to_disassociate,
    button,
    flash,
    heading,
    members,
    model,
    pool,
    pool_path,
    section,
    select,
    tell,
    window,
)

ASKS = {"delete": ask_to_delete, "disassociate": ask_to_disassociate}


@pytest.fixture(params=ASKS)
def word(request) -> str:
    """Runs a test for each window that asks for a word."""
    return request.param


def unchanged(word: str) -> bool:
    return bool(pool("load-test")) and len(members("one-time-passwords")) == 2


def confirmation(dialog: Locator) -> tuple[Locator, Locator]:
    return dialog.get_by_role("textbox"), dialog.get_by_test_id("confirm-submit")


def wrong(word: str) -> list[str]:
    return ["", word[:-1], f" {word}", f"{word} "]


def sent_by(page: Page) -> list[str]:
    """What the page sends from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    return sent


# The typed confirmation


def test_the_button_is_off_until_the_word_matches(open_page, word):
    field, submit = confirmation(ASKS[word](open_page()))
    for typed in wrong(word):
        field.fill(typed)
        expect(submit).to_be_disabled()
    field.fill(word)
    expect(submit).to_be_enabled()


def test_extra_spaces_are_pointed_out(open_page, word):
    field, _ = confirmation(dialog := ASKS[word](open_page()))
    field.fill(f"{word} ")
    expect(dialog.get_by_text("Remove the extra spaces.", exact=True)).to_be_visible()


def test_an_invisible_character_is_pointed_out(open_page, word):
    field, submit = confirmation(dialog := ASKS[word](open_page()))
    field.fill(f"{word[:2]}\u200b{word[2:]}")
    said = "The text contains an invisible character (U+200B) at position 3. Type it again."
    expect(dialog.get_by_text(said, exact=True)).to_be_visible()
    expect(submit).to_be_disabled()


def test_the_word_matches_in_capitals(open_page, script, word):
    page = open_page(script=script)
    field, submit = confirmation(ASKS[word](page))
    field.fill(word.upper())
    submit.click()
    expect(flash(page, f"was {'deleted' if word == 'delete' else 'disassociated'}")).to_be_visible()


def test_the_server_refuses_every_other_word(open_page, script, word):
    page = open_page(script=script)
    dialog = ASKS[word](page)
    for typed in wrong(word):
        field, submit = confirmation(dialog)
        field.fill(typed)
        submit.evaluate("button => { button.disabled = false }")
        with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            submit.click()
        assert answer.value.status == 422
        expect(field).to_be_focused()
        expect(field).to_have_accessible_description(re.compile("Remove the extra spaces|to confirm"))
        expect(field).to_have_value(typed)
    assert unchanged(word)


def test_enter_sends_nothing_while_the_word_does_not_match(open_page, word):
    page = open_page()
    field, _ = confirmation(dialog := ASKS[word](page))
    sent = sent_by(page)
    for typed in wrong(word):
        field.fill(typed)
        field.press("Enter")
    expect(dialog).to_be_visible()
    assert sent == []


def test_enter_says_what_to_enter(open_page, word):
    field, submit = confirmation(dialog := ASKS[word](open_page()))
    sentence = dialog.get_by_text(f'Enter "{word}" to confirm.', exact=True)
    for typed in ("", f'"{word}"', word[:-1]):
        field.fill(typed)
        expect(sentence).to_be_hidden()
        field.press("Enter")
        expect(sentence).to_be_visible()
    field.fill(word)
    expect(sentence).to_be_hidden()
    expect(submit).to_be_enabled()


@pytest.mark.parametrize("close", ["Escape", "Close", "Cancel"])
def test_leaving_the_window_sends_nothing_and_returns_to_its_opener(open_page, word, close):
    page = open_page()
    field, _ = confirmation(dialog := ASKS[word](page))
    sent = sent_by(page)
    field.fill(word)
    if close == "Escape":
        page.keyboard.press("Escape")
    else:
        dialog.get_by_role("link" if close == "Cancel" else "button", name=close, exact=True).click()
    expect(dialog).to_have_count(0)
    opener = "Delete pool" if word == "delete" else "Disassociate from pool"
    expect(button(page, opener)).to_be_focused()
    assert sent == []
    assert unchanged(word)


def test_the_window_is_empty_every_time_it_opens(open_page, word):
    page = open_page()
    field, _ = confirmation(ASKS[word](page))
    field.fill("del")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    button(page, "Delete pool" if word == "delete" else "Disassociate from pool").click()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value("")
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()


def test_after_a_delete_the_focus_is_on_the_pools_heading(open_page):
    page = open_page()
    field, submit = confirmation(ask_to_delete(page))
    field.fill("delete")
    submit.click()
    expect(heading(page, re.compile("^Pools"), 2)).to_be_focused()


# Deletion protection


def test_a_protected_pool_asks_to_turn_protection_off_first(open_page, script):
    page = open_page(script=script)
    dialog = ask_to_delete(page, "fraud-alerts")
    expect(dialog).to_contain_text(
        "Deletion protection is on for this pool. Turn it off before you delete the pool."
    )
    field, submit = confirmation(dialog)
    expect(field).to_be_disabled()
    expect(submit).to_be_disabled()


def test_a_protected_pool_survives_a_post(open_page):
    page = open_page(POOLS)
    answer = tell(page, f"{POOLS}delete/", id=pool("fraud-alerts").pool_id, confirm="delete")
    assert answer.status == 409
    assert pool("fraud-alerts").deleted_timestamp is None


def test_protection_turned_off_in_the_window_unblocks_it(open_page, script):
    page = open_page(script=script)
    button(ask_to_delete(page, "fraud-alerts"), "Turn off deletion protection").click()
    dialog = window(page, "Delete pool confirmation")
    field, submit = confirmation(dialog)
    expect(field).to_be_enabled()
    field.fill("delete")
    submit.click()
    expect(flash(page, "Pool fraud-alerts was deleted.")).to_be_visible()


def test_protection_turned_off_in_the_window_is_off_below_it_and_can_be_turned_on_again(open_page):
    page = open_page(pool_path("fraud-alerts"))
    routes = section(page, "Shared routes").get_by_role("switch")
    routes.uncheck()
    page.get_by_role("link", name="Delete pool", exact=True).click()
    dialog = window(page, "Delete pool confirmation")
    button(dialog, "Turn off deletion protection").click()
    expect(confirmation(dialog)[0]).to_be_enabled()
    dialog.get_by_role("link", name="Cancel", exact=True).click()
    protection = section(page, "Deletion protection").get_by_role("switch")
    expect(protection).not_to_be_checked()
    expect(routes).not_to_be_checked()
    expect(page.get_by_text("1 unsaved change", exact=True)).to_be_visible()
    protection.check()
    expect(page.get_by_text("2 unsaved changes", exact=True)).to_be_visible()
    button(page, "Save changes").click()
    expect(flash(page, "Settings for pool fraud-alerts were saved.")).to_be_visible()
    assert pool("fraud-alerts").deletion_protection_enabled
    assert not pool("fraud-alerts").shared_routes_enabled


def test_the_window_leads_to_the_deletion_protection_setting(open_page, script):
    page = open_page(script=script)
    dialog = ask_to_delete(page, "fraud-alerts")
    dialog.get_by_role("link", name="Open deletion protection setting", exact=True).click()
    expect(page).to_have_url(re.compile(f"{pool_path('fraud-alerts')}#deletion-protection$"))
    expect(section(page, "Deletion protection").get_by_role("switch")).to_be_checked()


def test_of_several_pools_the_protected_ones_are_skipped(open_page, script):
    page = open_page(POOLS, script=script)
    for name in ("load-test", "delivery-tracking", "fraud-alerts"):
        select(page, pool(name).pool_id)
    page.get_by_role("button", name=re.compile(r"^Delete pool( \(3\))?$")).click()
    dialog = window(page, "Delete pool confirmation")
    expect(
        dialog.get_by_role("list", name="Will be deleted (2)", exact=True).get_by_role("listitem")
    ).to_have_count(2)
    expect(dialog.get_by_role("list", name="Protected, skipped (1)", exact=True)).to_contain_text(
        "fraud-alerts"
    )
    field, submit = confirmation(dialog)
    field.fill("delete")
    submit.click()
    expect(flash(page, "2 of 3 pools were deleted. 1 couldn't be deleted.", "warning")).to_be_visible()
    left = model("Pool").objects.present().filter(region="us-east-1").values_list("name", flat=True)
    assert "fraud-alerts" in left
    assert not {"load-test", "delivery-tracking"} & set(left)


# Who is where


def test_deleting_a_pool_keeps_its_identities_and_frees_its_numbers(open_page, script):
    page = open_page(script=script)
    field, submit = confirmation(ask_to_delete(page, "delivery-tracking"))
    field.fill("delete")
    submit.click()
    said = "Pool delivery-tracking was deleted. Its 2 origination identities stay in your account."
    expect(flash(page, said)).to_be_visible()
    page.goto(f"{POOLS}create/?type=phone-number")
    expect(page.get_by_label("Select +61 491 570 006", exact=True)).to_be_enabled()
    page.goto(f"{PLACE}/sms-voice/sender-ids/?q=acme")
    expect(page.get_by_label("Select ACME, Australia (AU)", exact=True)).to_be_visible()


def test_a_number_in_a_pool_is_not_offered_for_a_new_one(open_page, script):
    page = open_page(f"{POOLS}create/?type=phone-number", script=script)
    expect(page.get_by_label("Select +1 206-555-0171", exact=True)).to_be_enabled()
    expect(page.get_by_label("Select +1 206-555-0142", exact=True)).to_have_count(0)
    button(page, "Show them").click()
    expect(button(page, "Hide them")).to_be_visible()
    page.get_by_role("searchbox", name="Find phone numbers").fill("2065550142")
    page.get_by_role("searchbox", name="Find phone numbers").press("Enter")
    row = page.get_by_role("row").filter(has=page.get_by_label("Select +1 206-555-0142", exact=True))
    expect(row).to_contain_text("one-time-passwords")
    expect(row.get_by_role("radio")).to_be_disabled()


def test_a_number_in_another_pool_cannot_be_associated(open_page):
    page = open_page(f"{pool_path('load-test')}?q=0142")
    taken = page.get_by_label("Select +1 206-555-0142", exact=True)
    expect(taken).to_be_disabled()
    expect(taken).to_have_accessible_description(re.compile("one-time-passwords"))
    number = model("PhoneNumber").objects.get(phone_number="+12065550142")
    assert tell(page, f"{pool_path('load-test')}associate/", id=number.phone_number_id).status == 303
    page.goto(pool_path("load-test"))
    expect(flash(page, "+1 206-555-0142 is already in pool one-time-passwords.", "error")).to_be_visible()
    assert "+12065550142" in members("one-time-passwords")


def test_a_sender_id_can_be_in_two_pools(open_page, script):
    page = open_page(f"{pool_path('india-alerts')}?q=India", script=script)
    select(page, "SENDER (IN)")
    button(page, "Associate to pool").click()
    expect(flash(page, "SENDER (IN) was associated to pool india-alerts.")).to_be_visible()
    page.goto(f"{POOLS}create/?type=sender-id")
    page.get_by_role("textbox", name="Pool name").fill("india-news")
    page.get_by_role("textbox", name="Sender ID", exact=True).fill("SENDER")
    page.get_by_role("combobox", name="Country", exact=True).select_option("India (IN)")
    button(page, "Create pool").click()
    expect(flash(page, "Pool india-news was created.")).to_be_visible()
    assert members("india-alerts") == ["ACMEIN", "SENDER"]
    assert members("india-news") == ["SENDER"]


def test_the_last_identity_stays_until_the_pool_is_deleted(open_page, script):
    page = open_page(script=script)
    dialog = ask_to_disassociate(page, "+1 206-555-0199", name="load-test")
    expect(dialog).to_contain_text("A pool needs at least one origination identity. Delete the pool instead.")
    expect(confirmation(dialog)[1]).to_be_disabled()
    dialog.get_by_role("link", name="Delete pool", exact=True).click()
    window(page, "Delete pool confirmation")


# Creating


def test_a_choice_made_while_notes_load_is_kept(open_page):
    page = open_page(f"{POOLS}create/")
    held: list[Route] = []

    def hold_old_questions(route: Route) -> None:
        if "PROMOTIONAL" in route.request.url:
            route.continue_()
        else:
            held.append(route)

    page.route("**/create/inherited/**", hold_old_questions)
    page.get_by_role("textbox", name="Sender ID", exact=True).fill("ACME")
    page.get_by_role("combobox", name="Country", exact=True).select_option("France (FR)")
    page.get_by_role("radio", name="Promotional", exact=True).check()
    for route in held:
        route.continue_()
    expect(page.get_by_text("Uses your existing sender ID in France (FR).", exact=True)).to_be_visible()
    expect(page.get_by_role("radio", name="Promotional", exact=True)).to_be_checked()


def test_a_form_that_is_sent_twice_makes_one_pool(open_page):
    page = open_page(f"{POOLS}create/?type=phone-number")
    page.get_by_role("textbox", name="Pool name").fill("twice")
    page.get_by_label("Select +1 206-555-0171", exact=True).check()
    button(page, "Create pool").dblclick()
    expect(heading(page, "twice", 1)).to_be_visible()
    assert model("Pool").objects.filter(name="twice").count() == 1


# Keywords and tags


@pytest.fixture
def settings(open_page, script) -> Callable[..., Page]:
    def open_settings(name: str = "load-test") -> Page:
        return open_page(pool_path(name), script=script)

    return open_settings


KEYWORD_ERRORS = {
    "": "Keyword is required.",
    "A" * 26: "The keyword has too many characters. Character count: 26/25",
    " PROMO": "The keyword can't start or end with a space.",
    "PROMO ": "The keyword can't start or end with a space.",
    "hElP": "This keyword is already in the list.",
}
TAG_ERRORS = {
    ("", ""): "Tag key is required.",
    ("k" * 129, ""): "The tag key has too many characters. Character count: 129/128",
    ("long", "v" * 257): "The tag value has too many characters. Character count: 257/256",
    ("AwS:x", ""): "Tag keys can't start with aws:.",
    ("a#b", ""): "The tag key has characters that aren't valid: #",
    ("Name", ""): "This tag key is already in the list.",
}


def test_each_bad_keyword_gets_its_reason_and_nothing_is_saved(settings):
    page = settings()
    for keyword in KEYWORD_ERRORS:
        add_keyword(page, keyword)
    button(page, "Save changes").click()
    fields = page.get_by_role("textbox", name="Keyword", exact=True)
    for place, (keyword, error) in enumerate(KEYWORD_ERRORS.items(), 2):
        expect(fields.nth(place)).to_have_value(keyword)
        expect(fields.nth(place)).to_have_accessible_description(re.compile(re.escape(error)))
    expect(fields.nth(2)).to_be_focused()
    assert pool("load-test").keywords.count() == 2


def test_each_bad_tag_gets_its_reason_and_nothing_is_saved(settings):
    page = settings()
    saved = pool("load-test").tag_rows.count()
    for key, value in TAG_ERRORS:
        add_tag(page, key, value)
    button(page, "Save changes").click()
    for place, ((key, value), error) in enumerate(TAG_ERRORS.items(), saved):
        part = "^Value" if value else "^Key$"
        field = page.get_by_role("textbox", name=re.compile(part)).nth(place)
        expect(field).to_have_value(value or key)
        expect(field).to_have_accessible_description(re.compile(re.escape(error)))
    assert pool("load-test").tag_rows.count() == saved


def test_a_response_message_is_required_and_has_1600_characters(settings):
    page = settings()
    add_keyword(page, "EMPTY", "")
    add_keyword(page, "LONG", "m" * 1601)
    button(page, "Save changes").click()
    messages = page.get_by_role("textbox", name="Response message", exact=True)
    expect(messages.nth(2)).to_have_accessible_description(re.compile("Response message is required."))
    too_long = "The response message has too many characters. Character count: 1,601/1,600"
    expect(messages.nth(3)).to_have_accessible_description(re.compile(re.escape(too_long)))
    expect(messages.nth(3)).to_have_value("m" * 1601)


def test_help_and_stop_cannot_be_removed(settings):
    page = settings("order-updates")
    rows = page.get_by_test_id("keyword-row")
    for place, keyword in enumerate(("HELP", "STOP")):
        expect(rows.nth(place).get_by_label("Keyword", exact=True)).to_have_value(keyword)
        expect(rows.nth(place).get_by_label("Keyword", exact=True)).not_to_be_editable()
        expect(rows.nth(place)).to_contain_text("Required keyword")
        expect(rows.nth(place).get_by_role("button")).to_have_count(0)


TAG_COUNTS = {
    0: "You can add up to 50 tags.",
    1: "You can add up to 49 more tags.",
    49: "You can add up to 1 more tag.",
    50: "You have reached the limit of 50 tags.",
}


def test_the_counter_says_how_many_tags_are_left(settings):
    page = settings("delivery-tracking")
    for count, said in TAG_COUNTS.items():
        tags(count)
        page.reload()
        expect(button(page, "Add new tag")).to_have_accessible_description(said)


def tags(count: int) -> None:
    """Give the pool delivery-tracking this many tags; its name is kept beside them."""
    one = pool("delivery-tracking")
    one.tag_rows.all().delete()
    one.tag_rows.bulk_create(model("Tag")(pool=one, key=f"key{n:02}") for n in range(count))


def test_a_51st_tag_is_refused(settings):
    tags(50)
    page = settings("delivery-tracking")
    button(page, "Remove key07").click()
    expect(button(page, "Undo removal of key07")).to_be_focused()
    add_tag(page, "one-more")
    button(page, "Undo removal of key07").click()
    add = button(page, "Add new tag")
    expect(add).to_have_accessible_description("You have exceeded the limit of 50 tags.")
    expect(add).to_have_attribute("aria-disabled", "true")
    button(page, "Save changes").click()
    expect(page.get_by_text("You have exceeded the limit of 50 tags.").first).to_be_visible()
    expect(page.get_by_role("textbox", name="Key", exact=True).nth(50)).to_have_value("one-more")
    assert pool("delivery-tracking").tag_rows.count() == 50


# Where pools can't be


def test_ohio_has_no_pools(open_page, script):
    ohio = POOLS.replace("us-east-1", "us-east-2")
    page = open_page(ohio, script=script)
    expect(page.get_by_text("Pools aren't available in US East (Ohio).", exact=True)).to_be_visible()
    expect(page.get_by_text("Create pool", exact=True)).to_have_count(0)
    expect(page.get_by_text("Delete pool", exact=True)).to_have_count(0)
    assert tell(page, f"{ohio}create/", type="sender-id").status == 409
    assert tell(page, f"{ohio}delete/", id="pool-1", confirm="delete").status == 409
    button(page, "Choose another Region").click()
    page.get_by_role("link", name=re.compile(r"^US East \(N\. Virginia\) 12")).click()
    expect(heading(page, re.compile(r"^Pools \(12\)$"), 2)).to_be_visible()


def test_without_the_channel_no_pool_can_be_created(open_page, script):
    model("Project").objects.update(sms_channel_enabled=False)
    page = open_page(POOLS, script=script)
    create = button(page, "Create pool")
    expect(create).to_have_attribute("aria-disabled", "true")
    reason = "This action is available when the SMS and voice channel is on in at least one project."
    expect(create).to_have_accessible_description(reason)
    page.goto(f"{POOLS}create/")
    expect(page.get_by_role("main").locator("form")).to_have_count(0)
    posted = {
        "type": "sender-id",
        "sender_id": "NEWS",
        "iso_country_code": "DE",
        "message_type": "PROMOTIONAL",
    }
    assert tell(page, f"{POOLS}create/", client_token="1", op="create", **posted).status == 409
    page.get_by_role("link", name="Open SMS and voice settings", exact=True).click()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Turn on the SMS and voice channel for this project", exact=True).check()
    button(page, "Save changes").click()
    expect(flash(page, "saved")).to_be_visible()
    page.goto(f"{POOLS}create/")
    expect(button(page, "Create pool")).to_be_visible()


# The address says it all


def rows(page: Page) -> list[str]:
    return page.get_by_role("main").get_by_role("rowheader").all_inner_texts()


def test_the_address_of_a_list_reproduces_it_for_somebody_else(open_page):
    page = open_page(f"{POOLS}?size=10")
    page.get_by_role("link", name="Message type", exact=True).click()
    page.get_by_role("link", name="Transactional 10", exact=True).click()
    expect(page).to_have_url(re.compile("message_type=TRANSACTIONAL"))
    page.get_by_role("link", name="Pool name, not sorted", exact=True).click()
    expect(page.get_by_role("link", name="Pool name, sorted ascending", exact=True)).to_be_visible()
    page.get_by_role("searchbox", name="Find pools").fill("pool")
    expect(page).to_have_url(re.compile("q=pool"))
    expect(heading(page, "Pools (10 of 12)", 2)).to_be_visible()
    shown, address = rows(page), page.url
    other = open_page(address, user="viewer")
    assert rows(other) == shown
    expect(other.get_by_role("searchbox", name="Find pools")).to_have_value("pool")
    expect(other.get_by_role("link", name="Message type: Transactional", exact=True)).to_be_visible()


def test_back_returns_to_the_list_as_it_was(open_page):
    page = open_page(f"{POOLS}?size=10")
    above = page.get_by_role("navigation", name="Pools pagination", exact=True)
    above.get_by_role("link", name="Page 2 of 2", exact=True).click()
    expect(page.get_by_role("main").get_by_role("rowheader")).to_have_count(2)
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?size=10$"))
    expect(page.get_by_role("main").get_by_role("rowheader")).to_have_count(10)


def test_parameters_that_mean_nothing_are_dropped(open_page, script):
    page = open_page(f"{POOLS}?sort=colour&dir=up&page=x&size=7&status=SLEEPING&evil=1&q=", script=script)
    expect(page).to_have_url(re.compile(rf"{POOLS}$"))
    expect(heading(page, re.compile(r"^Pools \(12\)$"), 2)).to_be_visible()


# Saving


def test_saving_without_a_change_writes_nothing_and_says_so(settings):
    page = settings()
    before = model("Activity").objects.count()
    button(page, "Save changes").click()
    expect(flash(page, "No changes were made to pool load-test.", "info")).to_be_visible()
    assert model("Activity").objects.count() == before


def test_two_people_who_edit_different_settings_both_keep_their_change(open_page, settings):
    mine, theirs = settings(), open_page(pool_path("load-test"), user="editor")
    section(theirs, "Shared routes").get_by_role("switch").check()
    button(theirs, "Save changes").click()
    expect(flash(theirs, "were saved")).to_be_visible()
    section(mine, "Deletion protection").get_by_role("switch").check()
    button(mine, "Save changes").click()
    expect(flash(mine, "were saved")).to_be_visible()
    assert pool("load-test").shared_routes_enabled
    assert pool("load-test").deletion_protection_enabled
