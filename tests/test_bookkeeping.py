"""What the console writes of its own accord never fails what was asked for, at either door."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib import messages
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from pools.models import AccessKey, OptOutList, Preference, User
from pools.operations.opt_out_lists import describe_opt_out_lists
from pools.pages.kit.flash import flash
from tests.api.conftest import key_of
from tests.help import cookies
from tests.help.factories import PoolFactory
from tests.help.locked import locked_database, locked_error
from tests.help.wire import client_for

AT_ONCE = 4  # seconds for one request; what was asked for would wait five for a database that is locked
DEFAULT_ARN = "arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/Default"


@pytest.fixture
def aws(transactional_db, caller) -> Any:
    """A key that was never used."""
    PoolFactory(account=caller.account)
    return client_for(key_of(caller).access_key_id)


@contextmanager
def at_once() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < AT_ONCE


@contextmanager
def failing(part: str) -> Iterator[list[str]]:
    """Whatever is asked with this part of SQL fails; gives what that was."""
    failed: list[str] = []

    def execute(run: Callable, sql: str, *rest: Any) -> Any:
        if part in sql:
            failed.append(sql)
            raise locked_error()
        return run(sql, *rest)

    with connection.execute_wrapper(execute):
        yield failed
    assert failed


def test_a_read_is_answered_though_the_key_cannot_be_marked_as_used(aws):
    with locked_database():
        for _ in range(2):
            with at_once():
                assert len(aws.describe_pools()["Pools"]) == 1
    assert AccessKey.objects.get().last_used_timestamp is None
    aws.describe_pools()
    assert AccessKey.objects.get().last_used_timestamp


def test_the_list_default_is_described_before_its_row_can_be_made(aws):
    with locked_database():
        with at_once():
            (described,) = aws.describe_opt_out_lists()["OptOutLists"]
        with at_once():
            (named,) = aws.describe_opt_out_lists(OptOutListNames=[DEFAULT_ARN])["OptOutLists"]
        assert described["OptOutListName"] == named["OptOutListName"] == "Default"
        assert described["OptOutListArn"] == named["OptOutListArn"] == DEFAULT_ARN
        with at_once():
            assert aws.describe_opt_out_lists(Owner="SHARED")["OptOutLists"] == []
        with at_once():
            assert aws.describe_opted_out_numbers(OptOutListName="Default")["OptedOutNumbers"] == []
        with at_once():
            assert aws.list_tags_for_resource(ResourceArn=DEFAULT_ARN)["Tags"] == []
        with at_once(), pytest.raises(aws.exceptions.ResourceNotFoundException):
            aws.describe_opt_out_lists(OptOutListNames=["Other"])
    assert not OptOutList.objects.exists()


def test_a_read_makes_the_row_of_default(caller):
    described = describe_opt_out_lists(caller).opt_out_lists
    assert list(OptOutList.objects.all()) == described


def page_with_flash(client: Client, caller: Any) -> str:
    request = RequestFactory().get("/")
    request.session = client.session
    request._messages = messages.storage.default_storage(request)
    flash(request, "info", "Said once.")
    request._messages.update(None)
    request.session.save()
    return reverse("pool-list", args=[caller.account.account_id, caller.region])


def test_a_page_is_shown_though_the_session_cannot_forget_its_flash(transactional_db, caller, client):
    path = page_with_flash(client, caller)
    with locked_database():
        for _ in range(2):
            with at_once():
                answer = client.get(path)
            assert (answer.status_code, "Said once." in answer.content.decode()) == (200, True)
    assert "Said once." in client.get(path).content.decode()
    assert "Said once." not in client.get(path).content.decode()


def test_a_session_that_ended_elsewhere_leads_to_sign_in_though_it_cannot_be_dropped(
    transactional_db, caller, client
):
    path = reverse("pool-list", args=[caller.account.account_id, caller.region])
    caller.user.set_password("another long password")
    caller.user.save()
    with locked_database(), at_once():
        assert client.get(path)["Location"].startswith("/sign-in/")
    assert client.get(path)["Location"].startswith("/sign-in/")


def test_the_display_mode_is_kept_in_the_browser_at_least(transactional_db, client):
    with locked_database(), at_once():
        answer = client.post(reverse("display-mode"), {"mode": "dark", "next": "/"})
    assert (answer.status_code, answer.cookies[cookies.MODE].value) == (303, "dark")
    assert not Preference.objects.exists()


@pytest.mark.parametrize("part", ['SET "last_login"', 'FROM "pools_preference"'])
def test_signing_in_needs_neither_the_last_time_nor_the_display_mode(caller, part):
    browser = Client()
    with failing(part):
        answer = browser.post(
            "/sign-in/", {"username": caller.user.username, "password": "correct horse battery"}
        )
    assert answer.status_code == 303
    assert browser.get("/").status_code == 302
    assert browser.get(browser.get("/")["Location"]).status_code == 200


def test_signing_in_is_remembered(caller):
    Client().post("/sign-in/", {"username": caller.user.username, "password": "correct horse battery"})
    assert User.objects.get(pk=caller.user.pk).last_login


def test_what_the_database_cannot_be_blamed_for_is_raised(caller, monkeypatch, client):
    monkeypatch.setattr("pools.operations.preferences.Preference", None)
    with pytest.raises(AttributeError):
        client.post(reverse("display-mode"), {"mode": "dark", "next": "/"})
