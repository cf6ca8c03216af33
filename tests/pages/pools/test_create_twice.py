"""The same form of Create pool twice."""

from urllib.parse import urlencode

import pytest

from pools.models import Pool, SenderId
from pools.pages.frame.sign_in import KEPT
from tests.help.create_pool import SENDER, TOKEN, errors, from_number, number, text, url, values

__all__ = ["number", "url"]


def test_the_same_form_twice_makes_one_pool(client, url, number):
    first, second = (client.post(url, from_number(number, pool_name="Once")) for _ in range(2))
    assert (second.status_code, second.url) == (303, first.url)
    assert Pool.objects.count() == 1


def test_the_same_form_with_other_values_says_that_it_made_a_pool_already(client, url):
    first = client.post(url, SENDER | {"pool_name": "First"})
    again = client.post(url, SENDER | {"pool_name": "Second", "sender_id": "OTHER"})
    assert again.status_code == 409
    shown = text(again)
    assert "This form has already created pool First." in shown
    assert f'href="{first.url}"' in again.content.decode()
    assert (Pool.objects.count(), SenderId.objects.count()) == (1, 1)
    kept = values(again)
    assert kept["pool_name"] == "Second"
    assert kept["client_token"] != TOKEN
    another = SENDER | {"pool_name": "Second", "sender_id": "OTHER", "client_token": kept["client_token"]}
    assert "Create another" in shown
    assert client.post(url, another | {"op": "create"}).status_code == 303
    assert Pool.objects.count() == 2


@pytest.mark.parametrize("token", ["", "x" * 65, "a b", "\x00", "x" * 10_000])
def test_a_token_that_is_none_is_replaced(client, url, token):
    assert client.post(url, SENDER | {"client_token": token}).status_code == 303


def test_what_came_through_sign_in_is_drawn_and_not_submitted(client, url):
    session = client.session
    session[KEPT] = {"path": url, "fields": urlencode(SENDER | {"pool_name": "#", "tags-0-key": "env"})}
    session.save()
    page = client.get(url)
    assert not errors(page)
    kept = values(page)
    assert (kept["pool_name"], kept["sender_id"], kept["client_token"]) == ("#", "mybrand", TOKEN)
    assert kept["tags-0-key"] == "env"
    assert 'data-dirty="posted"' in page.content.decode()
    assert not Pool.objects.exists()
