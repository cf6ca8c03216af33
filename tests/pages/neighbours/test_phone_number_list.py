"""The Phone numbers tab."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.conftest import HTMX
from tests.help.factories import PhoneNumberFactory, PoolFactory

ROW = re.compile(r'data-testid="phone-number-row-([^"]+)"')


def address(name: str = "phone-number-list", *args: str, region: str = "us-east-1") -> str:
    return reverse(name, args=["111122223333", region, *args])


def rows(response) -> list[str]:
    return ROW.findall(response.content.decode())


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


@pytest.fixture
def numbers(account):
    now = timezone.now()
    pool = PoolFactory(name="alerts", two_way=True)
    return [
        PhoneNumberFactory(phone_number_id="phone-a", phone_number="+12065550142", pool=pool),
        PhoneNumberFactory(
            phone_number_id="phone-b",
            phone_number="+447700900123",
            iso_country_code="GB",
            pending=True,
            created_timestamp=now - timedelta(days=2),
        ),
        PhoneNumberFactory(
            phone_number_id="phone-c",
            phone_number="+18665550111",
            toll_free=True,
            voice_only=True,
            message_type="PROMOTIONAL",
            created_timestamp=now - timedelta(days=1),
        ),
    ]


def test_it_lists_the_numbers_newest_first(client, numbers):
    response = client.get(address())
    assert rows(response) == ["phone-a", "phone-c", "phone-b"]
    assert "+1 206-555-0142" in text(response)
    assert f'href="{address("phone-number-detail", "phone-a")}"' in response.content.decode()


def test_only_the_columns_shown_by_default_are_there(client, numbers):
    header = re.search(r"<thead>.*?</thead>", client.get(address()).content.decode(), re.S)[0]
    names = [" ".join(re.sub("<[^>]+>", "", one).split()) for one in header.split("</th>")]
    assert names[1:-1] == [
        "Phone number",
        "Country",
        "Type",
        "Message type",
        "Capabilities",
        "Status",
        "Pool",
        "Two-way SMS",
        "Created",
    ]


def test_a_number_in_a_pool_shows_the_pool_and_its_settings(client, numbers):
    page = client.get(address()).content.decode()
    row = re.search(r'data-testid="phone-number-row-phone-a".*?</tr>', page, re.S)[0]
    href = address("pool-detail", numbers[0].pool.pool_id)
    assert f'<a class="table__text" translate="no" href="{href}" title="alerts">alerts</a>' in row
    assert "<span>On</span>" in row


def test_a_pool_without_a_name_is_its_id_cut_in_the_middle(client, account):
    pool = PoolFactory(name="")
    PhoneNumberFactory(phone_number_id="phone-d", pool=pool)
    for query in ("", f"?q={pool.pool_id[-4:]}"):
        page = client.get(address() + query).content.decode()
        row = re.search(r'data-testid="phone-number-row-phone-d".*?</tr>', page, re.S)[0]
        link = (
            re.search(r'<a class="table__text".*?</a>', row, re.S)[0]
            .replace("<mark>", "")
            .replace("</mark>", "")
        )
        assert f'title="{pool.pool_id}"' in link
        assert re.search(r'<span class="cut">[0-9a-f]+</span>' + pool.pool_id[-4:], link)
        assert "table__why" not in row


def test_it_leads_to_the_request(client, numbers):
    page = client.get(address()).content.decode()
    assert f'href="{address()}request/"' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status=PENDING", ["phone-b"]),
        ("?number_type=TOLL_FREE", ["phone-c"]),
        ("?q=7700", ["phone-b"]),
        ("?sort=phone_number", ["phone-a", "phone-c", "phone-b"]),
        ("?sort=iso_country_code", ["phone-b", "phone-a", "phone-c"]),
        ("?sort=two_way_enabled&dir=desc", ["phone-a", "phone-c", "phone-b"]),
        ("?sort=pool", ["phone-a", "phone-c", "phone-b"]),
        ("?sort=pool&dir=desc", ["phone-c", "phone-b", "phone-a"]),
        ("?q=nowhere", []),
    ],
)
def test_sorting_filters_and_search(client, numbers, query, found):
    assert rows(client.get(address() + query)) == found


def test_short_codes_come_after_numbers_with_a_plus(client, numbers):
    PhoneNumberFactory(phone_number_id="phone-short", phone_number="155501", number_type="SHORT_CODE")
    in_order = ["phone-a", "phone-c", "phone-b", "phone-short"]
    assert rows(client.get(f"{address()}?sort=phone_number")) == in_order
    assert rows(client.get(f"{address()}?sort=phone_number&dir=desc")) == in_order[::-1]


def test_view_details_opens_the_number_or_says_why_not(client, numbers):
    chosen = client.get(f"{address()}?view=1&id=phone-b")
    assert chosen.headers["Location"] == address("phone-number-detail", "phone-b")
    none = client.get(f"{address()}?view=1&status=PENDING", follow=True)
    assert none.redirect_chain == [(f"{address()}?status=PENDING", 302)]
    assert "This action is available when one phone number is selected." in text(none)


def test_an_empty_region_points_to_the_one_with_numbers(client, numbers):
    page = text(client.get(address(region="eu-west-1")))
    assert "3 phone numbers are in US East (N. Virginia)." in page


def test_a_tab_gets_its_panel(client, numbers):
    response = client.get(address(), headers=HTMX | {"HX-Target": "tabpanel"})
    assert "<title>Phone numbers | SMS and voice" in response.content.decode()
    assert "Phone numbers (3)" in response.headers["HX-Trigger-After-Settle"]


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_costs_the_same_queries_at_any_size(client, django_assert_num_queries, count):
    for _ in range(count):
        PhoneNumberFactory(pool=PoolFactory())
    with django_assert_num_queries(4):
        assert len(rows(client.get(f"{address()}?size=100"))) == count
