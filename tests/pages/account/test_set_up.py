"""Set up this account: the page, its way there, and what becomes of its form."""

import pytest
from django.urls import reverse

from pools.models import PhoneNumber, Pool, Project
from tests.help.factories import PhoneNumberFactory, ProjectFactory
from tests.help.html_forms import fields_of
from tests.help.texts import words_of

PLACE = ["111122223333", "us-east-1"]
URL = "/111122223333/us-east-1/sms-voice/set-up/"
FORM = "set-up-form"
WAY = f'href="{URL}"'
LISTS = ("overview", "phone-number-list", "pool-list", "sender-id-list")


@pytest.fixture
def drawn(client):
    """The page of an account that has no project, as often as it is asked for."""
    Project.objects.all().delete()
    return lambda: client.get(URL)


def test_what_is_drawn_is_enough(client, drawn):
    assert (
        fields_of(drawn(), FORM).items()
        >= {
            "numbers-0-iso_country_code": "US",
            "numbers-0-number_type": "SIMULATOR",
            "numbers-0-quantity": "1",
            "message_type": "TRANSACTIONAL",
            "deletion_protection_enabled": "on",
        }.items()
    )
    answer = client.post(URL, fields_of(drawn(), FORM) | {"name": "Shop", "pool_name": "Orders"})
    pool = Pool.objects.get()
    assert (answer.status_code, answer.url) == (303, reverse("pool-detail", args=[*PLACE, pool.pool_id]))
    assert "The account is set up." in client.get(answer.url).content.decode()
    assert (Project.objects.get().name, PhoneNumber.objects.count(), pool.name) == ("Shop", 1, "Orders")


def test_rows_are_added_and_taken_away_and_what_is_typed_stays(client, drawn):
    typed = fields_of(drawn(), FORM) | {"pool_name": "Orders", "numbers-0-quantity": "2"}
    typed = fields_of(client.post(URL, typed | {"op": "add"}), FORM)
    typed |= {"numbers-1-iso_country_code": "GB", "numbers-1-quantity": "3"}
    answer = client.post(URL, typed | {"op": "add"})
    assert "You will have: 1 project, 6 numbers, 1 pool." in words_of(answer)
    typed = fields_of(client.post(URL, fields_of(answer, FORM) | {"op": "remove:0"}), FORM)
    assert (typed["numbers-0-iso_country_code"], typed["numbers-0-quantity"]) == ("GB", "3")
    assert typed["pool_name"] == "Orders"
    assert "numbers-2-quantity" not in typed
    assert not Pool.objects.exists()


def test_the_total_follows_what_is_typed(client, drawn):
    typed = fields_of(drawn(), FORM) | {"numbers-0-quantity": "7"}
    answer = client.get(URL, typed, headers={"hx-request": "true", "hx-target": "set-up-total"})
    assert answer.content.decode().strip() == "You will have: 1 project, 7 numbers, 1 pool."


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Project name is required."),
        ({"numbers-0-quantity": "11"}, "Enter a whole number from 1 to 10."),
        ({"numbers-0-iso_country_code": ""}, "Country is required."),
        (
            {"numbers-0-iso_country_code": "GB"},
            "No numbers of this type are to be had in United Kingdom (GB).",
        ),
        ({"numbers-0-number_type": "TOLL_FREE"}, "Toll-free numbers are Pending until they are registered."),
        ({"message_type": "PROMOTIONAL"}, "Simulator numbers are Transactional only."),
    ],
)
def test_what_can_t_be_is_said_at_its_field_and_nothing_is_made(client, drawn, typed, words):
    answer = client.post(URL, fields_of(drawn(), FORM) | typed)
    assert answer.status_code == 422
    assert words in words_of(answer)
    shown = fields_of(answer, FORM)
    assert shown.items() >= typed.items()
    assert not Pool.objects.exists()
    assert not Project.objects.exists()


def test_the_same_form_sent_twice_sets_up_once(client, drawn):
    typed = fields_of(drawn(), FORM)
    client.post(URL, typed)
    again = client.post(URL, typed)
    assert again.status_code == 409
    assert "This account has phone numbers or pools in US East (N. Virginia) already." in words_of(again)
    assert Pool.objects.count() == 1


def test_a_channel_that_is_on_is_said_and_no_project_asked_for(client, drawn, account):
    ProjectFactory(account=account)
    assert "The SMS and voice channel is on." in words_of(drawn())
    assert "name" not in fields_of(drawn(), FORM)
    assert client.post(URL, fields_of(drawn(), FORM)).status_code == 303


@pytest.mark.parametrize("name", LISTS)
def test_the_way_there_is_drawn_while_the_account_is_empty(client, account, name):
    where = reverse(name, args=PLACE)
    assert WAY in client.get(where).content.decode()
    PhoneNumberFactory(account=account)
    assert WAY not in client.get(where).content.decode()


def test_who_may_not_reads_who_can(editor_client):
    overview = editor_client.get(reverse("overview", args=PLACE))
    for answer in (overview, editor_client.get(URL)):
        assert "Only an Administrator can set up this account." in words_of(answer)
    assert WAY not in overview.content.decode()
