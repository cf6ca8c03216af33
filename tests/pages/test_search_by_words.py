"""Each list finds its rows by everything that they show and that people paste: IDs, ARNs, tags, words in any order."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import HTMX
from tests.help.factories import (
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    TagFactory,
)

pytestmark = pytest.mark.every_database
PLACE = ["111122223333", "us-east-1"]
ARN = "arn:aws:sms-voice:us-east-1:111122223333:"
POOL = "pool-8309803b1144bb44ff88f2d27e9a5071"
NUMBER = "phone-4bb4ff88f2d27e9a8309803b11445071"
FREE = "phone-e5cb8a11d07f4c1da8de16ec9a7e2c46"


@pytest.fixture
def pool(caller):
    """A pool with a number and a sender ID, and beside each another that nothing here asks for."""
    made = PoolFactory(pool_id=POOL, name="fraud-alerts")
    number = PhoneNumberFactory(phone_number="+12065550142", phone_number_id=NUMBER, pool=made)
    free = PhoneNumberFactory(phone_number="+12065550143", phone_number_id=FREE)
    acme = SenderIdFactory(sender_id="ACME", iso_country_code="DE")
    PoolSenderIdFactory(pool=made, sender_id=acme)
    for owner in ({"pool": made}, {"phone_number": number}, {"phone_number": free}, {"sender_id": acme}):
        TagFactory(**owner, key="Team", value="Big marketing")
    PoolFactory(pool_id="pool-x", name="one-time-passwords")
    PhoneNumberFactory(phone_number="+33199001234", phone_number_id="phone-x", iso_country_code="FR")
    SenderIdFactory(sender_id="OTHER")
    return made


def rows(client, name: str, begin: str, query: dict[str, str], *args: str, **headers: str) -> set[str]:
    page = client.get(reverse(name, args=[*PLACE, *args]), query, headers=headers)
    assert page.status_code == 200
    return set(re.findall(rf'data-testid="{begin}-([^"]+)"', page.content.decode()))


TAGS = [
    "Team",
    "marketing",
    "Team=Big",
    "Team = big marketing",
    "TEAM=big",
    "Team: big",
    "team:big",
    "marketing team",
    "eam=big",
]


@pytest.mark.parametrize(
    "typed",
    [
        *TAGS,
        POOL,
        POOL[9:20],
        "pool-8309803…5071",
        f"{ARN}pool/{POOL}",
        f"{ARN}pool/{POOL}"[11:60],
        f"{ARN[:24]}…5071",
        f"{ARN}sender-id/ACME/DE",
        f"{ARN}phone-number/{NUMBER}",
        NUMBER,
        f"fraud {NUMBER}",
        "alerts fraud",
        "fraud alerts",
        "fraud_alerts",
        "fraud.al",
        "fraud-alerts",
        "alerts  FRAUD",
        "pool 8309",
        "Name=fraud",
        "acme fraud",
        "ACME (DE)",
        "marketing 206 555-0142",
        "0142 alerts",
    ],
)
def test_a_pool_is_found(client, pool, typed):
    assert rows(client, "pool-list", "pool-row", {"q": typed}) == {POOL}


@pytest.mark.parametrize(
    "typed",
    [
        "marketing=Team",
        "alerts-fraud",
        "time-one",
        "Team=market",
        "Team:market",
        FREE,
        f"passwords {NUMBER}",
        "fraud passwords",
        "arn:aws:sms-voice:eu-west-1:111122223333:pool/pool-8309",
        "arn:aws:sms-voice:us-east-1:444455556666:pool/pool-8309",
    ],
)
def test_a_pool_is_not_found_by_what_it_lacks(client, pool, typed):
    assert rows(client, "pool-list", "pool-row", {"q": typed}) == set()


def test_a_beginning_of_the_arns_finds_every_pool(client, pool):
    assert rows(client, "pool-list", "pool-row", {"q": ARN[:30]}) == {POOL, "pool-x"}


ONE_NUMBER = [
    NUMBER,
    "phone-4bb4ff8…5071",
    f"{ARN}phone-number/{NUMBER}",
    f"{ARN}phone-number/{NUMBER}"[20:62],
    f"{ARN}pool/{POOL}",
    POOL,
    "pool-8309803…5071",
    "fraud alerts",
    "alerts fraud 0142",
    "alerts marketing",
    "code long fraud",
    "states united alerts",
]


@pytest.mark.parametrize("typed", ONE_NUMBER)
def test_a_phone_number_is_found(client, pool, typed):
    assert rows(client, "phone-number-list", "phone-number-row", {"q": typed}) == {NUMBER}


@pytest.mark.parametrize("typed", [*TAGS, "code long 206 5550"])
def test_phone_numbers_are_found_by_tags_and_words(client, pool, typed):
    assert rows(client, "phone-number-list", "phone-number-row", {"q": typed}) == {NUMBER, FREE}


@pytest.mark.parametrize(
    "typed",
    [
        *TAGS,
        "ACME (DE)",
        "germany acme",
        f"{ARN}sender-id/ACME/DE",
        f"{ARN}sender-id/ACME/DE"[30:],
        f"{ARN}pool/{POOL}",
        POOL,
        "pool-8309803…5071",
        "alerts fraud",
        "alerts acme",
    ],
)
def test_a_sender_id_is_found(client, pool, typed):
    assert rows(client, "sender-id-list", "sender-id-row", {"q": typed}) == {"ACME/DE"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        *((typed, {NUMBER, FREE, "ACME-DE"}) for typed in TAGS),
        *((typed, {NUMBER}) for typed in ONE_NUMBER[:4]),
        *((typed, {NUMBER, "ACME-DE"}) for typed in (f"{ARN}pool/{POOL}", "alerts fraud")),
        (f"{ARN}sender-id/ACME/DE", {"ACME-DE"}),
        ("germany acme", {"ACME-DE"}),
    ],
)
def test_identities_of_a_pool_are_found(client, pool, typed, found):
    assert rows(client, "pool-detail", "identity-row", {"q": typed}, POOL) == found


@pytest.mark.parametrize(
    ("typed", "all_numbers", "found"),
    [
        *((typed, "1", {NUMBER}) for typed in ONE_NUMBER),
        *((typed, "", {FREE}) for typed in TAGS),
        (f"{ARN}phone-number/{FREE}", "", {FREE}),
        ("phone-e5cb8a1…2c46", "", {FREE}),
        ("code long 0143", "", {FREE}),
    ],
)
def test_numbers_for_a_new_pool_are_found(client, pool, typed, all_numbers, found):
    headers = HTMX | {"HX-Target": "numbers", "HX-Trigger-Name": "q"}
    query = {"all": all_numbers, "q": typed}
    assert rows(client, "pool-create", "number-row", query, **headers) == found


PARTS_OF = [
    word[start:end]
    for word in ("fraud", "alerts", "marketing")
    for start in range(len(word))
    for end in range(start + 3, len(word) + 1)
]


@pytest.mark.parametrize("name", ["pool-list", "phone-number-list", "sender-id-list", "pool-detail"])
def test_many_words_cost_no_more_queries_than_some(client, pool, name):
    args = [*PLACE, *([pool.pool_id] if name == "pool-detail" else [])]
    counted = []
    for words in (["fraud", "alerts", "mark", "marketing"], ["marketing", *PARTS_OF]):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name, args=args), {"q": " ".join(words)}).status_code == 200
        counted.append(len(queries))
    assert counted[1] <= counted[0]
