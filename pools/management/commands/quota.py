"""manage.py quota list, set, unset: how many of each thing an account may have in a Region."""

from dataclasses import dataclass

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from pools.errors import ServiceError
from pools.management.database import DatabaseCommand, in_this_database
from pools.management.numbers import whole_number
from pools.management.people import find_account
from pools.models import Account
from pools.operations.engine.caller import Caller, command_caller
from pools.operations.quotas import ADJUSTABLE, MOST, change_quotas, own_quotas, used_of
from pools.reference import quotas
from pools.reference.regions import REGIONS


class Command(DatabaseCommand):
    help = "Lists an account's quotas in a Region, gives it one of its own, or puts AWS's default back."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|set|unset")
        listed = verbs.add_parser("list", help="List the quotas, and how much of each is used.")
        set_ = verbs.add_parser("set", help="Give the account a quota of its own.")
        unset = verbs.add_parser("unset", help="Put the default back.")
        for verb in (listed, set_, unset):
            verb.add_argument("--account", required=True, metavar="ID", help="the account's ID")
            verb.add_argument(
                "--region",
                default=settings.CONSOLE_DEFAULT_REGION,
                help=f"the Region's code; else {settings.CONSOLE_DEFAULT_REGION}",
            )
        for verb in (set_, unset):
            verb.add_argument("name", help=", ".join(ADJUSTABLE))
        set_.add_argument("value", type=whole_number(MOST), help=f"from 1 to {MOST}")

    def handle(self, *, verb: str, account: str, region: str, **options) -> None:
        place = Place(find_account(account), find_region(region))
        getattr(self, verb)(place, **options)

    def list(self, place: "Place", **options) -> None:
        own = own_quotas(place.caller())
        for name in quotas.QUOTAS:
            self.stdout.write(f"{name}  {standing(place, name, own.get(name))}")

    def set(self, place: "Place", *, name: str, value: int, **options) -> None:
        self.change(place, find_quota(name), value)

    def unset(self, place: "Place", *, name: str, **options) -> None:
        name = find_quota(name)
        if name not in own_quotas(place.caller()):
            raise in_this_database(f"{place.named(name)} is the default already.")
        self.change(place, name, quotas.default(name))

    def change(self, place: "Place", name: str, value: int) -> None:
        try:
            change_quotas(place.caller(), values={name: value})
        except ServiceError as error:
            raise CommandError(
                " ".join(
                    f"{field.limit:,} are in use. {place.named(name)} can't be lower."
                    for field in error.fields
                )
            ) from None
        own = own_quotas(place.caller()).get(name)
        self.stdout.write(f"{place.named(name)} is now {standing(place, name, own)}.")


@dataclass(frozen=True)
class Place:
    account: Account
    region: str

    def caller(self) -> Caller:
        return command_caller(self.account, self.region)

    def named(self, name: str) -> str:
        return f"{name} of account {self.account.account_id} in {self.region}"


def standing(place: Place, name: str, own: int | None) -> str:
    """How much of a quota is used, where that is counted for all of a Region, and whose it is."""
    quota = quotas.QUOTAS[name]
    value, used = f"{quotas.applied(name, own):,}", used_of(place.caller(), name)
    if used is not None:
        value = f"{used:,} of {value}"
    if not quota.adjustable:
        return f"{value}, fixed"
    return f"{value}, the default" if own is None else f"{value}, its own (the default is {quota.value:,})"


def find_quota(text: str) -> str:
    """The name of a quota that an account may have its own of."""
    name = text.upper()
    if name in ADJUSTABLE:
        return name
    why = "is the same for every account" if name in quotas.QUOTAS else "doesn't exist"
    raise CommandError(f"Quota {text} {why}. Choose one of: {', '.join(ADJUSTABLE)}.")


def find_region(code: str) -> str:
    if code not in REGIONS:
        raise CommandError(f"Region {code} doesn't exist. Choose one of: {', '.join(REGIONS)}.")
    return code
