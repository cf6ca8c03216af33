"""What goes wrong through nobody's fault, and what somebody tries on purpose, at every form and page there is."""

import re
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from pools import models
from pools.operations import class_practice, classes
from pools.operations.engine import verb as base
from pools.operations.pools import delete_pool
from pools.pages.kit.words.refusals import not_saved
from tests.conftest import HTMX
from tests.help import cookies
from tests.help.locked import locked_error
from tests.help.parameters import forms_of, parameters_of
from tests.help.walk import ADDRESSES, Address, World, each_address, kept, undone, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
# Forms about the visit itself, which keep nothing in an account.
OWN = {"display-mode", "sign-in", "sign-out"}
# Projects have no token; a fault's time begins anew; and what is put back again has other keys.
NOT_TWICE = {"project-create", "test-settings", "class-reset", "class-seat-reset", "class-snapshot-restore"}


# A button in a window, which is not drawn anew; and those that a page has only while things stand a certain way.
BUTTONS = {"pool-protection", "sync-link-test", "sync-run-cancel", "sync-run-continue"}

# What makes a change of a form that is sent as it stands.
MORE = {
    "pool-settings": {"shared_routes_enabled": "on"},
    # With a token, as the page's own form has one.
    "simulator": {"to": "+14254147755", "message_body": "Hello", "client_token": "once"},
    "sms-settings-edit": {"monthly_spend_limit": "0.50"},
}


CHANGING: dict[str, list[dict[str, Any]]] = {}


def changing_forms(address: Address, world: World, monkeypatch) -> list[dict[str, Any]]:
    """The forms that change something of the account's, as filled as they go through. Tried once for all tests."""
    if address.name == "pool-protection":
        models.Pool.objects.filter(pool_id=world.values["pool_id"]).update(deletion_protection_enabled=True)
    if address.name not in CHANGING:
        given = [] if address.name in OWN else parameters_of(address, world, monkeypatch).filled
        forms = [data | MORE.get(address.name, {}) for data in given]
        client, path = world.client("administrator"), address.path(world.values)
        CHANGING[address.name] = [data for data in forms if changes(client, path, data)]
    return CHANGING[address.name]


def changes(client: Client, path: str, data: dict[str, Any]) -> bool:
    before = kept()

    def acts():
        response = client.post(path, data)
        response.changed = kept() != before
        return response

    return undone(acts).changed


def test_there_are_forms_that_change_something(world, monkeypatch):
    """Or else the tests below would say nothing."""
    acts = {one.name for one in ADDRESSES if changing_forms(one, world, monkeypatch)}
    assert acts >= {
        "pool-create",
        "pool-settings",
        "pool-associate",
        "pool-disassociate",
        "pool-delete",
        "pool-add-sender-id",
        "pool-protection",
        "project-create",
        "sms-settings-edit",
    }


# The session ends while somebody fills in a form


@each_address
def test_a_form_outlives_the_session(world: World, address: Address, monkeypatch):
    path = address.path(world.values)
    for data in changing_forms(address, world, monkeypatch):
        before, browser = kept(), Client()
        assert browser.post(path, data, headers=HTMX).status_code == 401
        asked = browser.post(path, data)
        assert asked.status_code == 401
        [form] = [one for one in forms_of(asked, path) if one.path == "/sign-in/" and "password" in one.names]
        who = {"username": world.caller.user.username, "password": PASSWORD}
        arrived = browser.post("/sign-in/", form.filled | who, follow=True)
        assert arrived.status_code == 200
        if address.name in BUTTONS:
            continue
        [last] = [one for one in forms_of(arrived, arrived.request["PATH_INFO"]) if one.path == path][:1]
        shown = {
            name: value for name, value in last.filled.items() if name not in ("confirm", "client_token")
        }
        assert shown.items() >= {k: v for k, v in data.items() if k in shown}.items()
        assert kept() == before


