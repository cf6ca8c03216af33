"""Pool detail, Origination identities: which rows the list holds, their order, and what it says of each."""

import re
from html import unescape

import pytest

from pools.pages.pools.identity_rows import ListState, identity_page
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


def reasons(caller, pool, identity) -> list[str]:
    listed = identity_page(caller, pool, ListState(), path(pool))
    return next(list(row.reasons) for row in listed.rows if row.identity == identity)


def text(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def test_associated_come_first_then_free_then_those_in_other_pools(caller, pool):
    factories.PhoneNumberFactory(phone_number="+12065550101", pool=factories.PoolFactory(name="support"))
    factories.PhoneNumberFactory(phone_number="+12065550102")
    factories.SenderIdFactory(sender_id="FREE")
    factories.PoolSenderIdFactory(pool=pool, sender_id__sender_id="OURS")
    assert rows(caller, pool) == [
        ("+1 206-555-0100", "associated"),
        ("OURS (GB)", "associated"),
        ("+1 206-555-0102", "available"),
        ("FREE (GB)", "available"),
        ("+1 206-555-0101", "elsewhere"),
    ]


def test_the_views_hold_what_their_names_say(caller, pool):
    factories.PhoneNumberFactory(phone_number="+12065550102")
    factories.PhoneNumberFactory(phone_number="+12065550103", message_type="PROMOTIONAL")
    factories.PhoneNumberFactory(phone_number="+12065550104", pool=factories.PoolFactory())
    assert rows(caller, pool, ids="associated") == [("+1 206-555-0100", "associated")]
    assert rows(caller, pool, ids="available") == [("+1 206-555-0102", "available")]


def test_a_sender_id_in_another_pool_is_available_here(caller, pool):
    factories.PoolSenderIdFactory(sender_id__sender_id="SHARED")
    assert ("SHARED (GB)", "available") in rows(caller, pool)


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ({"message_type": "PROMOTIONAL"}, "Message type is Promotional, the pool uses Transactional."),
        ({"two_way": True}, f"Two-way SMS is On ({factories.TOPIC}), the pool uses Off."),
        ({"opt_out_list_name": "support"}, "Opt-out list is support, the pool uses Default."),
        (
            {"self_managed_opt_outs_enabled": True},
            "Self-managed opt-outs is On, the pool uses Off.",
        ),
        ({"voice_only": True}, "Capabilities is VOICE, the pool uses SMS."),
    ],
)
def test_a_number_that_does_not_fit_says_which_setting_differs(caller, pool, setting, reason):
    number = factories.PhoneNumberFactory(**setting)
    assert reasons(caller, pool, number) == [reason]


def test_every_difference_is_named(caller, pool):
    number = factories.PhoneNumberFactory(message_type="PROMOTIONAL", opt_out_list_name="support")
    factories.KeywordFactory(phone_number=number, keyword="PROMO")
    assert reasons(caller, pool, number) == [
        "Message type is Promotional, the pool uses Transactional.",
        "Opt-out list is support, the pool uses Default.",
        "Keywords differ from the pool's (PROMO).",
    ]


def test_a_sender_id_of_another_message_type_does_not_fit(caller, pool):
    sender_id = factories.SenderIdFactory(message_types=["PROMOTIONAL"])
    assert reasons(caller, pool, sender_id) == ["Message type is Promotional, the pool uses Transactional."]


def test_a_pending_number_says_so(caller, pool):
    number = factories.PhoneNumberFactory(pending=True)
    assert reasons(caller, pool, number) == [
        "Pending until registered. Open the number, and mark it as registered."
    ]


def test_a_row_that_cannot_be_selected_is_disabled_with_its_reason(client, pool):
    number = factories.PhoneNumberFactory(opt_out_list_name="support")
    page = client.get(path(pool)).content.decode()
    row = re.search(rf'<tr data-testid="identity-row-{number.phone_number_id}".*?</tr>', page, re.DOTALL)[0]
    assert 'data-state="unavailable"' in row
    assert re.search(
        rf'disabled aria-label="Select [^"]+" aria-describedby="why-{number.phone_number_id}"', row
    )
    assert row.count("Opt-out list is support, the pool uses Default.") == 2  # tooltip and popover
    assert 'name="id"' not in row


