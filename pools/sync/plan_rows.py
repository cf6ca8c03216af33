"""A plan as rows, written once it is made: its run says how it stands, and each step has one."""

from collections.abc import Iterable

from pools.models import AwsLink, RunStatus, StepStatus, SyncRun, SyncStep
from pools.operations.tags import NAME
from pools.sync import clock
from pools.sync.costs import cost_of
from pools.sync.plan import VERSION
from pools.sync.planned import Blocked, Plan, Step, plain_step
from pools.sync.state import POOL
from pools.sync.work import Work, columns_of


def is_wanted(work: Work) -> bool:
    return SyncRun.objects.filter(pk=work.run.pk, status=RunStatus.COMPARING, stop_asked=False).exists()


def write_down(work: Work, plan: Plan) -> None:
    """In one transaction: nobody sees half a plan."""
    rows = [step_row(work, number, step) for number, step in enumerate(plan.steps, 1)]
    rows += [blocked_row(work, number, one) for number, one in enumerate(plan.blocked, 1)]
    keep_names(work.link, rows)
    is_nothing = not rows
    with work.fenced():
        if not is_wanted(work):
            return
        SyncStep.objects.bulk_create(rows, batch_size=100)
        work.put(
            status=RunStatus.NOTHING if is_nothing else RunStatus.READY,
            sources=[[ref.kind, ref.key, digest] for ref, digest in sorted(plan.sources.items())],
            digest=plan.digest,
            engine_version=str(VERSION),
            cost=cost_of(plan, work.link.share),
            about={},
            ended_timestamp=clock.now() if is_nothing else None,
        )
        if not is_nothing or work.run.only is None:
            take_the_place_of_others(work)


def keep_names(link: AwsLink, rows: Iterable[SyncStep]) -> None:
    """Into the steps that delete a pool: once they are done, nothing else knows what it was called."""
    deleting = {row.key: row for row in rows if row.operation == "DeletePool"}
    for mirror in link.mirrors.filter(kind=POOL, key__in=deleting) if deleting else ():
        side = mirror.memory.get("base") or mirror.memory.get("read") or {}
        deleting[mirror.key].planned["name"] = (side.get("tags") or {}).get(NAME, "")


def take_the_place_of_others(work: Work) -> None:
    """Older plans that nobody has applied: who looks at one is led to the new one."""
    older = SyncRun.objects.filter(
        link_id=work.run.link_id, status=RunStatus.READY, number__lt=work.run.number
    )
    older.update(
        status=RunStatus.OUT_OF_DATE,
        about={"why": "REPLACED"},
        next_run=work.run,
        ended_timestamp=clock.now(),
    )


def step_row(work: Work, position: int, step: Step) -> SyncStep:
    return SyncStep(
        run=work.run,
        position=position,
        step_id=step.id,
        operation=step.operation,
        needs=list(step.needs),
        destroys=step.destroys,
        is_ticked=not step.destroys,
        **columns_of(step),
    )


def blocked_row(work: Work, position: int, one: Blocked) -> SyncStep:
    return SyncStep(
        run=work.run,
        position=position,
        is_blocked=True,
        step_id=one.id,
        kind=one.ref.kind,
        key=one.ref.key,
        operation=one.operation,
        planned=plain_step(one),
        needs=list(one.about),
        why=one.why,
        way_out=one.way_out,
        status=StepStatus.BLOCKED,
    )
