"""The questions that a conflict asks, each with the values or acts to choose from."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.utils import timezone

from pools.models import Mirror
from pools.pages.kit.aws.differences import (
    DELETED_HERE,
    GONE,
    NOT_KEPT,
    Field,
    Setting,
)
from pools.pages.kit.aws.gone import numbers_of
from pools.pages.kit.aws.values import kind_title
from pools.pages.kit.words.labels import plural
from pools.pages.sync.answer_tokens import token_of
from pools.pages.sync.marked import marked_parts


class Tile(NamedTuple):
    """choice: as the verb takes it. side: what it is called where it stands alone."""

    choice: str
    value: Any
    act: str
    side: str = ""


@dataclass(frozen=True)
class Asked:
    """One question: a setting, or what becomes of the whole resource. token: its name in the form."""

    token: str
    title: str
    note: str
    tiles: tuple[Tile, ...]
    again: str = ""
    queued: str = ""

    @property
    def id(self) -> str:
        return self.token[-24:].replace("=", "")


def whole_asked(row: Mirror, field: Field) -> tuple[Asked, tuple[Field, ...]]:
    token = token_of(row, (field,))
    if field.cause == GONE:
        tiles = (
            Tile("DELETE_HERE", "Delete here", delete_note(row)),
            Tile("CREATE_AGAIN", "Create again", "A pending change; AWS gives a new ID"),
            Tile("STOP_MANAGING", "Stop managing", "Stays here, is never compared again"),
        )
        return Asked(token, "Deleted in AWS", what_is_here(row), tiles), (field,)
    if field.cause == DELETED_HERE:
        tiles = (
            Tile("OURS", "Deleted", "Keep ours", "Here"),
            Tile("THEIRS", "Changed, and still there", "Take AWS's", "In AWS"),
        )
        return Asked(token, kind_title(row.kind), "Deleted here, changed in AWS since", tiles), (field,)
    here, there = ("There" if side else "Not there" for side in (field.local, field.remote))
    tiles = (Tile("OURS", here, "Keep ours", "Here"), Tile("THEIRS", there, "Take AWS's", "In AWS"))
    return Asked(token, kind_title(row.kind), "", tiles), (field,)


def delete_note(row: Mirror) -> str:
    has_numbers = row.kind == "pool" and numbers_of(row) > row.numbers_left
    return "Its numbers become available" if has_numbers else "It goes here as well"


def what_is_here(row: Mirror) -> str:
    """ "1 member, 3 keywords here", as far as the last agreed state tells; numbers that left are here no more."""
    base = row.memory.get("base") or {}
    members, keywords = (len(base.get(part) or ()) for part in ("members", "keywords"))
    counted = ((members - row.numbers_left, "member"), (keywords, "keyword"))
    words = [plural(number, noun) for number, noun in counted if number]
    return f"{', '.join(words)} here" if words else ""


def sent_at(row: Mirror, field: Field) -> str:
    """ " at 09:20", as far as the mirror remembers."""
    sent = (one[2] for one in row.memory.get("sent", ()) if one[:2] == [field.name, field.key])
    at = next((one["at"] for one in sent), None)
    return f" at {timezone.localtime(datetime.fromtimestamp(at, UTC)):%H:%M}" if at else ""


def setting_asked(row: Mirror, setting: Setting) -> tuple[Asked, tuple[Field, ...]]:
    token = token_of(row, setting.fields)
    here, there = marked_parts(setting.here, setting.there)
    if setting.cause == NOT_KEPT:
        tiles = (
            Tile("SEND_AGAIN", here, "Send again", "Here"),
            Tile("THEIRS", there, "Take AWS's", "In AWS"),
        )
        at = sent_at(row, setting.first)
        note = f"AWS did not keep this. Sent{at}, still {setting.there} after 5 minutes."
        return Asked(token, setting.label, note, tiles), setting.fields
    tiles = (Tile("OURS", here, "Keep ours", "Here"), Tile("THEIRS", there, "Take AWS's", "In AWS"))
    return Asked(token, setting.label, f"Last agreed: {setting.agreed}", tiles), setting.fields
