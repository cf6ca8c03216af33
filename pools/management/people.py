"""Accounts and people as commands name them, and the rules for new ones; what is refused says the way out."""

import getpass
import re
import sys
from collections.abc import Callable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from pools.management.asking import ENDED, at_a_terminal
from pools.management.database import in_this_database
from pools.models import Account, Membership, Role, User
from pools.models.accounts import is_account_id

ROLES = ", ".join(role.lower() for role in Role.values)


def twelve_digits(text: str) -> str:
    """An account's ID, which may be written as the pages write it: 1111-2222-3333."""
    text = text.strip()
    account_id = text.replace("-", "") if re.fullmatch(r"\d{4}-\d{4}-\d{4}", text) else text
    check(is_account_id, account_id)
    return account_id


def find_account(text: str) -> Account:
    account_id = twelve_digits(text)
    try:
        return Account.objects.get(account_id=account_id)
    except Account.DoesNotExist:
        raise in_this_database(
            f"Account {account_id} doesn't exist. manage.py account list shows those that do, "
            f"manage.py account add {account_id} --name NAME adds it."
        ) from None


def find_user(name: str) -> User:
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist:
        raise in_this_database(
            f"User {name} doesn't exist. manage.py user list shows those who do, "
            f"manage.py user add {name} --account ID --role ROLE adds one."
        ) from None


def administrators(account: Account) -> str:
    """The names of those who administer it; "" where nobody does."""
    roles = account.memberships.filter(role=Role.ADMINISTRATOR)
    return ", ".join(roles.order_by("user__username").values_list("user__username", flat=True))


def find_role(name: str) -> Role:
    try:
        return Role(name.upper())
    except ValueError:
        raise CommandError(f"Role {name} doesn't exist. Choose one of: {ROLES}.") from None


def new_account(text: str, name: str) -> Account:
    """An account that can be added; it is not saved yet."""
    account_id = twelve_digits(text)
    if not name.strip():
        raise CommandError("The account's name cannot be blank.")
    account = Account(account_id=account_id, name=name.strip())
    if there := Account.objects.filter(account_id=account_id).first():
        raise in_this_database(
            f"Account {account_id} already exists, as {there.name}. Choose another ID, or remove that one first: "
            f"manage.py account remove {account_id}"
        )
    check(account.full_clean)
    return account


def new_user(name: str) -> User:
    """A user that can be added, but for the password; it is not saved yet."""
    user = User(username=name)
    check(user.clean_fields, exclude=["password"])
    if User.objects.filter(username=name).exists():
        raise in_this_database(
            f"User {name} exists already. Choose another name, or give that user a role: "
            f"manage.py user grant {name} --account ID --role ROLE"
        )
    return user


def add(account: Account | None = None, membership: Membership | None = None) -> None:
    """Save what is new, all or nothing."""
    try:
        with transaction.atomic():
            # The ID is the key, so of two that add one at once, the second would overwrite the first.
            if account:
                account.save(force_insert=True)
            if membership:
                if membership.user.pk is None:
                    membership.user.save(force_insert=True)
                # It takes over the key that its user has only now.
                membership.user = membership.user
                membership.save(force_insert=True)
    except IntegrityError:
        raise in_this_database("Somebody has added one of that name just now. Nothing was changed.") from None


def read_password(user: User, *, from_stdin: bool) -> str:
    """A password that the validators accept: typed twice, or the first line of standard input."""
    if from_stdin:
        password = line_of_stdin()
    elif at_a_terminal():
        password = typed_secret("Password: ")
        if password != typed_secret("Password (again): "):
            raise CommandError("The two passwords differ.")
    else:
        raise CommandError("There is no terminal to ask for the password. Use --password-stdin.")
    if not password:
        raise CommandError("The password is empty.")
    check(validate_password, password, user)
    return password


def typed_secret(prompt: str) -> str:
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise CommandError(ENDED) from None


def line_of_stdin() -> str:
    # None where the shell has closed it.
    if sys.stdin is None:
        return ""
    try:
        line = sys.stdin.readline().rstrip("\r\n")
        # Where the locale is C, bytes that are no text come through as halves of characters.
        line.encode()
        return line
    except UnicodeError:
        raise CommandError("The password is no text in UTF-8.") from None


def check(rule: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Call a Django validation and say what it says in one line."""
    try:
        rule(*args, **kwargs)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
