"""Why a change is not in the run, and the way out of it."""

from typing import NamedTuple

from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.naming import Named
from pools.pages.kit.places import to

WHYS = {
    "BY_HAND": "This console never writes this to AWS.",
    "CONFLICT": "It has a conflict that waits for an answer.",
    "UNCONFIRMED": "One read of AWS shows something else here; it is read again first.",
    "LEFT_ALONE": "AWS's side has something that this console leaves alone.",
    "LOCAL_ONLY": "This number exists only here. AWS assigns the real one.",
    "PROTECTED": "Deletion protection is on in AWS. It is never turned off by itself.",
    "IN_POOL_STILL": "A setting of a number can't be changed while it stays in its pool.",
    "NO_SUCH_LIST": "AWS has no opt-out list of that name.",
    "CANNOT_UNSET": "AWS has no call that clears this setting.",
    "NEEDS_REGISTRATION": "Sender IDs of this country must be registered in AWS.",
    "NO_MEMBER": "AWS makes a pool from a phone number or a sender ID, and this one has none.",
    "NO_NUMBER": "Two-way SMS needs a phone number in the pool.",
    "LAST_MEMBER": "The pool would be left without an origination identity.",
    "CYCLE": "Two pools swap their only members.",
    "QUOTA": "The account's quota in AWS is used up.",
    "NEEDS": "It needs a change that is blocked itself.",
}


class WayOut(NamedTuple):
    """before, after: of the link, if there is one. command: whether the command to copy is shown."""

    text: str
    href: str = ""
    after: str = ""
    command: bool = False


def why_in_words(why: str) -> str:
    return WHYS.get(why, "This can't be sent to AWS.")


def way_out(caller: Caller, why: str, named: Named, command: str) -> WayOut:
    page = named.href
    ways = {
        "BY_HAND": WayOut("Run the command yourself, then refresh.", command=bool(command)),
        "CONFLICT": WayOut("Answer it", to(caller, "sync-conflicts"), ", then make a new plan"),
        "UNCONFIRMED": WayOut("Make a new plan in a few seconds."),
        "LEFT_ALONE": WayOut("See what you can do", to(caller, "sync-left-alone")),
        "LOCAL_ONLY": WayOut("Replace by a number of the account", page),
        "PROTECTED": WayOut(
            "Turn off deletion protection",
            f"{page}#deletion-protection" if page else "",
            ", then make a new plan",
        ),
        "IN_POOL_STILL": WayOut("Take it out of its pool first", page, ", or change the pool"),
        "NO_SUCH_LIST": WayOut("Create the list in AWS, then refresh.", command=bool(command)),
        "CANNOT_UNSET": WayOut("Discard it here", to(caller, "sync-pending")),
        "NEEDS_REGISTRATION": WayOut("Register it in AWS, then refresh."),
        "NO_MEMBER": WayOut("Add a member", page, ", then make a new plan"),
        "NO_NUMBER": WayOut("Add a phone number", page, ", then make a new plan"),
        "LAST_MEMBER": WayOut("Add another member", page, ", then make a new plan"),
        "CYCLE": WayOut("Add a second member to one", page, ", then make a new plan"),
        "QUOTA": WayOut("Delete what is not needed in AWS, or have the quota raised."),
        "NEEDS": WayOut("See the other blocked changes."),
    }
    return ways.get(why, WayOut("Make a new plan."))
