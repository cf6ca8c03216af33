"""Accounts and Regions keep apart, at every address there is. Roles do in tests/test_authorization.py."""

import re
from difflib import unified_diff
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from pools.models import Account
from tests.conftest import HTMX
from tests.help.parameters import parameters_of
from tests.help.walk import SECRET, Address, World, each_address, kept, undone, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db
IDS = (
    "pool_id",
    "phone_number_id",
    "sender_id",
    "opt_out_list_name",
    "configuration_set_name",
    "event_destination_name",
    "import_id",
    "message_id",
    "project_id",
    "access_key_id",
)
# What is never the same twice: tokens, sealed values, times.
RANDOM = re.compile(
    r"""(value|data-\w+|content)="[^"]*"|hx-headers='[^']*'"""
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.+]+|[0-9]+ (second|minute)s? ago|just now|[0-9a-f-]{36}"
    r"|[A-Z][a-z]+ [0-9]+, [0-9]{4}, [0-9]{2}:[0-9]{2}(?= \(UTC)|(?<=[Aa]s of )[0-9:]+|[0-9]{2}:[0-9]{2}(?=</time>)"
)


def same(response: HttpResponse, *said: str) -> tuple[int, str]:
    """The answer without what is random, and without what was asked for."""
    text = response.content.decode()
    for word in said:
        text = text.replace(word, "WORD")
    return response.status_code, RANDOM.sub("", text)


def must_be_same(one: tuple[int, str], other: tuple[int, str]) -> None:
    lines = [text.splitlines() for _, text in (one, other)]
    assert list(unified_diff(*lines, lineterm="", n=0)) == []
    assert one[0] == other[0]


def answers(client: Client, path: str, forms: list[dict]) -> list[HttpResponse]:
    """To all that can be sent to an address, plainly and by script."""
    found = []
    for headers in ({}, HTMX):
        found.append(undone(lambda headers=headers: client.get(path, headers=headers)))
        for data in forms:
            found.append(undone(lambda data=data, headers=headers: client.post(path, data, headers=headers)))
    return found


@each_address
def test_an_id_of_another_account_is_like_one_that_never_was(world: World, address: Address, monkeypatch):
    client, forms = world.client("administrator"), parameters_of(address, world, monkeypatch).filled
    before = kept()
    for name in set(IDS) & set(address.arguments):
        theirs, nobodys = world.others[name], re.sub("[0-9]", "0", world.others[name])
        there, nowhere = (
            answers(client, address.path(world.values, **{name: one}), forms) for one in (theirs, nobodys)
        )
        for one, other in zip(there, nowhere, strict=True):
            assert one.status_code in (404, 405)
            must_be_same(same(one, theirs), same(other, nobodys))
    assert kept() == before


@each_address
def test_an_id_of_another_region_is_not_found_here(world: World, address: Address, monkeypatch):
    client, forms = world.client("administrator"), parameters_of(address, world, monkeypatch).filled
    for name in {"pool_id", "phone_number_id"} & set(address.arguments):
        for answer in answers(client, address.path(world.values, **{name: world.elsewhere[name]}), forms):
            assert answer.status_code in (404, 405)


@each_address
def test_the_place_of_another_account_is_like_one_that_never_was(world: World, address: Address, monkeypatch):
    client, forms = world.client("administrator"), parameters_of(address, world, monkeypatch).filled
    if "account_id" not in address.arguments:
        return
    before, ids = kept(), {name: world.values[name] for name in IDS}
    both = (world.others["account_id"], "999999999999")
    for wanted in (world.others, world.others | ids):
        there = answers(client, address.path(wanted), forms)
        nowhere = answers(client, address.path(wanted | {"account_id": "999999999999"}), forms)
        for one, other in zip(there, nowhere, strict=True):
            assert one.status_code == 404
            must_be_same(same(one, *both), same(other, *both))
    assert kept() == before


@each_address
def test_a_page_is_the_same_whatever_other_accounts_have(world: World, address: Address, monkeypatch):
    """So no list, no count and no search looks beyond the account."""
    client, path = world.client("administrator"), address.path(world.values)
    words = (SECRET, world.others["pool_id"], world.others["phone_number_id"], "ZEBRA0")
    queries = [
        "",
        *(urlencode({"q": word}) for word in words),
        "page=last",
        f"from={address.path(world.others)}",
    ]
    queries += [urlencode({"id": one}) for one in (world.others["pool_id"], world.others_identities[-1])]
    with_others = [same(undone(lambda query=query: client.get(f"{path}?{query}"))) for query in queries]
    ours = world.caller.account
    # Those of its classes' learners are what it looks after.
    Account.objects.exclude(pk=ours.pk).exclude(learner__seat__of_class__account=ours).delete()
    alone = [same(undone(lambda query=query: client.get(f"{path}?{query}"))) for query in queries]
    for one, other in zip(with_others, alone, strict=True):
        must_be_same(one, other)


@each_address
def test_no_page_names_what_is_in_another_account_or_region(world: World, address: Address):
    for role in ("administrator", "viewer"):
        answer = undone(lambda role=role: world.client(role).get(address.path(world.values)))
        assert SECRET not in answer.content.decode()
        assert world.others["account_id"] not in answer.content.decode()


@each_address
def test_one_foreign_id_among_ones_own_refuses_them_all(world: World, address: Address, monkeypatch):
    client, path = world.client("administrator"), address.path(world.values)
    before = kept()
    for data in parameters_of(address, world, monkeypatch).filled:
        if "id" not in data:
            continue
        foreign = (world.others["pool_id"], *world.others_identities, world.elsewhere["pool_id"])
        for one in foreign:
            for headers in ({}, HTMX):
                mixed = data | {"id": [data["id"], one]}
                assert client.post(path, mixed, headers=headers).status_code == 404, one
    assert kept() == before
