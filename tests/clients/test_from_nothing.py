"""An account from nothing to two pools in two countries: by pages alone, by the AWS CLI, and both come to the same."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from pools import shapes
from pools.models import Account, PhoneNumber, Pool
from pools.models.identities import international
from pools.operations.engine.caller import Caller, caller_for
from pools.operations.engine.registry import verbs
from tests.browser.conftest import *  # noqa: F403 - its fixtures
from tests.clients.conftest import client_environment
from tests.help.factories import SECRET, AccessKeyFactory, AccountFactory, MembershipFactory, ProjectFactory
from tests.help.steps import flash

pytestmark = pytest.mark.browser
BY_CLI = """
set -e
v() { aws pinpoint-sms-voice-v2 "$@"; }
number() {
  v request-phone-number --iso-country-code $1 --number-type LONG_CODE --message-type TRANSACTIONAL \\
    --number-capabilities SMS --opt-out-list-name orders --query PhoneNumberId --output text
}
pool() {
  v create-pool --origination-identity $1 --iso-country-code $2 --message-type TRANSACTIONAL \\
    --tags Key=Name,Value=$3 --query PoolId --output text
}
v create-opt-out-list --opt-out-list-name orders
v put-opted-out-number --opt-out-list-name orders --opted-out-number +447700900123
first=$(number GB)
second=$(number GB)
third=$(number SE)
v request-sender-id --sender-id ORDERS --iso-country-code GB --message-types TRANSACTIONAL
british=$(pool $first GB orders-gb)
v associate-origination-identity --pool-id $british --origination-identity $second --iso-country-code GB
v associate-origination-identity --pool-id $british --origination-identity ORDERS --iso-country-code GB
pool $third SE orders-se
v create-configuration-set --configuration-set-name orders
v set-default-sender-id --configuration-set-name orders --sender-id ORDERS
"""
LISTED = (
    "DescribePools",
    "DescribePhoneNumbers",
    "DescribeSenderIds",
    "DescribeOptOutLists",
    "DescribeConfigurationSets",
    "DescribeAccountLimits",
)
PASSING = re.compile(r"Timestamp$|^NextToken$")


def account_of(account_id: str) -> Caller:
    """An account without anything, with the demo's user for its Administrator."""
    user = get_user_model().objects.get(username="demo")
    MembershipFactory(user=user, account=AccountFactory(account_id=account_id), role="ADMINISTRATOR")
    return caller_for(user, account_id, "us-east-1")


def test_by_pages_and_by_the_aws_cli_an_account_comes_to_the_same(open_page, script, live_server, run):
    by_pages, by_cli = account_of("333344445555"), account_of("555566667777")
    set_up_by_pages(
        open_page(f"/{by_pages.account.account_id}/us-east-1/sms-voice/", script=script), by_pages
    )
    # A project is Pinpoint's, which has an API of its own.
    ProjectFactory(account=by_cli.account)
    key = AccessKeyFactory(user=by_cli.user, account=by_cli.account)
    done = run(BY_CLI, client_environment(live_server.url, key.access_key_id, SECRET))
    assert done.returncode == 0, done.stderr
    found = state_of(by_pages)
    assert found == state_of(by_cli)
    assert [len(found["DescribePools"]["Pools"]), len(found["members"][0])] == [2, 3]


def set_up_by_pages(page: Page, caller: Caller) -> None:
    here = page.url
    turn_channel_on(page, here.replace("sms-voice/", "projects/"))
    make_list(page, f"{here}opt-out-lists/")
    request_numbers(page, f"{here}phone-numbers/")
    page.goto(f"{here}sender-ids/")
    page.get_by_role("link", name="Request sender ID").first.click()
    page.get_by_role("textbox", name="Sender ID", exact=True).fill("ORDERS")
    page.get_by_label("Country", exact=True).select_option("GB")
    page.get_by_test_id("request-sender-id-submit").click()
    expect(flash(page, "Sender ID ORDERS (GB) was requested.")).to_be_visible()
    first, second, third = PhoneNumber.objects.for_caller(caller).order_by("pk")
    make_pool(page, f"{here}pools/", "orders-se", third)
    make_pool(page, f"{here}pools/", "orders-gb", first)
    for name in (international(second.phone_number), "ORDERS (GB)"):
        page.get_by_label(f"Select {name}", exact=True).check()
    page.get_by_test_id("associate-to-pool").click()
    expect(flash(page, "2 identities were associated to pool orders-gb.")).to_be_visible()
    page.goto(f"{here}configuration-sets/")
    page.get_by_role("link", name="Create configuration set").first.click()
    page.get_by_label("Name", exact=True).fill("orders")
    page.get_by_label("Default sender ID").fill("ORDERS")
    page.get_by_test_id("create-configuration-set").click()
    expect(flash(page, "Configuration set orders was created.")).to_be_visible()


