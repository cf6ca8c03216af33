"""Create configuration set: the page, what it makes, and what it says of what is wrong."""

import html
import re

import pytest
from django.urls import reverse

from pools.models import Activity, ConfigurationSet
from tests.conftest import HTMX, signed_in
from tests.help.factories import ConfigurationSetFactory, SenderIdFactory
from tests.help.operations import tags

pytestmark = pytest.mark.django_db
PLACE = ["111122223333", "us-east-1"]
CREATE = reverse("configuration-set-create", args=PLACE)
WHOLE = {
    "configuration_set_name": "codes",
    "default_sender_id": "Acme",
    "default_message_type": "TRANSACTIONAL",
    "default_message_feedback_enabled": "on",
    "tags-0-key": "Team",
    "tags-0-value": "care",
}


def text(response) -> str:
    return html.unescape(response.content.decode())


def test_it_makes_the_set_with_its_defaults_and_tags(client):
    answer = client.post(CREATE, WHOLE)
    assert answer.url == reverse("configuration-set-detail", args=[*PLACE, "codes"])
    row = ConfigurationSet.objects.get()
    assert (row.default_sender_id, row.default_message_type) == ("Acme", "TRANSACTIONAL")
    assert row.default_message_feedback_enabled
    assert tags(row) == {"Team": "care"}
    assert 'Configuration set <a href="' in text(client.get(answer.url))


def test_a_name_alone_is_enough(client):
    client.post(CREATE, {"configuration_set_name": "codes", "default_message_type": ""})
    assert list(Activity.objects.values_list("operation", flat=True)) == ["CreateConfigurationSet"]


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"configuration_set_name": ""}, 422, "Name is required."),
        ({"configuration_set_name": "my set"}, 422, "The name has characters that aren't valid: (space)"),
        ({"default_sender_id": "ACME SHOP"}, 422, "The default sender ID has characters that aren't valid"),
        ({"default_sender_id": "ACMEACMEACME"}, 422, "has too many characters. Character count: 12/11"),
        ({"configuration_set_name": "there"}, 409, "A configuration set named there exists already."),
        ({"tags-0-key": "aws:x"}, 422, "Tag keys can't start with aws:."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(client, typed, status, said):
    ConfigurationSetFactory(configuration_set_name="there")
    answer = client.post(CREATE, WHOLE | typed)
    page = text(answer)
    assert answer.status_code == status
    assert said in page
    for value in (WHOLE | typed).values():
        assert f'value="{value}"' in page or value in ("", "on")
    assert re.search(r'value="TRANSACTIONAL"[^>]*checked', page)
    assert "<title>Error:" in page
    assert ConfigurationSet.objects.count() == 1


def test_the_quota_is_said_above_the_buttons(client):
    ConfigurationSetFactory.create_batch(25)
    answer = client.post(CREATE, WHOLE)
    assert answer.status_code == 409
    assert "You have reached the quota of 25 configuration sets in this Region." in text(answer)


def test_without_script_a_button_adds_a_tag_and_nothing_is_made(client):
    page = text(client.post(CREATE, WHOLE | {"op": "add_tag"}))
    assert 'name="tags-1-key"' in page
    assert 'value="codes"' in page
    assert not ConfigurationSet.objects.exists()


def test_the_sender_ids_of_the_account_are_offered_and_another_is_noted(client):
    SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    SenderIdFactory(sender_id="ACME", iso_country_code="IN")
    assert text(client.get(CREATE)).count('<option value="ACME">') == 1
    note = reverse("configuration-set-note", args=PLACE)
    assert "Not in this account." in text(client.get(note, {"default_sender_id": "SHOP"}, headers=HTMX))
    assert text(client.get(note, {"default_sender_id": "acme"}, headers=HTMX)).strip() == ""


def test_a_viewer_is_told_whom_to_ask(viewer):
    answer = signed_in(viewer).get(CREATE)
    assert answer.status_code == 403
    assert "Only an Editor can create configuration sets." in text(answer)
