"""The quotas page: what an account may have in a Region, and who may change that."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from pools.models import Activity, Quota
from tests.help.factories import PoolFactory
from tests.help.html_forms import fields_of

URL = "/111122223333/us-east-1/sms-voice/quotas/"
FORM = "quotas-form"


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def save(client: Client, **changes: str):
    return client.post(URL, fields_of(client.get(URL), FORM) | changes)


def own() -> dict[str, int]:
    return dict(Quota.objects.filter(region="us-east-1").values_list("name", "value"))


def test_a_quota_is_raised_and_put_back(client, account):
    answer = save(client, POOLS_PER_ACCOUNT="300", KEYWORDS_PER_POOL="60")
    assert answer.status_code == 303
    assert own() == {"POOLS_PER_ACCOUNT": 300, "KEYWORDS_PER_POOL": 60}
    assert "2 quotas were changed in US East (N. Virginia)." in text(client.get(URL))
    changes = Activity.objects.latest("pk").changes
    assert changes == {"quotas/POOLS_PER_ACCOUNT": (25, 300), "quotas/KEYWORDS_PER_POOL": (30, 60)}
    assert "Pools 0 of 300" in text(client.get(reverse("overview", args=["111122223333", "us-east-1"])))
    save(client, POOLS_PER_ACCOUNT="25")
    assert own() == {"KEYWORDS_PER_POOL": 60}


def test_reset_types_the_default_and_saves_nothing(client, account):
    Quota.objects.create(account=account, region="us-east-1", name="POOLS_PER_ACCOUNT", value=77)
    drawn = fields_of(client.get(URL), FORM)
    answer = client.post(URL, drawn | {"KEYWORDS_PER_POOL": "31", "op": "reset:POOLS_PER_ACCOUNT"})
    typed = fields_of(answer, FORM)
    assert (typed["POOLS_PER_ACCOUNT"], typed["KEYWORDS_PER_POOL"]) == ("25", "31")
    assert own() == {"POOLS_PER_ACCOUNT": 77}
    client.post(URL, typed | {"op": "save"})
    assert own() == {"KEYWORDS_PER_POOL": 31}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1", "2 are in use. The quota can't be lower."),
        ("0", "Enter a whole number from 1 to 1,000,000."),
        ("many", "Enter a whole number from 1 to 1,000,000."),
        ("", "Pools is required."),
    ],
)
def test_what_can_t_be_is_said_at_its_field_and_nothing_is_saved(client, account, typed, words):
    PoolFactory.create_batch(2)
    answer = save(client, POOLS_PER_ACCOUNT=typed, KEYWORDS_PER_POOL="31")
    assert answer.status_code in (400, 422)
    assert words in text(answer)
    shown = fields_of(answer, FORM)
    assert (shown["POOLS_PER_ACCOUNT"], shown["KEYWORDS_PER_POOL"]) == (typed, "31")
    assert own() == {}


def test_what_somebody_else_changed_is_not_passed_over(client, account):
    drawn = fields_of(client.get(URL), FORM)
    save(client, POOLS_PER_ACCOUNT="40", SENDER_IDS_PER_ACCOUNT="250")
    answer = client.post(URL, drawn | {"POOLS_PER_ACCOUNT": "50", "KEYWORDS_PER_POOL": "31"})
    assert answer.status_code == 409
    assert "It was changed to 40 meanwhile. Save again to have yours." in text(answer)
    client.post(URL, fields_of(answer, FORM) | {"op": "save"})
    assert own() == {"POOLS_PER_ACCOUNT": 50, "SENDER_IDS_PER_ACCOUNT": 250, "KEYWORDS_PER_POOL": 31}


def test_reset_takes_nothing_of_somebody_else_s_back(client, account):
    drawn = fields_of(client.get(URL), FORM)
    save(client, POOLS_PER_ACCOUNT="40")
    answer = client.post(URL, drawn | {"op": "reset:KEYWORDS_PER_POOL"})
    client.post(URL, fields_of(answer, FORM) | {"SENDER_IDS_PER_ACCOUNT": "250", "op": "save"})
    assert own() == {"POOLS_PER_ACCOUNT": 40, "SENDER_IDS_PER_ACCOUNT": 250}


@pytest.mark.parametrize("role", ["VIEWER", "EDITOR"])
def test_who_may_not_change_them_reads_them(client, account, role):
    account.memberships.update(role=role)
    page = client.get(URL)
    assert "Only an Administrator can change quotas." in text(page)
    assert "Pools 0 25 25 " in text(page)
    assert f'id="{FORM}"' not in page.content.decode()
    assert client.post(URL, {"op": "save"}).status_code == 403


@pytest.mark.parametrize("count", [0, 30])
def test_it_costs_the_same_queries_at_any_size(client, account, django_assert_num_queries, count):
    PoolFactory.create_batch(count)
    with django_assert_num_queries(13):
        client.get(URL)
