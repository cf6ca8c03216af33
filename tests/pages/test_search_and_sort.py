"""Searching and sorting in every list, with the same answers on both databases."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from pools.models import Pool, Role
from pools.pages.kit.words import labels
from tests.conftest import HTMX, signed_in
from tests.help.factories import (
    AccessKeyFactory,
    KeywordFactory,
    MembershipFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    ProjectFactory,
    SenderIdFactory,
    TagFactory,
    UserFactory,
)

pytestmark = pytest.mark.every_database
PLACE = ["111122223333", "us-east-1"]
POOL_ROW = re.compile(r'data-testid="pool-row-([^"]+)"')
NUMBER_ROW = re.compile(r'data-testid="phone-number-row-([^"]+)"')
SENDER_ROW = re.compile(r'data-testid="sender-id-row-([^"]+)"')


def page(client, name: str, *args: str, **query: str):
    response = client.get(reverse(name, args=[*PLACE, *args]), query)
    assert response.status_code == 200, response.headers
    return response


def text(response) -> str:
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def in_order(response, *words: str) -> list[str]:
    shown = text(response)
    return sorted((word for word in words if word in shown), key=shown.index)


def names(client, **query: str) -> list[str]:
    found = POOL_ROW.findall(page(client, "pool-list", **query).content.decode())
    by_id = dict(Pool.objects.values_list("pool_id", "name"))
    return [by_id[one] for one in found]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Élodie", "élodie"),
        ("Élodie", "ELODIE"),
        ("ПРОМО", "промо"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Café au lait", "cafe\u0301 au"),
        ("100% off_", "100% off_"),
        ('O\'Neil "x"', '"X"'),
        ("a\\b", "a\\b"),
        ("東京", "東京"),
        ("東京", "東"),
        ("Æ", "ae"),
    ],
)
def test_case_and_accents_do_not_separate(client, caller, name, typed):
    # An ID is searched too, and one of chance could hold what is typed.
    PoolFactory(name=name, pool_id="pool-1")
    PoolFactory(name="other", pool_id="pool-2")
    tagged = PoolFactory(name="tagged", pool_id="pool-3")
    TagFactory(pool=tagged, value=f"x {name} y")
    assert set(names(client, q=typed)) == {name, "tagged"}
    assert names(client, q=f"{typed}§") == []


def test_signs_of_patterns_are_letters_like_others(client, caller):
    for name in ("100 off", "1000% off", "x_y", "x%y", "xzy"):
        PoolFactory(name=name)
    assert names(client, q="0% of") == ["1000% off"]
    assert names(client, q="x_y") == ["x_y"]
    assert names(client, q="x%y") == ["x%y"]


def test_projects_are_found_by_name(client, caller):
    ProjectFactory(name="Élan")
    ProjectFactory(name="Other")
    shown = text(page(client, "project-list", q="elan"))
    assert "Élan" in shown
    assert "Other" not in shown


NAMES = ("appointment", "Ärzte", "Node1", "pool 2", "Pool 10", "zeta")


def test_names_are_sorted_as_people_do(client, caller):
    for name in reversed(NAMES):
        PoolFactory(name=name)
        ProjectFactory(name=name)
        MembershipFactory(user=UserFactory(username=name), role=Role.VIEWER)
        AccessKeyFactory(user__username=f"{name}'s")
    assert names(client, sort="name") == list(NAMES)
    assert names(client, sort="name", dir="desc") == list(NAMES)[::-1]
    assert in_order(page(client, "project-list", sort="name"), *NAMES) == list(NAMES)
    keys = page(client, "access-key-list", sort="user")
    users = [f"{name}'s" for name in NAMES]
    assert in_order(keys, *users) == users


def test_sender_ids_and_their_pools_are_in_natural_order(client, caller):
    for name in ("TEAM10", "TEAM2", "ALPHA", "T-1"):
        SenderIdFactory(sender_id=name)
    sender = SenderIdFactory(sender_id="ZED")
    for name in reversed(NAMES):
        PoolSenderIdFactory(pool=PoolFactory(name=name), sender_id=sender)
    found = page(client, "sender-id-list", sort="sender_id")
    assert in_order(found, "ALPHA", "T-1", "TEAM2", "TEAM10", "ZED") == [
        "ALPHA",
        "T-1",
        "TEAM2",
        "TEAM10",
        "ZED",
    ]
    assert in_order(found, *NAMES) == list(NAMES)


def test_phone_numbers_are_sorted_by_the_name_of_their_pool(client, caller):
    for name in reversed(NAMES):
        PhoneNumberFactory(pool=PoolFactory(name=name))
    assert in_order(page(client, "phone-number-list", sort="pool"), *NAMES) == list(NAMES)


@pytest.mark.parametrize("typed", ["\u200b", "\u0301", "\xad", "\u202d\u202c", "\ufe0f\u0308"])
@pytest.mark.parametrize("name", ["pool-list", "phone-number-list", "sender-id-list", "project-list"])
def test_what_cannot_be_seen_finds_nothing(client, caller, name, typed):
    pool = PoolFactory(name="x", pool_id="pool-1")
    PhoneNumberFactory(pool=pool, phone_number_id="phone-1")
    PoolSenderIdFactory(pool=pool, sender_id=SenderIdFactory(sender_id="ACME"))
    ProjectFactory(name="Élan")
    rows = r'data-testid="(?:pool|phone-number|sender-id|project)-row-'
    assert re.findall(rows, page(client, name).content.decode())
    assert not re.findall(rows, page(client, name, q=typed).content.decode())


@pytest.mark.parametrize("name", ["phone-number-list", "sender-id-list"])
def test_countries_are_sorted_by_their_names(client, caller, name):
    codes = {
        "AQ": "AQ",
        "Austria": "AT",
        "Germany": "DE",
        "Poland": "PL",
        "Switzerland": "CH",
        "United Kingdom": "GB",
    }
    for code in codes.values():
        PhoneNumberFactory(iso_country_code=code)
        SenderIdFactory(iso_country_code=code)
    assert in_order(page(client, name, sort="iso_country_code"), *codes) == list(codes)
    backwards = page(client, name, sort="iso_country_code", dir="desc")
    assert in_order(backwards, *codes) == list(codes)[::-1]


def test_types_of_numbers_are_sorted_by_their_names(client, caller):
    names = list(labels.NUMBER_TYPES.values())
    for number_type in labels.NUMBER_TYPES:
        PhoneNumberFactory(number_type=number_type)
    found = page(client, "phone-number-list", sort="number_type").content.decode()
    cells = re.findall(rf'<td data-card="kind">({"|".join(names)})</td>', found)
    assert cells == ["10DLC", "Long code", "Short code", "Simulator", "Toll-free"]


def test_tags_and_keywords_of_the_detail_pages_are_in_natural_order(client, caller):
    pool, number, sender = PoolFactory(), PhoneNumberFactory(phone_number_id="phone-a"), SenderIdFactory()
    for key in ("step 10", "Zeta", "Ärzte", "step 2"):
        for owner in ({"pool": pool}, {"phone_number": number}, {"sender_id": sender}):
            TagFactory(**owner, key=key)
    for word in ("OFFER10", "ÄRZTE", "OFFER2", "ZETA"):
        KeywordFactory(pool=pool, keyword=word)
        KeywordFactory(phone_number=number, keyword=word)
    tags, words = ["Ärzte", "step 2", "step 10", "Zeta"], ["ÄRZTE", "OFFER2", "OFFER10", "ZETA"]
    detail = page(client, "pool-detail", pool.pool_id).content.decode()
    assert [key for key in re.findall(r'-key"[^>]*?value="([^"]*)"', detail) if key in tags] == tags
    assert [word for word in re.findall(r'-keyword"[^>]*?value="([^"]*)"', detail) if word in words] == words
    number_page = page(client, "phone-number-detail", "phone-a")
    assert in_order(number_page, *tags) == tags
    assert in_order(number_page, *words) == words
    shown = page(client, "sender-id-detail", sender.sender_id, "GB")
    assert in_order(shown, *tags) == tags


# Lists of identities: what a row shows, finds it.


@pytest.fixture
def identities(caller):
    pool = PoolFactory(name="Würzburg alerts", pool_id="pool-abc", two_way=True)
    common = {"account": caller.account}
    PhoneNumberFactory(
        **common,
        phone_number_id="phone-gb",
        phone_number="+447700900123",
        iso_country_code="GB",
        pending=True,
    )
    PhoneNumberFactory(**common, phone_number_id="phone-pool", phone_number="+12065550142", pool=pool)
    PhoneNumberFactory(
        **common,
        phone_number_id="phone-free",
        phone_number="+18665550111",
        toll_free=True,
        number_capabilities=["SMS", "VOICE"],
        message_type="PROMOTIONAL",
        opt_out_list_name="Winter-Sale",
    )
    german = SenderIdFactory(sender_id="ACME", iso_country_code="DE", message_types=["PROMOTIONAL"])
    SenderIdFactory(sender_id="BRAND", iso_country_code="GB", registered=True)
    PoolSenderIdFactory(pool=pool, sender_id=german)
    return pool


NUMBERS = [
    ("united kingdom", {"phone-gb"}),
    ("United Kingdom (GB)", {"phone-gb"}),
    ("GB", {"phone-gb"}),
    ("uk", {"phone-gb"}),
    ("USA", {"phone-pool", "phone-free"}),
    ("tollfree", {"phone-free"}),
    ("toll free", {"phone-free"}),
    ("longcode", {"phone-gb", "phone-pool"}),
    ("SMS Voice", {"phone-free"}),
    ("toll-free", {"phone-free"}),
    ("long code", {"phone-gb", "phone-pool"}),
    ("promotional", {"phone-free"}),
    ("voice", {"phone-free"}),
    ("pending", {"phone-gb"}),
    ("PHONE-FREE", {"phone-free"}),
    ("07700 900123", {"phone-gb"}),
    ("0044 7700 900123", {"phone-gb"}),
    ("+44 (0)7700 900123", {"phone-gb"}),
    ("(206) 555-0142", {"phone-pool"}),
    ("\u202d+44 7700 900123\u202c", {"phone-gb"}),
    ("tel:+44-7700-900123", {"phone-gb"}),
    ("(+44) 7700 900123 ext. 5", {"phone-gb"}),
    ("\u0660\u0667\u0667\u0660\u0660_\u0669\u0660\u0660\u0661\u0662\u0663", {"phone-gb"}),
    ("206\xb7555\u22120142", {"phone-pool"}),
    ("0142", {"phone-pool"}),
    ("14", {"phone-pool"}),
    ("off", {"phone-gb", "phone-free"}),
    ("atlantis", set()),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        *NUMBERS,
        ("wurzburg", {"phone-pool"}),
        ("pool-abc", {"phone-pool"}),
        ("Wü", {"phone-pool"}),
        ("yes", set()),
        ("acme", set()),
    ],
)
def test_phone_numbers_are_found_by_what_their_rows_show(client, identities, typed, found):
    shown = page(client, "phone-number-list", q=typed).content.decode()
    assert set(NUMBER_ROW.findall(shown)) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("germany", {"ACME/DE"}),
        ("United Kingdom", {"BRAND/GB"}),
        ("acme", {"ACME/DE"}),
        ("\uff41\uff43\uff4d\uff45", {"ACME/DE"}),
        ("promotional", {"ACME/DE"}),
        ("WURZBURG", {"ACME/DE"}),
        ("pool-abc", {"ACME/DE"}),
        ("yes", {"BRAND/GB"}),
        ("no", {"ACME/DE"}),
        ("0142", set()),
        ("active", set()),
        ("off", set()),
    ],
)
def test_sender_ids_are_found_by_what_their_rows_show(client, identities, typed, found):
    shown = page(client, "sender-id-list", q=typed).content.decode()
    assert set(SENDER_ROW.findall(shown)) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        *((typed, found) for typed, found in NUMBERS if not typed[:1].isalpha()),
        ("germany", {"ACME/DE"}),
        ("sender id", {"ACME/DE", "BRAND/GB"}),
        ("United Kingdom", {"phone-gb", "BRAND/GB"}),
        ("promotional", {"phone-free", "ACME/DE"}),
        ("off", set()),
        ("yes", set()),
        ("active", set()),
    ],
)
def test_identities_of_a_pool_are_found_by_what_their_rows_show(client, identities, typed, found):
    shown = page(client, "pool-detail", identities.pool_id, q=typed).content.decode()
    rows = re.findall(r'data-testid="identity-row-([^"]+)"', shown)
    assert set(rows) == {one.replace("/", "-") for one in found}


@pytest.mark.parametrize("typed", ["ten dlc", "10dlc", "TEN DLC USA"])
def test_a_10dlc_number_is_found_by_both_names(client, identities, typed):
    PhoneNumberFactory(phone_number_id="phone-dlc", number_type="TEN_DLC")
    shown = page(client, "phone-number-list", q=typed).content.decode()
    assert NUMBER_ROW.findall(shown) == ["phone-dlc"]


def test_a_sender_id_is_found_by_what_its_country_is_called(client, identities):
    assert SENDER_ROW.findall(page(client, "sender-id-list", q="uk").content.decode()) == ["BRAND/GB"]


@pytest.mark.parametrize(("typed", "found"), NUMBERS)
def test_available_numbers_are_found_by_what_their_rows_show(client, identities, typed, found):
    headers = HTMX | {"HX-Target": "numbers", "HX-Trigger-Name": "q"}
    shown = client.get(reverse("pool-create", args=PLACE), {"all": "1", "q": typed}, headers=headers)
    shown = shown.content.decode()
    assert set(re.findall(r'data-testid="number-row-([^"]+)"', shown)) == found


@pytest.mark.parametrize(
    ("typed", "found"), [("winter-s", {"phone-free"}), ("default", {"phone-gb", "phone-pool"})]
)
def test_only_available_numbers_show_opt_out_lists(client, identities, typed, found):
    OptOutListFactory(opt_out_list_name="Winter-Sale")
    test_available_numbers_are_found_by_what_their_rows_show(client, identities, typed, found)
    shown = page(client, "phone-number-list", q=typed).content.decode()
    assert NUMBER_ROW.findall(shown) == []


@pytest.mark.parametrize(
    "typed",
    [
        "(206) 555-0142",
        "+1 206 555 0142",
        "tel:+1-206-555-0142",
        "(+1) 206\xb7555\xb70142 x5",
        "0142",
        "acme",
        "pool-abc",
        "wurzburg",
    ],
)
def test_pools_are_found_by_their_identities(client, identities, typed):
    PoolFactory(name="other")
    assert names(client, q=typed) == ["Würzburg alerts"]


def test_nothing_of_another_account_is_found(other_caller, identities):
    theirs = signed_in(other_caller)
    for name in ("pool-list", "phone-number-list", "sender-id-list"):
        place = [other_caller.account.account_id, other_caller.region]
        shown = theirs.get(reverse(name, args=place), {"q": "wurzburg"}).content.decode()
        assert "pool-abc" not in shown
        shown = theirs.get(reverse(name, args=place), {"q": "0142"}).content.decode()
        assert "phone-pool" not in shown
        assert "pool-abc" not in shown


def test_a_search_takes_as_many_queries_however_much_it_finds(client, caller):
    # By names alone: what rows do not show is read by one query more, whatever it is.
    for letter in "ghijklmnopqrstuvwxyz":
        PhoneNumberFactory(pool=PoolFactory(name=f"team {letter * 3}"))
    counts = set()
    for typed in ("team ggg", "hhh team", "team"):
        with CaptureQueriesContext(connection) as queries:
            assert names(client, q=typed)
        counts.add(len(queries))
    assert len(counts) == 1
