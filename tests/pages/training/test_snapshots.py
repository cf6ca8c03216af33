"""Snapshots and the reset on the page Practice data: what is said before, the typed word, and what is told after."""

import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pools.clock import real_now
from pools.models import Account, Learner, Pool, Snapshot
from pools.operations.engine.caller import Caller
from pools.operations.snapshots import take_snapshot
from tests.conftest import HTMX
from tests.help.counts import miscounted
from tests.help.factories import (
    AccountFactory,
    MembershipFactory,
    MessageFactory,
    PoolFactory,
    SeatFactory,
    SnapshotFactory,
    UserFactory,
)

NAME = "before exercise 3"


def address(caller: Caller, name: str, *more: str) -> str:
    return reverse(name, args=[caller.account.account_id, caller.region, *more])


def words(response: HttpResponse) -> str:
    main = response.content.decode().split("<main")[-1]
    return " ".join(re.sub(r"<[^>]*>", " ", main).replace(" ?", "?").split())


def flashes(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def drawn(response: HttpResponse) -> dict[str, Any]:
    return {"drawn": re.search(r'name="drawn" value="([^"]*)"', response.content.decode())[1]}


def test_a_snapshot_is_taken_listed_and_taken_once_by_its_name(client, caller):
    PoolFactory.create_batch(2, account=caller.account)
    url = address(caller, "snapshot-take")
    assert client.post(url, {"name": " "}).status_code == 422
    page = client.post(url, {"name": NAME}, follow=True)
    assert flashes(page) == [f"Snapshot {NAME} was taken."]
    row = words(page).split("Holds Actions ")[1]
    assert row.startswith(f"{NAME} just now {caller.user.username} 2 pools, 1 project Restore")
    again = client.post(url, {"name": NAME})
    assert again.status_code == 422
    assert "A snapshot has this name already." in words(again)
    assert f'value="{NAME}"' in again.content.decode()


def test_restoring_says_what_is_lost_and_takes_the_word(client, caller):
    kept = PoolFactory(account=caller.account)
    take_snapshot(caller, name=NAME)
    for name in ("Orders", "Test"):
        PoolFactory(account=caller.account, name=name)
    MessageFactory.create_batch(14, account=caller.account)
    assert "Clock:" not in words(client.get(address(caller, "snapshot-restore", NAME)))
    Account.objects.update(clock_ahead_seconds=25 * 3600)
    url = address(caller, "snapshot-restore", NAME)
    asked = client.get(url)
    said = words(asked)
    assert f"Restore {NAME}? Lost: pools Orders and Test, 14 messages." in said
    now = real_now()
    assert f"Clock: back to {now:%A, %B} {now.day}, {now.year}" in said
    assert "IDs stay. People, sign-ins, and access keys aren't touched." in said
    wrong = client.post(url, {"confirm": "yes", **drawn(asked)})
    assert wrong.status_code == 422
    assert "Enter &quot;restore&quot; to confirm." in wrong.content.decode()
    page = client.post(url, {"confirm": "restore", **drawn(wrong)}, follow=True)
    assert flashes(page) == [f"Snapshot {NAME} was restored."]
    assert list(Pool.objects.values_list("pool_id", flat=True)) == [kept.pool_id]
    assert Account.objects.get().clock_ahead == timedelta()
    assert miscounted() == []


def test_what_was_done_since_the_question_is_asked_about_and_a_form_sent_twice_acts_once(client, caller):
    take_snapshot(caller, name=NAME)
    take = address(caller, "snapshot-take")
    for url, word, told in (
        (address(caller, "snapshot-restore", NAME), "restore", f"Snapshot {NAME} was restored."),
        (address(caller, "practice-data-reset"), "reset", "Demo data was reset."),
    ):
        # Of what it began with, nothing is kept but what the account holds now.
        Snapshot.objects.filter(name=Snapshot.START).delete()
        Snapshot.objects.create(
            account=caller.account,
            taken_timestamp=Snapshot.objects.first().taken_timestamp,
            data=Snapshot.objects.get(name=NAME).data,
        )
        form = {"confirm": word, **drawn(client.get(url))}
        client.post(take, {"name": f"meanwhile {word}"})
        PoolFactory(account=caller.account, name="New")
        late = client.post(url, form)
        assert late.status_code == 409
        assert "Something was done in this account meanwhile." in words(late)
        assert "Lost: pool New." in words(late)
        form = {"confirm": word, **drawn(late)}
        for _ in range(2):
            assert flashes(client.post(url, form, follow=True)) == [told]
        assert not Pool.objects.exists()


def test_a_dialog_leads_back_to_the_page_which_is_drawn_anew(client, caller):
    take_snapshot(caller, name=NAME)
    url = address(caller, "snapshot-delete", NAME)
    asked = client.get(url, headers=HTMX)
    assert 'data-testid="dialog-delete"' in asked.content.decode()
    answer = client.post(url, {"confirm": "delete", **drawn(asked)}, headers=HTMX)
    assert answer["HX-Redirect"] == address(caller, "practice-data")
    assert not Snapshot.objects.exists()
    assert client.get(url).status_code == 404
    assert flashes(client.post(url, follow=True)) == [f"Snapshot {NAME} no longer exists."]


def test_who_restored_it_meanwhile_has_not_deleted_it(client, caller):
    take_snapshot(caller, name=NAME)
    url, other = address(caller, "snapshot-delete", NAME), address(caller, "snapshot-restore", NAME)
    form = {"confirm": "delete", **drawn(client.get(url))}
    client.post(other, {"confirm": "restore", **drawn(client.get(other))})
    late = client.post(url, form)
    assert late.status_code == 409
    assert Snapshot.objects.exists()


def test_a_learner_restores_a_trainers_snapshot_and_cannot_delete_it(client, caller):
    SeatFactory(learner=Learner.objects.create(user=caller.user, account=caller.account))
    SnapshotFactory(account=caller.account, name=NAME, taken_by=UserFactory(username="trainer"))
    page = client.get(address(caller, "practice-data"))
    kept = f"Your trainer took {NAME}. You can restore it, but not delete it."
    assert f"Delete snapshot {NAME} {kept}" in words(page)
    url = address(caller, "snapshot-delete", NAME)
    refused = client.post(url, {"confirm": "delete", **drawn(client.get(url))})
    assert refused.status_code == 409
    assert kept in words(refused)
    restored = address(caller, "snapshot-restore", NAME)
    page = client.post(restored, {"confirm": "restore", **drawn(client.get(restored))}, follow=True)
    assert flashes(page) == [f"Snapshot {NAME} was restored."]


def test_a_viewer_sees_them_and_is_told_whom_to_ask(client, viewer_client, caller):
    SnapshotFactory(account=caller.account, name=NAME)
    page = viewer_client.get(address(caller, "practice-data"))
    assert NAME in words(page)
    ids = ("take-snapshot", "restore-1", "delete-1", "reset-data")
    for each in ids:
        tag = re.search(rf'<(\w+)[^>]*\sid="{each}"[^>]*>', page.content.decode())[0]
        assert 'aria-disabled="true"' in tag, each
    assert words(page).count("Only an Administrator can set this account back.") == len(ids)


def test_in_a_teams_account_the_question_says_that_it_cannot_be(client, caller):
    team = AccountFactory(account_id="222233334444")
    MembershipFactory(user=caller.user, account=team, role="ADMINISTRATOR")
    place = Caller(caller.user, team, caller.region, "ADMINISTRATOR")
    sentence = "Snapshots, reset, and the clock are for demo, class, and practice accounts."
    for name, form in (("snapshot-take", {"name": "New"}), ("practice-data-reset", {"confirm": "reset"})):
        asked = client.get(address(place, name))
        assert sentence in words(asked)
        form |= drawn(asked) if "confirm" in form else {}
        refused = client.post(address(place, name), form)
        assert refused.status_code == 409
        assert sentence in words(refused)


def test_the_page_asks_as_much_for_many_as_for_one(client, caller):
    asked = []
    for _ in range(2):
        SnapshotFactory(account=caller.account, taken_by=caller.user)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(caller, "practice-data"))
        asked.append(len(queries))
    assert asked[0] == asked[1]
