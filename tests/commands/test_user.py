"""manage.py user list, add, grant, revoke, password."""

import pytest
from django.core.management import CommandError, call_command

from pools.models import Account, Membership, User
from tests.commands.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def account():
    return Account.objects.create(account_id="111122223333", name="Demo")


def add(name: str = "alice", *options: str, account: str = "111122223333", role: str = "administrator"):
    call_command("user", "add", name, "--account", account, "--role", role, *options)


def test_a_user_is_added_with_a_role(stdin, capsys):
    add("alice", "--password-stdin")
    membership = Membership.objects.get()
    assert membership.user.username == "alice"
    assert membership.user.check_password(PASSWORD)
    assert (membership.account_id, membership.role) == ("111122223333", "ADMINISTRATOR")
    assert not membership.user.is_superuser
    assert capsys.readouterr().out == "User alice was added to account 111122223333 as Administrator.\n"


def test_the_password_is_typed_twice_at_a_terminal(terminal):
    terminal(PASSWORD, PASSWORD)
    add()
    assert User.objects.get().check_password(PASSWORD)


def test_two_passwords_that_differ_are_refused(terminal):
    terminal(PASSWORD, PASSWORD + "!")
    refused("The two passwords differ.")


def test_without_a_terminal_the_password_comes_from_standard_input(stdin):
    refused("There is no terminal to ask for the password. Use --password-stdin.")


@pytest.mark.parametrize("line", ["", "\n", "\r\n"])
def test_an_empty_password_is_refused(stdin, line):
    stdin(line)
    refused("The password is empty.", "--password-stdin")


@pytest.mark.parametrize("password", ["short", "password123"])
def test_a_weak_password_is_refused(stdin, password):
    stdin(password)
    refused("This password", "--password-stdin")


def test_an_unknown_role_is_refused_with_the_roles():
    refused("Role owner doesn't exist. Choose one of: viewer, editor, administrator.", role="owner")


def test_an_unknown_account_is_refused():
    refused("Account 444455556666 doesn't exist.", account="444455556666")


def test_a_name_that_django_refuses_is_refused():
    refused("Enter a valid username.", name="a lice")


def test_the_same_name_twice_is_refused_and_the_password_stays(stdin):
    add("alice", "--password-stdin")
    stdin("another long one\n")
    with pytest.raises(CommandError, match="User alice exists already"):
        add("alice", "--password-stdin")
    assert User.objects.get().check_password(PASSWORD)


def test_a_role_is_given_in_a_second_account_and_changed(stdin):
    add("alice", "--password-stdin")
    Account.objects.create(account_id="444455556666", name="Other")
    for role in ("editor", "viewer"):
        call_command("user", "grant", "alice", "--account", "444455556666", "--role", role)
    roles = dict(Membership.objects.values_list("account_id", "role"))
    assert roles == {"111122223333": "ADMINISTRATOR", "444455556666": "VIEWER"}


def test_the_last_administrator_goes_not_unnoticed(stdin, capsys):
    add("alice", "--password-stdin")
    call_command("user", "grant", "alice", "--account", "1111-2222-3333", "--role", "viewer")
    assert "Account 111122223333 has no Administrator now." in capsys.readouterr().out
    call_command("user", "grant", "alice", "--account", "111122223333", "--role", "administrator")
    assert "no Administrator" not in capsys.readouterr().out


def test_a_role_is_taken_back(stdin, capsys):
    add("alice", "--password-stdin")
    stdin(f"{PASSWORD}\n")
    add("bob", "--password-stdin", role="viewer")
    call_command("user", "revoke", "bob", "--account", "111122223333")
    assert capsys.readouterr().out.endswith("User bob has no role in account 111122223333 any more.\n")
    assert Membership.objects.get().user.username == "alice"
    call_command("user", "list")
    assert capsys.readouterr().out == "alice  Administrator of 111122223333\nbob  no account\n"
    with pytest.raises(CommandError, match="User bob has no role in account 111122223333"):
        call_command("user", "revoke", "bob", "--account", "111122223333")


def test_the_password_is_changed(stdin):
    add("alice", "--password-stdin")
    stdin("another long one\n")
    call_command("user", "password", "alice", "--password-stdin")
    assert User.objects.get().check_password("another long one")


def test_the_password_of_an_unknown_user_is_refused(stdin):
    with pytest.raises(CommandError, match="User bob doesn't exist"):
        call_command("user", "password", "bob", "--password-stdin")


def refused(message: str, *options: str, name: str = "alice", **where: str) -> None:
    """`user add` says this, in one line, and adds nobody."""
    with pytest.raises(CommandError) as error:
        add(name, *options, **where)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)
    assert not User.objects.exists()
