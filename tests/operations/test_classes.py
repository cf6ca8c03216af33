"""Classes: made in bulk, apart from each other, and gone without a trace."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.utils import timezone

from pools.errors import AccessDeniedException, ConflictException, ValidationException
from pools.models import Activity, Class, Learner, Pool, Seat, User
from pools.operations.class_board import Standing, class_with_version, standings_of
from pools.operations.classes import (
    create_class,
    digest_of,
    remove_class,
    renew_sign_ins,
    reset_class,
    seat_with,
    sign_in_of,
    sign_ins_version,
)
from pools.operations.engine.account_rows import held_by
from pools.operations.engine.caller import Caller, caller_for
from pools.operations.pools import update_pool
from pools.operations.practice import learns_here
from tests.help.counts import miscounted
from tests.help.factories import ClassFactory, MembershipFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db
REGION = "us-east-1"


def in_seat(row: Class, number: int):
    learner = row.seats.get(number=number).learner
    return caller_for(learner.user, learner.account_id, REGION)


def held(caller: Caller) -> dict[str, list[str]]:
    """All that the account holds, table by table, but for keys and what is the account's own."""
    tables = held_by([caller.account])[caller.account.pk]["tables"]
    return {
        name: [str(row[1:]) for row in table["rows"]]
        for name, table in tables.items()
        if name != "ClientToken"
    }


def test_every_learner_begins_alike_and_each_alone(caller):
    row = create_class(caller, name="Monday", learners=3, names=["Ana Ruiz"])
    first, second, third = (in_seat(row, number) for number in (1, 2, 3))
    assert [seat.label for seat in row.seats.order_by("number")] == ["Ana Ruiz", "Learner 2", "Learner 3"]
    assert all(learns_here(one) for one in (first, second, third))
    counts = {name: len(rows) for name, rows in held(first).items()}
    assert counts["Pool"] > 10
    assert {name: len(rows) for name, rows in held(third).items()} == counts
    ids = [
        set(Pool.objects.for_caller(one).values_list("pool_id", flat=True)) for one in (first, second, third)
    ]
    assert len(set.union(*ids)) == 3 * counts["Pool"]
    # What one does changes nothing of another's, and is put back with all else.
    before, begun = held(second), held(third)
    for pool in Pool.objects.for_caller(third):
        update_pool(third, pool_id=pool.pool_id, deletion_protection_enabled=True)
    assert held(second) == before
    User.objects.filter(pk=third.user.pk).update(last_login=timezone.now() - timedelta(minutes=6))
    before = class_with_version(caller, row.class_id).version
    assert standings_of([row])[row.pk][2].standing is Standing.STUCK
    reset_class(caller, row)
    assert standings_of([row])[row.pk][2].standing is Standing.WORKING
    assert class_with_version(caller, row.class_id).version != before
    for name in ("Pool", "PhoneNumber", "Keyword", "Tag", "PoolSenderId"):
        assert len(held(third)[name]) == len(begun[name])
    assert held(third)["Pool"] == begun["Pool"]
    # Each one's log names themselves.
    named = Activity.objects.filter(account=second.account).exclude(operation="reset_account")
    assert set(named.values_list("user_id", flat=True)) == {second.user.pk}
    assert not miscounted()


def test_a_learner_signs_in_with_what_the_sheet_says_until_it_is_made_anew(caller):
    row = create_class(caller, name="Monday", learners=2)
    seat = row.seats.get(number=2)
    password, code = sign_in_of(seat)
    assert check_password(password, seat.learner.user.password)
    assert seat_with(code) == seat
    assert password not in seat.sealed_sign_in
    assert code not in seat.sealed_sign_in
    renew_sign_ins(caller, row, drawn=sign_ins_version(row))
    seat.refresh_from_db()
    assert not check_password(password, User.objects.get(username="monday-02").password)
    assert seat_with(code) is None
    password, code = sign_in_of(seat)
    assert check_password(password, User.objects.get(username="monday-02").password)
    assert seat.join_digest == digest_of(code)


