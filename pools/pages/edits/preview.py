"""What one change would do to each of many, before anything happens: counted, filtered, a hundred a page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pools.operations.edit_plans import Outlook, Planned
from pools.operations.engine.caller import Caller
from pools.operations.rules.edits import Edit, fingerprint
from pools.pages.edits.editable import Editable
from pools.pages.edits.words import NOTHING, OUTLOOKS, pool_names, value_in_words
from pools.pages.kit.places import to
from pools.pages.kit.words import refusals

A_PAGE = 100


class Tally(NamedTuple):
    """How many have an outlook; "" of all."""

    key: str
    text: str
    count: int
    start: int = 0


class Row(NamedTuple):
    """mends: what to do about a refusal, as a link's text and address."""

    planned: Planned
    url: str
    now: str
    after: str
    outcome: str
    why: str
    mends: tuple[str, str]


def tallies(all_text: str, names: Mapping[str, str], counted: Mapping[str, int]) -> list[Tally]:
    """One for all and one for each, each beginning where the one before ends."""
    found, start = [Tally("", all_text, sum(counted.values()))], 0
    for key, text in names.items():
        found.append(Tally(key, text, counted.get(key, 0), start))
        start += counted.get(key, 0)
    return found


@dataclass(frozen=True)
class Preview:
    """outlook: which of them are listed; "" all. page: from 1."""

    caller: Caller
    editable: Editable
    edit: Edit
    planned: Sequence[Planned]
    outlook: str = ""
    wanted_page: int = 1

    @cached_property
    def counted(self) -> Counter:
        return Counter(one.outlook.value for one in self.planned)

    @property
    def tallies(self) -> list[Tally]:
        order = (Outlook.CHANGES, Outlook.ALREADY, Outlook.REFUSED)
        return tallies("All", {one.value: OUTLOOKS[one] for one in order}, self.counted)

    @property
    def changing(self) -> int:
        return self.counted[Outlook.CHANGES]

    @property
    def refused(self) -> int:
        return self.counted[Outlook.REFUSED]

    @property
    def total(self) -> int:
        return len(self.planned)

    @cached_property
    def listed(self) -> list[Planned]:
        order = {outlook: place for place, outlook in enumerate(OUTLOOKS)}
        rows = [one for one in self.planned if self.outlook in ("", one.outlook)]
        return sorted(rows, key=lambda one: order[one.outlook])

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.listed) // A_PAGE))

    @property
    def page(self) -> int:
        return min(max(1, self.wanted_page), self.pages)

    @property
    def previous(self) -> int:
        return self.page - 1

    @property
    def following(self) -> int:
        return self.page + 1 if self.page < self.pages else 0

    @property
    def rows(self) -> list[Row]:
        shown = self.listed[(self.page - 1) * A_PAGE : self.page * A_PAGE]
        states = [{**one.state, **one.changes} for one in shown]
        names = pool_names(self.caller, states)
        return [self.row(one, names) for one in shown]

    def row(self, one: Planned, pools: Mapping[str, str]) -> Row:
        after = {**one.state, **{key: value for key, (_, value) in one.changes.items()}}
        refused = one.outlook == Outlook.REFUSED
        return Row(
            one,
            self.editable.url_of(self.caller, one.resource_id),
            value_in_words(one.state, pools),
            NOTHING if refused else value_in_words(after, pools),
            OUTLOOKS[one.outlook],
            refusals.sentence(one.refusal) if one.refusal else "",
            self.what_mends(one),
        )

    def what_mends(self, one: Planned) -> tuple[str, str]:
        """A link's text and address."""
        label = one.row.label
        if one.refusal and any(field.problem == "no_phone_number" for field in one.refusal.fields):
            return f"Add a number to {label}", to(self.caller, "pool-associate", one.resource_id)
        return f"Open {label}", self.editable.url_of(self.caller, one.resource_id)

    @property
    def marks(self) -> dict[str, str]:
        return {one.resource_id: one.mark for one in self.planned}

    @property
    def wish(self) -> str:
        """What tells one change from another."""
        return wish_of(self.edit)


def wish_of(edit: Edit) -> str:
    return fingerprint(edit.setting, edit.values)
