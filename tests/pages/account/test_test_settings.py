"""Test settings: what the account's API does on purpose, and the mark of it on every page."""

import html
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pools.models import Account, Activity, Project
from pools.pages.kit.words import labels
from tests.conftest import HTMX, signed_in
from tests.help.factories import PoolFactory, VerifiedDestinationNumberFactory
from tests.help.html_forms import fields_of

pytestmark = pytest.mark.django_db
PLACE = ("111122223333", "us-east-1")
URL = "/111122223333/us-east-1/test-settings/"
FORM = "test-settings-form"
CHIP = 'data-testid="test-settings-on"'
EITHER = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
ADMINISTRATOR = "Only an Administrator can change test settings."


def page(client: Client, path: str = URL) -> str:
    return html.unescape(client.get(path).content.decode())


def form(client: Client) -> dict[str, str]:
    """What a browser would post from the page as it is drawn now."""
    return fields_of(client.get(URL), FORM)


def save(client: Client, headers: dict | None = None, **changes: str):
    return client.post(URL, form(client) | changes, headers=headers or {})


def messages(client: Client) -> list[str]:
    return [str(message) for message in client.get(URL).context["messages"]]


def now(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


@pytest.fixture
def faulty(account) -> Account:
    """An account half of whose requests are throttled for ten minutes, and whose changes take ten seconds."""
    account.status_delay_seconds, account.fault, account.fault_percent = 10, "THROTTLING", 50
    account.stop_delay_seconds = 7
    account.fault_until = timezone.now() + timedelta(minutes=10)
    account.save()
    return account


def left(account: Account) -> float:
    return (account.fault_until - timezone.now()).total_seconds()


# The page


def test_it_shows_every_setting_with_a_word_on_each(client):
    text = page(client)
    assert "<title>Test settings | Amazon Pinpoint | us-east-1</title>" in text
    for label in (
        "Account tier",
        "Sandbox",
        "Production",
        "Status delay in seconds",
        "0 to 600.",
        "Fault",
        "None",
        "Throttling",
        "Internal server error",
        "Resource not accessible",
        "Requests that change something get ValidationException with this reason. Reads work.",
        "Share of requests in percent",
        "1 to 100.",
        "Duration in seconds",
        "1 to 3,600.",
        "Save changes",
    ):
        assert re.search(rf">\s*{re.escape(label)}|{re.escape(label)}<", text), label
    info = re.search(r'Fault on purpose</h2\s*>[^<]*<a class="info" href="([^"]+)"', text)[1]
    assert "The console's own pages are never hit." in " ".join(client.get(info).content.decode().split())
    assert "Stop fault" not in text
    assert form(client)["account_tier"] == "SANDBOX"
    assert form(client)["fault"] == ""


def test_a_running_fault_is_shown_with_its_end(client, faulty):
    text = page(client)
    assert "Fault in progress" in text
    assert "50 percent" in text
    assert 'name="stop"' in text
    drawn = form(client)
    assert (drawn["fault"], drawn["fault_percent"]) == ("THROTTLING", "50")
    assert int(drawn["fault_seconds"]) == pytest.approx(600, abs=2)


def test_one_that_has_ended_is_not(client, faulty):
    faulty.fault_until = timezone.now() - timedelta(seconds=1)
    faulty.save()
    assert "Fault in progress" not in page(client)
    assert form(client)["fault"] == ""


# Where there is none, one more asks why.
@pytest.mark.parametrize(("count", "queries"), [(0, 5), (1, 4), (30, 4)])
def test_the_number_of_queries_is_fixed(client, caller, count, queries, django_assert_num_queries):
    for _ in range(count):
        code(caller)
    client.get(URL)
    with django_assert_num_queries(queries):  # session, user with memberships, the account's tier, codes
        assert page(client).count('data-copy="123456"') == count


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_others_read_it_and_are_told_why_they_may_not_change_it(request, role, faulty):
    other = request.getfixturevalue(f"{role}_client")
    text = page(other)
    assert f"Your role is {role.capitalize()}. {ADMINISTRATOR}" in text
    assert "Fault in progress" in text
    assert 'name="stop"' not in text
    assert FORM not in text
    values = text.split('data-testid="test-settings-values"')[1].split("</dl>")[0]
    assert re.findall(r"<dd[^>]*>\s*(.*?)\s*</dd>", values) == ["Sandbox", "10", "1", "7", "-"]
    assert not re.search(r'<input type="(?:radio|text)"|id="save-changes"', text)
    for data in ({"stop": "1"}, {"account_tier": "PRODUCTION", "status_delay_seconds": "0"}, {}):
        assert other.post(URL, data).status_code == 403
    assert now(faulty).fault == "THROTTLING"
    faulty.fault_until = timezone.now()
    faulty.save()
    assert re.search(r"<dt>Fault</dt>\s*<dd>\s*None\s*</dd>", page(other))


def test_another_account_is_not_found(other_client, faulty):
    assert other_client.get(URL).status_code == 404
    assert other_client.post(URL, {"stop": "1"}).status_code == 404
    assert now(faulty).running_fault


# Saving


@EITHER
def test_everything_is_saved_at_once(client, account, headers):
    answer = save(
        client,
        headers,
        account_tier="PRODUCTION",
        status_delay_seconds="30",
        max_monthly_spend="300",
        stop_delay_seconds="10",
        sns_endpoint_url="http://localhost:4566",
        fault="RESOURCE_NOT_ACCESSIBLE",
        fault_percent="25",
        fault_seconds="120",
    )
    assert (answer.status_code, answer["Location"]) == (303, URL)
    assert messages(client) == ["Test settings were saved."]
    account = now(account)
    assert (account.account_tier, account.status_delay_seconds) == ("PRODUCTION", 30)
    assert account.max_monthly_spend == 300
    assert (account.stop_delay_seconds, account.sns_endpoint_url) == (10, "http://localhost:4566")
    assert (account.running_fault, account.fault_percent) == ("RESOURCE_NOT_ACCESSIBLE", 25)
    assert left(account) == pytest.approx(120, abs=3)
    assert Activity.objects.get(operation="update_test_settings").resource_id == account.account_id


def test_without_a_fault_the_rest_of_it_is_left_alone(client, account):
    assert save(client, status_delay_seconds="5", fault_percent="", fault_seconds="").status_code == 303
    account = now(account)
    assert (account.status_delay_seconds, account.fault, account.fault_until) == (5, "", None)


def test_a_change_of_something_else_does_not_move_the_end_of_a_fault(client, faulty):
    drawn = form(client)
    faulty.fault_until -= timedelta(minutes=5)  # the form has been open for a while
    faulty.save()
    client.post(URL, drawn | {"status_delay_seconds": "20"})
    account = now(faulty)
    assert account.status_delay_seconds == 20
    assert left(account) == pytest.approx(300, abs=3)


def test_nor_does_it_bring_back_one_that_has_ended(client, faulty):
    drawn = form(client)
    faulty.fault_until = timezone.now()
    faulty.save()
    client.post(URL, drawn | {"status_delay_seconds": "20"})
    assert (now(faulty).status_delay_seconds, now(faulty).fault) == (20, "")


def test_a_new_time_begins_now(client, faulty):
    save(client, fault_seconds="60")
    assert left(now(faulty)) == pytest.approx(60, abs=3)


@EITHER
def test_stopping_a_fault_leaves_everything_else(client, faulty, headers):
    answer = client.post(URL, {"stop": "1"}, headers=headers)
    assert answer.status_code == 303
    assert messages(client) == ["The fault was stopped."]
    account = now(faulty)
    assert (account.fault, account.status_delay_seconds, account.stop_delay_seconds) == ("", 10, 7)


def test_nor_does_stopping_it_take_back_what_somebody_else_saves_meanwhile(client, faulty, monkeypatch):
    def meanwhile(*args):
        Account.objects.update(status_delay_seconds=33)

    monkeypatch.setattr("pools.pages.account.test_settings.must_administer", meanwhile)
    client.post(URL, {"stop": "1"})
    assert (now(faulty).fault, now(faulty).status_delay_seconds) == ("", 33)
    assert Activity.objects.get().operation == "stop_fault"


@EITHER
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("account_tier", "GOLD", "Choose one of the values for account tier."),
        ("account_tier", "", "Account tier is required."),
        ("status_delay_seconds", "601", "Enter a whole number from 0 to 600."),
        ("status_delay_seconds", "-1", "Enter a whole number from 0 to 600."),
        ("status_delay_seconds", "soon", "Enter a whole number from 0 to 600."),
        ("status_delay_seconds", "", "Status delay in seconds is required."),
        ("max_monthly_spend", "0", "Enter a whole number from 1 to 1,000,000."),
        ("stop_delay_seconds", "61", "Enter a whole number from 0 to 60."),
        (
            "sns_endpoint_url",
            "http://sns.example",
            "The console may not publish to sns.example. It may to: localhost, 127.0.0.1, [::1].",
        ),
        ("fault", "FLOOD", "Choose one of the values for fault."),
        ("fault_percent", "0", "Enter a whole number from 1 to 100."),
        ("fault_percent", "", "Share of requests in percent is required."),
        ("fault_seconds", "3601", "Enter a whole number from 1 to 3,600."),
        ("fault_seconds", "1.5", "Enter a whole number from 1 to 3,600."),
    ],
)
def test_an_error_stands_at_its_field_and_what_was_typed_stays(client, account, headers, name, value, said):
    typed = {
        "fault": "THROTTLING",
        "status_delay_seconds": "77",
        "fault_percent": "33",
        "fault_seconds": "99",
    }
    typed |= {name: value}
    answer = save(client, headers, **typed)
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "<title>Error: Test settings" in text
    owner = {"account_tier": "account-tier", "fault": "fault"}.get(name, f"id_{name}")
    assert re.search(rf'id="{owner}-error"\s*>.*?{re.escape(said)}', text, re.DOTALL)
    assert text.count("data-error") == 1
    kept = fields_of(answer, FORM)
    assert {key: kept.get(key) for key in typed if key != name} == {
        key: typed[key] for key in typed if key != name
    }
    if name not in ("account_tier", "fault"):
        assert kept[name] == value
    assert not labels.testing(now(account))


