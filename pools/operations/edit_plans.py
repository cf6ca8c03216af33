"""What one change would do to each of many: read and judged by the verbs' own rules, a few queries for all of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from pools.errors import ConflictException, ResourceNotFoundException, ServiceError
from pools.models import PhoneNumber, Pool, SenderId
from pools.models.identities import DISASSOCIATING
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import BY_NAME, full_id, kind_and_id, kind_of
from pools.operations.keywords import must_be_ours, must_be_removable, must_decide
from pools.operations.phone_numbers import must_be_giveable
from pools.operations.rules.edits import (
    OF_KEYWORDS,
    OF_POOLS,
    Edit,
    Moves,
    Setting,
    changes_of,
    fingerprint,
    pool_ids_of,
    state_of,
)
from pools.operations.rules.limits import must_be_below, quota
from pools.operations.rules.membership import last_of, must_match, taken_by
from pools.operations.rules.statuses import must_be_active, must_be_changeable
from pools.operations.rules.two_way import must_be_possible
from pools.operations.sender_ids import must_be_unused
from pools.operations.tags import must_have_room_for
from pools.reference import quotas
from pools.refusals import LastIdentity

READ_AT_ONCE = 500


class Outlook(StrEnum):
    """What would become of one."""

    CHANGES = "changes"
    ALREADY = "already"
    REFUSED = "refused"


@dataclass(frozen=True)
class Planned:
    """What an edit would do to one row. state: what it has of that now."""

    row: Model
    state: Mapping[tuple[str, str], Any]
    changes: Moves
    refusal: ServiceError | None = None

    @property
    def outlook(self) -> Outlook:
        if self.refusal:
            return Outlook.REFUSED
        return Outlook.CHANGES if self.changes else Outlook.ALREADY

    @property
    def resource_id(self) -> str:
        return full_id(self.row)

    @property
    def mark(self) -> str:
        """What tells a plan from one of another time: the outlook's letter, and what would change."""
        changes = sorted((*key, *values) for key, values in self.changes.items())
        return self.outlook[0] + fingerprint(changes)


def plan_edit(caller: Caller, resource_type: str, ids: Sequence[str], edit: Edit) -> list[Planned]:
    """What the edit would do to those of the resources that are there, in the order of their IDs as given."""
    found = {full_id(row): row for row in read(caller, resource_type, ids, edit)}
    beside = read_beside(caller, resource_type, edit, found.values())
    return [judged(caller, found[one], edit, beside) for one in dict.fromkeys(ids) if one in found]


@dataclass
class Beside:
    """What rules ask besides the row. keywords, members: how many a row, or a pool, may have.

    pools: those that are joined or left, by their IDs; counts: of their numbers and sender IDs, as the edit goes on.
    """

    keywords: int = 0
    members: int = 0
    pools: Mapping[str, Pool] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=dict)


def read_beside(caller: Caller, resource_type: str, edit: Edit, rows: Iterable[Model]) -> Beside:
    if edit.setting in OF_KEYWORDS:
        return Beside(quota(caller, BY_NAME[resource_type].keyword_quota))
    if edit.setting not in OF_POOLS:
        return Beside()
    ids = {*edit.values, *(one for row in rows for one in pool_ids_of(row))}
    pools = Pool.objects.for_caller(caller).with_member_counts().prefetch_related("keywords")
    found = {pool.pool_id: pool for pool in pools.filter(pool_id__in=ids)}
    counts = {key: [pool.phone_number_count, pool.sender_id_count] for key, pool in found.items()}
    return Beside(0, quota(caller, quotas.ORIGINATION_IDENTITIES_PER_POOL), found, counts)


def read(caller: Caller, resource_type: str, ids: Sequence[str], edit: Edit) -> Iterator[Model]:
    kind = BY_NAME[resource_type]
    for start in range(0, len(ids), READ_AT_ONCE):
        some = ids[start : start + READ_AT_ONCE]
        yield from prepared(named(kind.model.objects.for_caller(caller), some), edit)


def named(rows: QuerySet, ids: Sequence[str]) -> QuerySet:
    """The rows of these IDs."""
    if rows.model is SenderId:
        keys = [BY_NAME["sender-id"].split(one) for one in ids]
        # By name alone, as SQLite takes no pairs; those of other countries are dropped by who asked.
        return rows.filter(sender_id__in=[name for name, _ in keys])
    return rows.filter(**{f"{BY_NAME_OF[rows.model]}__in": ids})


