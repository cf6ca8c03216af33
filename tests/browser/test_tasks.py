"""What people come for, each task done as they do it and its steps counted (tests/help/person.py says what is one)."""

import io
import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from pools.models import PhoneNumber, Pool
from tests.browser.conftest import PLACE
from tests.help import cookies
from tests.help.person import Person
from tests.help.sessions import hash_quickly, lose, sign_in
from tests.help.steps import POOLS, button, flash, heading, pool, pool_path, section

PASSWORD = "correct horse battery"
IS_UNCOVERED = """control => {
    const box = control.closest('label').getBoundingClientRect()
    const top = document.elementFromPoint(box.left + 2, box.top + box.height / 2)
    return control.closest('label').contains(top)
}"""


@pytest.fixture
def nothing(demo, monkeypatch) -> None:
    """A console as `bin/run --empty` sets it up: an account, and alice, its Administrator."""
    call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    first = {"account": "123456789012", "account_name": "My team", "user": "alice"}
    call_command("first", **first, password_stdin=True, stdout=io.StringIO())


# Setting up


def test_from_nothing_to_the_first_pool_by_what_the_screen_says(open_page, nothing):
    person = Person(page := open_page("/", user=None))
    sign_in(person, "alice", PASSWORD)
    person.press_link("Pools")
    expect(heading(page, "Your first pool", 3)).to_be_visible()
    person.press_link("Create a project")
    person.type(page.get_by_role("textbox", name="Project name"), "Shop")
    person.press_button("Create project")
    person.press(page.get_by_role("link", name="Turn on the SMS and voice channel", exact=True))
    person.choose(page.get_by_role("checkbox", name="Turn on the SMS and voice channel for this project"))
    person.press_button("Save changes")
    person.press(page.get_by_role("link", name="Open pools", exact=True))
    person.press(page.get_by_test_id("empty").get_by_role("link", name="Create pool", exact=True))
    person.type(page.get_by_role("textbox", name="Sender ID", exact=True), "MYTEAM")
    person.choose_option(page.get_by_role("combobox", name="Country", exact=True), "Germany (DE)")
    person.press_button("Create pool")
    expect(flash(page, "was created.")).to_be_visible()
    assert Pool.objects.get().sender_id_links.get().sender_id.sender_id == "MYTEAM"
    assert person.steps <= 15


# Finding


def test_a_pool_is_found_by_its_name_a_number_its_arn_or_a_tag_in_one_step(open_page):
    page = open_page(POOLS)
    typed = {
        "updates order": "order-updates",
        "+44 7700 900123": "appointment-reminders",
        f"arn:aws:sms-voice:us-east-1:111122223333:pool/{pool('load-test').pool_id}": "load-test",
        "Team=risk": "fraud-alerts",
    }
    for text, name in typed.items():
        person = Person(page)
        person.type(page.get_by_role("searchbox", name="Find pools"), text)
        expect(page.get_by_role("main").get_by_role("rowheader")).to_have_count(1)
        expect(page.get_by_test_id(f"pool-row-{pool(name).pool_id}")).to_be_visible()
        assert person.steps == 1


def test_numbers_in_no_pool_are_found_in_one_step(open_page):
    page = open_page(f"{PLACE}/sms-voice/phone-numbers/")
    person = Person(page)
    person.choose_filter("Pool", "Not in a pool")
    free = PhoneNumber.objects.filter(region="us-east-1", pool=None)
    rows = page.get_by_test_id(re.compile("^phone-number-row-"))
    expect(rows).to_have_count(free.count())
    for number in free:
        expect(page.get_by_test_id(f"phone-number-row-{number.phone_number_id}")).to_be_visible()
    assert person.steps == 1


def test_pools_without_protection_are_found_in_one_step(open_page):
    page = open_page(POOLS)
    person = Person(page)
    person.choose_filter("Deletion protection", "Off")
    open_to_all = Pool.objects.filter(region="us-east-1", deletion_protection_enabled=False)
    expect(page.get_by_test_id(re.compile("^pool-row-"))).to_have_count(open_to_all.count())
    for one in open_to_all:
        expect(page.get_by_test_id(f"pool-row-{one.pool_id}")).to_be_visible()
    assert person.steps == 1


# Two-way SMS


def test_two_way_sms_is_turned_on_without_scrolling(open_page):
    page = open_page(pool_path("load-test"))
    person = Person(page, scrolls=False)
    links = page.get_by_role("navigation", name="On this page")
    person.press(links.get_by_role("link", name="Pool settings"))
    person.choose(page.get_by_role("switch", name="Turn on two-way SMS"))
    person.choose(page.get_by_role("radio", name="Create a new Amazon SNS topic"))
    person.type(page.get_by_role("textbox", name="Topic name"), "inbound")
    person.press_button("Save changes")
    expect(flash(page, "Settings for pool load-test were saved.")).to_be_visible()
    assert pool("load-test").two_way_channel_arn.endswith(":inbound")
    assert person.steps <= 5


