"""What goes wrong through nobody's fault, and what somebody tries on purpose, at every form and page there is."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, OperationalError
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from pools import models
from pools.operations.engine import verb as base
from pools.operations.pools import delete_pool
from pools.pages.kit.words.refusals import not_saved
from tests.conftest import HTMX
from tests.help import cookies, factories
from tests.help.locked import locked_error
from tests.help.parameters import Parameters, forms_of, parameters_of
from tests.help.walk import ADDRESSES, Address, World, each_address, kept, undone, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
ROOT = Path(__file__).resolve().parents[2]
# Forms about the visit itself, which keep nothing in an account.
OWN = {"display-mode", "sign-in", "sign-out"}


# What makes a change of a form that is sent as it stands.
MORE = {
    "pool-settings": {"shared_routes_enabled": "on"},
    "sms-settings-edit": {"monthly_spend_limit": "0.50"},
}


def changing_forms(address: Address, world: World, monkeypatch) -> list[dict[str, Any]]:
    """The forms that change something of the account's, as filled as they go through."""
    if address.name in OWN:
        return []
    forms = [data | MORE.get(address.name, {}) for data in parameters_of(address, world, monkeypatch).filled]
    if address.name == "pool-protection":
        models.Pool.objects.filter(pool_id=world.values["pool_id"]).update(deletion_protection_enabled=True)
    client, path, before = world.client("administrator"), address.path(world.values), kept()
    found = []
    for data in forms:

        def acts(data=data):
            response = client.post(path, data)
            response.changed = kept() != before
            return response

        if undone(acts).changed:
            found.append(data)
    return found


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
        if address.name == "pool-protection":
            continue  # a button in a window, which is not drawn anew
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
    assert thief.get(reverse("pool-list", args=[*place(world)])).status_code == 302


def test_a_user_who_is_no_longer_active_is_signed_out_at_once(world):
    client = world.client("administrator")
    path = reverse("pool-list", args=place(world))
    assert client.get(path).status_code == 200
    models.User.objects.filter(pk=world.caller.user.pk).update(is_active=False)
    assert client.get(path)["Location"].startswith("/sign-in/")
    assert client.post(reverse("project-create", args=place(world)), {"name": "Shop"}).status_code == 401


def place(world: World) -> tuple[str, str]:
    return world.values["account_id"], world.values["region"]


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
        yield


@each_address
def test_a_busy_database_says_so_and_keeps_what_was_typed(world: World, address: Address, monkeypatch):
    client, path = world.client("administrator"), address.path(world.values)
    for data in changing_forms(address, world, monkeypatch):
        if address.name.endswith("-list-preferences"):
            continue  # kept with the person, by no operation
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
    if address.name in ("project-create", "test-settings"):
        return  # projects have no token; two of one name are two projects; and a fault's time begins anew
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


LOCKED = """
import re, sqlite3
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from django.test.utils import setup_test_environment
from pools.models import Pool, User

call_command("migrate", verbosity=0)
call_command("demo", verbosity=0)
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
setup_test_environment()
client = Client(raise_request_exception=False, headers={"Host": "localhost"})
client.force_login(User.objects.get(username="demo"))
pools = "/111122223333/us-east-1/sms-voice/pools/"
pool = Pool.objects.filter(account_id="111122223333", region="us-east-1", deletion_protection_enabled=False)
pool = next(one for one in pool if one.phone_numbers.count() > 1)
member = pool.phone_numbers.first().phone_number_id
free = pool.account.phone_numbers.filter(region="us-east-1", pool=None, carrier_status="ACTIVE").first().phone_number_id
page = client.get(f"{pools}{pool.pool_id}/").content.decode()
drawn = re.search('name="drawn" value="([^"]+)"', page)[1]
create = {"type": "sender-id", "sender_id": "LOCKED", "iso_country_code": "GB", "message_type": "TRANSACTIONAL"}
acts = [
    ("create/", create),
    (f"{pool.pool_id}/settings/", {"drawn": drawn, "shared_routes_enabled": "on"}),
    (f"{pool.pool_id}/associate/", {"id": free}),
    (f"{pool.pool_id}/disassociate/", {"id": member, "confirm": "disassociate"}),
    ("delete/", {"id": pool.pool_id, "confirm": "delete"}),
]
count = Pool.objects.count()
other = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
for path, data in acts:
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.post(pools + path, data, headers=headers)
        busy = "The database is busy" in answer.content.decode()
        print("act", path.split("/")[-2], bool(headers), answer.status_code, busy)
other.execute("ROLLBACK")
print("pools", Pool.objects.count() - count, pool.phone_numbers.filter(phone_number_id=member).count())
"""


