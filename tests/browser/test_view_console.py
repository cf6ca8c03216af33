"""A trainer opens a learner's console from the board, finds everything off, and goes back."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from pools.models import Account, LessonProgress
from tests.browser.test_axe import faults
from tests.help import factories


def test_a_trainer_looks_on_and_goes_back(open_page, seen):
    row = factories.ClassFactory(account=Account.objects.get(), name="Monday")
    seat = factories.SeatFactory(of_class=row, number=1, name="Ana Ruiz")
    begun = timezone.now() - timedelta(minutes=9)
    place = {"account": seat.learner.account, "region": "us-east-1", "slug": "delete-a-pool"}
    LessonProgress.objects.create(**place, started_timestamp=begun, moved_timestamp=begun)
    page = open_page(f"/111122223333/us-east-1/training/classes/{row.class_id}/")
    page.get_by_role("link", name="View console of Ana Ruiz").click()
    strip = page.get_by_role("region", name="Learner's console")
    expect(strip).to_contain_text("You are looking at Ana Ruiz's console. You can't change anything.")
    expect(page.get_by_test_id("lesson-panel").get_by_role("heading", name="Delete a pool")).to_be_visible()
    assert faults(page, seen) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="Access keys").first.click()
    create = page.get_by_role("button", name="Create access key")
    create.focus()
    expect(page.locator("#create-key-reason")).to_be_visible()
    page.keyboard.press("Enter")
    expect(create).to_have_accessible_description("Only Ana Ruiz can change this.")
    expect(page.get_by_text("No access keys")).to_be_visible()
    assert faults(page, seen) == []
    strip.get_by_role("link", name="Back to Monday").click()
    expect(page.get_by_role("heading", name="Monday", level=1)).to_be_visible()
    assert LessonProgress.objects.get().moved_timestamp == begun
