# ruff: noqa: N999 - the file's name is the command's.
"""manage.py class list, add, reset, remove: learners with an account, a sign-in and a link each."""

import shlex
from argparse import ArgumentTypeError
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.base import CommandError, CommandParser

from pools.errors import ConflictException, ServiceError, ValidationException
from pools.management.asking import must_agree
from pools.management.contents import counted
from pools.management.database import DatabaseCommand, database_name, in_this_database
from pools.management.numbers import whole_number
from pools.management.people import find_account
from pools.models import Account, Class, is_for_learning
from pools.operations.classes import (
    CLASS_NAME,
    MOST_LEARNERS,
    create_class,
    remove_class,
    reset_class,
    sign_in_of,
)
from pools.operations.engine.caller import Caller, command_caller
from pools.reference.lessons import lessons
from pools.reference.regions import REGIONS

LEARNERS = 30


class Command(DatabaseCommand):
    help = "Lists the classes, adds one with an account for each learner, or removes one."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|add|reset|remove")
        verbs.add_parser("list", help="List the classes.")
        add = verbs.add_parser("add", help="Add a class, and print how each learner signs in.")
        add.add_argument(
            "--learners",
            type=whole_number(MOST_LEARNERS),
            default=LEARNERS,
            metavar="N",
            help=f"how many accounts to make; {LEARNERS} without it",
        )
        add.add_argument(
            "--lessons",
            type=lesson_numbers,
            default=[],
            metavar="N,N",
            help="which lessons they see, by their numbers on the page Lessons; all without it",
        )
        add.add_argument(
            "--empty", action="store_true", help="begin with nothing, in place of the demo's data"
        )
        remove = verbs.add_parser("remove", help="Remove a class with its accounts and sign-ins.")
        remove.add_argument("--yes", action="store_true", help="do not ask")
        reset = verbs.add_parser("reset", help="Put every account of a class back to what it began with.")
        reset.add_argument("--yes", action="store_true", help="do not ask")
        for verb in (add, reset, remove):
            verb.add_argument("name", help="what the class is called")
            verb.add_argument(
                "--account",
                metavar="ID",
                help="whose Administrators teach it, where there are several accounts",
            )

    def handle(self, *, verb: str, **options) -> None:
        try:
            getattr(self, verb)(**options)
        except ServiceError as error:
            raise CommandError(f"{error.reason or error}. Nothing was changed.") from None

    def list(self, **options) -> None:
        for row in Class.objects.order_by("account_id", "name"):
            learners = counted(row.seats.count(), "learner", "learners")
            self.stdout.write(f"{row.name}  {learners}  account {row.account_id}")

    def add(
        self, *, name: str, learners: int, lessons: Sequence[str], empty: bool, account: str | None, **options
    ) -> None:
        given = {"learners": learners, "lessons": lessons, "is_empty": empty}
        row = added(trainers_of(account), name.strip(), given)
        self.stdout.write(
            f"Class {row.name} was added to account {row.account_id}, with {counted(learners, 'learner', 'learners')}."
        )
        for seat in row.seats.select_related("learner__user").order_by("number"):
            password, code = sign_in_of(seat)
            self.stdout.write(f"{seat.learner.user.username}  {password}  /join/{code}/")

    def reset(self, *, name: str, account: str | None, yes: bool, **options) -> None:
        caller = trainers_of(account)
        row = find_class(caller, name)
        goes = counted(row.seats.count(), "account", "accounts")
        self.stdout.write(f"Class {name}, in this database: {database_name()}")
        self.stdout.write(f"  goes: what was changed in {goes}, with all messages and ticks; sign-ins stay")
        must_agree(yes=yes)
        reset_class(caller, row)
        self.stdout.write(f"Class {name} was put back: {goes}.")

    def remove(self, *, name: str, account: str | None, yes: bool, **options) -> None:
        caller = trainers_of(account)
        row = find_class(caller, name)
        goes = counted(row.seats.count(), "account", "accounts")
        self.stdout.write(f"Class {name}, in this database: {database_name()}")
        self.stdout.write(f"  goes: {goes} with all that they hold, and their sign-ins")
        must_agree(yes=yes)
        remove_class(caller, row)
        self.stdout.write(f"Class {name} was removed, with {goes}.")


def trainers_of(account: str | None) -> Caller:
    """Whoever teaches in the account; in the only one that is no learner's, where none is named."""
    if account is not None:
        caller = command_caller(find_account(account), next(iter(REGIONS)))
        if is_for_learning(caller.account):
            raise in_this_database(f"Account {caller.account.account_id} is a learner's: name one of a team.")
        return caller
    there = list(Account.objects.filter(learner=None).order_by("account_id")[:2])
    if len(there) != 1:
        number = "There are several accounts" if there else "There is no account"
        raise in_this_database(
            f"{number}: name the one to teach in with --account ID. manage.py account list."
        )
    return command_caller(there[0], next(iter(REGIONS)))


def find_class(caller: Caller, name: str) -> Class:
    row = Class.objects.for_caller(caller).filter(name=name).first()
    if row is None:
        raise in_this_database(
            f"Class {name} doesn't exist in account {caller.account.account_id}. manage.py class list shows those "
            "that do."
        )
    return row


def lesson_numbers(text: str) -> list[str]:
    """The names of the lessons, for "1,2,4"."""
    there = {str(number): one.slug for number, one in enumerate(lessons(), 1)}
    numbers = [one.strip() for one in text.split(",")]
    if unknown := [one for one in numbers if one not in there]:
        raise ArgumentTypeError(f"{unknown[0]!r} is no lesson's number: they are 1 to {len(there)}")
    return [there[one] for one in numbers]


def added(caller: Caller, name: str, given: Mapping[str, Any]) -> Class:
    try:
        return create_class(caller, name=name, **given)
    except ConflictException:
        raise in_this_database(
            f"Class {name} exists already. Choose another name, or remove that one first: "
            f"manage.py class remove {shlex.quote(name)}"
        ) from None
    except ValidationException:
        raise in_this_database(
            f"{name!r} can't be a class's name, which has up to {CLASS_NAME['max']} letters, numbers, spaces, "
            "and , . @ _ = + -"
        ) from None
