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


# A page in which something is passing asks for itself until it has settled.


def asks(client, name, *args, **query) -> bool:
    return "data-passing" in body(page(client, name, *args, **query))


@SETTLING
def test_lists_and_pages_ask_while_a_number_settles_and_no_longer(client, settling, status):
    pool = settling.pool or PhoneNumberFactory(phone_number="+12065550143", pool=PoolFactory()).pool
    places = [
        ("phone-number-list",),
        ("phone-number-detail", settling.phone_number_id),
        ("pool-detail", pool.pool_id),
    ]
    assert [asks(client, *place) for place in places] == [True, True, True]
    settle(settling)
    assert [asks(client, *place) for place in places] == [False, False, False]


def test_nothing_asks_for_what_waits_for_a_registration(client, account):
    number = PhoneNumberFactory(phone_number="+12065550142", carrier_status="PENDING")
    assert not asks(client, "phone-number-list")
    assert not asks(client, "phone-number-detail", number.phone_number_id)


def passing_pool(status: str):
    deleted = {"deleted_timestamp": timezone.now()} if status == "DELETING" else {}
    return PhoneNumberFactory(
        pool=PoolFactory(name="alerts", settled_timestamp=in_a_minute(), **deleted)
    ).pool


def listed(client, pool):
    """The answer to the list of pools that asks by itself."""
    headers = {"HX-Request": "true", "HX-Target": "pools-table", "HX-Trigger": "pools-passing"}
    url = reverse("pool-list", args=["111122223333", "us-east-1"])
    return client.get(url, {"passing": pool.pool_id}, headers=headers)


@pytest.mark.parametrize(("status", "word"), [("CREATING", "Creating"), ("DELETING", "Deleting")])
def test_the_list_asks_while_a_pool_is_passing_and_stays_where_it_is(client, caller, status, word):
    pool = passing_pool(status)
    assert asks(client, "pool-list")
    answer = listed(client, pool)
    assert word in answer.content.decode()
    assert "data-passing" in answer.content.decode()
    moved = {"HX-Push-Url", "HX-Replace-Url", "HX-Trigger-After-Settle"}
    assert not moved & set(answer.headers)
    settle(pool)
    done = listed(client, pool).content.decode()
    assert "data-passing" not in done
    assert ("Pool alerts was deleted." in done) is (status == "DELETING")


@pytest.mark.parametrize("status", ["CREATING", "DELETING"])
def test_what_would_be_refused_is_off_and_says_why(client, caller, status):
    pool = passing_pool(status)
    shown = body(page(client, "pool-detail", pool.pool_id))
    for control in (
        "delete-pool",
        "save-changes",
        "add-sender-id",
        "associate-to-pool",
        "disassociate-from-pool",
    ):
        _, _, after = shown.partition(f'id="{control}"')
        button, _, rest = after.partition(">")
        assert 'aria-disabled="true"' in button, control
        assert (
            "This action is available when pool status is Active." in rest.partition("</span></span>")[0]
        ), control


def test_what_was_off_is_on_when_the_pool_is_there(client, caller):
    pool = passing_pool("CREATING")
    url = reverse("pool-detail", args=["111122223333", "us-east-1", pool.pool_id])
    headers = {
        "HX-Request": "true",
        "HX-Target": "summary",
        "HX-Current-URL": f"http://testserver{url}?ids=associated",
    }
    assert "save-changes" not in client.get(url, headers=headers).content.decode()
    settle(pool)
    answer = client.get(url, headers=headers)
    text = answer.content.decode()
    assert answer.status_code == 286
    for part in ("pool-header", "save-settings", "origination-identities"):
        assert f'id="{part}"' in text
    assert "when pool status is Active" not in text
    assert 'name="ids" value="associated"' in text  # the view that the person has chosen
    assert 'id="settings-form"' not in text  # what is typed stays


def test_the_page_of_a_deleted_pool_says_so_and_asks_no_more(client, caller):
    pool = passing_pool("DELETING")
    url = reverse("pool-detail", args=["111122223333", "us-east-1", pool.pool_id])
    assert asks(client, "pool-detail", pool.pool_id)
    settle(pool)
    answer = client.get(url, headers={"HX-Request": "true", "HX-Target": "summary"})
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (286, "none")
    assert "Pool alerts was deleted." in answer.content.decode()
