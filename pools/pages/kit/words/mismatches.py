"""Why an identity doesn't match a pool: which setting differs, and how."""

from collections.abc import Sequence

from pools.pages.kit.words.labels import ON_OFF, SETTINGS, value_of
from pools.refusals import Mismatch


def not_matching(label: str, mismatches: Sequence[Mismatch]) -> str:
    return f"{label} doesn't match the pool: {'; '.join(map(difference, mismatches))}."


def difference(mismatch: Mismatch) -> str:
    """Which setting differs, its value and the pool's."""
    if mismatch.reason == "KEYWORD_MISMATCH":
        return keyword_difference(mismatch)
    if mismatch.setting == "two_way":
        return two_way_difference(mismatch)
    theirs, ours = value_of(mismatch.setting, mismatch.theirs), value_of(mismatch.setting, mismatch.ours)
    return f"{SETTINGS[mismatch.setting]} is {theirs}, the pool uses {ours}"


def two_way_difference(mismatch: Mismatch) -> str:
    """Names the first thing that differs of the switch, the topic and the role."""
    (is_on, topic, role), (pool_is_on, pool_topic, pool_role) = mismatch.theirs, mismatch.ours
    if is_on != pool_is_on:
        return f"{SETTINGS['two_way']} is {ON_OFF[is_on]}, the pool uses {ON_OFF[pool_is_on]}"
    if topic != pool_topic:
        return "{} sends to {}, the pool's to {}".format(SETTINGS["two_way"], *ends_of(topic, pool_topic))
    return "{} uses {}, the pool's {}".format(
        SETTINGS["two_way"], *ends_of(role or "no role", pool_role or "no role")
    )


def ends_of(*arns: str) -> Sequence[str]:
    """What people call topics and roles by: the ends of their ARNs, where those tell them apart."""
    ends = [arn.rpartition(":")[2] for arn in arns]
    return ends if len(set(ends)) > 1 else arns


def keyword_difference(mismatch: Mismatch) -> str:
    return f"Keywords differ from the pool's ({differing_keywords(mismatch)})"


def differing_keywords(mismatch: Mismatch) -> str:
    """Names the words that are not the same on both sides, not the texts, which can be long."""
    words = sorted({keyword for keyword, *_ in mismatch.theirs ^ mismatch.ours})
    # A pool may have thirty keywords, and this has to fit one line of a table.
    return ", ".join(words[:3]) + (f" and {len(words) - 3} more" if len(words) > 3 else "")
