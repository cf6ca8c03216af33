"""/messages.json: a test suite reads what its program sent, and deletes it."""

import base64
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pools.models import Activity, Message
from tests.api.conftest import key_of
from tests.help.factories import SECRET, MessageFactory

PHONE, OTHER = "+12065550175", "+12065550176"


def basic(text: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


@pytest.fixture
def messages(account):
    old = timezone.now() - timedelta(hours=1)
    MessageFactory(message_id="old", created_timestamp=old)
    MessageFactory(message_id="pooled", pool_id="pool-1", destination_phone_number=OTHER)
    MessageFactory(message_id="new")
    MessageFactory(message_id="elsewhere", region="eu-west-1")


@pytest.fixture
def ask(caller):
    key = key_of(caller).access_key_id

    def asked(method="get", *, credentials=f"{key}:{SECRET}", **query):
        return getattr(Client(), method)("/messages.json", query_params=query, headers=basic(credentials))

    return asked


def found(response) -> list[str]:
    return [message["messageId"] for message in response.json()["messages"]]


FILTERS = [
    ({}, ["new", "pooled", "old"]),
    ({"destination": PHONE}, ["new", "old"]),
    ({"destination": PHONE[1:]}, ["new", "old"]),
    ({"destination": f" {PHONE[1:]}"}, ["new", "old"]),
    ({"pool": "pool-1"}, ["pooled"]),
    ({"pool": "pool-2"}, []),
    ({"since": "half an hour ago"}, ["new", "pooled"]),
    ({"since": "seconds"}, ["new", "pooled"]),
    ({"since": "half an hour ago", "destination": OTHER}, ["pooled"]),
    ({"region": "eu-west-1"}, ["elsewhere"]),
]


def with_time(query):
    when = timezone.now() - timedelta(minutes=30)
    times = {"half an hour ago": when.isoformat(), "seconds": str(when.timestamp())}
    return query | ({"since": times[query["since"]]} if "since" in query else {})


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_messages_are_found_and_deleted_alike(ask, messages, query, expected):
    query = with_time(query)
    assert found(ask(**query)) == expected
    answer = ask("delete", **query)
    assert (answer.status_code, answer.json()) == (200, {"deleted": len(expected)})
    assert found(ask(**query)) == []
    assert Message.objects.count() == 4 - len(expected)


def test_a_message_says_what_was_sent(ask, messages):
    message = ask(destination=OTHER).json()["messages"][0]
    assert message["messageBody"] == "Your code is 123456."
    assert (message["messageStatus"], message["kind"]) == ("DELIVERED", "TEXT")
    assert message["destinationPhoneNumber"] == OTHER


@pytest.mark.parametrize(
    "query",
    [
        {"destinatoin": PHONE},
        {"since": "yesterday"},
        {"since": "9" * 400},
        {"since": "9999-12-31T23:59:59-12:00"},
        {"since": ""},
        {"destination": ""},
        # An unescaped plus sign, and no number behind it.
        {"destination": " "},
        {"destination": PHONE, "pool": ""},
        {"region": "nowhere"},
        {"pool": "\x00"},
    ],
)
def test_a_filter_that_is_not_right_finds_and_deletes_nothing(ask, messages, query):
    for method in ("get", "delete"):
        answer = ask(method, **query)
        assert (answer.status_code, answer.json()["code"]) == (400, "ValidationException")
    assert Message.objects.count() == 4


@pytest.mark.parametrize("credentials", ["", "nobody:x", "{key}:wrong", "{key}:", ":", "\x00:x"])
def test_nobody_else_is_let_in(caller, messages, credentials):
    text = credentials.format(key=key_of(caller).access_key_id)
    for headers in ({}, basic(text), {"Authorization": "Basic !"}, {"Authorization": "Bearer x"}):
        for method in (Client().get, Client().delete):
            answer = method("/messages.json", headers=headers)
            assert answer.status_code == 401
            assert answer["WWW-Authenticate"].startswith("Basic ")
    assert Message.objects.count() == 4


def test_a_key_is_let_in_while_it_may(caller, ask, messages):
    key = key_of(caller)
    assert ask(credentials=f"{key.access_key_id}:{SECRET}").status_code == 200
    key.is_active = False
    key.save()
    assert ask(credentials=f"{key.access_key_id}:{SECRET}").status_code == 401


def test_roles_and_other_accounts(ask, messages, viewer, other_caller):
    viewers = f"{key_of(viewer).access_key_id}:{SECRET}"
    assert len(found(ask(credentials=viewers))) == 3
    assert ask("delete", credentials=viewers).status_code == 403
    others = f"{key_of(other_caller).access_key_id}:{SECRET}"
    assert found(ask(credentials=others)) == []
    assert ask("delete", credentials=others).json() == {"deleted": 0}
    assert Message.objects.count() == 4


def test_other_methods_are_not_taken(ask):
    answer = ask("post")
    assert (answer.status_code, answer["Allow"]) == (405, "DELETE, GET, HEAD")


def test_deleting_is_in_the_log(ask, messages):
    ask("delete")
    row = Activity.objects.get(operation="delete_messages")
    assert (row.resource_type, row.before, row.after) == ("account", {"messages": 3}, {"messages": 0})
