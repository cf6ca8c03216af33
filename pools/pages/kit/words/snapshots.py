"""Snapshots in words: what one holds, and what is lost when it is restored."""

from collections.abc import Iterable, Mapping

from pools.operations.snapshots import Loss
from pools.pages.kit.words.labels import joined, plural

# Of models, by their names.
NOUNS = {
    "Pool": "pool",
    "PhoneNumber": "phone number",
    "SenderId": "sender ID",
    "OptOutList": "opt-out list",
    "ConfigurationSet": "configuration set",
    "VerifiedDestinationNumber": "verified number",
    "Message": "message",
    "Project": "project",
}
# Nobody knows a message by its ID.
UNNAMED = {"Message"}
NAMED = 3


def holds_in_words(holds: Mapping[str, int]) -> str:
    """ "14 pools, 23 phone numbers"."""
    return (
        ", ".join(plural(holds[model], noun) for model, noun in NOUNS.items() if model in holds) or "Nothing"
    )


def lost_in_words(losses: Iterable[Loss]) -> str:
    """ "pools Orders and Test, 14 messages"; "" of nothing."""
    return ", ".join(map(loss_in_words, losses))


def loss_in_words(loss: Loss) -> str:
    noun, count = NOUNS[loss.model], len(loss.labels)
    if loss.model in UNNAMED or count > NAMED:
        return plural(count, noun)
    return f"{noun}{'' if count == 1 else 's'} {joined(loss.labels)}"
