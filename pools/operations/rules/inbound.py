"""What a text to a number of the account brings about: which keyword it is, and what that does. Pure.

The order of these steps is inferred; their rules are AWS's. Sources: AWS End User Messaging SMS guide, "Keywords",
"Required keywords", "Self-managed opt-outs" and "Two-way SMS"; Amazon Pinpoint user guide of 2023, "Managing SMS".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pools.models import Account, Keyword
from pools.reference import keywords as known


class Effect(StrEnum):
    """What became of a reply, besides that its number's channel gets it."""

    OPTED_OUT = "OPTED_OUT"
    OPTED_IN = "OPTED_IN"
    ANSWERED = "ANSWERED"
    # No keyword of the number begins the text.
    NOTHING = "NOTHING"
    # The account's own program must act.
    SELF_MANAGED = "SELF_MANAGED"
    # Carriers answer it, of US toll-free numbers.
    CARRIER = "CARRIER"


BY_ACTION = {"OPT_OUT": Effect.OPTED_OUT, "OPT_IN": Effect.OPTED_IN, "AUTOMATIC_RESPONSE": Effect.ANSWERED}


@dataclass(frozen=True)
class Reaction:
    """keyword: that the text begins with, "" if none. answer: the text that goes back."""

    effect: Effect
    keyword: str = ""
    answer: str = ""


def reaction_to(text: str, rows: Iterable[Keyword], *, self_managed: bool, is_us_toll_free: bool) -> Reaction:
    """rows: the keywords of the number, or of its pool while it is in one."""
    there = {row.keyword: row for row in rows}
    keyword = keyword_in(text, [*there, *({} if is_us_toll_free else known.OPT_OUT_WORDS)])
    if is_us_toll_free and (word := keyword_in(text, known.CARRIER_MANAGED)):
        return Reaction(Effect.CARRIER, word)
    if not keyword:
        return Reaction(Effect.NOTHING)
    # A required word that nobody has listed does what STOP does; of what comes from AWS not even that need be listed.
    row = there.get(keyword) or there.get(known.STOP) or stop()
    if self_managed and is_left_to_program(row):
        return Reaction(Effect.SELF_MANAGED, keyword)
    return Reaction(BY_ACTION[row.keyword_action], keyword, row.keyword_message)


def stops_until(account: Account, now: datetime) -> datetime:
    """Up to when a recipient must have replied STOP for it to act by now: a test setting lets it act late."""
    return now - timedelta(seconds=account.stop_delay_seconds)


def stop() -> Keyword:
    """STOP as every number has it at first."""
    word = known.STOP
    message, action = known.DEFAULT_MESSAGES[word], known.DEFAULT_ACTIONS[word]
    return Keyword(keyword=word, keyword_message=message, keyword_action=action)


def is_left_to_program(row: Keyword) -> bool:
    """Keywords of the account's own are still answered; the guide of 2023 says that they may be set up by hand."""
    return row.keyword == known.HELP or row.keyword_action != "AUTOMATIC_RESPONSE"


def keyword_in(text: str, keywords: Iterable[str]) -> str:
    """The longest of the keywords that the text begins with, as whole words; in any case."""
    said = known.in_upper_case(" ".join(text.split()))
    found = [word for word in keywords if begins(said, word)]
    return max(found, key=len, default="")


def begins(said: str, word: str) -> bool:
    rest = said[len(word) :]
    return said.startswith(word) and not (rest[:1].isalnum() or rest[:1] in ("-", "_"))