def test_a_form_that_went_through_sign_in_comes_back_filled(client, caller):
    drawn = form(client) | {"status_delay_seconds": "77", "fault": "THROTTLING"}
    browser = Client()
    sign_in = html.unescape(browser.post(URL, drawn).content.decode())
    carried = dict(re.findall(r'<input type="hidden" name="(next|carried)" value="([^"]*)"', sign_in))
    caller.user.set_password("correct horse")
    caller.user.save()
    who = {"username": caller.user.username, "password": "correct horse"}
    assert browser.post("/sign-in/", carried | who)["Location"] == URL
    kept = form(browser)
    assert (kept["status_delay_seconds"], kept["fault"]) == ("77", "THROTTLING")
    assert not labels.testing(now(caller.account))


def test_a_zero_that_was_left_as_it_is_is_not_filled_in_again(client):
    carried = urlencode(form(client) | {"fault": "THROTTLING"})
    session = client.session
    session["carried"] = {"path": URL, "fields": carried}
    session.save()
    text = page(client)
    assert "You were signed out. 1 field is filled in again. Nothing is saved yet." in text
    assert 'href="#id_fault_throttling">Go to it</a>' in text


# Codes of verified destination numbers


def code(caller, **values):
    given = {"verification_code": "123456", "code_timestamp": timezone.now()} | values
    return VerifiedDestinationNumberFactory(account=caller.account, **given)


