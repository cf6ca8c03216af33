"""The rows of a plan's table, which are those of its run."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString

from pools.models import StepStatus, SyncRun, SyncStep
from pools.models.sync_steps import FINISHED_STATUSES
from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.naming import names_of_refs
from pools.pages.kit.aws.values import Ref
from pools.pages.kit.words.labels import plural
from pools.pages.sync.about_test import short_role
from pools.pages.sync.apply_bar import left_out
from pools.pages.sync.cli import cli_command
from pools.pages.sync.destroying import consequence_of, tick_of
from pools.pages.sync.results import RUNNING, Result, result_of
from pools.pages.sync.states import steps_numbered
from pools.pages.sync.step_titles import NamedRefs, refs_of_title, title_of
from pools.pages.sync.step_words import Moved, moves_of, refs_of_step
from pools.pages.sync.why_blocked import WayOut, way_out, why_in_words

# A row's share of what a run's steps are listed by.
SHOWS = {
    "create": "Create",
    "change": "Change",
    "destroy": "Destroy",
    "failed": "Failed",
    "waiting": "Waiting",
    "done": "Done",
}


class StepRow(NamedTuple):
    """after: "After step 1". cost: of its requests. tick: what somebody ticks, where it destroys.

    waits: for which step that is not ticked.
    """

    position: int
    glyph: str
    title: SafeString
    after: str
    moves: list[Moved]
    call: str
    cost: str
    command: str
    destroys: bool
    consequence: str
    tick: str
    is_ticked: bool
    waits: str
    result: Result
    is_running: bool


class BlockedRow(NamedTuple):
    title: SafeString
    why: str
    out: WayOut
    command: str


def glyph_of(step: SyncStep) -> str:
    if step.destroys:
        return "-"
    return "+" if step.operation.startswith(("Create", "Request")) else "~"


def share_of(step: SyncStep) -> set[str]:
    """Which of SHOWS it is one of."""
    shares = {{"-": "destroy", "+": "create", "~": "change"}[glyph_of(step)]}
    if step.status == StepStatus.FAILED:
        shares.add("failed")
    if step.status == StepStatus.WAITING:
        shares.add("waiting")
    if step.status in FINISHED_STATUSES:
        shares.add("done")
    return shares


def names_of_steps(caller: Caller, run: SyncRun, steps: Iterable[SyncStep], refs: Iterable[Ref]) -> NamedRefs:
    """refs: what is named of the steps."""
    names = names_of_refs(caller, run.link, set(refs))
    for step in steps:
        ref, kept = (step.kind, step.key), step.planned.get("name")
        if kept and ref in names and not names[ref].href:
            names[ref] = names[ref]._replace(label=kept)
    return names


def step_rows(
    caller: Caller, run: SyncRun, shown: list[SyncStep], steps: list[SyncStep], ticked: Collection[int]
) -> list[StepRow]:
    """shown: those of this page; steps: all of the run. ticked: positions, of a plan that is not applied yet."""
    names = names_of_steps(caller, run, shown, (ref for step in shown for ref in refs_of_step(step)))
    by_id = {step.step_id: step for step in steps}
    pools = {step.key for step in shown if step.operation == "DeletePool"}
    rows = run.link.mirrors.filter(kind="pool", key__in=pools).values_list("key", "memory") if pools else ()
    memories, now = dict(rows), timezone.now()
    role, costs = short_role(run.link.signed_in_as), run.cost.get("steps", {})
    left = left_out(steps, ticked)
    return [
        StepRow(
            step.position,
            glyph_of(step),
            title_of(step, names),
            after_in_words(step, by_id),
            moves_of(step, names),
            step.operation,
            cost_in_words(costs.get(step.step_id)),
            cli_command(step.operation, step.planned["request"], caller.region),
            step.destroys,
            consequence_of(step, memories.get(step.key, {})) if step.destroys else "",
            tick_of(step),
            step.position in ticked,
            needs_in_words(step, left),
            result_of(caller, step, by_id, now, role),
            step.status in RUNNING,
        )
        for step in shown
    ]


def after_in_words(step: SyncStep, by_id: Mapping[str, SyncStep]) -> str:
    numbers = sorted(by_id[one].position for one in step.needs if one in by_id)
    return f"After {steps_numbered(numbers, most=3).lower()}" if numbers else ""


def needs_in_words(step: SyncStep, left: Mapping[int, int]) -> str:
    waits_for = left.get(step.position, step.position)
    return f"Needs step {waits_for}, which is not ticked" if waits_for != step.position else ""


def cost_in_words(cost: tuple[int, float] | None) -> str:
    return f"{plural(cost[0], 'request')}, {cost[1]:g} s" if cost else ""


def blocked_rows(caller: Caller, run: SyncRun, steps: list[SyncStep]) -> list[BlockedRow]:
    """steps: of one page of what is blocked."""
    names = names_of_steps(caller, run, steps, (ref for step in steps for ref in refs_of_title(step)))
    rows = []
    for step in steps:
        request = step.planned.get("request") or {}
        by_hand = step.operation and request and step.why in ("BY_HAND", "NO_SUCH_LIST")
        command = cli_command(step.operation, request, caller.region) if by_hand else ""
        out = way_out(caller, step.why, names[step.kind, step.key], command)
        rows.append(BlockedRow(title_of(step, names), why_in_words(step.why), out, command))
    return rows
