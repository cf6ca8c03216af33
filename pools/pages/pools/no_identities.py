"""Why the list of a pool's origination identities is empty, and the ways to see or to add some."""

from collections.abc import Sequence

from django.utils.html import format_html

from pools.operations.engine.caller import Caller
from pools.pages.kit.empty.lists import IDENTITIES, Adding, Cause, Facts, Search, View, Way
from pools.pages.kit.empty.states import Empty, empty
from pools.pages.kit.words.reasons import kept_off, whom_to_ask
from pools.pages.pools.identity_list import VIEWS, IdentityPage, ListState

# Of each view, what it has none of, and how many each of the others has.
MISSING = {
    "associated": "associated identities",
    "available": "available identities",
    "incompatible": "identities that aren't compatible",
    "elsewhere": "identities in other pools",
}
OTHERS = {
    "associated": "associated",
    "available": "available",
    "incompatible": "not compatible",
    "elsewhere": "in other pools",
}


def no_identities(
    caller: Caller, listed: IdentityPage, state: ListState, path: str, *, add_url: str, closed: str
) -> Empty | None:
    """Nothing where there are rows. closed: why no sender ID can be added now."""
    if listed.rows:
        return None
    if state.q:
        return empty(IDENTITIES, Cause.NO_MATCH, caller.may, Facts(search=searched_for(listed, state, path)))
    others = [
        (str(listed.counts[view]), words) for view, words in OTHERS.items() if listed.counts[view].number
    ]
    if not others:
        facts = Facts(whom_to_ask(caller), adding=Adding(add_url, closed), kept=kept_off(caller))
        return empty(IDENTITIES, Cause.NONE, caller.may, facts)
    clear = [Way(f"Show all {listed.counts['']}", state.url(path, ids=None, page=None), swaps=True)]
    view = View(MISSING[state.ids], others, clear)
    return empty(IDENTITIES, Cause.NONE_OF_VIEW, caller.may, Facts(view=view))


def searched_for(listed: IdentityPage, state: ListState, path: str) -> Search:
    if not state.ids:
        return Search(
            format_html("“{}”", state.q), clear=ways("Clear search", state.url(path, q=None, page=None))
        )
    asked = format_html("“{}”, Association {}", state.q, VIEWS[state.ids])
    others = listed.counts[""]
    clear = ways("Clear search and filters", state.url(path, q=None, ids=None, page=None))
    if others.number:
        clear = ways("Clear filters", state.url(path, ids=None, page=None))
    return Search(asked, str(others), clear=clear)


def ways(text: str, href: str) -> Sequence[Way]:
    return [Way(text, href, swaps=True)]
