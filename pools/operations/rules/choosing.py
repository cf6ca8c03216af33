"""Which identity a message is sent from, and why each other one is not. Pure.

What a number or a sender ID must be is documented, and so is the order of kinds; what is marked as inferred is not.
Sources: AWS End User Messaging SMS guide, "RCS and SMS fallback" (the order of 2026), "Phone pools" (receipts,
same country), "Sender IDs", "Test phone numbers"; Amazon Pinpoint user guide of 2023, "SMS channel" (the order before).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pools.reference import countries

STICKY = timedelta(hours=25)
# AWS publishes no threshold for "rising failure receipts": so many of the last five.
LAST, FAILING = 5, 3
BY_SENDER_ID, SIMULATOR, TOLL_FREE = "SENDER_ID", "SIMULATOR", "TOLL_FREE"
# RCS agents would be first; there are none here. Other long codes than 10DLC come behind it in the order of 2023, which
# has no order between them and toll-free numbers, as neither order has a place for simulators: those are inferred.
ORDER = ("SHORT_CODE", "TEN_DLC", "LONG_CODE", TOLL_FREE, SIMULATOR, BY_SENDER_ID)
PLACE_OF_KIND = {kind: place for place, kind in enumerate(ORDER)}
INFERRED_ORDER = frozenset({"LONG_CODE", TOLL_FREE})
CAPABILITY_OF = {"TEXT": "SMS", "MEDIA": "MMS", "VOICE": "VOICE"}


class Why(StrEnum):
    """Why an identity was not chosen. The first seven keep it from sending; with the others it could have."""

    STATUS = "status"
    CAPABILITY = "capability"
    NO_SENDER_IDS = "no_sender_ids"
    COUNTRY = "country"
    SIMULATOR = "simulator"
    REGISTRATION = "registration"
    TYPE = "type"
    RECEIPTS = "receipts"
    STICKY = "sticky"
    ORDER = "order"


# Where what is inferred is taken from.
SOURCES = {
    Why.RECEIPTS: 'AWS End User Messaging SMS guide, "Phone pools": rising failure receipts count, without a number',
    Why.ORDER: 'Amazon Pinpoint user guide of 2023, "SMS channel": its order leaves open which of these is first',
}
COULD_SEND = frozenset({Why.RECEIPTS, Why.STICKY, Why.ORDER})


@dataclass(frozen=True)
class Candidate:
    """An identity as choosing sees it. kind: its NumberType, or SENDER_ID. place: when it came, to be in one order."""

    origination_identity: str
    label: str
    kind: str
    iso_country_code: str
    message_types: frozenset[str]
    capabilities: frozenset[str]
    status: str = "ACTIVE"
    international_sending_enabled: bool = False
    registered: bool = False
    place: int = 0


@dataclass(frozen=True)
class Wanted:
    """A message that is to be sent. message_type: "" where any will do."""

    iso_country_code: str
    message_type: str = ""
    kind: str = "TEXT"
    to_simulator: bool = False


@dataclass(frozen=True)
class History:
    """sticky: the identity whose message reached the recipient last, at sticky_timestamp. receipts: whether each of
    an identity's last messages arrived, the newest last."""

    sticky: str = ""
    sticky_timestamp: datetime | None = None
    receipts: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """why: None of the chosen one. than: the label of the one before it, and its kind, where another was before it.
    until: how long a sticky one is kept, be it this one or that before it. failed, of: its last messages."""

    candidate: Candidate
    why: Why | None = None
    than: str = ""
    than_kind: str = ""
    until: datetime | None = None
    failed: int = 0
    of: int = 0
    inferred: bool = False

    @property
    def can_send(self) -> bool:
        return self.why is None or self.why in COULD_SEND


@dataclass(frozen=True)
class Decision:
    """verdicts: the chosen one first, then those that would be tried, in their order, then those that can't send."""

    chosen: Candidate | None
    verdicts: tuple[Verdict, ...]


