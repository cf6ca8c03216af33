"""What a first visit costs over the wire, measured at the server that bin/run starts."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
PLACE = "/111122223333/us-east-1"
MOST_BYTES = 130_000
MOST_REQUESTS = 24
TEXT = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml")
PAGES = {
    "All projects": f"{PLACE}/projects/",
    "Overview": f"{PLACE}/sms-voice/",
    "Phone numbers": f"{PLACE}/sms-voice/phone-numbers/",
    "Pools": f"{PLACE}/sms-voice/pools/",
    "Sender IDs": f"{PLACE}/sms-voice/sender-ids/",
    "Create pool": f"{PLACE}/sms-voice/pools/create/",
    "Access keys": f"{PLACE}/access-keys/",
    "Test settings": f"{PLACE}/test-settings/",
    "Help": "/help/pools/",
}


@pytest.fixture(scope="module")
def console(tmp_path_factory) -> Iterator[str]:
    """The address of a console of its own: its own folder, database, demo data and port."""
    var = tmp_path_factory.mktemp("console")
    ours = ("CONSOLE_", "DATABASE_URL", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    process = subprocess.Popen(
        [sys.executable, "-m", "console.start", "--port", "0", "--workers", "1"],
        cwd=ROOT,
        env=environment | {"CONSOLE_VAR": str(var), "CONSOLE_SYNC_WORKER": "0"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said = (re.search(r"http://\S+:\d+", line) for line in process.stdout)
        yield next(found.group() for found in said if found)
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


@pytest.fixture(scope="module")
def session(console: str, browser: Browser) -> dict:
    """The cookies of somebody who is signed in."""
    context = browser.new_context(base_url=console)
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("User name").fill("demo")
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(PLACE))
    page.goto(PAGES["Pools"])
    PAGES["Pool detail"] = page.get_by_role("rowheader").get_by_role("link").first.get_attribute("href")
    state = context.storage_state()
    context.close()
    return state


@dataclass
class Answer:
    url: str
    kind: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    from_cache: bool = False
    size: int = 0


@dataclass
class Visit:
    """Every answer of one page's load, as the browser's network layer counts it."""

    page: Page
    answers: dict[str, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        network = self.page.context.new_cdp_session(self.page)
        network.on("Network.requestWillBeSent", self.asked)
        network.on("Network.responseReceived", self.answered)
        network.on("Network.requestServedFromCache", self.remembered)
        network.on("Network.loadingFinished", self.finished)
        network.send("Network.enable")

    def asked(self, event: dict) -> None:
        self.answers[event["requestId"]] = Answer(event["request"]["url"])

    def answered(self, event: dict) -> None:
        answer, response = self.answers[event["requestId"]], event["response"]
        answer.kind = response["mimeType"]
        answer.headers = {name.lower(): value for name, value in response["headers"].items()}
        answer.from_cache |= response.get("fromDiskCache", False)

    def remembered(self, event: dict) -> None:
        self.answers[event["requestId"]].from_cache = True

    def finished(self, event: dict) -> None:
        self.answers[event["requestId"]].size = event["encodedDataLength"]

    def to(self, path: str) -> list[Answer]:
        """Go there; what came over the wire, without what the browser had already."""
        self.answers.clear()
        self.page.goto(path, wait_until="networkidle")
        return [answer for answer in self.answers.values() if not answer.from_cache]


def check(answers: list[Answer], console: str) -> None:
    assert {urlsplit(answer.url).netloc for answer in answers} == {urlsplit(console).netloc}
    assert len(answers) <= MOST_REQUESTS, "\n".join(map(str, answers))
    assert sum(answer.size for answer in answers) < MOST_BYTES, {a.url: a.size for a in answers}
    for answer in answers:
        if answer.kind in TEXT:
            assert answer.headers.get("content-encoding") in ("gzip", "br"), answer
        if "/static/" in answer.url:
            assert "immutable" in answer.headers["cache-control"], answer
            assert "max-age=315360000" in answer.headers["cache-control"], answer
        else:
            assert "immutable" not in answer.headers.get("cache-control", ""), answer


def first_visit(context: BrowserContext, path: str) -> list[Answer]:
    answers = Visit(context.new_page()).to(path)
    context.close()
    return answers


def test_first_visit_to_sign_in(console: str, browser: Browser) -> None:
    check(first_visit(browser.new_context(base_url=console), "/sign-in/"), console)


def test_first_visit_to_each_page(console: str, browser: Browser, session: dict) -> None:
    for path in PAGES.values():
        context = browser.new_context(base_url=console, storage_state=session)
        check(first_visit(context, path), console)


def test_a_second_visit_costs_the_page_alone(console: str, browser: Browser, session: dict) -> None:
    context = browser.new_context(base_url=console, storage_state=session)
    visit = Visit(context.new_page())
    visit.to(PAGES["Pools"])
    again = visit.to(PAGES["Create pool"])
    fetched = {Path(urlsplit(answer.url).path).name.split(".")[0] for answer in again}
    assert fetched == {"create", "form", "editor"}
    context.close()
