"""Create pool from a sender ID."""

import pytest
from django.urls import reverse

from pools.models import Pool, SenderId
from tests.conftest import HTMX
from tests.help.create_pool import SENDER, errors, text, url, values
from tests.help.factories import SenderIdFactory

__all__ = ["url"]


def test_makes_a_pool_from_a_sender_id_that_is_requested_with_it(client, url, caller):
    answer = client.post(url, SENDER | {"pool_name": " Orders ", "message_type": "PROMOTIONAL"})
    pool = Pool.objects.get()
    assert answer.status_code == 303
    assert answer.url == reverse("pool-detail", args=[caller.account.account_id, caller.region, pool.pool_id])
    assert (pool.name, pool.message_type, pool.deletion_protection_enabled) == (
        "Orders",
        "PROMOTIONAL",
        False,
    )
    sender_id = pool.sender_ids.get()
    assert (sender_id.sender_id, sender_id.registered) == ("MYBRAND", False)
    assert sender_id.message_types == ["PROMOTIONAL"]
    flash = next(iter(answer.wsgi_request._messages))
    assert flash.message == f'Pool <a href="{answer.url}" translate="no">Orders</a> was created.'


def test_a_pool_that_is_not_there_yet_is_being_created(client, url, caller):
    caller.account.status_delay_seconds = 60
    caller.account.save()
    answer = client.post(url, SENDER | {"pool_name": "Orders"})
    flash = next(iter(answer.wsgi_request._messages))
    assert flash.message == f'Creating pool <a href="{answer.url}" translate="no">Orders</a>.'
    assert 'data-testid="flash-in-progress"' in client.get(answer.url).content.decode()


def test_uses_the_sender_id_that_the_account_has(client, url, caller):
    SenderIdFactory(account=caller.account, sender_id="MYBRAND")
    assert client.post(url, SENDER).status_code == 303
    assert SenderId.objects.count() == 1


def test_protection_and_tags_go_along(client, url):
    extra = {
        "deletion_protection_enabled": "on",
        "tags-0-key": "env",
        "tags-0-value": "prod",
        "tags-4-key": "b",
    }
    assert client.post(url, SENDER | extra | {"pool_name": "Orders"}).status_code == 303
    pool = Pool.objects.get()
    assert pool.deletion_protection_enabled
    assert dict(pool.tag_rows.values_list("key", "value")) == {"Name": "Orders", "env": "prod", "b": ""}


def test_htmx_is_redirected(client, url):
    answer = client.post(url, SENDER, headers=HTMX)
    assert answer.headers["HX-Redirect"].endswith(f"/{Pool.objects.get().pool_id}/")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"sender_id": ""}, "Sender ID is required."),
        ({"sender_id": "MYBRANDNAME123"}, "The sender ID has too many characters. Character count: 14/11"),
        ({"sender_id": "A & B"}, "The sender ID has characters that aren't valid: (space) &"),
        ({"sender_id": "12345"}, "Sender ID must include at least one letter."),
        ({"iso_country_code": ""}, "Country is required."),
        ({"iso_country_code": "US"}, "Sender IDs aren't supported in United States (US)."),
        ({"iso_country_code": "AE"}, "Sender IDs in United Arab Emirates (AE) must be registered."),
        ({"message_type": ""}, "Message type is required."),
        ({"pool_name": "x" * 260}, "The pool name has too many characters. Character count: 260/256"),
        ({"pool_name": "a#"}, "The pool name has characters that aren't valid: #"),
        ({"type": "x"}, "Choose one of the values for origination identity."),
        ({"tags-0-key": "aws:x"}, "Tag keys can't start with aws:."),
        ({"tags-0-value": "x"}, "Tag key is required."),
        ({"tags-0-key": "k" * 129}, "The tag key has too many characters. Character count: 129/128"),
        ({"tags-0-key": "a", "tags-1-key": "a"}, "This tag key is already in the list."),
        (
            {"pool_name": "Orders", "tags-0-key": "Name"},
            "The pool name is the tag Name already. Remove this tag, or leave the pool name empty.",
        ),
    ],
)
def test_says_at_the_field_what_is_wrong_and_keeps_what_was_typed(client, url, typed, sentence):
    sent = SENDER | {"pool_name": "Orders", "deletion_protection_enabled": "on", "tags-9-key": "kept"} | typed
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert errors(answer) == [sentence]
    assert "<title>Error: Create pool" in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    kept = values(answer)
    for name in ("pool_name", "sender_id", "client_token", "tags-9-key"):
        assert kept[name] == sent[name]
    assert "deletion_protection_enabled" in kept
    assert not Pool.objects.exists()
    assert not SenderId.objects.exists()


def test_all_fields_that_are_wrong_are_said_at_once(client, url):
    wrong = {"sender_id": "", "iso_country_code": "", "pool_name": "#", "tags-0-key": "aws:"}
    assert len(errors(client.post(url, SENDER | wrong))) == 4


def test_what_only_the_operation_would_refuse_is_said_beside_what_the_form_does(client, url):
    wrong = {"sender_id": "12345", "iso_country_code": "AE", "pool_name": "#", "tags-0-key": "Name"}
    assert sorted(errors(client.post(url, SENDER | wrong))) == [
        "Sender ID must include at least one letter.",
        "Sender IDs in United Arab Emirates (AE) must be registered.",
        "The pool name has characters that aren't valid: #",
        "The pool name is the tag Name already. Remove this tag, or leave the pool name empty.",
    ]


@pytest.mark.parametrize(("message_type", "count"), [("PROMOTIONAL", 1), ("TRANSACTIONAL", 2)])
def test_digits_may_be_meant_for_india_until_a_country_is_chosen(client, url, message_type, count):
    wrong = {"sender_id": "12345", "iso_country_code": "", "message_type": message_type}
    assert len(errors(client.post(url, SENDER | wrong))) == count


def test_a_country_that_wants_registration_takes_a_sender_id_said_to_be_registered(client, url):
    india = SENDER | {"iso_country_code": "IN"}
    refused = client.post(url, india)
    assert errors(refused) == ["Sender IDs in India (IN) must be registered."]
    assert "This sender ID is registered" in text(refused)
    assert client.post(url, india | {"registered": "on"}).status_code == 303
    assert SenderId.objects.get().registered


def test_a_promotional_sender_id_in_india_is_made_of_digits(client, url):
    india = {
        "iso_country_code": "IN",
        "registered": "on",
        "message_type": "PROMOTIONAL",
        "sender_id": "650001",
    }
    assert client.post(url, SENDER | india).status_code == 303


@pytest.mark.parametrize(("headers", "chosen"), [(HTMX, "TRANSACTIONAL"), ({}, "PROMOTIONAL")])
def test_a_message_type_that_the_sender_id_does_not_have_is_refused_and_by_script_locked(
    client, url, caller, headers, chosen
):
    SenderIdFactory(account=caller.account, sender_id="MYBRAND", message_types=["TRANSACTIONAL"])
    answer = client.post(url, SENDER | {"message_type": "PROMOTIONAL"}, headers=headers)
    assert answer.status_code == 409
    assert errors(answer) == [
        "MYBRAND doesn't match the pool: Message type is Transactional, the pool uses Promotional."
    ]
    assert "Uses your existing sender ID in United Kingdom (GB)." in text(answer)
    assert values(answer)["message_type"] == chosen
    # Without script nothing would unlock it for another sender ID.
    assert ("Your existing sender ID doesn't have this type." in text(answer)) == (headers == HTMX)
