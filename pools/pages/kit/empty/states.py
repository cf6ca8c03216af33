"""What an empty list says, by its cause and by who reads it: what is true there, and ways on that work today.

`empty` is the one rule. A page finds out cause and facts, and only when its list is empty.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import format_html

from pools.operations.engine.caller import Permission
from pools.pages.kit.empty.lists import (
    PHONE_NUMBERS,
    Cause,
    Facts,
    Listed,
    Numbers,
    Place,
    Text,
    Way,
)
from pools.pages.kit.words.labels import joined, plural
from pools.pages.kit.words.reasons import no_pools_in, only

May = Callable[[Permission], bool]
ABOUT = (
    "A pool is a group of phone numbers and sender IDs that share settings and that you send through. "
    "Three steps lead there."
)
CHANNEL_OFF = "The SMS and voice channel is off."
NEEDED = "A new pool needs one project where it is on, and this account has none."
NONE_AVAILABLE = "No numbers available"


class Step(NamedTuple):
    """One of the steps to the first pool. later: why its button is off."""

    title: str
    text: Text
    is_done: bool = False
    is_next: bool = False
    way: Way | None = None
    later: str = ""


@dataclass(frozen=True)
class Empty:
    title: str
    sentences: Sequence[Text] = ()
    ways: Sequence[Way] = ()
    steps: Sequence[Step] = ()
    after: Text = ""


def empty(listed: Listed, cause: Cause, may: May, facts: Facts) -> Empty:
    """may: what the reader's role allows."""
    return STATES[cause](listed, may, facts)


def none(listed: Listed, may: May, facts: Facts) -> Empty:
    title, add = f"No {listed.nouns}", facts.adding
    there = [some_in(listed, facts.place)] if facts.place else []
    if not may(listed.permission):
        return Empty(title, [*there, who_may(listed.permission, f"{listed.verb} one", facts)])
    # What sets all of the account up comes before what adds a single thing.
    all_at_once = [facts.set_up] if facts.set_up else []
    if add.href and not add.closed and not add.settings_url:
        return Empty(title, [*there, listed.how], [*all_at_once, Way(listed.way, add.href)])
    if add.settings_url:
        text, way = turn_on(may, facts)
        return Empty(title, [*there, f"{CHANNEL_OFF} {text}"], [*all_at_once, *([way] if way else [])])
    return Empty(title, [*there, add.closed or listed.how], all_at_once)


def who_may(permission: Permission, act: str, facts: Facts) -> str:
    return facts.kept or only(permission, act, facts.ask)


def new_account(listed: Listed, may: May, facts: Facts) -> Empty:
    if not may(listed.permission):
        return none(listed, may, facts)
    after: Text = ""
    if there := facts.other_account:
        sentence = 'Looking for pools that exist already? You have {} in <a href="{}">{}</a>.'
        after = format_html(sentence, f"{there.what:,}", there.href, there.name)
    all_at_once = [facts.set_up] if facts.set_up else []
    return Empty("Your first pool", [ABOUT], all_at_once, steps=first_steps(may, facts), after=after)


def first_steps(may: May, facts: Facts) -> list[Step]:
    add = facts.adding
    is_on = not add.settings_url
    text, way = ("It is on in at least one project.", None) if is_on else turn_on(may, facts)
    identity = facts.have or "Create pool requests a sender ID for you. A phone number is requested first."
    pool = "Available when the SMS and voice channel is on."
    if is_on:
        pool = add.closed or "Its first phone number or sender ID gives it its settings."
    return [
        Step("Turn on the SMS and voice channel", text, is_on, not is_on, way),
        Step(
            "A phone number or a sender ID",
            identity,
            bool(facts.have),
            is_on and not facts.have,
            None if facts.have else Way(PHONE_NUMBERS.way, add.request_url),
        ),
        Step(
            "The pool",
            pool,
            is_next=is_on and bool(facts.have),
            way=Way("Create pool", add.href, is_primary=True),
            later="" if is_on and not add.closed else pool,
        ),
    ]


