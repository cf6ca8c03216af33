"""A draft, its plan and its run against what stands in for AWS; and what others change there meanwhile."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from pools.models import AwsLink, SyncRun, SyncStep
from pools.operations.associations import associate_origination_identity
from pools.operations.engine.caller import caller_for
from pools.operations.keywords import put_keyword
from pools.operations.pools import delete_pool, update_pool
from pools.sync import looks
from tests.browser.test_axe import faults
from tests.browser.test_keyboard import Keyboard
from tests.help.aws import ARN, Aws
from tests.help.aws.weather import TRANSIENT, Weather
from tests.help.factories import AccountFactory, MembershipFactory, ProjectFactory, UserFactory
from tests.sync.working import Console, at_work, number, pool

SYNC = "/111122223333/us-east-1/sync/"


@dataclass
class Draft(Console):
    """client: boto3, past the sync. pools: four that AWS has. free: a number in none of them."""

    client: Any = None
    pools: tuple[str, ...] = ()
    free: str = ""

    def share_routes(self, pool_id: str) -> None:
        update_pool(self.caller, pool_id=pool_id, shared_routes_enabled=True)

    def answers(self, pool_id: str, text: str) -> None:
        put_keyword(self.caller, origination_identity=pool_id, keyword="INFO", keyword_message=text)

    def in_aws(self) -> dict[str, bool]:
        """The pools that AWS has, and whether each shares routes."""
        return {one["PoolId"]: one["SharedRoutesEnabled"] for one in self.client.describe_pools()["Pools"]}

    def text_in_aws(self, pool_id: str) -> str:
        (found,) = self.client.describe_keywords(OriginationIdentity=pool_id, Keywords=["INFO"])["Keywords"]
        return found["KeywordMessage"]


@pytest.fixture
def demo(transactional_db, aws_side: Aws, settings, monkeypatch) -> Iterator[Draft]:
    """A console that holds what AWS has, with a worker that looks for something to do."""
    settings.CONSOLE_AWS_RATES = 100
    monkeypatch.setattr(looks, "LATER", 0)
    account = AccountFactory(name="Acme production")
    ProjectFactory(account=account)
    maria = MembershipFactory(account=account, user=UserFactory(username="maria")).user
    with closing(aws_side.client()) as client:
        pools = tuple(pool(client) for _ in range(4))
        free = number(client)
        for one in (*pools, free):
            client.put_keyword(OriginationIdentity=one, Keyword="INFO", KeywordMessage="Agreed.")
        draft = Draft(aws_side, caller_for(maria, account.account_id, "us-east-1"), client, pools, free)
        draft.imported()
        AwsLink.objects.update(signed_in_as=ARN)
        with at_work():
            yield draft


def head(page: Page, text: str | re.Pattern) -> None:
    expect(page.locator("#state-heading")).to_have_text(text)


def review(page: Page) -> Locator:
    """The head's button, as the list of pending changes has one as well."""
    return page.locator("#press-review-and-apply")


def reload_until(page: Page, there: Locator) -> None:
    """Press *Reload* as long as the page offers it."""
    for _ in range(100):
        if there.count():
            return
        page.get_by_role("link", name="Reload").click()
    expect(there).to_be_visible()


def test_a_plan_is_made_ticked_and_applied_by_keyboard(open_page: Callable[..., Page], demo: Draft) -> None:
    changed, gone, *_ = demo.pools
    demo.share_routes(changed)
    delete_pool(demo.caller, pool_id=gone)
    page = open_page(SYNC, user="maria")
    # The number that it had is the third.
    head(page, "3 changes are not in AWS yet")
    keyboard = Keyboard(page)
    keyboard.tab_to(review(page))
    keyboard.press("Enter")
    head(page, "2 steps are ready, 1 of them destroys")
    keyboard.tab_to(page.get_by_label("Delete this pool"))
    keyboard.press("Space")
    keyboard.tab_to(page.get_by_label("To confirm, enter “apply”."))
    keyboard.type("apply")
    keyboard.tab_to(page.get_by_role("button", name="Apply 2 steps"))
    keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Run 2", level=1)).to_be_focused()
    head(page, re.compile("^Run 2 is done: 2 steps"))
    assert demo.in_aws() == {changed: True} | dict.fromkeys(demo.pools[2:], False)
    expect(page.get_by_test_id("sync-badge")).to_have_text("In sync")


def test_a_plan_is_made_and_applied_without_script(open_page: Callable[..., Page], demo: Draft) -> None:
    demo.share_routes(demo.pools[0])
    page = open_page(SYNC, user="maria", script=False)
    review(page).click()
    apply = page.get_by_role("button", name="Apply 1 step")
    reload_until(page, apply)
    apply.click()
    reload_until(page, page.get_by_role("heading", name=re.compile("^Run 2 is done: 1 step")))
    assert demo.in_aws()[demo.pools[0]]


