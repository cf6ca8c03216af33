"""One row of the list of a pool's identities: what the identity is to the pool, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pools.models import PhoneNumber, Pool, SenderId
from pools.models.fast_reads.lists import member_counts
from pools.models.fast_reads.pool_identities import read_identities
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import full_id
from pools.operations.rules import matching
from pools.operations.rules.candidates import keywords_of_each
from pools.operations.rules.membership import last_of
from pools.pages.kit.words import labels
from pools.refusals import Mismatch
from pools.templatetags.cutting import ends

LABEL = 24
# What an entry of the list is to the pool, in the list's order.
MEMBER, FITTING, UNFIT, ELSEWHERE = range(4)
NUMBER, SENDER = range(2)
Entry = tuple[int, int, int]  # what it is to the pool, which kind it is, its key


@dataclass(frozen=True)
class IdentityRow:
    """One identity in the list.

    standing: associated, available, inactive, mismatch or elsewhere. differences: what keeps it from joining, or would
    once it has left the pool that it is in. last: why that pool can't do without it, as `last_member` says it.
    """

    identity: PhoneNumber | SenderId
    standing: str
    differences: Sequence[Mismatch] = ()
    last: str = ""

    @property
    def state(self) -> str:
        """By which the actions know what is selected."""
        return self.standing if self.standing in ("associated", "available") else "unavailable"

    @property
    def elsewhere(self) -> Pool | None:
        return self.identity.pool if self.standing == "elsewhere" else None

    @property
    def elsewhere_text(self) -> str:
        """The other pool's name or ID, short enough for a cell; nothing where it is in none."""
        if self.elsewhere and not self.elsewhere.name:
            return ends(self.elsewhere.pool_id)
        label = self.elsewhere.label if self.elsewhere else ""
        return label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"

    @cached_property
    def is_number(self) -> bool:
        return isinstance(self.identity, PhoneNumber)

    @property
    def is_settling(self) -> bool:
        return self.is_number and self.identity.is_settling

    @cached_property
    def value(self) -> str:
        """How forms name the identity."""
        return value_of(self.identity)

    @cached_property
    def key(self) -> str:
        """What the ids of the row's elements end in."""
        return self.value.replace("/", "-")

    @cached_property
    def name(self) -> str:
        return self.identity.label if self.is_number else str(self.identity)

    @property
    def type(self) -> str:
        number_type = self.identity.number_type if self.is_number else ""
        return labels.number_type(number_type) or "Sender ID"

    @property
    def country(self) -> str:
        return labels.country_name(self.identity.iso_country_code)

    @property
    def message_type(self) -> str:
        own = self.identity.message_type if self.is_number else self.identity.message_types
        return labels.value_of("message_type", own)

    @property
    def message_type_in_short(self) -> str:
        both = not self.is_number and len(self.identity.message_types) == len(labels.MESSAGE_TYPES)
        return "Both types" if both else self.message_type


def value_of(identity: PhoneNumber | SenderId) -> str:
    return full_id(identity)


def rows_of(pool: Pool, ours: matching.Keywords, entries: Sequence[Entry]) -> list[IdentityRow]:
    """The rows of a page's entries, each with why it can't join; four queries at most. ours: the pool's keywords."""
    keys = [[key for _, of_kind, key in entries if of_kind == kind] for kind in (NUMBER, SENDER)]
    found = read_identities(*keys)
    # One that left the account between two queries is left out.
    rows = [(rank, found[kind][key]) for rank, kind, key in entries if key in found[kind]]
    numbers = [(rank, row) for rank, row in rows if isinstance(row, PhoneNumber)]
    own = [row.pk for rank, row in numbers if rank == UNFIT]
    # Between two queries, one may also have left the pool that it was in.
    pools = {row.pool.pk for rank, row in numbers if rank == ELSEWHERE and row.pool}
    keywords = keywords_of_each(own, pools)
    members = member_counts(list(pools))

    def judged(rank: int, row: PhoneNumber | SenderId) -> IdentityRow:
        if rank in (MEMBER, FITTING):
            return IdentityRow(row, "associated" if rank == MEMBER else "available")
        theirs: matching.Keywords = frozenset()
        if isinstance(row, PhoneNumber):
            theirs = keywords[Pool][row.pool.pk] if row.pool else keywords[PhoneNumber][row.pk]
        differences = matching.mismatches(pool, ours, row, theirs)
        if rank == ELSEWHERE and row.pool:
            return IdentityRow(
                row, "elsewhere", differences, last_of(row.pool, members.get(row.pool.pk, (0, 0)), 1, 0)
            )
        if row.status != "ACTIVE":
            return IdentityRow(row, "inactive", differences)
        return IdentityRow(row, "mismatch" if differences else "available", differences)

    return [judged(rank, row) for rank, row in rows]


def chosen(caller: Caller, values: Sequence[str]) -> list[PhoneNumber | SenderId] | None:
    """The identities that a form names, in its order and each once; None unless the caller has them all."""
    wanted = list(dict.fromkeys(values))
    found = found_among(caller, wanted)
    # All or none, so that what another account has is no different from what nobody has.
    return [found[value] for value in wanted] if found.keys() >= set(wanted) else None


def found_among(caller: Caller, values: Sequence[str]) -> dict[str, PhoneNumber | SenderId]:
    """Those of the named identities that the caller has."""
    ids = [value for value in values if "/" not in value]
    names = [value.split("/", 1) for value in values if "/" in value]
    numbers = PhoneNumber.objects.for_caller(caller).filter(phone_number_id__in=ids)
    # In one query, names and countries match crosswise; `named` tells the named pairs from the rest.
    senders = SenderId.objects.for_caller(caller).filter(
        sender_id__in={name for name, _ in names}, iso_country_code__in={code for _, code in names}
    )
    named = {value_of(identity): identity for identity in (*numbers.select_related("pool"), *senders)}
    return {value: named[value] for value in values if value in named}
