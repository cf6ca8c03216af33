"""Removing a phone number, by the typed word; not while it is in a pool or protected."""

import html

import pytest
from django.urls import reverse

from pools.models import PhoneNumber
from tests.conftest import HTMX, signed_in
from tests.help.factories import PhoneNumberFactory, PoolFactory

pytestmark = pytest.mark.django_db
PLACE = ["111122223333", "us-east-1"]
LIST = reverse("phone-number-list", args=PLACE)
REMOVE = reverse("phone-number-remove", args=PLACE)
ONE = {"id": "phone-one"}


@pytest.fixture
def number(account) -> PhoneNumber:
    return PhoneNumberFactory(phone_number_id="phone-one", phone_number="+12065550142")


def text(response) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


def test_it_asks_for_the_word_and_says_what_is_lost(client, number):
    page = text(client.get(REMOVE, ONE))
    assert "Remove number confirmation" in page
    assert "Permanently remove phone number" in page
    assert "You can't get the same number back." in page
    assert client.post(REMOVE, ONE | {"confirm": "remove"}).status_code == 422
    assert PhoneNumber.objects.exists()


def test_several_are_removed_in_the_same_words(client, number):
    PhoneNumberFactory(phone_number_id="phone-two", phone_number="+12065550143")
    page = text(client.get(REMOVE, {"id": ["phone-one", "phone-two"]}))
    assert "Permanently remove <strong>2 phone numbers</strong>?" in page
    assert "Will be removed (2)" in page


def test_the_word_removes_it(client, number):
    headers = HTMX | {"HX-Current-URL": f"http://testserver{LIST}"}
    answer = client.post(REMOVE, ONE | {"confirm": "delete"}, headers=headers)
    assert "Phone number +1 206-555-0142 was removed." in text(answer)
    assert not PhoneNumber.objects.exists()
    client.post(REMOVE, ONE | {"confirm": "delete"})
    assert "Phone number phone-one was already removed." in text(client.get(LIST))


@pytest.mark.parametrize(
    ("others", "why"),
    [
        (1, "It is in pool Orders. Move it or disassociate it first."),
        (0, "It is the last identity of pool Orders. Delete the pool instead."),
    ],
)
def test_one_in_a_pool_stays_and_leads_there(client, number, others, why):
    pool = PoolFactory(name="Orders")
    PhoneNumber.objects.update(pool=pool)
    PhoneNumberFactory.create_batch(others, pool=pool)
    page = text(client.get(REMOVE, ONE))
    assert why in page
    assert f"/pools/{pool.pool_id}/#origination-identities" in page
    assert ("/phone-numbers/move/?id=phone-one" in page) == bool(others)
    assert 'name="confirm"' not in page
    assert client.post(REMOVE, ONE | {"confirm": "delete"}).status_code == 409
    assert PhoneNumber.objects.filter(phone_number_id="phone-one").exists()


def test_a_protected_one_stays_and_leads_to_the_setting(client, number):
    PhoneNumber.objects.update(deletion_protection_enabled=True)
    page = text(client.get(REMOVE, ONE))
    assert "Deletion protection is on. Turn it off, then try again." in page
    assert "/phone-numbers/phone-one/#deletion-protection" in page
    headers = HTMX | {"HX-Current-URL": f"http://testserver{LIST}phone-one/"}
    assert 'href="#deletion-protection"' in text(client.get(REMOVE, ONE, headers=headers))


def test_a_viewer_may_not(viewer, number):
    assert signed_in(viewer).post(REMOVE, ONE | {"confirm": "delete"}).status_code == 403
    page = text(signed_in(viewer).get(LIST))
    for act in ("remove", "edit", "move", "request"):
        assert f"Only an Editor can {act} phone numbers." in page
    # As buttons of the table's head, and where it is narrow as those of the bar below it.
    for place in ("", "-below"):
        assert f'data-testid="move-selected{place}"' in page
