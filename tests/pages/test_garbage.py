"""Garbage in every place of every address: never a failure, never what is another account's."""

from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from tests.conftest import HTMX
from tests.help import cookies
from tests.help.parameters import parameters_of
from tests.help.walk import ROLES, SECRET, Address, World, each_address, undone, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db
LENGTH = 10_000
MANY = "0123456789 äß漢字😀\u202e\u0130\u2028"
GARBAGE = {
    "long": "x" * LENGTH,
    "unicode": (MANY * LENGTH)[:LENGTH],
    "nul": "a\x00b",
    "control": "".join(map(chr, range(1, 32))) * 300,
    "escapes": "%00%ff%C0%80%ud800\\ud800&#xD800;" * 300,
    "digits": "9" * LENGTH,
    "negative": "-1",
    "last": "last",
    "number": "1e400",
    "superscript": "²",
    "blank": " \t\u00a0",
    "array": '["a", {"b": null}]',
    "markup": "\"'><script>alert(1)</script>{{ 7|add:7 }}{% now %}",
    "slashes": "../" * 100 + "//",
    "operation": "remove_tag:99999999999999999999",
}
# What one database stores or compares, and another refuses.
REFUSED_BY_SOME = ("unicode", "nul", "digits", "negative")
AT_ONCE = ("unicode", "nul", "markup")
# Without its token a form is refused before anybody asks what role somebody has: one inside, one outside and nobody do.
TOKENLESS = ("administrator", "other", "nobody")
# Bytes that are no UTF-8, half a surrogate pair among them: as they stand in an address or a form.
RAW = quote_from_bytes(b"\xff\xfe\xed\xa0\x80\xc0\x80\x00" * 200)


def fine(response: HttpResponse, *, sent: Any = "") -> None:
    """Answered, not failed; and without a word of another account's."""
    assert response.status_code < 500, sent
    said = response.content.decode(errors="replace") + str(response.headers)
    assert SECRET not in said, sent
    assert "Traceback" not in said, sent
    assert "<script>alert" not in said, sent


def ask(
    client: Client, method: str, path: str, query: str = "", form: str = "", **headers: str
) -> HttpResponse:
    url = f"{path}?{query}" if query else path
    content_type = "application/x-www-form-urlencoded"
    return undone(lambda: client.generic(method, url, form, content_type, headers=headers))


def garbage_here(*foreign: str) -> list[str]:
    """All of it on one database, with what is another account's; on the others what these may see differently."""
    if connection.vendor == "sqlite":
        return [*GARBAGE.values(), *foreign]
    return [GARBAGE[kind] for kind in REFUSED_BY_SOME]


def malformed_here(*sent: str) -> tuple[str, ...]:
    """What is no proper query or form, on one database: Django makes proper texts of it before any is asked."""
    return sent if connection.vendor == "sqlite" else ()


def reader(address: Address) -> str:
    """Who gets the furthest."""
    return "nobody" if address.name == "sign-in" else "administrator"


@pytest.mark.every_database
@each_address
def test_in_each_argument_of_the_path(world: World, address: Address):
    client = world.client("administrator")
    for name in address.arguments:
        path = address.path(world.values, **{name: "GARBAGE"})
        for number, garbage in enumerate([*(quote(one, safe="") for one in garbage_here()), RAW]):
            headers = HTMX if number % 2 else {}
            for method in ("GET", "POST"):
                answer = ask(client, method, path.replace("GARBAGE", garbage), **headers)
                fine(answer, sent=(method, name, garbage[:80]))
                assert answer.status_code in (404, 405), (method, name, garbage[:80])


@pytest.mark.every_database
@each_address
def test_in_each_parameter_of_a_query(world: World, address: Address, monkeypatch):
    client, path = world.client(reader(address)), address.path(world.values)
    names = parameters_of(address, world, monkeypatch).query
    foreign = [world.others["pool_id"], world.others["project_id"], *world.others_identities[::4]]
    for name in names:
        for number, garbage in enumerate(garbage_here(*foreign)):
            headers = HTMX if number % 2 else {}
            fine(ask(client, "GET", path, urlencode({name: garbage}), **headers), sent=(name, garbage[:80]))
        for query in malformed_here(
            f"{name}={RAW}",
            f"{name}[]=1&{name}",
            f"{name}=1&" * 300,
            urlencode({name: "1"}) + "&%",
        ):
            fine(ask(client, "GET", path, query), sent=query[:80])


