"""Who is in a pool: the rules of joining and leaving one that all operations about pools and numbers share."""

from typing import Any

from pools.errors import ConflictException
from pools.models import Keyword, PhoneNumber, Pool, PoolSenderId, SenderId
from pools.models.identities import ACTIVE, ASSOCIATING, DISASSOCIATING
from pools.models.pools import SHARED_SETTINGS
from pools.operations.engine import resources
from pools.operations.engine.caller import Caller
from pools.operations.engine.journal import touched
from pools.operations.rules import matching
from pools.operations.rules.limits import must_have_room
from pools.operations.rules.statuses import settles
from pools.reference import keywords as known_keywords
from pools.reference import quotas
from pools.refusals import Leaving, Mismatch, Mismatched, Taken


def must_be_free(identity: PhoneNumber | SenderId) -> None:
    """A phone number is in one pool at most; a sender ID may be in many."""
    if isinstance(identity, PhoneNumber) and identity.pool_id:
        raise taken(identity)


def obstacle(number: PhoneNumber) -> str:
    """What CreatePool refuses the number for first: "pool", "registration", "status", "sms"; or "" for nothing.

    AVAILABLE asks the database the same.
    """
    if number.pool_id:
        return "pool"
    if number.awaits_registration:
        return "registration"
    if number.status != ACTIVE:
        return "status"
    return "sms" if matching.without_sms(number) else ""


def taken(number: PhoneNumber) -> ConflictException:
    # The row in hand may be older than the act that took the number.
    number.refresh_from_db(fields=["pool"])
    return taken_by(number, number.pool)


def taken_by(number: PhoneNumber, pool: Pool | None) -> ConflictException:
    about = Taken(number.label, pool.label, pool.pool_id) if pool else Leaving(number.label)
    return ConflictException("PHONE_NUMBER_ASSOCIATED_TO_POOL", *resources.kind_and_id(number), about=about)


def mismatch(
    identity: PhoneNumber | SenderId, found: list[Mismatch], *, named: Pool | None = None
) -> ConflictException:
    """It names the identity; or the pool `named`, where the identity is gone with the refusal."""
    resource = resources.kind_and_id(named or identity)
    return ConflictException(found[0].reason, *resource, about=Mismatched(identity.label, found))


def copy_keywords(source: PhoneNumber | SenderId | Pool, target: Pool | PhoneNumber) -> None:
    """Give `target` the keywords of `source` in place of its own; HELP and STOP where there is none to copy."""
    owner = resources.owner_of(Keyword, target)
    # A number that leaves a pool still has the keywords from before it joined.
    target.keywords.all().delete()
    rows = matching.keywords_of(source)
    copies = [Keyword(**owner, **_values_of(row)) for row in rows] or default_keywords(**owner)
    Keyword.objects.bulk_create(copies)


def _values_of(row: Keyword) -> dict[str, str]:
    return {name: getattr(row, name) for name in ("keyword", "keyword_message", "keyword_action")}


def default_keywords(**owner: Any) -> list[Keyword]:
    return [
        Keyword(
            **owner,
            keyword=word,
            keyword_message=known_keywords.DEFAULT_MESSAGES[word],
            keyword_action=known_keywords.DEFAULT_ACTIONS[word],
        )
        for word in known_keywords.REQUIRED
    ]


def join(
    caller: Caller, identity: PhoneNumber | SenderId, pool: Pool, *, meanwhile: str = ASSOCIATING
) -> None:
    """Put the identity into the pool. meanwhile: a number's status until that has settled.

    The number's row is changed only while it is in no pool, and counted: of two acts at once, one finds none.
    """
    if isinstance(identity, SenderId):
        PoolSenderId.objects.create(pool=pool, sender_id=identity, associated_timestamp=caller.now)
    elif not PhoneNumber.objects.filter(pk=identity.pk, pool=None).update(
        pool=pool, settling_status=meanwhile, settled_timestamp=settles(caller)
    ):
        raise taken(identity)
    else:
        touched(identity)


def leave(caller: Caller, identity: PhoneNumber | SenderId, pool: Pool) -> None:
    """Take the identity out of the pool; a number keeps a copy of the settings it had there."""
    if isinstance(identity, SenderId):
        pool.sender_id_links.filter(sender_id=identity).delete()
        return
    PhoneNumber.objects.filter(pk=identity.pk).update(
        pool=None,
        settling_status=DISASSOCIATING,
        settled_timestamp=settles(caller),
        # What AWS leaves a number with is not published. With a copy, nothing changes for who texts it.
        **{name: getattr(pool, name) for name in SHARED_SETTINGS},
    )
    copy_keywords(pool, identity)
    touched(identity)


def must_match(pool: Pool, identity: PhoneNumber | SenderId, *, is_new: bool = False) -> None:
    """is_new: the identity is made by the operation that is refused here."""
    theirs = matching.keywords_applying_to(identity)
    found = matching.mismatches(pool, matching.keyword_set(pool.keywords.all()), identity, theirs)
    if found:
        raise mismatch(identity, found, named=pool if is_new else None)


def is_member(pool: Pool, identity: PhoneNumber | SenderId) -> bool:
    if isinstance(identity, PhoneNumber):
        return identity.pool_id == pool.pk
    return pool.sender_id_links.filter(sender_id=identity).exists()


def must_have_room_in(caller: Caller, pool: Pool) -> None:
    """Call it with the pool's row locked."""
    name, used = quotas.ORIGINATION_IDENTITIES_PER_POOL, count_members(pool)
    must_have_room(caller, name, used)


def count_members(pool: Pool) -> int:
    return pool.phone_numbers.count() + pool.sender_id_links.count()


def last_member(pool: Pool, *leaving: PhoneNumber | SenderId) -> str:
    """Why these members can't leave together: "identity", "number" (two-way needs one), or "" where they can."""
    numbers = sum(isinstance(identity, PhoneNumber) for identity in leaving)
    members = (pool.phone_numbers.count(), pool.sender_id_links.count())
    return last_of(pool, members, numbers, len(leaving) - numbers)


def last_of(pool: Pool, members: tuple[int, int], numbers: int, sender_ids: int) -> str:
    """As `last_member`, of how many numbers and sender IDs would leave. members: how many of each the pool has."""
    # AWS's Reason speaks of a phone number; a pool of sender IDs alone keeps its last one as well.
    if sum(members) <= numbers + sender_ids:
        return "identity"
    return "number" if pool.two_way_enabled and numbers and members[0] <= numbers else ""