def turn_on(may: May, facts: Facts) -> tuple[str, Way | None]:
    """What has to be done while the channel is off, and the way for who may do it."""
    if not may(Permission.CHANGE_ACCOUNT):
        return who_may(Permission.CHANGE_ACCOUNT, "turn it on", facts), None
    add = facts.adding
    return NEEDED, Way(add.settings, add.settings_url, is_primary=True)


def not_offered(listed: Listed, may: May, facts: Facts) -> Empty:
    there = [some_in(listed, facts.place)] if facts.place else []
    return Empty(no_pools_in(facts.region), there, [Way("Choose another Region")])


def no_match(listed: Listed, may: May, facts: Facts) -> Empty:
    search = facts.search
    if search.hidden:
        sentence = format_html("No available {} match {}.", listed.nouns, search.asked)
        others = f"{search.hidden} that can't be chosen {'matches' if search.hidden == '1' else 'match'}."
        return Empty("No matches", [sentence, others], [show_them(facts)])
    sentences = [format_html("No {} match {}.", listed.nouns, search.asked)]
    if search.others:
        number = "None" if search.others == "0" else search.others
        sentences.append(f"{number} {'matches' if number == '1' else 'match'} without the filters.")
    return Empty("No matches", sentences, search.clear)


def other_place(listed: Listed, may: May, facts: Facts) -> Empty:
    there = facts.place or Place("", "", "")
    sentence = format_html("{} is in {}.", there.what, there.name)
    return Empty("No matches", [sentence], [Way("Open it", there.href), *facts.search.clear])


def all_taken(listed: Listed, may: May, facts: Facts) -> Empty:
    number = facts.numbers.taken
    text = "The only phone number is in a pool."
    if number > 1:
        text = f"All {number:,} phone numbers are in pools."
    return none_available(text, show_them(facts, number), facts)


def none_usable(listed: Listed, may: May, facts: Facts) -> Empty:
    found = facts.numbers
    verb = "is" if found.free == 1 else "are"
    text = f"{plural(found.free, 'number')} {verb} in no pool, but {why_not_usable(found)}."
    return none_available(text, show_them(facts, found.free), facts)


def none_available(text: str, way: Way, facts: Facts) -> Empty:
    """There are numbers, none for a new pool: the way to see them, and the way to another one."""
    another = Way(PHONE_NUMBERS.way, facts.adding.request_url)
    return Empty(NONE_AVAILABLE, [text], [way, another] if another.href else [way])


def none_of_view(listed: Listed, may: May, facts: Facts) -> Empty:
    """ "3 are associated, 18 not compatible and 297 in other pools." """
    (number, words), *rest = facts.view.others
    text = joined([f"{number} {'is' if number == '1' else 'are'} {words}", *map(" ".join, rest)])
    return Empty(f"No {facts.view.missing}", [f"{text}."], facts.view.clear)


def show_them(facts: Facts, number: int = 0) -> Way:
    return Way("Show it" if number == 1 else "Show them", facts.adding.href, op="show_numbers")


def why_not_usable(found: Numbers) -> str:
    parts = [
        (found.pending, "is Pending", "are Pending"),
        (found.changing, "isn't Active yet", "aren't Active yet"),
        (found.without_sms, "can't send SMS", "can't send SMS"),
    ]
    alone = found.free == 1
    return joined(f"{'it' if alone else f'{n:,}'} {one if n == 1 else many}" for n, one, many in parts if n)


def some_in(listed: Listed, there: Place) -> Text:
    """ "12 pools are in Europe (Ireland)." """
    number = plural(there.what, listed.nouns.removesuffix("s"))
    verb = "is" if there.what == 1 else "are"
    return format_html('{} {} in <a href="{}">{}</a>.', number, verb, there.href, there.name)


STATES: dict[Cause, Callable[[Listed, May, Facts], Empty]] = {
    Cause.NEW_ACCOUNT: new_account,
    Cause.NONE: none,
    Cause.NONE_HERE: none,
    Cause.NOT_OFFERED: not_offered,
    Cause.NO_MATCH: no_match,
    Cause.OTHER_PLACE: other_place,
    Cause.ALL_TAKEN: all_taken,
    Cause.NONE_USABLE: none_usable,
    Cause.NONE_OF_VIEW: none_of_view,
}