def test_codes_that_wait_are_shown_to_administrators(client, viewer_client, caller, other_caller):
    waiting = code(caller)
    code(caller, status="VERIFIED", verification_code="222222")
    code(caller, region="eu-west-1", verification_code="333333")
    code(other_caller, verification_code="444444")
    text = page(client)
    assert waiting.destination_phone_number in text
    assert re.findall(r'data-copy="([0-9]{6})"', text) == ["123456"]
    assert "Codes that would have been sent" not in page(viewer_client)
    assert "123456" not in page(viewer_client)


def test_no_codes_says_when_there_are_some(client):
    assert "No codes" in page(client)


# The mark on every page


@pytest.mark.parametrize(
    "name", ["overview", "pool-list", "project-list", "access-key-list", "test-settings"]
)
def test_every_page_of_the_account_says_what_is_on(client, viewer_client, faulty, name):
    until = f"{faulty.fault_until:%H:%M} UTC"
    for one in (client, viewer_client):
        text = page(one, reverse(name, args=PLACE))
        assert text.count(CHIP) == 1
        chip = text[: text.index("</a>", text.index(CHIP))].rsplit("<a ", 1)[1]
        assert f'href="{URL}"' in chip
        assert f"Status delay 10 s, Throttling until {until}, STOP acts after 7 s" in chip


def test_no_mark_without_a_setting_or_on_a_page_of_another_account(client, caller, faulty, other_client):
    assert CHIP not in page(other_client, "/444455556666/us-east-1/projects/")
    assert CHIP not in page(Client(), "/sign-in/")
    Account.objects.update(status_delay_seconds=0, stop_delay_seconds=0, fault="", fault_until=None)
    assert CHIP not in page(client)


def test_the_mark_goes_when_the_fault_has_ended(client, faulty):
    Account.objects.update(status_delay_seconds=0, stop_delay_seconds=0)
    assert CHIP in page(client)
    Account.objects.update(fault_until=timezone.now())
    assert CHIP not in page(client)


def test_the_mark_costs_no_query(caller, faulty, django_assert_num_queries):
    PoolFactory(account=caller.account)
    client, path = signed_in(caller), reverse("project-list", args=PLACE)
    client.get(path)
    with django_assert_num_queries(4):  # as many as without
        assert CHIP in page(client, path)
    assert Project.objects.exists()


def test_the_consoles_own_pages_are_never_hit(client, caller, account):
    account.fault, account.fault_percent = "INTERNAL_SERVER_ERROR", 100
    account.fault_until = timezone.now() + timedelta(minutes=10)
    account.save()
    answer = client.post(reverse("project-create", args=PLACE), {"name": "Shop"})
    assert answer.status_code == 303
    assert Project.objects.filter(name="Shop").exists()
