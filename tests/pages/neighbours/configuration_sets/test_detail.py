"""One configuration set: what it says, saving its defaults and tags, and who changed them meanwhile."""

import html
import re

import pytest
from django.urls import reverse

from pools.models import Activity, ConfigurationSet
from pools.operations.configuration_sets import set_default_message_type
from tests.conftest import signed_in
from tests.help.factories import ConfigurationSetFactory, EventDestinationFactory, TagFactory
from tests.help.html_forms import fields_of
from tests.help.operations import tags

pytestmark = pytest.mark.django_db
PAGE = reverse("configuration-set-detail", args=["111122223333", "us-east-1", "codes"])
SAVE = f"{PAGE}settings/"


@pytest.fixture
def row(account) -> ConfigurationSet:
    row = ConfigurationSetFactory(configuration_set_name="codes", default_sender_id="ACME")
    TagFactory(configuration_set=row, key="Team", value="care")
    return row


def text(response) -> str:
    return html.unescape(response.content.decode())


def typed(client, **changes: str) -> dict[str, str]:
    """The form as the page has it, with something typed."""
    return fields_of(client.get(PAGE), "settings-form") | changes


def now() -> ConfigurationSet:
    return ConfigurationSet.objects.get()


def test_it_says_what_the_set_decides(client, row):
    page = text(client.get(PAGE))
    for part in ("<title>codes | Configuration sets | SMS and voice", "ACME", "Not in this account.", "care"):
        assert part in page


def test_the_defaults_of_the_guide_are_set_and_taken_away(client, row):
    client.post(SAVE, typed(client, default_sender_id="SHOP"))
    assert now().default_sender_id == "SHOP"
    client.post(SAVE, typed(client, default_sender_id=""))
    assert now().default_sender_id == ""
    operations = Activity.objects.order_by("pk").values_list("operation", flat=True)
    assert list(operations) == ["SetDefaultSenderId", "DeleteDefaultSenderId"]


def test_defaults_and_tags_are_saved_together_and_said(client, row):
    changes = {
        "default_message_type": "PROMOTIONAL",
        "default_message_feedback_enabled": "on",
        "tags-0-value": "sales",
        "tags-1-key": "Season",
    }
    answer = client.post(SAVE, typed(client, **changes))
    assert answer.url == PAGE
    assert now().default_message_type == "PROMOTIONAL"
    assert now().default_message_feedback_enabled
    assert tags(now()) == {"Team": "sales", "Season": ""}
    assert re.search(r"Settings for configuration set <a[^>]*>codes</a> were saved\.", text(client.get(PAGE)))


def test_nothing_changed_is_said_and_not_logged(client, row):
    client.post(SAVE, typed(client))
    assert "No changes were made to configuration set" in text(client.get(PAGE))
    assert not Activity.objects.exists()


def test_what_is_wrong_is_said_and_kept(client, row):
    answer = client.post(SAVE, typed(client, default_sender_id="ACME SHOP"))
    assert answer.status_code == 422
    assert "The default sender ID has characters that aren't valid: (space)" in text(answer)
    assert 'value="ACME SHOP"' in text(answer)


def test_what_only_somebody_else_changed_stays(client, caller, row):
    form = typed(client, default_sender_id="MINE")
    set_default_message_type(caller, configuration_set_name="codes", message_type="PROMOTIONAL")
    client.post(SAVE, form)
    assert (now().default_sender_id, now().default_message_type) == ("MINE", "PROMOTIONAL")


def test_a_viewer_sees_values_and_no_form(viewer, row):
    page = text(signed_in(viewer).get(PAGE))
    assert "Only an Editor can change and delete configuration sets." in page
    assert 'id="settings-form"' not in page
    assert "care" in page
    assert signed_in(viewer).post(SAVE, {"default_sender_id": ""}).status_code == 403


def test_a_set_that_is_gone_is_a_404(client, row):
    assert client.get(PAGE.replace("codes", "other")).status_code == 404
    assert client.get(SAVE).url == f"{PAGE}#settings"


@pytest.mark.parametrize("count", [1, 20])
def test_it_costs_the_same_queries_at_any_size(client, row, django_assert_num_queries, count):
    TagFactory.create_batch(count, configuration_set=row)
    EventDestinationFactory.create_batch(min(count, 5), configuration_set=row)
    with django_assert_num_queries(7):
        client.get(PAGE)
