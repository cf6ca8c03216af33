"""The connections that a worker keeps, one for each link: to make boto3's clients takes more than a second."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pools.models import AwsLink
from pools.sync.remote import Answer, Refused, Remote

# boto3's clients of one account take some 10 MB.
MOST_KEPT = 8


class NoRemote:
    """In place of a Remote that could not be made, as of a profile that is not there: each call says why."""

    endpoint = ""

    def __init__(self, region: str, refused: Refused) -> None:
        self.region, self.refused = region, refused

    def call(self, operation: str, request: dict) -> Answer:
        raise self.refused


@dataclass
class Remotes:
    """Each is made anew once anything that it was made from has changed, or after AWS let it in no longer."""

    kept: dict[int, tuple[Remote, list[int]]] = field(default_factory=dict)
    tried: set[int] = field(default_factory=set)

    def of(self, link: AwsLink) -> Remote | NoRemote:
        """For one run: whose account it is, is looked up again with its first call."""
        remote, changed = self.kept.get(link.pk, (None, []))
        if remote and is_still_for(link, remote) and changed == [*map(changed_at, remote.files)]:
            remote.ask_again_whose()
            # The one that was used last goes last.
            self.kept[link.pk] = self.kept.pop(link.pk)
            return remote
        self.drop(link.pk)
        try:
            remote = Remote(link.region, profile=link.profile, account_id=link.account_id)
        except Refused as refused:
            return NoRemote(link.region, refused)
        self.kept[link.pk] = remote, [*map(changed_at, remote.files)]
        if len(self.kept) > MOST_KEPT:
            self.drop(next(iter(self.kept)))
        return remote

    def get_ready(self, link_ids: Sequence[int]) -> None:
        """Make those that are missing while nobody waits, so that nobody waits for that; each is tried once."""
        missing = {*link_ids[:MOST_KEPT]} - self.tried
        self.tried |= missing
        for link in AwsLink.objects.filter(pk__in=missing) if missing else ():
            self.of(link)

    def drop(self, link_id: int) -> None:
        remote, _ = self.kept.pop(link_id, (None, []))
        if remote:
            remote.close()

    def close(self) -> None:
        for link_id in list(self.kept):
            self.drop(link_id)


def is_still_for(link: AwsLink, remote: Remote) -> bool:
    own = remote.region, remote.profile, remote.account_id
    return own == (link.region, link.profile, link.account_id) and not remote.is_shut_out


def changed_at(path: str) -> int:
    """When a file was last written; 0 where there is none."""
    with suppress(OSError):
        return Path(path).expanduser().stat().st_mtime_ns
    return 0
