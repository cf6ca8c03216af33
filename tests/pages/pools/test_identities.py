"""Pool detail, Origination identities: which rows the list holds, their order, and what it says of each."""

import re
from html import unescape

import pytest

from pools.operations.moving import move_to_pool
from pools.pages.pools.association import explained, next_step
from pools.pages.pools.identity_list import ListState, identity_page
from tests.conftest import HTMX, REGION
from tests.help import factories

SECTION = HTMX | {"HX-Target": "origination-identities"}


@pytest.fixture
def pool(caller):
    pool = factories.PoolFactory(name="marketing")
    factories.PhoneNumberFactory(phone_number="+12065550100", pool=pool)
    return pool


def path(pool) -> str:
    return f"/111122223333/{REGION}/sms-voice/pools/{pool.pool_id}/"


def rows(caller, pool, **state) -> list[tuple[str, str]]:
    listed = identity_page(caller, pool, ListState(**state), path(pool))
    return [(row.name, row.standing) for row in listed.rows]


def row_of(caller, pool, identity):
    listed = identity_page(caller, pool, ListState(q=identity.origination_identity), path(pool))
    return next(row for row in listed.rows if row.identity == identity)


def why(caller, pool, identity) -> str:
    """The second line of the identity's cell, as people read it."""
    return re.sub(r"<[^>]*>", "", str(explained(row_of(caller, pool, identity))))


def step(caller, pool, identity) -> tuple[str, str]:
    """The next step's words, and what its address has after those of the lists."""
    urls = {"numbers": "numbers/", "pools": "pools/"}
    found = next_step(row_of(caller, pool, identity), urls, "pool-here")
    return tuple(found) if found else ("", "")


