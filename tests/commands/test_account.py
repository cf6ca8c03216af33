"""manage.py account add."""

import pytest
from django.core.management import CommandError, call_command

from pools.models import Account

pytestmark = pytest.mark.django_db


def add(account_id: str = "111122223333", name: str = "Demo") -> None:
    call_command("account", "add", account_id, "--name", name)


def test_an_account_is_added(capsys):
    add()
    assert Account.objects.get().name == "Demo"
    assert capsys.readouterr().out == "Account 111122223333 was added.\n"


@pytest.mark.parametrize("account_id", ["1111", "1111222233334", "1111-2222-3333", "11112222333a", ""])
def test_an_id_that_is_not_twelve_digits_is_refused(account_id):
    with pytest.raises(CommandError, match=r"\A[^\n]+\Z"):
        add(account_id)
    assert not Account.objects.exists()


def test_the_same_id_twice_is_refused_and_the_first_stays():
    add()
    with pytest.raises(CommandError, match="already exists"):
        add(name="Other")
    assert Account.objects.get().name == "Demo"


@pytest.mark.parametrize("name", ["", "  ", "x" * 65])
def test_a_name_that_is_empty_or_too_long_is_refused(name):
    with pytest.raises(CommandError):
        add(name=name)
    assert not Account.objects.exists()


def test_a_verb_is_needed():
    with pytest.raises(CommandError):
        call_command("account")
