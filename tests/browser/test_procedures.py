"""The procedures of the guide, step by step and by its words, with JavaScript and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.help.steps import (
    add_keyword,
    add_tag,
    button,
    confirm,
    flash,
    heading,
    members,
    model,
    open_pool,
    open_pools_tab,
    pool,
    section,
    select,
    select_pool,
)


@pytest.fixture
def page(open_page, script) -> Page:
    """Open the console."""
    return open_page("/", script=script)


@pytest.fixture
def detail(page):
    """The Pool detail page of a demo pool."""

    def open_detail(name: str) -> Page:
        open_pools_tab(page)
        open_pool(page, name)
        return page

    return open_detail


def start_pool(page: Page, name: str) -> None:
    """To create a pool, steps 2 to 4."""
    open_pools_tab(page)
    page.get_by_role("link", name="Create pool", exact=True).click()
    section(page, "Pool setup").get_by_role("textbox", name="Pool name", exact=False).fill(name)


def test_create_a_pool_from_a_sender_id(page):
    start_pool(page, "checkout")
    page.get_by_role("radio", name="Sender ID", exact=True).check()
    under = section(page, "Provide Sender ID for association")
    under.get_by_role("textbox", name="Sender ID", exact=True).fill("CHECKOUT")
    under.get_by_role("combobox", name="Country", exact=True).select_option("Germany (DE)")
    message_type = under.get_by_role("group", name="Message type", exact=True)
    message_type.get_by_role("radio", name="Promotional", exact=True).check()
    button(page, "Create pool").click()
    expect(heading(page, "checkout", 1)).to_be_visible()
    expect(flash(page, "Pool checkout was created.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="CHECKOUT")).to_contain_text("Associated")
    assert pool("checkout").message_type == "PROMOTIONAL"
    assert members("checkout") == ["CHECKOUT"]


def test_create_a_pool_from_a_phone_number(page):
    start_pool(page, "returns")
    page.get_by_role("radio", name="Phone number", exact=True).check()
    under = section(page, "Numbers available for association")
    under.get_by_role("radio", name="Select +1 206-555-0171", exact=True).check()
    button(page, "Create pool").click()
    expect(heading(page, "returns", 1)).to_be_visible()
    expect(flash(page, "Pool returns was created.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="+1 206-555-0171")).to_contain_text("Associated")
    assert members("returns") == ["+12065550171"]


def test_the_name_of_a_pool_is_optional(page):
    before = set(model("Pool").objects.values_list("pool_id", flat=True))
    start_pool(page, "")
    page.get_by_role("radio", name="Phone number", exact=True).check()
    page.get_by_role("radio", name="Select +1 206-555-0172", exact=True).check()
    button(page, "Create pool").click()
    expect(flash(page, "was created.")).to_be_visible()
    made = model("Pool").objects.exclude(pool_id__in=before).get()
    expect(heading(page, made.pool_id, 1)).to_be_visible()
    assert made.name == ""


@pytest.mark.parametrize(
    ("name", "identity", "kept", "found_by"),
    [
        ("one-time-passwords", "+1 206-555-0171", "+12065550171", "0171"),
        ("india-alerts", "SENDER (IN)", "SENDER", "India"),
    ],
    ids=["phone-number", "sender-id"],
)
def test_associate_an_origination_identity_to_a_pool(detail, name, identity, kept, found_by):
    page = detail(name)
    # Of the identities that could join, ten are on a page.
    page.goto(f"{page.url}?q={found_by}")
    select(section(page, "Origination identities"), identity)
    button(page, "Associate to pool").click()
    expect(flash(page, f"{identity} was associated to pool {name}.")).to_be_visible()
    row = page.get_by_role("row").filter(has=page.get_by_label(f"Select {identity}", exact=True))
    expect(row.get_by_role("cell", name="Associated", exact=True)).to_be_visible()
    assert kept in members(name)
    # What is done next is said in its place, not on top of it.
    select(section(page, "Origination identities"), identity)
    button(page, "Disassociate from pool").click()
    confirm(page, "Disassociate confirmation", "disassociate", "Disassociate")
    expect(flash(page, f"{identity} was disassociated from pool {name}.")).to_be_visible()
    expect(page.get_by_test_id("flash-success")).to_have_count(1)


def test_disassociate_an_existing_origination_identity_from_a_pool(detail):
    page = detail("one-time-passwords")
    select(section(page, "Origination identities"), "+1 206-555-0143")
    button(page, "Disassociate from pool").click()
    confirm(page, "Disassociate confirmation", "disassociate", "Disassociate")
    said = "+1 206-555-0143 was disassociated from pool one-time-passwords."
    expect(flash(page, said)).to_be_visible()
    row = page.get_by_role("row").filter(has=page.get_by_label("Select +1 206-555-0143", exact=True))
    expect(row.get_by_role("cell", name="Available", exact=True)).to_be_visible()
    assert members("one-time-passwords") == ["+12065550142"]


def save(page: Page, name: str) -> None:
    """When you finish, choose Save changes."""
    button(page, "Save changes").click()
    expect(flash(page, f"Settings for pool {name} were saved.")).to_be_visible()


def test_turn_on_two_way_sms(detail):
    page = detail("load-test")
    under = section(page, "Two-way SMS")
    under.get_by_role("switch").check()
    under.get_by_role("radio", name="Create a new Amazon SNS topic", exact=True).check()
    under.get_by_role("textbox", name="Topic name", exact=True).fill("load-test-replies")
    save(page, "load-test")
    expect(section(page, "Two-way SMS").get_by_role("switch")).to_be_checked()
    assert pool("load-test").two_way_channel_arn == "arn:aws:sns:us-east-1:111122223333:load-test-replies"


def test_turn_on_deletion_protection_and_shared_routes(detail):
    page = detail("weekly-offers")
    section(page, "Deletion protection").get_by_role("switch").check()
    section(page, "Shared routes").get_by_role("switch").check()
    save(page, "weekly-offers")
    expect(section(page, "Deletion protection").get_by_role("switch")).to_be_checked()
    assert pool("weekly-offers").deletion_protection_enabled
    assert pool("weekly-offers").shared_routes_enabled


def test_add_another_keyword_and_remove_a_keyword(detail):
    page = detail("order-updates")
    button(section(page, "Keywords"), "Remove keyword STATUS").click()
    expect(button(page, "Undo removal of STATUS")).to_be_focused()
    add_keyword(page, "Track", "Your parcel is near.")
    save(page, "order-updates")
    expect(button(page, "Remove keyword TRACK")).to_be_visible()
    expect(button(page, "Remove keyword STATUS")).to_have_count(0)
    keywords = dict(pool("order-updates").keywords.values_list("keyword", "keyword_message"))
    assert keywords.keys() == {"HELP", "STOP", "START", "TRACK"}
    assert keywords["TRACK"] == "Your parcel is near."


def test_add_a_new_tag(detail):
    page = detail("weekly-offers")
    add_tag(page, "Season", "spring")
    save(page, "weekly-offers")
    expect(button(page, "Remove Season")).to_be_visible()
    assert pool("weekly-offers").tag_rows.get(key="Season").value == "spring"


def test_delete_a_pool(page):
    open_pools_tab(page)
    gone = pool("load-test").pool_id
    select_pool(page, "load-test")
    button(page, "Delete pool").click()
    confirm(page, "Delete pool confirmation", "delete", "Delete")
    expect(flash(page, "Pool load-test was deleted.")).to_be_visible()
    expect(page.get_by_test_id(f"pool-row-{gone}")).to_have_count(0)
    assert not model("Pool").objects.present().filter(pool_id=gone).exists()
    assert model("PhoneNumber").objects.get(phone_number="+12065550199").pool is None


def test_activate_the_sms_and_voice_channel_on_its_settings_page(open_page, script):
    model("Project").objects.update(sms_channel_enabled=False)
    page = open_page("/", script=script)
    open_pools_tab(page)
    page.get_by_role("link", name="Open SMS and voice settings", exact=True).click()
    expect(heading(page, "SMS and voice settings", 1)).to_be_visible()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_role(
        "checkbox", name="Turn on the SMS and voice channel for this project", exact=True
    ).check()
    button(page, "Save changes").click()
    expect(flash(page, "saved")).to_be_visible()
    assert model("Project").objects.filter(sms_channel_enabled=True).count() == 1
