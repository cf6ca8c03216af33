"""Chromium against a live server: signed-in pages with and without script, and nobody may complain meanwhile."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Response, TimeoutError, expect

from tests.help.aws.fixtures import aws_process, aws_side, one_model_of_the_service  # noqa: F401 - fixtures
from tests.help.cookies import MODE, SESSION
from tests.help.demo import load_demo

PLACE = "/111122223333/us-east-1"
# Generous, as only a failure waits so long, and a shared machine may stand still for some seconds.
PATIENCE = 30_000
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Answers that a test provokes on purpose: the browser reports each as an error of the console. A post without a
# live sign-in goes again as a plain form; before that, htmx speaks of it too.
EXPECTED = (
    "status of 409",
    "status of 413",
    "status of 422",
    "status of 403",
    "status of 404",
    "status of 401",
    "status of 503",
    "Response Status Error Code 401",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    chromium = os.environ.get("CONSOLE_TEST_CHROMIUM")
    path = {"executable_path": chromium} if chromium else {}
    return browser_type_launch_args | path | {"args": list(FLAGS)}


@pytest.fixture
def demo(transactional_db) -> None:
    """The demo account."""
    load_demo()


@pytest.fixture
def watch() -> Iterator[Callable[[Page], Page]]:
    """Collects what the browser complains of: script errors, refused resources, CSP reports, server errors."""
    complaints: list[str] = []
    heard: list[tuple[Page, str, Callable]] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(text in message.text for text in EXPECTED):
            complaints.append(f"console: {message.text} {message.location}")

    def on_response(answer: Response) -> None:
        if answer.status >= 500 and answer.status != 503:
            complaints.append(f"{answer.status} {answer.url}")

    def on_error(error: Error) -> None:
        complaints.append(f"script: {error}")

    def watch_page(page: Page) -> Page:
        for event, hear in (("pageerror", on_error), ("console", on_console), ("response", on_response)):
            page.on(event, hear)
            heard.append((page, event, hear))
        return page

    yield watch_page
    for page, event, hear in heard:
        page.remove_listener(event, hear)
    assert complaints == []


class Chromium:
    """The browser that the tests of a process share, and its pages that no test uses now, by whether they script.

    Half of what a test costs is the start of a renderer. A page that stays in the console keeps its own.
    """

    def __init__(self, launch: Callable[[], Browser]) -> None:
        self.launch = launch
        self.browser: Browser | None = None
        self.idle: dict[bool, list[Page]] = {True: [], False: []}

    def open(self, base_url: str, script: bool) -> Page:
        """A page as good as new."""
        if self.idle[script]:
            return self.idle[script].pop()
        self.browser = self.browser or self.launch()
        context = self.browser.new_context(
            base_url=base_url, java_script_enabled=script, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    def take_back(self, page: Page, script: bool) -> None:
        """Keep the page for the next test, if it can be cleaned."""
        try:
            leave(page)
        except Error:
            page.context.close()
        else:
            self.idle[script].append(page)

    def close(self) -> None:
        """End the browser; the next page starts another."""
        if self.browser:
            self.browser.close()
        self.browser, self.idle = None, {True: [], False: []}


@pytest.fixture(scope="session")
def chromium(launch_browser: Callable[[], Browser]) -> Iterator[Chromium]:
    """The browser that the tests of this process share."""
    expect.set_options(timeout=PATIENCE)
    shared = Chromium(launch_browser)
    yield shared
    shared.close()


class BrowserStalledError(Exception):
    """Chromium draws no more frames, so whatever waits for one fails, be the page right or wrong."""


PAGES = pytest.StashKey[list[Page]]()
STALLED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Tell a browser that stopped drawing, which pytest runs again, from a page that is wrong."""
    try:
        return (yield)
    except (TimeoutError, AssertionError) as failure:
        if all(draws(page) for page in item.stash.get(PAGES, [])):
            raise
        item.stash[STALLED] = True
        raise BrowserStalledError("Chromium draws no more frames") from failure


def draws(page: Page) -> bool:
    """Whether the page still gets frames: to be called stable, an element must be in one place for two of them."""
    try:
        page.locator("html").scroll_into_view_if_needed(timeout=5_000)
    except TimeoutError:
        return False
    except Error:
        return True
    return True


def leave(page: Page) -> None:
    """Make the page as good as new: nothing open, nothing selected, no sign-in, no way back, no paper."""
    page.goto("/healthz")
    page.emulate_media(media="null", color_scheme="null", forced_colors="null")
    page.unroute_all()
    page.context.clear_cookies()
    session = page.context.new_cdp_session(page)
    session.send("Page.resetNavigationHistory")
    session.send("Runtime.evaluate", {"expression": "sessionStorage.clear()"})
    session.detach()


@pytest.fixture
def open_page(request, live_server, demo, chromium: Chromium, watch) -> Iterator[Callable[..., Page]]:
    """open_page("/111122223333/us-east-1/…", user="viewer", script=False, width=390, mode="dark") -> Page."""
    opened: list[tuple[bool, Page]] = []

    request.node.stash[PAGES] = []
    request.node.stash[STALLED] = False

    def open_it(
        path: str = "",
        *,
        user: str | None = "demo",
        script: bool = True,
        width: int = 1440,
        height: int = 900,
        mode: str = "light",
    ) -> Page:
        page = chromium.open(live_server.url, script)
        opened.append((script, page))
        request.node.stash[PAGES].append(page)
        page.set_viewport_size({"width": width, "height": height})
        cookies = {MODE: mode}
        if user:
            client = Client()
            client.force_login(get_user_model().objects.get(username=user))
            cookies[SESSION] = client.cookies[SESSION].value
        page.context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
        )
        watch(page)
        if path:
            page.goto(path)
        return page

    yield open_it
    if request.node.stash[STALLED]:
        chromium.close()
        return
    for script, page in opened:
        chromium.take_back(page, script)


@pytest.fixture(scope="session")
def seen() -> set[str]:
    """What axe looked at, by how it is built and coloured: it need not look at its like again."""
    return set()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def script(request) -> bool:
    """Runs a test twice: with JavaScript and without."""
    return request.param


def pool_path(name: str, region: str = "us-east-1") -> str:
    """The path of a demo pool by its name."""
    pool = apps.get_model("pools", "Pool").objects.get(name=name, region=region)
    return f"/111122223333/{region}/sms-voice/pools/{pool.pool_id}/"