def test_a_number_in_another_pool_links_to_it(client, pool):
    other = factories.PoolFactory(name="x" * 200)
    factories.PhoneNumberFactory(pool=other)
    page = client.get(path(pool)).content.decode()
    assert f'In pool <a href="{path(other)}" title="{other.name}">{"x" * 23}…</a>' in page


def test_the_search_finds_numbers_sender_ids_and_countries(caller, pool):
    factories.PhoneNumberFactory(phone_number="+33639980042", iso_country_code="FR")
    factories.SenderIdFactory(sender_id="MYBRAND", iso_country_code="IN")
    assert rows(caller, pool, q="555-0100") == [("+1 206-555-0100", "associated")]
    assert [name for name, _ in rows(caller, pool, q="brand")] == ["MYBRAND (IN)"]
    assert [name for name, _ in rows(caller, pool, q="India")] == ["MYBRAND (IN)"]
    assert [name for name, _ in rows(caller, pool, q="france")] == ["+33 6 39 98 00 42"]
    assert rows(caller, pool, q="nothing like it") == []


def test_fifty_rows_make_a_page(client, caller, pool):
    for n in range(60):
        factories.SenderIdFactory(sender_id=f"S{n:03}")
    assert len(rows(caller, pool)) == 50
    assert rows(caller, pool, page=2)[0] == ("S049 (GB)", "available")
    assert rows(caller, pool, page=None) == rows(caller, pool, page=2) == rows(caller, pool, page=99)
    assert rows(caller, pool, ids="available", page=2)[0] == ("S050 (GB)", "available")
    assert "ids=available&amp;page=2" in client.get(path(pool) + "?ids=available").content.decode()


def test_pages_go_on_where_counting_stops(caller, pool, monkeypatch):
    for module in ("kit.listing", "kit.paging", "pools.identity_rows"):
        monkeypatch.setattr(f"pools.pages.{module}.COUNTED", 100)
    numbers = [factories.PhoneNumberFactory(pool=factories.PoolFactory()) for _ in range(160)]
    listed = identity_page(caller, pool, ListState(), path(pool))
    assert (listed.counted.number, listed.counted.more) == (100, True)
    shown = [row for n in range(1, 5) for row in rows(caller, pool, page=n)]
    assert len(shown) == len(set(shown)) == len(numbers) + 1
    assert rows(caller, pool, page=None) == rows(caller, pool, page=4)


def test_the_list_takes_the_same_queries_at_any_size(caller, pool, django_assert_num_queries):
    factories.SenderIdFactory()
    factories.PhoneNumberFactory()
    with django_assert_num_queries(6):
        rows(caller, pool)
    for _ in range(30):
        factories.SenderIdFactory()
        factories.PhoneNumberFactory()
        factories.PhoneNumberFactory(pool=factories.PoolFactory())
    with django_assert_num_queries(6):
        rows(caller, pool)


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


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?ids=available", "No available identities"),
        ("?q=zzz", "No matches"),
    ],
)
def test_an_empty_list_says_why(client, pool, query, words):
    assert words in text(client.get(path(pool) + query))


@pytest.mark.parametrize("name", ["ids", "q", "page", "id"])
@pytest.mark.parametrize("garbage", ["x" * 10_000, "\x00", "-1", "9" * 30, "'\"<>", "…"])
def test_garbage_in_the_address_changes_nothing(client, pool, name, garbage):
    assert client.get(path(pool), {name: garbage}).status_code == 200


def test_a_viewer_sees_the_reason_on_every_button(viewer_client, pool):
    page = viewer_client.get(path(pool)).content.decode()
    for button in ("associate-to-pool", "disassociate-from-pool", "add-sender-id"):
        assert re.search(rf'id="{button}"[^>]*aria-disabled="true" aria-describedby="{button}-reason"', page)
        assert f'id="{button}-reason">Your role is Viewer. Ask an administrator' in page


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
