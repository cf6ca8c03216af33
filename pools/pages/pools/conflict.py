"""A conflict in Pool settings: what is asked about each setting that two people changed, and what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import QueryDict

from pools.models import Activity
from pools.operations.engine.merging import KeptSide
from pools.pages.kit.fields import posted_value
from pools.pages.kit.rows import posted_lines, unquote
from pools.pages.kit.sealed import rebased
from pools.pages.kit.switches import EXISTING, KEPT
from pools.pages.kit.words import labels
from pools.pages.pools.drawn import seal, unseal
from pools.pages.pools.settings_form import SettingsForm
from pools.refusals import Overtaken, Stale

MINE, THEIRS = "mine", "theirs"
SIDES = {MINE: "Keep mine", THEIRS: "Take theirs"}
KEEP_ALL, TAKE_ALL = "keep_all_mine", "take_all_theirs"
LONGEST_SHOWN = 200
NAMES = {"keywords": "Keyword {}", "tags": "Tag {}"}
ROW_FIELDS = {"keywords": ("keyword_message", "keyword_action"), "tags": ("value",)}
# Associating changes a pool too, but no setting: whoever did that is not whom a conflict is with.
SETTINGS_VERBS = ("UpdatePool", "PutKeyword", "DeleteKeyword", "TagResource", "UntagResource")
# How far back to look for who it was.
MOST_CHANGES = 100


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
    def open(self) -> int:
        """How many are not chosen."""
        return sum(not question.chosen for question in self.questions.values())

    @property
    def switches(self) -> dict[str, Question]:
        return {setting: question for (setting, key), question in self.questions.items() if not key}


def choices_in(data: QueryDict, pool_id: str, posted: Mapping, op: str) -> dict[tuple[str, str], KeptSide]:
    """What was chosen, for each setting with the other's value that was shown when it was."""
    settings = unseal(pool_id, data.get("drawn_anew", ""))
    if settings is None:
        return {}
    seen = settings.flat()
    keys = seen.keys() | posted.keys()
    if op in (KEEP_ALL, TAKE_ALL):
        return {key: KeptSide(op == KEEP_ALL, seen.get(key)) for key in keys}
    chosen = {key: data.get(field_name(*key)) for key in keys}
    return {key: KeptSide(side == MINE, seen.get(key)) for key, side in chosen.items() if side in SIDES}


def field_name(setting: str, key: str) -> str:
    return f"choice.{setting}.{quote(key)}"


def with_conflict(
    form: SettingsForm, data: QueryDict, overtaken: Overtaken, choices: Mapping[tuple[str, str], KeptSide]
) -> SettingsForm:
    """The form with what only others changed taken over, and a question at each setting that both changed."""
    pool_id = form.pool.pool_id
    base = rebased(form.base, overtaken.also) if form.base else None
    data = taken(data, overtaken.also)
    if base:
        data["drawn"] = seal(pool_id, base)
    again = SettingsForm(form.caller, form.pool, data=data, checked=False)
    again.conflict = conflict_of(
        form, overtaken, choices, seal(pool_id, rebased(base or form.posted, overtaken.moved))
    )
    editors = {"keywords": again.keywords, "tags": again.tags}
    for (setting, key), question in again.conflict.questions.items():
        if setting in editors and (row := editors[setting].row_of(key)):
            row.question = question
    return again


def conflict_of(
    form: SettingsForm, overtaken: Overtaken, choices: Mapping[tuple[str, str], KeptSide], sealed: str
) -> Conflict:
    # Who came last is no answer where nobody knows since when.
    changes = changes_of(form) if form.base else []
    is_again = unseal(form.pool.pool_id, form.data.get("drawn_anew", "")) is not None
    questions, people, times = {}, [], []
    for number, item in enumerate(overtaken.moved):
        key = (item.setting, item.key)
        change = next((one for one in changes if "/".join(filter(None, key)) in one.before), None)
        who = str(change.user or "Somebody") if change else ""
        choice = choices.get(key)
        fresh = choice is not None and choice.current == item.current
        side = (MINE if choice.keeps_mine else THEIRS) if fresh else ""
        yours, theirs = both(item)
        questions[key] = Question(
            field_name(*key), name_of(item), number, yours, theirs, who, side, is_again and not side
        )
        people += [who] if who and who not in people else []
        times += [change.created_timestamp] if change else []
    also = [name_of(item) for item in overtaken.also]
    return Conflict(questions, sealed, people, max(times, default=None), also, is_again)


def changes_of(form: SettingsForm) -> list[Activity]:
    changes = Activity.objects.for_caller(form.caller).changes_of("pool", form.pool.pool_id)
    return list(changes.filter(operation__in=SETTINGS_VERBS).select_related("user")[:MOST_CHANGES])


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


def name_of(item: Stale) -> str:
    return NAMES[item.setting].format(item.key) if item.key else labels.SETTINGS[item.setting]


def both(item: Stale) -> tuple[str, str]:
    """Both values as the console writes them."""
    yours, theirs = item.yours, item.current
    if item.setting == "keywords":
        yours, theirs = keyword_text(yours, theirs), keyword_text(theirs, yours)
    return in_words(item.setting, yours), in_words(item.setting, theirs)


def keyword_text(keyword: tuple[str, str] | None, other: tuple[str, str] | None) -> str | None:
    """A keyword's response, with its action where the other side has another one."""
    if keyword is None:
        return None
    message, action = keyword
    return message if other and other[1] == action else f"{message} ({labels.KEYWORD_ACTIONS[action]})"


def in_words(setting: str, value: Any) -> str:
    text = "Removed" if value is None else labels.value_of(setting, value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
