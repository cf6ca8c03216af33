"""A console is known by its secret and its database."""

from types import SimpleNamespace

import pytest

from pools.operations.engine import instance
from pools.operations.engine.instance import HEADER, instance_id


@pytest.fixture(autouse=True)
def _anew():
    instance_id.cache_clear()
    yield
    instance_id.cache_clear()


@pytest.fixture
def of(settings, monkeypatch):
    """The ID of a console with that secret key and database."""

    def id_of(secret: str, name: str, engine: str = "django.db.backends.postgresql", host: str = "") -> str:
        settings.SECRET_KEY = secret
        database = {"ENGINE": engine, "NAME": name, "HOST": host}
        monkeypatch.setattr(instance, "settings", SimpleNamespace(DATABASES={"default": database}))
        instance_id.cache_clear()
        return instance_id()

    return id_of


def test_it_is_the_same_in_every_process_of_a_console(of):
    first = of("a", "console", host="db")
    # A worker on another machine knows the database by another name of its host.
    assert of("a", "console", host="10.0.0.5") == first
    assert of("b", "console") != first
    assert of("a", "another") != first


def test_a_file_has_one_name(of, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    sqlite = "django.db.backends.sqlite3"
    by_link = of("a", str(tmp_path / "link" / "console.sqlite3"), sqlite)
    assert of("a", str(tmp_path / "real" / "console.sqlite3"), sqlite) == by_link


def test_the_api_says_it_with_every_answer(client):
    answer = client.post("/", b"{}", content_type="application/x-amz-json-1.0")
    assert answer.status_code == 404
    assert answer[HEADER] == instance_id()
