"""What levels the differences of a comparison: Edit, filled in with what most of them have."""

from collections.abc import Sequence
from urllib.parse import urlencode

from pools.models import PhoneNumber, Pool, SenderId
from pools.operations.engine.caller import Caller
from pools.operations.rules.comparing import usual
from pools.operations.rules.edits import TWO_WAY_SETTINGS, Setting
from pools.operations.rules.membership import last_of
from pools.pages.edits.editable import OF_NUMBERS, OF_POOLS, OF_SENDER_IDS, Editable
from pools.pages.kit.places import to
from pools.pages.neighbours.moving.question import MOST_TOGETHER

Item = Pool | PhoneNumber
Act = tuple[str, str]  # text and address
EDITED = {Pool: OF_POOLS, PhoneNumber: OF_NUMBERS}


def id_of(item: Item) -> str:
    return item.pool_id if isinstance(item, Pool) else item.phone_number_id


def sender_key(sender: SenderId) -> str:
    return f"{sender.sender_id}/{sender.iso_country_code}"


class Levelling:
    """The acts for all that is compared. may_edit: whether the reader may do any."""

    def __init__(self, caller: Caller, items: Sequence[Item], *, may_edit: bool) -> None:
        self.caller, self.items, self.may_edit = caller, items, may_edit

    @property
    def editable(self) -> Editable | None:
        """What changes all of them at once; of two kinds there is nothing."""
        kinds = {type(item) for item in self.items}
        return EDITED[kinds.pop()] if self.may_edit and len(kinds) == 1 else None

    def channel(self, channels: Sequence[tuple[bool, str, str]]) -> Act | None:
        is_on, *channel = usual(channels)
        destination = dict(zip(TWO_WAY_SETTINGS[1:], channel, strict=True)) if is_on else {}
        return self.same(Setting.TWO_WAY, value="on" if is_on else "off", **destination)

    def keyword(self, word: str, values: Sequence[tuple[str, str] | None]) -> Act | None:
        value = usual(values)
        if value is None:
            return self.same(Setting.REMOVE_KEYWORD, keyword=word)
        row = dict(zip(("keyword_action", "keyword_message"), value, strict=True), keyword=word)
        return self.same(Setting.PUT_KEYWORDS, **{f"keywords-0-{name}": text for name, text in row.items()})

    def tag(self, key: str, values: Sequence[str | None]) -> Act | None:
        # Pools take their names from this one, so that all would be called the same.
        if key == "Name":
            return None
        value = usual(values)
        if value is None:
            return self.same(Setting.REMOVE_TAG, tag_key=key)
        return self.same(Setting.PUT_TAG, tag_key=key, tag_value=value)

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

    def even(self) -> Act | None:
        """From the pool with the most numbers to the one of its type with the fewest: half of what it has more."""
        held = {pool: sorted(pool.phone_numbers.all(), key=lambda one: one.label) for pool in self.items}
        old = max(held, key=lambda pool: len(held[pool]))
        others = [pool for pool in held if pool != old and pool.message_type == old.message_type]
        new = min(others, key=lambda pool: len(held[pool]), default=old)
        if not (too_many := len(held[old]) - len(held[new])):
            return None
        leaving = held[old][-max(1, too_many // 2) :][:MOST_TOGETHER]
        members = (len(held[old]), len(old.sender_ids.all()))
        return None if last_of(old, members, len(leaving), 0) else self.move(leaving, new)

    def meet(self, pools: Sequence[Pool | None]) -> Act | None:
        """Into the pool that is compared, else the one that most are in: the numbers that are not there."""
        there = [item for item in self.items if isinstance(item, Pool)] or [pool for pool in pools if pool]
        if not there:
            return None
        new = usual(there)
        found = [item for item, pool in zip(self.items, pools, strict=True) if pool != new]
        coming = [item for item in found if isinstance(item, PhoneNumber)]
        fits = all(number.message_type == new.message_type for number in coming)
        return self.move(coming, new) if coming and fits else None

    def move(self, numbers: Sequence[PhoneNumber], new: Pool) -> Act | None:
        if not self.may_edit:
            return None
        verb = "Move" if any(number.pool_id for number in numbers) else "Associate"
        query = urlencode([*(("id", number.phone_number_id) for number in numbers), ("to", new.pool_id)])
        return f"{verb} to {new.label}…", f"{to(self.caller, 'phone-number-move')}?{query}"

    def same(self, setting: Setting, **fields: str) -> Act | None:
        """The page that changes many, filled in with what most of them have."""
        if self.editable is None or setting not in self.editable.settings:
            return None
        query = urlencode(
            [*(("id", id_of(item)) for item in self.items), ("setting", setting.value), *fields.items()]
        )
        return "Make the same…", f"{to(self.caller, self.editable.url_name)}?{query}"
