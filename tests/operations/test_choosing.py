"""Which sender is chosen: every rule by a table, and whatever there is by a property."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pools.operations.rules.choosing import (
    CAPABILITY_OF,
    ORDER,
    STICKY,
    Candidate,
    History,
    Wanted,
    Why,
    choose,
)
from pools.reference import countries

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
KINDS = {
    "short": "SHORT_CODE",
    "ten": "TEN_DLC",
    "long": "LONG_CODE",
    "free": "TOLL_FREE",
    "simulator": "SIMULATOR",
    "sender": "SENDER_ID",
    "new": "SATELLITE",
}
# Identities, by name: kind and what else they are, but for a US number with SMS that is Transactional and Active.
# Then the message, "US" with no type if nothing is said; the history; and what comes of it, in order.
TABLE = [
    # One identity: what keeps it from sending.
    ("a=short", "US", "", "a"),
    ("a=ten", "US", "", "a"),
    ("a=long", "US", "", "a"),
    ("a=free", "US", "", "a"),
    ("a=sender GB", "GB", "", "a"),
    ("a=ten PENDING", "US", "", "a:status"),
    ("a=ten ASSOCIATING", "US", "", "a:status"),
    ("a=ten DISASSOCIATING", "US", "", "a:status"),
    ("a=ten VOICE", "US", "", "a:capability"),
    ("a=ten MMS", "US", "", "a:capability"),
    ("a=ten MMS", "US MEDIA", "", "a"),
    ("a=ten", "US MEDIA", "", "a:capability"),
    ("a=ten VOICE", "US VOICE", "", "a"),
    ("a=ten", "US VOICE", "", "a:capability"),
    ("a=sender GB", "GB VOICE", "", "a:capability"),
    ("a=sender GB", "GB MEDIA", "", "a:capability"),
    # Countries: the same one, or for a toll-free number that may send abroad one of those that let it in.
    ("a=long GB", "GB", "", "a"),
    ("a=long GB", "US", "", "a:country"),
    ("a=ten", "CA", "", "a:country"),
    ("a=short", "CA", "", "a:country"),
    ("a=free", "CA", "", "a:country"),
    ("a=free abroad", "CA", "", "a"),
    ("a=free abroad", "FR", "", "a"),
    ("a=free abroad", "GB", "", "a:country"),
    ("a=free abroad", "US", "", "a"),
    ("a=long abroad", "CA", "", "a:country"),
    ("a=ten abroad", "GB", "", "a:country"),
    # Sender IDs: of that country, where it has some, registered where they must be.
    ("a=sender GB", "DE", "", "a:country"),
    ("a=sender GB", "US", "", "a:no_sender_ids"),
    ("a=sender US", "US", "", "a:no_sender_ids"),
    ("a=sender CA", "CA", "", "a:no_sender_ids"),
    ("a=sender IN", "IN", "", "a:registration"),
    ("a=sender IN registered", "IN", "", "a"),
    ("a=sender AE", "AE", "", "a:registration"),
    ("a=sender AE registered", "AE", "", "a"),
    ("a=sender IE", "IE", "", "a"),
    ("a=sender SG", "SG", "", "a"),
    ("a=sender FR", "FR", "", "a"),
    # Simulators reach simulators of their own country.
    ("a=simulator", "US", "", "a:simulator"),
    ("a=simulator", "US simulator", "", "a"),
    ("a=simulator", "GB simulator", "", "a:country"),
    ("a=ten", "US simulator", "", "a"),
    # Message types.
    ("a=ten", "US TRANSACTIONAL", "", "a"),
    ("a=ten", "US PROMOTIONAL", "", "a:type"),
    ("a=ten PROMOTIONAL", "US PROMOTIONAL", "", "a"),
    ("a=ten PROMOTIONAL", "US TRANSACTIONAL", "", "a:type"),
    ("a=ten PROMOTIONAL", "US", "", "a"),
    ("a=sender GB TRANSACTIONAL+PROMOTIONAL", "GB PROMOTIONAL", "", "a"),
    # Of several reasons the first that AWS checks.
    ("a=ten PENDING VOICE PROMOTIONAL", "US TRANSACTIONAL", "", "a:status"),
    ("a=ten VOICE PROMOTIONAL", "GB TRANSACTIONAL", "", "a:capability"),
    ("a=ten PROMOTIONAL", "GB TRANSACTIONAL", "", "a:country"),
    # The order of kinds, and of two of a kind.
    ("a=long b=ten c=short", "US", "", "c b:order a:order"),
    ("a=free b=ten", "US", "", "b a:order"),
    ("a=free b=long", "US", "", "b a:order?"),
    ("a=long b=ten", "US", "", "b a:order"),
    ("a=ten b=ten", "US", "", "a b:order?"),
    ("a=sender GB b=long GB", "GB", "", "b a:order"),
    ("a=sender FR b=free abroad", "FR", "", "b a:order"),
    ("a=free abroad b=short", "US", "", "b a:order"),
    ("a=simulator b=free", "US simulator", "", "b a:order?"),
    ("a=sender FR b=sender FR", "FR", "", "a b:order?"),
    ("a=new b=sender FR c=free abroad", "US", "", "c a:order b:no_sender_ids"),
    ("a=ten b=long GB c=sender GB", "GB", "", "b c:order a:country"),
    ("a=ten PENDING b=long", "US", "", "b a:status"),
    ("a=short VOICE b=long", "US", "", "b a:capability"),
    ("a=short PROMOTIONAL b=long", "US TRANSACTIONAL", "", "b a:type"),
    # Kept for whom it reached within 25 hours.
    ("a=ten b=long", "US", "b 1", "b a:sticky"),
    ("a=ten b=long", "US", "b 24.9", "b a:sticky"),
    ("a=ten b=long", "US", "b 25", "a b:order"),
    ("a=ten b=long", "US", "b 26", "a b:order"),
    ("a=ten b=long", "US", "b -1", "a b:order"),
    ("a=ten b=long", "US", "a 1", "a b:sticky"),
    ("a=ten b=long PENDING", "US", "b 1", "a b:status"),
    ("a=ten b=long GB", "US", "b 1", "a b:country"),
    ("a=ten b=long", "US", "gone 1", "a b:order"),
    ("a=short b=ten c=long", "US", "c 1", "c a:sticky b:sticky"),
    # Receipts: three of the last five failed.
    ("a=ten b=long", "US", "a:00011", "b a:receipts?"),
    ("a=ten b=long", "US", "a:000", "b a:receipts?"),
    ("a=ten b=long", "US", "a:00111", "a b:order"),
    ("a=ten b=long", "US", "a:00011111", "a b:order"),
    ("a=ten b=long", "US", "a:000 b:000", "a b:order"),
    ("a=ten b=long", "US", "a:000 a 1", "a b:sticky"),
    ("a=ten", "US", "a:00000", "a"),
    ("a=ten b=long GB", "US", "a:00000", "a b:country"),
    ("", "US", "", ""),
]


def candidates_of(text):
    found = []
    for part in text.replace(" b=", "\nb=").replace(" c=", "\nc=").splitlines():
        name, _, facts = part.partition("=")
        kind, *more = facts.split()
        types = next((one for one in more if "AL" in one), "TRANSACTIONAL").split("+")
        capability = [one for one in more if one in ("VOICE", "MMS")] or ["SMS"]
        found.append(
            Candidate(
                origination_identity=name,
                label=name,
                kind=KINDS[kind],
                iso_country_code=next((one for one in more if len(one) == 2), "US"),
                message_types=frozenset(types),
                capabilities=frozenset(capability),
                status=next((one for one in more if one.endswith("ING")), "ACTIVE"),
                international_sending_enabled="abroad" in more,
                registered="registered" in more,
                place=len(found),
            )
        )
    return found


def wanted_of(text):
    country, *more = text.split()
    return Wanted(
        iso_country_code=country,
        message_type=next((one for one in more if "AL" in one), ""),
        kind=next((one for one in more if one in CAPABILITY_OF), "TEXT"),
        to_simulator="simulator" in more,
    )


def history_of(text):
    words = text.split()
    receipts = {
        name: tuple(one == "1" for one in last)
        for name, _, last in (word.partition(":") for word in words)
        if last
    }
    sticky = [word for word in words if ":" not in word]
    if not sticky:
        return History(receipts=receipts)
    return History(sticky[0], NOW - timedelta(hours=float(sticky[1])), receipts)


def written(verdict):
    why = f":{verdict.why}" if verdict.why else ""
    return f"{verdict.candidate.label}{why}{'?' if verdict.inferred else ''}"


@pytest.mark.parametrize(("identities", "message", "history", "outcome"), TABLE)
def test_the_sender_that_is_chosen(identities, message, history, outcome):
    choice = choose(candidates_of(identities), wanted_of(message), history_of(history), NOW)
    assert " ".join(map(written, choice.verdicts)) == outcome
    chosen = [verdict.candidate for verdict in choice.verdicts if verdict.why is None]
    assert [choice.chosen] == (chosen or [None])


def test_what_a_verdict_says_of_the_one_before():
    choice = choose(candidates_of("a=ten b=long"), Wanted("US"), history_of("b 1 a:0001"), NOW)
    _, behind = choice.verdicts
    assert (behind.than, behind.than_kind) == ("b", "LONG_CODE")
    assert behind.until == NOW + timedelta(hours=24)
    failing = choose(candidates_of("a=ten b=long"), Wanted("US"), history_of("a:0001"), NOW).verdicts[1]
    assert (failing.failed, failing.of, failing.than) == (3, 4, "b")


COUNTRIES = ("US", "CA", "GB", "IN", "FR")
candidates = st.builds(
    Candidate,
    origination_identity=st.sampled_from("abcdefgh"),
    label=st.just("label"),
    kind=st.sampled_from(ORDER),
    iso_country_code=st.sampled_from(COUNTRIES),
    message_types=st.frozensets(st.sampled_from(("TRANSACTIONAL", "PROMOTIONAL")), min_size=1),
    capabilities=st.frozensets(st.sampled_from(("SMS", "MMS", "VOICE")), min_size=1),
    status=st.sampled_from(("ACTIVE", "ACTIVE", "PENDING")),
    international_sending_enabled=st.booleans(),
    registered=st.booleans(),
    place=st.integers(0, 3),
)
messages = st.builds(
    Wanted,
    iso_country_code=st.sampled_from(COUNTRIES),
    message_type=st.sampled_from(("", "TRANSACTIONAL", "PROMOTIONAL")),
    kind=st.sampled_from(("TEXT", "TEXT", "MEDIA", "VOICE")),
    to_simulator=st.booleans(),
)
histories = st.builds(
    History,
    sticky=st.sampled_from(["", *"abcdefgh"]),
    sticky_timestamp=st.integers(-2, 50).map(lambda hours: NOW - timedelta(hours=hours)),
    receipts=st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.booleans(), max_size=6).map(tuple)),
)


def may_send(one, wanted):
    """All rules at once, in other words than the rule has them."""
    country = countries.country(wanted.iso_country_code)
    at_home = one.iso_country_code == wanted.iso_country_code
    if one.kind == "SENDER_ID":
        reaches = at_home and country.supports_sender_id
        reaches = reaches and (one.registered or not country.requires_registration)
    else:
        goes_abroad = one.kind == "TOLL_FREE" and one.international_sending_enabled
        reaches = at_home or (goes_abroad and country.international_sending)
        reaches = reaches and (one.kind != "SIMULATOR" or wanted.to_simulator)
    return (
        one.status == "ACTIVE"
        and CAPABILITY_OF[wanted.kind] in one.capabilities
        and reaches
        and wanted.message_type in ("", *one.message_types)
    )


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(
    there=st.lists(candidates, max_size=8, unique_by=lambda one: one.origination_identity),
    wanted=messages,
    history=histories,
)
def test_whatever_there_is(there, wanted, history):
    choice = choose(there, wanted, history, NOW)
    able = [one for one in there if may_send(one, wanted)]
    assert {verdict.candidate for verdict in choice.verdicts} == {*there}
    assert {verdict.candidate for verdict in choice.verdicts if verdict.can_send} == {*able}
    assert (choice.chosen in able) if able else (choice.chosen is None)
    assert [verdict.why for verdict in choice.verdicts].count(None) == bool(able)
    sticky = [one for one in able if one.origination_identity == history.sticky]
    if sticky and NOW - STICKY < history.sticky_timestamp <= NOW:
        assert choice.chosen == sticky[0]
    assert choice == choose(reversed(there), wanted, history, NOW)
    assert all(isinstance(verdict.why, Why) for verdict in choice.verdicts if not verdict.can_send)
