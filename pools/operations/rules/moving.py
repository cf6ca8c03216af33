"""Whether phone numbers can go from where they are into a pool, and which of their settings that changes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pools.errors import ConflictException, ServiceError, ServiceQuotaExceededException
from pools.models import PhoneNumber, Pool
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import kind_and_id
from pools.operations.rules import matching
from pools.operations.rules.limits import quota
from pools.operations.rules.membership import count_members, last_of, mismatch, taken
from pools.operations.rules.statuses import must_be_active
from pools.reference import quotas
from pools.reference.keywords import CARRIER_MANAGED
from pools.refusals import Blocked, LastIdentity, Mismatch, OverQuota


@dataclass(frozen=True)
class Fit:
    """changes: the settings in which the number differs from the pool. refusals: why it can't go there, all of them."""

    number: PhoneNumber
    changes: Sequence[Mismatch]
    refusals: Sequence[ServiceError]


def fits_of(caller: Caller, pool: Pool, numbers: Sequence[PhoneNumber], *, copies: bool = False) -> list[Fit]:
    """How each of the numbers, which go together, fits the pool. copies: they only take its settings over."""
    ours = matching.keyword_set(pool.keywords.all())
    whole = [] if copies else [*refusals_of_pool(caller, pool, len(numbers))]
    lasts = {} if copies else lasts_of(numbers)
    return [
        Fit(number, found, [*own_refusals(pool, lasts, number, found, copies=copies), *whole])
        for number in numbers
        for found in [matching.mismatches(pool, ours, number, matching.keywords_applying_to(number))]
    ]


def lasts_of(numbers: Sequence[PhoneNumber]) -> Mapping[int, str]:
    """Why those of one pool can't leave it together, as `last_of` has it; by the pool's key."""
    leaving = Counter(number.pool_id for number in numbers if number.pool_id)
    return {
        old.pk: last_of(old, (old.phone_number_count, old.sender_id_count), leaving[old.pk], 0)
        for old in Pool.objects.with_member_counts().filter(pk__in=leaving)
    }


def refusals_of_pool(caller: Caller, pool: Pool, coming: int) -> list[ServiceError]:
    """Why no number can come: the pool is made or deleted just now, or has no room for them."""
    found = inactive(pool)
    allowed = quota(caller, quotas.ORIGINATION_IDENTITIES_PER_POOL)
    if count_members(pool) + coming > allowed:
        name = quotas.ORIGINATION_IDENTITIES_PER_POOL
        found.append(ServiceQuotaExceededException(name, *kind_and_id(pool), about=OverQuota(name, allowed)))
    return found


def own_refusals(
    pool: Pool,
    lasts: Mapping[int, str],
    number: PhoneNumber,
    found: Sequence[Mismatch],
    *,
    copies: bool,
) -> list[ServiceError]:
    named = kind_and_id(number)
    if number.pool_id == pool.pk:
        return [ConflictException("RESOURCE_ALREADY_ASSOCIATED", *named, about=Blocked(number.label))]
    refusals = inactive(number)
    if number.pool and copies:
        refusals.append(taken(number))
    elif old := number.pool:
        refusals += inactive(old)
        if last := lasts.get(old.pk):
            refusals.append(
                ConflictException("LAST_PHONE_NUMBER", *named, about=LastIdentity(number.label, last))
            )
    if fixed := [one for one in found if not can_take_over(number, one)]:
        refusals.append(mismatch(number, fixed))
    return refusals


def can_take_over(number: PhoneNumber, differing: Mismatch) -> bool:
    """Whether the number can get the pool's value. The words that carriers answer themselves can't be changed."""
    if differing.setting == "keywords" and number.is_us_toll_free:
        words = {keyword for keyword, *_ in differing.theirs ^ differing.ours}
        return not words & set(CARRIER_MANAGED)
    return matching.can_change(number, differing)


def inactive(row: Pool | PhoneNumber) -> list[ServiceError]:
    try:
        must_be_active(row)
    except ConflictException as error:
        return [error]
    return []
