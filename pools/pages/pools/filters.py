"""What the list of pools is narrowed by."""

from django.db.models import QuerySet

from pools.models.filtering import countries_of, frequent_tags, in_country, tagged
from pools.operations.tags import NAME
from pools.pages.kit.filters import MOST_CHOICES, Choice, Filter, in_words, of_countries, of_values
from pools.pages.kit.words import labels
from pools.shapes import tag_limits


def tag_in_words(text: str) -> str:
    """A tag as rows that a search found have it; nothing for what can be none."""
    key, sign, value = text.partition("=")
    if not (sign and 0 < len(key) <= tag_limits("Key")["max"] and len(value) <= tag_limits("Value")["max"]):
        return ""
    return f"{key} = {value}" if value else key


def tags(rows: QuerySet) -> list[Choice]:
    # Without the pools' names, of which each has its own.
    counted = frequent_tags(rows, MOST_CHOICES + 1, without=NAME)
    return in_words(Choice(tag, tag_in_words(tag), n) for tag, n in counted.items())


FILTERS = (
    of_values(
        "status",
        "Status",
        {code: labels.STATUSES[code] for code in ("CREATING", "ACTIVE", "DELETING")},
        column="derived_status",
        prepared=lambda rows: rows.with_status(),
    ),
    of_values("message_type", "Message type", labels.MESSAGE_TYPES),
    of_values("two_way_enabled", "Two-way SMS", labels.ON_OFF),
    of_values("deletion_protection_enabled", "Deletion protection", labels.ON_OFF),
    of_values("shared_routes_enabled", "Shared routes", labels.ON_OFF),
    Filter("tag", "Tag", tagged, tag_in_words, tags, "Find tags"),
    of_countries(in_country, countries_of),
)