def turn_channel_on(page: Page, projects: str) -> None:
    page.goto(projects)
    page.get_by_test_id("create-project").click()
    page.get_by_label("Project name").fill("Project")
    page.get_by_test_id("create-project-submit").click()
    page.get_by_role("link", name="Turn on the SMS and voice channel").click()
    page.get_by_test_id("sms-channel-enabled").check()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_test_id("flash-success")).to_be_visible()


def make_list(page: Page, lists: str) -> None:
    page.goto(lists)
    page.get_by_role("link", name="Create opt-out list").first.click()
    page.get_by_label("Name", exact=True).fill("orders")
    page.get_by_test_id("create-opt-out-list-submit").click()
    page.get_by_role("link", name="Add numbers").click()
    page.get_by_label("Numbers", exact=True).fill("07700 900123")
    page.get_by_label("Country for numbers without +").select_option("GB")
    page.get_by_test_id("add-numbers-submit").click()
    expect(flash(page, "1 number was added.")).to_be_visible()


def request_numbers(page: Page, numbers: str) -> None:
    page.goto(numbers)
    page.get_by_test_id("request-phone-number").first.click()
    page.get_by_label("Country", exact=True).select_option("GB")
    page.get_by_label("Quantity").fill("2")
    page.get_by_test_id("add-row").click()
    rows = page.get_by_test_id("number-row")
    expect(rows).to_have_count(2)
    rows.nth(1).get_by_label("Country", exact=True).select_option("SE")
    page.get_by_text("Additional settings").click()
    page.get_by_label("Opt-out list").select_option("orders")
    page.get_by_test_id("next").click()
    page.get_by_test_id("request").click()
    expect(flash(page, "3 numbers were requested.")).to_be_visible()


def make_pool(page: Page, pools: str, name: str, number: PhoneNumber) -> None:
    page.goto(f"{pools}create/?type=phone-number")
    page.get_by_role("textbox", name="Pool name", exact=False).fill(name)
    page.get_by_label(f"Select {international(number.phone_number)}", exact=True).check()
    page.get_by_test_id("create-pool").click()
    expect(flash(page, f"Pool {name} was created.")).to_be_visible()


def state_of(caller: Caller) -> dict[str, Any]:
    """All that the API answers of the account, but for times and for what is invented for each."""
    found = {name: answer(caller, name) for name in LISTED}
    pools = Pool.objects.for_caller(caller).order_by("name")
    found["members"] = [
        answer(caller, "ListPoolOriginationIdentities", pool_id=pool.pool_id)["OriginationIdentities"]
        for pool in pools
    ]
    found["keywords"] = [
        answer(caller, "DescribeKeywords", origination_identity=pool.pool_id) for pool in pools
    ]
    found["tags"] = [answer(caller, "ListTagsForResource", resource_arn=pool.pool_arn) for pool in pools]
    found["opted out"] = answer(caller, "DescribeOptedOutNumbers", opt_out_list_name="orders")
    text = json.dumps(found, sort_keys=True)
    for invented, name in names_of(caller.account, pools).items():
        text = text.replace(invented, name)
    state = json.loads(text)
    # By these names, as IDs are invented.
    state["DescribePools"]["Pools"].sort(key=lambda pool: pool["PoolId"])
    for members in state["members"]:
        members.sort(key=lambda member: member["OriginationIdentity"])
    return state


def names_of(account: Account, pools: Any) -> dict[str, str]:
    names = {account.account_id: "the account"} | {pool.pool_id: pool.name for pool in pools}
    for n, number in enumerate(PhoneNumber.objects.filter(account=account).order_by("pk")):
        names |= {number.phone_number_id: f"number {n}", number.phone_number: f"the number {n}"}
    return names


def answer(caller: Caller, name: str, **given: str) -> Any:
    return lasting(shapes.to_wire(name, verbs()[name](caller, **given)))


def lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: lasting(one) for key, one in value.items() if not PASSING.search(key)}
    return [lasting(one) for one in value] if isinstance(value, list) else value
