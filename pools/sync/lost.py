"""A pool that AWS may have made though its answer never came: it is found again, or people choose."""

from pools.models import Mirror, StepStatus, SyncStep
from pools.models.sync_steps import FINISHED_STATUSES, NotSent
from pools.operations.syncing.applying import CREATE_IT
from pools.sync import looks
from pools.sync.fields import IN_POOL, MARKER
from pools.sync.hidden import is_young, sent_after
from pools.sync.looks import all_of
from pools.sync.outcomes import done, made_as
from pools.sync.pausing import paused_by
from pools.sync.planned import Step
from pools.sync.reading import described, listed, with_members, with_tags
from pools.sync.refusals import Refusal, Sort
from pools.sync.refused import note, try_later
from pools.sync.remote import Refused
from pools.sync.state import PHONE_NUMBER, POOL, Ref, State
from pools.sync.work import Work


def find_pool(work: Work, row: SyncStep, step: Step, *, else_later: Refusal | None = None) -> None:
    """Take the pool that is certainly the step's; else ask which one it is.

    else_later: AWS has refused to do it just now, for a reason that passes: it is tried again before anybody is asked.
    """
    sure, others = candidates_of(work, row, step)
    if sure is None:
        work.ask.rest(looks.LATER)
        sure, others = candidates_of(work, row, step)
    if sure:
        done(work, row, step, made=made_as(sure))
    elif else_later:
        try_later(work, row, else_later)
    else:
        ask_people(work, row, others)


def candidates_of(work: Work, row: SyncStep, step: Step) -> tuple[State | None, list[State]]:
    """The pool that the step made, where that is certain; and else those that may be it."""
    numbers = [one.ref for one in step.changes if one.field == IN_POOL]
    if numbers:
        # A number is in one pool at most.
        number = described(work.read, PHONE_NUMBER, [numbers[0].key])[numbers[0].key]
        pool_id = number.facts.get("pool_id") if number else None
        pool = all_of(work.read, Ref(POOL, pool_id)) if pool_id else None
        return (pool if pool and is_new(work, row, pool) else None), []
    found = []
    for page in listed(work.read, POOL):
        found += [with_tags(work.read, pool) for pool in page if is_new(work, row, pool)]
    marked = [pool for pool in found if row.marker and pool.tags.get(MARKER) == row.marker]
    if len(marked) == 1:
        return all_of(work.read, marked[0].ref), []
    wanted = {one.field[1] for one in step.changes if one.field[0] == "members"}
    found = [with_members(work.read, pool) for pool in found]
    return None, [pool for pool in found if wanted <= pool.members.keys()]


def is_new(work: Work, row: SyncStep, pool: State) -> bool:
    """Whether nobody here knows it, and it is no older than the first request for it."""
    is_known = Mirror.objects.filter(link=work.link, kind=POOL, key=pool.key).exists()
    return not is_known and is_young(pool, sent_after(row))


def ask_people(work: Work, row: SyncStep, pools: list[State]) -> None:
    note(
        work,
        row,
        status=StepStatus.ASKED,
        chosen="",
        candidates=[
            {"key": pool.key, "created": pool.created, "members": list(pool.members), "tags": dict(pool.tags)}
            for pool in pools
        ],
        next_try_timestamp=None,
        retry_until_timestamp=None,
    )


def take_answer(work: Work, row: SyncStep, step: Step) -> None:
    """*This one is it*, or *Create it*, which is a first try again."""
    if row.chosen == CREATE_IT:
        note(work, row, status=StepStatus.READY, chosen="", candidates=[], client_token="", marker="")
        return
    pool = all_of(work.read, Ref(POOL, row.chosen))
    if pool:
        done(work, row, step, made=made_as(pool))
    else:
        # It has gone meanwhile.
        find_pool(work, row, step)


def give_up(work: Work, row: SyncStep) -> None:
    """Whatever became of it, it is not sent again."""
    note(work, row, status=StepStatus.NOT_SENT, not_sent=NotSent.STOPPED, next_try_timestamp=None)


def take_off_markers(work: Work) -> None:
    """From pools that are known by their IDs now. Raises: Paused."""
    for row in work.run.steps.filter(status__in=FINISHED_STATUSES).exclude(marker=""):
        try:
            # Safe to repeat, so it is, as a read is.
            work.ask("UntagResource", {"ResourceArn": row.answer["arn"], "TagKeys": [MARKER]})
        except Refused as refused:
            if refused.refusal.sort() in (Sort.PAUSED, Sort.TRANSIENT):
                raise paused_by(refused.refusal) from refused
            # It stays: no console ever compares a marker.
        note(work, row, marker="")
