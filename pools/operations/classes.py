"""Classes: an account, a sign-in and a link for each learner, made and taken away together."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from pools import clock, shapes
from pools.errors import (
    AccessDeniedException,
    ConflictException,
    InternalServerException,
    ValidationException,
    invalid,
)
from pools.models import Account, Class, Learner, Membership, Role, Seat, User, is_for_learning
from pools.models.ids import noted
from pools.models.text import fold
from pools.operations.copying import copy_contents
from pools.operations.engine.account_locks import hold_off, lock
from pools.operations.engine.caller import Caller, Permission, role_for
from pools.operations.engine.kept_snapshots import keep_start
from pools.operations.engine.secret_box import seal, unseal
from pools.operations.engine.trouble import trouble_as_refusal
from pools.operations.practice import free_account_id
from pools.operations.projects import PROJECT_NAME
from pools.operations.snapshots import reset_accounts
from pools.operations.starting_data import begin_with
from pools.reference import demo_data
from pools.reference.lessons import lesson_named, lessons_of
from pools.refusals import AccessNeeded, DatabaseTrouble

CLASS_NAME = PROJECT_NAME | {"max": Class._meta.get_field("name").max_length}
LEARNER_NAME = {"max": Seat._meta.get_field("name").max_length}
MOST_LEARNERS = 100
LONGEST_PREFIX = 20
TRIES = 3
# Without those that are mistaken for others in print.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def create_class(
    caller: Caller,
    *,
    name: str,
    learners: int,
    names: Sequence[str] = (),
    lessons: Sequence[str] = (),
    is_empty: bool = False,
) -> Class:
    """Make the class and its learners, each with the demo's data in an account of their own, or with nothing.

    names: of the learners, from the first seat on; the others are asked for theirs.
    lessons: the names of those that they see; all where none is named.
    No operation of the verb's kind: what is done in the learners' accounts is logged there, and not in the caller's.
    Raises: AccessDeniedException; ValidationException; ConflictException RESOURCE_ALREADY_EXISTS.
    """
    must_teach(caller, "create_class")
    must_be_class(name, learners, names)
    must_be_lessons(lessons)
    with trouble_as_refusal(), transaction.atomic():
        # Of two of one name at once, the second finds the first one's. Whoever works in the account does not wait.
        Account.objects.select_for_update(no_key=True).get(pk=caller.account.pk)
        if is_named(caller, name):
            raise ConflictException("RESOURCE_ALREADY_EXISTS", "class", f"Class {name}")
        row = Class.objects.create(
            account=caller.account,
            name=name,
            lessons=kept_lessons(lessons),
            made_by=caller.user,
            created_timestamp=clock.real_now(),
        )
        filled = new_seats(row, learners, names, is_empty=is_empty)
        fill_accounts(filled, door=caller.door, is_empty=is_empty)
    return row


def teaches(caller: Caller) -> bool:
    """Whoever has a learner's account is its Administrator, and teaches nobody there."""
    return caller.may(Permission.CHANGE_ACCOUNT) and not is_for_learning(caller.account)


def is_named(caller: Caller, name: str) -> bool:
    """Whether a class is called so, or reads as if: of letters that are not ASCII, SQLite knows no other case."""
    return fold(name) in map(fold, Class.objects.for_caller(caller).values_list("name", flat=True))


def must_teach(caller: Caller, act: str) -> None:
    if not teaches(caller):
        raise AccessDeniedException(about=AccessNeeded(role_for(Permission.CHANGE_ACCOUNT).label, act))


def must_be_class(name: str, learners: int, names: Sequence[str]) -> None:
    if not name:
        raise invalid("Name", "missing", reason="MISSING_PARAMETER")
    problems = [shapes.text_problem(CLASS_NAME, name, "Name")]
    problems += [shapes.text_problem(LEARNER_NAME, one, "Names") for one in names]
    if fields := [problem for problem in problems if problem]:
        raise ValidationException("INVALID_PARAMETER", fields=fields[:1])
    if not 1 <= learners <= MOST_LEARNERS:
        raise invalid("Learners", "out_of_range", value=learners)
    if len(names) > learners:
        raise invalid("Names", "too_many_names", value=str(len(names)), limit=learners)


