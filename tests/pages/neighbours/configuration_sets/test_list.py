"""The list of configuration sets: what each decides, how it is searched, and what is selected in it."""

import re

import pytest
from django.urls import reverse

from tests.conftest import HTMX, signed_in
from tests.help.empties import empty_state
from tests.help.factories import ConfigurationSetFactory, EventDestinationFactory, SenderIdFactory

pytestmark = pytest.mark.django_db
PLACE = ["111122223333", "us-east-1"]
LIST = reverse("configuration-set-list", args=PLACE)


def rows(response) -> list[str]:
    return re.findall(r'data-testid="configuration-set-row-([^"]+)"', response.content.decode())


def cells(response, name: str) -> list[str]:
    row = response.content.decode().split(f'data-testid="configuration-set-row-{name}"')[1].split("</tr>")[0]
    found = re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.S)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in found]


@pytest.fixture
def sets(account) -> None:
    SenderIdFactory(sender_id="ACME")
    ConfigurationSetFactory(
        configuration_set_name="codes",
        default_sender_id="acme",
        default_message_type="TRANSACTIONAL",
        default_message_feedback_enabled=True,
    )
    ConfigurationSetFactory(configuration_set_name="shop-news", default_sender_id="SHOP")
    plain = ConfigurationSetFactory(configuration_set_name="plain", default_message_feedback_enabled=False)
    EventDestinationFactory.create_batch(2, configuration_set=plain)


def test_a_row_says_what_the_set_decides(client, sets):
    page = client.get(LIST)
    assert cells(page, "codes")[:5] == ["codes", "acme", "Transactional", "0", "On"]
    assert cells(page, "shop-news")[:5] == ["shop-news", "SHOP Not in this account.", "- none", "0", "Off"]
    assert cells(page, "plain")[:5] == ["plain", "- none", "- none", "2", "Off"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["plain", "shop-news", "codes"]),
        ("?sort=configuration_set_name", ["codes", "plain", "shop-news"]),
        ("?sort=event_destinations&dir=desc", ["plain", "shop-news", "codes"]),
        ("?sort=default_message_feedback_enabled&dir=desc", ["codes", "plain", "shop-news"]),
        ("?q=news+shop", ["shop-news"]),
        ("?q=ACME", ["codes"]),
        ("?default_message_type=TRANSACTIONAL", ["codes"]),
        ("?default_message_feedback_enabled=false", ["plain", "shop-news"]),
    ],
)
def test_it_is_sorted_searched_and_filtered(client, sets, query, found):
    assert rows(client.get(LIST + query)) == found


def test_what_a_search_found_is_marked(client, sets):
    assert "<mark>news</mark>" in client.get(f"{LIST}?q=news").content.decode()


def test_view_details_leads_to_the_set(client, sets):
    assert client.get(f"{LIST}?view=1&id=codes").url == f"{LIST}codes/"
    assert client.get(f"{LIST}?view=1&id=other").url == LIST


def test_an_empty_list_says_what_a_set_is_for_and_to_a_viewer_who_can_make_one(client, viewer):
    assert "Create one to set a default sender ID or to receive events." in empty_state(client.get(LIST)).text
    assert "Only an Editor can create one." in empty_state(signed_in(viewer).get(LIST)).text


def test_the_server_says_how_a_selection_stands(client, sets):
    there = reverse("configuration-set-selection", args=PLACE)
    answer = client.post(f"{there}?q=news", {"id": ["codes", "gone"], "every": "1"}, headers=HTMX).json()
    assert answer["hidden"] == ["codes"]
    assert answer["note"] == "1 selected configuration set no longer exists."
    assert answer["every"] == [["shop-news", ""]]


@pytest.mark.parametrize("count", [1, 20])
def test_a_page_costs_the_same_queries_at_any_size(client, django_assert_num_queries, count):
    for _ in range(count):
        EventDestinationFactory(configuration_set=ConfigurationSetFactory(default_sender_id="ACME"))
    with django_assert_num_queries(6):
        assert len(rows(client.get(f"{LIST}?size=100"))) == count
