"""What AWS holds, read into states: every page of every call, and what we do not know of it kept.

`ask` is what sends one call: asking.py's, which waits for its turn, or a Remote's in tests.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pools.sync.answers import keywords_of, member_of, state_of, with_unknown
from pools.sync.kinds import KINDS_READ
from pools.sync.refusals import NOT_FOUND
from pools.sync.remote import Refused
from pools.sync.state import (
    CONFIGURATION_SET,
    OPT_OUT_LIST,
    PHONE_NUMBER,
    POOL,
    State,
)

Ask = Callable[[str, dict[str, Any]], dict[str, Any]]
LARGEST = {"MaxResults": 100}
# As many as a Describe operation takes at once.
AT_ONCE = 5


class EndlessListError(Exception):
    """AWS gave a NextToken a second time: its pages go round in a circle."""


def pages(ask: Ask, operation: str, request: Mapping[str, Any], items: str) -> Iterator[list[dict[str, Any]]]:
    """The lists called `items` of all pages. A page may be empty and not be the last."""
    given: set[str] = set()
    asked = dict(request)
    while True:
        answer = ask(operation, asked)
        yield answer.get(items, [])
        token = answer.get("NextToken")
        if not token:
            return
        if token in given:
            raise EndlessListError(operation)
        given.add(token)
        asked = {**asked, "NextToken": token}


def listed(ask: Ask, kind: str) -> Iterator[list[State]]:
    """All resources of a kind, a page at a time, without the parts that other calls give (`completed`)."""
    about = KINDS_READ[kind]
    for page in pages(ask, about.operation, LARGEST, about.items):
        yield [state_of(kind, item) for item in page]


def described(ask: Ask, kind: str, keys: Sequence[str]) -> dict[str, State | None]:
    """The resources with these keys; None for those that are not there."""
    found: dict[str, State | None] = {}
    for start in range(0, len(keys), AT_ONCE):
        found |= _described(ask, kind, keys[start : start + AT_ONCE])
    return found


def _described(ask: Ask, kind: str, keys: Sequence[str]) -> dict[str, State | None]:
    """One unknown ID fails the whole batch, so such a batch is asked for in halves."""
    about = KINDS_READ[kind]
    request = {about.names: [about.name_of(key) for key in keys]}
    try:
        # Few as they are, AWS may give them on several pages.
        items = [item for page in pages(ask, about.operation, request, about.items) for item in page]
    except Refused as refused:
        if refused.refusal.code != NOT_FOUND:
            raise
        if len(keys) == 1:
            return {keys[0]: None}
        half = len(keys) // 2
        return _described(ask, kind, keys[:half]) | _described(ask, kind, keys[half:])
    states = {state.key: state for state in (state_of(kind, item) for item in items)}
    return {key: states.get(key) for key in keys}


def completed(ask: Ask, state: State) -> State:
    """The same with what other calls give: members, keywords, tags, the resource policy.

    Raises: Refused ResourceNotFoundException where the resource has gone meanwhile.
    """
    if state.kind == POOL:
        state = with_members(ask, state)
    # The keywords of a number in a pool are its pool's, and are read there.
    if state.kind == POOL or (state.kind == PHONE_NUMBER and not state.facts.get("pool_id")):
        state = with_keywords(ask, state)
    if state.kind == OPT_OUT_LIST:
        state = with_short_count(ask, state)
    if state.kind != CONFIGURATION_SET:
        state = with_policy(ask, state)
    return with_tags(ask, state)


def with_members(ask: Ask, state: State) -> State:
    members, unknown = {}, {}
    operation, items = "ListPoolOriginationIdentities", "OriginationIdentities"
    for page in pages(ask, operation, {"PoolId": state.arn, **LARGEST}, items):
        for item in page:
            key, kind, rest = member_of(state, item)
            members[key] = kind
            if rest:
                unknown[key] = rest
    return with_unknown(replace(state, members=members), items, unknown)


def with_keywords(ask: Ask, state: State) -> State:
    keywords, unknown = {}, {}
    request = {"OriginationIdentity": state.arn, **LARGEST}
    for page in pages(ask, "DescribeKeywords", request, "Keywords"):
        known, rest = keywords_of(page)
        keywords |= known
        unknown |= rest
    return with_unknown(replace(state, keywords=keywords), "Keywords", unknown)


def with_tags(ask: Ask, state: State) -> State:
    answer = ask("ListTagsForResource", {"ResourceArn": state.arn})
    return replace(state, tags={tag["Key"]: tag.get("Value", "") for tag in answer.get("Tags", [])})


def with_policy(ask: Ask, state: State) -> State:
    """The text of the policy, in the facts: none, where AWS has none."""
    try:
        answer = ask("GetResourcePolicy", {"ResourceArn": state.arn})
    except Refused as refused:
        if refused.refusal.code != NOT_FOUND:
            raise
        answer = {}
    return replace(state, facts={**state.facts, "resource_policy": answer.get("Policy")})


def with_short_count(ask: Ask, state: State) -> State:
    """How many numbers a list holds, where one page has them all: a million would take hours."""
    answer = ask("DescribeOptedOutNumbers", {"OptOutListName": state.arn, **LARGEST})
    count = None if answer.get("NextToken") else len(answer.get("OptedOutNumbers", []))
    return replace(state, facts={**state.facts, "opted_out_number_count": count})


def count_page(ask: Ask, name: str, token: str) -> tuple[int, str]:
    """How many numbers of an opt-out list are on the page of that token, "" for the first; and the next one's.

    The numbers themselves are let go.
    """
    request = {"OptOutListName": name, **LARGEST, **({"NextToken": token} if token else {})}
    answer = ask("DescribeOptedOutNumbers", request)
    return len(answer.get("OptedOutNumbers", [])), answer.get("NextToken") or ""


def opted_out(ask: Ask, name: str, number: str) -> bool:
    """Whether AWS has the number on the list. Raises: Refused, also where the list itself is not there."""
    request = {"OptOutListName": name, "OptedOutNumbers": [number]}
    try:
        return bool(ask("DescribeOptedOutNumbers", request).get("OptedOutNumbers"))
    except Refused as refused:
        if refused.refusal.code != NOT_FOUND or refused.refusal.resource_type == OPT_OUT_LIST:
            raise
        return False
