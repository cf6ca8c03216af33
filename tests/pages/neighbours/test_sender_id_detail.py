"""The page of one sender ID."""

import re

import pytest
from django.urls import reverse

from tests.help.factories import PoolFactory, PoolSenderIdFactory, SenderIdFactory, TagFactory


def address(sender_id: str, country: str, *, region: str = "us-east-1") -> str:
    return reverse("sender-id-detail", args=["111122223333", region, sender_id, country])


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


@pytest.fixture
def sender(account):
    return SenderIdFactory(sender_id="ACME", iso_country_code="IN", registered=True)


def test_it_shows_the_sender_id_its_pools_and_its_tags(client, sender):
    TagFactory(sender_id=sender, key="team", value="blue")
    PoolSenderIdFactory(sender_id=sender, pool=PoolFactory(name="alerts"))
    response = client.get(address("ACME", "IN"))
    page = text(response)
    for words in (
        "ACME (IN)",
        "India (IN)",
        sender.sender_id_arn,
        "Pools (1)",
        "alerts",
        "Tags (1)",
        "team blue",
    ):
        assert words in page
    assert "ACME (IN) | Sender IDs | SMS and voice" in page


def test_it_says_where_there_are_none(client, sender):
    page = text(client.get(address("ACME", "IN")))
    assert "This sender ID is in no pool." in page
    assert "This sender ID has no tags." in page


def test_the_same_name_in_another_country_is_another(client, sender):
    assert client.get(address("ACME", "GB")).status_code == 404


@pytest.mark.parametrize("place", [("ACME", "nowhere"), ("x" * 1000, "IN"), ("%00", "IN")])
def test_what_is_not_there_is_not_found(client, sender, place):
    path = address("X", "Y").replace("/X/Y/", f"/{place[0]}/{place[1]}/")
    assert client.get(path).status_code == 404


def test_where_it_is_elsewhere_the_page_leads_there(client, other_client, sender):
    response = client.get(address("ACME", "IN", region="eu-west-1"))
    assert "ACME is in US East (N. Virginia)." in text(response)
    assert f'href="{address("ACME", "IN")}"' in response.content.decode()
    assert other_client.get(address("ACME", "IN")).status_code == 404


@pytest.mark.parametrize("is_there", [True, False])
def test_another_region_shows_its_own(client, sender, is_there):
    if is_there:
        SenderIdFactory(sender_id="ACME", iso_country_code="IN", region="eu-west-1")
    switch = reverse("region-switch", args=["111122223333", "eu-west-1"])
    response = client.get(f"{switch}?from={address('ACME', 'IN')}", follow=True)
    if is_there:
        assert response.redirect_chain[-1][0] == address("ACME", "IN", region="eu-west-1")
    else:
        assert "Sender ID ACME exists only in US East (N. Virginia)." in text(response)


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_queries_at_any_size(client, sender, django_assert_num_queries, count):
    for _ in range(count):
        PoolSenderIdFactory(sender_id=sender)
        TagFactory(sender_id=sender)
    with django_assert_num_queries(5):
        client.get(address("ACME", "IN"))
