"""Why this sender: each one that was looked at, with the reason and the page that mends it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pools.models.scope import name_and_country
from pools.operations.engine.caller import Caller
from pools.operations.rules.choosing import BY_SENDER_ID, COULD_SEND, Why
from pools.pages.kit.places import to
from pools.pages.kit.words import labels
from pools.pages.simulator.senders import kind_in_words

CHOSEN, COULD, CANNOT = ("positive", "Chosen"), ("info", "Could send"), ("stopped", "Can't send")
REFUSED = ("negative", "Refused")
BECAUSE = {
    CHOSEN: "It is the first that can send this message there.",
    REFUSED: "It would send, but the message is refused.",
}
# What AWS does not document is said so beside it.
SENTENCES = {
    Why.STATUS: "It isn't active. Only active identities send.",
    Why.CAPABILITY: "It can't send text messages.",
    Why.NO_SENDER_IDS: "Sender IDs aren't supported in {to}.",
    Why.COUNTRY: "Reaches only {country}.",
    Why.SIMULATOR: "A simulator number reaches only simulator destinations.",
    Why.REGISTRATION: "Sender IDs in {to} must be registered.",
    Why.TYPE: "Its message type isn't this message's.",
    Why.RECEIPTS: "Tried later: {failed} of its last {of} messages failed.",
    Why.STICKY: "{than} delivered to this recipient and is kept until {until}.",
    Why.ORDER: "{than} ({than_kind}) comes first.",
}


class Reason(NamedTuple):
    label: str
    href: str
    kind: str
    result: tuple[str, str]
    text: str
    is_inferred: bool

    @property
    def is_chosen(self) -> bool:
        return self.result == CHOSEN


def reasons_of(
    caller: Caller, verdicts: Iterable[Mapping[str, Any]], country: str, *, is_refused: bool = False
) -> list[Reason]:
    """verdicts: as a message keeps them. country: of the destination. is_refused: whatever the sender."""
    chosen = REFUSED if is_refused else CHOSEN
    return [reason_of(caller, verdict, country, chosen) for verdict in verdicts]


def reason_of(caller: Caller, verdict: Mapping[str, Any], country: str, chosen: tuple[str, str]) -> Reason:
    why = Why(verdict["why"]) if verdict.get("why") else None
    return Reason(
        verdict["label"],
        page_of_identity(caller, verdict),
        f"{kind_in_words(verdict['kind'])} · {labels.country_name(verdict['iso_country_code'])}",
        chosen if why is None else COULD if why in COULD_SEND else CANNOT,
        sentence_of(why, verdict, country) if why else BECAUSE[chosen],
        bool(verdict.get("inferred")),
    )


def sentence_of(why: Why, verdict: Mapping[str, Any], country: str) -> str:
    until = verdict.get("until", 0)
    return SENTENCES[why].format(
        to=labels.country_name(country),
        country=labels.country_name(verdict["iso_country_code"]),
        than=verdict.get("than", "Another sender"),
        than_kind=kind_in_words(verdict.get("than_kind", "")),
        failed=verdict.get("failed", 0),
        of=verdict.get("of", 0),
        until=f"{datetime.fromtimestamp(until / 1000, UTC):%B %-d, %H:%M} (UTC)",
    )


def page_of_identity(caller: Caller, verdict: Mapping[str, Any]) -> str:
    identity = verdict["origination_identity"]
    if verdict["kind"] == BY_SENDER_ID:
        return to(caller, "sender-id-detail", *name_and_country(identity))
    return to(caller, "phone-number-detail", identity)