def text(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def test_members_come_first_then_what_fits_then_what_does_not_then_other_pools(caller, pool):
    factories.PhoneNumberFactory(phone_number="+12065550101", pool=factories.PoolFactory(name="support"))
    factories.PhoneNumberFactory(phone_number="+12065550102", opt_out_list_name="other")
    factories.PhoneNumberFactory(phone_number="+12065550103", pending=True)
    factories.PhoneNumberFactory(phone_number="+12065550104")
    factories.SenderIdFactory(sender_id="ALSO", message_types=["PROMOTIONAL"])
    factories.SenderIdFactory(sender_id="FREE")
    factories.PoolSenderIdFactory(pool=pool, sender_id__sender_id="OURS")
    assert rows(caller, pool) == [
        ("+1 206-555-0100", "associated"),
        ("OURS (GB)", "associated"),
        ("+1 206-555-0104", "available"),
        ("FREE (GB)", "available"),
        ("+1 206-555-0102", "mismatch"),
        ("+1 206-555-0103", "inactive"),
        ("ALSO (GB)", "mismatch"),
        ("+1 206-555-0101", "elsewhere"),
    ]


def test_the_views_hold_what_their_names_say_and_count_it(client, caller, pool):
    factories.PhoneNumberFactory(phone_number="+12065550102")
    factories.PhoneNumberFactory(phone_number="+12065550103", message_type="PROMOTIONAL")
    factories.PhoneNumberFactory(phone_number="+12065550104", pool=factories.PoolFactory())
    assert rows(caller, pool, ids="associated") == [("+1 206-555-0100", "associated")]
    assert rows(caller, pool, ids="available") == [("+1 206-555-0102", "available")]
    assert rows(caller, pool, ids="incompatible") == [("+1 206-555-0103", "mismatch")]
    assert rows(caller, pool, ids="elsewhere") == [("+1 206-555-0104", "elsewhere")]
    views = "All 4 Associated 1 Available 1 Not compatible 1 In other pools 1"
    assert views in text(client.get(path(pool)))
    assert "All 1 Associated 0 Available 1 " in text(client.get(path(pool) + "?q=0102"))


def test_a_sender_id_in_another_pool_is_available_here(caller, pool):
    factories.PoolSenderIdFactory(sender_id__sender_id="SHARED")
    assert ("SHARED (GB)", "available") in rows(caller, pool)


AT_THE_NUMBER = "Change it at the number"
AT_NUMBER = "numbers/{id}/?back=pool-here"


@pytest.mark.parametrize(
    ("setting", "reason", "words", "place"),
    [
        (
            {"message_type": "PROMOTIONAL"},
            "Message type is Promotional and can't be changed.",
            "Create a pool with it",
            "pools/create/?type=phone-number&origination_identity={id}&back=pool-here",
        ),
        (
            {"two_way": True},
            "Two-way SMS is On, the pool uses Off.",
            "Turn it off at the number",
            AT_NUMBER,
        ),
        (
            {"opt_out_list_name": "support"},
            "Opt-out list is support, the pool uses Default.",
            AT_THE_NUMBER,
            AT_NUMBER,
        ),
        (
            {"self_managed_opt_outs_enabled": True},
            "Self-managed opt-outs is On, the pool uses Off.",
            AT_THE_NUMBER,
            AT_NUMBER,
        ),
        ({"voice_only": True}, "It can't send SMS.", "", ""),
        ({"pending": True}, "It can join when its status is Active.", "", ""),
    ],
)
def test_a_number_that_does_not_fit_says_what_differs_and_what_to_do(
    caller, pool, setting, reason, words, place
):
    number = factories.PhoneNumberFactory(**setting)
    assert why(caller, pool, number) == reason
    assert step(caller, pool, number) == (words, place.format(id=number.phone_number_id))


@pytest.mark.parametrize(
    ("setting", "reason", "words"),
    [
        ({}, "Two-way SMS is Off, the pool uses On.", "Turn it on at the number"),
        (
            {"two_way": True, "two_way_channel_arn": f"{factories.TOPIC}-2"},
            "Two-way SMS sends to inbound-2, the pool's to inbound.",
            AT_THE_NUMBER,
        ),
        (
            {"two_way": True, "two_way_channel_role": "arn:aws:iam::111122223333:role/Publish"},
            "Two-way SMS uses role/Publish, the pool's no role.",
            AT_THE_NUMBER,
        ),
    ],
)
def test_where_a_pool_receives_a_number_must_receive_in_the_same_way(caller, pool, setting, reason, words):
    pool.two_way_enabled, pool.two_way_channel_arn = True, factories.TOPIC
    pool.save()
    number = factories.PhoneNumberFactory(**setting)
    assert why(caller, pool, number) == reason
    assert step(caller, pool, number) == (words, AT_NUMBER.format(id=number.phone_number_id))


def test_nobody_is_sent_to_turn_on_what_a_country_does_not_have(caller, pool):
    pool.two_way_enabled, pool.two_way_channel_arn = True, factories.TOPIC
    pool.save()
    number = factories.PhoneNumberFactory(iso_country_code="PH", opt_out_list_name="support")
    assert why(caller, pool, number).startswith(
        "Two-way SMS isn't available in Philippines (PH), the pool uses On."
    )
    assert step(caller, pool, number) == ("", "")


def test_keywords_that_differ_are_named(caller, pool):
    number = factories.PhoneNumberFactory()
    factories.KeywordFactory(phone_number=number, keyword="START")
    assert why(caller, pool, number) == "Keywords differ: START."
    assert step(caller, pool, number) == ("Open its keywords", AT_NUMBER.format(id=number.phone_number_id))


def test_every_difference_is_named(caller, pool):
    number = factories.PhoneNumberFactory(opt_out_list_name="support")
    factories.KeywordFactory(phone_number=number, keyword="PROMO")
    assert why(caller, pool, number) == (
        "Opt-out list is support, the pool uses Default. Keywords differ: PROMO."
    )
    assert step(caller, pool, number) == ("Open number settings", AT_NUMBER.format(id=number.phone_number_id))


def test_who_waits_for_the_status_learns_what_differs_too(caller, pool):
    number = factories.PhoneNumberFactory(pending=True, opt_out_list_name="support")
    assert why(caller, pool, number) == (
        "It can join when its status is Active. Opt-out list is support, the pool uses Default."
    )


def test_a_sender_id_of_another_message_type_leads_to_a_pool_of_its_own(caller, pool):
    sender_id = factories.SenderIdFactory(sender_id="PROMO", message_types=["PROMOTIONAL"])
    assert why(caller, pool, sender_id) == "Message type is Promotional and can't be changed."
    place = "pools/create/?type=sender-id&sender_id=PROMO&iso_country_code=GB&back=pool-here"
    assert step(caller, pool, sender_id) == ("Create a pool with it", place)


def test_both_message_types_are_said_in_short_unless_they_were_looked_for(client, pool):
    both = ["TRANSACTIONAL", "PROMOTIONAL"]
    factories.SenderIdFactory(sender_id="BRANDED", message_types=both)
    assert "Both types" in text(client.get(path(pool) + "?q=branded"))
    assert "Transactional and Promotional" in text(client.get(path(pool) + "?q=branded+promotional"))


@pytest.fixture
def support(caller):
    """Another pool, with two numbers that would fit the first."""
    other = factories.PoolFactory(name="support")
    for number in ("+12065550142", "+12065550143"):
        factories.PhoneNumberFactory(phone_number=number, pool=other)
    return other


def test_a_number_in_another_pool_that_fits_says_so_and_can_be_taken(caller, pool, support):
    number = support.phone_numbers.get(phone_number="+12065550142")
    assert why(caller, pool, number) == "Fits here."
    words, place = step(caller, pool, number)
    assert words == "Move it here"
    assert place == f"numbers/move/?id={number.phone_number_id}&to=pool-here&back=pool-here"
    move_to_pool(caller, phone_number_ids=[number.phone_number_id], pool_id=pool.pool_id)


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ({"opt_out_list_name": "vip"}, "Fits after changes: Opt-out list is vip, the pool uses Default."),
        (
            {"two_way_enabled": True, "two_way_channel_arn": factories.TOPIC, "opt_out_list_name": "vip"},
            "Fits after changes: Two-way SMS is On, the pool uses Off.",
        ),
        ({"keyword": "PROMO"}, "Fits after changes: Keywords differ: PROMO."),
    ],
)
def test_a_number_is_judged_by_what_its_pool_would_leave_it_with(caller, pool, support, setting, reason):
    if keyword := setting.get("keyword"):
        factories.KeywordFactory(pool=support, keyword=keyword)
    else:
        type(support).objects.filter(pk=support.pk).update(**setting)
    number = support.phone_numbers.first()
    assert why(caller, pool, number) == reason
    assert step(caller, pool, number)[0] == "Move it here"


