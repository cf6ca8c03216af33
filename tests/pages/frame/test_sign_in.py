"""Signing in and out, and requests that arrive without a live sign-in."""

import re
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from pools.models import Project, User
from pools.pages.frame.sign_in import LONGEST_KEPT
from pools.pages.kit.cookies import cookie_name
from tests.conftest import HTMX
from tests.help import cookies
from tests.help.factories import AccountFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PASSWORD = "correct horse battery"
URL = "/sign-in/"
FORGOTTEN = "Forgot your password?"


@pytest.fixture
def anonymous() -> Client:
    return Client()


@pytest.fixture
def user():
    return MembershipFactory(user=UserFactory(username="alice")).user


@pytest.fixture
def demo_user():
    user = UserFactory(username="demo", is_demo=True)
    user.set_password("demo")
    user.save()
    return MembershipFactory(user=user).user


def sign_in(client: Client, name: str = "alice", password: str = PASSWORD, **fields: str) -> HttpResponse:
    extra = {"headers": {"Host": fields.pop("host")}} if "host" in fields else {}
    return client.post(URL, {"username": name, "password": password, **fields}, **extra)


def test_the_page_needs_no_sign_in_and_is_never_kept(anonymous):
    answer = anonymous.get(URL)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert '<h1 class="header__title" id="sign-in-heading"' in answer.content.decode()


def test_signing_in_leads_to_where_one_was_going(anonymous, user):
    answer = sign_in(anonymous, next="/help/pools/")
    assert (answer.status_code, answer["Location"]) == (303, "/help/pools/")
    assert anonymous.get("/help/pools/").status_code == 200


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///x",
        "\x00",
        "//[",
        "x" * 10_000,
    ],
)
def test_no_other_site_can_be_where_one_was_going(anonymous, user, to):
    where = sign_in(anonymous, next=to)["Location"]
    assert where == "/" or where == to == "x" * 10_000


def test_signing_in_makes_a_new_session_and_a_new_token(anonymous, user):
    anonymous.get(URL)
    anonymous.session["x"] = 1
    anonymous.session.save()
    before, token = anonymous.session.session_key, anonymous.cookies[cookies.CSRF].value
    sign_in(anonymous)
    assert anonymous.session.session_key != before
    assert anonymous.cookies[cookies.CSRF].value != token


@pytest.mark.parametrize(
    ("name", "password"), [("alice", "wrong"), ("nobody", PASSWORD), ("alice", "x" * 5000)]
)
def test_a_wrong_name_and_a_wrong_password_say_the_same_and_keep_the_name(anonymous, user, name, password):
    answer = sign_in(anonymous, name, password, next="/help/pools/")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Sign in" in html
    assert html.count("The user name or password isn&#x27;t right.") == 1
    assert f'value="{name}"' in html
    assert password not in html
    assert FORGOTTEN in html
    assert '<input type="hidden" name="next" value="/help/pools/">' in html


def test_somebody_who_is_not_active_any_more_is_not_let_in(anonymous, user):
    user.is_active = False
    user.save()
    assert "The user name or password isn&#x27;t right." in sign_in(anonymous).content.decode()


def test_each_empty_field_says_so(anonymous):
    html = sign_in(anonymous, "", "").content.decode()
    assert "User name is required." in html
    assert "Password is required." in html


def test_unreadable_names_are_refused_and_not_looked_up(anonymous):
    assert sign_in(anonymous, "a\x00b").status_code == 422
    assert sign_in(anonymous, "a" * 10_000).status_code == 422


def test_who_is_signed_in_goes_on(client):
    assert client.get(URL)["Location"] == "/"
    assert client.get(URL + "?next=/help/pools/")["Location"] == "/help/pools/"


def test_signing_out_ends_the_session_and_takes_a_post(client):
    assert client.get("/sign-out/").status_code == 405
    answer = client.post("/sign-out/")
    assert (answer.status_code, answer["Location"]) == (303, URL)
    assert client.get("/")["Location"] == URL


def test_the_demos_sign_ins_are_named_where_they_work(anonymous, demo_user):
    MembershipFactory(user=UserFactory(username="viewer", is_demo=True), role="VIEWER")
    local = anonymous.get(URL, headers={"Host": "localhost"}).content.decode()
    assert 'Demo sign-ins: <span translate="no">demo / demo (Administrator), viewer / viewer<' in local
    assert "Demo sign-ins" not in anonymous.get(URL).content.decode()


