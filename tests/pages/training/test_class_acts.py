"""What is done to a class on its pages: for one learner by the menu of a tile, and for all: snapshots and the clock."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pools.models import Account, Class, Pool, Snapshot
from pools.operations.classes import seats_of, sign_in_of
from pools.operations.engine.kept_snapshots import keep_start
from tests.help.factories import ClassFactory, MessageFactory, PoolFactory, SeatFactory

NAME = "before exercise 3"


@pytest.fixture
def row(caller) -> Class:
    """With two learners, whose accounts begin empty."""
    row = ClassFactory(account=caller.account, name="Monday")
    for number, name in ((1, "Ana Ruiz"), (2, "")):
        keep_start([SeatFactory(of_class=row, number=number, name=name).learner.account])
    return row


def address(name: str, row: Class, *more: str) -> str:
    return reverse(name, args=["111122223333", "us-east-1", row.class_id, *more])


def text(response) -> str:
    main = response.content.decode().split("<main")[-1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).replace(" ?", "?").split())


def flashes(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def drawn(response) -> dict[str, str]:
    return {"drawn": re.search(r'name="drawn" value="([^"]*)"', response.content.decode())[1]}


def pools_of(row: Class) -> list[int]:
    return [Pool.objects.filter(account=seat.learner.account).count() for seat in seats_of(row)]


def everybody_makes_a_pool(row: Class) -> None:
    for seat in seats_of(row):
        PoolFactory(account=seat.learner.account, name="Orders")


def test_the_menu_of_a_tile_resets_renews_and_removes_one_learner(client, row):
    menu = address("class-seat", row, "1")
    assert f'href="{menu}"' in client.get(address("class", row)).content.decode()
    acts = client.get(menu)
    urls = {name: address(f"class-seat-{name}", row, "1") for name in ("reset", "password", "remove")}
    assert all(f'href="{url}"' in acts.content.decode() for url in urls.values())
    everybody_makes_a_pool(row)
    assert "account of Ana Ruiz , seat 1, back to what it began with? Lost: pool Orders, all ticks." in text(
        client.get(urls["reset"])
    )
    assert client.post(urls["reset"], {"confirm": "remove"}).status_code == 422
    assert flashes(client.post(urls["reset"], {"confirm": "reset"}, follow=True)) == [
        "The account of Ana Ruiz was put back."
    ]
    assert pools_of(row) == [0, 1]
    card = client.post(urls["password"], drawn(client.get(urls["password"])), follow=True)
    assert flashes(card) == ["Ana Ruiz has a new password and a new link."]
    assert sign_in_of(seats_of(row, 1).get())[0] in text(card)
    assert ("seat 1" in text(card), "seat 2" in text(card)) == (True, False)
    assert client.post(urls["remove"], {"confirm": "reset"}).status_code == 422
    assert flashes(client.post(urls["remove"], {"confirm": "remove"}, follow=True)) == [
        "Ana Ruiz was removed."
    ]
    assert [one.number for one in seats_of(row)] == [2]
    assert client.get(menu).status_code == 404


def test_snapshots_of_a_class_are_taken_restored_and_deleted(client, row):
    page, take = address("class-snapshots", row), address("class-snapshot-take", row)
    assert "No snapshots Take one before an exercise." in text(client.get(page))
    assert client.post(take, {"name": " "}).status_code == 422
    taken = client.post(take, {"name": NAME}, follow=True)
    assert flashes(taken) == [f"Snapshot {NAME} was taken of 2 accounts."]
    assert re.search(rf"{NAME} just now \S+ 2 Restore", text(taken))
    again = client.post(take, {"name": NAME})
    assert (again.status_code, "A snapshot has this name already." in text(again)) == (422, True)
    everybody_makes_a_pool(row)
    restore = address("class-snapshot-restore", row, NAME)
    assert f"Restore {NAME} for 2 learners? Lost: 2 pools." in text(client.get(restore))
    assert client.post(restore, {"confirm": "yes"}).status_code == 422
    one = f"{restore}?seat=1"
    assert f'href="{one}"' in client.get(address("class-seat", row, "1")).content.decode()
    asked = client.get(one)
    assert f"Restore {NAME} for Ana Ruiz? Lost: 1 pool." in text(asked)
    assert f'action="{one}"' in asked.content.decode()
    client.post(one, {"confirm": "restore"}, follow=True)
    assert pools_of(row) == [0, 1]
    done = client.post(restore, {"confirm": "restore"}, follow=True)
    assert flashes(done) == [f"Snapshot {NAME} was restored for 2 learners."]
    assert pools_of(row) == [0, 0]
    deleted = client.post(address("class-snapshot-delete", row, NAME), {"confirm": "delete"}, follow=True)
    assert flashes(deleted) == [f"Snapshot {NAME} was deleted."]
    assert not Snapshot.objects.filter(name=NAME).exists()


def test_the_clocks_of_a_class_are_moved_once(client, row):
    url = address("class-clock", row)
    asked = client.get(url)
    assert "2 learners: the real time" in text(asked)
    assert "1 hour Nothing changes. 25 hours Nothing changes." in text(asked)
    # Each by its own clock: a message of now is past in an account that is ahead.
    there = Account.objects.filter(learner__seat__of_class=row).order_by("learner__seat__number")
    first, second = there
    for account, minutes in ((first, 30), (first, 40), (second, 90)):
        MessageFactory(account=account, settled_timestamp=first.now + timedelta(minutes=minutes))
    there.filter(pk=second.pk).update(clock_ahead_seconds=3600)
    asked = text(client.get(url))
    assert "1 hour In 2 accounts: 3 messages get their final status." in asked
    there.update(clock_ahead_seconds=0)
    assert "1 hour In 1 account: 2 messages get their final status." in text(client.get(url))
    asked = client.get(url)
    none = client.post(url, drawn(asked))
    assert (none.status_code, "Choose by how much." in text(none)) == (422, True)
    form = {"hours": "25"} | drawn(none)
    told = [flashes(client.post(url, form, follow=True)) for _ in range(2)]
    assert told == [
        ["The clocks of 2 accounts were moved 25 hours."],
        ["A clock of the class was moved already. Look at what they say now."],
    ]
    assert set(there.values_list("clock_ahead_seconds", flat=True)) == {25 * 3600}
    assert "2 learners: 25 hours ahead" in text(client.get(url))
    # One that is at its limit holds the others back.
    there.filter(pk=there.order_by("pk")[0].pk).update(clock_ahead_seconds=3650 * 24 * 3600)
    asked = client.get(url)
    assert 'name="hours"' not in asked.content.decode()
    for page in (asked, client.post(url, form | drawn(asked))):
        assert "The clock can be at most 10 years ahead. Reset or restore first." in text(page)
    assert set(there.values_list("clock_ahead_seconds", flat=True)) == {25 * 3600, 3650 * 24 * 3600}


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("class-seat", ["3"]),
        ("class-seat", ["999999999999"]),
        ("class-seat-reset", ["0"]),
        ("class-snapshot-restore", ["none"]),
        ("class-sheet", ["?seat=3"]),
        ("class-sheet", ["?seat=x"]),
        ("class-sheet", [f"?seat={'9' * 5000}"]),
    ],
)
def test_what_no_class_has_is_not_found(client, row, name, more):
    query = more.pop() if more[-1].startswith("?") else ""
    assert client.get(address(name, row, *more) + query).status_code == 404


def test_the_pages_cost_the_same_for_any_number_of_learners(client, row):
    client.post(address("class-snapshot-take", row), {"name": NAME})
    paths = [
        address("class-snapshots", row),
        address("class-snapshot-restore", row, NAME),
        address("class-clock", row),
        address("class-seat", row, "1"),
    ]

    def counted() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            found.append(len(asked))
        return found

    few = counted()
    client.post(address("class-snapshot-delete", row, NAME), {"confirm": "delete"})
    for number in range(3, 9):
        SeatFactory(of_class=row, number=number)
    client.post(address("class-snapshot-take", row), {"name": NAME})
    assert counted() == few
