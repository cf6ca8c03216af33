"""Show command: what a page does as a command, beside it, in the language that was chosen last."""

import re
from html import unescape

import pytest
from django.urls import reverse

from pools.pages.frame.command import chosen_command
from pools.pages.kit.cookies import cookie_name
from tests.conftest import HTMX
from tests.help.factories import ConfigurationSetFactory, PhoneNumberFactory, PoolFactory

COOKIE = cookie_name("command")
SHOWN = re.compile(r'data-testid="command-text".*?<code>(.*?)</code>', re.DOTALL)
POOLS = "pool-list"


def address(name: str, *args: str) -> str:
    return reverse(name, args=["111122223333", "us-east-1", *args])


def shown(response) -> str:
    """The command, on one line."""
    found = SHOWN.search(response.content.decode())
    return re.sub(r"\s[\\`^]?\s+", " ", unescape(found[1])) if found else ""


@pytest.fixture
def open_client(client):
    client.cookies[COOKIE] = "posix"
    return client


@pytest.mark.parametrize(
    ("name", "query", "command", "said"),
    [
        (POOLS, "", "describe-pools", ""),
        (
            POOLS,
            "?status=ACTIVE&two_way_enabled=false",
            "describe-pools --filters Name=status,Values=ACTIVE Name=two-way-enabled,Values=false",
            "",
        ),
        ("opt-out-list-list", "?uses=used", "describe-opt-out-lists", "no filter for Used by, so"),
        (
            "configuration-set-list",
            "?default_message_type=PROMOTIONAL",
            "describe-configuration-sets --filters Name=default-message-type,Values=PROMOTIONAL",
            "",
        ),
        (POOLS, "?q=or&tag=Team%3Drisk", "describe-pools", "no filter for the search and Tag, so"),
        (
            "phone-number-list",
            "?iso_country_code=US",
            "describe-phone-numbers --filters Name=iso-country-code,Values=US",
            "",
        ),
        (
            "sender-id-list",
            "?registered=true",
            "describe-sender-ids --filters Name=registered,Values=true",
            "",
        ),
    ],
)
def test_a_list_is_described_as_it_is_filtered(open_client, name, query, command, said):
    PoolFactory()
    page = open_client.get(address(name) + query)
    assert page.status_code == 200
    assert shown(page) == (
        f"aws pinpoint-sms-voice-v2 {command} --region us-east-1 --endpoint-url http://testserver"
    )
    assert ("has no filter for" in page.content.decode()) == bool(said)
    assert said in page.content.decode()


def test_it_changes_with_the_list(open_client):
    PoolFactory()
    asked = {**HTMX, "HX-Target": "pools-table"}
    table = open_client.get(f"{address(POOLS)}?status=ACTIVE", headers=asked)
    assert "Name=status,Values=ACTIVE" in shown(table)
    assert re.search(r'id="command"\s+class="command"\s+hx-swap-oob="true"', table.content.decode())
    panel = open_client.get(address("sender-id-list"), headers={**HTMX, "HX-Target": "tabpanel"})
    assert "describe-sender-ids" in shown(panel)


@pytest.mark.parametrize(
    ("name", "made", "key", "operations"),
    [
        (
            "pool-detail",
            PoolFactory,
            "pool_id",
            [
                "describe-pools",
                "list-pool-origination-identities",
                "describe-keywords",
                "list-tags-for-resource",
            ],
        ),
        (
            "phone-number-detail",
            PhoneNumberFactory,
            "phone_number_id",
            ["describe-phone-numbers", "describe-keywords", "list-tags-for-resource"],
        ),
        (
            "configuration-set-detail",
            ConfigurationSetFactory,
            "configuration_set_name",
            ["describe-configuration-sets", "list-tags-for-resource"],
        ),
    ],
)
def test_a_detail_is_described_by_several_calls(open_client, name, made, key, operations):
    named = getattr(made(), key)
    text = shown(open_client.get(address(name, named)))
    assert re.findall(r"v2 ([a-z-]+)", text) == operations
    assert text.count(named) == len(operations)


@pytest.mark.parametrize(
    ("before", "choice", "after", "begins"),
    [
        ("", "last", "posix", "aws pinpoint"),
        ("", "1", "posix", "aws pinpoint"),
        ("posix", "powershell", "powershell", "Get-SMSVPool"),
        ("posix", "cmd", "cmd", "aws pinpoint"),
        ("cmd", "python", "python", "import boto3"),
        ("python", "closed", "python-closed", ""),
        ("python-closed", "last", "python", "import boto3"),
        ("<script>", "closed", "posix-closed", ""),
    ],
)
def test_what_is_chosen_stays(client, before, choice, after, begins):
    PoolFactory()
    client.cookies[COOKIE] = before
    chosen = client.get(f"{address(POOLS)}?status=ACTIVE&command={choice}")
    assert (chosen.status_code, chosen["Location"]) == (302, f"{address(POOLS)}?status=ACTIVE")
    assert client.cookies[COOKIE].value == after
    page = client.get(chosen["Location"])
    assert shown(page).startswith(begins)
    assert ('id="command-heading"' in page.content.decode()) == bool(begins)
    # Its links say the address of the page, where script asks for the whole of it.
    link = re.search(r'id="show-command"\s+href="([^"]+)"', page.content.decode())[1]
    assert unescape(link) == f"{address(POOLS)}?status=ACTIVE&command={'closed' if begins else 'last'}"
    whole = client.get(chosen["Location"], headers={**HTMX, "HX-Target": "command"})
    assert "<html" in whole.content.decode()


@pytest.mark.parametrize(
    ("path", "there"), [("//example.com/", "/%2Fexample.com/"), ("/a?b#c/", "/a%3Fb%23c/")]
)
def test_nobody_is_led_elsewhere(rf, path, there):
    request = rf.get("/", {"command": "1"})
    request.path = path
    assert chosen_command(request)["Location"] == there