def test_what_a_number_had_of_its_own_before_it_joined_another_pool_does_not_count(caller, pool, support):
    number = support.phone_numbers.first()
    type(number).objects.filter(pk=number.pk).update(opt_out_list_name="of-its-own")
    factories.KeywordFactory(phone_number=number, keyword="OLD")
    assert why(caller, pool, number) == "Fits here."


def test_nobody_is_sent_to_empty_another_pool(caller, pool, support):
    number = support.phone_numbers.first()
    support.phone_numbers.exclude(pk=number.pk).delete()
    assert why(caller, pool, number) == "Fits here, but support would be left empty."
    assert step(caller, pool, number) == ("Open pool support", f"pools/{support.pool_id}/?back=pool-here")


def test_a_pool_without_a_name_is_called_by_both_ends_of_its_id(caller, pool, support):
    type(support).objects.filter(pk=support.pk).update(name="", pool_id="pool-" + "0123456789abcdef" * 2)
    number = support.phone_numbers.first()
    support.phone_numbers.exclude(pk=number.pk).delete()
    assert why(caller, pool, number) == "Fits here, but pool-0123456…cdef would be left empty."


def test_nobody_is_sent_to_take_the_last_number_of_a_pool_that_receives(caller, pool, support):
    for row in (pool, support):
        row.two_way_enabled, row.two_way_channel_arn = True, factories.TOPIC
        row.save()
    factories.PoolSenderIdFactory(pool=support)
    number = support.phone_numbers.first()
    support.phone_numbers.exclude(pk=number.pk).delete()
    assert why(caller, pool, number) == "Fits here, but support needs a phone number for two-way SMS."


def test_a_pool_that_is_being_made_lets_nothing_go(caller, pool, support):
    type(support).objects.filter(pk=support.pk).update(settled_timestamp=factories.in_a_minute())
    number = support.phone_numbers.first()
    assert (why(caller, pool, number), step(caller, pool, number)) == ("Fits here.", ("", ""))


