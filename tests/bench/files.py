"""`bin/bench`, fifth part: a file of opted-out numbers in and out again, beside the least that its rows can cost.

The file is read as the page of its form does it, and put on a list while somebody else writes to another one.
"""

import csv
import io
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from pools.models import Account, OptedOutNumber, OptOutImport, OptOutList
from pools.models.opt_out_imports import PIECE
from tests.bench.pages import Target, medians

ACCOUNT, REGION = "111122223333", "eu-west-2"
SHORT, LONG = 500, 50_000  # lines
ROUNDS = 9  # of what is over too soon to be timed once
Figures = dict[str, dict[str, float]]


def measure(client: Any, rounds: int) -> dict[int, Figures]:
    """Figures by the number of lines: of a short file only what should not depend on it."""
    found = {}
    for size in (SHORT, LONG):
        numbers = [f"+4477{number:08}" for number in range(size)]
        read, where = sent(client, a_list(f"file-{size}"), numbers)
        page = Target("file, page of report", f"{where}?page={size // 200}")
        found[size] = {"file, read": read, **medians(client, [page], rounds)}
    return {SHORT: found[SHORT], LONG: found[LONG] | in_and_out(client, where, numbers)}


def in_and_out(client: Any, where: str, numbers: list[str]) -> Figures:
    on, plain = f"file-{LONG}", a_list("plain")
    text = "\n".join(numbers)
    reads = [timed(lambda: list(csv.reader(io.StringIO(text)))) for _ in range(ROUNDS)]
    figures = {
        "floor of file, read": {
            clock: statistics.median(read[clock] for read in reads) for clock in ("cpu", "wall")
        }
    }
    with somebody_else(a_list("theirs")) as waits:
        figures["file, added"] = timed(lambda: add(client, where))
    figures["file, others' longest write"] = {
        clock: max(wait[clock] for wait in waits) for clock in ("cpu", "wall")
    }
    figures["floor of file, added"] = timed(lambda: put(plain, numbers))
    address = reverse("opt-out-list-export", args=[ACCOUNT, REGION, on])
    figures["file, out"] = timed(lambda: b"".join(client.get(address).streaming_content))
    figures["floor of file, out"] = timed(lambda: written(plain))
    return figures


def a_list(name: str) -> OptOutList:
    account = Account.objects.get(account_id=ACCOUNT)
    return OptOutList.objects.create(
        account=account, region=REGION, opt_out_list_name=name, created_timestamp=timezone.now()
    )


def timed(act: Callable[[], Any]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return {"cpu": (time.process_time() - cpu) * 1000, "wall": (time.perf_counter() - wall) * 1000}


def sent(client: Any, on: OptOutList, numbers: list[str]) -> tuple[dict[str, float], str]:
    """What it took to read a file, and the address of what was read."""
    file = SimpleUploadedFile("numbers.csv", "\n".join(numbers).encode())
    address = reverse("opt-out-list-import", args=[ACCOUNT, REGION, on.opt_out_list_name])
    answers = []
    figures = timed(lambda: answers.append(client.post(address, {"file": file})))
    return figures, answers[0].headers["Location"]


def add(client: Any, where: str) -> None:
    """As without a script: each answer leads to the next, until all are on the list."""
    client.post(where, {"act": "start"})
    while OptOutImport.objects.filter(status=OptOutImport.Status.RUNNING).exists():
        client.post(where, {"act": "go"})


def put(on: OptOutList, numbers: list[str]) -> None:
    now = timezone.now()
    for start in range(0, len(numbers), PIECE):
        with transaction.atomic():
            OptedOutNumber.objects.bulk_create(
                OptedOutNumber(opt_out_list=on, opted_out_number=number, opted_out_timestamp=now)
                for number in numbers[start : start + PIECE]
            )


def written(on: OptOutList) -> str:
    rows = on.opted_out_number_rows.order_by("-opted_out_timestamp", "-pk")
    text = io.StringIO()
    csv.writer(text).writerows(
        rows.values_list("opted_out_number", "end_user_opted_out", "opted_out_timestamp")
    )
    return text.getvalue()


@contextmanager
def somebody_else(theirs: OptOutList) -> Iterator[list[dict[str, float]]]:
    """Writes to a list of their own all the while: what each write took, the work that it waited for with it."""
    waits: list[dict[str, float]] = []
    over = threading.Event()

    def write() -> None:
        with transaction.atomic():
            OptOutList.objects.filter(pk=theirs.pk).update(created_timestamp=timezone.now())

    def go_on() -> None:
        while not over.wait(0.02):
            waits.append(timed(write))
        connection.close()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()
