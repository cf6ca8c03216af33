"""What somebody asked for in the lists and the worker could not do: said on their page, for a while."""

from typing import NamedTuple

from django.utils import timezone

from pools.models import SyncRequest, SyncRequestKind
from pools.models.mirrors import CONFLICT_STANDINGS
from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.linked import Linked
from pools.pages.sync.answer_tokens import asked_in
from pools.pages.sync.conflicts import LATELY
from pools.pages.sync.states import moment_in_words

# By the kind of request: where it says what it is about, what that is called, and what became of it.
WORDS = {
    SyncRequestKind.ANSWER: ("answers", "answer", "carried out"),
    SyncRequestKind.DISCARD: ("resources", "change", "discarded here"),
    SyncRequestKind.PUT_BACK: ("changes", "change", "put back here"),
}
# What the worker does to what the lists show.
ACTS = tuple(WORDS)


class NotDone(NamedTuple):
    title: str
    sentence: str


def not_done(caller: Caller, state: Linked) -> NotDone | None:
    """Of what the caller asked last."""
    rows = state.link.requests.filter(kind__in=ACTS, asked_by=caller.user).exclude(answered_timestamp=None)
    last = rows.filter(asked_timestamp__gt=timezone.now() - LATELY).order_by("-pk").first()
    number = len(last.answer.get("refused", ())) + too_late(last) if last else 0
    return in_words(last, number, state) if number else None


def too_late(request: SyncRequest) -> int:
    """How many answers AWS, or somebody here, was before; but for those that are asked again in their place."""
    moved = request.answer.get("moved", ())
    if not moved:
        return 0
    keys = {one["key"] for one in moved}
    asked = request.link.mirrors.filter(standing__in=CONFLICT_STANDINGS, key__in=keys)
    again = set(asked.values_list("kind", "key"))
    return asked_in(one for one in moved if (one["kind"], one["key"]) not in again)


def in_words(request: SyncRequest, number: int, state: Linked) -> NotDone:
    member, noun, done = WORDS[request.kind]
    about = request.about[member]
    of = asked_in(about) if request.kind == SyncRequestKind.ANSWER else len(about)
    nouns, were = (noun, "was") if of == 1 else (f"{noun}s", "was" if number == 1 else "were")
    return NotDone(
        f"{min(number, of):,} of {of:,} {nouns} {were} not {done}",
        f"You asked at {moment_in_words(request.asked_timestamp, state.now)}. "
        "What is gone on one side, or was changed or answered meanwhile, is left as it is.",
    )
