"""Which countries are reached, by whom, and whether a recipient can reply."""

import pytest

from pools.operations.rules.choosing import Candidate
from pools.operations.rules.reach import Way, coverage

TYPES = frozenset({"TRANSACTIONAL"})
SMS = frozenset({"SMS"})


def one(name: str, kind: str = "LONG_CODE", country: str = "US", **more) -> Candidate:
    return Candidate(name, name, kind, country, TYPES, more.pop("capabilities", SMS), **more)


US, CA, DE = one("us"), one("ca", country="CA"), one("acme", "SENDER_ID", "DE")
ABROAD = one("free", "TOLL_FREE", international_sending_enabled=True)


@pytest.mark.parametrize(
    ("candidates", "shared", "country", "way", "senders", "can_reply"),
    [
        ([US, CA], False, "US", Way.NUMBER, "us", True),
        ([US, CA], False, "MX", Way.NONE, "", False),
        ([US, CA], True, "MX", Way.SHARED, "", False),
        # AWS says of these that they have no shared routes.
        ([CA], True, "US", Way.NONE, "", False),
        ([CA], True, "CN", Way.NONE, "", False),
        ([DE], False, "DE", Way.SENDER_ID, "acme", False),
        # In the order in which they are tried: a number first, and at home before abroad.
        ([DE, one("de", country="DE")], False, "DE", Way.NUMBER, "de acme", True),
        ([ABROAD, one("short", "SHORT_CODE")], False, "US", Way.NUMBER, "short free", True),
        # A toll-free number goes where it is let in; nobody there can reply to it.
        ([ABROAD], False, "FR", Way.NUMBER, "free", False),
        ([ABROAD, DE], False, "DE", Way.NUMBER, "free acme", False),
        ([ABROAD], False, "GB", Way.NONE, "", False),
        ([one("free", "TOLL_FREE")], False, "FR", Way.NONE, "", False),
        # What can't send now reaches nothing.
        ([one("late", status="PENDING")], False, "US", Way.NONE, "", False),
        ([one("talk", capabilities=frozenset({"VOICE"}))], False, "US", Way.NONE, "", False),
        ([one("test", "SIMULATOR")], False, "US", Way.NONE, "", False),
        ([one("acme", "SENDER_ID", "IN")], False, "IN", Way.NONE, "", False),
        ([one("acme", "SENDER_ID", "IN", registered=True)], False, "IN", Way.SENDER_ID, "acme", False),
        ([], True, "FR", Way.SHARED, "", False),
    ],
)
def test_how_a_country_is_reached(candidates, shared, country, way, senders, can_reply):
    reached = coverage(candidates, shared_routes=shared)
    found = next(each for each in reached if each.country.iso_country_code == country)
    named = " ".join(sender.label for sender in found.senders)
    assert (found.way, named, found.can_reply) == (way, senders, can_reply)
    assert len(reached) == 215
