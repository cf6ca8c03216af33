"""Why the connection of a link does not work now, with the way out, wherever that is said."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pools.models import SyncRequest, SyncRun
from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.places import to
from pools.pages.sync.about_test import About, Answered
from pools.pages.sync.tested import answered
from pools.pages.sync.testing import answer_to, is_pending


def trouble_with(state: Linked, run: SyncRun | None) -> Mapping[str, Any]:
    """What is known of what stopped the run, else of what the link has met; empty where the connection works."""
    if run and run.about.get("trouble"):
        return run.about
    return state.link.trouble_about | {"trouble": state.link.trouble} if state.link.trouble else {}


def mended_by(caller: Caller, state: Linked, run: SyncRun | None = None) -> Answered | None:
    """What *Test connection* would say of it. run: that it has paused."""
    about = trouble_with(state, run)
    if not about:
        return None
    link, worker = state.link, state.worker
    known = {"endpoint": link.endpoint, "arn": link.signed_in_as}
    known |= {"host": worker.host, "user": worker.user} if worker else {}
    found = answered(
        About(
            account=caller.account,
            region=caller.region,
            profile=link.profile,
            at=datetime.fromisoformat(about["at"]) if about.get("at") else link.tested_timestamp or state.now,
            answer=known | {name: value for name, value in about.items() if value},
            is_linked=True,
        )
    )
    return replace(found, ways=tuple(one._replace(href=in_settings(caller, one.href)) for one in found.ways))


def in_settings(caller: Caller, href: str) -> str:
    return f"{to(caller, 'sync-link')}{href}" if href.startswith("#") else href


def is_of_others(state: Linked, test: SyncRequest | None) -> bool:
    """Whether the test was of credentials that the link does not use."""
    return test is not None and test.about.get("profile", "") != state.link.profile


def answer_now(caller: Caller, state: Linked, test: SyncRequest | None) -> Answered | None:
    """What the last test found, as long as it holds: of its own credentials the link may know better by now."""
    if is_pending(test):
        return None
    if is_of_others(state, test):
        return answer_to(caller, test, is_linked=True)
    if state.link.trouble:
        return mended_by(caller, state)
    found = answer_to(caller, test, is_linked=True)
    return found if found and found.kind == "success" else None
