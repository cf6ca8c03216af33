"""Why this sender: each one that was looked at, with the reason and what mends it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.http import HttpResponse
from django_htmx.http import replace_url

from pools.operations.rules.choosing import COULD_SEND, SOURCES, STICKY, Why
from pools.pages.kit.http import announce
from pools.pages.kit.paging import Page, ReadRows
from pools.pages.kit.words import labels
from pools.pages.kit.words.refusals import lower_first
from pools.pages.simulator.mends import Mend, Place, mends_of_sender, page_of_identity
from pools.pages.simulator.outcome import is_sticky, stamp
from pools.pages.simulator.senders import kind_in_words

REASONS_A_PAGE = 10
CHOSEN, COULD, CANNOT = ("positive", "Chosen"), ("info", "Could send"), ("stopped", "Can't send")
REFUSED = ("negative", "Refused")
BECAUSE = {
    CHOSEN: "It is the first that can send this message there.",
    REFUSED: "It would send, but the message is refused.",
}
LAST_DELIVERY = "Sticky: the last delivery to this recipient was {since}."
# What AWS does not document is said so beside it.
SENTENCES = {
    Why.STATUS: "{status}. Only active identities send.",
    Why.CAPABILITY: "{label} {capabilities}.",
    Why.NO_SENDER_IDS: "Sender IDs aren't supported in {to}.",
    Why.COUNTRY: "Reaches only {country}.",
    Why.SIMULATOR: "A simulator number reaches only simulator destinations.",
    Why.REGISTRATION: "Sender IDs in {to} must be registered.",
    Why.TYPE: "{type}; this message is {other_type}.",
    Why.RECEIPTS: "Tried later: {failed} of its last {of} messages failed.",
    Why.STICKY: "{than} delivered to this recipient {since} and is kept until {until}.",
    Why.ORDER: "{than_kind} comes before {kind}: {than}.",
}
SAME_KIND = "{than} comes before it."


class Reason(NamedTuple):
    """source: of what AWS does not document, where it is taken from. forgets: the recipient's last sender is kept."""

    label: str
    href: str
    kind: str
    result: tuple[str, str]
    text: str
    source: str
    mends: Sequence[Mend]
    forgets: bool

    @property
    def is_chosen(self) -> bool:
        return self.result == CHOSEN


def reasons_of(
    place: Place, verdicts: Iterable[Mapping[str, Any]], country: str, *, is_refused: bool = False
) -> list[Reason]:
    """verdicts: as a message keeps them. country: of the destination. is_refused: whatever the sender."""
    chosen = REFUSED if is_refused else CHOSEN
    return [reason_of(place, verdict, country, chosen) for verdict in verdicts]


def page_of_reasons(rows: Sequence[Reason], number: int | None, url: Callable[[int | str], str]) -> Page:
    """The chosen one is on the first. number, url: as Page has them."""
    return Page(ReadRows(rows), number, REASONS_A_PAGE, url=url)


def turned(answer: HttpResponse, page: Page) -> HttpResponse:
    """The answer to who turned to this page of them: it is told, and the address names it."""
    told = f"Showing {page.first} to {page.last} of {page.paginator.counted}."
    return replace_url(announce(answer, told), page.url(page.number))


def reason_of(place: Place, verdict: Mapping[str, Any], country: str, chosen: tuple[str, str]) -> Reason:
    why = Why(verdict["why"]) if verdict.get("why") else None
    return Reason(
        verdict["label"],
        page_of_identity(place.caller, verdict),
        f"{kind_in_words(verdict['kind'])} · {labels.country_name(verdict['iso_country_code'])}",
        chosen if why is None else COULD if why in COULD_SEND else CANNOT,
        sentence_of(why, verdict, country, chosen),
        SOURCES[why] if verdict.get("inferred") else "",
        mends_of_sender(place, why, verdict, country),
        forgets=place.may_change and bool(place.phone) and is_sticky(verdict),
    )


def sentence_of(
    why: Why | None, verdict: Mapping[str, Any], country: str, chosen: tuple[str, str] = CHOSEN
) -> str:
    words = words_of(verdict) | {"to": labels.country_name(country)}
    if why is None:
        return LAST_DELIVERY.format(**words) if chosen == CHOSEN and is_sticky(verdict) else BECAUSE[chosen]
    is_same = why == Why.ORDER and verdict.get("than_kind") == verdict["kind"]
    return (SAME_KIND if is_same else SENTENCES[why]).format(**words)


def words_of(verdict: Mapping[str, Any]) -> dict[str, Any]:
    """What a sentence can name."""
    types, until = verdict.get("message_types", ()), verdict.get("until", 0) / 1000
    return {
        "label": verdict["label"],
        "kind": lower_first(kind_in_words(verdict["kind"])),
        "country": labels.country_name(verdict["iso_country_code"]),
        "than": verdict.get("than", "Another sender"),
        "than_kind": kind_in_words(verdict.get("than_kind", "")),
        "failed": verdict.get("failed", 0),
        "of": verdict.get("of", 0),
        "status": labels.STATUSES.get(verdict.get("status", ""), "Not active"),
        "capabilities": lacking(verdict.get("capabilities", ())),
        "type": labels.value_of("message_type", types) if types else "Of another type",
        "other_type": next((text for key, text in labels.MESSAGE_TYPES.items() if key not in types), ""),
        "since": f"on {in_words(until - STICKY.total_seconds())}",
        "until": in_words(until),
    }


def lacking(capabilities: Sequence[str]) -> str:
    return "is voice only" if list(capabilities) == ["VOICE"] else "can't send text messages"


def in_words(seconds: float) -> str:
    return stamp(datetime.fromtimestamp(max(seconds, 0), UTC))
