"""The first account, and the first person, who administers it: what a console needs that starts without the demo."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from django.core.management.base import CommandError

from pools.management.asking import ENDED, answer, at_a_terminal
from pools.management.people import add, check, new_account, new_user, read_password, twelve_digits
from pools.models import Account, Membership, Role, User

ASKS = "No account is here yet. These make this console's first account and its first person, an Administrator.\n"


@dataclass(frozen=True)
class First:
    """What was given as options; what is empty is asked for."""

    account_id: str = ""
    account_name: str = ""
    user: str = ""
    password_stdin: bool = False

    @property
    def is_whole(self) -> bool:
        return bool(self.account_id and self.account_name and self.user and self.password_stdin)


def add_first(given: First, out: TextIO) -> None:
    """Add both, or nothing where there is an account already. Raises: CommandError, which says the way out."""
    if Account.objects.exists():
        out.write("There are accounts already, so no first one is added.\n")
        return
    must_be_answerable(given)
    if not given.is_whole:
        out.write(ASKS)
    account = new_account(
        given_or_typed("Account ID, 12 digits: ", twelve_digits, given.account_id, out),
        given_or_typed("What people call the account: ", must_be_account_name, given.account_name, out),
    )
    name = given_or_typed("Your name to sign in with: ", must_be_user_name, given.user, out)
    user = User.objects.filter(username=name).first() or new_user(name)
    # Who had a role in an account that was removed keeps the password.
    if user.pk is None:
        user.set_password(password(user, given, out))
    add(account, Membership(account=account, user=user, role=Role.ADMINISTRATOR))
    out.write(f"Account {account.account_id}, {account.name}, was added; {name} is its Administrator.\n")


def must_be_answerable(given: First) -> None:
    """Raises: CommandError where something is left to ask for and there is nobody to ask."""
    if not given.is_whole and not at_a_terminal():
        raise CommandError(
            "There is no terminal to ask for the first account and person. "
            "Give --account ID --account-name NAME --user NAME --password-stdin."
        )


def given_or_typed(prompt: str, must_be: Callable[[str], object], given: str, out: TextIO) -> str:
    """What was given, else what is typed, asked for until it will do."""
    if given:
        must_be(given)
        return given
    while True:
        text = answer(prompt)
        try:
            must_be(text)
        except CommandError as refusal:
            out.write(f"{refusal}\n")
        else:
            return text


def password(user: User, given: First, out: TextIO) -> str:
    while True:
        try:
            return read_password(user, from_stdin=given.password_stdin)
        except CommandError as refusal:
            if given.password_stdin or str(refusal) == ENDED:
                raise
            out.write(f"{refusal}\n")


def must_be_account_name(text: str) -> None:
    check(Account._meta.get_field("name").clean, text.strip(), None)


def must_be_user_name(text: str) -> None:
    check(User._meta.get_field("username").clean, text, None)
