"""`manage.py demo`: an account that looks like a team's, to try the console with."""

from argparse import ArgumentParser
from typing import Any

from pools import models
from pools.management import demo
from pools.management.asking import must_agree
from pools.management.bulk import fill
from pools.management.contents import all_or_nothing, contents, counted
from pools.management.database import DatabaseCommand, database_name, in_this_database
from pools.management.numbers import whole_number
from pools.reference import demo_data

MOST_POOLS = 1_000_000
LABEL = f"The demo account {demo_data.ACCOUNT_ID}"


class Command(DatabaseCommand):
    help = "Load the demo account 111122223333, with the sign-ins demo/demo, editor/editor and viewer/viewer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is any account")
        parser.add_argument("--reset", action="store_true", help="put the demo account back as it was")
        parser.add_argument("--yes", action="store_true", help="reset without asking")
        parser.add_argument(
            "--sign-ins",
            action="store_true",
            help="also give sign-ins of the demo's names, whose passwords were changed, the demo's again",
        )
        parser.add_argument(
            "--pools",
            type=whole_number(MOST_POOLS),
            metavar="N",
            help="raise the quota and fill up to N pools",
        )

    def handle(self, *, sign_ins: bool, **options: Any) -> None:
        if options["if_empty"] and models.Account.objects.exists():
            return
        there = models.Account.objects.filter(account_id=demo_data.ACCOUNT_ID).exists()
        if there and not (options["reset"] or options["pools"]):
            raise in_this_database(f"{LABEL} is there already. Use --reset to put it back as it was.")
        if options["reset"] and not there:
            raise in_this_database(f"{LABEL} isn't there. To load it: manage.py demo")
        if options["reset"]:
            self.reset(yes=options["yes"], sign_ins=sign_ins)
        elif not there:
            all_or_nothing(lambda: demo.load(take_sign_ins=sign_ins))
            self.stdout.write(
                f"{LABEL} was loaded, over all Regions: {contents(account())}.{about_own_sign_ins()}"
            )
        if options["pools"]:
            fill(account(), "us-east-1", options["pools"])
            self.stdout.write(f"{LABEL} has {contents(account())}.")

    def reset(self, *, yes: bool, sign_ins: bool) -> None:
        goes, stays = contents(account()), kept(sign_ins=sign_ins)
        self.stdout.write(f"{LABEL} in this database: {database_name()}")
        self.stdout.write(f"  goes: {goes}; keys that its own sign-ins made; what was set")
        self.stdout.write("  comes: what the demo began with, under the same IDs and ARNs")
        self.stdout.write(f"  stays: {stays}")
        must_agree(yes=yes)
        all_or_nothing(lambda: demo.put_back(take_sign_ins=sign_ins))
        self.stdout.write(
            f"{LABEL} was put back. It had {goes}; it has {contents(account())}.{about_own_sign_ins()}"
        )


def account() -> models.Account:
    return models.Account.objects.get(account_id=demo_data.ACCOUNT_ID)


def kept(*, sign_ins: bool) -> str:
    """What a reset leaves alone, in words."""
    mine = demo_data.USERS if sign_ins else demo.demo_users().values_list("username", "pk")
    people = account().memberships.exclude(user__username__in=dict(mine))
    keys = account().access_keys.exclude(user__username__in=dict(mine))
    return (
        f"{counted(people.count(), 'role', 'roles')} of people and "
        f"{counted(keys.count(), 'access key', 'access keys')} of theirs; everybody's preferences and sessions"
    )


def about_own_sign_ins() -> str:
    """A sentence about names of the demo whose passwords are not the demo's."""
    names = demo.own_sign_ins()
    if not names:
        return ""
    key = ", and the documented access key isn't there" if demo_data.ACCESS_KEY_USER in names else ""
    whose = "has a password of its own" if len(names) == 1 else "have passwords of their own"
    return f" {' and '.join(names)} {whose}, so that stays as it is{key}: --reset --sign-ins makes them the demo's."
