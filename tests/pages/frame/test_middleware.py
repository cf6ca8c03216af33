"""Before every page: the sign-in, the caller, and what browsers may keep."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from pools.models import Membership
from tests.help.factories import PoolFactory

pytestmark = pytest.mark.django_db
PLACE = ("111122223333", "us-east-1")
PUBLIC = {"sign-in", "sign-out", "display-mode", "healthz"}
ARGUMENTS = {"account_id": PLACE[0], "region": PLACE[1], "topic": "pools"}


def addresses() -> dict[str, str]:
    """Every named address, with "x" for the IDs in it."""
    found = {}
    for name, entry in get_resolver().reverse_dict.items():
        if isinstance(name, str):
            wanted = entry[0][0][1]
            found[name] = reverse(name, kwargs={key: ARGUMENTS.get(key, "x") for key in wanted})
    return found


def test_every_page_but_the_public_ones_asks_to_sign_in(db):
    for name, path in addresses().items():
        if name in PUBLIC:
            continue
        assert Client().get(path)["Location"].startswith("/sign-in/"), name
        assert Client().post(path).status_code == 401, name


def test_an_account_of_others_is_as_unknown_as_one_that_is_not_there(other_client, account):
    theirs = other_client.get(reverse("project-list", args=PLACE))
    nobodys = other_client.get(reverse("project-list", args=["999999999999", PLACE[1]]))
    assert theirs.status_code == nobodys.status_code == 404
    assert (
        "This account or Region doesn&#x27;t exist, or you have no access to it." in theirs.content.decode()
    )
    assert "Demo" not in theirs.content.decode()


@pytest.mark.parametrize("place", [("111122223333", "mars-1"), ("1", "us-east-1"), ("x" * 5000, "us-east-1")])
def test_a_place_that_is_none_is_not_found(client, place):
    assert client.get(reverse("project-list", args=place)).status_code == 404


@pytest.mark.parametrize("path", ["/%00/us-east-1/projects/", "/111122223333/%00/projects/", "/help/%00/"])
def test_a_nul_character_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_nul_in_an_id_is_not_found_on_every_page(client):
    for name, path in addresses().items():
        if name not in PUBLIC and "/x/" in path:
            assert client.get(path.replace("/x/", "/%00/")).status_code == 404, name


def test_no_page_fails_on_an_id_of_10000_characters(client):
    for name, path in addresses().items():
        if "/x/" in path:
            assert client.get(path.replace("/x/", f"/{'x' * 10_000}/")).status_code in (404, 405), name


def test_a_membership_that_ends_ends_at_once(client, caller):
    path = reverse("project-list", args=PLACE)
    assert client.get(path).status_code == 200
    Membership.objects.filter(user=caller.user).delete()
    assert client.get(path).status_code == 404


def test_browsers_keep_no_page_to_show_again(client):
    page = client.get(reverse("project-list", args=PLACE))
    assert page["Cache-Control"] == "no-store"
    assert "HX-Request" in page["Vary"]
    posted = client.post(reverse("project-create", args=PLACE), {"name": ""})
    assert posted["Cache-Control"] == "no-store"


def test_a_pool_of_another_region_is_not_found_here(client, caller):
    pool = PoolFactory(account=caller.account, region="eu-west-1")
    assert client.get(reverse("pool-detail", args=[*PLACE, pool.pool_id])).status_code == 404
