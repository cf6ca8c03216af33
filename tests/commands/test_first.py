"""manage.py first: the first account and person, asked for or given; what will not do is said and asked again."""

import io

import pytest
from django.core.management import CommandError, call_command

from pools.management.first import ASKS
from pools.models import Account, Membership, User
from tests.commands.conftest import PASSWORD
from tests.help.factories import AccountFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stdin")]
WHOLE = {"account": "123456789012", "account_name": "My team", "user": "alice", "password_stdin": True}
ADDED = "Account 123456789012, My team, was added; alice is its Administrator.\n"


def first(**options) -> str:
    out = io.StringIO()
    call_command("first", stdout=out, **options)
    return out.getvalue()


def must_be_there() -> None:
    membership = Membership.objects.get()
    assert (membership.account_id, membership.account.name) == ("123456789012", "My team")
    assert (membership.user.username, membership.role) == ("alice", "ADMINISTRATOR")
    assert membership.user.check_password(PASSWORD)
    assert not membership.user.is_demo


def test_it_asks_for_both(terminal):
    prompts = terminal("123456789012", " My team ", "alice", PASSWORD, PASSWORD)
    assert first() == f"{ASKS}{ADDED}"
    assert prompts == [
        "Account ID, 12 digits: ",
        "What people call the account: ",
        "Your name to sign in with: ",
        "Password: ",
        "Password (again): ",
    ]
    must_be_there()


def test_or_takes_them_as_options():
    assert first(**WHOLE) == ADDED
    must_be_there()


def test_it_asks_only_for_what_was_not_given(terminal):
    prompts = terminal("alice", PASSWORD, PASSWORD)
    assert ASKS in first(account="123456789012", account_name="My team")
    assert len(prompts) == 3
    must_be_there()


def test_what_will_not_do_is_said_and_asked_for_again(terminal):
    terminal(
        *("1234", "", "1234-5678-9012"),
        *("", "My team"),
        *("a lice", "alice"),
        *("short", "short", PASSWORD, "another", "", "", PASSWORD, PASSWORD),
    )
    printed = first()
    for sentence in (
        "An account ID has 12 digits.",
        "This field cannot be blank.",
        "Enter a valid username.",
        "This password is too short.",
        "The two passwords differ.",
        "The password is empty.",
    ):
        assert sentence in printed
    assert "characters (it has" not in printed
    assert printed.endswith(ADDED)
    must_be_there()


@pytest.mark.parametrize("typed", range(5))
def test_where_the_input_ends_nothing_is_added(terminal, typed):
    terminal(*["123456789012", "My team", "alice", PASSWORD, PASSWORD][:typed])
    with pytest.raises(CommandError, match=r"\ANothing was changed\.\Z"):
        first()
    assert not Account.objects.exists()
    assert not User.objects.exists()


@pytest.mark.parametrize("missing", WHOLE)
def test_without_a_terminal_all_of_it_has_to_be_given(missing):
    given = {name: value for name, value in WHOLE.items() if name != missing}
    with pytest.raises(
        CommandError, match=r"no terminal to ask .* Give --account ID --account-name NAME --user"
    ):
        first(**given)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("account", "1234", "An account ID has 12 digits"),
        ("account_name", "x" * 65, "at most 64 characters"),
        ("account_name", "  ", "cannot be blank"),
        ("user", "a lice", "Enter a valid username"),
    ],
)
def test_an_option_that_will_not_do_is_refused(option, value, sentence):
    with pytest.raises(CommandError, match=sentence):
        first(**WHOLE | {option: value})
    assert not Account.objects.exists()


def test_a_password_that_will_not_do_is_refused(stdin):
    stdin("short\n")
    with pytest.raises(CommandError, match="too short"):
        first(**WHOLE)
    assert not Account.objects.exists()


def test_where_there_is_an_account_nothing_is_asked(terminal):
    AccountFactory()
    prompts = terminal()
    assert first() == "There are accounts already, so no first one is added.\n"
    assert first(**WHOLE) == "There are accounts already, so no first one is added.\n"
    assert prompts == []
    assert Account.objects.count() == 1


def test_somebody_of_an_account_that_was_removed_keeps_the_password():
    kept = UserFactory(username="alice").password
    first(**WHOLE)
    assert User.objects.get().password == kept
    assert Membership.objects.get().role == "ADMINISTRATOR"
