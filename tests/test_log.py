"""The server's log, as its handler writes it."""

import io
import logging
from collections.abc import Iterator

import pytest

TEST_SETTINGS = "/111122223333/us-east-1/test-settings/"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    handler = next(one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    written = io.StringIO()
    usual = handler.setStream(written)
    yield written
    handler.setStream(usual)


def test_a_page_that_is_refused_leaves_one_line(viewer_client, log):
    assert viewer_client.post(TEST_SETTINGS).status_code == 403
    assert viewer_client.get("/sign-in/", headers={"host": "nobody.example"}).status_code == 400
    lines = log.getvalue().splitlines()
    assert len(lines) == 2
    assert "Forbidden" in lines[0]
    assert "nobody.example" in lines[1]


def test_a_failure_leaves_its_traceback(client, log, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("Broken on purpose.")

    monkeypatch.setattr("pools.pages.account.test_settings.settings_page", broken)
    client.raise_request_exception = False
    assert client.get(TEST_SETTINGS).status_code == 500
    assert "Traceback" in log.getvalue()
    assert "RuntimeError: Broken on purpose." in log.getvalue()
