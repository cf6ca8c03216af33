"""Why the connection to AWS does not work, or a run, in a few words for the middle of a sentence."""

from collections.abc import Mapping
from typing import Any

from pools.models import SyncRun

# As sync/driving.py has it of a run.
FAULT = "FAULT"
SHORT = {
    "NO_CREDENTIALS": "no AWS credentials found",
    "NOT_KNOWN": "AWS does not know these credentials",
    "EXPIRED": "the credentials expired",
    "OTHER_ACCOUNT": "these credentials are for another AWS account",
    "THIS_CONSOLE": "this endpoint is this console",
    "CLOCK": "this machine's clock is off",
    "UNREACHABLE": "AWS can't be reached",
    "REGION_OFF": "this Region is off in AWS",
    "NO_POOLS": "AWS has no pools in this Region",
    "OTHER": "AWS refused a request",
}


def trouble_in_words(trouble: str, about: Mapping[str, Any]) -> str:
    if trouble == "NO_PERMISSION":
        return f"no permission for {about.get('action') or about.get('operation') or 'a call'}"
    return SHORT.get(trouble, SHORT["OTHER"])


def trouble_of_run(run: SyncRun) -> str:
    """Why it has paused or failed; "" where that is not known."""
    if run.about.get("trouble"):
        return trouble_in_words(run.about["trouble"], run.about)
    return "the worker met a fault of its own" if is_fault(run) else ""


def is_fault(run: SyncRun) -> bool:
    return run.about.get("why") == FAULT
