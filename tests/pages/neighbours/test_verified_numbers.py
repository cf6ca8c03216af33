"""Verified numbers: whom the sandbox may send to, added, verified by a code and deleted after a day."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pools.models import Account, Activity, VerifiedDestinationNumber
from tests.conftest import HTMX, signed_in
from tests.help.factories import VerifiedDestinationNumberFactory
from tests.help.linked import link_of

pytestmark = pytest.mark.django_db
PLACE = ["111122223333", "us-east-1"]
PAGE = reverse("verified-number-list", args=PLACE)
NUMBER = "+12065550142"


def text(response) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode())))


@pytest.fixture
def number(account) -> VerifiedDestinationNumber:
    return VerifiedDestinationNumberFactory(
        verified_destination_number_id="vdn-one", destination_phone_number=NUMBER
    )


VERIFY = f"{PAGE}vdn-one/verify/"


def now() -> VerifiedDestinationNumber:
    return VerifiedDestinationNumber.objects.get()


def test_it_lists_numbers_and_says_when_they_are_not_needed(client, number):
    page = text(client.get(PAGE))
    for words in ("+1 206-555-0142", "United States (US)", "Pending", "Verify"):
        assert words in page
    assert "Needed only in the sandbox." not in page
    Account.objects.update(account_tier="PRODUCTION")
    assert "Needed only in the sandbox." in text(client.get(PAGE))


@pytest.mark.parametrize("typed", ["+1 206 555 0142", "206-555-0142"])
def test_a_number_is_added_as_people_write_it(client, account, typed):
    form = {"destination_phone_number": typed, "iso_country_code": "US"}
    assert client.post(f"{PAGE}add/", form).url == PAGE
    assert (now().destination_phone_number, now().status) == (NUMBER, "PENDING")
    answer = client.post(f"{PAGE}add/", form, headers=HTMX)
    assert answer.status_code == 409
    assert "+1 206-555-0142 is in the list already." in text(answer)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Phone number is required."),
        ("nobody", "Not a phone number."),
        ("206 555 0142", "No country, and none was chosen."),
    ],
)
def test_what_is_no_number_is_named(client, account, typed, said):
    answer = client.post(f"{PAGE}add/", {"destination_phone_number": typed})
    assert (answer.status_code, said in text(answer)) == (422, True)


def test_a_full_list_says_so(client, account):
    VerifiedDestinationNumberFactory.create_batch(10)
    assert "You have reached the quota of 10 verified" in text(client.get(PAGE))
    assert client.post(f"{PAGE}add/", {"destination_phone_number": "+12065550143"}).status_code == 409


def test_the_code_that_was_sent_verifies_it(client, number):
    assert "The code is" not in text(client.get(VERIFY))
    sent = text(client.post(VERIFY, {"verification_channel": "VOICE", "send": "1"}))
    code = now().verification_code
    assert "No message leaves this console." in sent
    wrong = client.post(VERIFY, {"verification_channel": "TEXT", "verification_code": "1" + code})
    assert (wrong.status_code, "The code is wrong." in text(wrong)) == (422, True)
    assert client.post(VERIFY, {"verification_channel": "TEXT"}).status_code == 422
    right = {"verification_channel": "TEXT", "verification_code": code}
    assert client.post(VERIFY, right, headers=HTMX).headers["HX-Redirect"] == PAGE
    assert now().status == "VERIFIED"
    client.post(VERIFY, right)
    assert "+1 206-555-0142 is verified already." in text(client.get(PAGE))
    assert "Verify +1" not in text(client.get(PAGE))


def test_a_code_that_is_too_old_asks_for_another(client, number):
    client.post(VERIFY, {"verification_channel": "TEXT", "send": "1"})
    VerifiedDestinationNumber.objects.update(code_timestamp=timezone.now() - timedelta(hours=25))
    form = {"verification_channel": "TEXT", "verification_code": now().verification_code}
    answer = client.post(VERIFY, form)
    assert (answer.status_code, "The code has expired. Send another." in text(answer)) == (409, True)
    assert "The code is" not in text(answer)


def test_the_sixth_code_of_a_day_is_refused_in_words(client, number):
    for _ in range(5):
        client.post(VERIFY, {"verification_channel": "TEXT", "send": "1"})
    answer = client.post(VERIFY, {"verification_channel": "TEXT", "send": "1"})
    assert answer.status_code == 409
    assert "You have reached the quota of 5 verification" in text(answer)


def test_only_an_administrator_is_shown_the_code(caller, editor, number):
    for person, sees in ((caller, True), (editor, False)):
        page = text(signed_in(person).post(VERIFY, {"verification_channel": "TEXT", "send": "1"}))
        assert (f"The code is {now().verification_code}." in page) is sees
        assert ("An Administrator sees the code under Test settings." in page) is not sees


def test_it_is_deleted_a_day_after_it_was_added(client, number):
    delete = f"{PAGE}delete/"
    early = client.get(delete, {"id": "vdn-one"})
    assert "It can be deleted from" in text(early)
    assert "<time" in early.content.decode()
    assert client.post(delete, {"id": "vdn-one", "confirm": "delete"}).status_code == 409
    VerifiedDestinationNumber.objects.update(created_timestamp=timezone.now() - timedelta(hours=25))
    assert client.post(delete, {"id": "vdn-one", "confirm": "no"}).status_code == 422
    headers = HTMX | {"HX-Current-URL": f"http://testserver{PAGE}"}
    answer = client.post(delete, {"id": "vdn-one", "confirm": "delete"}, headers=headers)
    assert "Verified number +1 206-555-0142 was deleted." in text(answer)
    assert 'id="verified-numbers-table"' in answer.content.decode()
    assert list(Activity.objects.filter(error="").values_list("operation", flat=True)) == [
        "DeleteVerifiedDestinationNumber"
    ]


def test_in_a_linked_account_it_says_what_stays_here(client, caller, number):
    assert "Not sent to AWS." not in text(client.get(PAGE))
    link_of(caller)
    assert "Not sent to AWS." in text(client.get(PAGE))


@pytest.mark.parametrize("count", [1, 10])
def test_it_costs_the_same_queries_at_any_size(client, account, django_assert_num_queries, count):
    VerifiedDestinationNumberFactory.create_batch(count)
    with django_assert_num_queries(4):
        client.get(PAGE)


def test_a_viewer_sees_them_and_no_act(viewer, number):
    page = text(signed_in(viewer).get(PAGE))
    assert "+1 206-555-0142" in page
    assert "Only an Editor can change verified numbers." in page
    assert "Actions" not in page
    for act in ("add/", "vdn-one/verify/", "delete/"):
        assert signed_in(viewer).post(f"{PAGE}{act}", {"id": "vdn-one"}).status_code == 403
