"""A row that a search found says why: what it shows is marked, the rest stands in a line under its name."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import HTMX
from tests.help.factories import (
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    TagFactory,
)

pytestmark = pytest.mark.every_database
PLACE = ["111122223333", "us-east-1"]
POOL = "pool-8309803b1144bb44ff88f2d27e9a5071"
NUMBER = "phone-4bb4ff88f2d27e9a8309803b11445071"
ROW = re.compile(
    r'<tr data-testid="(?:pool|phone-number|sender-id|identity|number)-row-([^"]+)".*?</tr>', re.DOTALL
)
CUT = re.compile(r'<span class="cut__more">([^<]*)</span><span class="cut">([^<]*)</span>')
WHY = re.compile(r'<span class="table__why">(.*?)</span>', re.DOTALL)


@pytest.fixture
def pool(caller):
    made = PoolFactory(pool_id=POOL, name="fraud-alerts")
    number = PhoneNumberFactory(phone_number="+12065550142", phone_number_id=NUMBER, pool=made)
    PhoneNumberFactory(phone_number="+12065550199", phone_number_id="phone-free")
    for code in ("DE", "FR", "GB", "SE"):
        sender = SenderIdFactory(sender_id="ACME", iso_country_code=code)
        PoolSenderIdFactory(pool=made, sender_id=sender)
    TagFactory(pool=made, key="Team", value="marketing")
    TagFactory(phone_number=number, key="Cost", value="<b>7")
    TagFactory(sender_id=sender, key="Cost", value="8")
    return made


def found(client, name: str, typed: str, *args: str, **more: str) -> dict[str, str]:
    """The markup of each row, with what is marked in brackets, and in braces what only dots stand for."""
    headers = more.pop("headers", {})
    page = client.get(reverse(name, args=[*PLACE, *args]), {"q": typed, **more}, headers=headers)
    markup = page.content.decode().replace("<mark>", "[").replace("</mark>", "]")
    markup = CUT.sub(r"\1{\2}", markup)
    return {match[1]: unescape(match[0]) for match in ROW.finditer(markup)}


def why(row: str) -> str:
    return "".join(WHY.findall(row))


@pytest.mark.parametrize(
    ("typed", "shown", "line"),
    [
        ("alerts", ">fraud-[alerts]<", ""),
        ("ff88f2d", ">pool-8309803{b1144bb44[ff88f2d]27e9a}5071<", "ID …bb44[ff88f2d]…"),
        ("9803b1", ">pool-830[9803]{[b1]144bb44ff88f2d27e9a}5071<", ""),
        ("9a50", ">pool-8309803{b1144bb44ff88f2d27e[9a]}[50]71<", ""),
        (POOL, ">[pool-830][9803]{[b1144bb44ff88f2d27e9a]}[5071]<", ""),
        ("alerts ff88", ">fraud-[alerts]<", "ID …bb44[ff88]…"),
        ("acme", ">fraud-alerts<", "Sender ID [ACME] (DE) and 3 more"),
        ("acme de", ">fraud-alerts<", "Sender ID [ACME] ([DE])"),
        ("0142", ">fraud-alerts<", "Number +1 206-555-[0142]"),
        (NUMBER, ">fraud-alerts<", "Number [+1 206-555-0142]"),
        ("marketing", ">fraud-alerts<", "Tag Team = [marketing]"),
        ("Team", ">fraud-alerts<", "Tag [Team] = marketing"),
        ("Team = market", ">fraud-alerts<", "Tag [Team] = [market]ing"),
        ("Team: market", ">fraud-alerts<", "Tag [Team] = [market]ing"),
        ("fraud marketing", ">[fraud]-alerts<", "Tag Team = [marketing]"),
        ("0142 marketing", ">fraud-alerts<", "Number +1 206-555-[0142] · Tag Team = [marketing]"),
    ],
)
def test_a_pool_says_why(client, pool, typed, shown, line):
    row = found(client, "pool-list", typed)[POOL]
    assert shown in row
    assert why(row) == line


def test_two_reasons_are_enough(client, pool):
    row = found(client, "pool-list", "acme 0142 marketing")[POOL]
    assert why(row) == "Sender ID [ACME] (DE) and 3 more · Number +1 206-555-[0142]"


def test_a_name_is_only_text(client, caller):
    PoolFactory(pool_id="pool-1", name="<b>fraud</b>")
    markup = client.get(reverse("pool-list", args=PLACE), {"q": "fraud"}).content.decode()
    assert "&lt;b&gt;<mark>fraud</mark>&lt;/b&gt;" in markup


NUMBERS = [
    ("0142", "+1 206-555-[0142]", ""),
    ("ff88", "+1 206-555-0142", "ID …4bb4[ff88]…"),
    ("cost", "+1 206-555-0142", "Tag [Cost] = <b>7"),
    ("Cost=<b>", "+1 206-555-0142", "Tag [Cost] = [<b>]7"),
    ("united 206", "[United] States", ""),
    ("code 0142", "Long [code]", ""),
]


@pytest.mark.parametrize(
    ("typed", "shown", "line"),
    [
        *NUMBERS,
        ("alerts", "fraud-[alerts]", ""),
        (POOL[:12], "+1 206-555-0142", "Pool ID [pool-8309803]…"),
        ("transactional fraud", "[Transactional]", ""),
        ("sms fraud", '"badge">[SMS]<', ""),
        ("active fraud", "<span>[Active]</span>", ""),
        ("off fraud", "<span>[Off]</span>", ""),
    ],
)
def test_a_phone_number_says_why(client, pool, typed, shown, line):
    row = found(client, "phone-number-list", typed)[NUMBER]
    assert shown in row
    assert why(row) == line


@pytest.mark.parametrize(
    ("typed", "shown", "line"),
    [
        ("acme", ">[ACME]<", ""),
        ("sweden", "[Sweden] (SE)", ""),
        ("cost=8", ">ACME<", "Tag [Cost] = [8]"),
        ("alerts se", ">ACME<", "Pool fraud-[alerts]"),
        ("pool-8309803…5071", ">ACME<", "Pool ID [pool-8309803]…7e9a[5071]"),
        ("no", ">[No]<", ""),
    ],
)
def test_a_sender_id_says_why(client, pool, typed, shown, line):
    row = found(client, "sender-id-list", typed)["ACME/SE"]
    assert shown in row
    assert why(row) == line


@pytest.mark.parametrize(
    ("key", "typed", "shown", "line"),
    [
        *((NUMBER, *one) for one in NUMBERS),
        (NUMBER, "alerts", "+1 206-555-0142", "Pool fraud-[alerts]"),
        ("ACME-SE", "acme", ">[ACME]<", ""),
        ("ACME-SE", "sender sweden", "[Sender] ID", ""),
        ("ACME-SE", "cost", ">ACME<", "Tag [Cost] = 8"),
    ],
)
def test_an_identity_of_a_pool_says_why(client, pool, key, typed, shown, line):
    row = found(client, "pool-detail", typed, POOL)[key]
    assert shown in row
    assert why(row) == line


@pytest.mark.parametrize(("typed", "shown", "line"), [*NUMBERS, ("alerts", "In pool fraud-[alerts]", "")])
def test_a_number_for_a_new_pool_says_why(client, pool, typed, shown, line):
    headers = HTMX | {"HX-Target": "numbers", "HX-Trigger-Name": "q"}
    row = found(client, "pool-create", typed, all="1", headers=headers)[NUMBER]
    assert shown in row
    assert why(row) == line


@pytest.mark.parametrize(
    ("name", "begin"), [("pool-list", "pool"), ("phone-number-list", "number"), ("sender-id-list", "sender")]
)
def test_the_reasons_are_read_at_once(client, caller, name, begin):
    for n in range(12):
        made = {"pool": PoolFactory(), "number": PhoneNumberFactory(), "sender": SenderIdFactory()}
        owner = {"pool": "pool", "number": "phone_number", "sender": "sender_id"}[begin]
        TagFactory(**{owner: made[begin]}, key="Team", value="first" if n else "single")
    counts = []
    for typed in ("single", "first"):
        with CaptureQueriesContext(connection) as captured:
            assert len(found(client, name, f"team={typed}")) == (11 if typed == "first" else 1)
        counts.append(len(captured))
    assert counts[0] == counts[1]
