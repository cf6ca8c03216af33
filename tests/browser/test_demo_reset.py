"""A reset of the demo while somebody is in the middle of a form costs them nothing."""

import io

from django.core.management import call_command
from playwright.sync_api import expect

from pools.models import Pool
from tests.browser.conftest import pool_path
from tests.help.steps import button, flash, section


def test_what_was_changed_before_a_reset_is_saved_after_it(open_page, script):
    page = open_page(pool_path("order-updates"), script=script)
    protection = section(page, "Deletion protection").get_by_role("switch")
    protection.check()
    call_command("demo", "--reset", "--yes", stdout=io.StringIO())
    assert not Pool.objects.get(name="order-updates").deletion_protection_enabled
    button(page, "Save changes").click()
    expect(flash(page, "order-updates")).to_be_visible()
    expect(section(page, "Deletion protection").get_by_role("switch")).to_be_checked()
    assert Pool.objects.get(name="order-updates").deletion_protection_enabled
