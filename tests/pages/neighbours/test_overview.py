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
    for words in ("Phone numbers (2)", "Pools (3)", "Sender IDs (1)"):
        assert words in page
    for name in ("phone-number-list", "pool-list", "sender-id-list", "project-list"):
        assert f'href="{reverse(name, args=["111122223333", "us-east-1"])}"' in response.content.decode()


def test_quotas_are_the_account_s_own(client, account):
    Quota.objects.create(account=account, region="us-east-1", name="POOLS_PER_ACCOUNT", value=77)
    PoolFactory()
    page = re.sub(r">\s+<", "><", client.get(address()).content.decode())
    assert '<th scope="row">Pools</th><td>1</td><td>77</td>' in page
    assert '<th scope="row">Tags of a pool</th>' in page


@pytest.mark.parametrize("has_row", [False, True])
def test_the_opt_out_list_default_counts_once(client, account, has_row):
    OptOutListFactory()
    if has_row:
        OptOutListFactory(opt_out_list_name="Default")
    page = re.sub(r">\s+<", "><", client.get(address()).content.decode())
    assert '<th scope="row">Opt-out lists</th><td>2</td><td>25</td>' in page


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
