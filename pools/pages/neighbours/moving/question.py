"""The question of Move to pool: which numbers, to which pool, what changes on each, and what stays behind."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from django.http import Http404, QueryDict

from pools.models import PhoneNumber, Pool, SenderId
from pools.models.opt_out_lists import opted_out_only_on
from pools.models.pools import ACTIVE
from pools.operations.engine.caller import Caller
from pools.operations.rules.matching import keyword_set, keywords_applying_to, mismatches
from pools.operations.rules.moving import Fit, can_take_over, fits_of
from pools.pages.kit.sealed import sealed, unsealed
from pools.pages.kit.selecting import must_have_been
from pools.pages.kit.way_back import back_in, pool_of_step
from pools.pages.kit.words import labels
from pools.pages.neighbours.moving.words import ChangeRow, change_rows, why_not_there
from pools.refusals import Mismatch

MOVE, COPY = "move", "copy"
# At a time: each of them is a block on the page.
MOST_TOGETHER = 50
# Pools that a list of them to choose from has; select.js makes it one to search in.
MOST_TARGETS = 1_000
SALT = "move-numbers:"


class Rated(NamedTuple):
    """A pool to choose. fit: in words; is_off: no change of the numbers would make them fit."""

    pool: Pool
    fit: str
    order: int
    is_off: bool = False

    @property
    def group(self) -> str:
        if self.is_off:
            return "Doesn't fit"
        return "Fits after changes" if self.order else "Fits"


class Block(NamedTuple):
    """One number's part of the page. keeps: what its old pool has without these numbers."""

    number: PhoneNumber
    rows: Sequence[ChangeRow]
    reasons: Sequence[str]
    opt_outs: str = ""


class Question:
    def __init__(self, caller: Caller, data: QueryDict) -> None:
        self.caller, self.data = caller, data
        # How many are opted out on a list, and not on the pool's; by the list's name.
        self.opted_out: dict[str, int] = {}
        self.act = COPY if data.get("do") == COPY else MOVE
        self.numbers, self.gone = numbers_or_404(caller, data.getlist("id"))
        self.began = pool_of_step(caller, back_in(data))
        self.pool = chosen_pool(caller, data.get("to", ""))

    @property
    def is_copy(self) -> bool:
        return self.act == COPY

    @property
    def is_one(self) -> bool:
        return len(self.numbers) == 1

    @property
    def label(self) -> str:
        return self.numbers[0].label if self.is_one else labels.plural(len(self.numbers), "phone number")

    @property
    def adds(self) -> bool:
        return not self.is_copy and not any(number.pool_id for number in self.numbers)

    @property
    def title(self) -> str:
        if self.is_copy:
            return "Copy settings from a pool"
        return "Associate to pool" if self.adds else "Move to pool"

    @property
    def verb(self) -> str:
        return "Copy settings" if self.is_copy else "Associate" if self.adds else "Move"

    @cached_property
    def fits(self) -> Sequence[Fit]:
        return fits_of(self.caller, self.pool, self.numbers, copies=self.is_copy) if self.pool else []

    @cached_property
    def blocks(self) -> list[Block]:
        return [
            Block(
                fit.number,
                change_rows([one for one in fit.changes if can_take_over(fit.number, one)]),
                why_not_there(fit, self.pool),
                self.opt_outs_of(fit),
            )
            for fit in self.fits
        ]

    def opt_outs_of(self, fit: Fit) -> str:
        """Whom the number can write to again, where its list of opt-outs becomes another."""
        change = next((one for one in fit.changes if one.setting == "opt_out_list_name"), None)
        if change is None:
            return ""
        if change.theirs not in self.opted_out:
            self.opted_out[change.theirs] = opted_out_only_on(self.caller, change.theirs, change.ours)
        count = self.opted_out[change.theirs]
        return reached_again(change, count) if count else ""

    @property
    def is_refused(self) -> bool:
        return any(block.reasons for block in self.blocks)

    @property
    def changes(self) -> int:
        return sum(len(block.rows) for block in self.blocks)

    @property
    def fit_text(self) -> str:
        if self.is_refused:
            return "Doesn't fit"
        if not self.changes:
            return "Fits"
        to_what = "the number" if self.is_one else "the numbers"
        return f"Fits after {labels.plural(self.changes, 'change')} to {to_what}"

    @cached_property
    def keeps(self) -> list[tuple[str, str]]:
        """What each old pool has left, and which countries it still reaches."""
        if not self.pool or self.is_copy or self.is_refused:
            return []
        old = {number.pool_id: number.pool for number in self.numbers if number.pool_id}
        leaving = [number.pk for number in self.numbers]
        staying = PhoneNumber.objects.for_caller(self.caller).filter(pool__in=old).exclude(pk__in=leaving)
        numbers = countries_by_pool(staying.values_list("pool_id", "iso_country_code"))
        named = SenderId.objects.for_caller(self.caller).filter(pool_links__pool__in=old)
        senders = countries_by_pool(named.values_list("pool_links__pool_id", "iso_country_code"))
        return [(pool.label, what_is_left(numbers[key], senders[key])) for key, pool in old.items()]

    @cached_property
    def pools(self) -> list[Rated]:
        """To choose from: those that fit, those that fit after changes, and those that don't."""
        rows = Pool.objects.for_caller(self.caller).order_by("name_key", "pool_id")
        # Where all the numbers are already, there is nowhere to go.
        there = {number.pool_id for number in self.numbers}
        rows = rows.exclude(pk__in=there) if len(there) == 1 and None not in there else rows
        found = rows.prefetch_related("keywords")[:MOST_TARGETS]
        return sorted((self.rated(pool) for pool in found), key=lambda one: (one.is_off, one.order))

    def rated(self, pool: Pool) -> Rated:
        ours, changes = keyword_set(pool.keywords.all()), 0
        for number in self.numbers:
            found = mismatches(pool, ours, number, keywords_applying_to(number))
            fixed = [one for one in found if not can_take_over(number, one)]
            if fixed or pool.status != ACTIVE:
                value = labels.value_of("message_type", number.message_type)
                first = fixed[0].setting if fixed else ""
                why = value if first == "message_type" else labels.SETTINGS.get(first, "Status")
                return Rated(pool, f"Doesn't fit: {why}", 0, is_off=True)
            changes += len(change_rows(found))
        return Rated(pool, f"Fits after {labels.plural(changes, 'change')}" if changes else "Fits", changes)

    @property
    def salt(self) -> str:
        ids = ",".join(number.phone_number_id for number in self.numbers)
        return f"{SALT}{self.act}:{ids}"

    @property
    def seen(self) -> str:
        """What is shown of the pool's changes, in short."""
        shown = [
            self.pool.pool_id if self.pool else "",
            [[block.number.pool_id, block.rows] for block in self.blocks],
        ]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()

    @property
    def drawn(self) -> str:
        return sealed(self.salt, {"seen": self.seen})

    @property
    def is_as_drawn(self) -> bool:
        """Whether the form showed what would happen now."""
        shown: Mapping[str, str] = unsealed(self.salt, self.data.get("drawn", "")) or {}
        return shown.get("seen") == self.seen


