"""manage.py account setup: what it is asked for, and what it says was made."""

from argparse import ArgumentTypeError
from dataclasses import replace

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from pools.errors import Field, ServiceError
from pools.management.contents import counted
from pools.models.identities import SMS
from pools.operations.engine.caller import Caller
from pools.operations.number_requests import MOST_AT_ONCE, NumberKind
from pools.operations.set_up import OFFERED_TYPES, set_up_account
from pools.refusals import AlreadySetUp, OverQuota, Unsettled

WANTED = "COUNTRY:TYPE[:QUANTITY]"
# As the form is drawn.
FIRST = NumberKind("US", "SIMULATOR", [SMS], "")
PROBLEMS = {
    "not_offered": "There are no such numbers in {value}. Choose another type: "
    + ", ".join(OFFERED_TYPES)
    + ".",
    "none_left": "None of these numbers is left in {value}. Choose another type.",
    "transactional_only": "Simulator numbers are TRANSACTIONAL only.",
    "not_at_once": "A pool begins with a LONG_CODE or a SIMULATOR, as a TOLL_FREE number has to be registered first.",
}


def add_arguments(parser: CommandParser) -> None:
    default = settings.CONSOLE_DEFAULT_REGION
    parser.add_argument("--region", default=default, help=f"the Region's code; else {default}")
    parser.add_argument(
        "--project", default="", metavar="NAME", help="of the first project; else the account's name"
    )
    parser.add_argument(
        "--number",
        action="append",
        type=wanted,
        metavar=WANTED,
        help=f"numbers to request, as often as there are kinds: {', '.join(OFFERED_TYPES)}; else US:SIMULATOR",
    )
    parser.add_argument("--pool", default="", metavar="NAME", help="of the pool; it may have none")
    parser.add_argument("--message-type", default="TRANSACTIONAL", choices=("TRANSACTIONAL", "PROMOTIONAL"))
    parser.add_argument("--no-deletion-protection", action="store_true", help="leave the pool unprotected")


def wanted(text: str) -> NumberKind:
    """An argument's type, such as GB:LONG_CODE:2."""
    country, kind, quantity = [*text.upper().split(":"), "1", "1"][:3]
    is_number = quantity.isascii() and quantity.isdigit() and len(quantity) < 3
    if text.count(":") not in (1, 2) or not is_number or not 1 <= int(quantity) <= MOST_AT_ONCE:
        raise ArgumentTypeError(f"{text!r} is not {WANTED} with a quantity from 1 to {MOST_AT_ONCE}")
    return NumberKind(country, kind, [SMS], "", int(quantity))


def set_up(
    caller: Caller,
    *,
    project: str,
    number: list[NumberKind] | None,
    pool: str,
    message_type: str,
    no_deletion_protection: bool,
    **options,
) -> str:
    """Returns: the line that says what was made. Raises: CommandError, and then nothing was."""
    numbers = [replace(one, message_type=message_type) for one in number or [FIRST]]
    try:
        made = set_up_account(
            caller,
            numbers=numbers,
            project_name=project or caller.account.name,
            pool_name=pool,
            deletion_protection_enabled=not no_deletion_protection,
        )
    except ServiceError as error:
        raise CommandError(why_not(caller, error)) from None
    count = counted(sum(one.quantity for one in numbers), "phone number", "phone numbers")
    where = f"Account {caller.account.account_id} in {caller.region}"
    return f"{where} is set up: pool {made.pool_id} has {count}."


def why_not(caller: Caller, error: ServiceError) -> str:
    about = error.about
    if isinstance(about, AlreadySetUp):
        return f"Account {caller.account.account_id} has phone numbers or pools in {about.region}. Nothing was added."
    if isinstance(about, Unsettled):
        return (
            f"New numbers stay PENDING for {about.seconds} s. Set the status delay of the test settings to 0."
        )
    if isinstance(about, OverQuota):
        return f"The quota is {about.limit:,}. manage.py quota set {about.name} raises it."
    return " ".join(map(said, error.fields)) or f"{error.reason or error}. Nothing was added."


def said(field: Field) -> str:
    if field.problem in PROBLEMS:
        return PROBLEMS[field.problem].format(value=field.value)
    return f"{field.name} can't be {field.value!r}."
