"""The brake on guessing passwords: who has to wait, how long, and who never has to."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.urls import reverse

from tests.help.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PASSWORD = "correct horse battery"
HERE, THERE = "203.0.113.7", "203.0.113.8"
WAIT = "Too many attempts with a wrong password. Try again in 5 minutes."


@pytest.fixture(autouse=True)
def users():
    for name in ("alice", "bob"):
        MembershipFactory(user=UserFactory(username=name, password=make_password(PASSWORD)))


def sign_in(name: str = "alice", password: str = "wrong", address: str = HERE, **fields: str):
    headers = fields.pop("headers", {})
    fields = {"username": name, "password": password} | fields
    return Client(REMOTE_ADDR=address).post(reverse("sign-in"), fields, headers=headers)


def guess(times: int, name: str = "alice", address: str = HERE, **more) -> list[int]:
    return [sign_in(name, address=address, **more).status_code for _ in range(times)]


def minutes_pass(count: float) -> None:
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=count))


def test_five_wrong_passwords_have_to_be_waited_for():
    assert guess(4) == [422] * 4
    answer = sign_in(next="/help/pools/", carried="name=Shop")
    page = answer.content.decode()
    assert answer.status_code == 429
    assert WAIT in page
    assert 290 < int(answer["Retry-After"]) <= 300
    assert answer["Cache-Control"] == "no-store"
    for kept in ('value="alice"', 'value="/help/pools/"', 'value="name=Shop"'):
        assert kept in page


def test_the_right_password_waits_too_and_only_so_long():
    guess(5)
    assert sign_in(password=PASSWORD).status_code == 429
    minutes_pass(3.5)
    answer = sign_in(password=PASSWORD)
    assert "Try again in 2 minutes." in answer.content.decode()
    minutes_pass(1)
    assert "Try again in 1 minute." in sign_in(password=PASSWORD).content.decode()
    minutes_pass(1)
    assert sign_in(password=PASSWORD).status_code == 303


def test_trying_on_does_not_make_it_longer():
    guess(5)
    minutes_pass(4)
    assert guess(3) == [429] * 3
    minutes_pass(1.1)
    assert sign_in(password=PASSWORD).status_code == 303


def test_a_name_that_does_not_exist_is_told_the_same():
    assert guess(5, "nobody") == [422] * 4 + [429]
    assert WAIT in sign_in("nobody").content.decode()


def test_a_stranger_elsewhere_locks_out_nobody():
    guess(30, address=THERE)
    assert sign_in(password=PASSWORD).status_code == 303
    assert sign_in("bob", PASSWORD, address=THERE).status_code == 303


def test_other_browsers_and_cookies_are_no_way_around():
    agents = [f"Browser {number}" for number in range(5)]
    assert [sign_in(headers={"User-Agent": agent}).status_code for agent in agents] == [422] * 4 + [429]


def test_an_address_that_tries_one_name_after_the_other_waits():
    for number in range(12):
        assert guess(4, f"name{number}") == [422] * 4
    assert guess(2, "last") == [422, 429]
    assert sign_in(password=PASSWORD).status_code == 429
    assert sign_in(password=PASSWORD, address=THERE).status_code == 303


def test_an_account_of_ones_own_buys_no_more_guesses():
    for _ in range(3):
        guess(4)
        assert sign_in("bob", PASSWORD).status_code == 303
    assert sign_in().status_code == 429


def test_who_signs_in_begins_anew():
    guess(4)
    assert sign_in(password=PASSWORD).status_code == 303
    assert guess(4) == [422] * 4


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", ""])
def test_where_many_may_come_from_one_address_only_the_name_waits(address):
    for number in range(15):
        guess(4, f"name{number}", address=address)
    assert sign_in("bob", PASSWORD, address=address).status_code == 303
    assert guess(5, address=address)[-1] == 429
    assert sign_in("bob", PASSWORD, address=address).status_code == 303


def test_addresses_of_one_ipv6_network_are_one():
    addresses = [f"2001:db8::{number}" for number in range(1, 6)]
    assert [sign_in(address=address).status_code for address in addresses][-1] == 429
    assert sign_in(address="2001:db8:0:1::1").status_code == 422


def test_the_addresses_of_this_computer_are_one():
    addresses = ["127.0.0.1", "127.0.0.2", "::1", "127.255.1.9", "::ffff:127.0.0.3"]
    assert [sign_in(address=address).status_code for address in addresses] == [422] * 4 + [429]


@pytest.mark.parametrize(
    ("written", "other"),
    [
        (["203.0.113.7:4711", "203.0.113.7:4712", "203.0.113.7", "203.0.113.7:"], "203.0.113.8:4711"),
        (["[2001:db8::1]:443", "[2001:db8::1]", "2001:db8::1", "[2001:db8::2]:444"], "[2001:db8:0:1::1]:443"),
    ],
)
def test_a_port_behind_the_address_makes_no_other(settings, written, other):
    settings.SECURE_HTTPS = True

    def headers(address: str) -> dict[str, str]:
        return {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"}

    assert [sign_in(headers=headers(address)).status_code for address in written] == [422] * 4
    assert sign_in(headers=headers(written[0])).status_code == 429
    # It is an address, not a proxy that says nothing: elsewhere nobody waits.
    assert sign_in(password=PASSWORD, headers=headers(other)).status_code == 303


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_says(settings):
    settings.SECURE_HTTPS = True
    forged = {"X-Forwarded-For": f"198.51.100.1, {HERE}", "X-Forwarded-Proto": "https"}
    for number in range(4):
        guess(1, address="127.0.0.1", headers=forged | {"X-Forwarded-For": f"198.51.100.{number}, {HERE}"})
    assert sign_in(address="127.0.0.1", headers=forged).status_code == 429
    other = {"X-Forwarded-For": THERE, "X-Forwarded-Proto": "https"}
    assert sign_in(password=PASSWORD, address="127.0.0.1", headers=other).status_code == 303


def test_without_a_proxy_nobody_is_believed_about_an_address():
    for number in range(5):
        answer = sign_in(headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert answer.status_code == 429


def test_the_demos_sign_ins_wait_too():
    UserFactory(username="demo", password=make_password("demo"), is_demo=True)
    guess(5, "demo", address="127.0.0.1")
    assert sign_in("demo", "demo", address="127.0.0.1").status_code == 429


def test_an_administrator_of_the_machine_can_lift_it():
    guess(5)
    call_command("axes_reset_username", "alice")
    assert sign_in(password=PASSWORD).status_code == 303


def test_whoever_is_signed_in_stays_so_and_pages_ask_nothing_more(client, django_assert_num_queries):
    page = reverse("help-topic", args=["pools"])
    with django_assert_num_queries(2):
        client.get(page)
    guess(5, client.get(page).wsgi_request.user.username)
    with django_assert_num_queries(2) as queries:
        assert client.get(page).status_code == 200
    assert not any("axes" in query["sql"] for query in queries.captured_queries)


def test_no_password_and_nothing_that_was_typed_is_kept():
    sign_in(password="a secret", carried="name=Shop")
    kept = str(AccessAttempt.objects.values().get())
    assert "a secret" not in kept
    assert "Shop" not in kept
