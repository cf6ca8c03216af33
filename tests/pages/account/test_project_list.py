"""All projects."""

import pytest
from django.urls import reverse

from pools.models import Project
from tests.conftest import HTMX
from tests.help.factories import ProjectFactory

pytestmark = pytest.mark.django_db
URL = "/111122223333/us-east-1/projects/"
REASON = "Only an Administrator can create a project."


@pytest.fixture(autouse=True)
def projects(caller):
    Project.objects.all().delete()
    return [
        ProjectFactory(account=caller.account, name=name, sms_channel_enabled=on)
        for name, on in (("Shop", True), ("App", False), ("Bank", False))
    ]


def page(client, query: str = "", **kwargs) -> str:
    return client.get(URL + query, **kwargs).content.decode()


def names(html: str) -> list[str]:
    return [part.split("</a>")[0].split(">")[-1] for part in html.split('<th scope="row"')[1:]]


def test_projects_are_listed_newest_first_with_what_they_are(client, projects):
    html = page(client)
    assert "<title>All projects | Amazon Pinpoint | us-east-1</title>" in html
    assert names(html) == ["Bank", "App", "Shop"]
    assert ">(3)<" in html
    assert html.count("<span>On</span>") == 1
    assert html.count("<span>Off</span>") == 2
    assert reverse("sms-settings", args=["111122223333", "us-east-1", projects[0].project_id]) in html


def test_the_list_sorts_and_searches(client, projects):
    assert names(page(client, "?sort=name")) == ["App", "Bank", "Shop"]
    assert names(page(client, "?sort=name&dir=desc")) == ["Shop", "Bank", "App"]
    assert names(page(client, "?q=ban")) == ["Bank"]
    assert names(page(client, f"?q={projects[0].project_id[:12]}")) == ["Shop"]


def test_an_address_with_what_it_does_not_need_is_made_short(client):
    answer = client.get(URL + "?q=&page=1&size=7&sort=created_timestamp&junk=" + "x" * 5000)
    assert (answer.status_code, answer["Location"]) == (302, URL)


def test_no_match_offers_all_of_them_again(client):
    html = page(client, "?q=zzz")
    assert "No matches" in html
    assert "Clear search" in html


def test_the_table_alone_comes_back_with_its_address(client):
    answer = client.get(URL + "?q=ban", headers=HTMX | {"HX-Trigger": "projects-search"})
    html = answer.content.decode()
    assert "<html" not in html
    assert names(html) == ["Bank"]
    assert answer["HX-Replace-Url"] == URL + "?q=ban"
    assert "1 match" in answer["HX-Trigger-After-Settle"]
    assert 'id="projects-header" hx-swap-oob="true"' in html
    assert 'id="projects-pages" hx-swap-oob="true"' in html
    sort = client.get(URL + "?sort=name", headers=HTMX | {"HX-Trigger": "sort-project-name"})
    assert sort["HX-Push-Url"] == URL + "?sort=name"
    assert "Projects sorted by Project name, ascending." in sort["HX-Trigger-After-Settle"]


def test_none_at_all_says_what_to_do(client, viewer_client):
    Project.objects.all().delete()
    html = page(client)
    assert "No projects" in html
    assert "Create a project to turn on the SMS and voice channel." in html
    assert "Only an Administrator can create one. Ask user" in page(viewer_client)


def test_only_administrators_create_and_others_are_told_why(client, editor_client, viewer_client):
    assert REASON not in page(client)
    for other, role in ((editor_client, "Editor"), (viewer_client, "Viewer")):
        html = page(other)
        assert f"Your role is {role}. {REASON}" in html
        assert 'aria-disabled="true" aria-describedby="create-project-reason"' in html


def test_the_number_of_queries_is_fixed(client, caller, django_assert_num_queries):
    ProjectFactory.create_batch(20, account=caller.account)
    client.get(URL)
    with django_assert_num_queries(4):  # session, user with memberships, count, rows
        client.get(URL)


def test_another_accounts_projects_are_not_listed(other_client, other_caller):
    html = other_client.get(reverse("project-list", args=["444455556666", "us-east-1"])).content.decode()
    assert "Shop" not in html
