"""What a step calls its resource, where nothing else will know once it is done."""

from collections.abc import Iterable

from pools.models import AwsLink, SyncStep


def keep_names(link: AwsLink, rows: Iterable[SyncStep]) -> None:
    """Into the steps that delete a pool: once they are done, nothing else knows what it was called."""
    deleting = {row.key: row for row in rows if row.operation == "DeletePool"}
    for mirror in link.mirrors.filter(kind="pool", key__in=deleting) if deleting else ():
        side = mirror.memory.get("base") or mirror.memory.get("read") or {}
        deleting[mirror.key].planned["name"] = (side.get("tags") or {}).get("Name", "")
