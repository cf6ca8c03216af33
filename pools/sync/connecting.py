"""*Test connection*: who the credentials are, and whether pools can be read. The worker does it, with what it has."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from pools.sync import limiter
from pools.sync.limiter import Lane
from pools.sync.refusals import Sort
from pools.sync.remote import Identity, Refused, Remote, ThisConsole
from pools.sync.troubles import Trouble, told_of

# A refusal that passes by itself is no trouble of the connection: somebody waits, so it is asked again soon.
PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds


@dataclass(frozen=True)
class Tested:
    """What came of it. trouble: None where the connection works; what is known by then is there in either case.

    account_id: whose the credentials are, of which `identity` has more. action: the one that a policy lacks.
    minutes: how far this machine's clock is ahead. said: AWS's or boto3's own words, which hold no secret.
    """

    endpoint: str = ""
    identity: Identity | None = None
    trouble: Trouble | None = None
    action: str = ""
    minutes: int | None = None
    said: str = ""

    @property
    def account_id(self) -> str:
        return self.identity.account_id if self.identity else ""


def try_connection(region: str, account_id: str, *, profile: str = "") -> Tested:
    """account_id: the console account's number, which must be that of the credentials."""
    known = Tested()
    try:
        with closing(Remote(region, profile=profile)) as remote:
            known = Tested(endpoint=remote.endpoint)
            known = replace(known, identity=insisting(remote.identity))
            if known.account_id != account_id:
                return replace(known, trouble=Trouble.OTHER_ACCOUNT)
            insisting(lambda: read_a_pool(remote, account_id))
    except ThisConsole:
        return replace(known, trouble=Trouble.THIS_CONSOLE)
    except Refused as refused:
        return replace(known, **told_of(refused.refusal))
    return known


def read_a_pool(remote: Remote, account_id: str) -> None:
    limiter.wait(Lane(account_id, remote.region, "DescribePools"), person=True)
    remote.call("DescribePools", {"MaxResults": 1})


def insisting(ask: Callable[[], Any]) -> Any:
    """The answer, asked for again where AWS refuses it for the moment. Raises: Refused; ThisConsole."""
    for pause in PAUSES:
        try:
            return ask()
        except Refused as refused:
            # An endpoint that nobody answers at has had its time, and a person is to hear of it.
            passes = refused.refusal.sort() is Sort.TRANSIENT and refused.refusal.status
            if not passes:
                raise
        time.sleep(pause)
    return ask()
