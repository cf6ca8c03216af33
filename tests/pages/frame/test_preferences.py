"""The display mode and the side navigation, kept in cookies."""

import pytest
from django.test import Client

from pools.pages.kit.cookies import cookie_name

pytestmark = pytest.mark.every_database
URL = "/settings/display-mode/"


@pytest.mark.parametrize(
    ("name", "value"),
    [("mode", "dark"), ("mode", "light"), ("mode", "auto"), ("nav", "closed"), ("nav", "open")],
)
def test_a_choice_is_kept_for_a_year_and_leads_back(name, value):
    client = Client()
    answer = client.post(URL, {name: value, "next": "/help/pools/?x=1"})
    assert (answer.status_code, answer["Location"]) == (303, "/help/pools/?x=1")
    cookie = client.cookies[cookie_name(name)]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == (value, 31536000, "Lax")
    # The script of the frame writes it too.
    assert not cookie["httponly"]


def test_a_value_that_does_not_exist_changes_nothing():
    client = Client()
    client.post(URL, {"mode": "x" * 10_000, "nav": "\x00", "next": "//evil.example"})
    assert not client.cookies


def test_only_a_post_changes_it():
    assert Client().get(URL).status_code == 405


@pytest.mark.django_db
def test_pages_are_drawn_in_the_mode(client):
    client.post(URL, {"mode": "dark", "next": "/"})
    client.post(URL, {"nav": "closed", "next": "/"})
    html = client.get("/help/pools/").content.decode()
    assert 'data-mode="dark"' in html
    assert 'data-nav="closed"' in html


@pytest.mark.django_db
def test_another_site_is_not_led_to():
    assert Client().post(URL, {"mode": "dark", "next": "https://evil.example/"})["Location"] == "/"


@pytest.mark.django_db
def test_the_mode_follows_the_user_to_another_browser(client, caller):
    client.post(URL, {"mode": "dark", "next": "/"})
    caller.user.set_password("correct horse battery")
    caller.user.save()
    other = Client()
    other.post("/sign-in/", {"username": caller.user.username, "password": "correct horse battery"})
    assert other.cookies[cookie_name("mode")].value == "dark"


@pytest.mark.django_db
def test_a_browser_with_a_mode_of_its_own_keeps_it(client, caller):
    client.post(URL, {"mode": "dark", "next": "/"})
    other = Client()
    other.cookies[cookie_name("mode")] = "light"
    other.force_login(caller.user)
    assert cookie_name("mode") not in other.get("/sign-in/").cookies
