"""What a step that is done has changed: in its own row, in the mirror, here, and in the steps after it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pools.models import Mirror, StepStatus, SyncStep
from pools.sync import clock
from pools.sync.answers import moment_of, state_of
from pools.sync.applying import renamed, sent_by
from pools.sync.fields import EXISTS, IN_POOL
from pools.sync.here import states_here
from pools.sync.house import House
from pools.sync.interruptions import works_again
from pools.sync.memory import Memory, agreed, created, deleted
from pools.sync.mirror_rows import Mirrors, load
from pools.sync.mirroring import settle
from pools.sync.planned import Change, Step, plain_step
from pools.sync.state import CHANNEL, POOL, Ref, State
from pools.sync.wishes import api_name_of
from pools.sync.work import Work, columns_of, step_of

# What names the new resource in the answer.
MADE_BY = {
    "CreatePool": ("PoolId", "PoolArn"),
    "CreateConfigurationSet": ("", "ConfigurationSetArn"),
    "RequestSenderId": ("", "SenderIdArn"),
}


@dataclass(frozen=True)
class Made:
    """What a step made, or found made. state: as it was read, or as AWS's answer to the step itself has it.

    is_ours: False where somebody else had made it before: nobody has agreed on anything of it.
    """

    key: str
    arn: str
    created: str
    state: State
    is_ours: bool = True


def made_of(step: Step, answer: Mapping[str, Any]) -> Made | None:
    """From AWS's answer; None of a step that makes nothing."""
    if step.operation not in MADE_BY:
        return None
    key, arn = MADE_BY[step.operation]
    created_at, state = moment_of(answer.get("CreatedTimestamp")), state_of(step.ref.kind, answer)
    return Made(answer.get(key) or step.ref.key, answer[arn], created_at, state)


def made_as(state: State, *, is_ours: bool = True) -> Made:
    return Made(state.key, state.arn, state.created, state, is_ours)


def done(
    work: Work,
    row: SyncStep,
    step: Step,
    *,
    made: Made | None = None,
    answer: Mapping[str, Any] | None = None,
    status: StepStatus = StepStatus.DONE,
) -> None:
    """Both sides agree on it from now on; in one transaction with all that follows from it."""
    with work.fenced():
        if made:
            step = take_name(work, step, made)
        mirrors = load(work.link, step.touches)
        for change in step.changes:
            remember(mirrors, step, change, made, answer or {})
        settle(mirrors, {})
        now = clock.now()
        to_be_read(work, step, now)
        works_again(work.link)
        SyncStep.objects.filter(pk=row.pk).update(
            status=status,
            done_timestamp=now,
            answer={"key": made.key, "arn": made.arn} if made else {},
            error={},
            candidates=[],
            next_try_timestamp=None,
            retry_until_timestamp=None,
        )


def to_be_read(work: Work, step: Step, now: datetime) -> None:
    """What AWS gives of its own accord, to a new pool and to a number that leaves one, is read soon."""
    for change in step.changes:
        if change.field == IN_POOL or (change.field == EXISTS and change.after):
            rows = Mirror.objects.filter(link=work.link, kind=change.ref.kind, key=change.ref.key)
            rows.update(is_unconfirmed=True, seen_timestamp=now)


def take_name(work: Work, step: Step, made: Made) -> Step:
    """Write the ID and ARN that AWS gave into the mirror, this step and those after it. Returns this one."""
    new = Ref(step.ref.kind, made.key)
    rows = Mirror.objects.filter(link=work.link, kind=new.kind)
    if new != step.ref and rows.filter(key=new.key).exists():
        # It was taken for somebody else's, and is here twice.
        House(work.link).remove(new)
        rows.filter(key=new.key).delete()
    rows.filter(key=step.ref.key).update(key=new.key, arn=made.arn)
    for other in work.run.steps.in_run():
        before = step_of(other)
        after = renamed(before, step.ref, new, made.arn)
        if plain_step(after) != plain_step(before):
            SyncStep.objects.filter(pk=other.pk).update(**columns_of(after))
    work.touches.clear()
    return renamed(step, step.ref, new, made.arn)


def remember(
    mirrors: Mirrors, step: Step, change: Change, made: Made | None, answer: Mapping[str, Any]
) -> None:
    at, ref = clock.seconds(), change.ref
    memory = mirrors.memories.setdefault(ref, Memory())
    if change.field != EXISTS:
        before, after = in_memory(change, change.before), in_memory(change, change.after)
        kept = as_aws_has_it(mirrors, change, answer)
        memory = agreed(memory, change.field, before, after if kept is None else kept, at=at)
    elif not change.after:
        memory = deleted(memory.read or memory.base or State(ref.kind, ref.key), at=at)
        mirrors.row(ref).tombstone = None
    elif made.is_ours:
        local = states_here(mirrors.link, [ref]).get(ref) or State(ref.kind, ref.key, facts=known_of(step))
        sent = sent_by(step, local, key=made.key, arn=made.arn, created=made.created)
        # What AWS gave it by itself is not to be taken for something that it lacks.
        memory = created(replace(sent, settings=made.state.settings | sent.settings), at=at)
        if mirrors.row(ref).tombstone:
            # Somebody deleted it here meanwhile: that very one.
            mirrors.row(ref).tombstone |= {"created": made.created}
    else:
        memory = Memory(read=made.state, read_at=at)
    mirrors.memories[ref] = memory


def known_of(step: Step) -> dict[str, Any]:
    """Of what somebody deleted here while it was being made, the request is all that is known."""
    return {"message_type": step.request.get("MessageType")} if step.ref.kind == POOL else {}


def in_memory(change: Change, value: Any) -> Any:
    """JSON has no tuples, which is what a state has for a keyword."""
    return tuple(value) if change.field[0] == "keywords" and value is not None else value


def as_aws_has_it(mirrors: Mirrors, change: Change, answer: Mapping[str, Any]) -> str | None:
    """AWS writes a two-way channel in a form of its own: that is ours too from now on. None for all else."""
    name = change.field[0]
    theirs = answer.get(api_name_of(name)) if name in CHANNEL and change.after else None
    if not theirs or theirs == change.after:
        return None
    # Not where somebody has changed ours again meanwhile: that is the next wish.
    House(mirrors.link).set_field(change.ref, change.field, theirs, was=change.after)
    return theirs
