"""The list of opt-out lists, creating one, deleting some, and the page of one."""

import re
from html import unescape

import pytest
from django.urls import reverse

from pools.models import OptOutList, Standing, Tag
from tests.conftest import HTMX
from tests.help import sync_rows
from tests.help.factories import (
    MembershipFactory,
    OptedOutNumberFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    TagFactory,
)

ROW = re.compile(r'data-testid="opt-out-list-row-([^"]+)"')


def address(name: str = "opt-out-list-list", *args: str) -> str:
    return reverse(name, args=["111122223333", "us-east-1", *args])


def text(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", response.content.decode())).split())


def names(response) -> list[str]:
    return ROW.findall(response.content.decode())


@pytest.fixture
def lists(account):
    """Default, one that is used, and one that is not."""
    OptOutListFactory(opt_out_list_name="Default")
    used = OptOutListFactory(opt_out_list_name="orders")
    free = OptOutListFactory(opt_out_list_name="Winter_sale")
    OptedOutNumberFactory.create_batch(3, opt_out_list=free)
    OptedOutNumberFactory(opt_out_list=free, is_opted_out=False)
    pool = PoolFactory(opt_out_list_name="orders", name="Shop")
    PhoneNumberFactory(opt_out_list_name="orders", phone_number="+12065550142")
    # Its pool's list is what counts.
    PhoneNumberFactory(opt_out_list_name="Winter_sale", pool=pool)
    return {"used": used, "free": free}


def test_it_says_how_many_are_on_each_and_who_uses_it(client, lists):
    page = client.get(address())
    assert names(page) == ["Winter_sale", "orders", "Default"]
    assert "Winter_sale 3 Not used" in text(page)
    assert "orders 0 1 pool, 1 number" in text(page)


def test_default_is_there_from_the_first_look_and_cannot_be_selected(client, account):
    page = client.get(address())
    assert names(page) == ["Default"]
    assert "Default belongs to the account and can't be deleted." in text(page)
    assert 'value="Default"' not in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=winter sale", ["Winter_sale"]),
        ("?q=nothing", []),
        ("?uses=used", ["orders"]),
        ("?uses=unused&sort=opt_out_list_name", ["Default", "Winter_sale"]),
        ("?sort=opt_out_list_name", ["Default", "orders", "Winter_sale"]),
        ("?sort=numbers&dir=desc&q=e", ["Winter_sale", "orders", "Default"]),
    ],
)
def test_search_filter_and_order(client, lists, query, found):
    assert names(client.get(address() + query)) == found


def test_its_queries_do_not_grow_with_its_rows(client, lists, django_assert_max_num_queries):
    OptOutListFactory.create_batch(30)
    with django_assert_max_num_queries(11):
        client.get(address())


def test_a_selection_is_told_what_became_of_it(client, lists):
    answer = client.post(
        f"{address('opt-out-list-selection')}?uses=used",
        {"id": ["orders", "Winter_sale", "gone"], "every": "1"},
    ).json()
    assert (answer["hidden"], answer["lost"], answer["every"]) == (
        ["Winter_sale"],
        ["gone"],
        [["orders", ""]],
    )


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "script"])
def test_one_is_created_with_its_tags(client, account, headers):
    data = {"opt_out_list_name": " spring ", "tags-0-key": "Team", "tags-0-value": "Shop"}
    answer = client.post(address("opt-out-list-create"), data, headers=headers)
    there = address("opt-out-list-detail", "spring")
    assert (answer.get("Location") or answer.get("HX-Redirect")) == there
    assert list(Tag.objects.values_list("opt_out_list__opt_out_list_name", "key", "value")) == [
        ("spring", "Team", "Shop")
    ]
    assert "Opt-out list spring was created." in text(client.get(there))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Name is required."),
        ("orders", "A list named orders exists already."),
        ("two words", "The name has characters that aren't valid: (space)"),
        ("x" * 65, "The name has too many characters. Character count: 65/64"),
    ],
)
def test_what_is_wrong_with_a_name_is_said_at_the_field(client, lists, name, sentence):
    answer = client.post(address("opt-out-list-create"), {"opt_out_list_name": name, "tags-0-key": "Team"})
    assert answer.status_code in (409, 422)
    assert sentence in text(answer)
    assert 'value="Team"' in answer.content.decode()


def test_without_script_the_buttons_of_the_tags_keep_what_was_typed(client, account):
    data = {"opt_out_list_name": "spring", "op": "add_tag"}
    page = client.post(address("opt-out-list-create"), data).content.decode()
    assert 'value="spring"' in page
    assert 'name="tags-0-key"' in page
    assert not OptOutList.objects.filter(opt_out_list_name="spring").exists()


