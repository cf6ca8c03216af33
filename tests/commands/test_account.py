"""manage.py account list, add, remove."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from pools.models import Account, AwsLink, Membership, Mirror, Pool, RunStatus, SyncStep, User
from pools.operations.engine.caller import Caller
from tests.help.demo import load_demo
from tests.help.factories import (
    AccessKeyFactory,
    AccountFactory,
    MembershipFactory,
    PoolFactory,
    UserFactory,
)
from tests.help.linked import link_of, mirror_of, run_of, step_of
from tests.help.locked import locked_error

pytestmark = pytest.mark.django_db


def add(account_id: str = "111122223333", name: str = "Demo") -> None:
    call_command("account", "add", account_id, "--name", name)


def test_an_account_is_added(capsys):
    add()
    assert Account.objects.get().name == "Demo"
    assert capsys.readouterr().out == "Account 111122223333 was added.\n"


@pytest.mark.parametrize("account_id", ["1111", "1111222233334", "11-112222-3333", "11112222333a", ""])
def test_an_id_that_is_not_twelve_digits_is_refused(account_id):
    with pytest.raises(CommandError, match=r"\A[^\n]+\Z"):
        add(account_id)
    assert not Account.objects.exists()


def test_an_id_may_be_written_as_the_pages_write_it(capsys):
    add("1111-2222-3333")
    AccountFactory(account_id="444455556666", name="Other")
    MembershipFactory(account_id="111122223333", user__username="ann", role="ADMINISTRATOR")
    capsys.readouterr()
    call_command("account", "list")
    assert capsys.readouterr().out == "111122223333  Demo  ann\n444455556666  Other  no Administrator\n"


def test_a_blank_name_is_named():
    with pytest.raises(CommandError, match=r"The account's name cannot be blank\."):
        add(name=" ")


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


def remove(account_id: str = "111122223333", *options: str) -> None:
    call_command("account", "remove", account_id, *options)


@pytest.fixture
def full():
    """The demo account with a person of its own, beside another account where one of its people has a role, too."""
    load_demo()
    account, other = Account.objects.get(), AccountFactory(account_id="444455556666", name="Other")
    MembershipFactory(user=UserFactory(username="alice"), account=account)
    MembershipFactory(user=User.objects.get(username="viewer"), account=other)
    AccessKeyFactory(user=User.objects.get(username="alice"), account=other)
    PoolFactory(account=other)
    return account


def stored_rows() -> dict[str, int]:
    """How many rows each table has."""
    tables = apps.get_app_config("pools").get_models()
    return {model.__name__: model._base_manager.count() for model in tables}


def test_an_account_goes_with_all_that_it_holds(full, capsys):
    remove("111122223333", "--yes")
    left = {name: count for name, count in stored_rows().items() if count}
    people = set(User.objects.values_list("username", flat=True))
    # PoolFactory gives its pool keywords.
    assert left.keys() <= {"Account", "AccessKey", "Keyword", "Membership", "Pool", "User"}
    assert Account.objects.get().pk == "444455556666"
    assert {"alice", "viewer"} <= people
    # They have no other account, and everybody knows their passwords.
    assert not people & {"demo", "editor"}
    connection.check_constraints()
    out = capsys.readouterr().out
    assert "goes: 14 pools, 23 phone numbers" in out
    assert "goes: 4 roles of people" in out
    assert "goes: 2 demo sign-ins" in out
    assert "stays: 1 person who will have no account (alice); manage.py user grant" in out
    assert out.splitlines()[-1].startswith("Account 111122223333 was removed, with 14 pools")


def test_an_account_goes_with_its_link_to_aws_and_what_hangs_on_that(full, other_caller):
    link, other = (link_of(caller) for caller in (someone(full), someone(other_caller.account)))
    for one in (link, other):
        step_of(run_of(one, RunStatus.DONE), "CreatePool")
        mirror_of(one)
    remove("111122223333", "--yes")
    connection.check_constraints()
    assert AwsLink.objects.get() == other
    assert SyncStep.objects.get().run.link == other
    assert Mirror.objects.get().link == other


def someone(account: Account) -> Caller:
    return Caller(User(), account, "us-east-1", "ADMINISTRATOR")


def test_without_the_demo_the_sign_in_page_speaks_of_none(full):
    assert "Demo sign-ins" in Client().get("/sign-in/", headers={"Host": "localhost"}).content.decode()
    Membership.objects.filter(user__username="viewer", account_id="444455556666").delete()
    remove("111122223333", "--yes")
    assert "emo" not in Client().get("/sign-in/", headers={"Host": "localhost"}).content.decode()


def test_somebody_who_works_in_an_account_that_goes_is_told(full):
    client = Client()
    client.force_login(User.objects.get(username="alice"))
    url = "/111122223333/us-east-1/sms-voice/pools/"
    assert client.get(url).status_code == 200
    remove("111122223333", "--yes")
    assert client.get(url).status_code == 404
    assert client.get("/", follow=True).status_code < 500


def test_nothing_goes_where_something_fails_midway(full, monkeypatch):
    before = stored_rows()
    monkeypatch.setattr(Account, "delete", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        remove("111122223333", "--yes")
    assert stored_rows() == before


def test_others_in_the_way_are_waited_for_and_then_named(full, monkeypatch):
    before, tries = stored_rows(), []

    def in_the_way(self):
        tries.append(self)
        raise locked_error()

    monkeypatch.setattr(Account, "delete", in_the_way)
    with pytest.raises(CommandError, match=r"People were changing the account .* Nothing was changed"):
        remove("111122223333", "--yes")
    assert (len(tries), stored_rows()) == (3, before)


def test_an_account_is_not_removed_unasked(terminal):
    add()
    with pytest.raises(CommandError, match="no terminal to ask"):
        remove()
    terminal("no")
    with pytest.raises(CommandError, match="Nothing was changed"):
        remove()
    assert Account.objects.exists()
    terminal("y")
    remove()
    assert not Account.objects.exists()


def test_an_account_is_set_up(capsys):
    add()
    call_command(
        "account",
        "setup",
        "111122223333",
        "--region",
        "eu-west-1",
        "--number",
        "GB:LONG_CODE:2",
        "--pool",
        "Orders",
    )
    pool = Pool.objects.get()
    assert (pool.name, pool.region, pool.phone_numbers.count()) == ("Orders", "eu-west-1", 2)
    assert pool.deletion_protection_enabled
    said = f"Account 111122223333 in eu-west-1 is set up: pool {pool.pool_id} has 2 phone numbers.\n"
    assert capsys.readouterr().out.endswith(said)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--number", "GB:SIMULATOR"], "There are no such numbers in GB"),
        (["--number", "US:TOLL_FREE"], "A pool begins with a LONG_CODE or a SIMULATOR"),
        (["--number", "GB"], "is not COUNTRY:TYPE"),
        (["--number", "GB:LONG_CODE:0"], "with a quantity from 1 to 10"),
        (["--message-type", "PROMOTIONAL"], "Simulator numbers are TRANSACTIONAL only"),
        (["--region", "moon-1"], "Region moon-1 doesn't exist"),
        (["--project", "a/b"], "Name can't be 'a/b'"),
    ],
)
def test_what_can_t_be_set_up_is_named_and_nothing_is_made(options, words):
    add()
    with pytest.raises(CommandError, match=words):
        call_command("account", "setup", "111122223333", *options)
    assert not Pool.objects.exists()


def test_an_account_is_set_up_once():
    add()
    call_command("account", "setup", "111122223333")
    with pytest.raises(CommandError, match="has phone numbers or pools in us-east-1"):
        call_command("account", "setup", "111122223333")