BY_NAME_OF = {Pool: "pool_id", PhoneNumber: "phone_number_id"}


def prepared(rows: QuerySet, edit: Edit) -> QuerySet:
    """With all that is asked of each row, so that none asks for itself."""
    parts: list[Any] = []
    if edit.part == "tags":
        parts.append("tag_rows")
    if edit.setting in OF_KEYWORDS or (edit.setting in OF_POOLS and rows.model is PhoneNumber):
        parts.append("keywords")
    if rows.model is SenderId and (edit.setting in OF_POOLS or edit.setting == Setting.RELEASE):
        parts.append("pool_links__pool")
    if rows.model is Pool and edit.part != "tags":
        members = PhoneNumber.objects.only("pool", "iso_country_code", "number_type")
        parts.append(Prefetch("phone_numbers", members))
    if rows.model is PhoneNumber:
        rows = rows.select_related("pool")
    return rows.prefetch_related(*parts)


def judged(caller: Caller, row: Model, edit: Edit, beside: Beside) -> Planned:
    state = state_of(edit, row)
    changes = changes_of(edit, state)
    try:
        if changes:
            RULES["release" if edit.setting == Setting.RELEASE else edit.part](caller, row, changes, beside)
    except ServiceError as refusal:
        return Planned(row, state, changes, refusal)
    return Planned(row, state, changes)


def must_take_switches(caller: Caller, row: Model, changes: Moves, beside: Beside) -> None:
    """As UpdatePool, UpdatePhoneNumber and UpdateSenderId refuse it. The row then is as it would be."""
    if isinstance(row, SenderId):
        return
    must_be_its_own(row)
    must_be_active(row)
    for (name, _), (_, value) in changes.items():
        setattr(row, name, value)
    must_be_possible(caller, row)


def must_be_its_own(row: Model) -> None:
    if isinstance(row, PhoneNumber) and row.pool_id:
        raise taken_by(row, row.pool)


def must_take_tags(caller: Caller, row: Model, changes: Moves, beside: Beside) -> None:
    must_be_changeable(row)
    values = {key: after for (_, key), (_, after) in changes.items() if after is not None}
    must_have_room_for({tag.key: tag for tag in row.tag_rows.all()}, values)


def must_take_keywords(caller: Caller, row: Model, changes: Moves, beside: Beside) -> None:
    must_be_its_own(row)
    must_decide(row)
    there = {one.keyword: one for one in row.keywords.all()}
    used = len(there)
    for (_, word), (before, after) in changes.items():
        if after is None:
            must_be_removable(row, word, there.get(word))
            continue
        must_be_ours(row, word, there.get(word), *after)
        if before is None:
            must_be_below(kind_of(row).keyword_quota, used, beside.keywords)
            used += 1


def must_change_pools(caller: Caller, row: PhoneNumber | SenderId, changes: Moves, beside: Beside) -> None:
    """As AssociateOriginationIdentity and its opposite refuse it, after those that come before it."""
    place = int(isinstance(row, SenderId))
    for (_, pool_id), (_, joins) in changes.items():
        pool = beside.pools.get(pool_id)
        if pool is None:
            raise ResourceNotFoundException(resource_type="pool", resource_id=pool_id, full_id=pool_id)
        must_be_active(pool)
        counts = beside.counts[pool_id]
        if joins:
            must_be_its_own(row)
            must_be_active(row)
            must_match(pool, row)
            must_be_below(quotas.ORIGINATION_IDENTITIES_PER_POOL, sum(counts), beside.members)
        elif last := last_of(pool, (counts[0], counts[1]), 1 - place, place):
            raise ConflictException(
                "LAST_PHONE_NUMBER", *kind_and_id(row), about=LastIdentity(row.label, last)
            )
        counts[place] += 1 if joins else -1


def must_be_releasable(caller: Caller, row: PhoneNumber | SenderId, changes: Moves, beside: Beside) -> None:
    if isinstance(row, SenderId):
        must_be_unused(row)
        return
    must_be_its_own(row)
    if row.status == DISASSOCIATING:
        raise taken_by(row, None)
    must_be_giveable(row)


RULES: Mapping[str, Callable] = {
    "": must_take_switches,
    "tags": must_take_tags,
    "keywords": must_take_keywords,
    "pools": must_change_pools,
    "release": must_be_releasable,
}
