"""Before every page: the sign-in, the caller, and what browsers may keep."""

import re
from pathlib import Path

import pytest
from django import urls
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.views import View

from pools.models import Membership
from tests.help.factories import PoolFactory

pytestmark = pytest.mark.django_db
PLACE = ("111122223333", "us-east-1")
PUBLIC = {"sign-in", "sign-out", "display-mode", "healthz", "join"}
ARGUMENTS = {
    "account_id": PLACE[0],
    "region": PLACE[1],
    "topic": "pools",
    "form": "json",
    "number": 1,
    "position": 1,
    "seat": 1,
}


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


class Guarded(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("in")


@login_not_required
def opened(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


# The console with the addresses of a package among its own.
urlpatterns = [
    urls.path("package/log-in/", LoginView.as_view(template_name="kit/empty/state.html")),
    urls.path("package/open/", opened),
    urls.path("package/guarded/", Guarded.as_view()),
    urls.path("", urls.include("console.urls")),
]


def test_a_packages_views_say_themselves_who_may_see_them(settings, client):
    settings.ROOT_URLCONF = __name__
    assert Client().get("/package/open/").content == b"open"
    assert Client().get("/package/log-in/").status_code == 200
    answer = Client().get("/package/guarded/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=%2Fpackage%2Fguarded%2F%3Fa%3D1")
    assert client.get("/package/guarded/").content == b"in"
    assert client.get("/package/guarded/")["Cache-Control"] == "no-store"


def test_what_needs_no_sign_in_reads_no_session(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert "Cookie" not in answer.get("Vary", "")


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


def test_nul_in_a_query_is_left_out(client):
    found, path = PoolFactory(name="Orders"), reverse("pool-list", args=PLACE)
    PoolFactory(name="Other")
    page = client.get(path, {"q": "Or\x00ders", "\x00sort": "name"}, follow=True).content.decode()
    assert f"pool-row-{found.pool_id}" in page
    assert "Other" not in page


def test_nul_in_a_form_is_refused_and_what_was_typed_stays(client):
    answer = client.post(reverse("project-create", args=PLACE), {"name": "My\x00 shop"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The project name contains an invisible character (U+0000) at position 3" in page
    assert 'value="My\uffff shop"' in page


def test_nul_in_what_came_through_sign_in_is_refused_too(client, caller):
    path = reverse("project-create", args=PLACE)
    session = client.session
    session["carried"] = {"path": path, "fields": "name=My%00+shop"}
    session.save()
    assert "\x00" not in client.get(path).content.decode()


def test_only_one_module_of_the_pages_knows_of_nul():
    pages = Path(__file__).resolve().parents[3] / "pools/pages"
    knowing = [one.name for one in pages.rglob("*.py") if re.search(r"\\0|\\x00", one.read_text())]
    assert knowing == ["nul.py"]


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
