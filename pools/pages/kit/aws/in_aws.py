"""How one resource of a linked account stands with AWS, for its own page. Without a link, all of it costs no query."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from pools.models import AwsLink, DirtyKey, Mirror, Standing
from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.differences import CONFLICT, PENDING, Field, Setting, fields_of, settings_of
from pools.pages.kit.aws.gone import with_numbers_left
from pools.pages.kit.aws.linked import linked
from pools.pages.kit.aws.naming import names_of_refs
from pools.pages.kit.aws.values import CHANNEL, Names

# What a comparison found of these may have moved since by a save; of the others people choose first.
AS_SAVED = (Standing.IN_SYNC, Standing.PENDING)


@dataclass(frozen=True)
class InAws:
    """key: AWS's, where it has one. standing: None of what nobody has compared yet.

    is_read: whether anything is known of AWS's side. is_changed: by a save that is yet to be compared. numbers_left:
    as in kit/aws/gone.py, of what AWS deleted. reasons: as a mirror has them.
    """

    kind: str
    key: str
    local_key: str
    standing: Standing | None = None
    fields: tuple[Field, ...] = ()
    reasons: tuple[tuple[str, str, str], ...] = ()
    names: Names | None = None
    changed_by: str = ""
    changed: datetime | None = None
    seen: datetime | None = None
    is_read: bool = False
    numbers_left: int = 0
    is_changed: bool = False

    @cached_property
    def differing(self) -> list[Setting]:
        """What of it is not the same in AWS, but for what one unconfirmed read shows."""
        return settings_of([one for one in self.fields if one.status in (PENDING, CONFLICT)], self.names)

    @cached_property
    def there(self) -> dict[str, str]:
        """AWS's values of the settings that differ, in words."""
        return {one.name: one.there for one in self.differing if not one.first.key}

    @cached_property
    def keywords(self) -> dict[str, str]:
        return self.of("keywords")

    @cached_property
    def tags(self) -> dict[str, str]:
        return self.of("tags")

    def of(self, part: str) -> dict[str, str]:
        return {one.first.key: one.there for one in self.differing if one.name == part}

    @property
    def other_id(self) -> str:
        """AWS's ID, where it is not ours."""
        return self.key if self.key != self.local_key else ""

    @property
    def is_in_conflict(self) -> bool:
        return self.standing in (Standing.CONFLICT, Standing.GONE)


def in_aws(
    request: HttpRequest, kind: str, local_key: str, ours: Mapping[str, Any] | None = None
) -> InAws | None:
    """None without a link. ours: the settings as they are saved by now, which counts until they are compared."""
    state = linked(request)
    if state is None:
        return None
    link = state.link
    of_this = {"kind": kind, "local_key": local_key}
    mirror = link.mirrors.filter(**of_this).select_related("changed_by").first()
    dirty = link.dirty_keys.filter(**of_this).select_related("changed_by").first()
    found = of_mirror(request.caller, link, mirror) if mirror else InAws(kind, local_key, local_key)
    return as_saved(found, link, mirror, dirty, ours or {}) if dirty else found


def of_mirror(caller: Caller, link: AwsLink, mirror: Mirror) -> InAws:
    fields = tuple(fields_of(mirror))
    gone = with_numbers_left(caller, [mirror] if mirror.standing == Standing.GONE else [])
    return InAws(
        mirror.kind,
        mirror.key,
        mirror.local_key,
        Standing(mirror.standing),
        fields,
        tuple(map(tuple, mirror.reasons)),
        pool_names(caller, link, fields),
        str(mirror.changed_by or ""),
        mirror.changed_timestamp,
        mirror.seen_timestamp,
        is_read=bool(settings_there(mirror)),
        numbers_left=sum(one.numbers_left for one in gone),
    )


def pool_names(caller: Caller, link: AwsLink, fields: tuple[Field, ...]) -> Names:
    """What the pools are called that a number is in on either side, where those are two."""
    refs = [("pool", key) for one in fields if one.name == "pool_id" for key in one[4:] if key]
    return {ref: pool.label for ref, pool in names_of_refs(caller, link, refs).items()} if refs else {}


def as_saved(
    found: InAws, link: AwsLink, mirror: Mirror | None, dirty: DirtyKey, ours: Mapping[str, Any]
) -> InAws:
    """With what was saved since the last comparison, as far as a page can tell."""
    found = replace(found, is_changed=True)
    by = {"changed_by": str(dirty.changed_by or ""), "changed": dirty.changed_timestamp}
    if mirror is None:
        # Until everything was read, AWS may have it.
        return replace(found, standing=Standing.NEW, **by) if link.imported_timestamp else found
    if found.standing not in AS_SAVED:
        return found
    fields = (*(one for one in found.fields if one.name not in ours), *moved_settings(mirror, ours))
    is_known = mirror.memory.get("read") or mirror.memory.get("base")
    is_pending = any(one.status == PENDING for one in fields) or not is_known
    return replace(found, fields=fields, standing=Standing.PENDING if is_pending else Standing.IN_SYNC, **by)


def moved_settings(mirror: Mirror, ours: Mapping[str, Any]) -> list[Field]:
    base = mirror.memory.get("base") or {}
    there, agreed, here = map(in_effect, (settings_there(mirror), base.get("settings", {}), ours))
    decided = {name for name, _ in mirror.memory.get("theirs", ())}
    return [
        Field(name, "", PENDING, "changed", agreed.get(name), here.get(name), there.get(name))
        for name in ours
        if there and name not in decided and here.get(name) != there.get(name)
    ]


def settings_there(mirror: Mirror) -> dict[str, Any]:
    """AWS's, as far as they are known."""
    return (mirror.memory.get("read") or mirror.memory.get("base") or {}).get("settings", {})


def in_effect(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that count: a channel only while two-way SMS is on."""
    unused = () if settings.get("two_way_enabled") else CHANNEL
    return {name: value for name, value in settings.items() if value not in ("", None) and name not in unused}
