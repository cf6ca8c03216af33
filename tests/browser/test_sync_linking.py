"""AWS sync from nothing: every trouble of the connection with its way out, the link, and the import as it goes on."""

import re
import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from pools.models import AwsLink
from pools.reference import clients
from pools.sync import worker
from tests.browser.test_axe import faults
from tests.browser.test_sync_applying import reload_until
from tests.help.aws import Aws
from tests.help.aws.weather import Weather
from tests.help.factories import AccountFactory, MembershipFactory, ProjectFactory, UserFactory
from tests.sync.working import at_work

SYNC = "/111122223333/us-east-1/sync/"
OTHER = ("444455556666", "arn:aws:iam::444455556666:user/other")


@pytest.fixture
def demo(transactional_db, aws_side, settings, monkeypatch) -> None:
    """An account that is local only; a worker finds the stand-in by its environment."""
    settings.CONSOLE_AWS_RATES = 100
    monkeypatch.setattr(worker, "IDLE_EVERY", 0.2)
    account = AccountFactory(name="Acme production")
    ProjectFactory(account=account)
    MembershipFactory(account=account, user=UserFactory(username="maria"))


@pytest.fixture
def worker_runs(demo) -> Iterator[None]:
    with at_work():
        yield


class Held(Weather):
    """AWS takes so long for each pool's keywords that nobody is too late to cancel, until it is let go."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.let_go = threading.Event()

    def fault_of(self, operation: str) -> str:
        if operation == "DescribeKeywords":
            self.let_go.wait(10)
        return super().fault_of(operation)


def answer(page: Page) -> Locator:
    return page.get_by_test_id("test-answer")


def try_it(page: Page, title: str) -> None:
    page.get_by_role("button", name="Test connection").press("Enter")
    expect(answer(page)).to_contain_text(title)
    expect(page.get_by_role("button", name="Test connection")).to_be_focused()


def test_a_worker_that_is_not_running_is_named_with_its_command_and_its_start_is_seen(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(SYNC, user="maria")
    off = page.get_by_test_id("worker-off")
    expect(off).to_contain_text("The sync worker isn't running")
    expect(off).to_contain_text("manage.py sync work")
    expect(off.get_by_role("button", name="Copy")).to_be_visible()
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("Asking AWS who these credentials are")).to_be_visible()
    expect(off).to_be_visible()
    with at_work():
        expect(answer(page)).to_contain_text("Connected to AWS account 1111-2222-3333 as user/worker.")
        expect(off).to_have_count(0)


@pytest.mark.usefixtures("worker_runs")
def test_each_trouble_is_told_with_its_way_out(
    open_page: Callable[..., Page], seen: set[str], aws_side: Aws, live_server, monkeypatch
) -> None:
    page, found = open_page(SYNC, user="maria"), []

    def look(title: str, *words: str) -> None:
        try_it(page, title)
        for one in words:
            expect(answer(page)).to_contain_text(one)
        found.extend(f"{title}: {fault}" for fault in faults(page, seen))
        page.set_viewport_size({"width": 1440, "height": 900})

    aws_side.proxy.identity = OTHER
    look("These credentials are for another AWS account", "4444-5555-6666", "Nothing was linked.")
    expect(page.get_by_role("button", name="Create account 4444-5555-6666 and link it")).to_be_visible()
    aws_side.reset()

    monkeypatch.setenv(clients.ENDPOINT, live_server.url)
    look("This endpoint is this console", live_server.url, "start it again.")
    monkeypatch.setenv(clients.ENDPOINT, "http://127.0.0.1:1")
    look("AWS can't be reached", "No answer from http://127.0.0.1:1", "HTTPS_PROXY")
    monkeypatch.setenv(clients.ENDPOINT, aws_side.url)

    aws_side.weather = Weather(expired=True)
    look("The credentials expired", "aws sso login")
    aws_side.weather = Weather(denied={"DescribePools"})
    look("No permission for sms-voice:DescribePools", "AWS refused it to user/worker.")
    page.get_by_role("link", name="Show the line in the policy").press("Enter")
    line = page.locator("#policy-sms-voice-DescribePools")
    expect(line).to_be_in_viewport()
    expect(line).to_have_class(re.compile("--missing"))

    aws_side.weather = Weather()
    look("Connected to AWS account 1111-2222-3333 as user/worker.")
    assert found == []
    assert not AwsLink.objects.exists()


@pytest.mark.usefixtures("worker_runs")
def test_an_import_moves_is_canceled_goes_on_and_says_what_was_read(
    open_page: Callable[..., Page], seen: set[str], aws_side: Aws
) -> None:
    aws_side.control(pools=3)
    aws_side.weather = held = Held()
    page = open_page(SYNC, user="maria")
    page.get_by_role("button", name="Link and import").click()
    expect(page.get_by_role("heading", name="Reading from AWS")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^\d+ of about \d+"))).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", re.compile(r"\d"))
    assert faults(page, seen) == []
    page.get_by_role("button", name="Cancel").click()
    held.let_go.set()
    expect(page.get_by_role("heading", name="The import is canceled")).to_be_visible()
    page.get_by_role("button", name="Continue import").click()
    flash = page.get_by_test_id("flash-success")
    expect(flash).to_contain_text(
        "3 pools, 3 phone numbers and 0 sender IDs were read. Nothing was changed in AWS."
    )
    expect(page.get_by_test_id("sync-badge")).to_have_text("In sync")
    flash.get_by_role("link", name="View pools").click()
    expect(page.get_by_role("heading", name=re.compile(r"^Pools \(3\)"))).to_be_visible()


@pytest.mark.usefixtures("worker_runs")
def test_without_script_the_page_is_reloaded_until_it_is_linked(open_page: Callable[..., Page]) -> None:
    page = open_page(SYNC, user="maria", script=False)
    page.get_by_role("button", name="Link and import").click()
    reload_until(page, page.get_by_role("heading", name="In sync with AWS"))
    assert AwsLink.objects.get().imported_timestamp