def test_signing_in_gives_a_new_session_and_a_new_token(world):
    """Somebody who planted a session before cannot follow the user into it."""
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in/")
    session = browser.session
    session["planted"] = "by somebody"
    session.save()
    browser.cookies[cookies.SESSION] = planted = session.session_key
    token = browser.cookies[cookies.CSRF].value
    who = {"username": world.caller.user.username, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post("/sign-in/", who).status_code == 303
    assert browser.cookies[cookies.SESSION].value != planted
    assert browser.cookies[cookies.CSRF].value != token
    thief = Client()
    thief.cookies[cookies.SESSION] = planted
    assert thief.get(reverse("pool-list", args=world.place)).status_code == 302


def test_a_user_who_is_no_longer_active_is_signed_out_at_once(world):
    client = world.client("administrator")
    path = reverse("pool-list", args=world.place)
    assert client.get(path).status_code == 200
    models.User.objects.filter(pk=world.caller.user.pk).update(is_active=False)
    assert client.get(path)["Location"].startswith("/sign-in/")
    assert client.post(reverse("project-create", args=world.place), {"name": "Shop"}).status_code == 401


# The pool is deleted in another tab, the database is busy, the same form comes twice


@each_address
def test_a_pool_that_was_deleted_in_another_tab(world: World, address: Address, monkeypatch):
    if "pool_id" not in address.arguments and address.name != "pool-delete":
        return
    client, path = world.client("administrator"), address.path(world.values)
    forms = changing_forms(address, world, monkeypatch)
    models.Pool.objects.update(deletion_protection_enabled=False)
    delete_pool(world.caller, pool_id=world.values["pool_id"])
    before = kept()
    asked = {"id": world.values["pool_id"]}
    for method, data in ((client.get, asked), *((client.post, data) for data in forms)):
        for headers in ({}, HTMX):
            answer = method(path, data, headers=headers)
            assert answer.status_code in ((200, 303, 405) if "delet" in path else (404, 405))
            page = client.get(answer["Location"]) if answer.status_code == 303 else answer
            if not headers and answer.status_code != 405:
                assert re.search("it was deleted|was already deleted", page.content.decode())
    assert kept() == before


@contextmanager
def busy_operations(monkeypatch):
    class Busy:
        def __enter__(self):
            raise locked_error()

        def __exit__(self, *args):
            return None

    class Transaction:
        atomic = staticmethod(Busy)

    with monkeypatch.context() as patch:
        patch.setattr(base, "transaction", Transaction)
        # What is done in many accounts at once has a transaction of its own.
        for several in (classes, class_practice):
            patch.setattr(several, "transaction", Transaction)
        yield


@each_address
def test_a_busy_database_says_so_and_keeps_what_was_typed(world: World, address: Address, monkeypatch):
    client, path = world.client("administrator"), address.path(world.values)
    for data in changing_forms(address, world, monkeypatch):
        if address.name.endswith("-preferences") or address.name == "practice-account":
            continue  # the person's own, kept by no operation
        before = kept()
        for headers in ({}, HTMX):
            with busy_operations(monkeypatch):
                answer = client.post(path, data, headers=headers)
            where = path
            if answer.status_code == 303:
                where = urlsplit(answer["Location"]).path
                answer = client.get(answer["Location"])
            else:
                assert answer.status_code in (409, 503)
            assert not_saved("locked") in answer.content.decode()
            again = [form.filled for form in forms_of(answer, where) if form.path == path]
            if "confirm" in data or len(data) > 1:
                typed = {k: v for k, v in data.items() if k != "client_token"}
                assert any(form.items() >= typed.items() for form in again)
        assert kept() == before


@each_address
def test_the_same_form_twice_does_it_once(world: World, address: Address, monkeypatch):
    if address.name in NOT_TWICE:
        return
    client, path = world.client("administrator"), address.path(world.values)
    for data in changing_forms(address, world, monkeypatch):

        def twice(data=data):
            client.post(path, data)
            once = kept()
            answer = client.post(path, data)
            assert answer.status_code < 500
            assert kept() == once
            return answer

        undone(twice)


@pytest.mark.parametrize("is_busy", [True, False])
def test_a_session_that_cannot_be_kept(world, monkeypatch, is_busy):
    """After the view has answered: the database is busy, or somebody has signed out in another tab."""

    def save(session, must_create=False):
        try:
            raise (locked_error() if is_busy else DatabaseError("did not affect any rows"))
        except DatabaseError as error:
            raise UpdateError from error

    client = world.client("administrator")
    with monkeypatch.context() as patch:
        patch.setattr("django.contrib.sessions.backends.db.SessionStore.save", save)
        path = reverse("project-create", args=world.place)
        answer = client.post(path, {"name": "Shop"})
    assert answer.status_code == (503 if is_busy else 400)
    assert ("The database is busy" if is_busy else "Your session ended meanwhile") in answer.content.decode()
    assert "<title>The request wasn" not in answer.content.decode()


# Where a visit may be sent on to

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "\x00//evil.example",
    "//evil.example\\@testserver/",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "/sign-in/\r\nLocation: https://evil.example/",
    " //evil.example/",
    "////evil.example//",
    "http://testserver:80@evil.example",
)


def host_of(answer: HttpResponse) -> str:
    """Where a browser would go: it reads a backslash as a slash, and drops what is white."""
    to = re.sub(r"[\x00-\x20]", "", answer["Location"]).replace("\\", "/")
    return urlsplit(to).netloc


@pytest.mark.parametrize("to", ELSEWHERE)
def test_no_address_leads_to_another_site(world, to):
    client, browser = world.client("administrator"), Client()
    who = {"username": world.caller.user.username, "password": PASSWORD}
    answers = [
        client.post("/settings/display-mode/", {"mode": "dark", "next": to}),
        client.get("/sign-in/", {"next": to}),
        client.get(reverse("region-switch", args=world.place), {"from": to}),
        browser.post("/sign-in/", who | {"next": to, "carried": "a=b"}),
    ]
    for answer in answers:
        assert answer.status_code in (302, 303)
        assert host_of(answer) == ""
        assert "\n" not in answer["Location"]
