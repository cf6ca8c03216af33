"""SMS and voice at a glance."""

import re

import pytest
from django.urls import reverse

from pools.models import Quota
from tests.help.factories import (
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    ProjectFactory,
    SenderIdFactory,
)


def address(*, region: str = "us-east-1") -> str:
    return reverse("overview", args=["111122223333", region])


def text(response) -> str:
    plain = re.sub(r"<[^>]+>", "", response.content.decode()).replace("&#x27;", "'")
    return re.sub(r"\s+", " ", plain)


def test_it_counts_and_links_what_there_is(client, account):
    PhoneNumberFactory.create_batch(2)
    PoolFactory.create_batch(3)
    SenderIdFactory()
    PoolFactory(region="eu-west-1")
    response = client.get(address())
    page = text(response)
    for words in ("Phone numbers (2)", "Pools (3)", "Sender IDs (1)", "Region US East (N. Virginia) "):
        assert words in page
    for name in ("phone-number-list", "pool-list", "sender-id-list", "project-list"):
        assert f'href="{reverse(name, args=["111122223333", "us-east-1"])}"' in response.content.decode()


def test_quotas_are_the_account_s_own(client, account):
    Quota.objects.create(account=account, region="us-east-1", name="POOLS_PER_ACCOUNT", value=77)
    PoolFactory()
    page = client.get(address())
    assert "Pools 1 of 77" in text(page)
    assert "Tags of a pool Up to 50" in text(page)


@pytest.mark.parametrize(
    ("pools", "state", "words"),
    [
        (0, "low", "0 of 5"),
        (3, "low", "3 of 5"),
        (4, "high", "4 of 5"),
        (5, "full", "5 of 5 No more can be added"),
    ],
)
def test_a_quota_has_a_bar_of_what_is_in_use(client, account, pools, state, words):
    Quota.objects.create(account=account, region="us-east-1", name="POOLS_PER_ACCOUNT", value=5)
    PoolFactory.create_batch(pools)
    page = client.get(address())
    bar = re.search(
        r'<meter\s+class="gauge__bar gauge__bar--(\w+)"\s+max="5"\s+value="(\d+)"', page.content.decode()
    )
    assert bar.groups() == (state, str(pools))
    assert f" Pools {words} Phone numbers " in text(page)


@pytest.mark.parametrize("has_row", [False, True])
def test_the_opt_out_list_default_counts_once(client, account, has_row):
    OptOutListFactory()
    if has_row:
        OptOutListFactory(opt_out_list_name="Default")
    assert "Opt-out lists 2 of 25" in text(client.get(address()))


def test_the_channel_is_on_when_a_project_has_it_on(client, account):
    ProjectFactory(sms_channel_enabled=False)
    assert "1 of 2" in text(client.get(address()))


def test_a_region_without_pools_says_so(client):
    assert "Pools aren't available in US East (Ohio)." in text(client.get(address(region="us-east-2")))


def test_its_title_says_sms_and_voice_once(client):
    title = re.search(r"<title>(.*?)</title>", client.get(address()).content.decode())[1]
    assert title == "SMS and voice | Amazon Pinpoint | us-east-1"


@pytest.mark.parametrize("count", [0, 30])
def test_it_costs_the_same_queries_at_any_size(client, django_assert_num_queries, count):
    PoolFactory.create_batch(count)
    with django_assert_num_queries(4):
        client.get(address())
