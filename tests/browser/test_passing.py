"""A page in which something is passing: it moves by itself, and leaves alone what somebody does there."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from tests.help.factories import in_a_minute
from tests.help.steps import POOLS, button, flash, model, pool, pool_path, select_pool


def put(name: str, **columns) -> None:
    model("Pool").objects.filter(name=name).update(**columns)


def asked_again(page: Page) -> None:
    """Two answers, so that the second was asked for by what the first one brought."""
    for _ in range(2):
        with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
            pass


def row(page: Page, name: str):
    return page.get_by_test_id(f"pool-row-{pool(name).pool_id}")


def test_a_list_moves_on_and_keeps_selection_focus_and_what_is_typed(open_page):
    put("load-test", settled_timestamp=in_a_minute())
    page = open_page(POOLS)
    expect(row(page, "load-test")).to_contain_text("Creating")
    select_pool(page, "newsletter")
    link = row(page, "fraud-alerts").get_by_role("link").first
    link.focus()
    asked_again(page)
    expect(link).to_be_focused()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    expect(button(page, "Delete pool")).not_to_have_attribute("aria-disabled", "true")
    expect(page).to_have_url(re.compile(f"{POOLS}$"))
    put("load-test", settled_timestamp=timezone.now())
    expect(row(page, "load-test")).to_contain_text("Active")
    expect(page.locator("[data-passing]")).to_have_count(0)


def test_a_failure_is_shown_once_and_goes_away_once_it_works_again(open_page):
    put("load-test", settled_timestamp=in_a_minute())
    page = open_page(POOLS)

    def fail(route: Route) -> None:
        if route.request.headers.get("hx-request") == "true":
            route.fulfill(status=503, content_type="text/plain", body="The database is busy.")
        else:
            route.continue_()

    page.route("**", fail)
    asked_again(page)
    asked_again(page)
    expect(page.get_by_test_id("flash-error")).to_have_count(1)
    expect(page.get_by_test_id("flash-error")).to_contain_text("The database is busy.")
    page.unroute_all()
    expect(page.get_by_test_id("flash-error")).to_have_count(0)


def test_deleting_ends_by_itself(open_page):
    put("load-test", settled_timestamp=in_a_minute(), deleted_timestamp=timezone.now())
    page = open_page(POOLS)
    expect(row(page, "load-test")).to_contain_text("Deleting")
    put("load-test", settled_timestamp=timezone.now())
    expect(flash(page, "Pool load-test was deleted.")).to_be_visible()
    expect(page.get_by_role("heading", name="Pools (11)", level=2)).to_be_visible()


@pytest.mark.parametrize("control", ["Save changes", "Delete pool"])
def test_what_was_off_comes_on_and_what_is_typed_stays(open_page, control):
    put("load-test", settled_timestamp=in_a_minute())
    page = open_page(pool_path("load-test"))
    reason = "This action is available when pool status is Active."
    expect(page.get_by_test_id(control.lower().replace(" ", "-"))).to_have_accessible_description(reason)
    switch = page.get_by_role("switch", name="Turn on deletion protection")
    switch.check()
    put("load-test", settled_timestamp=timezone.now())
    expect(page.get_by_test_id("summary")).to_contain_text("Active")
    expect(page.get_by_test_id(control.lower().replace(" ", "-"))).to_have_accessible_description("")
    expect(switch).to_be_checked()
    expect(page.get_by_text("1 unsaved change")).to_be_visible()
