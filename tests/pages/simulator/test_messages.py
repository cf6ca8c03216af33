"""The messages of an account: the list, what narrows it, and that it goes on while something is on its way."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.urls import reverse

from pools.models import Message, MonthlySpend
from tests.conftest import HTMX
from tests.help.factories import MessageFactory, PoolFactory

PLACE = ["111122223333", "us-east-1"]


def here(**query) -> str:
    return reverse("message-list", args=PLACE) + (f"?{urlencode(query)}" if query else "")


def rows(response) -> list[str]:
    """The text of each row."""
    found = re.findall(r'<tr data-testid="message-row-.*?</tr>', response.content.decode(), re.S)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in found]


@pytest.fixture
def messages(account):
    """By the message: a queued one of a pool, a failed one of a pool that is gone, a reply, a call."""
    now = datetime.now(UTC)
    PoolFactory(pool_id="pool-1", name="orders")
    MessageFactory(
        message_body="Order 50% off",
        pool_id="pool-1",
        message_parts=2,
        price_class="DOMESTIC",
        final_status="DELIVERED",
        created_timestamp=now,
        settled_timestamp=now + timedelta(minutes=5),
    )
    MessageFactory(
        message_body="Ihre Bestellung",
        pool_id="pool-gone",
        final_status="CARRIER_BLOCKED",
        destination_phone_number="+4915112345678",
        iso_country_code="DE",
        origination_phone_number="ACME",
        created_timestamp=now - timedelta(days=2),
    )
    MessageFactory(message_body="Stop", kind="REPLY", created_timestamp=now - timedelta(days=40))
    MessageFactory(message_body="Call me", kind="VOICE", created_timestamp=now - timedelta(days=400))


ORDER, GERMAN, STOP, CALL = "Order 50% off", "Ihre Bestellung", "Stop", "Call me"


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [ORDER, GERMAN, STOP, CALL]),
        ({"dir": "asc"}, [CALL, STOP, GERMAN, ORDER]),
        ({"q": "order"}, [ORDER]),
        ({"q": "50% ORDER"}, [ORDER]),
        ({"q": "o_der"}, []),
        ({"q": "+49 1511 2345678"}, [GERMAN]),
        ({"q": "acme"}, [GERMAN]),
        ({"q": "(206) 555-0175"}, [ORDER, STOP, CALL]),
        ({"pool": "pool-1"}, [ORDER]),
        ({"pool": "pool-gone"}, [GERMAN]),
        ({"pool": "none"}, [STOP, CALL]),
        ({"status": "QUEUED"}, [ORDER]),
        ({"status": "DELIVERED"}, [STOP, CALL]),
        ({"status": "CARRIER_BLOCKED"}, [GERMAN]),
        ({"kind": "REPLY"}, [STOP]),
        ({"since": "week"}, [ORDER, GERMAN]),
        ({"since": "year", "kind": "TEXT", "q": "e"}, [ORDER, GERMAN]),
    ],
)
def test_what_the_list_finds(client, messages, query, found):
    shown = rows(client.get(here(**query)))
    assert [next(text for text in (ORDER, GERMAN, STOP, CALL) if text in row) for row in shown] == found


def test_what_a_row_says(client, messages):
    shown = rows(client.get(here()))
    assert re.fullmatch(
        r"(just now|1 minute ago) to \+1 206-555-0175 "
        r"\+1 206-555-0175 \+1 425-555-0117 orders Order 50% off SMS 2 Queued Domestic",
        shown[0],
    )
    assert "+49 1511 2345678 ACME pool-gone Ihre Bestellung SMS 1 Carrier blocked" in shown[1]
    # It came from the phone.
    assert "+1 425-555-0117 +1 206-555-0175 - none Stop Reply" in shown[2]


def test_filters_that_mean_nothing_fall_away(client, messages):
    odd = {"pool": "pool-9", "status": "ODD", "kind": "FAX", "since": "ever", "from": "x", "to": "12"}
    response = client.get(here(**odd))
    assert response.headers["Location"] == here()


def test_choices_are_counted(client, messages):
    headers = HTMX | {"HX-Target": "messages-choices"}
    page = client.get(here(open="filters"), headers=headers).content.decode()
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    for words in ("Not from a pool", "orders", "pool-gone", "Carrier blocked", "Queued", "Last 24 hours"):
        assert words in text


def test_a_list_asks_again_while_a_message_is_on_its_way(client, messages):
    """With the filters that it has; and no longer once each has settled."""
    page = client.get(here(pool="pool-1")).content.decode()
    asks = re.search(r'data-passing\s+hx-get="([^"]*)"', page)
    assert unescape(asks[1]) == here(pool="pool-1")
    # What is given up after three days nobody waits for.
    Message.objects.update(settled_timestamp=datetime.now(UTC) + timedelta(days=3))
    assert "data-passing" not in client.get(here(pool="pool-1")).content.decode()
    Message.objects.update(settled_timestamp=datetime.now(UTC))
    headers = HTMX | {"HX-Target": "messages-table", "HX-Trigger": "messages-passing"}
    again = client.get(f"{here(pool='pool-1')}&passing=x", headers=headers)
    assert "Delivered" in rows(again)[0]
    assert "data-passing" not in again.content.decode()
    assert "HX-Push-Url" not in again.headers


def test_sender_and_recipient_ride_along(client, messages):
    along = {"from": "pool/pool-1", "to": "+14254147755"}
    addresses = [reverse(name, args=PLACE) for name in ("simulator", "coverage", "message-list")]
    for address in addresses:
        page = client.get(address, along).content.decode()
        nav = page.partition('aria-label="Message simulator views"')[2].partition("</nav>")[0]
        hrefs = [unescape(href) for href in re.findall(r'href="([^"]*)"', nav)]
        assert hrefs == [f"{one}?{urlencode(along)}" for one in addresses]
        assert len(re.findall("aria-current", nav)) == 1
        assert "(4)" in nav
    # And stay through what narrows the list.
    page = client.get(here(**along, kind="TEXT")).content.decode()
    assert f'href="{here(**along)}"'.replace("&", "&amp;") in page


def test_an_empty_list_leads_to_the_phone(client, viewer_client):
    ways = {
        client: "Send one here, or with SendTextMessage.",
        viewer_client: "What this account sends appears here.",
    }
    for reader, words in ways.items():
        empty = reader.get(here()).content.decode().partition('data-testid="empty"')[2]
        text = " ".join(unescape(re.sub(r"<[^>]+>", " ", empty.partition("</main>")[0])).split())
        assert f"No messages {words} Open the phone" in text


@pytest.mark.parametrize("query", [{}, {"q": "code", "status": "DELIVERED", "pool": "pool-1"}])
def test_many_messages_cost_as_many_queries_as_few(client, account, django_assert_max_num_queries, query):
    PoolFactory(pool_id="pool-1", name="orders")
    MessageFactory.create_batch(60, pool_id="pool-1", created_timestamp=datetime.now(UTC) - timedelta(days=1))
    with django_assert_max_num_queries(8):
        client.get(here(**query))


def deleting(**query) -> str:
    return reverse("message-delete", args=PLACE) + (f"?{urlencode(query)}" if query else "")


def text_of(response) -> str:
    page = response.content.decode().replace("</strong>", "")
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize(
    ("query", "words", "left"),
    [
        ({}, "4 messages? You can't undo this action. These are all messages", []),
        ({"pool": "pool-1"}, "1 message? You can't undo this action. Pool: orders", [GERMAN, STOP, CALL]),
        ({"pool": "none"}, "2 messages? You can't undo this action. Pool: Not from a pool", [ORDER, GERMAN]),
        (
            {"q": "e", "kind": "TEXT", "since": "day"},
            "Search: e Kind: SMS Since: Last 24",
            [GERMAN, STOP, CALL],
        ),
        ({"status": "CARRIER_BLOCKED"}, "Status: Carrier blocked", [ORDER, STOP, CALL]),
    ],
)
def test_what_matches_is_deleted(client, messages, query, words, left):
    """And no more: not what comes while the question waits, however often its form is sent."""
    page = client.get(deleting(**query))
    assert words in text_of(page)
    before = re.search(r'name="before" value="(\d+)"', page.content.decode())[1]
    wrong = client.post(deleting(**query), {"before": before, "confirm": "delet"})
    assert (wrong.status_code, Message.objects.count()) == (422, 4)
    assert f'name="before" value="{before}"' in wrong.content.decode()
    later = MessageFactory(message_body="e later", pool_id=query.get("pool", "none").replace("none", ""))
    for _ in range(2):
        done = client.post(deleting(**query), {"before": before, "confirm": "Delete"})
        assert done.headers["Location"] == here(**query)
    kept = Message.objects.exclude(pk=later.pk).order_by("pk").values_list("message_body", flat=True)
    assert list(kept) == left
    assert Message.objects.filter(pk=later.pk).exists()
    assert "No message was left to delete." in text_of(client.get(here()))


def test_a_pool_that_is_gone_takes_no_others_messages_along(client, messages):
    """With its last message its filter means nothing any more, which the same form sent again still names."""
    for _ in range(2):
        client.post(deleting(pool="pool-gone"), {"confirm": "delete"})
    assert sorted(Message.objects.values_list("message_body", flat=True)) == sorted([ORDER, STOP, CALL])
    assert "No message was left to delete." in text_of(client.get(deleting(pool="pool-gone"), follow=True))


def test_deleting_gives_back_what_was_spent(client, account):
    now = datetime.now(UTC)
    month = f"{now:%Y-%m}"
    MonthlySpend.objects.create(account=account, region="us-east-1", month=month, kind="TEXT", units=1000)
    MessageFactory(created_timestamp=now, price_units=581)
    client.post(deleting(), {"confirm": "delete"})
    assert MonthlySpend.objects.get().units == 419
    assert "1 message was deleted." in text_of(client.get(here()))
    assert "No messages match." in text_of(client.get(deleting()))


@pytest.mark.parametrize(
    ("query", "text", "given"),
    [
        ({}, "JSON", set()),
        ({"pool": "pool-1", "since": "day"}, "JSON", {"pool", "since"}),
        ({"pool": "none", "q": "e"}, "JSON without search, Pool", set()),
        ({"kind": "TEXT", "status": "QUEUED"}, "JSON without Kind, Status", set()),
    ],
)
def test_programs_read_the_same_messages(client, messages, query, text, given):
    page = client.get(here(**query)).content.decode()
    link = re.search(r'id="messages-json" href="([^"]*)">([^<]*)<', page)
    address = urlsplit(unescape(link[1]))
    assert (address.path, link[2]) == ("/messages.json", text)
    assert parse_qs(address.query).keys() == {"region"} | given
    # Another filter brings another address.
    assert 'id="messages-acts" hx-swap-oob="true"' in (
        client.get(here(**query), headers=HTMX | {"HX-Target": "messages-table"}).content.decode()
    )
