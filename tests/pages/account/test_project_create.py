"""Create a project: in a dialog, and as a page without script."""

import pytest
from django.urls import reverse

from pools.errors import InternalServerException
from pools.models import Project
from pools.pages.account import projects
from pools.refusals import DatabaseTrouble
from tests.conftest import HTMX

pytestmark = pytest.mark.django_db
PLACE = ("111122223333", "us-east-1")
URL = "/111122223333/us-east-1/projects/create/"


def made() -> list[str]:
    return list(Project.objects.exclude(name__startswith="Project ").values_list("name", flat=True))


def test_the_page_and_the_dialog_are_one_form(client):
    for headers, mark in ((HTMX, "<dialog"), ({}, "<html")):
        html = client.get(URL, headers=headers).content.decode()
        assert mark in html
        assert 'data-testid="dialog-create-project"' in html
        assert "Project name" in html
        assert f'action="{URL}"' in html


def test_a_project_is_made_and_the_list_says_so(client):
    answer = client.post(URL, {"name": "  Shop, Ltd. @ home_1 = a+b-c  "})
    assert (answer.status_code, answer["Location"]) == (303, reverse("project-list", args=PLACE))
    assert made() == ["Shop, Ltd. @ home_1 = a+b-c"]
    html = client.get(answer["Location"]).content.decode()
    assert "Project Shop, Ltd. @ home_1 = a+b-c was created." in html
    assert reverse("sms-settings-edit", args=[*PLACE, Project.objects.last().project_id]) in html


def test_by_script_the_whole_list_is_loaded(client):
    answer = client.post(URL, {"name": "Läden 東京"}, headers=HTMX)
    assert answer["HX-Redirect"] == reverse("project-list", args=PLACE)
    assert made() == ["Läden 東京"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Project name is required."),
        ("   ", "Project name is required."),
        ("x" * 65, "The project name has too many characters. Character count: 65/64"),
        ("a#b&c", "The project name has characters that aren&#x27;t valid: # &amp;"),
        ("a\x00b", "valid"),
        ("x" * 10_000, "Character count: 10,000/64"),
        ("a\nb", "valid"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_name_that_is_none_is_said_at_the_field_and_kept(client, name, said, headers):
    answer = client.post(URL, {"name": name}, headers=headers)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert 'aria-invalid="true"' in html
    assert made() == []
    if name.startswith("a#"):
        assert 'value="a#b&amp;c"' in html


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_busy_database_keeps_the_name(client, monkeypatch, headers):
    def busy(*args, **kwargs):
        raise InternalServerException(about=DatabaseTrouble("locked"))

    monkeypatch.setattr(projects, "create_project", busy)
    answer = client.post(URL, {"name": "Shop"}, headers=headers)
    assert answer.status_code == 503
    assert "The database is busy" in answer.content.decode()
    assert 'value="Shop"' in answer.content.decode()


def test_only_administrators_may(editor_client, viewer_client):
    for other in (editor_client, viewer_client):
        assert other.get(URL).status_code == 403
        assert other.post(URL, {"name": "Shop"}).status_code == 403
    assert made() == []