def test_two_way_sms_is_turned_on_within_30_keys_from_the_list(open_page):
    page = open_page(f"{POOLS}?q=load-test")
    person = Person(page)
    person.key("Tab", "Tab")
    expect(page.get_by_role("link", name="Skip to the list", exact=True)).to_be_focused()
    person.key("Enter", "Tab", "Tab")
    expect(page.get_by_role("rowheader").get_by_role("link")).to_be_focused()
    person.key("Enter")
    expect(page.get_by_test_id("page-pool-detail")).to_be_visible()
    person.key("Tab", "Tab")
    expect(page.get_by_role("link", name="Skip to pool settings", exact=True)).to_be_focused()
    person.key("Enter")
    expect(heading(page, "Pool settings", 2)).to_be_focused()
    person.key("Tab", "Tab", "Tab")
    expect(page.get_by_role("switch", name="Turn on two-way SMS")).to_be_focused()
    person.key("Space", "Tab", "ArrowUp")
    expect(page.get_by_role("radio", name="Create a new Amazon SNS topic")).to_be_focused()
    person.key("Tab")
    expect(page.get_by_role("textbox", name="Topic name")).to_be_focused()
    person.key(*"inbound", "Enter")
    expect(flash(page, "Settings for pool load-test were saved.")).to_be_visible()
    assert pool("load-test").two_way_channel_arn.endswith(":inbound")
    assert person.steps <= 30


# Going on after something came between


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_settings_whose_session_ended_are_saved_four_steps_later(open_page, script, width):
    path = pool_path(Pool.objects.filter(region="us-east-1").exclude(name="").first().name)
    page = open_page(path, script=script)
    page.set_viewport_size({"width": width, "height": 800})
    shared = page.get_by_role("switch", name="Shared routes")
    before = shared.is_checked()
    shared.set_checked(not before, force=True)
    help_response = page.get_by_role("textbox", name="Response message").first
    help_response.fill("Ask Ada.")
    lose(page, cookies.SESSION)
    button(page, "Save changes").click()
    expect(page.get_by_test_id("sign-in-carried")).to_have_text(re.compile("What you entered is kept."))
    person = Person(page)
    hash_quickly()
    sign_in(person)
    expect(shared).to_be_checked(checked=not before)
    expect(help_response).to_have_value("Ask Ada.")
    assert Pool.objects.get(pool_id=path.split("/")[-2]).shared_routes_enabled == before
    expect(page.locator("[data-dirty-status]")).to_have_text("2 unsaved changes")
    back = page.get_by_test_id("flash-info")
    expect(back).to_contain_text("You were signed out. 2 fields are filled in again. Nothing is saved yet.")
    expect(shared).to_be_focused()
    assert shared.evaluate(IS_UNCOVERED)
    help_response.focus()
    back.get_by_role("link", name="Go to them").click()
    assert shared.evaluate(IS_UNCOVERED)
    # What came back counts once, however often it is edited again.
    help_response.fill("Ask Bob.")
    if script:
        expect(page.locator("[data-dirty-status]")).to_have_text("2 unsaved changes")
    person.press_button("Save changes")
    expect(page.get_by_test_id("flash-success")).to_contain_text("were saved.")
    expect(page.get_by_test_id("flash-info")).to_have_count(0)
    assert person.steps == 4


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_of_a_conflict_one_setting_is_taken_from_each_side_in_three_steps(open_page, script, width):
    mine = open_page(pool_path("order-updates"), script=script, width=width, height=800)
    theirs = open_page(pool_path("order-updates"), user="editor")
    section(mine, "Deletion protection").get_by_role("switch").check()
    button(mine, "Save changes").click()
    expect(flash(mine, "were saved")).to_be_visible()
    for page, text in ((theirs, "Theirs."), (mine, "Mine.")):
        for word in (0, 1):
            page.get_by_role("textbox", name="Response message", exact=True).nth(word).fill(text)
        if page is theirs:
            section(page, "Shared routes").get_by_role("switch").check()
        button(page, "Save changes").click()
        if page is theirs:
            expect(flash(page, "were saved")).to_be_visible()
    conflict, choices = mine.get_by_test_id("settings-conflict"), mine.get_by_test_id("choice")
    what = r"editor changed 2 of the settings that you changed,\s+\S.*Also new: Shared routes\."
    expect(conflict).to_contain_text(re.compile(what, re.DOTALL))
    # That the change before was saved must not read as the answer to these.
    expect(flash(mine, "were saved")).to_have_count(0)
    expect(mine.locator("[data-dirty-status]")).to_have_text("2 unsaved changes")
    expect(choices).to_have_text([re.compile(r"Yours: Mine\. · editor's: Theirs\.")] * 2)
    expect(choices.first.get_by_label("Keep mine")).to_be_focused()
    assert mine.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    button(mine, "Save changes").click()
    expect(conflict).to_contain_text("Choose for 2 settings.")
    person = Person(mine)
    person.choose(choices.first.get_by_label("Keep mine"))
    person.choose(choices.last.get_by_label("Take theirs"))
    expect(mine.locator("[data-dirty-status]")).to_have_text("2 unsaved changes")
    person.press_button("Save changes")
    expect(flash(mine, "were saved")).to_be_visible()
    kept = dict(pool("order-updates").keywords.values_list("keyword", "keyword_message"))
    assert (kept["HELP"], kept["STOP"]) == ("Mine.", "Theirs.")
    assert pool("order-updates").shared_routes_enabled
    assert person.steps == 3


def test_what_was_changed_before_a_reset_of_the_demo_is_saved_in_one_step_after_it(open_page, script):
    page = open_page(pool_path("order-updates"), script=script)
    protection = section(page, "Deletion protection").get_by_role("switch")
    protection.check()
    call_command("demo", "--reset", "--yes", stdout=io.StringIO())
    assert not pool("order-updates").deletion_protection_enabled
    person = Person(page)
    person.press_button("Save changes")
    expect(flash(page, "order-updates")).to_be_visible()
    expect(section(page, "Deletion protection").get_by_role("switch")).to_be_checked()
    assert pool("order-updates").deletion_protection_enabled
    assert person.steps == 1
