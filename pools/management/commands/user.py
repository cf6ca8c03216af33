"""manage.py user list, add, grant, revoke, password: who may sign in, to which account, and with which password."""

from django.core.management.base import CommandParser
from django.db import transaction

from pools.management.database import DatabaseCommand, in_this_database
from pools.management.people import (
    ROLES,
    add,
    administrators,
    find_account,
    find_role,
    find_user,
    new_user,
    read_password,
)
from pools.models import Account, Membership, User
from pools.reference import demo_data


class Command(DatabaseCommand):
    help = "Lists the users, adds one, gives or takes back a role in an account, or changes a password."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|add|grant|revoke|password")
        verbs.add_parser("list", help="List the users and their roles.")
        add = verbs.add_parser("add", help="Add a user who may sign in to one account.")
        grant = verbs.add_parser("grant", help="Give a user a role in an account, or change it.")
        revoke = verbs.add_parser("revoke", help="Take a user's role in an account back.")
        password = verbs.add_parser("password", help="Change a user's password.")
        for verb in (add, grant, revoke, password):
            verb.add_argument("name", help="the name to sign in with")
        for verb in (add, grant, revoke):
            verb.add_argument("--account", required=True, metavar="ID", help="the account's ID")
        for verb in (add, grant):
            verb.add_argument("--role", required=True, help=ROLES)
        for verb in (add, password):
            verb.add_argument("--password-stdin", action="store_true", help="read it from standard input")

    def handle(self, *, verb: str, **options) -> None:
        getattr(self, verb)(**options)

    def list(self, **options) -> None:
        for user in User.objects.order_by("username").prefetch_related("memberships"):
            roles = [f"{m.get_role_display()} of {m.account_id}" for m in user.memberships.all()]
            self.stdout.write(f"{user.username}  {', '.join(roles) or 'no account'}")

    def add(self, *, name: str, account: str, role: str, password_stdin: bool, **options) -> None:
        # Everything that can be refused is, before anybody types a password.
        membership = Membership(account=find_account(account), role=find_role(role), user=new_user(name))
        membership.user.set_password(read_password(membership.user, from_stdin=password_stdin))
        add(membership=membership)
        self.stdout.write(
            f"User {name} was added to account {membership.account_id} as {membership.get_role_display()}."
        )

    def grant(self, *, name: str, account: str, role: str, **options) -> None:
        membership, _ = Membership.objects.update_or_create(
            user=find_user(name), account=find_account(account), defaults={"role": find_role(role)}
        )
        self.stdout.write(
            f"User {name} is {membership.get_role_display()} of account {membership.account_id}."
        )
        self.warn_without_administrator(membership.account)

    def revoke(self, *, name: str, account: str, **options) -> None:
        user, of = find_user(name), find_account(account)
        if not user.memberships.filter(account=of).delete()[0]:
            raise in_this_database(f"User {name} has no role in account {of.account_id}.")
        self.stdout.write(f"User {name} has no role in account {of.account_id} any more.")
        self.warn_without_administrator(of)

    def warn_without_administrator(self, account: Account) -> None:
        if not administrators(account):
            self.stdout.write(
                f"Account {account.account_id} has no Administrator now. To give it one: "
                f"manage.py user grant NAME --account {account.account_id} --role administrator"
            )

    def password(self, *, name: str, password_stdin: bool, **options) -> None:
        user = find_user(name)
        user.set_password(read_password(user, from_stdin=password_stdin))
        with transaction.atomic():
            # Neither the password nor the secret that everybody knows lets anybody in from now on.
            user.access_keys.filter(access_key_id=demo_data.ACCESS_KEY_ID).delete()
            user.is_demo = False
            user.save(update_fields=["password", "is_demo"])
        self.stdout.write(f"The password of user {name} was changed.")
