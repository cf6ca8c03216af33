"""A database that fails, at any query of a request: an answer of the door's own form that tells the cause."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError
from django.db import DatabaseError, Error, InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from pools.models import Activity, Pool
from tests.api.conftest import key_of
from tests.help import cookies
from tests.help.factories import PhoneNumberFactory, PoolFactory, SenderIdFactory
from tests.help.locked import locked_error
from tests.help.wire import client_for

pytestmark = pytest.mark.django_db(transaction=True)
MOST_QUERIES = 80


def caused(kind: type[Error], driver: Exception, code: int | None = None) -> Error:
    """What Django makes of a driver's error."""
    if code is not None:
        driver.sqlite_errorcode = code
    error = kind(*driver.args)
    error.__cause__ = driver
    return error


ERRORS = {
    "locked": locked_error(),
    "full": caused(
        OperationalError, sqlite3.OperationalError("database or disk is full"), sqlite3.SQLITE_FULL
    ),
    "rights": caused(
        OperationalError,
        sqlite3.OperationalError("attempt to write a readonly database"),
        sqlite3.SQLITE_READONLY,
    ),
    "damaged": caused(DatabaseError, sqlite3.DatabaseError("file is not a database"), sqlite3.SQLITE_NOTADB),
    "unreachable": caused(InterfaceError, psycopg.InterfaceError("the connection is closed")),
    "": OperationalError("something else"),
}
WIRE = {
    "locked": "the database is busy",
    "full": "has no room left",
    "rights": "cannot open its database or write to it",
    "damaged": "the database is damaged",
    "unreachable": "the database cannot be reached",
    "": "the database failed",
}
PAGE = {
    "locked": "The database is busy",
    "full": "The database has no room left",
    "rights": "The console can't open its database or write to it",
    "damaged": "The database is damaged",
    "unreachable": "The console can't reach its database",
    "": "The database failed",
}
each_cause = pytest.mark.parametrize("cause", ERRORS)


class Failing:
    """Fails one query, the one of this number from 0, or every one from there on."""

    def __init__(self, number: int, error: Exception, *, goes_on: bool) -> None:
        self.number, self.error, self.goes_on = number, error, goes_on
        self.asked = 0

    def __call__(self, run: Callable, sql: str, *rest: Any) -> Any:
        self.asked += 1
        if self.asked - 1 == self.number or (self.goes_on and self.asked > self.number):
            raise self.error
        return run(sql, *rest)

    @property
    def failed(self) -> bool:
        return self.asked > self.number


@contextmanager
def failing(number: int, error: Exception, *, goes_on: bool = True) -> Iterator[Failing]:
    wrapper = Failing(number, error, goes_on=goes_on)
    with connection.execute_wrapper(wrapper):
        yield wrapper


def at_each_query(act: Callable[[], Any], cause: str, check: Callable[[Any, bool], None]) -> int:
    """Act with the first query failing, then the second, and so on, alone and with all after it; how many failed."""
    failures = 0
    for goes_on in (True, False):
        for number in range(MOST_QUERIES):
            with failing(number, ERRORS[cause], goes_on=goes_on) as wrapper:
                answer = act()
            check(answer, wrapper.failed)
            if not wrapper.failed:
                break
            failures += 1
        else:
            raise AssertionError("There are more queries than the test asks for.")
    return failures


@pytest.fixture
def place(caller):
    SenderIdFactory(account=caller.account, sender_id="ACME", iso_country_code="GB")
    PhoneNumberFactory(account=caller.account)
    PoolFactory(account=caller.account, pool_id="pool-a")
    return f"/{caller.account.account_id}/{caller.region}"


@pytest.fixture
def visitor(client) -> Client:
    client.raise_request_exception = False
    return client


def answers_of(aws: Any, operation: str) -> Callable[[], tuple[int, dict]]:
    def run() -> tuple[int, dict]:
        try:
            return 200, getattr(aws, operation)(**CALLS[operation])
        except ClientError as error:
            return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response

    return run


CALLS = {
    "describe_pools": {},
    "describe_opt_out_lists": {},
    "list_pool_origination_identities": {"PoolId": "pool-a"},
    "create_pool": {
        "OriginationIdentity": "ACME",
        "IsoCountryCode": "GB",
        "MessageType": "TRANSACTIONAL",
    },
    "put_keyword": {"OriginationIdentity": "pool-a", "Keyword": "HOURS", "KeywordMessage": "9 to 5"},
    "delete_pool": {"PoolId": "pool-b"},
}


