"""The headers of every answer there is, and the name that a request asks for."""

import json
import re
from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from tests.conftest import HTMX, sign_in
from tests.help import cookies
from tests.help.parameters import Parameters, parameters_of
from tests.help.walk import ADDRESSES, World, undone, world

__all__ = ["world"]
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def every_answer(world: World, monkeypatch) -> list[tuple[str, HttpResponse]]:
    """One answer of each kind that the console gives."""
    roles = [world.client(role) for role in ("administrator", "viewer", "nobody")]
    strict = world.client("administrator", enforce_csrf_checks=True)
    found = [
        (address.name, answer)
        for address in ADDRESSES
        for answer in answers_of(
            address.path(world.values), roles, parameters_of(address, world, monkeypatch), strict
        )
    ]
    client = roles[0]
    found.append(("404", client.get("/nowhere/")))
    found.append(("400", client.get("/", headers={"Host": "evil.example"})))
    with monkeypatch.context() as patch:
        patch.setattr("pools.pages.account.projects.Listing", None)
        broken = Client(raise_request_exception=False)
        sign_in(broken, world.caller.user)
        found.append(("500", broken.get(reverse("project-list", args=world.place))))
    with override_settings(WHITENOISE_USE_FINDERS=True):
        for name, path in (("static", "/static/css/base.css"), ("sprite", "/static/icons.svg")):
            answer = Client().get(path)
            assert answer.status_code == 200
            found.append((name, answer))
    found.append(("no static", client.get("/static/nothing.css")))
    return found


def answers_of(path: str, roles: list[Client], given: Parameters, strict: Client) -> Iterator[HttpResponse]:
    for client in roles:
        for headers in ({}, HTMX):
            yield undone(lambda client=client, headers=headers: client.get(path, headers=headers))
    for data in given.filled:
        for client in (roles[0], strict):
            yield undone(lambda client=client, data=data: client.post(path, data))


def test_every_answer_forbids_scripts_and_frames_of_others_and_is_kept_by_no_cache(world, monkeypatch):
    for name, answer in every_answer(world, monkeypatch):
        policy = answer.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, (name, answer.status_code)
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff", name
        if name not in ("healthz", "static", "sprite") and answer.content:
            kept_by = answer.headers.get("Cache-Control", "")
            assert re.search("no-store|private", kept_by), (name, answer.status_code)
            assert "public" not in kept_by


def test_health_says_nothing_else(world, monkeypatch):
    answer = world.client("administrator").get("/healthz")
    assert json.loads(answer.content) == {"status": "ok"}
    assert not answer.cookies

    def down(*args):
        raise OperationalError("connection to 10.0.0.1 as console failed: password secret")

    with monkeypatch.context() as patch:
        patch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", down)
        answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert json.loads(answer.content) == {"status": "database unavailable"}


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "[::1"])
def test_a_name_that_is_not_the_consoles_is_refused_on_every_page(world, settings, host):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    for client in (world.client("administrator"), world.client("nobody")):
        for path in (one.path(world.values) for one in ADDRESSES if one.name != "healthz"):
            for answer in (
                client.get(path, headers={"Host": host}),
                client.post(path, headers={"Host": host}),
            ):
                assert answer.status_code == 400, path
                assert cookies.SESSION not in answer.cookies
