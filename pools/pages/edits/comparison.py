"""Pools and phone numbers side by side: a row for each setting, keyword, tag and kind of member."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pools.models import PhoneNumber, Pool, SenderId
from pools.operations.engine.caller import Caller
from pools.operations.rules.comparing import differ, few, usual
from pools.operations.rules.edits import TWO_WAY_SETTINGS, Setting
from pools.operations.rules.matching import two_way
from pools.pages.edits.editable import OF_NUMBERS, OF_POOLS, OF_SENDER_IDS, Editable
from pools.pages.kit.places import to
from pools.pages.kit.words import labels
from pools.templatetags.console import none, on_off, status
from pools.templatetags.cutting import cut

Item = Pool | PhoneNumber
Act = tuple[str, str]  # text and address
EDITED = {Pool: OF_POOLS, PhoneNumber: OF_NUMBERS}
NOT_THERE = SafeString('<span class="secondary">Not there</span>')
FIXED = "Message type can't be changed."


@dataclass(frozen=True)
class Line:
    """One row. values: what is compared; cells: how they are shown. act: text and address of what levels them.

    columns: what the columns are called.
    """

    name: str
    values: Sequence[Hashable]
    cells: Sequence[str]
    act: Act | None = None
    why_none: str = ""
    columns: Sequence[str] = ()

    @property
    def differs(self) -> bool:
        return differ(self.values)

    @property
    def shown(self) -> list[tuple[str, str, bool]]:
        """Each cell with its column, and whether it is one of the few that differ from the others."""
        odd = few(self.values)
        named = zip(self.cells, self.columns, strict=True)
        return [(cell, column, place in odd) for place, (cell, column) in enumerate(named)]


@dataclass(frozen=True)
class Section:
    title: str
    lines: Sequence[Line]

    @cached_property
    def different(self) -> list[Line]:
        return [line for line in self.lines if line.differs]

    @property
    def count(self) -> str:
        """ "3 of 7 differ"."""
        number = len(self.different)
        return f"{number} of {len(self.lines)} differ{'s' if number == 1 else ''}"


@dataclass(frozen=True)
class Head:
    """What stands above a column. remove: the address without it."""

    label: str
    shown_id: str
    href: str
    status: str
    message_type: str
    remove: str


class Comparison:
    """items: in the order of the columns, with what `comparable` reads. may_edit: whether the reader may level them."""

    def __init__(self, caller: Caller, items: Sequence[Item], *, may_edit: bool) -> None:
        self.caller, self.items = caller, items
        self.all_pools = all(isinstance(item, Pool) for item in items)
        self.may_edit = may_edit

    @property
    def editable(self) -> Editable | None:
        """What changes all of them at once; of two kinds there is nothing."""
        kinds = {type(item) for item in self.items}
        return EDITED[kinds.pop()] if self.may_edit and len(kinds) == 1 else None

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
            Line("Two-way SMS", channels, list(map(channel_cell, channels)), self.same_channel(channels)),
            self.switch("deletion_protection_enabled", protected),
            Line(
                labels.SETTINGS["opt_out_list_name"],
                lists,
                [self.list_cell(name) for name in lists],
                self.same(Setting.OPT_OUT_LIST, opt_out_list_name=usual(lists)),
            ),
            self.switch("self_managed_opt_outs_enabled", managed),
        ]
        if self.all_pools:
            found.append(self.switch("shared_routes_enabled", [row.shared_routes_enabled for row in rows]))
        return found

    def switch(self, name: str, values: Sequence[bool]) -> Line:
        value = "on" if usual(values) else "off"
        return Line(
            labels.SETTINGS[name], values, list(map(on_off, values)), self.same(Setting(name), value=value)
        )

    def same_channel(self, channels: Sequence[tuple[bool, str, str]]) -> Act | None:
        is_on, *channel = usual(channels)
        destination = dict(zip(TWO_WAY_SETTINGS[1:], channel, strict=True)) if is_on else {}
        return self.same(Setting.TWO_WAY, value="on" if is_on else "off", **destination)

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
        return keyed(owned, keyword_cell, self.same_keyword)

    def same_keyword(self, word: str, values: Sequence[tuple[str, str] | None]) -> Act | None:
        value = usual(values)
        if value is None:
            return self.same(Setting.REMOVE_KEYWORD, keyword=word)
        row = dict(zip(("keyword_action", "keyword_message"), value, strict=True), keyword=word)
        return self.same(Setting.PUT_KEYWORDS, **{f"keywords-0-{name}": text for name, text in row.items()})

    def tags(self) -> list[Line]:
        owned = [{tag.key: tag.value for tag in item.tag_rows.all()} for item in self.items]
        return keyed(owned, lambda value: format_html("{}", value) if value else none(), self.same_tag)

    def same_tag(self, key: str, values: Sequence[str | None]) -> Act | None:
        # Pools take their names from this one, so that all would be called the same.
        if key == "Name":
            return None
        value = usual(values)
        if value is None:
            return self.same(Setting.REMOVE_TAG, tag_key=key)
        return self.same(Setting.PUT_TAG, tag_key=key, tag_value=value)

    def members(self) -> list[Line]:
        numbers = [sorted(one.label for one in item.phone_numbers.all()) for item in self.items]
        senders = [
            sorted(f"{one.sender_id} ({one.iso_country_code})" for one in item.sender_ids.all())
            for item in self.items
        ]
        named = (("Phone numbers", numbers, None), ("Sender IDs", senders, self.join()))
        return [
            Line(name, [*map(tuple, owned)], list(map(members_cell, owned)), act)
            for name, owned, act in named
        ]

    def join(self) -> Act | None:
        """To the first that lacks sender IDs of the others."""
        held = [{sender_key(one) for one in item.sender_ids.all()} for item in self.items]
        every = sorted(set().union(*held))
        for item, own in zip(self.items, held, strict=True):
            if self.may_edit and (missing := [key for key in every if key not in own]):
                state = [("setting", Setting.ASSOCIATE.value), ("pool", item.pool_id)]
                query = urlencode([*(("id", key) for key in missing), *state])
                return f"Associate to {item.label}…", f"{to(self.caller, OF_SENDER_IDS.url_name)}?{query}"
        return None

    def same(self, setting: Setting, **fields: str) -> Act | None:
        """The page that changes many, filled in with what most of them have."""
        if self.editable is None or setting not in self.editable.settings:
            return None
        query = urlencode(
            [*(("id", id_of(item)) for item in self.items), ("setting", setting.value), *fields.items()]
        )
        return "Make the same…", f"{to(self.caller, self.editable.url_name)}?{query}"


def id_of(item: Item) -> str:
    return item.pool_id if isinstance(item, Pool) else item.phone_number_id


def sender_key(sender: SenderId) -> str:
    return f"{sender.sender_id}/{sender.iso_country_code}"


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


def channel_cell(channel: tuple[bool, str, str]) -> SafeString:
    is_on, arn, role = channel
    lines = format_html_join(
        "", '<span class="compare__more">{}</span>', ((one,) for one in (arn, role) if one)
    )
    return format_html("{}{}", on_off(is_on), lines)


def keyword_cell(keyword: tuple[str, str]) -> SafeString:
    action, text = keyword
    before = "" if action == "AUTOMATIC_RESPONSE" else f"{labels.KEYWORD_ACTIONS[action]} · "
    return format_html("{}“{}”", before, text)


def members_cell(members: Sequence[str]) -> SafeString:
    if not members:
        return none()
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in members)))


def head_of(caller: Caller, item: Item, remove: str) -> Head:
    own_id = id_of(item)
    kind, text = labels.status(item.status)
    return Head(
        item.label,
        cut(own_id),
        EDITED[type(item)].url_of(caller, own_id),
        status(kind, text),
        labels.MESSAGE_TYPES[item.message_type],
        remove,
    )
