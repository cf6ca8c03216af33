"""manage.py account list, add, setup, remove: which AWS accounts the console knows."""

import shlex

from django.core.management.base import CommandParser
from django.db.models import QuerySet

from pools.management import set_up
from pools.management.asking import must_agree
from pools.management.commands.quota import find_region
from pools.management.contents import all_or_nothing, contents, counted, drop_contents, lock
from pools.management.database import DatabaseCommand, database_name, in_this_database
from pools.management.people import add, administrators, find_account, new_account
from pools.models import Account, Membership, User
from pools.operations.engine.caller import command_caller

SHOWN = 5


class Command(DatabaseCommand):
    help = "Lists the AWS accounts, adds one, sets one up, or removes one with all that it holds."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|add|setup|remove")
        verbs.add_parser("list", help="List the accounts and who administers each.")
        add = verbs.add_parser("add", help="Add an account.")
        add.add_argument("--name", required=True, help="what people call the account")
        setup = verbs.add_parser(
            "setup", help="Give an empty account its SMS channel, numbers and a first pool."
        )
        set_up.add_arguments(setup)
        remove = verbs.add_parser("remove", help="Remove an account with all that it holds.")
        remove.add_argument("--yes", action="store_true", help="do not ask")
        for verb in (add, setup, remove):
            verb.add_argument("account_id", metavar="ID", help="the 12 digits of the account's ID")

    def handle(self, *, verb: str, **options) -> None:
        getattr(self, verb)(**options)

    def list(self, **options) -> None:
        for account in Account.objects.order_by("account_id"):
            administered = administrators(account)
            self.stdout.write(f"{account.account_id}  {account.name}  {administered or 'no Administrator'}")

    def add(self, *, account_id: str, name: str, **options) -> None:
        account = new_account(account_id, name)
        add(account)
        self.stdout.write(f"Account {account.account_id} was added.")

    def setup(self, *, account_id: str, region: str, **options) -> None:
        caller = command_caller(find_account(account_id), find_region(region))
        self.stdout.write(set_up.set_up(caller, **options))

    def remove(self, *, account_id: str, yes: bool, **options) -> None:
        account = find_account(account_id)
        account_id = account.account_id
        must_teach_nobody(account)
        goes = contents(account)
        keys = counted(account.access_keys.count(), "access key", "access keys")
        self.stdout.write(f"Account {account_id}, {account.name}, in this database: {database_name()}")
        self.stdout.write(f"  goes: {goes}; {keys}")
        for line in people(account):
            self.stdout.write(f"  {line}")
        must_agree(yes=yes)
        all_or_nothing(lambda: remove_account(account_id))
        self.stdout.write(f"Account {account_id} was removed, with {goes}; {keys}.")


def must_teach_nobody(account: Account) -> None:
    """The learners' accounts would be left with nobody to look after them."""
    if row := account.classes.order_by("name").first():
        raise in_this_database(
            f"Account {account.account_id} has class {row.name}. Remove that first: "
            f"manage.py class remove {shlex.quote(row.name)} --account {account.account_id}"
        )


def people(account: Account) -> list[str]:
    """What becomes of those who have a role in the account, a line each kind."""
    members, leaving = User.objects.filter(memberships__account=account).count(), without_another(account)
    lines = [f"goes: {counted(members, 'role', 'roles')} of people"] if members else []
    if demo := leaving.filter(is_demo=True).count():
        lines.append(f"goes: {counted(demo, 'demo sign-in', 'demo sign-ins')}")
    if names := list(leaving.filter(is_demo=False).order_by("pk").values_list("username", flat=True)):
        some = ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
        who = counted(len(names), "person", "people")
        lines.append(
            f"stays: {who} who will have no account ({some}); manage.py user grant gives a role in one"
        )
    return lines


def without_another(account: Account) -> QuerySet:
    """Those who have a role in this account and in no other."""
    elsewhere = Membership.objects.exclude(account=account).values("user")
    return User.objects.filter(memberships__account=account).exclude(pk__in=elsewhere)


def remove_account(account_id: str) -> None:
    account = lock(account_id)
    # Everybody knows their passwords, and there is no demo for them to show any more.
    demo = list(without_another(account).filter(is_demo=True))
    drop_contents(account)
    account.delete()
    for user in demo:
        user.delete()