def numbers_or_404(caller: Caller, ids: Sequence[str]) -> tuple[list[PhoneNumber], int]:
    """Those that are there, and how many have been released."""
    wanted = list(dict.fromkeys(ids))
    rows = PhoneNumber.objects.for_caller(caller).select_related("pool")
    rows = rows.prefetch_related("keywords", "pool__keywords").filter(phone_number_id__in=wanted)
    found = {number.phone_number_id: number for number in rows}
    gone = [one for one in wanted if one not in found]
    must_have_been(caller, gone, "ReleasePhoneNumber", "phone number")
    return [found[one] for one in wanted if one in found], len(gone)


def chosen_pool(caller: Caller, pool_id: str) -> Pool | None:
    if not pool_id:
        return None
    rows = Pool.objects.for_caller(caller).prefetch_related("keywords")
    pool = rows.filter(pool_id=pool_id[:64]).first()
    if pool is None:
        raise Http404("There is no such pool.")
    return pool


def countries_by_pool(rows: Iterable[tuple[int, str]]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, country in rows:
        found[key].append(country)
    return found


def what_is_left(numbers: Sequence[str], senders: Sequence[str]) -> str:
    """What a pool has left, by the countries of its members."""
    counted = [(len(numbers), "number"), (len(senders), "sender ID")]
    parts = labels.joined(labels.plural(count, noun) for count, noun in counted if count)
    countries = labels.joined(sorted(map(labels.country_name, {*numbers, *senders})), most=6)
    return f"{parts}. It still reaches {countries}."


def reached_again(change: Mismatch, count: int) -> str:
    people = "1 person" if count == 1 else f"{count:,} people"
    verb, again = ("is", "This person") if count == 1 else ("are", "They")
    said = f"{people} on list {change.theirs} {verb} not on {change.ours}."
    return f"{said} {again} can get messages from this number again."
