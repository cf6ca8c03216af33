"""manage.py user add, grant, password: who may sign in, to which account, and with which password."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from pools.management import demo_data
from pools.models import Account, Membership, Role, User


class Command(BaseCommand):
    help = "Adds a user, gives a user a role in an account, or changes a user's password."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|grant|password")
        add = verbs.add_parser("add", help="Add a user who may sign in to one account.")
        grant = verbs.add_parser("grant", help="Give a user a role in an account, or change it.")
        password = verbs.add_parser("password", help="Change a user's password.")
        for verb in (add, grant, password):
            verb.add_argument("name", help="the name to sign in with")
        for verb in (add, grant):
            verb.add_argument("--account", required=True, metavar="ID", help="the account's ID")
            verb.add_argument("--role", required=True, help=ROLES)
        for verb in (add, password):
            verb.add_argument("--password-stdin", action="store_true", help="read it from standard input")

    def handle(self, *, verb: str, **options) -> None:
        getattr(self, verb)(**options)

    def add(self, *, name: str, account: str, role: str, password_stdin: bool, **options) -> None:
        # Everything that can be refused is, before anybody types a password.
        membership = Membership(account=find_account(account), role=find_role(role))
        user = User(username=name)
        check(user.clean_fields, exclude=["password"])
        if User.objects.filter(username=name).exists():
            raise CommandError(f"User {name} exists already.")
        user.set_password(read_password(user, from_stdin=password_stdin))
        with transaction.atomic():
            user.save(force_insert=True)
            membership.user = user
            membership.save(force_insert=True)
        self.stdout.write(f"User {name} was added to account {account} as {membership.get_role_display()}.")

    def grant(self, *, name: str, account: str, role: str, **options) -> None:
        membership, _ = Membership.objects.update_or_create(
            user=find_user(name), account=find_account(account), defaults={"role": find_role(role)}
        )
        self.stdout.write(f"User {name} is {membership.get_role_display()} of account {account}.")

    def password(self, *, name: str, password_stdin: bool, **options) -> None:
        user = find_user(name)
        user.set_password(read_password(user, from_stdin=password_stdin))
        with transaction.atomic():
            # Neither the password nor the secret that everybody knows lets anybody in from now on.
            user.access_keys.filter(access_key_id=demo_data.ACCESS_KEY_ID).delete()
            user.is_demo = False
            user.save(update_fields=["password", "is_demo"])
        self.stdout.write(f"The password of user {name} was changed.")


ROLES = ", ".join(role.lower() for role in Role.values)


def find_account(account_id: str) -> Account:
    try:
        return Account.objects.get(account_id=account_id)
    except Account.DoesNotExist:
        raise CommandError(f"Account {account_id} doesn't exist. Add it: manage.py account add") from None


def find_user(name: str) -> User:
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist:
        raise CommandError(f"User {name} doesn't exist. Add one: manage.py user add") from None


def find_role(name: str) -> Role:
    try:
        return Role(name.upper())
    except ValueError:
        raise CommandError(f"Role {name} doesn't exist. Choose one of: {ROLES}.") from None


def read_password(user: User, *, from_stdin: bool) -> str:
    """A password that the validators accept: typed twice, or the first line of standard input."""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Password (again): "):
            raise CommandError("The two passwords differ.")
    else:
        raise CommandError("There is no terminal to ask for the password. Use --password-stdin.")
    if not password:
        raise CommandError("The password is empty.")
    check(validate_password, password, user)
    return password


def check(rule, *args, **kwargs) -> None:
    """Call a Django validation and say what it says in one line."""
    try:
        rule(*args, **kwargs)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
