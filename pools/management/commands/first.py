"""manage.py first: the first account and the first person of a console without the demo."""

from django.core.management.base import CommandParser

from pools.management.database import DatabaseCommand
from pools.management.first import First, add_first


class Command(DatabaseCommand):
    help = (
        "Adds the first account and its Administrator, where there is no account yet; asks for what is not given. "
        "bin/run --empty does the same."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account", default="", metavar="ID", help="the 12 digits of the account's ID")
        parser.add_argument("--account-name", default="", metavar="NAME", help="what people call the account")
        parser.add_argument("--user", default="", metavar="NAME", help="the person's name to sign in with")
        parser.add_argument("--password-stdin", action="store_true", help="read it from standard input")

    def handle(self, *, account: str, account_name: str, user: str, password_stdin: bool, **options) -> None:
        add_first(First(account, account_name, user, password_stdin), self.stdout)
