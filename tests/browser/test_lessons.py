"""The guide's ten procedures, done with the lesson beside the page: it points, and says when each is done."""

import re

import pytest
from playwright.sync_api import Page, expect

from pools.models import Learner, Pool
from pools.operations.associations import associate_sender_id
from pools.operations.configuration_sets import delete_default_sender_id, set_default_sender_id
from pools.operations.engine.caller import Caller, command_caller
from tests.browser.test_axe import faults
from tests.help.steps import add_keyword, add_tag, button, confirm, open_pools_tab, section, select

N1, N2 = "+1 206-555-0171", "+1 206-555-0172"


@pytest.fixture
def page(open_page, script) -> Page:
    """The lessons in one's own account."""
    page = open_page("/111122223333/us-east-1/training/lessons/", script=script)
    button(page, "Start in my practice account").click()
    expect(button(page, "Start Delete a pool")).to_be_visible()
    return page


def learner() -> Caller:
    return command_caller(Learner.objects.get().account, "us-east-1")


def orders() -> Pool:
    return Pool.objects.get(name="Orders", deleted_timestamp=None)


def begin(page: Page, title: str) -> None:
    page.goto(f"/{learner().account.account_id}/us-east-1/training/lessons/")
    button(page, f"Start {title}").click()
    expect(panel(page).get_by_role("heading", name=title, exact=True)).to_be_visible()


def panel(page: Page):
    return page.get_by_test_id("lesson-panel")


def must_be_done(page: Page) -> None:
    expect(page.get_by_test_id("lesson-done")).to_contain_text("Done in")


def go_there(page: Page) -> None:
    """The way that the lesson shows to the page of its step."""
    panel(page).get_by_role("link", name="Go there", exact=True).first.click()


def hint_must_open_once(page: Page) -> None:
    """After five minutes without a move, which are over as soon as the browser remembers an older one."""
    hint = panel(page).locator("details", has_text="The side navigation is opened")
    expect(hint).not_to_have_attribute("open", "")
    page.evaluate("""() => {
        const last = JSON.parse(sessionStorage.getItem("lesson-move"));
        sessionStorage.setItem("lesson-move", JSON.stringify({...last, since: last.since - 5 * 60 * 1000}));
    }""")
    page.reload()
    expect(hint).to_have_attribute("open", "")
    expect(page.locator("#live-polite")).to_contain_text("Hint: The side navigation")
    hint.get_by_text("Hint").click()
    expect(hint).not_to_have_attribute("open", "")
    page.reload()
    expect(hint).not_to_have_attribute("open", "")


def create_pool(page: Page) -> None:
    open_pools_tab(page)
    page.get_by_role("link", name="Create pool", exact=True).click()
    expect(page.get_by_test_id("lesson-step-3")).to_contain_text("done")


def test_the_procedures_on_pages(page, script):
    begin(page, "Turn on the SMS and voice channel")
    page.get_by_role("link", name="All projects", exact=True).click()
    page.get_by_role("link", name="Storefront", exact=True).first.click()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_role("checkbox", name=re.compile("^Turn on the SMS and voice channel")).check()
    button(page, "Save changes").click()
    must_be_done(page)

    begin(page, "Create a pool with a sender ID")
    if script:
        hint_must_open_once(page)
    create_pool(page)
    if script:
        # The lesson points at the control, and leads to it.
        expect(page.locator("[data-lesson='5a'] #id_sender_id")).to_be_visible()
        panel(page).get_by_role("link", name="Show me step 4").click()
        expect(page.get_by_role("textbox", name="Pool name", exact=False)).to_be_focused()
    page.get_by_role("radio", name="Sender ID", exact=True).check()
    under = section(page, "Provide Sender ID for association")
    under.get_by_role("textbox", name="Sender ID", exact=True).fill("ORDERS")
    under.get_by_role("combobox", name="Country", exact=True).select_option("Germany (DE)")
    button(page, "Create pool").click()
    must_be_done(page)

    begin(page, "Create a pool with a phone number")
    create_pool(page)
    page.get_by_role("radio", name="Phone number", exact=True).check()
    page.get_by_role("radio", name=f"Select {N1}", exact=True).check()
    button(page, "Create pool").click()
    must_be_done(page)

    begin(page, "Associate an origination identity")
    go_there(page)
    page.goto(page.url.partition("#")[0] + "?q=0172")
    select(section(page, "Origination identities"), N2)
    button(page, "Associate to pool").click()
    must_be_done(page)

    begin(page, "Disassociate an origination identity")
    go_there(page)
    select(section(page, "Origination identities"), N2)
    button(page, "Disassociate from pool").click()
    confirm(page, "Disassociate confirmation", "disassociate", "Disassociate")
    must_be_done(page)

    begin(page, "Configure pool settings")
    go_there(page)
    add_keyword(page, "TRACK")
    add_tag(page, "Team", "orders")
    section(page, "Deletion protection").get_by_role("switch").check()
    section(page, "Shared routes").get_by_role("switch").check()
    two_way = section(page, "Two-way SMS")
    two_way.get_by_role("switch").check()
    two_way.get_by_role("radio", name="Create a new Amazon SNS topic", exact=True).check()
    two_way.get_by_role("textbox", name="Topic name", exact=True).fill("order-replies")
    button(page, "Save changes").click()
    must_be_done(page)

    begin(page, "Delete a pool")
    open_pools_tab(page)
    select(page, orders().pool_id)
    button(page, "Delete pool").click()
    confirm(page, "Delete pool confirmation", "delete", "Delete")
    must_be_done(page)


def test_the_procedures_of_the_cli(page, script):
    """What a program does beside the page is seen without a click; without script, when it is looked at again."""
    acts = {
        "Add a sender ID to a pool": lambda: associate_sender_id(
            learner(),
            pool_id=Pool.objects.get(name="india-alerts", account=learner().account).pool_id,
            sender_id="SENDER",
            iso_country_code="IN",
        ),
        "Set a default sender ID": lambda: set_default_sender_id(
            learner(), configuration_set_name="marketing", sender_id="ACME"
        ),
        "Disassociate a default sender ID": lambda: delete_default_sender_id(
            learner(), configuration_set_name="order-updates"
        ),
    }
    for title, act in acts.items():
        begin(page, title)
        command = panel(page).get_by_label("Command for Linux, macOS, or Unix", exact=True)
        expect(command).to_contain_text("--endpoint-url http://")
        act()
        if not script:
            panel(page).get_by_role("link", name="Check again", exact=True).click()
        must_be_done(page)


def test_axe_finds_nothing(open_page, seen):
    page = open_page("/111122223333/us-east-1/training/lessons/")
    assert faults(page, seen) == []
    button(page, "Start in my practice account").click()
    assert faults(page, seen) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    begin(page, "Create a pool with a sender ID")
    create_pool(page)
    assert faults(page, seen) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="Open lesson", exact=True).click()
    assert faults(page, seen) == []
    page.goto(page.url.partition("/sms-voice")[0] + "/training/lessons/create-a-pool-with-a-sender-id/start/")
    assert faults(page, seen) == []
