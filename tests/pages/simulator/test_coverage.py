"""Coverage: the sentence, the map and the table say the same, and the address says which."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.help.factories import PhoneNumberFactory, PoolFactory, PoolSenderIdFactory, SenderIdFactory


def read(client, **query):
    query = {"from" if name == "sender" else name: value for name, value in query.items()}
    return client.get(reverse("coverage", args=["111122223333", "us-east-1"]), query)


def text(response) -> str:
    plain = re.sub(r"<title>.*?</title>|<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(plain).split())


def rows(response) -> list[str]:
    table = response.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())
        for row in re.findall(r"<tr>.*?</tr>", table, re.S)
    ]


@pytest.fixture
def pool(account):
    pool = PoolFactory(pool_id="pool-1", name="orders", shared_routes_enabled=True)
    PhoneNumberFactory(pool=pool, iso_country_code="US", phone_number="+14255550117")
    for name, country in (("ACME", "DE"), ("ACMEPAY", "DE"), ("ACME", "FR")):
        PoolSenderIdFactory(pool=pool, sender_id=SenderIdFactory(sender_id=name, iso_country_code=country))
    return pool


def test_what_a_pool_reaches(client, pool):
    page = read(client, sender="pool/pool-1")
    assert "3 countries with its own identities, up to 211 more by shared routes" in text(page)
    assert "This pool has shared routes on ." in text(page)
    assert rows(page) == [
        "France (FR) ACME Sender ID No",
        "Germany (DE) ACME and 1 more Sender ID No",
        "United States (US) +1 425-555-0117 Long code Yes",
    ]
    assert all(words in text(page) for words in ("Reached (3)", "Perhaps (211)", "Not (1)"))
    assert "A number: 1, A sender ID, one-way: 2, Perhaps, by shared routes: 211, Not reached: 1" in unescape(
        page.content.decode()
    )


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ({"show": "perhaps"}, "Afghanistan (AF) Chosen by AWS Shared route No", 25),
        ({"show": "perhaps", "page": "last"}, "United Kingdom (GB) Chosen by AWS Shared route No", 11),
        ({"show": "not"}, "China (CN) None No", 1),
        ({"routes": "own", "show": "not", "q": "china"}, "China (CN) None No", 1),
        ({"q": "germ"}, "Germany (DE) ACME and 1 more Sender ID No", 1),
        ({"area": "Europe"}, "France (FR) ACME Sender ID No", 2),
        ({"q": "(fr)"}, "France (FR) ACME Sender ID No", 1),
        (
            {"show": "no such", "area": "Atlantis", "routes": "x", "page": "0"},
            "France (FR) ACME Sender ID No",
            3,
        ),
    ],
)
def test_the_table_is_searched_and_paged(client, pool, query, first, count):
    found = rows(read(client, sender="pool/pool-1", **query))
    assert (found[0], len(found)) == (first, count)


def test_switching_changes_only_the_picture(client, pool):
    page = read(client, sender="pool/pool-1", routes="own")
    assert "3 countries with its own identities" in text(page)
    assert "Perhaps (0)" in text(page)
    assert "by shared routes:" not in page.content.decode()
    pool.refresh_from_db()
    assert pool.shared_routes_enabled


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("DE", "Sends from ACME (Sender ID); then ACMEPAY. Recipients can't reply."),
        ("US", "Sends from +1 425-555-0117 (Long code). Recipients can reply."),
        ("MX", "A message may go there by a shared route"),
        ("CN", "Nothing reaches it"),
    ],
)
def test_a_country_that_is_picked(client, pool, country, words):
    page = read(client, sender="pool/pool-1", country=country)
    assert words in text(page)
    assert reverse("pool-detail", args=["111122223333", "us-east-1", "pool-1"]) in page.content.decode()


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("phone-number/phone-1", "1 country with this sender"),
        ("sender-id/ACME/DE", "1 country with this sender"),
        ("phone-number/phone-2", "Simulator numbers reach only simulator destinations"),
    ],
)
def test_a_number_and_a_sender_id(client, pool, sender, words):
    PhoneNumberFactory(phone_number_id="phone-1")
    PhoneNumberFactory(phone_number_id="phone-2", number_type="SIMULATOR")
    page = text(read(client, sender=sender))
    assert words in page
    assert ("Simulator numbers reach" in page) is (sender == "phone-number/phone-2")
    assert "shared routes" not in page.partition("Countries")[0]


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("phone-number/phone-1", "what becomes of a message that names the number is undocumented"),
        ("phone-number/phone-2", "a message to a number there is refused"),
        ("phone-number/phone-3", "a message to a number there is refused"),
        ("phone-number/phone-4", "a message to a number there is refused"),
        ("sender-id/ACME/DE", "a message to a number there is refused"),
    ],
)
def test_a_named_number_is_not_refused_abroad(client, pool, sender, words):
    PhoneNumberFactory(phone_number_id="phone-1")
    PhoneNumberFactory(phone_number_id="phone-2", pending=True)
    PhoneNumberFactory(phone_number_id="phone-3", toll_free=True)
    PhoneNumberFactory(phone_number_id="phone-4", number_type="SIMULATOR")
    assert words in text(read(client, sender=sender, country="CA"))


def test_a_pool_of_nobody_reaches_nothing(client, account):
    PoolFactory(pool_id="pool-3")
    page = text(read(client, sender="pool/pool-3"))
    assert "0 countries with its own identities" in page
    assert "Simulator numbers" not in page


@pytest.mark.parametrize(
    "sender", ["", "pool/pool-2", "pool", "account/1", "sender-id/ACME", "pool/<b>", "x" * 999]
)
def test_no_sender_that_is_there(client, pool, sender):
    PoolFactory(pool_id="pool-2", name="Zebra", account__account_id="444455556666")
    page = read(client, sender=sender)
    assert "Choose a sender Coverage is shown for a pool, a number, or a sender ID." in text(page)
    assert ("isn't in this Region." in text(page)) is bool(sender)
    assert "Zebra" not in text(page)


def test_an_account_without_identities(client, account):
    assert "No identities Nothing in this account can send." in text(read(client))


def test_the_number_of_queries_is_fixed(client, pool, django_assert_num_queries):
    PoolFactory.create_batch(5)
    PhoneNumberFactory.create_batch(5, pool=pool)
    with django_assert_num_queries(9):
        read(client, sender="pool/pool-1", country="DE")


def test_the_pool_leads_here(client, pool):
    page = client.get(reverse("pool-detail", args=["111122223333", "us-east-1", "pool-1"]))
    here = reverse("coverage", args=["111122223333", "us-east-1"])
    assert f'href="{here}?{urlencode({"from": "pool/pool-1"}, safe="/")}"' in page.content.decode()