def must_be_lessons(names: Sequence[str]) -> None:
    if unknown := next((one for one in names if lesson_named(one) is None), ""):
        raise invalid("Lessons", "enum", value=unknown)


def kept_lessons(names: Sequence[str]) -> list[str]:
    chosen = lessons_of(names)
    return [] if chosen == lessons_of(()) else [one.slug for one in chosen]


def new_seats(row: Class, count: int, names: Sequence[str], *, is_empty: bool) -> list[Learner]:
    learners = new_learners(row, count, {} if is_empty else demo_data.ACCOUNT)
    Seat.objects.bulk_create(
        new_seat(row, learner, number, name)
        for number, (learner, name) in enumerate(zip(learners, [*names, *[""] * count], strict=False), 1)
    )
    return learners


def fill_accounts(learners: Sequence[Learner], *, door: str, is_empty: bool) -> None:
    """The first account is made as everybody's own is, the others are copies of it."""
    first, *others = learners
    if not is_empty:
        region = settings.CONSOLE_DEFAULT_REGION
        with noted() as ids:
            begin_with(Caller(first.user, first.account, region, Role.ADMINISTRATOR, door=door))
        copy_contents(first, others, ids)
    keep_start([one.account for one in learners])


def new_learners(row: Class, count: int, settings_of_account: Mapping[str, Any]) -> list[Learner]:
    """Of two classes of one name at once in two accounts, the second waits for the first one's sign-in names, and gets
    others."""
    for _ in range(TRIES):
        prefix = free_prefix(row.name)
        with suppress(IntegrityError), transaction.atomic():
            return [new_learner(row, number, prefix, settings_of_account) for number in range(1, count + 1)]
    raise InternalServerException(about=DatabaseTrouble("locked"))


def new_learner(row: Class, number: int, prefix: str, settings_of_account: Mapping[str, Any]) -> Learner:
    user = User.objects.create(username=f"{prefix}-{number:02}")
    values = settings_of_account | {"name": f"{row.name}, seat {number}"}
    account = Account.objects.create(account_id=free_account_id(), **values)
    Membership.objects.create(user=user, account=account, role=Role.ADMINISTRATOR)
    return Learner.objects.create(user=user, account=account)


def free_prefix(name: str) -> str:
    """What the sign-in names of a class begin with."""
    wished = slugify(name)[:LONGEST_PREFIX].strip("-") or "class"
    tries = (wished if number == 1 else f"{wished}{number}" for number in range(1, 1_000_000))
    return next(one for one in tries if not User.objects.filter(username__startswith=f"{one}-").exists())


def new_seat(row: Class, learner: Learner, number: int, name: str) -> Seat:
    password, code = random_word(), random_word()
    learner.user.password = hashed(password)
    learner.user.save(update_fields=["password"])
    return Seat(
        learner=learner,
        of_class=row,
        number=number,
        name=name,
        join_digest=digest_of(code),
        sealed_sign_in=seal(f"{password} {code}"),
    )


def random_word() -> str:
    """59 random bits, to be typed from paper: "k7m2-x9fq-3hwt"."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def hashed(password: str) -> str:
    """Quickly: a slow hash is for what can be guessed. It stays, as sessions end where a password is stored anew."""
    hasher = type(get_hasher())()
    hasher.time_cost, hasher.memory_cost = 1, 1024
    return hasher.encode(password, hasher.salt())


def digest_of(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def sign_in_of(seat: Seat) -> tuple[str, str]:
    """The seat's password and code; empty where the secret key is another one than then."""
    password, _, code = (unseal(seat.sealed_sign_in) or "").partition(" ")
    return password, code


