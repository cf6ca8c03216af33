"""manage.py user add, grant, password: who may sign in, to which account, and with which password."""

from django.core.management.base import CommandParser
from django.db import transaction

from pools.management import demo_data
from pools.management.database import DatabaseCommand
from pools.management.people import ROLES, add, find_account, find_role, find_user, new_user, read_password
from pools.models import Membership


class Command(DatabaseCommand):
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
        membership = Membership(account=find_account(account), role=find_role(role), user=new_user(name))
        membership.user.set_password(read_password(membership.user, from_stdin=password_stdin))
        add(membership=membership)
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
