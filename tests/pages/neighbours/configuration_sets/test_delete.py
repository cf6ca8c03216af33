"""Deleting configuration sets, from the list and from a set's page, with the typed word."""

import html

import pytest
from django.urls import reverse

from pools.models import ConfigurationSet
from tests.conftest import HTMX, signed_in
from tests.help.factories import ConfigurationSetFactory

pytestmark = pytest.mark.django_db
PLACE = ["111122223333", "us-east-1"]
LIST = reverse("configuration-set-list", args=PLACE)
DELETE = reverse("configuration-set-delete", args=PLACE)


@pytest.fixture
def sets(account) -> None:
    for name in ("codes", "news"):
        ConfigurationSetFactory(configuration_set_name=name)


def text(response) -> str:
    return html.unescape(response.content.decode())


def names() -> list[str]:
    return sorted(ConfigurationSet.objects.values_list("configuration_set_name", flat=True))


def test_it_asks_for_the_word_and_says_what_is_lost(client, sets):
    page = text(client.get(DELETE, {"id": "codes"}))
    assert "Permanently delete configuration set" in page
    assert "Applications that name this configuration set get errors" in page
    assert client.post(DELETE, {"id": "codes", "confirm": "delet"}).status_code == 422
    assert names() == ["codes", "news"]


def test_the_word_deletes_and_the_list_says_so(client, sets):
    answer = client.post(DELETE, {"id": "codes", "confirm": "Delete"})
    assert answer.url == LIST
    assert "Configuration set codes was deleted." in text(client.get(LIST))
    assert names() == ["news"]


def test_several_go_at_once_in_the_list_below_the_dialog(client, sets):
    headers = HTMX | {"HX-Current-URL": f"http://testserver{LIST}"}
    answer = client.post(DELETE, {"id": ["codes", "news"], "confirm": "delete"}, headers=headers)
    assert "2 configuration sets were deleted." in text(answer)
    assert "No configuration sets" in text(answer)
    assert answer.headers["HX-Retarget"] == "#configuration-sets-table"
    assert names() == []


def test_one_that_was_deleted_meanwhile_is_said_and_one_that_never_was_is_not_there(client, sets):
    client.post(DELETE, {"id": "codes", "confirm": "delete"})
    client.get(LIST)
    client.post(DELETE, {"id": "codes", "confirm": "delete"})
    assert "Configuration set codes was already deleted." in text(client.get(LIST))
    assert client.get(DELETE, {"id": "other"}).status_code == 404


def test_a_viewer_may_not(viewer, sets):
    assert signed_in(viewer).post(DELETE, {"id": "codes", "confirm": "delete"}).status_code == 403
    assert names() == ["codes", "news"]