def test_a_row_that_cannot_be_selected_is_disabled_with_its_reason(client, pool):
    number = factories.PhoneNumberFactory(opt_out_list_name="support")
    page = client.get(path(pool)).content.decode()
    row = re.search(rf'<tr data-testid="identity-row-{number.phone_number_id}".*?</tr>', page, re.DOTALL)[0]
    assert 'data-state="unavailable"' in row
    assert re.search(rf'aria-describedby="why-{number.phone_number_id}"\s+disabled', row)
    line = re.search(rf'<p class="members__why" id="why-{number.phone_number_id}">(.*?)</p>', row, re.DOTALL)[
        1
    ]
    assert "Opt-out list is support, the pool uses Default." in line
    assert (
        f'/phone-numbers/{number.phone_number_id}/?back={pool.pool_id}">Change it at the number</a>' in line
    )
    assert 'name="id"' not in row


def test_a_number_in_another_pool_links_to_it(client, pool):
    other = factories.PoolFactory(name="x" * 200)
    factories.PhoneNumberFactory(pool=other)
    page = client.get(path(pool)).content.decode()
    assert f'In pool <a href="{path(other)}" translate="no" title="{other.name}">{"x" * 23}…</a>' in page


def test_the_search_finds_numbers_sender_ids_and_countries(caller, pool):
    factories.PhoneNumberFactory(phone_number="+33639980042", iso_country_code="FR")
    factories.SenderIdFactory(sender_id="MYBRAND", iso_country_code="IN")
    assert rows(caller, pool, q="555-0100") == [("+1 206-555-0100", "associated")]
    assert [name for name, _ in rows(caller, pool, q="brand")] == ["MYBRAND (IN)"]
    assert [name for name, _ in rows(caller, pool, q="India")] == ["MYBRAND (IN)"]
    assert [name for name, _ in rows(caller, pool, q="france")] == ["+33 6 39 98 00 42"]
    assert rows(caller, pool, q="nothing like it") == []


def test_ten_rows_make_a_page(client, caller, pool):
    for n in range(20):
        factories.SenderIdFactory(sender_id=f"S{n:03}")
    assert len(rows(caller, pool)) == 10
    assert rows(caller, pool, page=2)[0] == ("S009 (GB)", "available")
    assert rows(caller, pool, page=None) == rows(caller, pool, page=3) == rows(caller, pool, page=99)
    assert rows(caller, pool, ids="available", page=2)[0] == ("S010 (GB)", "available")
    assert rows(caller, pool, ids="available", page=None) == rows(caller, pool, ids="available", page=2)
    assert "ids=available&amp;page=2" in client.get(path(pool) + "?ids=available").content.decode()
    assert "Showing 11 to 20 of 21: associated first, then what fits here" in text(
        client.get(path(pool) + "?page=2")
    )


@pytest.fixture
def few_counted(monkeypatch):
    for module in ("kit.listing", "kit.paging", "pools.identity_list"):
        monkeypatch.setattr(f"pools.pages.{module}.COUNTED", 20)


def all_pages(caller, pool, pages: int, **state) -> list[tuple[str, str]]:
    return [row for n in range(1, pages + 1) for row in rows(caller, pool, page=n, **state)]


@pytest.mark.parametrize("q", ["", "555"])
def test_pages_go_on_where_counting_stops(caller, pool, few_counted, q):
    numbers = [factories.PhoneNumberFactory(pool=factories.PoolFactory()) for _ in range(45)]
    listed = identity_page(caller, pool, ListState(q=q), path(pool))
    assert (listed.counted.number, listed.counted.more) == (20, True)
    shown = all_pages(caller, pool, 5, q=q)
    assert len(shown) == len(set(shown)) == len(numbers) + 1
    assert rows(caller, pool, page=None, q=q) == rows(caller, pool, page=5, q=q)


