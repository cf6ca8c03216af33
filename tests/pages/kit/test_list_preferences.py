"""Columns, page size, density and times: chosen in a dialog, kept with the person, and what lists make of them."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pools.models import Preference
from pools.pages.kit.list_preferences import ForList
from pools.pages.pools.list import COLUMNS
from tests.conftest import HTMX
from tests.help.factories import (
    MembershipFactory,
    PhoneNumberFactory,
    PoolFactory,
    SenderIdFactory,
    TagFactory,
)

pytestmark = pytest.mark.every_database
PLACE = ["111122223333", "us-east-1"]
LIST, DIALOG = reverse("pool-list", args=PLACE), reverse("pool-list-preferences", args=PLACE)
KEYS = [column.key for column in COLUMNS]
USUAL = [column.key for column in COLUMNS if column.shown]
NAMES = ("pool-list", "phone-number-list", "sender-id-list")


@pytest.fixture
def pools(account):
    return PoolFactory.create_batch(12, opt_out_list_name="Quiet")


def headers(client, address: str = LIST) -> list[str]:
    page = client.get(address, follow=True).content.decode()
    return re.findall(r'<th scope="col" data-column="(\w+)"', page)


def form(**changes):
    """The dialog as it comes, with something changed."""
    return {
        "size": "25",
        "density": "comfortable",
        "times": "relative",
        "order": KEYS,
        "shown": USUAL,
    } | changes


def confirm(client, address: str = DIALOG, **changes):
    return client.post(address, form(**changes))


def first_row(page: str) -> str:
    return re.search(r"<tbody[^>]*>(.*?)</tr>", page, re.DOTALL)[1]


def test_columns_are_shown_in_the_order_that_was_chosen(client, pools):
    shown = ["created_timestamp", "name", "opt_out_list_name"]
    confirm(client, order=["created_timestamp", *KEYS[:-1]], shown=shown)
    # The first names the row: it is neither moved nor hidden.
    assert headers(client) == ["pool_id", "created_timestamp", "name", "opt_out_list_name"]
    row = first_row(client.get(LIST).content.decode())
    assert re.sub("<[^>]+>", " ", row).split()[-1] == "Quiet"
    assert "Transactional" not in row


def test_they_are_the_persons_in_every_browser_and_nobody_elses(client, account, pools):
    confirm(client, shown=["name"])
    again, other = Client(), Client()
    again.force_login(Preference.objects.get().user)
    other.force_login(MembershipFactory(account=account).user)
    assert (headers(again), headers(other)) == (["pool_id", "name"], USUAL)


def test_a_list_keeps_its_own_columns_and_all_share_the_rest(client, pools):
    numbers = reverse("phone-number-list", args=PLACE)
    before = headers(client, numbers)
    confirm(client, shown=["name"], density="compact", wraps="on")
    assert headers(client, numbers) == before
    page = client.get(numbers).content.decode()
    assert 'data-density="compact"' in page
    assert "data-wraps" in page
    confirm(client, f"{numbers}preferences/", order=[], shown=["status"])
    assert headers(client) == ["pool_id", "name"]
    assert 'data-density="compact"' not in client.get(LIST).content.decode()


def test_the_address_says_the_size(client, pools):
    assert confirm(client, size="10", next=f"{LIST}?sort=name&size=50&page=2").headers["Location"] == (
        f"{LIST}?sort=name"
    )
    answer = client.get(LIST)
    assert answer.headers["Location"] == f"{LIST}?size=10"
    assert client.get(f"{LIST}?size=10").content.count(b'data-testid="pool-row-') == 10
    # A link from somebody with other preferences shows what they saw.
    assert client.get(f"{LIST}?size=25").content.count(b'data-testid="pool-row-') == 12


def test_times_can_be_exact(client, pools):
    assert "just now" in client.get(LIST).content.decode()
    confirm(client, times="exact")
    local = pools[0].created_timestamp
    assert f">{local:%Y-%m-%d %H:%M}</time>" in client.get(LIST).content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_each_list_draws_any_of_its_columns(client, caller, name):
    TagFactory(pool=PoolFactory(), key="Team", value="<b>")
    PhoneNumberFactory()
    SenderIdFactory()
    address = reverse(f"{name}-preferences", args=PLACE)
    page = client.get(address).content.decode()
    assert (
        f'href="{reverse(name, args=PLACE)}"'
        in re.search(r'<nav[^>]*aria-label="Breadcrumbs".*?</nav>', page, re.S)[0]
    )
    keys = re.findall(r'name="order" value="(\w+)"', page)
    for chosen in (keys, keys[::-1]):
        client.post(address, form(order=chosen, shown=keys))
        page = client.get(reverse(name, args=PLACE)).content.decode()
        drawn = re.findall(r'<th scope="col" data-column="(\w+)"', page)
        assert drawn == [keys[0], *(key for key in chosen if key != keys[0])]
        row = first_row(page)
        assert len(re.findall(r"<t[dh][ >]", row)) == len(keys) + 1
        assert "<b>" not in row


def test_tags_are_read_at_once_and_only_where_they_are_shown(client, pools):
    for pool in pools[1:]:
        TagFactory(pool=pool, key="Team", value="Shop")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page = client.get(LIST).content.decode()
        assert page.count('title="Team = Shop"') == (0 if "tags" not in shown else 11)
        return len(captured)

    shown = USUAL
    usual = queries()
    shown = KEYS
    confirm(client, shown=shown)
    client.get(LIST)
    assert queries() == usual + 1


@pytest.mark.parametrize("name", NAMES)
def test_the_focus_comes_back_to_the_gear_once(client, caller, name):
    PoolFactory()
    PhoneNumberFactory()
    SenderIdFactory()

    def gear() -> str:
        page = client.get(reverse(name, args=PLACE)).content.decode()
        return re.search(r'<a[^>]*aria-label="Preferences"[^>]*>', page)[0]

    address = reverse(f"{name}-preferences", args=PLACE)
    there = client.post(address, form(), headers=HTMX).headers["HX-Redirect"]
    assert there == reverse(name, args=PLACE)
    assert "autofocus" in gear()
    assert "autofocus" not in gear()
    client.post(address, form(act="reset"))
    assert "autofocus" not in gear()


def test_without_script_arrows_and_reset_draw_the_dialog_again_and_keep_nothing(client):
    page = client.post(DIALOG, form(act="up status", size="50")).content.decode()
    order = re.findall(r'name="order" value="(\w+)"', page)
    assert order[:4] == ["pool_id", "status", "name", "message_type"]
    assert re.findall(r'name="size" value="(\d+)" id="id_size_\d+" checked', page) == ["50"]
    assert re.search(r'id="up-status"[^>]* autofocus', page)
    page = client.post(DIALOG, form(act="reset", order=KEYS[::-1], shown=[])).content.decode()
    assert re.findall(r'name="order" value="(\w+)"', page) == KEYS
    assert "9 of 12 shown." in page
    assert re.search(r'value="reset"[^>]* autofocus', page)
    assert not Preference.objects.exists()


def test_the_dialog_leads_back_to_its_own_list_only(client):
    for given in ("//evil.example/", "/help/", f"{LIST}create/", "\x00"):
        assert confirm(client, next=given).headers["Location"] == LIST
    answer = client.post(DIALOG, form(next=f"{LIST}?q=a"), headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"{LIST}?q=a"


@pytest.mark.parametrize(
    "kept",
    [
        {"pools": {"size": 7, "order": ["gone", "name", 3, None], "hidden": ["pool_id", "gone"]}},
        {"pools": {"size": "10", "order": "name", "hidden": 5}},
        {"pools": [], "density": "x", "times": 1},
        {"pools": {"order": [[]], "hidden": [{}]}},
        [],
        None,
    ],
)
def test_what_another_release_kept_breaks_nothing(client, caller, pools, kept):
    Preference.objects.create(user=caller.user, lists=kept or {})
    assert headers(client)[0] == "pool_id"
    assert client.get(LIST).status_code == 200
    assert client.get(DIALOG).status_code == 200


def test_a_column_that_a_release_brings_is_there_as_it_comes():
    kept = {"size": 50, "order": ["pool_id", "status", "name"], "hidden": ["name"]}
    one = ForList.read(COLUMNS, kept)
    assert one.order[:3] == ("pool_id", "status", "name")
    assert set(one.hidden) == {"name", "opt_out_list_name", "self_managed_opt_outs_enabled", "tags"}
