"""A number whose change of status is still settling, on every page that shows numbers."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.help.factories import PhoneNumberFactory, PoolFactory, in_a_minute

WORDS = {"PENDING": "Pending", "ASSOCIATING": "Associating", "DISASSOCIATING": "Disassociating"}
SETTLING = pytest.mark.parametrize("status", WORDS)


def page(client, name, *args, **query):
    return client.get(reverse(name, args=["111122223333", "us-east-1", *args]), query)


def body(response):
    assert response.status_code == 200
    return response.content.decode()


def row(text, value):
    """The table's row in which the value is."""
    assert value in text
    before, _, after = text.partition(value)
    return before.rpartition("<tr")[2] + value + after.partition("</tr>")[0]


@pytest.fixture
def settling(account, status):
    """In a pool while it joins one; in none before and after."""
    pool = PoolFactory(name="alerts") if status == "ASSOCIATING" else None
    return PhoneNumberFactory(
        phone_number="+12065550142",
        pool=pool,
        settling_status=status,
        settled_timestamp=in_a_minute(),
    )


def settle(number):
    number.settled_timestamp = timezone.now()
    number.save()


@SETTLING
def test_the_list_and_the_number_show_the_status_of_now(client, settling, status):
    phone_id = settling.phone_number_id
    assert WORDS[status] in row(body(page(client, "phone-number-list")), "+1 206-555-0142")
    assert WORDS[status] in body(page(client, "phone-number-detail", phone_id))
    settle(settling)
    shown = row(body(page(client, "phone-number-list")), "+1 206-555-0142")
    assert (WORDS[status] in shown, "Active" in shown) == (False, True)
    assert WORDS[status] not in body(page(client, "phone-number-detail", phone_id))


@SETTLING
def test_the_list_is_filtered_by_the_status_of_now(client, settling, status):
    PhoneNumberFactory(phone_number="+12065550143")
    found = body(page(client, "phone-number-list", status=status))
    assert ("206-555-0142" in found, "206-555-0143" in found) == (True, False)
    active = body(page(client, "phone-number-list", status="ACTIVE"))
    assert ("206-555-0142" in active, "206-555-0143" in active) == (False, True)


@SETTLING
def test_no_pool_is_made_of_a_number_that_is_settling(client, settling, status):
    PhoneNumberFactory(phone_number="+12065550143")
    offered = body(page(client, "pool-create"))
    assert ("206-555-0142" in offered, "206-555-0143" in offered) == (False, True)
    address = reverse("pool-create", args=["111122223333", "us-east-1"])
    every = row(body(client.post(address, {"op": "show_numbers"})), "+1 206-555-0142")
    assert WORDS[status] in every
    assert "disabled" in every
    settle(settling)
    assert ("206-555-0142" in body(page(client, "pool-create"))) is (status != "ASSOCIATING")


@pytest.mark.parametrize("status", ["PENDING", "DISASSOCIATING"])
def test_a_pool_offers_no_number_that_is_settling_and_says_why(client, settling, status):
    pool = PhoneNumberFactory(phone_number="+12065550143", pool=PoolFactory()).pool
    shown = body(page(client, "pool-detail", pool.pool_id))
    assert WORDS[status] in row(shown, "+1 206-555-0142")
    assert "It can join when its status is Active." in row(shown, "+1 206-555-0142")
    assert "206-555-0142" not in body(page(client, "pool-detail", pool.pool_id, ids="available"))
    settle(settling)
    assert "206-555-0142" in body(page(client, "pool-detail", pool.pool_id, ids="available"))


@pytest.mark.parametrize("status", ["ASSOCIATING"])
def test_a_pool_shows_a_member_that_is_still_joining(client, settling, status):
    shown = row(body(page(client, "pool-detail", settling.pool.pool_id)), "+1 206-555-0142")
    assert "Associating" in shown
    settle(settling)
    shown = row(body(page(client, "pool-detail", settling.pool.pool_id)), "+1 206-555-0142")
    assert "Associating" not in shown
