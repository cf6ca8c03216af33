"""manage.py account add: make an AWS account known to the console."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pools.models import Account


class Command(BaseCommand):
    help = "Adds an AWS account."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="add")
        add = verbs.add_parser("add", help="Add an account.")
        add.add_argument("account_id", help="the 12 digits of the account's ID")
        add.add_argument("--name", required=True, help="what people call the account")

    def handle(self, *, account_id: str, name: str, **options) -> None:
        account = Account(account_id=account_id, name=name.strip())
        try:
            account.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        # The ID is the key, so of two that add one at once, the second would overwrite the first.
        account.save(force_insert=True)
        self.stdout.write(f"Account {account_id} was added.")
