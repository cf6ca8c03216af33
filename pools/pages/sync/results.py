"""What came of a step, as its row says it."""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from pools.models import StepStatus, SyncStep
from pools.models.sync_steps import FINISHED_STATUSES, NotSent
from pools.operations.engine.caller import Caller
from pools.pages.kit.places import to
from pools.pages.sync.policy import WRITES, anchor_of, line_number
from pools.pages.sync.states import ahead_in_words

TRIES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
# What AWS's refusals that pass mean, by code or Reason.
PASSING = {
    "ThrottlingException": "AWS is limiting requests.",
    "Throttling": "AWS is limiting requests.",
    "TooManyRequestsException": "AWS is limiting requests.",
    "RESOURCE_NOT_ACCESSIBLE": "AWS does not reach the role or topic yet.",
    "PHONE_NUMBER_ASSOCIATED_TO_POOL": "The number is still seen in its old pool.",
    "RESOURCE_NOT_ACTIVE": "It is not Active in AWS yet.",
}
KINDS = {
    StepStatus.SENDING: "in-progress",
    StepStatus.RETRYING: "in-progress",
    StepStatus.LOOKING: "in-progress",
    StepStatus.ASKED: "warning",
    StepStatus.WAITING: "pending",
    StepStatus.DONE: "positive",
    StepStatus.ALREADY_SO: "positive",
    StepStatus.FAILED: "negative",
}
RUNNING = (StepStatus.SENDING, StepStatus.RETRYING, StepStatus.LOOKING)


class Result(NamedTuple):
    """copies: AWS's new ID. policy_url: of the missing action's line. failed: whether it can be retried."""

    kind: str
    text: str
    line: str = ""
    copies: str = ""
    policy_url: str = ""
    policy_text: str = ""
    failed: bool = False


def result_of(caller: Caller, step: SyncStep, steps: dict[str, SyncStep], now: datetime, role: str) -> Result:
    """steps: those of the run, by their ids. role: as what AWS is asked."""
    status = step.status
    if status == StepStatus.READY:
        return Result("stopped", "Not started")
    kind, text = KINDS.get(status, "stopped"), step.get_status_display()
    if status == StepStatus.FAILED:
        return failed(caller, step, role)
    if status == StepStatus.NOT_SENT:
        return Result("stopped", text, not_sent(step, steps))
    if status in FINISHED_STATUSES:
        at = seconds_of(step.done_timestamp)
        if status == StepStatus.ALREADY_SO:
            return Result(kind, text, f"{at} · AWS had these values".removeprefix(" · "))
        return Result(kind, text, at, step.answer.get("key", "") if made_it(step) else "")
    return Result(kind, text, line_of(step, now))


def made_it(step: SyncStep) -> bool:
    return step.operation == "CreatePool"


def seconds_of(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M:%S}" if moment else ""


def line_of(step: SyncStep, now: datetime) -> str:
    if step.status == StepStatus.SENDING:
        sent = f"Sent {seconds_of(step.sent_timestamp)}, " if step.sent_timestamp else ""
        return f"{sent}{nth(step.attempts or 1)} try"
    if step.status == StepStatus.RETRYING:
        why = PASSING.get(step.error.get("code", "")) or PASSING.get(
            step.error.get("reason", ""), "AWS refused it for now."
        )
        until = (
            f"; until {timezone.localtime(step.retry_until_timestamp):%H:%M}"
            if step.retry_until_timestamp
            else ""
        )
        again = nth(step.attempts + 1)
        return (
            f"{why} {again[0].upper()}{again[1:]} try {ahead_in_words(step.next_try_timestamp, now)}{until}."
        )
    if step.status == StepStatus.LOOKING:
        return "The connection ended before the answer. What needs this waits."
    if step.status == StepStatus.WAITING:
        look = ahead_in_words(step.next_try_timestamp, now)
        return f"The number is Pending, which can take days. Next look {look}; the other steps go on."
    return (
        "Answered. The worker goes on from it."
        if step.chosen
        else "Answer the question above. What needs this waits."
    )


def nth(number: int) -> str:
    return TRIES[number - 1] if 0 < number <= len(TRIES) else f"{number}th"


def failed(caller: Caller, step: SyncStep, role: str) -> Result:
    error = step.error
    action = error.get("missing_action", "")
    if action:
        line = f"AWS refused it: {role or 'this role'} has no permission for {action}."
        number = line_number(caller.account.account_id, caller.region, action)
        url = f"{to(caller, 'sync-link')}?policy={WRITES}#{anchor_of(action)}"
        return Result(
            "negative",
            "Failed",
            line,
            policy_url=url,
            policy_text=f"Line {number} of the policy" if number else "IAM policy",
            failed=True,
        )
    said = error.get("message") or error.get("reason") or error.get("code") or "no reason was given"
    return Result("negative", "Failed", f"AWS refused it: {said}", failed=True)


def not_sent(step: SyncStep, steps: dict[str, SyncStep]) -> str:
    if step.not_sent != NotSent.NEEDS:
        return NotSent(step.not_sent).label
    needed = [steps[one] for one in step.needs if one in steps]
    for one in needed:
        if one.status == StepStatus.FAILED:
            return f"Needs step {one.position}, which failed"
        if one.status == StepStatus.NOT_SENT:
            why = "is not ticked" if one.not_sent == NotSent.NOT_TICKED else "was not sent"
            return f"Needs step {one.position}, which {why}"
    return "Needs a step that was not done"
