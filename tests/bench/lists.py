"""`bin/bench`, second part: the lists around pools, in a Region of their own, beside their floors.

A floor is the same frame with the same rows as text, by one query, which also orders, pages and searches.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from pools.management.bulk import BATCH, count_anew, phone_number_id
from pools.models import Account, ConfigurationSet, Message, OptedOutNumber, OptOutList, PhoneNumber, SenderId
from pools.models.searching import searched
from tests.bench.pages import ROWS, Target, medians

REGION = "eu-west-1"
PLACE = f"/111122223333/{REGION}"
LONG_LIST = "list-000000"


@dataclass(frozen=True)
class Listed:
    """One list. key: what its rows are counted from 0 by. columns: of the floor. searched_for: what one row has."""

    name: str
    path: str
    model: type[models.Model]
    columns: tuple[str, ...]
    make: Callable[[dict[str, Any], int], models.Model]
    searched_for: str
    search: Callable[[Any, Any, str], Any]
    newest: str = "created_timestamp"

    def rows(self, caller: Any) -> Any:
        if self.model is OptedOutNumber:
            return OptedOutNumber.objects.filter(opt_out_list__opt_out_list_name=LONG_LIST, is_opted_out=True)
        return self.model.objects.for_caller(caller)


def number(place: dict[str, Any], n: int) -> PhoneNumber:
    return PhoneNumber(
        **place,
        phone_number_id=phone_number_id(place["account"], REGION, n),
        phone_number=f"+1998{n:07}",
        iso_country_code="US",
        message_type="TRANSACTIONAL",
        number_capabilities=["SMS"],
        number_type="LONG_CODE",
        monthly_leasing_price="1.00",
    )


def sender_id(place: dict[str, Any], n: int) -> SenderId:
    return SenderId(**place, sender_id=f"BRAND{n:06}", iso_country_code="GB", message_types=["TRANSACTIONAL"])


def opt_out_list(place: dict[str, Any], n: int) -> OptOutList:
    return OptOutList(**place, opt_out_list_name=f"list-{n:06}")


def configuration_set(place: dict[str, Any], n: int) -> ConfigurationSet:
    return ConfigurationSet(
        **place, configuration_set_name=f"set-{n:06}", default_message_type="TRANSACTIONAL"
    )


@cache
def long_list() -> int:
    return OptOutList.objects.get(region=REGION, opt_out_list_name=LONG_LIST).pk


def opted_out(place: dict[str, Any], n: int) -> OptedOutNumber:
    return OptedOutNumber(
        opt_out_list_id=long_list(),
        opted_out_number=f"+4477{n:08}",
        opted_out_timestamp=place["created_timestamp"],
    )


def message(place: dict[str, Any], n: int) -> Message:
    moment = place["created_timestamp"]
    return Message(
        **place,
        kind=Message.Kind.TEXT,
        origination_phone_number="+14255550117",
        destination_phone_number=f"+1206555{n % 10_000:04}",
        iso_country_code="US",
        message_body=f"Your code is {n:06}.",
        price_class="DOMESTIC",
        final_status="DELIVERED",
        settled_timestamp=moment,
        delivered_timestamp=moment,
    )


def by_name(column: str) -> Callable[[Any, Any, str], Any]:
    """In either case, as a search finds it: to fold a hundred thousand names is most of what that costs."""
    return lambda rows, caller, text: rows.filter(**{f"{column}__icontains": text})


LISTS = (
    Listed(
        "numbers",
        "phone-numbers/",
        PhoneNumber,
        (
            "phone_number",
            "iso_country_code",
            "number_type",
            "message_type",
            "two_way_enabled",
            "created_timestamp",
        ),
        number,
        "+19980000042",
        searched,
    ),
    Listed(
        "sender IDs",
        "sender-ids/",
        SenderId,
        ("sender_id", "iso_country_code", "message_types", "registered", "created_timestamp"),
        sender_id,
        "BRAND000042",
        searched,
    ),
    Listed(
        "opt-out lists",
        "opt-out-lists/",
        OptOutList,
        ("opt_out_list_name", "created_timestamp"),
        opt_out_list,
        "list-000042",
        by_name("opt_out_list_name"),
    ),
    Listed(
        "opted-out numbers",
        f"opt-out-lists/{LONG_LIST}/",
        OptedOutNumber,
        ("opted_out_number", "end_user_opted_out", "opted_out_timestamp"),
        opted_out,
        "+447700000042",
        lambda rows, caller, text: rows.filter(opted_out_number__contains=text),
        "opted_out_timestamp",
    ),
    Listed(
        "configuration sets",
        "configuration-sets/",
        ConfigurationSet,
        ("configuration_set_name", "default_sender_id", "default_message_type", "created_timestamp"),
        configuration_set,
        "set-000042",
        by_name("configuration_set_name"),
    ),
    Listed(
        "messages",
        "simulator/messages/",
        Message,
        (
            "created_timestamp",
            "destination_phone_number",
            "origination_phone_number",
            "message_body",
            "kind",
            "message_parts",
            "final_status",
            "price_class",
        ),
        message,
        "000042",
        by_name("message_body"),
    ),
)


def floor(request: HttpRequest, name: str) -> HttpResponse:
    listed = next(one for one in LISTS if one.name == name)
    rows = listed.rows(request.caller)
    if text := request.GET.get("q"):
        rows = listed.search(rows, request.caller, text)
    sign = "" if request.GET.get("page") == "last" else "-"
    rows = rows.order_by(f"{sign}{listed.newest}", f"{sign}pk").values_list(*listed.columns)[:ROWS]
    crumbs = [{"text": "Amazon Pinpoint", "href": "/"}, {"text": "Pools"}]
    return render(
        request, "bench/floor.html", {"rows": list(rows), "columns": listed.columns, "crumbs": crumbs}
    )


urls = [path("lists/<str:name>/", floor, name="floor-of-list")]


def fill(wanted: int) -> None:
    """Up to so many rows on every list, with ages a second apart."""
    account = Account.objects.get(account_id="111122223333")
    place = {"account": account, "region": REGION}
    oldest = timezone.now() - timedelta(days=500)
    for listed in LISTS:
        have = listed.model.objects.filter(**of_filled(listed)).count()
        for first in range(have, wanted, BATCH):
            batch = range(first, min(first + BATCH, wanted))
            rows = [
                listed.make(place | {"created_timestamp": oldest + timedelta(seconds=n)}, n) for n in batch
            ]
            with transaction.atomic():
                listed.model.objects.bulk_create(rows)
                count_anew(account, REGION)
    vacuum()


def of_filled(listed: Listed) -> dict[str, Any]:
    if listed.model is OptedOutNumber:
        return {"opt_out_list__opt_out_list_name": LONG_LIST}
    return {
        "region": REGION,
        **({"opt_out_list_name__startswith": "list-"} if listed.model is OptOutList else {}),
    }


def vacuum() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def targets() -> Iterator[Target]:
    for listed in LISTS:
        here, least = f"{PLACE}/sms-voice/{listed.path}", f"{PLACE}/floor/lists/{listed.name}/"
        for what, query in (
            ("first page", ""),
            ("last page", "page=last"),
            ("searched", f"q={listed.searched_for.replace('+', '%2B')}"),
        ):
            yield Target(f"{listed.name}, {what}", f"{here}?size={ROWS}&{query}")
            yield Target(f"floor of {listed.name}, {what}", f"{least}?{query}")


def measure(client: Any, size: int, rounds: int) -> dict[str, dict[str, float]]:
    fill(size)
    return medians(client, list(targets()), rounds)
