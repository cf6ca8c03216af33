"""The Sender IDs tab."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.help.factories import PoolFactory, PoolSenderIdFactory, SenderIdFactory

ROW = re.compile(r'data-testid="sender-id-row-([^"]+)"')


def address(name: str = "sender-id-list", *args: str, region: str = "us-east-1") -> str:
    return reverse(name, args=["111122223333", region, *args])


def rows(response) -> list[str]:
    return ROW.findall(response.content.decode())


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


@pytest.fixture
def senders(account):
    now = timezone.now()
    return [
        SenderIdFactory(sender_id="ACME", iso_country_code="IN", registered=True),
        SenderIdFactory(sender_id="ACME", created_timestamp=now - timedelta(days=1)),
        SenderIdFactory(
            sender_id="ZEBRA",
            iso_country_code="FR",
            message_types=["TRANSACTIONAL", "PROMOTIONAL"],
            created_timestamp=now - timedelta(days=2),
        ),
    ]


def test_it_lists_sender_ids_by_name_and_country(client, senders):
    response = client.get(address())
    assert rows(response) == ["ACME/IN", "ACME/GB", "ZEBRA/FR"]
    assert "Transactional and Promotional" in text(response)
    assert "United Kingdom" in text(response)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?registered=true", ["ACME/IN"]),
        ("?registered=false&sort=sender_id&dir=desc", ["ZEBRA/FR", "ACME/GB"]),
        ("?q=zeb", ["ZEBRA/FR"]),
        ("?sort=iso_country_code", ["ZEBRA/FR", "ACME/IN", "ACME/GB"]),
        ("?sort=pools&dir=desc", ["ACME/GB", "ACME/IN", "ZEBRA/FR"]),
        ("?q=nobody", []),
    ],
)
def test_sorting_filters_and_search(client, senders, query, found):
    PoolSenderIdFactory(sender_id=senders[1])
    assert rows(client.get(address() + query)) == found


def test_a_row_links_its_pools_and_counts_the_rest(client, senders):
    for n in range(12):
        PoolSenderIdFactory(sender_id=senders[0], pool=PoolFactory(name=f"pool {n:02}"))
    page = client.get(address()).content.decode()
    assert "12<span" in page
    assert re.search(r'<a href="[^"]+/pools/pool-[0-9a-f]+/">pool 09</a>', page)
    assert "pool 10" not in page
    assert "and 2 more" in page


def test_view_details_opens_its_page_as_its_name_does(client, senders):
    chosen = client.get(f"{address()}?view=1&sort=sender_id&id=ACME/IN")
    there = address("sender-id-detail", "ACME", "IN")
    assert chosen.headers["Location"] == there
    assert f'<a href="{there}" translate="no">ACME</a>' in client.get(address()).content.decode()


def test_view_details_of_none_says_why_not(client, senders):
    response = client.get(f"{address()}?view=1", follow=True)
    assert "This action is available when one sender ID is selected." in text(response)


@pytest.mark.parametrize("key", ["NOBODY/IN", "ACME", "/", "%00", "x" * 9000])
def test_view_details_of_what_is_not_there_says_so(client, senders, key):
    response = client.get(f"{address()}?view=1&id={key}", follow=True)
    assert "no longer exists in this Region." in text(response)


def test_an_empty_list_leads_to_requesting_one(client, account):
    response = client.get(address())
    assert "Request one to send from a name." in text(response)
    assert f'href="{address("sender-id-request")}"' in response.content.decode()


def test_a_viewer_is_not_led_there(viewer_client, account):
    assert "Request sender ID" not in text(viewer_client.get(address()))


def test_an_empty_region_points_to_the_one_with_some(client, senders):
    page = text(client.get(address(region="eu-west-1")))
    assert "3 sender IDs are in US East (N. Virginia)." in page


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_costs_the_same_queries_at_any_size(client, django_assert_num_queries, count):
    for _ in range(count):
        PoolSenderIdFactory()
    with django_assert_num_queries(5):
        assert len(rows(client.get(f"{address()}?size=100"))) == count
