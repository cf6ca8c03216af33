"""What a trainer does in the accounts of a class, in all or in one: snapshots, clocks, and what is one learner's."""

from datetime import timedelta
from functools import partial

import pytest

from pools.errors import (
    AccessDeniedException,
    ConflictException,
    InternalServerException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import Account, Activity, Class, Pool, Snapshot, User
from pools.operations import class_practice, snapshots
from pools.operations.class_practice import (
    clocks_of,
    clocks_version,
    delete_in_class,
    move_clocks,
    named_snapshots,
    restore_in_class,
    take_in_class,
)
from pools.operations.classes import (
    in_accounts_of,
    remove_seat,
    renew_sign_ins,
    reset_class,
    seat_with,
    seats_of,
    sign_in_of,
    sign_ins_version,
)
from pools.operations.engine.caller import Caller, caller_for
from pools.operations.engine.kept_snapshots import keep_start
from pools.operations.snapshots import count_lost, delete_snapshot, reset_account, take_snapshot
from tests.help.factories import ClassFactory, MessageFactory, PoolFactory, SeatFactory

pytestmark = pytest.mark.django_db
NAME = "before exercise 3"


@pytest.fixture
def row(caller) -> Class:
    """With two learners, whose accounts begin empty."""
    row = ClassFactory(account=caller.account, name="Monday")
    keep_start([SeatFactory(of_class=row, number=number).learner.account for number in (1, 2)])
    return row


def account_of(row: Class, number: int) -> Account:
    return seats_of(row, number).get().learner.account


def learner_of(row: Class, number: int) -> Caller:
    learner = seats_of(row, number).get().learner
    return caller_for(learner.user, learner.account_id, "us-east-1")


def pools_of(row: Class) -> list[int]:
    return [Pool.objects.filter(account=seat.learner.account).count() for seat in seats_of(row)]


def everybody_makes_a_pool(row: Class) -> None:
    for seat in seats_of(row):
        PoolFactory(account=seat.learner.account)


def test_what_is_done_for_one_learner_leaves_the_others_alone(caller, row):
    everybody_makes_a_pool(row)
    reset_class(caller, row, number=1)
    assert pools_of(row) == [0, 1]
    others, old = sign_ins_version(row, 2), sign_ins_version(row, 1)
    renew_sign_ins(caller, row, drawn=old, number=1)
    seat, new = seats_of(row, 1).get(), sign_ins_version(row, 1)
    password, code = sign_in_of(seat)
    assert seat_with(code) == seat
    assert seat.learner.user.check_password(password)
    renew_sign_ins(caller, row, drawn=old, number=1)
    assert (sign_ins_version(row, 1), sign_ins_version(row, 2)) == (new, others)
    assert new != old
    remove_seat(caller, row, number=1)
    assert [one.number for one in seats_of(row)] == [2]
    assert pools_of(row) == [1]
    assert not Account.objects.filter(pk=seat.learner.account_id).exists()
    assert not User.objects.filter(pk=seat.learner.user_id).exists()


def test_a_snapshot_of_all_is_restored_for_one_and_for_all(caller, row):
    PoolFactory(account=account_of(row, 1))
    take_in_class(caller, row, name=NAME)
    (listed,) = named_snapshots(row)
    assert (listed.name, listed.by, listed.learners) == (NAME, caller.user.username, 2)
    everybody_makes_a_pool(row)
    MessageFactory(account=account_of(row, 2))
    rows = list(Snapshot.objects.filter(name=NAME).select_related("account"))
    assert count_lost(rows) == {"Pool": 2, "Message": 1}
    restore_in_class(caller, row, name=NAME, number=2)
    assert pools_of(row) == [2, 0]
    assert count_lost(rows) == {"Pool": 1}
    restore_in_class(caller, row, name=NAME)
    assert pools_of(row) == [1, 0]
    # The log goes back, too; that it did, and by whom, is its next row.
    done = Activity.objects.filter(operation="restore_snapshot", user=caller.user)
    assert [done.filter(account=account_of(row, number)).count() for number in (1, 2)] == [1, 1]
    # Whoever took it has been removed: it is the class's still.
    Snapshot.objects.filter(name=NAME).update(taken_by=None)
    assert [(one.name, one.by) for one in named_snapshots(row)] == [(NAME, "")]
    with pytest.raises(ConflictException):
        delete_snapshot(learner_of(row, 1), name=NAME)
    delete_in_class(caller, row, name=NAME)
    assert not Snapshot.objects.filter(name=NAME).exists()
    with pytest.raises(ResourceNotFoundException):
        restore_in_class(caller, row, name=NAME)


@pytest.mark.parametrize(
    ("name", "refused"),
    [("", "missing"), ("x" * 65, "too_long"), ("taken", "snapshot_named"), ("own", "snapshot_named")],
)
def test_a_name_that_cannot_be_is_taken_in_no_account(caller, row, name, refused):
    take_in_class(caller, row, name="taken")
    take_snapshot(learner_of(row, 2), name="own")
    before = sorted(Snapshot.objects.values_list("pk", flat=True))
    with pytest.raises(ValidationException) as error:
        take_in_class(caller, row, name=name)
    assert [field.problem for field in error.value.fields] == [refused]
    assert sorted(Snapshot.objects.values_list("pk", flat=True)) == before
    # What a learner took is no business of the class.
    assert [one.name for one in named_snapshots(row)] == ["taken"]
    with pytest.raises(ResourceNotFoundException):
        delete_in_class(caller, row, name="own")


def test_one_learner_who_has_too_many_stops_it_for_all(caller, row, monkeypatch):
    monkeypatch.setattr(snapshots, "MOST_SNAPSHOTS", 1)
    take_snapshot(learner_of(row, 2), name="own")
    with pytest.raises(ServiceQuotaExceededException):
        take_in_class(caller, row, name=NAME)
    assert not Snapshot.objects.filter(name=NAME).exists()


def test_the_clocks_of_all_go_on_once_from_where_each_is(caller, row):
    take_in_class(caller, row, name=NAME)
    Account.objects.filter(pk=account_of(row, 2).pk).update(clock_ahead_seconds=3600)
    drawn = clocks_version(row)
    assert move_clocks(caller, row, hours=25, drawn=drawn)
    assert not move_clocks(caller, row, hours=25, drawn=drawn)
    assert clocks_of(row) == {timedelta(hours=25): 1, timedelta(hours=26): 1}
    assert Activity.objects.filter(operation="move_clock", user=caller.user).count() == 2
    with pytest.raises(ValidationException):
        move_clocks(caller, row, hours=2, drawn=clocks_version(row))
    restore_in_class(caller, row, name=NAME)
    assert clocks_of(row) == {timedelta(0): 2}


def test_only_administrators_act_in_the_accounts(caller, editor, viewer, row):
    take_in_class(caller, row, name=NAME)
    acts = (
        lambda one: take_in_class(one, row, name="other"),
        lambda one: restore_in_class(one, row, name=NAME),
        lambda one: delete_in_class(one, row, name=NAME),
        lambda one: move_clocks(one, row, hours=1, drawn=clocks_version(row)),
        lambda one: reset_class(one, row, number=1),
        lambda one: renew_sign_ins(one, row, drawn=sign_ins_version(row, 1), number=1),
        lambda one: remove_seat(one, row, number=1),
    )
    # Nor does a learner, who is the Administrator of an account of their own.
    for other in (editor, viewer, learner_of(row, 1), *in_accounts_of(caller, seats_of(row, 1))):
        for act in acts:
            with pytest.raises(AccessDeniedException):
                act(other)
    assert [one.learners for one in named_snapshots(row)] == [2]


@pytest.mark.parametrize(
    "act", [reset_class, partial(restore_in_class, name=NAME), partial(take_in_class, name="x")]
)
def test_who_is_removed_meanwhile_does_not_come_back(caller, row, monkeypatch, act):
    """As by another trainer, for whose act this one waits."""
    take_in_class(caller, row, name=NAME)
    there = {caller.account.pk, account_of(row, 1).pk}
    for module in (class_practice, snapshots):
        monkeypatch.setattr(module, "must_all_be_set_back", lambda _: remove_seat(caller, row, number=2))
    with pytest.raises(InternalServerException):
        act(caller, row)
    assert set(Account.objects.values_list("pk", flat=True)) == there
    act(caller, row)


def test_nor_do_they_come_back_by_an_act_of_their_own(caller, row):
    learner = learner_of(row, 2)
    # As the page has read them that is asked by.
    learner.account.is_for_learning, learner.account.linked_regions = True, frozenset()
    remove_seat(caller, row, number=2)
    with pytest.raises(InternalServerException):
        reset_account(learner)
    assert not Account.objects.filter(pk=learner.account.pk).exists()
    # Where the test's transaction is not around it, the log can't keep what they were refused.
    Activity.objects.filter(account_id=learner.account.pk).delete()
