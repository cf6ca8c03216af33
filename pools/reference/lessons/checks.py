"""What a lesson can check, and begin with: one table of sentences."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pools.reference import demo_data
from pools.reference.countries import COUNTRIES
from pools.reference.lessons.targets import PAGES

MESSAGE_TYPES = {"Transactional": "TRANSACTIONAL", "Promotional": "PROMOTIONAL"}
POOL = r'(?:(?P<new>new pool)|pool named "(?P<pool>[^"]+)")'
SENDER = r"sender ID(?: (?P<sender_id>[A-Z0-9_-]{1,11}))? in (?P<country>\w+)"
NUMBER = r"(?P<number>\+?\d{3,15})"
SWITCH = r"(?P<switch>on|off)"
FROM = r'(?:(?P<new>new pool)|pool (?:named )?"(?P<pool>[^"]+)"|(?P<origin>\+\d{3,15}|[A-Z0-9_-]{1,11}))'
# By what each is about. "no" and "off" and "gone" are what `Check.wanted` says.
SENTENCES: Mapping[str, str] = {
    "page": r'(?:any page|page "(?P<page>[^"]+)") is open',
    "pool": rf"{POOL} (?:exists|is (?P<gone>gone))",
    "pool_gone": r'(?P<no>no) pool named "(?P<pool>[^"]+)"',
    "pool_sender_id": rf"{POOL} has (?P<no>no )?{SENDER}",
    "pool_number": rf"{POOL} has (?P<no>no )?number {NUMBER}",
    "pool_size": rf"{POOL} has (?P<size>\d{{1,3}}) identit(?:y|ies)",
    "pool_keyword": rf'{POOL} has (?P<no>no )?keyword "(?P<keyword>[^"]+)"',
    "pool_tag": rf'{POOL} has (?P<no>no )?tag "(?P<key>[^"]+)" = "(?P<value>[^"]*)"',
    "pool_message_type": rf"{POOL} has message type (?P<message_type>\w+)",
    "two_way": rf"{POOL} has two-way SMS {SWITCH}",
    "deletion_protection": rf"{POOL} has deletion protection {SWITCH}",
    "shared_routes": rf"{POOL} has shared routes {SWITCH}",
    "sender_id_gone": rf"(?P<no>no) {SENDER}",
    "number": rf'number {NUMBER} is in (?:pool "(?P<pool>[^"]+)"|(?P<none>no) pool)',
    "set": r'configuration set "(?P<set>[^"]+)" exists',
    "set_sender_id": r'configuration set "(?P<set>[^"]+)" has (?P<no>no )?default sender ID'
    r"(?: (?P<sender_id>[A-Z0-9_-]{1,11}))?",
    "opted_out": rf'opt-out list "(?P<list>[^"]+)" contains {NUMBER}',
    "message": rf"message to {NUMBER} was "
    rf"(?:sent(?: from {FROM})?|(?P<delivered>delivered)|(?P<refused>refused))",
    "channel": rf"SMS (?:and voice )?channel is {SWITCH}",
}
# What the console makes true before a lesson starts.
CAN_START = {
    "pool_gone",
    "pool_sender_id",
    "pool_number",
    "sender_id_gone",
    "number",
    "set_sender_id",
    "channel",
}
# A name in quotes keeps its own.
ARTICLES = re.compile(r'("[^"]*")|\b(?:a|an|the) ', re.I)
NEGATIONS = ("no", "gone", "none")


class Wrong(ValueError):
    """What is wrong with one line, as a sentence."""


@dataclass(frozen=True)
class Check:
    """A sentence that holds or does not. kind: a key of SENTENCES; values: the words in it, by the pattern's names."""

    text: str
    kind: str
    values: Mapping[str, str]

    @property
    def wanted(self) -> bool:
        negated = any(name in self.values for name in NEGATIONS)
        return not negated and self.values.get("switch") != "off"

    @property
    def is_page(self) -> bool:
        return self.kind == "page"


def read_check(text: str) -> Check:
    check = _matched(text)
    if check is None:
        raise Wrong(f"This isn't a check: {text}.{_with_quotes(text)}")
    values = check.values
    country, page, kind = values.get("country"), values.get("page"), values.get("message_type")
    if country is not None and country not in COUNTRIES:
        raise Wrong(f'There is no country "{country}". Use two letters, such as DE.')
    if page is not None and page not in PAGES:
        raise Wrong(f'There is no page "{page}".{did_you_mean(page, PAGES)}')
    if kind is not None and kind not in MESSAGE_TYPES:
        raise Wrong(f'There is no message type "{kind}". Use {" or ".join(MESSAGE_TYPES)}.')
    return check


def read_start(text: str) -> Check:
    """A check that can be made true from the starting data."""
    check = read_check(text)
    if check.kind not in CAN_START or "new" in check.values:
        raise Wrong(f"Start can't be made true: {text}.")
    number = check.values.get("number")
    if number and number not in {one.phone_number for one in demo_data.NUMBERS}:
        raise Wrong(f"Start can't be made true: the starting data has no number {number}.")
    # Only a default sender ID goes whatever it is.
    if "sender ID" in text and "sender_id" not in check.values and not is_no_default(check):
        raise Wrong(f"Start can't be made true: {text}. Say which sender ID.")
    return check


def is_no_default(check: Check) -> bool:
    return check.kind == "set_sender_id" and not check.wanted


def did_you_mean(word: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(word, known, 1)
    return f" Did you mean {near[0]}?" if near else ""


def _matched(text: str) -> Check | None:
    plain = ARTICLES.sub(lambda found: found[1] or "", text.strip())
    for kind, pattern in SENTENCES.items():
        if found := re.fullmatch(pattern, plain):
            values = {name: value for name, value in found.groupdict().items() if value is not None}
            if "number" in values:
                # As phone numbers are kept, whichever way this one is written.
                values["number"] = "+" + values["number"].removeprefix("+")
            return Check(text.strip(), kind, values)
    return None


def _with_quotes(text: str) -> str:
    """The sentence that may have been meant: a name stands in quotes."""
    quoted = re.sub(r'^(no )?pool (?:named )?"?([\w-]+)"? ?', r'\1pool named "\2" ', text).strip()
    quoted = re.sub(r'^configuration set "?([\w-]+)"? ', r'configuration set "\1" ', quoted)
    return f" A name stands in quotes: {quoted}" if quoted != text and _matched(quoted) else ""
