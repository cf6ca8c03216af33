"""What came of a message, or would come of it, and how that is told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from pools.errors import ServiceError
from pools.models import Message
from pools.models.identities import international
from pools.operations.messages import MessagePreview
from pools.operations.sending.events import DELIVERED
from pools.operations.sending.originators import By
from pools.operations.sending.send import verdict_state
from pools.pages.kit.words import refusals
from pools.pages.simulator.conversation import Conversation, status_in_words
from pools.pages.simulator.mends import Mend, Place, mends_of_refusal
from pools.refusals import OptedOut

# How the sender came to be the one: in the box, and after a comma where it is announced.
WAYS = {
    By.NAMED: ("You named this sender, so a pool's rules don't apply.", "which you named"),
    By.POOL: ("The pool's first that can send this message to this recipient.", "the pool's first that can"),
    By.ACCOUNT: (
        "The account's first that can send this message to this recipient.",
        "the account's first that can",
    ),
    By.DEFAULT_SENDER_ID: (
        "No number can send it, so it goes out under the default sender ID.",
        "the default sender ID",
    ),
    By.SHARED_ROUTE: (
        "No identity can send it, so it goes out by a shared route of AWS.",
        "by a shared route of AWS",
    ),
}
KEPT = (
    "Its last message to this recipient arrived. A sender is kept for 25 hours after a delivery, so it comes before "
    "the order of types."
)
STICKY = (KEPT, "chosen because it is sticky")
BOX_KINDS = dict.fromkeys(DELIVERED, "success") | {Message.QUEUED: "info"}


class OutcomeBox(NamedTuple):
    """kind: of the alert. code: what the API answers, where it refuses. mends: what helps then."""

    kind: str
    header: str
    text: str
    code: str = ""
    mends: Sequence[Mend] = ()

    @property
    def words(self) -> str:
        """The box as it is announced."""
        return f"{self.header}. {self.text}" if self.kind == "error" else self.header


def refused_box(error: ServiceError, place: Place, phone: Conversation) -> OutcomeBox:
    code = f"{error.code} · {error.reason}" if error.reason else error.code
    text = refusals.sentence(error)
    if isinstance(error.about, OptedOut) and (stop := phone.last_stop(error.about.opt_out_list_name)):
        text = f"{text[:-1]}: it replied {stop.decision['keyword']} on {stamp(stop.created_timestamp)}."
    return OutcomeBox("error", "Not sent", text, code, mends_of_refusal(place, error, phone))


def stamp(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%B %-d, %H:%M (%Z)}"


def preview_box(preview: MessagePreview, place: Place, phone: Conversation, *, dry_run: bool) -> OutcomeBox:
    if preview.refusal:
        return refused_box(preview.refusal, place, phone)
    header = f"{'Dry run passed: would' if dry_run else 'Would'} send from {international(preview.originator.shown)}"
    verdicts = [verdict_state(verdict) for verdict in preview.decision.verdicts[:1]]
    text, _ = way_in_words(preview.originator.by, verdicts)
    return OutcomeBox("success" if dry_run else "info", header, text)


def sent_box(message: Message, now: datetime) -> OutcomeBox:
    """Green only if it arrived: what a phone or its carrier did not take was sent all the same."""
    status = message.status_at(now)
    kind = BOX_KINDS.get(status, "error")
    text, _ = way_of(message)
    ending = f" It didn't arrive: {status_in_words(status).lower()}." if kind == "error" else ""
    return OutcomeBox(kind, f"Sent from {international(message.origination_phone_number)}", text + ending)


def sent_in_words(message: Message, now: datetime) -> str:
    """ "Delivered to +1 206-555-0175 from +1 425-555-0117, chosen because it is sticky." """
    status = status_in_words(message.status_at(now))
    to, sender = (
        international(number)
        for number in (message.destination_phone_number, message.origination_phone_number)
    )
    way = way_of(message)[1]
    return f"{status} to {to} from {sender}{', ' if way else ''}{way}."


def way_of(message: Message) -> tuple[str, str]:
    by = message.decision.get("by", "")
    return way_in_words(By(by), message.decision.get("verdicts", ())) if by in set(By) else ("", "")


def way_in_words(by: By, verdicts: Any) -> tuple[str, str]:
    first: Mapping[str, Any] = verdicts[0] if verdicts else {}
    return STICKY if by in (By.POOL, By.ACCOUNT) and is_sticky(first) else WAYS[by]


def is_sticky(verdict: Mapping[str, Any]) -> bool:
    """Whether it was chosen because it reached the recipient before."""
    return not verdict.get("why") and bool(verdict.get("until"))
