"""Forms that cannot be saved now: the answer comes with what was typed, or leaves the page as it is."""

import pytest
from playwright.sync_api import expect

from pools.errors import InternalServerException
from pools.pages.account import projects
from pools.refusals import DatabaseTrouble
from tests.browser.conftest import PLACE
from tests.help.locked import locked_error


@pytest.fixture
def submit(open_page, monkeypatch):
    """Submit a project's name while the operation fails."""

    def submit(error: Exception):
        def busy(*args, **kwargs):
            raise error

        monkeypatch.setattr(projects, "create_project", busy)
        page = open_page(f"{PLACE}/projects/")
        page.get_by_test_id("create-project").click()
        page.get_by_role("textbox", name="Project name").fill("Shop")
        page.get_by_role("button", name="Create project").click()
        return page

    return submit


def test_a_form_is_answered_with_the_form(submit):
    page = submit(InternalServerException(about=DatabaseTrouble("locked")))
    expect(page.get_by_role("dialog")).to_contain_text("The database is busy, so nothing was saved.")
    expect(page.get_by_role("textbox", name="Project name")).to_have_value("Shop")
    expect(page.get_by_test_id("flash-error")).to_have_count(0)


def test_a_bare_answer_is_told_and_swaps_nothing(submit):
    page = submit(locked_error())
    words = "The database is busy, so nothing was saved. Wait a moment, then try again."
    expect(page.get_by_test_id("flash-error")).to_contain_text(words)
    expect(page.get_by_role("textbox", name="Project name")).to_have_value("Shop")


def test_a_form_that_is_too_large_says_so_and_stays(open_page):
    page = open_page(f"{PLACE}/projects/")
    page.get_by_test_id("create-project").click()
    name = page.get_by_role("textbox", name="Project name")
    name.evaluate("field => { field.removeAttribute('maxlength'); field.value = 'x'.repeat(2 << 20) }")
    page.get_by_role("button", name="Create project").click()
    words = "The form is larger than the console accepts. Shorten what you entered, then try again."
    expect(page.get_by_test_id("flash-error")).to_contain_text(words)
    assert len(name.input_value()) == 2 << 20
