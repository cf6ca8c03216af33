"""A conflict in a settings form: what is asked about each setting that two people changed, and what was answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

from django.http import QueryDict

from pools.models import Activity
from pools.operations.engine.merging import KeptSide
from pools.pages.kit.asking import Asking
from pools.pages.kit.fields import posted_value
from pools.pages.kit.rows import posted_lines, unquote
from pools.pages.kit.sealed import rebased
from pools.pages.kit.switches import EXISTING, KEPT
from pools.pages.kit.words import labels
from pools.refusals import Overtaken, Stale

MINE, THEIRS = "mine", "theirs"
SIDES = {MINE: "Keep mine", THEIRS: "Take theirs"}
KEEP_ALL, TAKE_ALL = "keep_all_mine", "take_all_theirs"
LONGEST_SHOWN = 200
NAMES = {"keywords": "Keyword {}", "tags": "Tag {}"}
ROW_FIELDS = {"keywords": ("keyword_message", "keyword_action"), "tags": ("value",)}
# How far back to look for who it was.
MOST_CHANGES = 100


AskingForm = TypeVar("AskingForm", bound=Asking)


@dataclass(frozen=True)
class Question:
    """One setting that both changed. name: that of its radios. chosen: what the one who is asked has chosen so far."""

    name: str
    label: str
    number: int
    yours: str
    theirs: str
    who: str
    chosen: str
    is_again: bool

    @property
    def sides(self) -> list[dict[str, Any]]:
        """Its radios. The focus is on the first, where nothing is chosen yet."""
        return [
            {
                "id": f"choice-{self.number}-{side}",
                "value": side,
                "label": label,
                "checked": side == self.chosen,
                "focused": side == MINE and not self.chosen,
            }
            for side, label in SIDES.items()
        ]


@dataclass(frozen=True)
class Conflict:
    """sealed: what the questions show as the others' values. also: what only others changed, which is taken."""

    questions: Mapping[tuple[str, str], Question]
    sealed: str
    people: Sequence[str]
    when: datetime | None
    also: Sequence[str]
    is_again: bool

    @property
    def unanswered(self) -> list[str]:
        """The settings that nothing is chosen for, those of rows once a row."""
        return [setting for (setting, _), question in self.questions.items() if not question.chosen]

    @property
    def open(self) -> int:
        """How many are not chosen."""
        return len(self.unanswered)

    @property
    def switches(self) -> dict[str, Question]:
        return {setting: question for (setting, key), question in self.questions.items() if not key}


def row_act(data: Mapping[str, str]) -> tuple[str, str]:
    """What a button of a row does without script, and the row's index; nothing where the form is to be saved."""
    op = data.get("op", "")
    name, _, index = op.partition(":")
    return ("", "") if op in (KEEP_ALL, TAKE_ALL) else (name, index)


def choices_in(form: Asking) -> dict[tuple[str, str], KeptSide]:
    """What was chosen, for each setting with the other's value that was shown when it was."""
    data, op = form.data, form.data.get("op", "")
    settings = form.unseal(data.get("drawn_anew", ""))
    if settings is None:
        return {}
    seen = settings.flat()
    keys = seen.keys() | form.posted.flat().keys()
    if op in (KEEP_ALL, TAKE_ALL):
        return {key: KeptSide(op == KEEP_ALL, seen.get(key)) for key in keys}
    chosen = {key: data.get(field_name(*key)) for key in keys}
    return {key: KeptSide(side == MINE, seen.get(key)) for key, side in chosen.items() if side in SIDES}


def field_name(setting: str, key: str) -> str:
    return f"choice.{setting}.{quote(key)}"


def with_conflict(
    form: AskingForm, overtaken: Overtaken, draw: Callable[[QueryDict], AskingForm]
) -> AskingForm:
    """The form with what only others changed taken over, and a question at each setting that both changed.

    draw: the form as it is shown with the fields that it is given, unchecked, on what stands now.
    """
    base = rebased(form.base, overtaken.also) if form.base else None
    data = taken(form.data, overtaken.also)
    if base:
        data["drawn"] = form.seal(base)
    again = draw(data)
    again.conflict = conflict_of(form, overtaken, form.seal(rebased(base or form.posted, overtaken.moved)))
    for (setting, key), question in again.conflict.questions.items():
        if setting in again.editors and (row := again.editors[setting].row_of(key)):
            row.question = question
    return again


def conflict_of(form: Asking, overtaken: Overtaken, sealed: str) -> Conflict:
    # Who came last is no answer where nobody knows since when.
    changes: Sequence[Activity] = form.changes.select_related("user")[:MOST_CHANGES] if form.base else ()
    choices, is_again = choices_in(form), form.unseal(form.data.get("drawn_anew", "")) is not None
    questions, people, times = {}, [], []
    for number, item in enumerate(overtaken.moved):
        key = (item.setting, item.key)
        change = next((one for one in changes if "/".join(filter(None, key)) in one.before), None)
        who = str(change.user or "Somebody") if change else ""
        choice = choices.get(key)
        fresh = choice is not None and choice.current == item.current
        side = (MINE if choice.keeps_mine else THEIRS) if fresh else ""
        yours, theirs = both(form, item)
        questions[key] = Question(
            field_name(*key), name_of(form, item), number, yours, theirs, who, side, is_again and not side
        )
        people += [who] if who and who not in people else []
        times += [change.created_timestamp] if change else []
    also = [name_of(form, item) for item in overtaken.also]
    return Conflict(questions, sealed, people, max(times, default=None), also, is_again)


def taken(data: QueryDict, also: Sequence[Stale]) -> QueryDict:
    """What was posted, with the others' values in place of those that were left as they were."""
    data = data.copy()
    for item in also:
        if item.setting in ROW_FIELDS:
            take_row(data, item)
            continue
        data[item.setting] = posted_value(item.current)
        if item.setting == "two_way_channel_arn":
            data["destination"] = EXISTING if item.current.startswith("arn:") else KEPT
    return data


def take_row(data: QueryDict, item: Stale) -> None:
    """A row that is gone is left out, and one that is new comes by itself."""
    for index, line in posted_lines(item.setting, data).items():
        if unquote(line.get("saved", "")) != item.key:
            continue
        if item.current is None:
            for part in line:
                del data[f"{item.setting}-{index}-{part}"]
            continue
        values = (item.current,) if isinstance(item.current, str) else item.current
        for part, value in zip(ROW_FIELDS[item.setting], values, strict=True):
            data[f"{item.setting}-{index}-{part}"] = value


def name_of(form: Asking, item: Stale) -> str:
    return NAMES[item.setting].format(item.key) if item.key else form.label_of(item.setting)


def both(form: Asking, item: Stale) -> tuple[str, str]:
    """Both values as the console writes them."""
    yours, theirs = item.yours, item.current
    if item.setting == "keywords":
        yours, theirs = keyword_text(yours, theirs), keyword_text(theirs, yours)
    return shown(form, item.setting, yours), shown(form, item.setting, theirs)


def keyword_text(keyword: tuple[str, str] | None, other: tuple[str, str] | None) -> str | None:
    """A keyword's response, with its action where the other side has another one."""
    if keyword is None:
        return None
    message, action = keyword
    return message if other and other[1] == action else f"{message} ({labels.KEYWORD_ACTIONS[action]})"


def shown(form: Asking, setting: str, value: Any) -> str:
    words = labels.value_of if setting in ROW_FIELDS else form.in_words
    text = "Removed" if value is None else words(setting, value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
