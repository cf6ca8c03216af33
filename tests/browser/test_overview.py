"""What begins on the Overview, with script and without: setting an empty account up, and changing quotas."""

from playwright.sync_api import expect

from pools.models import PhoneNumber, Pool, Quota
from tests.browser.conftest import PLACE
from tests.help.steps import flash

OVERVIEW = f"{PLACE}/sms-voice/"


def test_an_empty_account_is_set_up(open_page, script):
    Pool.objects.all().delete()
    PhoneNumber.objects.all().delete()
    page = open_page(OVERVIEW, script=script)
    page.get_by_role("link", name="Set up this account", exact=True).click()
    page.get_by_label("Country", exact=True).select_option("GB")
    page.get_by_label("Type", exact=True).select_option("TOLL_FREE")
    page.get_by_label("Quantity").fill("2")
    page.get_by_label("Pool name").fill("orders")
    page.get_by_test_id("set-up").click()
    # GB has no such numbers: what was typed is kept, and nothing was made.
    expect(page.get_by_text("No numbers of this type are to be had")).to_be_visible()
    assert not PhoneNumber.objects.exists()
    expect(page.get_by_label("Quantity")).to_have_value("2")
    page.get_by_label("Type", exact=True).select_option("LONG_CODE")
    page.get_by_test_id("set-up").click()
    expect(flash(page, "The account is set up.")).to_be_visible()
    expect(page.get_by_role("heading", name="orders", level=1)).to_be_visible()
    assert PhoneNumber.objects.filter(pool=Pool.objects.get(), iso_country_code="GB").count() == 2


def test_a_quota_is_changed_and_reset(open_page, script):
    page = open_page(OVERVIEW, script=script)
    page.get_by_role("link", name="Edit quotas", exact=True).click()
    pools = page.get_by_label("Pools", exact=True)
    pools.fill("1")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("are in use. The quota can't be lower.")).to_be_visible()
    pools.fill("40")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_test_id("flash-success")).to_contain_text("1 quota was changed")
    assert Quota.objects.get(name="POOLS_PER_ACCOUNT").value == 40
    page.get_by_role("row", name="Pools").first.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_test_id("flash-success").last).to_contain_text("1 quota was changed")
    assert not Quota.objects.filter(name="POOLS_PER_ACCOUNT").exists()
