"""The settings of a phone number: its own while it is in no pool, and in a pool only its tags."""

import html
import re

import pytest
from django.urls import reverse

from pools.models import Activity, PhoneNumber
from tests.conftest import signed_in
from tests.help.factories import (
    TOPIC,
    KeywordFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    TagFactory,
)
from tests.help.html_forms import fields_of
from tests.help.operations import tags, words

pytestmark = pytest.mark.django_db
PAGE = reverse("phone-number-detail", args=["111122223333", "us-east-1", "phone-one"])
SAVE = f"{PAGE}settings/"


@pytest.fixture
def number(account) -> PhoneNumber:
    number = PhoneNumberFactory(phone_number_id="phone-one")
    TagFactory(phone_number=number, key="Team", value="care")
    return number


def text(response) -> str:
    return html.unescape(response.content.decode())


def typed(client, **changes: str) -> dict[str, str]:
    """The form as the page has it, with something typed."""
    return fields_of(client.get(PAGE), "settings-form") | changes


def now() -> PhoneNumber:
    return PhoneNumber.objects.get(phone_number_id="phone-one")


def test_settings_keywords_and_tags_are_saved_together(client, number):
    OptOutListFactory(opt_out_list_name="support")
    changes = {
        "two_way_enabled": "on",
        "destination": "existing",
        "two_way_channel_arn": TOPIC,
        "opt_out_list_name": "support",
        "self_managed_opt_outs_enabled": "on",
        "deletion_protection_enabled": "on",
        "keywords-9-keyword": "info",
        "keywords-9-keyword_message": "Hello",
        "keywords-9-keyword_action": "AUTOMATIC_RESPONSE",
        "tags-0-value": "sales",
    }
    answer = client.post(SAVE, typed(client, **changes))
    assert answer.url == PAGE
    row = now()
    assert (row.two_way_enabled, row.two_way_channel_arn, row.opt_out_list_name) == (True, TOPIC, "support")
    assert (row.self_managed_opt_outs_enabled, row.deletion_protection_enabled) == (True, True)
    assert words(row)["INFO"] == ("Hello", "AUTOMATIC_RESPONSE")
    assert tags(row) == {"Team": "sales"}
    assert re.search(r"Settings for phone number <a[^>]*>[^<]*</a> were saved\.", text(client.get(PAGE)))
    operations = list(Activity.objects.order_by("pk").values_list("operation", flat=True))
    assert operations == ["UpdatePhoneNumber", "PutKeyword", "TagResource"]


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"two_way_enabled": "on", "destination": "existing"}, 422, "Topic ARN is required."),
        ({"self_managed_opt_outs_enabled": "on"}, 422, "Self-managed opt-outs need two-way SMS."),
        ({"international_sending_enabled": "on"}, 422, "International sending is for toll-free numbers"),
        ({"tags-9-key": "aws:x"}, 422, "Tag keys can't start with aws:."),
    ],
)
def test_what_is_wrong_is_said_and_kept(client, number, changes, status, said):
    answer = client.post(SAVE, typed(client, **changes))
    assert answer.status_code == status
    assert said in text(answer)
    assert fields_of(answer, "settings-form").items() >= changes.items()
    assert not Activity.objects.filter(error="").exists()


def test_in_a_pool_only_its_tags_can_be_changed(client, number):
    pool = PoolFactory(name="Orders", two_way_enabled=False)
    KeywordFactory(pool=pool, keyword="POOLED")
    PhoneNumber.objects.update(pool=pool)
    page = text(client.get(PAGE))
    assert 'name="two_way_enabled"' not in page
    assert "POOLED" in page
    assert f"/pools/{pool.pool_id}/" in page
    client.post(SAVE, typed(client, **{"tags-0-value": "sales"}))
    assert tags(now()) == {"Team": "sales"}
    assert list(Activity.objects.values_list("operation", flat=True)) == ["TagResource"]


def test_a_number_that_joined_a_pool_meanwhile_keeps_its_settings_and_says_why(client, number):
    form = typed(client, deletion_protection_enabled="on")
    PhoneNumber.objects.update(pool=PoolFactory(name="Orders"))
    answer = client.post(SAVE, form)
    assert answer.status_code == 409
    assert "is already in pool Orders." in text(answer)
    assert not now().deletion_protection_enabled


def test_without_script_buttons_add_and_remove_rows(client, number):
    page = client.post(SAVE, typed(client, op="add_keyword"))
    assert re.search(r'name="keywords-\d+-keyword"[^>]*value=""', text(page))
    assert "removed when you save changes" in text(client.post(SAVE, typed(client, op="remove_tag:0")))
    assert tags(now()) == {"Team": "care"}


def test_while_it_is_pending_the_button_says_why_it_is_off(client, number):
    PhoneNumber.objects.update(carrier_status="PENDING")
    assert "This action is available when the number's status is Active." in text(client.get(PAGE))
    assert client.post(SAVE, typed(client, deletion_protection_enabled="on")).status_code == 409


def test_a_viewer_sees_values_and_no_form(viewer, number):
    page = text(signed_in(viewer).get(PAGE))
    assert 'id="settings-form"' not in page
    assert "Only an Editor can change phone numbers." in page
    assert "care" in page
    assert signed_in(viewer).post(SAVE, {}).status_code == 403
