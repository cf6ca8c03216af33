"""Pools and phone numbers side by side: a row for each setting, keyword, tag and kind of member."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from pools.models import PhoneNumber, Pool
from pools.operations.engine.caller import Caller
from pools.operations.rules.comparing import usual
from pools.operations.rules.edits import Setting
from pools.operations.rules.matching import two_way
from pools.pages.edits.comparison_rows import Line, Section, channel_cell, keyword_cell, members_cell
from pools.pages.edits.levelling import Item, Levelling
from pools.pages.kit.places import to
from pools.pages.kit.words import labels
from pools.templatetags.console import none, on_off

NOT_THERE = SafeString('<span class="secondary">Not there</span>')
NO_POOL = SafeString('<span class="secondary">Not in a pool</span>')
ONE_POOL = "A phone number is in one pool at most."
FIXED = "Message type can't be changed."


class Comparison:
    """items: in the order of the columns, with what `comparable` reads. may_edit: whether the reader may level them."""

    def __init__(self, caller: Caller, items: Sequence[Item], *, may_edit: bool) -> None:
        self.caller, self.items = caller, items
        self.all_pools = all(isinstance(item, Pool) for item in items)
        self.levels = Levelling(caller, items, may_edit=may_edit)

    @cached_property
    def sections(self) -> list[Section]:
        parts = {"Settings": self.settings(), "Keywords": self.keywords(), "Tags": self.tags()}
        if self.all_pools:
            parts["Origination identities"] = self.members()
        columns = [item.label for item in self.items]
        return [
            Section(title, [replace(line, columns=columns) for line in lines])
            for title, lines in parts.items()
            if lines
        ]

    @property
    def total(self) -> int:
        return sum(len(section.lines) for section in self.sections)

    @property
    def different(self) -> int:
        return sum(len(section.different) for section in self.sections)

    @property
    def counted(self) -> str:
        """ "8 differences. 9 rows that are the same are hidden."."""
        alike = self.total - self.different
        hidden = (
            "1 row that is the same is hidden."
            if alike == 1
            else f"{alike} rows that are the same are hidden."
        )
        return f"{labels.plural(self.different, 'difference')}. {hidden}"

    @property
    def counted_of_all(self) -> str:
        return f"{labels.plural(self.different, 'difference')} in {self.total} rows."

    def settings(self) -> list[Line]:
        rows = [settings_of(item) for item in self.items]
        types = [item.message_type for item in self.items]
        lists = [row.opt_out_list_name for row in rows]
        channels = [two_way(row) for row in rows]
        protected = [item.deletion_protection_enabled for item in self.items]
        managed = [row.self_managed_opt_outs_enabled for row in rows]
        found = [
            Line("Message type", types, [labels.MESSAGE_TYPES[one] for one in types], why_none=FIXED),
            Line("Two-way SMS", channels, list(map(channel_cell, channels)), self.levels.channel(channels)),
            self.switch("deletion_protection_enabled", protected),
            Line(
                labels.SETTINGS["opt_out_list_name"],
                lists,
                [self.list_cell(name) for name in lists],
                self.levels.same(Setting.OPT_OUT_LIST, opt_out_list_name=usual(lists)),
            ),
            self.switch("self_managed_opt_outs_enabled", managed),
        ]
        if self.all_pools:
            found.append(self.switch("shared_routes_enabled", [row.shared_routes_enabled for row in rows]))
        else:
            found.append(self.pool())
        return found

    def switch(self, name: str, values: Sequence[bool]) -> Line:
        value = "on" if usual(values) else "off"
        return Line(
            labels.SETTINGS[name],
            values,
            list(map(on_off, values)),
            self.levels.same(Setting(name), value=value),
        )

    def pool(self) -> Line:
        """Which pool each number is in, beside the pools themselves."""
        pools = [item if isinstance(item, Pool) else item.pool for item in self.items]
        cells = [self.pool_cell(pool) for pool in pools]
        return Line("Pool", [pool and pool.pk for pool in pools], cells, self.levels.meet(pools))

    def pool_cell(self, pool: Pool | None) -> SafeString:
        if pool is None:
            return NO_POOL
        return format_html('<a href="{}">{}</a>', to(self.caller, "pool-detail", pool.pool_id), pool.label)

    def list_cell(self, name: str) -> SafeString:
        return format_html('<a href="{}">{}</a>', to(self.caller, "opt-out-list-detail", name), name)

    def keywords(self) -> list[Line]:
        owned = [
            {
                one.keyword: (one.keyword_action, one.keyword_message)
                for one in settings_of(item).keywords.all()
            }
            for item in self.items
        ]
        return keyed(owned, keyword_cell, self.levels.keyword)

    def tags(self) -> list[Line]:
        owned = [{tag.key: tag.value for tag in item.tag_rows.all()} for item in self.items]
        return keyed(owned, lambda value: format_html("{}", value) if value else none(), self.levels.tag)

    def members(self) -> list[Line]:
        numbers = [sorted(one.label for one in item.phone_numbers.all()) for item in self.items]
        senders = [
            sorted(f"{one.sender_id} ({one.iso_country_code})" for one in item.sender_ids.all())
            for item in self.items
        ]
        named = (
            ("Phone numbers", numbers, self.levels.even(), ONE_POOL),
            ("Sender IDs", senders, self.levels.join(), ""),
        )
        return [
            Line(name, [*map(tuple, owned)], list(map(members_cell, owned)), act, why_none)
            for name, owned, act, why_none in named
        ]


def settings_of(item: Item) -> Item:
    """A number in a pool has the pool's settings and keywords."""
    return item.settings if isinstance(item, PhoneNumber) else item


def keyed(
    owned: Sequence[Mapping[str, Any]],
    cell: Callable[[Any], str],
    act: Callable[[str, Sequence[Any]], tuple[str, str] | None] = lambda key, values: None,
) -> list[Line]:
    """A line for every key that one of them has."""
    found = []
    for key in sorted({key for one in owned for key in one}):
        values = [one.get(key) for one in owned]
        cells = [NOT_THERE if value is None else cell(value) for value in values]
        found.append(Line(key, values, cells, act(key, values)))
    return found
