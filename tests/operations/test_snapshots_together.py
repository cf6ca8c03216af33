"""An account set back while somebody else is at work in it."""

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import connection

from pools.models import AccountRegion, Message, MonthlySpend, PhoneNumber, Pool
from pools.operations.engine import verb
from pools.operations.engine.caller import Caller
from pools.operations.messages import send_text_message
from pools.operations.pools import create_pool
from pools.operations.snapshots import restore_snapshot, take_snapshot
from tests.help.counts import miscounted
from tests.help.factories import PhoneNumberFactory
from tests.operations.test_together import together

pytestmark = pytest.mark.usefixtures("transactional_db")
WAITING = """
SELECT count(pg_stat_clear_snapshot()) FROM pg_locks
WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())
"""
PATIENCE = 500  # looks, of a hundredth of a second


def send(caller: Caller) -> Any:
    number = PhoneNumber.objects.get()
    to = {"destination_phone_number": "+12065550175", "message_body": "Hello"}
    return send_text_message(caller, origination_identity=number.phone_number_id, **to)


def make_pool(caller: Caller) -> Any:
    number = PhoneNumber.objects.get()
    return create_pool(caller, origination_identity=number.phone_number_id, message_type="TRANSACTIONAL")


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0


@pytest.fixture
def lingers(monkeypatch) -> Callable[[str], Event]:
    """lingers("name"): the first who comes out of that step of every verb stays until somebody waits for them.

    The event is set once they are there.
    """

    def after(name: str) -> Event:
        step, done = getattr(verb, name), Event()

        def lingering(*args: Any) -> Any:
            result = step(*args)
            if not done.is_set():
                done.set()
                looks = range(PATIENCE if connection.vendor == "postgresql" else 0)
                next((True for _ in looks if somebody_waits() or Event().wait(0.01)), None)
            return result

        monkeypatch.setattr(verb, name, lingering)
        return done

    return after


@pytest.mark.parametrize("act", [send, make_pool])
def test_who_is_in_the_middle_of_an_act_can_end_it(caller, lingers, act: Callable[[Caller], Any]):
    """Neither waits for the other for good."""
    caller.account.account_tier, caller.account.monthly_spend_limit = "PRODUCTION", 100
    caller.account.save()
    AccountRegion.objects.create(account=caller.account, region=caller.region)
    PhoneNumberFactory()
    send(caller)
    take_snapshot(caller, name="before")
    # All is written, and the transaction has yet to end.
    done = lingers("mark_unsent")

    def restore() -> None:
        done.wait(10)
        restore_snapshot(caller, name="before")

    answers, refused = together(partial(act, caller), restore)
    assert (refused, len(answers)) == ([], 2)
    assert (Message.objects.count(), Pool.objects.count()) == (1, 0)
    assert MonthlySpend.objects.get().units > 0
    assert miscounted() == []