@each_cause
@pytest.mark.parametrize("operation", ["describe_pools", "create_pool"])
@pytest.mark.parametrize("number", [0, 3])
def test_the_api_tells_each_cause(place, caller, operation, cause, number):
    act = answers_of(client_for(key_of(caller).access_key_id), operation)
    with failing(number, ERRORS[cause]):
        answer = act()
    must_be_of_the_api(answer, cause, failed=True)


@pytest.mark.parametrize("operation", CALLS)
def test_each_query_of_a_call_has_an_answer_of_the_apis(place, caller, operation):
    act = answers_of(client_for(key_of(caller).access_key_id), operation)
    # Where bookkeeping fails, what was asked for does not.
    otherwise = 400 if operation == "delete_pool" else 200
    failed = at_each_query(
        act, "locked", lambda answer, failed: must_be_of_the_api(answer, "locked", failed, otherwise)
    )
    assert failed > 3


def must_be_of_the_api(answer: tuple[int, dict], cause: str, failed: bool, *otherwise: int) -> None:
    status, body = answer
    if status != 500:
        assert status in otherwise
        return
    assert failed
    assert body["Error"]["Code"] == "InternalServerException"
    assert WIRE[cause] in body["Error"]["Message"]
    assert body["RequestId"]


PAGES = {
    "list": "/sms-voice/pools/",
    "detail": "/sms-voice/pools/pool-a/",
    "create": "/sms-voice/pools/create/",
    "keys": "/access-keys/",
    "nothing": "/sms-voice/pools/pool-of-nobody/",
}


def must_tell(answer: Any, cause: str, failed: bool, *otherwise: int) -> None:
    if answer.status_code != 503:
        assert answer.status_code in otherwise
        return
    html = answer.content.decode()
    assert failed
    assert PAGE[cause] in html.replace("&#x27;", "'")
    assert "<html" in html
    assert answer["Cache-Control"] == "no-store"


@each_cause
@pytest.mark.parametrize("number", [0, 3])
def test_a_page_tells_each_cause(place, visitor, cause, number):
    with failing(number, ERRORS[cause]):
        must_tell(visitor.get(place + PAGES["list"]), cause, failed=True)


@pytest.mark.parametrize("name", PAGES)
def test_each_query_of_a_page_has_a_page(place, visitor, name):
    path, otherwise = place + PAGES[name], 404 if name == "nothing" else 200
    failed = at_each_query(
        lambda: visitor.get(path), "full", lambda answer, failed: must_tell(answer, "full", failed, otherwise)
    )
    assert failed > 3


def test_a_part_is_told_in_one_line(place, visitor):
    with failing(0, ERRORS["full"]):
        answer = visitor.get(place + PAGES["list"], headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (503, "text/plain")
    assert answer.content.decode().startswith("The database has no room left.")


def test_nobody_is_signed_out_by_a_database_that_fails(place, visitor):
    for number in range(3):
        with failing(number, ERRORS["unreachable"]):
            assert visitor.get(place + PAGES["list"]).status_code == 503
    assert visitor.get(place + PAGES["list"]).status_code == 200


def test_each_query_of_a_form_makes_nothing_or_all_and_says_so(place, visitor):
    page = visitor.get(place + PAGES["create"]).content.decode()
    form = {
        "client_token": re.search('name="client_token" value="([^"]+)"', page)[1],
        "op": "create",
        "type": "sender-id",
        "sender_id": "ACME",
        "iso_country_code": "GB",
        "message_type": "TRANSACTIONAL",
    }

    def check(answer: Any, failed: bool) -> None:
        must_tell(answer, "damaged", failed, 303)
        made = Pool.objects.exclude(pool_id="pool-a").count()
        assert made == Activity.objects.filter(operation="CreatePool", error="").count() <= 1
        assert made or answer.status_code == 503

    assert at_each_query(lambda: visitor.post(place + PAGES["create"], form), "damaged", check) > 10


def test_each_query_of_signing_in_signs_in_or_says_why_not(caller):
    who = {"username": caller.user.username, "password": "correct horse battery"}

    def sign_in() -> Any:
        browser = Client(raise_request_exception=False)
        answer = browser.post("/sign-in/", who)
        answer.signed_in = cookies.SESSION in answer.cookies
        return answer

    def check(answer: Any, failed: bool) -> None:
        must_tell(answer, "unreachable", failed, 303)
        assert answer.signed_in == (answer.status_code == 303)

    assert at_each_query(sign_in, "unreachable", check) > 3


@each_cause
def test_health_says_that_the_database_is_unavailable(visitor, cause):
    with failing(0, ERRORS[cause]):
        answer = visitor.get(reverse("healthz"))
    assert (answer.status_code, answer.json()) == (503, {"status": "database unavailable"})
