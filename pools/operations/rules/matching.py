"""Whether an origination identity fits a pool: pure rules that associating, creating and explaining share."""

from typing import Any

from pools.models import Keyword, PhoneNumber, Pool, SenderId
from pools.reference import countries
from pools.refusals import Mismatch

Keywords = frozenset[tuple[str, str, str]]


def keywords_of(row: Pool | PhoneNumber | SenderId) -> list[Keyword]:
    """A sender ID, to which nobody can answer, has none."""
    return [] if isinstance(row, SenderId) else list(row.keywords.all())


def keywords_applying_to(identity: PhoneNumber | SenderId) -> Keywords:
    """Those that it would bring along: a number in a pool has the pool's, of which it keeps a copy when it leaves."""
    owner = identity.settings if isinstance(identity, PhoneNumber) else identity
    return keyword_set(keywords_of(owner))


def keyword_set(keywords: Any) -> Keywords:
    """What two lists of keywords are compared by: keyword, message and action of each."""
    return frozenset((row.keyword, row.keyword_message, row.keyword_action) for row in keywords)


def two_way(row: Pool | PhoneNumber) -> tuple[bool, str, str]:
    """The two-way configuration; a channel that is not in use does not count."""
    return (
        (True, row.two_way_channel_arn, row.two_way_channel_role) if row.two_way_enabled else (False, "", "")
    )


def mismatches(
    pool: Pool, pool_keywords: Keywords, identity: PhoneNumber | SenderId, keywords: Keywords = frozenset()
) -> list[Mismatch]:
    """Every setting in which the identity differs from the pool; none means that it may join.

    A number in another pool is judged as it would be once it has left that. A sender ID has only message types to
    compare. Country and deletion protection need not match.
    Source: AWS End User Messaging SMS guide, phone pools; the Reasons are ConflictException's.
    """
    if isinstance(identity, SenderId):
        if pool.message_type in identity.message_types:
            return []
        return [Mismatch("MESSAGE_TYPE_MISMATCH", "message_type", identity.message_types, pool.message_type)]
    own = identity.settings
    compared = [
        ("MESSAGE_TYPE_MISMATCH", "message_type", identity.message_type, pool.message_type),
        ("TWO_WAY_CONFIG_MISMATCH", "two_way", two_way(own), two_way(pool)),
        ("OPT_OUT_LIST_MISMATCH", "opt_out_list_name", own.opt_out_list_name, pool.opt_out_list_name),
        (
            "SELF_MANAGED_OPT_OUTS_MISMATCH",
            "self_managed_opt_outs_enabled",
            own.self_managed_opt_outs_enabled,
            pool.self_managed_opt_outs_enabled,
        ),
        ("KEYWORD_MISMATCH", "keywords", keywords, pool_keywords),
    ]
    # All that differ, and not only the first: who mends one would meet the next.
    return without_sms(identity) + [Mismatch(*row) for row in compared if row[2] != row[3]]


def can_change(identity: PhoneNumber | SenderId, mismatch: Mismatch) -> bool:
    """Whether the identity's owner can give it the pool's value of what differs."""
    if mismatch.setting == "two_way" and mismatch.ours[0]:
        country = countries.country(identity.iso_country_code)
        return not country or country.two_way
    return mismatch.setting not in ("message_type", "number_capabilities")


def without_sms(identity: PhoneNumber | SenderId) -> list[Mismatch]:
    """Every member of a pool can send SMS, so that is the capability a newcomer has to share."""
    if "SMS" in identity.number_capabilities:
        return []
    # Whether AWS wants all capabilities to be the same, or one in common, is not published.
    theirs = identity.number_capabilities
    return [Mismatch("NUMBER_CAPABILITIES_MISMATCH", "number_capabilities", theirs, ["SMS"])]
