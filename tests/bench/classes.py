"""`bin/bench`, seventh part: a class of thirty made and put back, and what its learners' panels and its board ask.

The floors: the same rows put into the same tables, and dropped before that where a class is put back; and an answer
that is empty, which goes through all that stands before a page.
"""

import html
import re
import statistics
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from pools.models import Account, Class, User
from pools.operations.classes import create_class, remove_class, reset_class, seats_of
from pools.operations.engine.account_rows import HELD, drop, held_rows
from pools.operations.engine.caller import Caller, Role
from pools.reference.lessons import lessons
from tests.bench.files import ACCOUNT, Figures, timed
from tests.bench.pages import Target, medians

REGION = "us-east-1"
LEARNERS = 30
ROUNDS = 3  # of what takes seconds
POLL = re.compile(r'"([^"]*[?;]seen=[^"]*)"')


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


urls = [path("nothing/", nothing, name="floor-of-poll")]


def measure(client: Any, rounds: int) -> Figures:
    user = User.objects.get(username="demo")
    trainer = Caller(user, Account.objects.get(account_id=ACCOUNT), REGION, Role.ADMINISTRATOR)
    made = []
    for number in range(ROUNDS):
        made.append(timed(lambda: create_class(trainer, name="Bench", learners=LEARNERS)))
        row = Class.objects.get(name="Bench")
        if number < ROUNDS - 1:
            remove_class(trainer, row)
    put_back = [timed(lambda: reset_class(trainer, row)) for _ in range(ROUNDS)]
    polls = medians(client, board_polls(client, row), rounds) | panel_polls(row, rounds)
    floors = floors_of([seat.learner.account for seat in seats_of(row)])
    remove_class(trainer, row)
    return {"class, made": median(made), "class, put back": median(put_back), **floors, **polls}


def floors_of(accounts: list[Account]) -> Figures:
    rows = [(model, list(found)) for model in HELD for _, found in held_rows(model, accounts)]
    dropped, added = [], []
    for _ in range(ROUNDS):
        with transaction.atomic():
            dropped.append(timed(lambda: drop(accounts)))
            added.append(timed(lambda: add(rows)))
    both = [{clock: a[clock] + d[clock] for clock in a} for a, d in zip(added, dropped, strict=True)]
    return {"floor of class, made": median(added), "floor of class, put back": median(both)}


def add(rows: list[tuple[type[Model], list[Model]]]) -> None:
    for model, each in rows:
        model._base_manager.bulk_create(each)


def median(figures: list[dict[str, float]]) -> dict[str, float]:
    return {clock: statistics.median(one[clock] for one in figures) for clock in ("cpu", "wall")}


def board_polls(client: Any, row: Class) -> list[Target]:
    board = reverse("class", args=[ACCOUNT, REGION, row.class_id])
    return [
        Target("board", board),
        Target("board, asked again", poll_in(client, board)),
        Target("floor of board, asked again", reverse("floor-of-poll", args=[ACCOUNT, REGION])),
    ]


def panel_polls(row: Class, rounds: int) -> Figures:
    """As a learner who has begun the first lesson."""
    learner, slug = seats_of(row, 1).get().learner, lessons()[0].slug
    client, place = Client(), (learner.account_id, REGION)
    client.force_login(learner.user)
    client.post(reverse("lesson-start", args=[*place, slug]))
    panel = f"{reverse('lesson-panel', args=[*place, slug])}?page=overview"
    group = [
        Target("panel", panel),
        Target("panel, asked again", poll_in(client, panel)),
        Target("floor of panel, asked again", reverse("floor-of-poll", args=place)),
    ]
    return medians(client, group, rounds)


def poll_in(client: Any, address: str) -> str:
    """What the page asks for again."""
    found = POLL.search(client.get(address).content.decode())
    return html.unescape(found[1])
