"""The last test of the connection: asked for, under way, or answered, with the words for it."""

from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags

from pools.errors import ServiceError
from pools.models import SyncRequest, SyncRequestKind, SyncWorker
from pools.operations.engine.caller import Caller, caller_for
from pools.operations.syncing.links import must_be_linkable
from pools.operations.syncing.workers import newest_worker
from pools.pages.kit.places import to
from pools.pages.sync.about_test import About, Answered
from pools.pages.sync.live import Live
from pools.pages.sync.tested import answered
from pools.pages.sync.worker_off import worker_off

SNIPPET = """[profile pools-console]
role_arn = arn:aws:iam::{account_id}:role/console-sync
source_profile = default
region = {region}"""
# What a test found is no news after that.
STALE_AFTER = 3600
NEW_FOR = 10


def last_test(caller: Caller) -> SyncRequest | None:
    rows = SyncRequest.objects.for_caller(caller).filter(kind=SyncRequestKind.TEST)
    test = rows.order_by("-pk").first()
    is_stale = test and (timezone.now() - test.asked_timestamp).total_seconds() > STALE_AFTER
    return None if is_stale else test


def is_pending(test: SyncRequest | None) -> bool:
    return test is not None and test.answered_timestamp is None


def goes_on(test: SyncRequest | None) -> bool:
    """Whether the page asks for itself: also where it was linked after the page had looked whether it is."""
    if test is None or test.answered_timestamp is None:
        return test is not None
    ago = (timezone.now() - test.answered_timestamp).total_seconds()
    return bool(test.answer.get("linked")) and ago < NEW_FOR


def test_context(test: SyncRequest | None, answer: Answered | None) -> dict[str, Any]:
    """What sync/tested.html draws of a test and the answer to it, and the choice of profiles."""
    worker = newest_worker()
    return {
        "worker": worker,
        "profiles": profiles_of(worker, test),
        "worker_off": worker_off(worker),
        "test": test,
        "is_testing": is_pending(test),
        "answered": answer,
        "stage": stage_of(test),
        "live": live_of_test(test, answer),
    }


def snippet(caller: Caller) -> str:
    return SNIPPET.format(account_id=caller.account.account_id, region=caller.region)


def live_of_test(test: SyncRequest | None, answer: Answered | None) -> Live:
    if is_pending(test):
        return Live("link", now=stage_of(test))
    words = strip_tags(f"{answer.title}. {answer.text}".removeprefix(". ")) if answer else ""
    urgent = answer is not None and answer.kind == "error"
    return Live("link", **{"urgent" if urgent else "now": words}, goes_on=goes_on(test))


def profiles_of(worker: SyncWorker | None, test: SyncRequest | None) -> list[str]:
    names = [str(name) for name in worker.profiles] if worker else []
    tried = test.about.get("profile", "") if test else ""
    return [*names, tried] if tried and tried not in names else names


def stage_of(test: SyncRequest | None) -> str:
    """What the worker does for it now."""
    if not is_pending(test):
        return ""
    return "Reading pools" if test.answer.get("account_id") else "Asking AWS who these credentials are"


def answer_to(caller: Caller, test: SyncRequest | None, *, is_linked: bool = False) -> Answered | None:
    if test is None or test.answered_timestamp is None:
        return None
    number = test.answer.get("account_id", "")
    about = About(
        account=caller.account,
        region=caller.region,
        profile=test.about.get("profile", ""),
        at=test.answered_timestamp,
        answer=test.answer,
        other=other_account_of(caller, number),
        is_demo=is_demo_account(caller),
        is_linked=is_linked,
        is_demo_reader=caller.user.is_demo,
    )
    return answered(about)


def is_demo_account(caller: Caller) -> bool:
    try:
        must_be_linkable(caller.account)
    except ServiceError:
        return True
    return False


def other_account_of(caller: Caller, number: str) -> tuple[str, str] | None:
    """Of an account of this console that the reader may go to: its name and its page of the sync."""
    if not number or number == caller.account.account_id:
        return None
    there = caller_for(caller.user, number, caller.region)
    return (there.account.name, to(there, "aws-sync")) if there else None