@pytest.mark.parametrize(
    ("ids", "sentences"),
    [
        (
            ["orders"],
            ["1 pool and 1 number use it. Give them another list first.", "Shop", "+1 206-555-0142"],
        ),
        (["Default"], ["Default belongs to the account and can't be deleted."]),
        (["Winter_sale"], ["Permanently delete opt-out list Winter_sale?", 'To confirm, enter "delete".']),
        (
            ["Winter_sale", "orders"],
            ["Permanently delete 1 opt-out list?", "Skipped (1)", "Give them another list"],
        ),
    ],
    ids=["used", "Default", "free", "both"],
)
def test_before_deleting_it_says_what_goes_and_what_is_in_the_way(client, lists, ids, sentences):
    page = client.get(address("opt-out-list-delete"), {"id": ids})
    for sentence in sentences:
        assert sentence in text(page)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "script"])
def test_the_word_deletes_what_can_be(client, lists, headers):
    url, ids = address("opt-out-list-delete"), ["Winter_sale", "orders"]
    refused = client.post(url, {"id": ids, "confirm": "yes"}, headers=headers)
    assert refused.status_code == 422
    assert OptOutList.objects.count() == 3
    client.post(url, {"id": ids, "confirm": "delete"}, headers=headers)
    assert sorted(OptOutList.objects.values_list("opt_out_list_name", flat=True)) == ["Default", "orders"]
    again = client.post(url, {"id": "Winter_sale", "confirm": "delete"}, follow=True)
    assert "Opt-out list Winter_sale was already deleted." in text(again)


def test_its_page_says_who_uses_it_and_its_tags(client, lists, django_assert_max_num_queries):
    TagFactory(pool=None, opt_out_list=lists["used"], key="Team", value="Shop")
    with django_assert_max_num_queries(12):
        page = client.get(address("opt-out-list-detail", "orders"))
    assert "Used by (2)" in text(page)
    assert "Shop" in text(page)
    assert f'href="{address("opt-out-list-delete")}?id=orders"' in page.content.decode()
    assert client.get(address("opt-out-list-detail", "nobody")).status_code == 404


def test_a_viewer_reads_and_changes_nothing(client, lists):
    MembershipFactory._meta.model.objects.update(role="VIEWER")
    assert "Only an Editor can" in text(client.get(address()))
    assert client.get(address("opt-out-list-create")).status_code == 403
    assert (
        client.post(address("opt-out-list-delete"), {"id": "Winter_sale", "confirm": "delete"}).status_code
        == 403
    )


def test_in_a_linked_account_it_says_how_a_list_stands_and_what_stays_here(client, caller, lists):
    link = sync_rows.link(caller)
    sync_rows.mirror(link, "opt-out-list", "orders", Standing.IN_SYNC)
    assert "orders 0 1 pool, 1 number In sync" in text(client.get(address()))
    assert "Changes only this console's copy." in text(client.get(address("opt-out-list-detail", "orders")))
    assert "Changes only" not in text(client.get(address()))


DRAWN = re.compile(r'name="(drawn|drawn_anew)" value="([^"]*)"')


def test_its_tags_are_changed_unless_somebody_else_did_meanwhile(client, lists):
    tag = TagFactory(pool=None, opt_out_list=lists["used"], key="Team", value="Shop")
    url = address("opt-out-list-tags", "orders")
    data = dict(DRAWN.findall(client.get(url).content.decode())) | {"tags-0-saved": "Team"}
    data |= {"tags-0-value": "Sales", "tags-1-key": "Season"}
    Tag.objects.filter(pk=tag.pk).update(value="Service")
    refused = client.post(url, data)
    assert refused.status_code == 409
    assert "Nothing is saved yet." in text(refused)
    assert "Tag Team. Yours: Sales · Now: Service Keep mine Take theirs" in text(refused)
    assert 'value="Sales"' in refused.content.decode()
    data |= dict(DRAWN.findall(refused.content.decode()))
    assert client.post(url, data).status_code == 409
    assert client.post(url, data | {"choice.tags.Team": "mine"}).status_code == 303
    kept = Tag.objects.filter(opt_out_list=lists["used"]).order_by("key").values_list("key", "value")
    assert list(kept) == [("Season", ""), ("Team", "Sales")]
    assert "Tags were saved." in text(client.get(address("opt-out-list-detail", "orders")))
