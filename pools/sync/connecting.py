"""*Test connection*: who the credentials are, and whether pools can be read. The worker does it, with what it has."""

from contextlib import closing
from dataclasses import dataclass, replace

from pools.sync import limiter
from pools.sync.limiter import Lane
from pools.sync.refusals import Refusal
from pools.sync.remote import Identity, Refused, Remote, ThisConsole
from pools.sync.troubles import Trouble, minutes_ahead, trouble_of


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
            known = replace(known, identity=remote.identity())
            if known.account_id != account_id:
                return replace(known, trouble=Trouble.OTHER_ACCOUNT)
            limiter.wait(Lane(account_id, region, "DescribePools"), person=True)
            remote.call("DescribePools", {"MaxResults": 1})
    except ThisConsole:
        return replace(known, trouble=Trouble.THIS_CONSOLE)
    except Refused as refused:
        return _told(known, refused.refusal)
    return known


def _told(known: Tested, refusal: Refusal) -> Tested:
    return replace(
        known,
        trouble=trouble_of(refusal),
        action=refusal.missing_action,
        minutes=minutes_ahead(refusal.message),
        said=f"{refusal.code} {refusal.message}".strip(),
    )