@pytest.mark.parametrize("q", ["", "555"])
def test_what_is_not_judged_for_the_order_is_listed_and_judged_on_its_page(caller, pool, few_counted, q):
    for n in range(30):
        factories.PhoneNumberFactory(opt_out_list_name="Default" if n % 2 else "vip")
    factories.PhoneNumberFactory(pool=factories.PoolFactory())
    listed = identity_page(caller, pool, ListState(q=q), path(pool))
    assert (str(listed.counts["available"]), str(listed.counts["incompatible"])) == ("10+", "10+")
    shown = all_pages(caller, pool, 4, q=q)
    standings = [standing for _, standing in shown]
    assert standings[:21] == ["associated", *["available"] * 10, *["mismatch"] * 10]
    assert sorted(standings[21:31]) == ["available"] * 5 + ["mismatch"] * 5
    assert standings[31:] == ["elsewhere"]
    assert len(set(shown)) == 32
    assert rows(caller, pool, ids="available", page=99, q=q) == shown[1:11]


def test_the_list_takes_the_same_queries_at_any_size(caller, pool, django_assert_max_num_queries):
    def some(count: int) -> None:
        for _ in range(count):
            factories.PhoneNumberFactory()
            factories.PhoneNumberFactory(opt_out_list_name="vip")
            factories.PhoneNumberFactory(pool=factories.PoolFactory())
        factories.SenderIdFactory()

    some(1)
    for count in (1, 30):
        for state in ({}, {"ids": "incompatible"}, {"ids": "elsewhere"}, {"page": 2}):
            with django_assert_max_num_queries(9):
                rows(caller, pool, **state)
        some(count)


def test_another_accounts_identities_are_not_listed(caller, other_caller, pool):
    factories.PhoneNumberFactory(account=other_caller.account)
    factories.SenderIdFactory(account=other_caller.account)
    factories.SenderIdFactory(region="eu-west-1")
    assert rows(caller, pool) == [("+1 206-555-0100", "associated")]


def test_the_section_alone_answers_htmx_and_says_its_address(client, pool):
    factories.PhoneNumberFactory()
    response = client.get(path(pool) + "?ids=available&q=&junk=1", headers=SECTION)
    page = response.content.decode()
    assert "<html" not in page
    assert 'id="origination-identities"' in page
    assert response["HX-Push-Url"] == path(pool) + "?ids=available"
    assert "Showing 1 to 1 of 1 identity" in response["HX-Trigger-After-Settle"]


def test_typing_replaces_the_address_and_says_the_matches(client, pool):
    headers = SECTION | {"HX-Trigger": "identities-search"}
    response = client.get(path(pool) + "?q=0100", headers=headers)
    assert response["HX-Replace-Url"] == path(pool) + "?q=0100"
    assert "1 match" in response["HX-Trigger-After-Settle"]


def test_refresh_says_how_many(client, pool):
    response = client.get(path(pool), headers=SECTION | {"HX-Trigger": "identities-refresh"})
    assert "Refreshed. 1 identity." in response["HX-Trigger-After-Settle"]
    assert "HX-Push-Url" not in response


@pytest.mark.parametrize("name", ["ids", "q", "page", "id"])
@pytest.mark.parametrize("garbage", ["x" * 10_000, "\x00", "-1", "9" * 30, "'\"<>", "…"])
def test_garbage_in_the_address_changes_nothing(client, pool, name, garbage):
    assert client.get(path(pool), {name: garbage}).status_code == 200


def test_a_viewer_sees_the_reason_on_every_button(viewer_client, pool):
    page = viewer_client.get(path(pool)).content.decode()
    for button in ("associate-to-pool", "disassociate-from-pool", "add-sender-id"):
        assert re.search(rf'id="{button}"[^>]*aria-disabled="true" aria-describedby="{button}-reason"', page)
        assert f'id="{button}-reason">Your role is Viewer. Only an Editor can change' in page


def test_a_full_pool_says_so(client, caller, pool):
    factories.models.Quota.objects.create(
        account=caller.account, region=REGION, name="ORIGINATION_IDENTITIES_PER_POOL", value=1
    )
    assert "You have reached the quota of 1 identities in this pool." in text(client.get(path(pool)))


def test_without_script_no_button_is_dead(client, pool):
    page = client.get(path(pool)).content.decode()
    for button in ("associate-to-pool", "disassociate-from-pool"):
        tag = re.search(rf'<button[^>]*id="{button}"[^>]*>', page)[0]
        assert "disabled" not in tag
        assert 'form="identities-form"' in tag
