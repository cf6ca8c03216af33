"""What has moved under a plan, and who moved it: why it is out of date, or stopped on the way."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pools.models import SyncRun
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.aws.values import Names, Ref, kind_title, setting_name, value_in_words
from pools.pages.sync.states import moment_in_words

MOVED, MOVED_HERE = "MOVED", "MOVED_HERE"


def moved_in_words(state: Linked, run: SyncRun, names: Names) -> str:
    why = run.about.get("why")
    if why == "NOT_IMPORTED":
        return "The import is not complete. Nothing was sent."
    if why == "REPLACED":
        return "A newer plan has taken its place. Nothing was sent."
    if why != MOVED or not run.about.get("resources"):
        return "This plan was made by an earlier version. Nothing was sent."
    kind, key = run.about["resources"][0]
    where, who = who_moved(run.about.get("moved", {}), state)
    return f"{resource_in_words(kind, key, names)} changed{where} since this plan was made{who}. Nothing was sent."


def refs_moved(run: SyncRun) -> list[Ref]:
    """What is named of what has moved: the first, and the pool that it is in now."""
    refs = [tuple(ref) for ref in run.about.get("resources", ())[:1]]
    first = next(iter(run.about.get("changes", ())), None)
    return [*refs, ("pool", first[5])] if first and first[2] == "pool_id" and first[5] else refs


def who_moved(moved: Mapping[str, str], state: Linked) -> tuple[str, str]:
    """ " here", ", by jo at 09:40"; " in AWS", ", seen at 09:40"."""
    if not moved:
        return "", ""
    at = f" at {moment_in_words(datetime.fromisoformat(moved['at']), state.now)}" if moved.get("at") else ""
    if moved["side"] != "here":
        return " in AWS", f", seen{at}" if at else ""
    by = f" by {moved['by']}" if moved.get("by") else ""
    return " here", f",{by}{at}" if by or at else ""


def where_moved(state: Linked, run: SyncRun) -> str:
    """Of one that was applied: " here, by jo at 09:40"; " in AWS"."""
    side = "here" if run.about.get("why") == MOVED_HERE else "AWS"
    return "".join(who_moved(run.about.get("moved", {"side": side}), state))


def resource_in_words(kind: str, key: str, names: Names) -> str:
    label = names.get((kind, key), key)
    return f"{kind_title(kind)} {label}"


def what_it_is_now(changes: Sequence[Sequence[Any]], names: Names) -> str:
    """ " (Two-way SMS is On there now)", of the first that is another than planned."""
    if not changes:
        return ""
    name, part, value = changes[0][2], changes[0][3], changes[0][5]
    if name == "":
        return f" (it is {'there' if value else 'gone there'} now)"
    if value is None:
        return f" ({setting_name(name, part)} is gone there now)"
    return f" ({setting_name(name, part)} is {value_in_words(name, value, names)} there now)"
