"""The clock of an account: what passes when it moves, and that it is nobody else's."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from pools import clock
from pools.errors import AccessDeniedException, ConflictException, ValidationException
from pools.models import Account, Activity, Message, MonthlySpend, PhoneNumber, Pool
from pools.operations.clocks import HOURS, move_clock
from pools.operations.engine.caller import Caller
from pools.operations.messages import send_text_message
from pools.operations.opted_out_numbers import delete_opted_out_number, put_opted_out_number
from pools.operations.passing import Passing, changes_within
from pools.operations.pools import create_pool, delete_pool, describe_pools
from pools.operations.practice import open_practice_account
from pools.operations.verified_destination_numbers import (
    delete_verified_destination_number,
    send_destination_number_verification_code,
    verify_destination_number,
)
from pools.refusals import ClockTooFar
from tests.help.factories import (
    MessageFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    VerifiedDestinationNumberFactory,
)
from tests.help.linked import link_of
from tests.help.operations import refused

pytestmark = pytest.mark.django_db

HOUR, STICKY, MONTH = (timedelta(hours=hours) for hours in HOURS)
TO = "+12065550175"


def move(caller: Caller, span: timedelta) -> None:
    hours = span // timedelta(hours=1)
    account = move_clock(caller, hours=hours, ahead=caller.account.clock_ahead)
    caller.account.clock_ahead_seconds = account.clock_ahead_seconds


def delayed(caller: Caller) -> None:
    caller.account.status_delay_seconds = 600
    caller.account.save()


def a_pool_is_made(caller: Caller) -> Callable[[], Any]:
    delayed(caller)
    pool = create_pool(
        caller, origination_identity=PhoneNumberFactory().phone_number_id, message_type="TRANSACTIONAL"
    )

    def status() -> str:
        (found,) = describe_pools(caller, pool_ids=[pool.pool_id]).pools
        # As every door does, which draws what an operation has found.
        with clock.going_by(caller.account.clock_ahead):
            return found.status

    return status


def a_pool_is_deleted(caller: Caller) -> Callable[[], Any]:
    delayed(caller)
    delete_pool(caller, pool_id=PoolFactory().pool_id)
    return lambda: [pool.status for pool in describe_pools(caller).pools]


def a_number_may_be_taken_off(caller: Caller) -> Callable[[], Any]:
    here = {"opt_out_list_name": OptOutListFactory().opt_out_list_name, "opted_out_number": TO}
    put_opted_out_number(caller, **here)
    delete_opted_out_number(caller, **here)
    put_opted_out_number(caller, **here)
    return outcome(lambda: delete_opted_out_number(caller, **here))


def a_code_is_sent(caller: Caller) -> Callable[[], Any]:
    row = VerifiedDestinationNumberFactory()
    which = {"verified_destination_number_id": row.verified_destination_number_id}
    send_destination_number_verification_code(caller, verification_channel="TEXT", **which)
    row.refresh_from_db()
    return outcome(
        lambda: verify_destination_number(caller, verification_code=row.verification_code, **which)
    )


def a_verified_number_is_added(caller: Caller) -> Callable[[], Any]:
    which = {
        "verified_destination_number_id": VerifiedDestinationNumberFactory().verified_destination_number_id
    }
    return outcome(lambda: delete_verified_destination_number(caller, **which))


def no_receipt_comes(caller: Caller) -> Callable[[], Any]:
    MessageFactory(
        final_status="UNKNOWN", delivered_timestamp=None, settled_timestamp=caller.now + timedelta(hours=72)
    )
    return lambda: Message.objects.for_caller(caller).get().status_at(caller.now)


def a_sender_is_kept(caller: Caller) -> Callable[[], Any]:
    """The second number would be first, had the first one not reached the recipient."""
    caller.account.account_tier, caller.account.monthly_spend_limit = "PRODUCTION", 100
    caller.account.save()
    OptOutListFactory(opt_out_list_name="Default")
    pool = PoolFactory()
    kept = PhoneNumberFactory(pool=pool, phone_number="+14255550101")
    PhoneNumberFactory(pool=pool, phone_number="+14255550102", number_type="TEN_DLC")
    MessageFactory(origination_identity=kept.phone_number_id, pool_id=pool.pool_id)

    def sender() -> str:
        where = {"destination_phone_number": TO, "origination_identity": pool.pool_id}
        sent = send_text_message(caller, message_body="Hello", **where)
        message = Message.objects.get(message_id=sent.message_id)
        number = message.origination_phone_number
        message.delete()
        return number

    return sender


def outcome(act: Callable[[], Any]) -> Callable[[], str]:
    """The reason for which it is refused, or "done"."""

    def tried() -> str:
        try:
            act()
        except (ConflictException, ValidationException) as error:
            return error.reason
        return "done"

    return tried


@pytest.mark.parametrize(
    ("begin", "kind", "span", "before", "after"),
    [
        (a_pool_is_made, Passing.POOL, HOUR, "CREATING", "ACTIVE"),
        (a_pool_is_deleted, Passing.DELETED_POOL, HOUR, ["DELETING"], []),
        (
            a_number_may_be_taken_off,
            Passing.OPTED_OUT_NUMBER,
            MONTH,
            "PHONE_NUMBER_CANNOT_BE_OPTED_IN",
            "done",
        ),
        (a_code_is_sent, Passing.CODE, STICKY, None, "VERIFICATION_CODE_EXPIRED"),
        (
            a_verified_number_is_added,
            Passing.VERIFIED_NUMBER,
            STICKY,
            "RESOURCE_DELETION_NOT_ALLOWED",
            "done",
        ),
        (no_receipt_comes, Passing.MESSAGE, MONTH, "QUEUED", "UNKNOWN"),
        (a_sender_is_kept, Passing.SENDER, STICKY, "+14255550101", "+14255550102"),
    ],
)
def test_what_time_changes_is_told_before_and_so_after(caller, begin, kind, span, before, after):
    look = begin(caller)
    steps = [HOUR, STICKY, MONTH]
    told = [counts.get(kind, 0) for counts in changes_within(caller, steps)]
    assert told == [int(step >= span) for step in steps]
    # The code that is right would be used up by looking.
    if before is not None:
        assert look() == before
    move(caller, span)
    assert look() == after
    assert kind not in changes_within(caller, [HOUR])[0]


def test_what_is_done_later_is_of_that_time(caller):
    move(caller, MONTH)
    a_pool_is_made(caller)
    assert Pool.objects.get().created_timestamp - clock.real_now() > MONTH - timedelta(minutes=1)
    assert Activity.objects.latest("pk").created_timestamp > clock.real_now()


def test_a_number_settles_a_fault_ends_and_a_month_is_over(caller):
    PhoneNumberFactory(settling_status="ASSOCIATING", settled_timestamp=caller.now + timedelta(minutes=30))
    account = caller.account
    account.fault, account.fault_until = "THROTTLING", caller.now + timedelta(minutes=30)
    account.save()
    month = {"account": account, "region": caller.region, "month": f"{caller.now:%Y-%m}"}
    MonthlySpend.objects.create(kind="TEXT", units=5, **month)
    assert changes_within(caller, [MONTH + MONTH])[0] == {
        Passing.NUMBER: 1,
        Passing.FAULT: 1,
        Passing.SPEND: 1,
    }
    move(caller, HOUR)
    with clock.going_by(account.clock_ahead):
        assert (PhoneNumber.objects.get().status, account.running_fault) == ("ACTIVE", "")


def test_it_goes_forward_by_what_is_offered_once(caller):
    move_clock(caller, hours=25, ahead=timedelta(0))
    # Whoever asks has not seen that it moved.
    assert move_clock(caller, hours=25, ahead=timedelta(0)).clock_ahead == STICKY
    for hours in (0, -1, 24):
        with refused(ValidationException, "INVALID_PARAMETER"):
            move_clock(caller, hours=hours, ahead=STICKY)
    rows = Activity.objects.filter(operation="move_clock", error="")
    assert [row.after for row in rows] == [{"clock_ahead_seconds": 25 * 3600}]


def test_it_goes_ten_years_ahead_and_no_further(caller):
    last = timedelta(days=3650) - HOUR
    Account.objects.update(clock_ahead_seconds=last.total_seconds())
    with refused(ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED") as refusal:
        move_clock(caller, hours=25, ahead=last)
    assert refusal.error.about == ClockTooFar(10)
    assert move_clock(caller, hours=1, ahead=last).clock_ahead == last + HOUR
    # What is asked for twice is refused no more than before.
    assert move_clock(caller, hours=1, ahead=last).clock_ahead == last + HOUR


@pytest.mark.parametrize("role", ["VIEWER", "EDITOR"])
def test_only_administrators_move_it(caller, role):
    with pytest.raises(AccessDeniedException):
        move_clock(Caller(caller.user, caller.account, caller.region, role), hours=1, ahead=timedelta(0))


def test_not_where_people_work_nor_where_aws_is_linked(caller, other_caller):
    link_of(caller)
    for one in (caller, other_caller):
        with refused(ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED"):
            move_clock(one, hours=1, ahead=timedelta(0))


def test_it_is_the_clock_of_one_account(caller):
    """Within an act of one account, and of whoever is asked at the same time."""
    move(caller, MONTH)
    seen = []
    with clock.going_by(caller.account.clock_ahead):
        other = Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
        there = open_practice_account(caller.user, door="console")
        pool = create_pool(
            there,
            origination_identity=PhoneNumberFactory(account=there.account).phone_number_id,
            message_type="TRANSACTIONAL",
        )
        seen.append(pool.created_timestamp)
        assert clock.now() > clock.real_now() + timedelta(days=29)
    assert all(one <= clock.real_now() for one in [*seen, clock.now()])


def test_what_is_written_later_goes_by_the_clock_it_was_asked_by():
    with clock.going_by(MONTH):
        pieces = clock.each_going_by_it(clock.now() for _ in range(2))
    for piece in pieces:
        assert piece > clock.real_now() > clock.now() - timedelta(minutes=1)
