"""Two sides of one resource, in few words, and what a comparison says of them."""

from pools.sync.compare import compare
from pools.sync.existence import Read
from pools.sync.memory import (
    Memory,
    imported,
)
from pools.sync.state import (
    PHONE_NUMBER,
    POOL,
    SENDER_ID,
    State,
)

SHARED_ROUTES = ("shared_routes_enabled", "")
TWO_WAY = ("two_way_enabled", "")
CHANNEL = ("two_way_channel_arn", "")
NAME = ("tags", "Name")
JOIN = ("keywords", "JOIN")
BASE = State(
    POOL,
    "pool-1",
    created="2026-11-01T00:00:00+00:00",
    status="ACTIVE",
    facts={"message_type": "TRANSACTIONAL"},
    settings={"shared_routes_enabled": False, "two_way_enabled": False},
    keywords={"JOIN": ("Welcome.", "OPT_IN")},
    tags={"Name": "Orders"},
    members={"ACME/GB": SENDER_ID},
)
NUMBER = State(
    PHONE_NUMBER,
    "phone-1",
    status="ACTIVE",
    facts={"message_type": "TRANSACTIONAL"},
    settings={"opt_out_list_name": "Default", "deletion_protection_enabled": False},
    keywords={"JOIN": ("Welcome.", "OPT_IN")},
    tags={},
)


def seen(base, local, *remotes, memory=None, now=1000.0, **more):
    """The comparison after reading each of `remotes`, ten seconds after one another."""
    memory = memory or (imported(base, at=0) if base else Memory())
    for number, remote in enumerate(remotes):
        at = now + 10 * number
        found = compare((local or base or remote).ref, memory, local, Read(remote, at), now=at, **more)
        memory = found.memory
    return found


def said(found):
    return [(one.field, one.status, one.cause) for one in found.differences]
