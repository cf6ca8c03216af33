"""A trainer makes a class, prints its sign-ins, and puts one learner back, by windows and without a script."""

import pytest
from playwright.sync_api import expect

from pools.models import Seat
from tests.help.factories import PoolFactory


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_trainer_makes_a_class_and_puts_one_learner_back(open_page, script):
    page = open_page("/111122223333/us-east-1/training/classes/", script=script)
    page.get_by_role("link", name="Create class").first.click()
    page.get_by_label("Class name").fill("Monday")
    page.get_by_label("Learners").fill("2")
    page.get_by_label("Names").fill("Ana Ruiz")
    page.get_by_label("1 Turn on the SMS and voice channel").uncheck()
    page.get_by_label("Empty").check()
    page.get_by_test_id("create-class-submit").click()
    expect(page.get_by_role("heading", name="Monday", level=1)).to_be_visible()
    expect(page.get_by_test_id("page-class-board")).to_contain_text("9 lessons.")
    expect(page.get_by_text("Live", exact=True)).to_be_visible(visible=script)
    page.get_by_test_id("print-sign-ins").click()
    expect(page.get_by_text("Monday, seat 1")).to_be_visible()
    page.get_by_role("link", name="Monday", exact=True).first.click()
    ana, other = (seat.learner.account for seat in Seat.objects.order_by("number"))
    for account in (ana, other):
        PoolFactory(account=account)
    page.get_by_test_id("tile-1").get_by_role("link", name="Ana Ruiz").click()
    page.get_by_test_id("seat-reset").click()
    page.get_by_test_id("confirm-input").fill("reset")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.get_by_test_id("flash-success")).to_contain_text("The account of Ana Ruiz was put back.")
    assert (ana.pools.count(), other.pools.count()) == (0, 1)
