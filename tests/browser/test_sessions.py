"""Sign-in, and forms whose session is over: nothing typed is lost, nothing is submitted by itself."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from pools.models import Pool, Project
from tests.browser.conftest import PLACE, pool_path
from tests.help import cookies
from tests.help.person import Person
from tests.help.sessions import DEMO, hash_quickly, lose, sign_in


@pytest.fixture
def signs_in(transactional_db) -> Callable[[Page], None]:
    """The demo's user, with a password that tests can hash quickly."""

    def sign_in_there(page: Page) -> None:
        hash_quickly()
        sign_in(Person(page))

    return sign_in_there


def test_signing_in_leads_to_the_page_and_signing_out_ends_it(open_page, script, signs_in):
    page = open_page(f"{PLACE}/projects/", user=None, script=script)
    signs_in(page)
    expect(page.get_by_role("heading", name="All projects", level=1)).to_be_visible()
    page.locator("[popovertarget=account-menu]").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()


def test_the_place_on_the_page_survives_sign_in(open_page, script, signs_in):
    place = f"{pool_path('order-updates')}#deletion-protection"
    page = open_page(place, user=None, script=script)
    page.get_by_label("User name").fill(DEMO)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("sign-in-error")).to_be_visible()
    signs_in(page)
    expect(page).to_have_url(re.compile(f"{re.escape(place)}$"))
    expect(page.locator("#deletion-protection")).to_be_in_viewport()


def test_a_form_whose_session_ended_comes_back_at_its_place(open_page, signs_in):
    place = f"{pool_path('order-updates')}#deletion-protection"
    page = open_page(place)
    protection = page.get_by_role("switch", name="Deletion protection")
    wanted = not protection.is_checked()
    protection.set_checked(wanted)
    lose(page, cookies.SESSION)
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_test_id("page-sign-in")).to_be_visible()
    signs_in(page)
    expect(page).to_have_url(re.compile(f"{re.escape(place)}$"))
    expect(protection).to_be_checked(checked=wanted)


def test_a_dialog_whose_session_ended_comes_back_filled(open_page, script, signs_in):
    page = open_page(f"{PLACE}/projects/", script=script)
    page.get_by_test_id("create-project").click()
    page.get_by_role("textbox", name="Project name").fill("Späti + Co")
    lose(page, cookies.SESSION)
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_test_id("page-sign-in")).to_be_visible()
    signs_in(page)
    expect(page.get_by_role("textbox", name="Project name")).to_have_value("Späti + Co")
    expect(page.get_by_test_id("flash-info")).to_contain_text(
        "1 field is filled in again. Nothing is saved yet."
    )
    expect(page.get_by_role("textbox", name="Project name")).to_be_focused()
    assert not Project.objects.filter(name="Späti + Co").exists()
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_test_id("flash-success")).to_contain_text("Project Späti + Co was created.")


def test_a_new_pool_whose_session_ended_comes_back_filled(open_page, script, signs_in):
    page = open_page(f"{PLACE}/sms-voice/pools/create/", script=script)
    page.get_by_label("Pool name").fill("Kept")
    page.get_by_role("textbox", name="Sender ID").fill("KEPT")
    lose(page, cookies.SESSION)
    page.get_by_role("button", name="Create pool").click()
    signs_in(page)
    expect(page.get_by_label("Pool name")).to_have_value("Kept")
    expect(page.get_by_role("textbox", name="Sender ID")).to_have_value("KEPT")
    assert not Pool.objects.filter(name="Kept").exists()


def test_what_the_page_loads_meanwhile_takes_nothing_away(open_page, signs_in):
    page = open_page(f"{PLACE}/sms-voice/pools/create/")
    page.get_by_role("textbox", name="Sender ID").fill("KEPT")
    lose(page, cookies.SESSION)
    for name in ("Draft", "Kept"):
        page.get_by_label("Pool name").fill(name)
        with page.expect_response("**/inherited/**"):
            page.get_by_label("Pool name").blur()
    expect(page.get_by_test_id("flash-warning")).to_have_count(1)
    expect(page.get_by_test_id("flash-warning")).to_contain_text("What you entered is still here")
    page.get_by_role("button", name="Dismiss: You are signed out").click()
    expect(page.get_by_test_id("flash-warning")).to_have_count(0)
    page.get_by_role("radio", name="Transactional").check()
    page.get_by_role("radio", name="Promotional").check()
    expect(page.get_by_test_id("flash-warning")).to_have_count(1)
    page.get_by_role("button", name="Create pool").click()
    signs_in(page)
    expect(page.get_by_label("Pool name")).to_have_value("Kept")


def test_a_late_answer_in_the_background_does_not_overtake_the_form(open_page, signs_in):
    page = open_page(f"{PLACE}/sms-voice/pools/create/")
    held: dict[str, Route] = {}

    def hold(route: Route) -> None:
        request = route.request
        kind = "post" if request.method == "POST" and request.is_navigation_request() else "get"
        if kind == "post" or "inherited" in request.url:
            held[kind] = route
        else:
            route.continue_()

    page.route("**/pools/create/**", hold)
    page.get_by_label("Pool name").fill("Kept")
    page.get_by_role("textbox", name="Sender ID").fill("KEPT")
    lose(page, cookies.SESSION)
    page.get_by_role("button", name="Create pool").click(no_wait_after=True)
    for _ in range(100):
        if len(held) == 2:
            break
        page.wait_for_timeout(50)
    with page.expect_response("**/inherited/**"):
        held["get"].continue_()
    page.wait_for_timeout(200)
    held["post"].continue_()
    signs_in(page)
    expect(page.get_by_label("Pool name")).to_have_value("Kept")


def test_a_form_from_before_another_sign_in_comes_back_filled(open_page, script):
    page = open_page(f"{PLACE}/projects/", script=script)
    page.get_by_role("link", name=Project.objects.first().name).click()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Default sender ID").fill("KEPT")
    lose(page, cookies.CSRF)
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("heading", name="Your session has changed")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Default sender ID")).to_have_value("KEPT")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_test_id("flash-success")).to_contain_text("were saved.")
