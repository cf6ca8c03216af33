"""Readings, plans and runs as a command waits for them and tells them."""

from collections.abc import Iterator
from typing import Any

from pools.management.sync.progress import Progress, in_words
from pools.management.sync.troubled import why
from pools.management.sync.words import ENDS, FAULT, STEPS_FAILED
from pools.management.sync.working import wait_until
from pools.models import RunStatus, StepStatus, SyncRun
from pools.models.mirrors import NOUNS
from pools.models.sync_runs import ENDED_STATUSES
from pools.models.sync_steps import FINISHED_STATUSES
from pools.operations.syncing.finding import label_of_run

TITLES = {"IMPORT": "Importing", "REFRESH": "Reading", "CHECK": "Checking", "APPLY": "Applying"}
# Where a worker has nothing more to do for now.
RESTS = (*ENDED_STATUSES, RunStatus.READY, RunStatus.PAUSED, RunStatus.WAITING)


def wait_for_run(run: SyncRun, *, quiet: bool) -> SyncRun:
    """Until it has ended or waits for a person, or for AWS."""
    progress = Progress(TITLES[run.kind] if run.queued_timestamp else "Comparing", quiet=quiet)
    rows = SyncRun.objects.select_related("link", "made_by", "applied_by").filter(pk=run.pk)

    def rested() -> SyncRun | None:
        found = rows.get()
        return found if found.status in RESTS or has_question(found) else None

    try:
        return wait_until(rested, lambda: progress.show(*done_of(rows.get())))
    finally:
        progress.end()


def has_question(run: SyncRun) -> bool:
    """Whether a step waits for a person, who would not be found by waiting."""
    return run.steps.questions().exists()


def done_of(run: SyncRun) -> tuple[int, int | None]:
    """How much of a run is done, of how much: resources of a reading, steps of a plan."""
    if not run.is_reading:
        steps = run.steps.in_run()
        return steps.filter(status__in=FINISHED_STATUSES).count(), steps.count()
    return run.read_so_far


def reading_line(run: SyncRun) -> str:
    kinds = [
        f"{read:,} {NOUNS[kind]}{'s' * (read != 1)}"
        for kind, (read, _) in sorted(run.progress.items())
        if read
    ]
    return f"Read: {', '.join(kinds) or 'nothing'}. Nothing was changed in AWS."


def end_lines(run: SyncRun) -> Iterator[str]:
    """How a run that a worker does nothing more for has ended, and why, where something was in its way."""
    failed = run.steps.filter(status=StepStatus.FAILED).count()
    sentence = STEPS_FAILED if failed and run.status == RunStatus.FAILED else ENDS[run.status]
    yield sentence.format(label=label_of_run(run), failed=f"{failed} step{'s' * (failed != 1)}")
    if run.about.get("trouble"):
        yield why(run.link, run.about)
    elif run.about.get("why") == "FAULT":
        yield FAULT


def plan_lines(document: dict[str, Any]) -> Iterator[str]:
    """Steps in their order, a line each, then what is blocked."""
    steps, blocked, cost = document["steps"], document["blocked"], document["cost"]
    yield f"Plan {document['number']}: {len(steps)} steps, {len(blocked)} blocked, {cost_line(cost)}"
    for step in steps:
        yield f"{step['position']:>4} {glyph(step)} {step['operation']}  {'/'.join(step['ref'])}"
    for one in blocked:
        what = one["operation"] or "changes"
        yield f"     blocked  {what}  {'/'.join(one['ref'])}: {one['why']}, {one['way_out']}"


def glyph(step: dict[str, Any]) -> str:
    """As the pages have them."""
    if step["destroys"]:
        return "-"
    return "+" if step["operation"].startswith(("Create", "Request")) else "~"


def cost_line(cost: dict[str, Any]) -> str:
    return f"{cost.get('requests', 0)} requests, about {in_words(cost.get('seconds', 0))}"


def result_lines(document: dict[str, Any]) -> Iterator[str]:
    for step in document["steps"]:
        error = step["error"]
        said = (
            f": {error.get('code', '')} {error.get('reason', '')} {error.get('message', '')}" if error else ""
        )
        status = step["not_sent"] or step["status"]
        yield f"{step['position']:>4} {status:<11} {step['operation']}  {'/'.join(step['ref'])}{said}"
