"""Why the connection to AWS does not work, as a person can mend it."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any

from pools.sync.refusals import EXPIRED, FETCHING_CREDENTIALS, NO_CREDENTIALS, NOT_KNOWN, UNREACHABLE, Refusal


class Trouble(StrEnum):
    """What a page has words and a way out for."""

    NO_CREDENTIALS = "NO_CREDENTIALS"
    NOT_KNOWN = "NOT_KNOWN"
    EXPIRED = "EXPIRED"
    OTHER_ACCOUNT = "OTHER_ACCOUNT"
    THIS_CONSOLE = "THIS_CONSOLE"
    NO_PERMISSION = "NO_PERMISSION"
    CLOCK = "CLOCK"
    UNREACHABLE = "UNREACHABLE"
    REGION_OFF = "REGION_OFF"
    NO_POOLS = "NO_POOLS"
    OTHER = "OTHER"


# botocore's exceptions of a sign-in that has ended.
SIGN_IN_ENDED = (
    "SSOError",
    "SSOTokenLoadError",
    "UnauthorizedSSOTokenError",
    "TokenRetrievalError",
    "LoginError",
    "LoginRefreshRequired",
    "LoginTokenLoadError",
)
REGION_IS_OFF = ("OptInRequired", "RegionDisabledException", "SubscriptionRequiredException")
SKEWED = ("RequestTimeTooSkewed", "RequestExpired")
# "Signature expired: 20261129T095300Z is now earlier than 20261129T095500Z (20261129T100000Z - 5 min.)"
TIMES = re.compile(r"Signature (?:expired|not yet current): (\w+) is .* \((\w+) [+-] ")
STAMP = "%Y%m%dT%H%M%SZ"


def trouble_of(refusal: Refusal) -> Trouble:
    """The first that fits: AWS tells a wrong clock in the words of a wrong signature."""
    code = refusal.code
    if code in SKEWED or TIMES.search(refusal.message):
        return Trouble.CLOCK
    if code in (*EXPIRED, *SIGN_IN_ENDED):
        return Trouble.EXPIRED
    if code in NO_CREDENTIALS:
        return Trouble.NO_CREDENTIALS
    if code in NOT_KNOWN:
        return Trouble.NOT_KNOWN
    if code in UNREACHABLE or code == "ReadTimeoutError":
        return Trouble.UNREACHABLE
    if code in REGION_IS_OFF:
        return Trouble.REGION_OFF
    if code.startswith("AccessDenied"):
        return Trouble.NO_PERMISSION
    if refusal.operation == "DescribePools" and refusal.reason in ("INVALID_REQUEST", "UNKNOWN_OPERATION"):
        return Trouble.NO_POOLS
    # A role that cannot be assumed, for whatever reason.
    return Trouble.NOT_KNOWN if refusal.operation in FETCHING_CREDENTIALS else Trouble.OTHER


def told_of(refusal: Refusal) -> dict[str, Any]:
    """The trouble, and what a page says of it: the action that a policy lacks, and AWS's or boto3's own words."""
    return {
        "trouble": trouble_of(refusal),
        "action": refusal.missing_action,
        "minutes": minutes_ahead(refusal.message),
        "said": f"{refusal.code} {refusal.message}".strip(),
    }


def minutes_ahead(message: str) -> int | None:
    """By how many minutes this machine's clock is ahead of AWS's (less than 0: behind), as AWS's refusal has it."""
    found = TIMES.search(message)
    if not found:
        return None
    ours, theirs = (datetime.strptime(text, STAMP) for text in found.groups())  # noqa: DTZ007
    return round((ours - theirs).total_seconds() / 60)
