"""The four facts below a plan's, a run's or a reading's state."""

from django.utils import timezone

from pools.models import RunStatus, SyncRun, SyncStep
from pools.models.sync_steps import NotSent
from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.linked import Linked
from pools.pages.sync.about_test import short_role
from pools.pages.sync.facts import Fact, account_fact
from pools.pages.sync.runs import steps_in_words, took
from pools.pages.sync.states import moment_in_words, steps_numbered
from pools.templatetags.console import relative


def run_facts(caller: Caller, state: Linked, run: SyncRun, steps: list[SyncStep]) -> list[Fact]:
    first = Fact("AWS account", account_fact(caller))
    if run.is_reading:
        started = run.started_timestamp or run.created_timestamp
        return [
            first,
            Fact("Started", relative(started, state.now)),
            Fact("Took", took(run) or "not over yet"),
            Fact("Resources", steps_in_words(run)),
        ]
    if run.queued_timestamp is None:
        made = f"{run.made_by or 'nobody'}, {relative(run.created_timestamp, state.now)}"
        return [
            first,
            Fact("Made by", made),
            Fact("Compared with", compared_with(state)),
            Fact("Sends as", sends_as(state)),
        ]
    applied = f"{run.applied_by or 'nobody'}, {relative(run.queued_timestamp, state.now)}"
    return [
        first,
        Fact("Applied by", applied),
        Fact("Worker", worker_in_words(run)),
        Fact("Left out", left_out_in_words(steps)),
    ]


def compared_with(state: Linked) -> str:
    """ "Refresh of 09:31, 4 minutes ago"."""
    at = state.link.read_timestamp
    if at is None:
        return "none yet"
    last = state.link.runs.readings().filter(status=RunStatus.DONE).order_by("-number").first()
    name = last.get_kind_display() if last else "Refresh"
    return f"{name} of {moment_in_words(at, state.now)}, {relative(at, state.now)}"


def sends_as(state: Linked) -> str:
    role = short_role(state.link.signed_in_as) or "what the worker finds"
    return f"{role}, profile {state.link.profile}" if state.link.profile else role


def worker_in_words(run: SyncRun) -> str:
    if run.status != RunStatus.RUNNING or not run.lease_until:
        return run.worker or "None at work"
    return f"{run.worker}, lease until {timezone.localtime(run.lease_until):%H:%M:%S}"


def left_out_in_words(steps: list[SyncStep]) -> str:
    left = [step.position for step in steps if step.not_sent == NotSent.NOT_TICKED]
    return f"{steps_numbered(left)}, not ticked" if left else "Nothing"