def test_what_aws_changed_is_told_and_what_both_changed_is_answered(
    open_page: Callable[..., Page], demo: Draft
) -> None:
    ours, theirs, drifted, gone = demo.pools
    for one in (ours, theirs):
        demo.answers(one, "Ours.")
        demo.client.put_keyword(OriginationIdentity=one, Keyword="INFO", KeywordMessage="Theirs.")
    demo.client.update_pool(PoolId=drifted, SharedRoutesEnabled=True)
    demo.client.delete_pool(PoolId=gone)
    page = open_page(SYNC, user="maria")
    page.get_by_role("button", name="Refresh from AWS").click()
    head(page, "3 conflicts need an answer")
    page.get_by_role("tab", name=re.compile("^Conflicts")).click()
    for one, choice in ((ours, "Keep ours"), (theirs, "Take AWS's"), (gone, "Stop managing")):
        page.get_by_role("group", name=f"Pool {one}").get_by_role("radio", name=choice).check()
    page.get_by_role("button", name="Save 3 answers").click()
    expect(page.get_by_test_id("flash-success")).to_contain_text("3 answers were saved here. 1 change is not")
    head(page, "1 change is not in AWS yet")
    expect(page.locator("#conflicts-heading")).to_be_focused()

    page.get_by_role("tab", name=re.compile("^Changed in AWS")).click()
    row = page.get_by_test_id("changed-row").filter(has_text="Shared routes")
    expect(row).to_contain_text(re.compile(r"Off\s+→\s+On"))
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Put back").click()
    expect(page.get_by_test_id("flash-success")).to_contain_text("1 change is being put back here.")
    head(page, "2 changes are not in AWS yet")
    review(page).click()
    page.get_by_role("button", name="Apply 2 steps").click()
    head(page, re.compile("^Run 3 is done: 2 steps"))
    assert demo.in_aws() == dict.fromkeys((ours, theirs, drifted), False)
    assert (demo.text_in_aws(ours), demo.text_in_aws(theirs)) == ("Ours.", "Theirs.")


def test_a_run_pauses_for_people_fails_with_the_line_of_the_policy_and_is_retried(
    open_page: Callable[..., Page], seen: set[str], demo: Draft
) -> None:
    demo.share_routes(demo.pools[0])
    page = open_page(SYNC, user="maria")
    review(page).click()
    apply = page.get_by_role("button", name="Apply 1 step")
    expect(apply).to_be_visible()
    demo.aws.weather = Weather(expired=True)
    apply.click()
    head(page, re.compile("^Paused before step 1: the credentials expired"))
    assert faults(page, seen) == []
    page.set_viewport_size({"width": 1440, "height": 900})

    demo.aws.weather = Weather(denied={"UpdatePool"})
    page.get_by_role("button", name="Continue").click()
    head(page, "Run 2 ended with 1 failed step")
    step = page.get_by_test_id("step-1")
    expect(step).to_contain_text("user/worker has no permission for sms-voice:UpdatePool.")
    step.get_by_role("link", name=re.compile(r"^Line \d+ of the policy$")).click()
    expect(page.locator("#policy-sms-voice-UpdatePool")).to_be_in_viewport()
    page.go_back()

    demo.aws.weather = Weather()
    page.get_by_role("button", name="Retry step 1").press("Enter")
    head(page, re.compile("^Run 2 is done: 1 step"))
    expect(page.get_by_test_id("step-1")).to_be_focused()
    assert demo.in_aws()[demo.pools[0]]


def test_what_aws_lets_wait_is_said_and_the_rest_goes_on(open_page: Callable[..., Page], demo: Draft) -> None:
    first, second, *_ = demo.pools
    demo.share_routes(second)
    wish = {"pool_id": first, "origination_identity": demo.free, "iso_country_code": "US"}
    associate_origination_identity(demo.caller, **wish)
    page = open_page(SYNC, user="maria")
    review(page).click()
    expect(page.get_by_role("button", name="Apply 2 steps")).to_be_visible()
    demo.aws.control(pending=[demo.free])
    demo.aws.weather.refuse(TRANSIENT["RESOURCE_NOT_ACTIVE"], "AssociateOriginationIdentity", times=1)
    page.get_by_role("button", name="Apply 2 steps").click()
    head(page, "1 step waits for AWS")
    row = page.get_by_test_id(re.compile("^step-")).filter(has_text="Waiting for AWS")
    expect(row).to_contain_text("The number is Pending, which can take days. Next look in ")
    assert demo.in_aws()[second]
    demo.aws.control(active=[demo.free])
    SyncStep.objects.filter(status="WAITING").update(next_try_timestamp=timezone.now())
    SyncRun.objects.filter(number=2).update(next_look_timestamp=timezone.now())
    head(page, re.compile("^Run 2 is done: 2 steps"))
    members = demo.client.list_pool_origination_identities(PoolId=first)["OriginationIdentities"]
    assert demo.free in {one.get("OriginationIdentityId", one["OriginationIdentity"]) for one in members}
