"""Which countries identities reach, who sends there, and whether a recipient can reply. Pure.

Who can send to a country is `choosing`'s rule. What shared routes reach is inferred: AWS publishes only where there are
none.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pools.operations.rules.choosing import BY_SENDER_ID, Candidate, Wanted, rank, what_bars
from pools.reference.countries import Country, by_name


class Way(StrEnum):
    """How a country is reached: by a number, by a sender ID, perhaps by a shared route, or not."""

    NUMBER = "number"
    SENDER_ID = "sender_id"
    SHARED = "shared"
    NONE = "none"


@dataclass(frozen=True)
class Reach:
    """One country. senders: those that can send there, in the order in which they are tried."""

    country: Country
    way: Way
    senders: tuple[Candidate, ...] = ()

    @property
    def can_reply(self) -> bool:
        """Whether the first of them is a number there, in a country that has two-way SMS."""
        code = self.country.iso_country_code
        return self.way == Way.NUMBER and self.country.two_way and self.senders[0].iso_country_code == code


def coverage(candidates: Iterable[Candidate], *, shared_routes: bool) -> list[Reach]:
    """Every country by its name. shared_routes: whether what has no sender of its own may go by one of those."""
    at_home: dict[str, list[Candidate]] = defaultdict(list)
    for one in candidates:
        at_home[one.iso_country_code].append(one)
    abroad = [one for ours in at_home.values() for one in ours if one.international_sending_enabled]
    # Where nobody is at home all such countries are alike, and there may be many senders: they are judged once.
    strange = [one for one in by_name() if one.international_sending and one.iso_country_code not in at_home]
    far = senders_to(strange[0], abroad) if strange else ()
    found = []
    for country in by_name():
        code = country.iso_country_code
        if ours := at_home.get(code):
            senders = senders_to(country, [*ours, *(one for one in abroad if one.iso_country_code != code)])
        else:
            senders = far if country.international_sending else ()
        found.append(Reach(country, way_of(country, senders, shared_routes), senders))
    return found


def senders_to(country: Country, candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    wanted = Wanted(country.iso_country_code)
    able = [one for one in candidates if what_bars(one, wanted) is None]
    return tuple(sorted(able, key=lambda one: rank(one, wanted)))


def way_of(country: Country, senders: tuple[Candidate, ...], shared_routes: bool) -> Way:
    if senders:
        return Way.SENDER_ID if senders[0].kind == BY_SENDER_ID else Way.NUMBER
    return Way.SHARED if shared_routes and not country.lacks_shared_routes else Way.NONE