@pytest.mark.every_database
@each_address
def test_in_each_field_of_a_form(world: World, address: Address, monkeypatch):
    """Every other field is as the page has it, so that the garbage gets as far as it can."""
    client, path = world.client(reader(address)), address.path(world.values)
    given = parameters_of(address, world, monkeypatch)
    foreign = [world.others["pool_id"], *world.others_identities[::4]]
    variants = given.filled[1:] or given.filled
    for name in given.form:
        for number, garbage in enumerate(garbage_here(*foreign)):
            headers, filled = HTMX if number % 2 else {}, variants[number // 2 % len(variants)]
            form = urlencode(filled | {name: garbage})
            fine(ask(client, "POST", path, "", form, **headers), sent=(name, garbage[:80]))
        rest = urlencode({key: value for key, value in variants[0].items() if key != name})
        for form in malformed_here(f"{name}={RAW}", f"{name}[]=1", f"{name}=1&{name}=2&" * 100):
            fine(ask(client, "POST", path, "", f"{rest}&{form}"), sent=form[:80])


@each_address
def test_in_everything_at_once_for_everybody(world: World, address: Address, monkeypatch):
    given = parameters_of(address, world, monkeypatch)
    path = address.path(world.values)
    garbage_path = address.path(world.values | dict.fromkeys(address.arguments, "²%00\u202e" * 100))
    for role in ROLES:
        strict, easy = (world.client(role, enforce_csrf_checks=on) for on in (True, False))
        for number, garbage in enumerate(GARBAGE[kind] for kind in AT_ONCE):
            query = urlencode(dict.fromkeys([*given.query, *given.form], garbage))
            headers = HTMX if number % 2 else {}
            asked = [(easy, "GET"), (easy, "POST")]
            if not number:
                asked += [(easy, "HEAD"), (easy, "PUT"), (easy, "DELETE")]
            if role in TOKENLESS:
                asked += [(strict, "POST"), (strict, "PATCH")] if not number else [(strict, "POST")]
            for client, method in asked:
                form = query if method not in ("GET", "HEAD") else ""
                answer = ask(client, method, path, query if number % 3 else "", form, **headers)
                assert answer.status_code < 500, (role, method, garbage[:80])
                if role != "other":
                    fine(answer, sent=(role, method, garbage[:80]))
        fine(ask(easy, "GET", garbage_path), sent=role)


@pytest.mark.parametrize(
    "path", [f"/{quote(garbage)}" for garbage in GARBAGE.values()] + [f"/{RAW}", "/%", "/.env", "/a" * 5000]
)
def test_in_addresses_that_lead_nowhere(world: World, path: str):
    for role in ("administrator", "nobody"):
        client = world.client(role)
        for method in ("GET", "POST"):
            answer = ask(client, method, path)
            fine(answer, sent=path[:80])
            assert answer.status_code == 404


# Each row is sent as it stands.
HEADERS = (
    {"HX-Current-URL": "http://[", "HX-Target": "numbers", "HX-Trigger": "x" * LENGTH, "Referer": "http://["},
    {"HX-Current-URL": "//[\x01", "HX-Target": "\"'><script>alert(1)</script>", "Referer": "\xff\xfe"},
    {
        "HX-Current-URL": "http://testserver/%00%ff?ids=%00&page=²",
        "HX-Trigger-Name": "q",
        "HX-Prompt": "\x00",
    },
    {"HX-Current-URL": "x" * LENGTH, "Referer": "x" * LENGTH, "Accept-Encoding": "gzip;q=²"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "text/x; charset=utf-16"},
)
COOKIES = f"{cookies.MODE}=\"'><script>alert(1)</script>; {cookies.NAV}=\x01; {cookies.LAST}=\xff:; {cookies.CSRF}=²"


@each_address
def test_in_headers(world: World, address: Address, monkeypatch):
    client, path = world.client("administrator"), address.path(world.values)
    stranger = Client()
    given = parameters_of(address, world, monkeypatch)
    own = client.cookies.output(header="", sep=";")
    for headers in (
        *HEADERS,
        {"Cookie": f"{COOKIES};{own}"},
        {"Cookie": f"{cookies.SESSION}=%00\x7f;=;" * 99},
    ):
        for method, form in (("GET", ""), *(("POST", urlencode(filled)) for filled in given.filled)):
            for more in ({}, HTMX):
                fine(ask(client, method, path, "", form, **more | headers), sent=(method, headers))
        fine(ask(stranger, "POST", path, "", urlencode(given.filled[-1]), **HTMX | headers), sent=headers)