def test_somebody_with_several_accounts_is_named_once(anonymous, demo_user):
    other = AccountFactory(account_id="999900001111")
    MembershipFactory(user=demo_user, account=other, role="VIEWER")
    assert User.demo_sign_ins() == [("demo", "ADMINISTRATOR")]


def test_without_demo_users_nothing_is_said_of_them(anonymous, user):
    assert "Demo sign-ins" not in anonymous.get(URL).content.decode()


def test_a_demo_sign_in_works_on_the_computer_itself_only(anonymous, demo_user, settings):
    settings.ALLOWED_HOSTS = ["*"]
    answer = sign_in(anonymous, "demo", "demo", host="pools.example.com")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Demo sign-ins work only on the computer that runs the console" in html
    assert "Demo sign-ins: " not in html
    assert FORGOTTEN not in html
    settings.CONSOLE_DEMO = True
    assert sign_in(anonymous, "demo", "demo", host="pools.example.com").status_code == 303


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "localhost.", "a.localhost"])
def test_loopback_names(anonymous, demo_user, settings, host):
    settings.ALLOWED_HOSTS = ["*"]
    assert sign_in(anonymous, "demo", "demo", host=host).status_code == 303


@pytest.mark.parametrize(
    "host", ["localhost.example.com", "10.0.0.1", "127.0.0.1.example.com", "example.com:80"]
)
def test_names_that_are_not_loopback(anonymous, demo_user, settings, host):
    settings.ALLOWED_HOSTS = ["*"]
    assert sign_in(anonymous, "demo", "demo", host=host).status_code == 422


