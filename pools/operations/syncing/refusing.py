"""Why the sync does not do now what somebody asks; each door has words with a way out for every one of these."""

from collections.abc import Collection
from typing import Any

from pools.errors import ConflictException
from pools.refusals import SyncRefused

NOT_LINKED = "NOT_LINKED"
DEMO_ACCOUNT = "DEMO_ACCOUNT"
PRACTICE_ACCOUNT = "PRACTICE_ACCOUNT"  # everybody is Administrator of one
NOT_IMPORTED = "NOT_IMPORTED"
BUSY = "BUSY"  # a run is applying
NOT_READY = "NOT_READY"  # a plan that is being made
OUT_OF_DATE = "OUT_OF_DATE"
DISCARDED = "DISCARDED"
ENDED = "ENDED"
NOTHING_TO_SEND = "NOTHING_TO_SEND"
WRONG_WORD = "WRONG_WORD"
STEP_MOVED = "STEP_MOVED"  # it is no longer in the state that this is for
NO_CANDIDATE = "NO_CANDIDATE"
NOTHING_CHOSEN = "NOTHING_CHOSEN"
NOT_TESTED = "NOT_TESTED"  # no test has shown that account
ACCOUNT_EXISTS = "ACCOUNT_EXISTS"
NOT_ALLOWED = "NOT_ALLOWED"  # who asked for the link is no Administrator any more
WHYS = (
    NOT_LINKED,
    DEMO_ACCOUNT,
    PRACTICE_ACCOUNT,
    NOT_IMPORTED,
    BUSY,
    NOT_READY,
    OUT_OF_DATE,
    DISCARDED,
    ENDED,
    NOTHING_TO_SEND,
    WRONG_WORD,
    STEP_MOVED,
    NO_CANDIDATE,
    NOTHING_CHOSEN,
    NOT_TESTED,
    ACCOUNT_EXISTS,
    NOT_ALLOWED,
)


def sync_refuses(why: str, label: str = "") -> ConflictException:
    """label: what the sentence names, such as "Run 14"."""
    return ConflictException("RESOURCE_MODIFICATION_NOT_ALLOWED", about=SyncRefused(why, label))


def must_have(chosen: Collection[Any]) -> Collection[Any]:
    if not chosen:
        raise sync_refuses(NOTHING_CHOSEN)
    return chosen