def test_a_database_that_is_really_locked(tmp_path):
    """A file that somebody else is writing to for as long as it takes."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'console.sqlite3'}?timeout=1",
        "DJANGO_SETTINGS_MODULE": "console.settings",
        "CONSOLE_VAR": str(tmp_path),
    }
    ran = subprocess.run(
        [sys.executable, "-c", LOCKED], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    said = [line.split() for line in ran.stdout.splitlines() if line.split()[0] in ("act", "pools")]
    acts = [line for line in said if line[0] == "act"]
    assert len(acts) == 10, ran.stderr
    for _, act, htmx, status, busy in acts:
        assert status in ("409", "503"), (act, htmx, ran.stderr)
        assert busy == "True", (act, htmx)
    assert said[-1] == ["pools", "0", "1"]


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
        path = reverse("project-create", args=place(world))
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
        client.get(reverse("region-switch", args=place(world)), {"from": to}),
        browser.post("/sign-in/", who | {"next": to, "carried": "a=b"}),
    ]
    for answer in answers:
        assert answer.status_code in (302, 303)
        assert host_of(answer) == ""
        assert "\n" not in answer["Location"]


# Markup in everything that is stored

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
EVIL = f"{SCRIPT}{IMAGE}'{{{{7*7}}}}é漢😀\r\nX-Evil: 1\n"
RAW = (SCRIPT, IMAGE, "<img", "X-Evil: 1\r\n", "<script>alert")


EVIL_FORMS: dict[str, Parameters] = {}


@pytest.fixture
def evil(world) -> World:
    """Markup wherever the database keeps text, also where no form would let it pass."""
    ours = {"account": world.caller.account, "region": "us-east-1"}
    models.Pool.objects.filter(**ours).update(
        name=EVIL,
        two_way_channel_arn=EVIL,
        two_way_channel_role=EVIL,
        opt_out_list_name=EVIL[:60],
        two_way_enabled=True,
    )
    models.PhoneNumber.objects.filter(**ours).update(
        two_way_channel_arn=EVIL,
        registration_id=EVIL[:60],
        opt_out_list_name=EVIL[:60],
        monthly_leasing_price=EVIL[:16],
    )
    for number in models.PhoneNumber.objects.filter(**ours):
        number.phone_number = f"<img {number.pk}"
        number.number_capabilities = ["SMS", EVIL]
        number.save()
    for row in models.SenderId.objects.filter(**ours):
        row.sender_id = f'"><IMG {row.pk}'[:11]
        row.save()
    factories.PhoneNumberFactory(
        **ours,
        phone_number_id="phone-odd",
        number_type="<IMG A",
        carrier_status="<IMG C",
        iso_country_code="<I",
    )
    models.Keyword.objects.filter(keyword="OURS").update(keyword=SCRIPT.upper()[:30], keyword_message=EVIL)
    models.Tag.objects.filter(pool__account=world.caller.account).exclude(key="Name").update(
        key=EVIL[:120], value=EVIL
    )
    models.Tag.objects.filter(pool__account=world.caller.account, key="Name").update(value=EVIL)
    models.Project.objects.filter(account=world.caller.account).update(name=EVIL[:64])
    models.OptOutList.objects.filter(**ours).update(opt_out_list_name=EVIL[:64])
    models.SnsTopic.objects.filter(**ours).update(topic_arn=EVIL)
    models.Account.objects.filter(pk=world.caller.account.pk).update(name=EVIL[:64], default_sender_id="<IMG")
    models.User.objects.filter(pk=world.caller.user.pk).update(username=EVIL[:150])
    world.caller.account.refresh_from_db()
    ids = models.PhoneNumber.objects.filter(**ours, pool=None).values_list("phone_number_id", flat=True)
    world.identities = [*world.identities, *ids]
    world.forms = EVIL_FORMS
    return world


TARGETS = ("", "numbers", "origination-identities", "summary", "two-way-toggle", "pools-table", "projects")


def harmless(answer: HttpResponse) -> None:
    text = answer.content.decode()
    for raw in RAW:
        assert raw not in text, text[max(0, text.find(raw) - 300) : text.find(raw) + 100]
    assert "<IMG" not in text
    assert "onerror=alert(1)>" not in text.replace("&gt;", "")
    assert "49" not in re.findall(r"\{\{.*?\}\}", text)
    for name, value in answer.headers.items():
        assert "\n" not in value
        assert "\r" not in value
        assert value.isascii(), name
        assert name != "X-Evil"
        if name.startswith("HX-Trigger"):
            json.loads(value)


@each_address
def test_markup_that_is_stored_stays_text(evil: World, address: Address, monkeypatch):
    client, path = evil.client("administrator"), address.path(evil.values)
    given = parameters_of(address, evil, monkeypatch)
    for target in TARGETS:
        headers = HTMX | {"HX-Target": target} if target else {}
        harmless(undone(lambda headers=headers: client.get(path, headers=headers)))
    values = [EVIL, *([evil.values["pool_id"], *evil.identities] if "id" in given.query else [])]
    for value in values:
        harmless(undone(lambda value=value: client.get(path, dict.fromkeys(given.query, value))))
    for data in given.filled:
        for sent, headers in ((data, {}), (data | dict.fromkeys(data.keys() - {"id"}, EVIL), HTMX)):
            harmless(
                undone(
                    lambda sent=sent, headers=headers: client.post(path, sent, headers=headers, follow=True)
                )
            )


def test_markup_in_an_address_that_leads_nowhere_stays_text(world):
    for client in (world.client("administrator"), world.client("nobody"), world.client("stranger")):
        for path in (
            f"/{SCRIPT}",
            f"/{place(world)[0]}/us-east-1/{SCRIPT}/",
            "/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E/",
        ):
            answer = client.get(path, {"q": EVIL})
            assert answer.status_code == 404
            harmless(answer)


# Headers


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
        broken.force_login(world.caller.user)
        found.append(("500", broken.get(reverse("project-list", args=place(world)))))
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


SECURE = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client, override_settings
call_command("migrate", verbosity=0)
call_command("demo", verbosity=0)
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
client = Client(headers={"X-Forwarded-Proto": "https", "Host": "localhost"})
client.get("/sign-in/")
client.post("/sign-in/", {"username": "demo", "password": "demo"})
client.get("/111122223333/us-east-1/sms-voice/pools/")
client.post("/settings/display-mode/", {"mode": "dark", "nav": "closed"})
for name, cookie in sorted(client.cookies.items()):
    print("cookie", name, bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"])
"""


@pytest.mark.parametrize("https", ["1", ""])
def test_cookies_are_for_this_site_and_behind_tls_for_tls(tmp_path, https):
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'console.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "console.settings",
        "CONSOLE_VAR": str(tmp_path),
        "CONSOLE_HTTPS": https,
        "CONSOLE_DEMO": "1",  # behind a proxy the demo's sign-ins need it
    }
    ran = subprocess.run(
        [sys.executable, "-c", SECURE], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    kept = {
        line.split()[1]: line.split()[2:] for line in ran.stdout.splitlines() if line.startswith("cookie")
    }
    kept = {name.rpartition("-")[2]: value for name, value in kept.items()}
    assert kept.keys() >= {"session", "csrf", "mode", "nav", "last"}, ran.stderr
    for name, (secure, http_only, same_site) in kept.items():
        assert secure == str(bool(https)), name
        assert same_site == "Lax", name
        assert http_only == str(name in ("session", "last", "who")), name
