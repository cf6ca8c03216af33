"""What of a resource differs, as people see it: each setting once, in words, with what is behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from pools.models import Mirror
from pools.pages.kit.aws.values import (
    EXISTS,
    TWO_WAY,
    Names,
    removed_in_words,
    setting_name,
    two_way_in_words,
    value_in_words,
)

PENDING, CONFLICT = "pending", "conflict"
NOT_KEPT, GONE, DELETED_HERE = "not kept", "gone in AWS", "deleted here, changed in AWS"


class Field(NamedTuple):
    """One difference as a mirror has it (models/mirrors.py)."""

    name: str
    key: str
    status: str
    cause: str
    base: Any
    local: Any
    remote: Any


@dataclass(frozen=True)
class Setting:
    """What people take for one setting: two-way SMS and its channel are one.

    agreed, here, there: in words. glyph: + where AWS has none, - where we have none, else ~.
    """

    fields: tuple[Field, ...]
    label: str
    agreed: str
    here: str
    there: str

    @property
    def first(self) -> Field:
        return self.fields[0]

    @property
    def cause(self) -> str:
        return self.first.cause

    @property
    def name(self) -> str:
        return "two_way_enabled" if self.first.name in TWO_WAY else self.first.name

    @property
    def glyph(self) -> str:
        if all(one.remote is None for one in self.fields):
            return "+"
        return "-" if all(one.local is None for one in self.fields) else "~"


def fields_of(mirror: Mirror, status: str = "") -> list[Field]:
    """Its differences of that status; of the resource itself (EXISTS) with the others."""
    found = (Field(*one) for one in mirror.differences)
    return [one for one in found if status in ("", one.status)]


def setting_of(name: str, key: str) -> tuple[str, str]:
    """Which setting a field is of, to people."""
    return ("two_way", "") if name in TWO_WAY else (name, key)


def settings_of(fields: Iterable[Field], names: Names | None = None) -> list[Setting]:
    """Without the resource itself, which is no setting."""
    groups: dict[tuple[str, str], list[Field]] = {}
    for one in fields:
        if one.name != EXISTS:
            groups.setdefault(setting_of(one.name, one.key), []).append(one)
    return [_setting(tuple(group), names) for group in groups.values()]


def _setting(group: tuple[Field, ...], names: Names | None) -> Setting:
    first = group[0]
    if first.name in TWO_WAY:
        group = tuple(sorted(group, key=lambda one: TWO_WAY.index(one.name)))
        sides = ("base", "local", "remote")
        words = [two_way_in_words({one.name: getattr(one, side) for one in group}) for side in sides]
        return Setting(group, setting_name("two_way", ""), *words)
    return Setting(
        group,
        setting_name(first.name, first.key),
        value_in_words(first.name, first.base, names),
        *(_side(first, value, names) for value in (first.local, first.remote)),
    )


def _side(field: Field, value: Any, names: Names | None) -> str:
    if value is None:
        return removed_in_words(field.name, field.base)
    return value_in_words(field.name, value, names)
