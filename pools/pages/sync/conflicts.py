"""Conflicts: each setting that both sides changed, with the two values to choose from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from pools.models import Mirror, SyncRequestKind
from pools.models.mirrors import CONFLICT_STANDINGS
from pools.pages.kit.aws.differences import (
    CONFLICT,
    GONE,
    Field,
    fields_of,
    settings_of,
)
from pools.pages.kit.aws.gone import with_numbers_left
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.aws.naming import Named, labels_of, named_of
from pools.pages.kit.aws.values import Names
from pools.pages.kit.paging import page_of_rows
from pools.pages.sync.answer_tokens import Question
from pools.pages.sync.questions import Asked, setting_asked, whole_asked
from pools.pages.sync.states import moment_in_words
from pools.templatetags.console import relative

LATELY = timedelta(minutes=10)


@dataclass(frozen=True)
class Conflict:
    named: Named
    about: str
    asked: tuple[Asked, ...]


def panel(request: HttpRequest, state: Linked, *, again: Collection[Question] = ()) -> dict[str, Any]:
    """again: questions whose answer came too late just now."""
    rows = state.link.mirrors.filter(standing__in=CONFLICT_STANDINGS).select_related("changed_by")
    page = page_of_rows(request, rows.order_by("-changed_timestamp", "kind", "key"))
    names = named_of(request.caller, page.rows)
    late, queued = late_and_queued(state)
    labels = labels_of(request.caller, state.link, names, page.rows)
    found = [
        conflict_of(row, names[row.kind, row.key], labels, state.now, {*again, *late}, queued)
        for row in with_numbers_left(request.caller, page.rows)
    ]
    return {
        "panel": "sync/conflicts.html",
        "conflicts": found,
        "can_answer": any(not one.queued for conflict in found for one in conflict.asked),
        "page": page,
        "number": state.conflicts,
    }


def late_and_queued(state: Linked) -> tuple[set[Question], dict[Question, str]]:
    """Which questions were answered too late, and which answers the worker has still to carry out."""
    requests = state.link.requests.filter(kind=SyncRequestKind.ANSWER)
    lately = requests.filter(asked_timestamp__gt=timezone.now() - LATELY).order_by("pk")
    late: set[Question] = set()
    queued: dict[Question, str] = {}
    for one in lately:
        asked = {question_in(answer): answer["choice"] for answer in one.about["answers"]}
        late -= asked.keys()
        if one.answered_timestamp is None:
            queued |= asked
        late |= {question_in(answer) for answer in one.answer.get("moved", ())}
    return late, queued


def question_in(answer: Mapping[str, str]) -> Question:
    return answer["kind"], answer["key"], answer["name"], answer["part"]


def conflict_of(
    row: Mirror,
    named: Named,
    labels: Names,
    now: datetime,
    late: Collection[Question],
    queued: Mapping[Question, str],
) -> Conflict:
    fields = fields_of(row, CONFLICT)
    whole = next((one for one in fields if not one.name), None)
    asked = [whole_asked(row, whole)] if whole else []
    asked += [setting_asked(row, one) for one in settings_of(fields, labels)]
    seen = moment_in_words(row.seen_timestamp, now) if row.seen_timestamp else ""
    return Conflict(
        named,
        about_in_words(row, whole, now, seen),
        tuple(with_news(one, row, late, queued, seen) for one in asked),
    )


def with_news(
    asked: tuple[Asked, tuple[Field, ...]],
    row: Mirror,
    late: Collection[Question],
    queued: Mapping[Question, str],
    seen: str,
) -> Asked:
    one, fields = asked
    questions = [(row.kind, row.key, field.name, field.key) for field in fields]
    choice = next((queued[question] for question in questions if question in queued), "")
    if choice:
        act = next(
            (tile.act if tile.side else tile.value for tile in one.tiles if tile.choice == choice), choice
        )
        return Asked(**vars(one) | {"queued": f"{act}: saved, and carried out by the worker."})
    if set(questions) & set(late):
        return Asked(**vars(one) | {"again": f"AWS changed again at {seen}. Choose again."})
    return one


def after_last_read(row: Mirror, now: datetime) -> str:
    """ " after 09:02": when AWS was last read without what it has now, of what is asked the first."""
    asked = {(one.name, one.key) for one in fields_of(row, CONFLICT)}
    suspects = row.memory.get("suspects", ())
    after = [one["after"] for name, key, one in suspects if (name, key) in asked and one.get("after")]
    return f" after {moment_in_words(datetime.fromtimestamp(min(after), UTC), now)}" if after else ""


def about_in_words(row: Mirror, whole: Field | None, now: datetime, seen: str) -> str:
    """ "Changed here by maria 20 minutes ago · in AWS after 09:02, seen 09:31"."""
    by = f" by {row.changed_by}" if row.changed_by else ""
    ago = f" {relative(row.changed_timestamp, now)}" if row.changed_timestamp else ""
    here = f"changed here{by}{ago}" if by or ago else ""
    if whole and whole.cause == GONE:
        return " · ".join(filter(None, [f"Deleted in AWS, asked for twice, last at {seen}", here]))
    there = f"in AWS{after_last_read(row, now)}, seen {seen}" if seen else ""
    text = " · ".join(filter(None, [here, there]))
    return text[:1].upper() + text[1:]
