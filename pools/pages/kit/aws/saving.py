"""What a flash says after a save in a linked account: it was saved here, and what of it is not in AWS yet."""

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.html import format_html

from pools.models import Standing
from pools.models.mirrors import CONFLICT_STANDINGS
from pools.operations.engine.caller import Permission
from pools.pages.kit.aws.acts import AwsAct, resolve, review
from pools.pages.kit.aws.in_aws import in_aws
from pools.pages.kit.aws.linked import Linked, linked
from pools.pages.kit.aws.lists import is_linked
from pools.pages.kit.aws.values import Ref
from pools.pages.kit.flash import flash

CONFLICT_FIRST = " It goes to AWS once its conflict is answered."


def here(request: HttpRequest) -> str:
    """For the end of a sentence about what was saved; nothing where there is no other side."""
    return " here" if is_linked(request.caller) else ""


def flash_saved(
    request: HttpRequest,
    text: str,
    saved: Collection[Ref],
    *,
    kind: str = "success",
    action: tuple[str, str] | None = None,
    details: Sequence[str] = (),
    deleted: bool = False,
    ours: Mapping[str, Any] | None = None,
) -> None:
    """Flash what an act did. saved: the resources that it changed, by our own keys.

    action: a way on that comes before the sync's. deleted: they are gone here. ours: of a single one the settings as
    they are now, which may be AWS's again.
    """
    state = linked(request)
    rest, act = "", None
    if state and state.is_imported and not (ours and is_as_in_aws(request, saved, ours)):
        rest, act = not_in_aws(request, state, saved, deleted=deleted)
    ids: Sequence[str] = ()
    if act and not action:
        action, ids = (act.text, act.href), act.ids
    whole = format_html("{}{}", text, rest) if rest else text
    flash(request, kind, whole, action=action, details=details, posts=ids)


def is_as_in_aws(request: HttpRequest, saved: Collection[Ref], ours: Mapping[str, Any]) -> bool:
    """Not where nobody knows what AWS has."""
    (kind, key) = next(iter(saved))
    one = in_aws(request, kind, key, ours)
    return one is not None and one.is_read and one.standing == Standing.IN_SYNC


def not_in_aws(
    request: HttpRequest, state: Linked, saved: Collection[Ref], *, deleted: bool
) -> tuple[str, AwsAct | None]:
    """The sentence about it, and what to do next."""
    known = known_in(state, saved)
    asked = [ref for ref in saved if known.get(ref, ("", ""))[1] in CONFLICT_STANDINGS]
    if asked and len(asked) == len(saved):
        return CONFLICT_FIRST, resolve(request.caller)
    # What AWS never had, nobody has to delete there.
    moved = [
        (kind, known.get((kind, key), (key, ""))[0])
        for kind, key in saved
        if (kind, key) not in asked and not (deleted and is_only_here(known.get((kind, key))))
    ]
    if not moved:
        return "", None
    number = len(moved)
    rest = f" {number:,} {'change is' if number == 1 else 'changes are'} not in AWS yet."
    text = "Review and apply" if request.caller.may(Permission.APPLY_TO_AWS) else "Review"
    return rest, review(request.caller, moved, text)


def is_only_here(found: tuple[str, str] | None) -> bool:
    return found is None or found[1] == Standing.NEW


def how_many_in_aws(request: HttpRequest, refs: Collection[Ref]) -> int:
    """How many of these, by our own keys, AWS has as it was last read; without a link none, at no query."""
    return len(keys_in_aws(request, refs))


def keys_in_aws(request: HttpRequest, refs: Collection[Ref]) -> dict[Ref, str]:
    """AWS's own keys of those that it has, in this order."""
    state = linked(request)
    known = known_in(state, refs) if state else {}
    there = {ref: one[0] for ref, one in known.items() if not is_only_here(one) and one[1] != Standing.GONE}
    return {ref: there[ref] for ref in refs if ref in there}


def known_in(state: Linked, refs: Collection[Ref]) -> dict[Ref, tuple[str, str]]:
    """AWS's key and the standing of those that were compared before, by our own keys."""
    if not refs:
        return {}
    keys: dict[str, list[str]] = {}
    for kind, key in refs:
        keys.setdefault(kind, []).append(key)
    # A condition for each key would be deeper than a database reads.
    wanted = reduce(or_, (Q(kind=kind, local_key__in=some) for kind, some in keys.items()))
    rows = state.link.mirrors.filter(wanted).values_list("kind", "local_key", "key", "standing")
    return {(kind, local_key): (key, standing) for kind, local_key, key, standing in rows}