def test_a_removed_class_leaves_nothing(caller):
    tables = apps.get_app_config("pools").get_models()
    before = {model.__name__: model._base_manager.count() for model in tables}
    remove_class(caller, create_class(caller, name="Monday", learners=2))
    assert {name: apps.get_model("pools", name)._base_manager.count() for name in before} == before


def test_who_has_a_role_elsewhere_keeps_their_sign_in(caller):
    row = ClassFactory(account=caller.account)
    hired, other = (SeatFactory(of_class=row, number=number).learner.user for number in (1, 2))
    MembershipFactory(user=hired, account=caller.account)
    remove_class(caller, row)
    assert User.objects.filter(pk__in=[hired.pk, other.pk]).get() == hired
    assert hired.memberships.get().account == caller.account


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"name": ""}, "missing"),
        ({"name": "x" * 41}, "too_long"),
        ({"name": "a\nb"}, "characters"),
        ({"learners": 0}, "out_of_range"),
        ({"learners": 101}, "out_of_range"),
        ({"learners": 1, "names": ["Ana", "Ben"]}, "too_many_names"),
        ({"names": ["x" * 65]}, "too_long"),
        ({"lessons": ["delete-a-pool", "nothing"]}, "enum"),
    ],
)
def test_what_can_be_no_class_is_refused(caller, given, refused):
    with pytest.raises(ValidationException) as error:
        create_class(caller, **{"name": "Monday", "learners": 2} | given)
    assert [field.problem for field in error.value.fields] == [refused]
    assert not Class.objects.exists()


def test_a_name_is_had_once_and_sign_in_names_stay_apart(caller):
    for name in ("Monday", "Übung"):
        ClassFactory(account=caller.account, name=name)
    UserFactory(username="monday-31")
    for name in ("MONDAY", "übung"):
        with pytest.raises(ConflictException):
            create_class(caller, name=name, learners=1)
    create_class(caller, name="Monday,", learners=1)
    assert Learner.objects.get().user.username == "monday2-01"


def test_only_administrators_teach(caller, editor, viewer):
    row = ClassFactory(account=caller.account)
    for other in (editor, viewer):
        for act in (
            lambda one: create_class(one, name="Tuesday", learners=1),
            lambda one: remove_class(one, row),
            lambda one: renew_sign_ins(one, row, drawn=""),
        ):
            with pytest.raises(AccessDeniedException):
                act(other)
    assert Class.objects.get() == row


def test_the_command(caller, capsys):
    call_command("class", "add", "Monday", "--learners", "2", "--lessons", "7,2", "--empty")
    assert Class.objects.get().lessons == ["create-a-pool-with-a-sender-id", "delete-a-pool"]
    assert not Pool.objects.exists()
    said = capsys.readouterr().out
    for seat in Seat.objects.all():
        password, code = sign_in_of(seat)
        assert f"{seat.learner.user.username}  {password}  /join/{code}/" in said
    with pytest.raises(CommandError, match="exists already"):
        call_command("class", "add", "Monday")
    with pytest.raises(CommandError, match="'11' is no lesson's number: they are 1 to 10"):
        call_command("class", "add", "Tuesday", "--lessons", "1,11")
    for name, account, match in (
        ("Tuesday", Learner.objects.first().account_id, "is a learner's"),
        ("", caller.account.pk, "can't be a class's name"),
    ):
        with pytest.raises(CommandError, match=match):
            call_command("class", "add", name, "--account", account)
    with pytest.raises(CommandError, match="has class Monday"):
        call_command("account", "remove", caller.account.pk, "--yes")
    call_command("class", "list")
    assert capsys.readouterr().out == f"Monday  2 learners  account {caller.account.pk}\n"
    call_command("class", "reset", "Monday", "--yes")
    assert "Class Monday was put back: 2 accounts." in capsys.readouterr().out
    call_command("class", "remove", "Monday", "--yes")
    assert not Class.objects.exists()
    assert not User.objects.filter(username__startswith="monday").exists()
