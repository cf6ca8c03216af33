"""`bin/bench`, sixth part: the simulator's pages for a pool of a hundred, with as many messages kept as pools.

A floor is the same frame with the same rows as text: what was said, who could send, the countries, one message. It
reads them by one query or two, and chooses nobody, reaches nowhere and draws no map.
"""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from pools.models import Account, Message, Pool
from pools.operations.engine.caller import Caller, Role
from pools.operations.messages import send_text_message
from pools.pages.simulator.conversation import MOST_BUBBLES
from pools.reference.countries import by_name
from tests.bench import messages
from tests.bench.lists import vacuum
from tests.bench.messages import TO
from tests.bench.pages import Target, medians

ACCOUNT, REGION = "111122223333", "us-west-2"
PLACE = f"/{ACCOUNT}/{REGION}"
TALK = 100  # messages to the phone that is shown
SAID = ("created_timestamp", "origination_phone_number", "message_body", "final_status", "message_parts")
CRUMBS = [{"text": "Amazon Pinpoint", "href": "/"}, {"text": "Message simulator"}]


def floor(request: HttpRequest, *tables: list[tuple]) -> HttpResponse:
    rows = [row for table in tables for row in table]
    return render(request, "bench/floor.html", {"rows": rows, "columns": SAID, "crumbs": CRUMBS})


def members_as_text(request: HttpRequest) -> list[tuple]:
    pool = Pool.objects.for_caller(request.caller).get(pool_id=request.GET["from"])
    numbers = pool.phone_numbers.values_list("phone_number", "iso_country_code", "message_type")
    return [*numbers, *pool.sender_ids.values_list("sender_id", "iso_country_code", "message_types")]


def phone(request: HttpRequest) -> HttpResponse:
    said = Message.objects.for_caller(request.caller).conversation(TO).values_list(*SAID)[:MOST_BUBBLES]
    return floor(request, list(said), members_as_text(request))


def coverage(request: HttpRequest) -> HttpResponse:
    return floor(request, members_as_text(request), [(one.label,) for one in by_name()])


def one_message(request: HttpRequest, message_id: str) -> HttpResponse:
    row = Message.objects.for_caller(request.caller).get(message_id=message_id)
    columns = [(field.name, getattr(row, field.attname)) for field in row._meta.concrete_fields]
    return floor(request, columns, [tuple(one.values()) for one in row.decision["verdicts"]])


urls = [
    path("phone/", phone, name="floor-of-phone"),
    path("coverage/", coverage, name="floor-of-coverage"),
    path("messages/<str:message_id>/", one_message, name="floor-of-message"),
]


def targets(pool: Pool, message: Message) -> list[Target]:
    here, least = f"{PLACE}/sms-voice/simulator/", f"{PLACE}/floor/"
    named, bare = urlencode({"from": f"pool/{pool.pool_id}", "to": TO}), urlencode({"from": pool.pool_id})
    return [
        Target("phone", f"{here}?{named}"),
        Target("floor of phone", f"{least}phone/?{bare}"),
        Target("coverage", f"{here}coverage/?{named}"),
        Target("floor of coverage", f"{least}coverage/?{bare}"),
        Target("one message", f"{here}messages/{message.message_id}/"),
        Target("floor of one message", f"{least}messages/{message.message_id}/"),
    ]


def measure(client: Any, kept: int, rounds: int) -> dict[str, dict[str, float]]:
    account = Account.objects.get(account_id=ACCOUNT)
    pool = messages.a_sending_pool(account, REGION)
    messages.keep(pool, kept, messages.OTHERS)
    messages.keep(pool, TALK, (TO,))
    caller = Caller(None, account, REGION, Role.ADMINISTRATOR)
    sent = send_text_message(
        caller, destination_phone_number=TO, message_body="Hello.", origination_identity=pool.pool_id
    )
    message = Message.objects.get(message_id=sent.message_id)
    vacuum()
    try:
        return medians(client, targets(pool, message), rounds)
    finally:
        messages.drop(pool)
