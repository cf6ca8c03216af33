"""Help topics, in the panel and as pages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from pools.models import User
from pools.pages.frame.help import TITLES

FOLDER = Path(settings.BASE_DIR) / "templates" / "frame" / "help"
FRAME = {"topic", "page", "link"}


@pytest.fixture
def signed_in(client):
    client.force_login(User.objects.create_user("alice"))
    return client


def words(topic: str) -> str:
    html = render_to_string(f"frame/help/{topic}.html", {"topic": topic, "title": TITLES[topic]})
    return " ".join(strip_tags(html).split())


def test_every_topic_has_a_file_and_every_file_a_topic():
    assert {path.stem for path in FOLDER.glob("*.html")} - FRAME == set(TITLES)


@pytest.mark.parametrize("topic", TITLES)
def test_a_topic_is_short_and_ends_in_links_that_say_they_open_a_new_tab(topic):
    body, links = words(topic).split("Learn more")
    assert body.startswith(TITLES[topic])
    assert 60 <= len(body.split()) - len(TITLES[topic].split()) <= 120
    assert links.count("(opens in a new tab)") >= 1
    html = render_to_string(f"frame/help/{topic}.html", {"topic": topic, "title": TITLES[topic]})
    for link in re.findall(r"<a [^>]*>", html):
        assert 'href="https://docs.aws.amazon.com/' in link
        assert 'target="_blank" rel="noopener noreferrer"' in link


def test_every_topic_that_a_page_links_to_exists():
    sources = [path.read_text() for path in FOLDER.parents[1].rglob("*.html")]
    linked = {topic for source in sources for topic in re.findall(r'{% info "([a-z-]+)"', source)}
    linked |= {topic for source in sources for topic in re.findall(r' info="([a-z-]+)"', source)}
    assert linked <= set(TITLES)


@pytest.mark.django_db
def test_htmx_gets_the_topic_alone(signed_in):
    answer = signed_in.get(reverse("help-topic", args=["pools"]), headers={"HX-Request": "true"})
    assert answer.content.decode().strip().startswith('<h2 class="help-panel__header">Pools</h2>')
    assert "<html" not in answer.content.decode()
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.django_db
def test_without_htmx_it_is_a_page_with_one_heading(signed_in):
    answer = signed_in.get(reverse("help-topic", args=["pools"]))
    html = answer.content.decode()
    assert re.findall(r"<h1[^>]*>([^<]+)", html) == ["Pools"]
    assert 'class="help-panel__header"' not in html
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize("topic", ["unknown", "topic", "page", "link"])
def test_an_unknown_topic_is_not_found(signed_in, topic):
    assert signed_in.get(reverse("help-topic", args=[topic])).status_code == 404


@pytest.mark.django_db
def test_help_needs_a_sign_in():
    answer = Client().get(reverse("help-topic", args=["pools"]))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("sign-in"))