def test_a_demo_session_does_not_travel_to_another_name(demo_user, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(demo_user)
    answer = client.get("/", headers={"Host": "pools.example.com"})
    assert answer["Location"] == URL
    assert client.get(URL, headers={"Host": "pools.example.com"}).status_code == 200


# Without a live sign-in.


def carried_fields(answer: HttpResponse) -> dict[str, str]:
    """What the sign-in page hands on."""
    return {name: answer.context[name] for name in ("next", "carried")}


def create_url(caller) -> str:
    return reverse("project-create", args=[caller.account.account_id, caller.region])


def test_a_page_asks_to_sign_in_and_comes_back(anonymous, caller):
    url = create_url(caller) + "?a=b&c=d"
    assert anonymous.get(url)["Location"] == f"{URL}?next={quote(url, safe='')}"


def test_a_fragment_sends_the_page_it_is_on_to_sign_in(anonymous, caller):
    headers = HTMX | {"HX-Current-URL": "http://testserver/help/pools/?x=1"}
    answer = anonymous.get(create_url(caller), headers=headers)
    assert answer["HX-Redirect"] == f"{URL}?next=%2Fhelp%2Fpools%2F%3Fx%3D1"
    headers["HX-Current-URL"] = "https://evil.example/"
    assert anonymous.get(create_url(caller), headers=headers)["HX-Redirect"] == URL


def test_a_post_by_script_is_told_to_go_as_a_form(anonymous, caller):
    answer = anonymous.post(create_url(caller), {"name": "Shop"}, headers=HTMX)
    assert (answer.status_code, answer["HX-Reswap"], answer.content) == (401, "none", b"")


def test_what_was_posted_rides_through_sign_in_and_fills_the_form(anonymous, caller):
    url = create_url(caller)
    answer = anonymous.post(url, {"name": "My <shop> & co", "csrfmiddlewaretoken": "x", "old_password": "y"})
    html = answer.content.decode()
    assert answer.status_code == 401
    assert "You were signed out. What you entered is kept." in html
    assert '<input type="hidden" name="carried" value="name=My+%3Cshop%3E+%26+co">' in html
    assert f'<input type="hidden" name="next" value="{url}">' in html
    fields = {"next": url, "carried": "name=My+%3Cshop%3E+%26+co"}
    wrong = sign_in(anonymous, caller.user.username, "wrong", **fields).content.decode()
    assert 'name="carried" value="name=My+%3Cshop%3E+%26+co"' in wrong
    assert sign_in(anonymous, caller.user.username, **fields)["Location"] == url
    page = anonymous.get(url).content.decode()
    assert 'value="My &lt;shop&gt; &amp; co"' in page
    assert "You were signed out. 1 field is filled in again. Nothing is saved yet." in page
    assert '<a class="button button--flash" href="#id_name">Go to it</a>' in page
    assert not Project.objects.filter(name__startswith="My").exists()
    assert "My &lt;shop" not in anonymous.get(url).content.decode()


def test_what_one_person_entered_is_not_restored_for_another(anonymous, caller, user):
    url = create_url(caller)
    sign_in(anonymous, caller.user.username)
    anonymous.cookies.pop(cookies.SESSION, None)
    fields = carried_fields(anonymous.post(url, {"name": "Shop"}))
    assert sign_in(anonymous, user.username, **fields)["Location"] == url
    page = anonymous.get(url).content.decode()
    assert "Shop" not in page
    assert "You were signed out." not in page
    # What was meant for the first is gone, also for the first.
    sign_in(anonymous, caller.user.username)
    assert "Shop" not in anonymous.get(url).content.decode()


def test_the_same_person_gets_back_what_was_entered_before_another_sign_in_only(anonymous, caller, user):
    url = create_url(caller)
    fields = {"next": url, "carried": "name=Shop"}
    for name in (caller.user.username, user.username):
        anonymous.cookies.pop(cookies.SESSION, None)
        sign_in(anonymous, name)
    # The page "Your session has changed" posts this when somebody is signed in.
    anonymous.post(URL, fields)
    assert "Shop" not in anonymous.get(url).content.decode()
    anonymous.cookies.pop(cookies.SESSION, None)
    sign_in(anonymous, user.username)
    anonymous.post(URL, fields)
    assert "Shop" in anonymous.get(url).content.decode()


@pytest.mark.parametrize("cookie", ["", "x", "1:2:3"])
def test_a_browser_that_does_not_know_who_signed_in_restores(anonymous, caller, cookie):
    anonymous.cookies[cookie_name("who")] = cookie  # forged, or of another release
    url = create_url(caller)
    sign_in(anonymous, caller.user.username, next=url, carried="name=Shop")
    assert "Shop" in anonymous.get(url).content.decode()


def test_a_page_that_is_gone_lists_what_was_entered_in_its_form(anonymous, caller):
    place = [caller.account.account_id, caller.region, "pool-gone"]
    form = {
        "drawn": "seal",
        "two_way_enabled": "on",
        "keywords-2-saved": "PROMO",
        "keywords-2-keyword_message": "Two\nlines <b>",
        "tags-0-value": "",
    }
    fields = carried_fields(anonymous.post(reverse("pool-settings", args=place), form))
    answer = sign_in(anonymous, caller.user.username, **fields)
    page = anonymous.get(answer["Location"])
    assert page.status_code == 404
    html = page.content.decode()
    assert re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", html[html.index("What you entered") :]) == [
        ("Two way enabled", "On"),
        ("Keyword 3, message", "Two<br>lines &lt;b&gt;"),
    ]
    assert "filled in again" not in html
    assert "What you entered" not in anonymous.get("/nowhere/").content.decode()


def test_the_fields_are_for_their_own_page_only(anonymous, caller):
    sign_in(anonymous, caller.user.username, next="/help/pools/", carried="name=Shop")
    assert "Shop" not in anonymous.get(create_url(caller)).content.decode()


def test_a_form_on_another_page_brings_the_fields_there(anonymous, caller):
    account_id, region = caller.account.account_id, caller.region
    url = reverse("pool-settings", args=[account_id, region, "pool-1"])
    page = reverse("pool-detail", args=[account_id, region, "pool-1"])
    html = anonymous.post(url, {"shared_routes_enabled": "on"}).content.decode()
    assert f'<input type="hidden" name="next" value="{page}">' in html


def test_what_is_too_long_to_keep_is_not_kept_and_that_is_said(anonymous, caller):
    answer = anonymous.post(create_url(caller), {"name": "x" * LONGEST_KEPT})
    html = answer.content.decode()
    assert len(html) < 50_000
    assert "what you entered is too long to keep" in html
    sign_in(anonymous, caller.user.username, next=create_url(caller), carried="x" * (LONGEST_KEPT + 1))
    assert "carried" not in anonymous.session