def seats_of(row: Class, number: int | None = None) -> QuerySet[Seat]:
    """All seats in their order, or the one with the number."""
    seats = row.seats.order_by("number").select_related("learner__user", "learner__account")
    return seats if number is None else seats.filter(number=number)


def in_accounts_of(caller: Caller, seats: Iterable[Seat]) -> list[Caller]:
    """The trainer in the account of each seat's learner."""
    region = settings.CONSOLE_DEFAULT_REGION
    return [
        Caller(caller.user, seat.learner.account, region, Role.ADMINISTRATOR, caller.door) for seat in seats
    ]


def sign_ins_version(row: Class, number: int | None = None) -> str:
    """Another one when somebody has made new sign-ins. number: of one seat, in place of all."""
    return digest_of("".join(seats_of(row, number).values_list("join_digest", flat=True)))


def renew_sign_ins(caller: Caller, row: Class, *, drawn: str, number: int | None = None) -> bool:
    """New passwords and links: whoever has the old ones can't come in with them.

    drawn: the version of those that are to go. number: of one seat, in place of all.
    Returns: False where these have gone already, and nothing was done.
    Raises: AccessDeniedException.
    """
    must_teach(caller, "renew_sign_ins")
    with trouble_as_refusal(), transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=row.account_id)
        if sign_ins_version(row, number) != drawn:
            return False
        for seat in seats_of(row, number):
            new = new_seat(row, seat.learner, seat.number, seat.name)
            seat.join_digest, seat.sealed_sign_in = new.join_digest, new.sealed_sign_in
            seat.save(update_fields=["join_digest", "sealed_sign_in"])
    return True


def reset_class(caller: Caller, row: Class, *, number: int | None = None) -> None:
    """Put every learner's account back to what it began with, all or none. number: of one seat, in place of all.

    Raises: as reset_accounts.
    """
    must_teach(caller, "reset_class")
    reset_accounts(in_accounts_of(caller, seats_of(row, number)))


def remove_class(caller: Caller, row: Class) -> None:
    """Remove the class, its accounts with all that they hold, and its sign-ins. Raises: AccessDeniedException."""
    must_teach(caller, "remove_class")
    with trouble_as_refusal(), transaction.atomic():
        remove_learners(Learner.objects.filter(seat__of_class=row).select_related("account"))
        row.delete()


def remove_seat(caller: Caller, row: Class, *, number: int) -> None:
    """Remove a learner's account with all that it holds, and their sign-in. Raises: AccessDeniedException."""
    must_teach(caller, "remove_seat")
    with trouble_as_refusal(), transaction.atomic():
        learner = Learner.objects.filter(seat__of_class=row, seat__number=number)
        remove_learners(learner.select_related("account"))


def remove_learners(learners: Iterable[Learner]) -> None:
    """Their accounts and sign-ins; whoever was given a role in another account comes in there as before."""
    going = list(learners)
    accounts = [one.account for one in going]
    # What they do meanwhile waits, and finds no account: else it would be left without one.
    lock(accounts)
    hold_off(accounts)
    Account.objects.filter(pk__in=[one.account_id for one in going]).delete()
    User.objects.filter(pk__in=[one.user_id for one in going], memberships=None).delete()


def seat_with(code: str) -> Seat | None:
    """Whose link it is. Codes are as long as secrets are, so that finding one is knowing it."""
    rows = Seat.objects.select_related("learner__user", "learner__account", "of_class")
    return rows.filter(join_digest=digest_of(code)).first()


def name_learner(seat: Seat, name: str) -> None:
    """As the learner says, once. Raises: ValidationException."""
    if problem := shapes.text_problem(LEARNER_NAME, name, "Name"):
        raise ValidationException("INVALID_PARAMETER", fields=(problem,))
    Seat.objects.filter(pk=seat.pk, name="").update(name=name)