def choose(candidates: Iterable[Candidate], wanted: Wanted, history: History, now: datetime) -> Decision:
    barred = {one: what_bars(one, wanted) for one in candidates}
    can = sorted((one for one, why in barred.items() if why is None), key=lambda one: rank(one, wanted))
    can.sort(key=lambda one: (not is_sticky(one, history, now), is_failing(one, history)))
    cannot = [
        Verdict(one, why)
        for one, why in sorted(barred.items(), key=lambda pair: rank(pair[0], wanted))
        if why
    ]
    if not can:
        return Decision(None, tuple(cannot))
    first = can[0]
    until = history.sticky_timestamp + STICKY if is_sticky(first, history, now) else None
    behind = [why_behind(one, first, history, now) for one in can[1:]]
    return Decision(first, (Verdict(first, until=until), *behind, *cannot))


def what_bars(one: Candidate, wanted: Wanted) -> Why | None:
    """Why it can't send the message at all; None where it can."""
    if one.status != "ACTIVE":
        return Why.STATUS
    if CAPABILITY_OF[wanted.kind] not in one.capabilities:
        return Why.CAPABILITY
    if why := sender_id_bars(one, wanted) if one.kind == BY_SENDER_ID else number_bars(one, wanted):
        return why
    if wanted.message_type and wanted.message_type not in one.message_types:
        return Why.TYPE
    return None


def sender_id_bars(one: Candidate, wanted: Wanted) -> Why | None:
    country = countries.country(wanted.iso_country_code)
    if country and not country.supports_sender_id:
        return Why.NO_SENDER_IDS
    if one.iso_country_code != wanted.iso_country_code:
        return Why.COUNTRY
    if country and country.requires_registration and not one.registered:
        return Why.REGISTRATION
    return None


def number_bars(one: Candidate, wanted: Wanted) -> Why | None:
    country = countries.country(wanted.iso_country_code)
    may_go_abroad = one.kind == TOLL_FREE and one.international_sending_enabled
    is_let_in = may_go_abroad and country is not None and country.international_sending
    if one.iso_country_code != wanted.iso_country_code and not is_let_in:
        return Why.COUNTRY
    return Why.SIMULATOR if one.kind == SIMULATOR and not wanted.to_simulator else None


def rank(one: Candidate, wanted: Wanted) -> tuple[int, bool, int, str]:
    """Its place among all: by kind, at home before abroad, then the oldest. A kind that AWS has since is the last."""
    is_foreign = one.iso_country_code != wanted.iso_country_code
    return PLACE_OF_KIND.get(one.kind, len(ORDER)), is_foreign, one.place, one.origination_identity


def is_sticky(one: Candidate, history: History, now: datetime) -> bool:
    when = history.sticky_timestamp
    return one.origination_identity == history.sticky and when is not None and when <= now < when + STICKY


def is_failing(one: Candidate, history: History) -> bool:
    return failures(one, history)[0] >= FAILING


def failures(one: Candidate, history: History) -> tuple[int, int]:
    """How many of its last messages failed, and of how many."""
    last = history.receipts.get(one.origination_identity, ())[-LAST:]
    return last.count(False), len(last)


def why_behind(one: Candidate, first: Candidate, history: History, now: datetime) -> Verdict:
    """Of one that could send: what another has before it."""
    than = {"than": first.label, "than_kind": first.kind}
    if is_sticky(first, history, now):
        return Verdict(one, Why.STICKY, until=history.sticky_timestamp + STICKY, **than)
    if is_failing(one, history) and not is_failing(first, history):
        failed, of = failures(one, history)
        return Verdict(one, Why.RECEIPTS, failed=failed, of=of, inferred=True, **than)
    # Of two of a kind none is documented to be first, so the oldest is.
    kinds = {one.kind, first.kind}
    is_inferred = len(kinds) == 1 or kinds == INFERRED_ORDER or SIMULATOR in kinds
    return Verdict(one, Why.ORDER, inferred=is_inferred, **than)
