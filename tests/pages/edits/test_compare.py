"""Comparing pools and phone numbers: what differs, what is the minority's, and what levels it."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from pools.models import PhoneNumber
from pools.operations.rules.comparing import differ, few, usual
from tests.help.factories import (
    TOPIC,
    KeywordFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    TagFactory,
)

PLACE = ["111122223333", "us-east-1"]
ODD = re.compile(r' class="compare__odd"[^>]*>(.*?)</td>', re.S)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "differs", "most", "odd"),
    [
        ("aa", False, "a", set()),
        ("ab", True, "a", set()),
        ("aba", True, "a", {1}),
        ("baa", True, "a", {0}),
        ("abc", True, "a", set()),
        ("aabb", True, "a", set()),
        ("abbb", True, "b", {0}),
        ("abbc", True, "b", {0, 3}),
    ],
)
def test_the_few_are_those_that_are_not_as_most_are(values, differs, most, odd):
    assert (differ(values), usual(values), few(values)) == (differs, most, odd)


def address(*ids: str, **more: str) -> str:
    query = "&".join([*(f"id={one}" for one in ids), *(f"{key}={value}" for key, value in more.items())])
    return f"{reverse('compare', args=PLACE)}?{query}"


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def lines(page: str) -> dict[str, str]:
    """What each row says, by its name; a tinted value stands in brackets."""
    rows = re.findall(r'<tr data-testid="compare-([^"]+)">(.*?)</tr>', page, re.S)
    return {unescape(name): text(ODD.sub(r">[\1]</td>", row)) for name, row in rows}


def compared(client, *rows, **more: str) -> str:
    ids = [getattr(row, "phone_number_id", "") or row.pool_id for row in rows]
    response = client.get(address(*ids, **more))
    assert response.status_code == 200
    return response.content.decode()


# What of a pool differs, the row that says so, and what it says of three of which the last is another.
SETTINGS = {
    "Message type": {"message_type": "PROMOTIONAL"},
    "Two-way SMS": {"two_way_enabled": True, "two_way_channel_arn": TOPIC},
    "Deletion protection": {"deletion_protection_enabled": True},
    "Shared routes": {"shared_routes_enabled": True},
    "Self-managed opt-outs": {"self_managed_opt_outs_enabled": True},
    "Opt-out list": {"opt_out_list_name": "orders"},
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_differs_is_the_only_row(client, account, name):
    OptOutListFactory(opt_out_list_name="orders")
    page = compared(client, PoolFactory(), PoolFactory(), PoolFactory(**SETTINGS[name]))
    found = lines(page)
    assert list(found) == [name]
    assert re.search(r"\[.*differs from the others\) \]", found[name])
    assert "1 of 6 differs" in text(page)


def test_keywords_and_tags_differ_by_what_they_say_and_by_whether_they_are_there(client, account):
    pools = PoolFactory.create_batch(3)
    for pool, message in zip(pools, ("Call us.", "Write to us.", "Call us."), strict=True):
        KeywordFactory(pool=pool, keyword="INFO", keyword_message=message)
        TagFactory(pool=pool, key="Stage", value="live")
    KeywordFactory(pool=pools[0], keyword="ARRET", keyword_message="Bye", keyword_action="OPT_OUT")
    TagFactory(pool=pools[2], key="Team", value="orders")
    found = lines(compared(client, *pools))
    assert "“Call us.” [ “Write to us.” (differs from the others) ] “Call us.”" in found["INFO"]
    assert "[ Opt out · “Bye” (differs from the others) ] Not there Not there" in found["ARRET"]
    assert "Not there Not there [ orders" in found["Team"]
    assert "Stage" not in found


def test_members_are_named(client, account):
    pools = PoolFactory.create_batch(2)
    PhoneNumberFactory(pool=pools[0], phone_number="+12065550142")
    PoolSenderIdFactory(pool=pools[1], sender_id=SenderIdFactory(sender_id="ACME", iso_country_code="DE"))
    found = lines(compared(client, *pools))
    assert found["Phone numbers"].endswith("+1 206-555-0142 - none")
    assert found["Sender IDs"].endswith("- none ACME (DE)")


def test_pools_that_are_alike_say_so_and_show_all_rows_on_request(client, account):
    pools = PoolFactory.create_batch(3)
    page = compared(client, *pools)
    assert "No differences" in page
    assert "These 3 pools are alike in all 10 rows." in text(page)
    whole = compared(client, *pools, rows="all")
    assert len(lines(whole)) == 10
    assert compared(client, *pools, rows="all", only="1").count("compare-Two-way SMS") == 0


def test_a_number_meets_a_pool_by_what_it_needs_to_join(client, account):
    pool = PoolFactory(two_way_enabled=True, two_way_channel_arn=TOPIC, name="orders")
    page = compared(client, PhoneNumberFactory(phone_number="+12065550142"), pool)
    assert "Compare 1 phone number and 1 pool" in page
    assert list(lines(page)) == ["Two-way SMS", "Pool"]
    # One in the pool has the pool's settings.
    inside = compared(client, PhoneNumberFactory(pool=pool), pool)
    assert "No differences" in inside


def acts(page: str) -> list[str]:
    return [unescape(href) for href in re.findall(r'class="compare__act" href="([^"]+)"', page)]


LEVELLED = {
    "Deletion protection": ({"setting": ["deletion_protection_enabled"], "value": ["off"]}),
    "Two-way SMS": ({"setting": ["two_way"], "value": ["off"]}),
    "Shared routes": ({"setting": ["shared_routes_enabled"], "value": ["off"]}),
    "Opt-out list": ({"setting": ["opt_out_list_name"], "opt_out_list_name": ["Default"]}),
}


@pytest.mark.parametrize("name", LEVELLED)
def test_a_row_leads_to_edit_with_the_usual_value(client, viewer_client, account, name):
    OptOutListFactory(opt_out_list_name="orders")
    pools = [*PoolFactory.create_batch(2), PoolFactory(**SETTINGS[name])]
    page = compared(client, *pools)
    (act,) = acts(page)
    assert urlsplit(act).path == reverse("pool-edit", args=PLACE)
    assert parse_qs(urlsplit(act).query) == {"id": [pool.pool_id for pool in pools]} | LEVELLED[name]
    assert "Change 1 pool" in text(client.get(act).content.decode())
    assert "compare__act" not in compared(viewer_client, *pools)


def test_keywords_are_levelled_by_the_usual_answer_or_taken_away(client, account):
    pools = PoolFactory.create_batch(3)
    for pool in pools[:2]:
        KeywordFactory(pool=pool, keyword="INFO", keyword_message="Call us.")
    KeywordFactory(pool=pools[2], keyword="ARRET", keyword_message="Bye", keyword_action="OPT_OUT")
    removed, put = acts(compared(client, *pools))
    assert "setting=remove_keyword&keyword=ARRET" in removed
    for act in (removed, put):
        assert "Change 1 pool" in text(client.get(act).content.decode())


def test_phone_numbers_are_levelled_too(client, account):
    numbers = [*PhoneNumberFactory.create_batch(2), PhoneNumberFactory(deletion_protection_enabled=True)]
    (act,) = acts(compared(client, *numbers))
    assert "Change 1 phone number" in text(client.get(act).content.decode())


def test_sender_ids_lead_to_the_pool_that_lacks_them(client, viewer_client, account):
    pools = [PoolFactory(name="orders"), PoolFactory()]
    PoolSenderIdFactory(pool=pools[1], sender_id=SenderIdFactory(sender_id="ACME", iso_country_code="DE"))
    page = compared(client, *pools)
    assert "Associate to orders…" in text(page)
    (act,) = acts(page)
    assert "Change 1 sender ID" in text(client.get(act).content.decode())
    assert acts(compared(viewer_client, *pools)) == []


def test_numbers_move_from_the_fullest_pool_where_one_stays(client, viewer_client, account):
    full, empty, promotional = (
        PoolFactory(),
        PoolFactory(name="orders"),
        PoolFactory(message_type="PROMOTIONAL"),
    )
    for last in range(4):
        PhoneNumberFactory(pool=full, phone_number=f"+1206555014{last}", phone_number_id=f"phone-{last}")
    page = compared(client, promotional, full, empty)
    assert "Move to orders…" in text(page)
    (act,) = acts(page)
    assert urlsplit(act).path == reverse("phone-number-move", args=PLACE)
    assert parse_qs(urlsplit(act).query) == {"id": ["phone-2", "phone-3"], "to": [empty.pool_id]}
    assert 'data-testid="move-submit"' in client.get(act).content.decode()
    assert acts(compared(viewer_client, full, empty)) == []
    PhoneNumber.objects.exclude(phone_number_id="phone-0").delete()
    for alone in (compared(client, full, empty), compared(client, full, promotional)):
        assert acts(alone) == []
        assert "A phone number is in one pool at most." in text(alone)


def test_a_number_goes_to_the_pool_that_it_meets(client, account):
    pool, other = PoolFactory(name="orders"), PoolFactory()
    number = PhoneNumberFactory(phone_number_id="phone-one")
    for old, verb in ((None, "Associate"), (other, "Move")):
        PhoneNumber.objects.update(pool=old)
        page = compared(client, number, pool)
        assert f"{verb} to orders… Pool" in text(page)
        assert parse_qs(urlsplit(acts(page)[0]).query) == {"id": ["phone-one"], "to": [pool.pool_id]}
    PhoneNumber.objects.update(message_type="PROMOTIONAL")
    assert acts(compared(client, number, pool)) == []


def test_a_message_type_is_not_levelled_and_says_why(client, account):
    page = compared(client, PoolFactory(), PoolFactory(message_type="PROMOTIONAL"))
    assert "Message type can't be changed." in text(page)
    assert "compare__act" not in page


def test_each_can_be_taken_out_and_others_added(client, account):
    one, two, three = PoolFactory(name="one"), PoolFactory(name="two"), PoolFactory(name="three")
    number = PhoneNumberFactory(phone_number="+12065550142")
    page = unescape(compared(client, one, two))
    assert f'href="{address(two.pool_id)}"' in page
    adding = unescape(compared(client, one, two, add="1", find="206-555-0142"))
    assert f'href="{address(one.pool_id, two.pool_id, number.phone_number_id)}"' in adding
    assert f"{three.pool_id}" not in adding
    alone = compared(client, one)
    assert "Compare one" in alone
    assert f"id={one.pool_id}&id={three.pool_id}" in unescape(alone)
    four = compared(client, one, two, three, number)
    assert "Up to 4 can be compared." in four


@pytest.mark.parametrize(
    ("factory", "count", "said"),
    [
        (PoolFactory, 0, "Select 2 to 4 pools. Go to Pools"),
        (PoolFactory, 5, "Select 2 to 4 pools. Go to Pools"),
        (
            PhoneNumberFactory,
            5,
            "Select 2 to 4 phone numbers. Go to Phone numbers",
        ),
    ],
)
def test_too_few_or_too_many_lead_to_the_list(client, account, factory, count, said):
    assert said in text(compared(client, *factory.create_batch(count)))


def test_what_another_account_has_is_not_found_as_what_nobody_has(client, account, other_caller):
    foreign = PoolFactory(account=other_caller.account, name="secret").pool_id
    ours = [pool.pool_id for pool in PoolFactory.create_batch(2)]
    for unknown in (foreign, "pool-none"):
        page = client.get(address(*ours, unknown)).content.decode()
        assert "1 of 3 was not found in this Region." in text(page)
        assert "Compare 2 pools" in page
        assert "secret" not in page


def test_the_form_of_a_list_leads_to_an_address_of_its_own(client, account):
    response = client.get(address("a", "b", "a", sort="name", q="x"))
    assert response.headers["Location"] == address("a", "b")


@pytest.mark.parametrize("count", [1, 20])
def test_the_queries_are_as_many_for_any_members(client, account, django_assert_max_num_queries, count):
    pools = PoolFactory.create_batch(4)
    for pool in pools:
        PhoneNumberFactory.create_batch(count, pool=pool)
        KeywordFactory(pool=pool, keyword="INFO")
        TagFactory(pool=pool)
    with django_assert_max_num_queries(12):
        compared(client, *pools)
