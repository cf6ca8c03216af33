"""Request sender ID: which names are to be had where, and why not."""

import html

import pytest
from django.urls import reverse

from pools.models import Activity, SenderId
from tests.conftest import signed_in
from tests.help.factories import SenderIdFactory
from tests.help.html_forms import fields_of
from tests.help.operations import tags

pytestmark = pytest.mark.django_db
PLACE = ["111122223333", "us-east-1"]
PAGE = reverse("sender-id-request", args=PLACE)


def text(response) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


def typed(client, **changes: str) -> dict[str, str]:
    """The form as the page has it, with something typed."""
    return fields_of(client.get(PAGE), "request-sender-id-form") | changes


def test_it_is_requested_with_all_that_was_chosen_and_once(client, account):
    form = typed(
        client,
        sender_id="acme",
        iso_country_code="FR",
        promotional="on",
        deletion_protection_enabled="on",
        **{"tags-9-key": "team", "tags-9-value": "shop"},
    )
    answers = [client.post(PAGE, form) for _ in range(2)]
    assert {answer.url for answer in answers} == {reverse("sender-id-detail", args=[*PLACE, "ACME", "FR"])}
    row = SenderId.objects.get()
    assert (row.sender_id, row.iso_country_code, row.registered) == ("ACME", "FR", False)
    assert row.message_types == ["TRANSACTIONAL", "PROMOTIONAL"]
    assert row.deletion_protection_enabled
    assert tags(row) == {"team": "shop"}
    assert Activity.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sender_id": "", "iso_country_code": ""}, ["Sender ID is required.", "Country is required."]),
        ({"sender_id": "1234"}, ["Sender ID must include at least one letter."]),
        ({"iso_country_code": "US"}, ["Sender IDs aren't supported in United States (US)."]),
        ({"iso_country_code": "IN", "sender_id": "12345"}, ["Sender ID must include at least one letter."]),
        ({"iso_country_code": "IN"}, ["registered"]),
        ({"transactional": ""}, ["Choose at least one message type."]),
        ({"tags-9-key": "aws:x"}, ["Tag keys can't start with aws:."]),
    ],
)
def test_what_is_wrong_is_said_at_once_and_kept(client, account, changes, said):
    form = typed(client, sender_id="ACME", iso_country_code="FR") | changes
    answer = client.post(PAGE, {name: value for name, value in form.items() if value})
    assert answer.status_code == 422
    assert all(sentence in text(answer) for sentence in said)
    assert fields_of(answer, "request-sender-id-form")["client_token"] == form["client_token"]
    assert not SenderId.objects.exists()


def test_one_that_is_held_is_linked(client, account):
    SenderIdFactory(sender_id="ACME", iso_country_code="DE")
    answer = client.post(PAGE, typed(client, sender_id="Acme", iso_country_code="DE"))
    assert answer.status_code == 409
    there = reverse("sender-id-detail", args=[*PLACE, "ACME", "DE"])
    assert f'You already have <a href="{there}" translate="no">ACME</a> in Germany (DE).' in text(answer)


@pytest.mark.parametrize("changes", [{}, {"sender_id": "BEAT"}])
def test_a_form_that_was_sent_before_is_good_for_another_request(client, account, changes):
    form = typed(client, sender_id="ACME", iso_country_code="DE")
    client.post(PAGE, form)
    SenderId.objects.all().delete()
    answer = client.post(PAGE, form | changes)
    assert answer.status_code == 409
    assert "This form has requested " in text(answer)
    assert client.post(PAGE, fields_of(answer, "request-sender-id-form")).status_code == 303
    assert SenderId.objects.get().sender_id == changes.get("sender_id", "ACME")


def test_a_registered_one_is_taken_where_registration_is_needed(client, account):
    client.post(PAGE, typed(client, sender_id="ACME", iso_country_code="IN", registered="on"))
    assert SenderId.objects.get().registered


def test_the_countries_say_of_which_day_they_are(client, account):
    assert "Country table of October 1, 2026." in text(client.get(PAGE))


def test_without_script_buttons_add_rows(client, account):
    answer = client.post(PAGE, typed(client, op="add_tag", sender_id="ACME"))
    form = fields_of(answer, "request-sender-id-form")
    assert form["sender_id"] == "ACME"
    assert any(name.startswith("tags-") for name in form)


def test_a_viewer_may_not(viewer, account):
    assert signed_in(viewer).get(PAGE).status_code == 403
    SenderIdFactory()
    listed = text(signed_in(viewer).get(reverse("sender-id-list", args=PLACE)))
    assert "Only an Editor can request sender IDs." in listed
