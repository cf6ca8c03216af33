"""One step, brought forward by one go: looked at, sent, and what AWS's answer means for it."""

from pools.models import StepStatus, SyncStep
from pools.sync import clock, looks, lost
from pools.sync.applying import Fit
from pools.sync.fields import EXISTS
from pools.sync.given_up import given_up
from pools.sync.looks import Seen, all_of, look_at, memories_of
from pools.sync.memory import Memory
from pools.sync.outcomes import MADE_BY, done, made_as, made_of
from pools.sync.pausing import paused_by
from pools.sync.planned import Step
from pools.sync.reading import described
from pools.sync.refusals import NOT_FOUND, Refusal, Sort
from pools.sync.refused import fail, note, try_later, wait_for_aws
from pools.sync.remote import Refused
from pools.sync.sending import UNKNOWN, send
from pools.sync.state import PHONE_NUMBER
from pools.sync.work import Work, step_of

# AWS states no lifetime of a ClientToken for this service; 8 and 36 hours elsewhere.
TOKEN_TRUSTED = 10 * 60.0  # seconds


class MovedError(Exception):
    """A resource is no longer as it was when the plan was made, in AWS or here; this step was not sent."""

    def __init__(self, seen: Seen, *, is_here: bool = False) -> None:
        super().__init__(seen.ref)
        self.seen, self.is_here = seen, is_here


def take_forward(work: Work, row: SyncStep) -> None:
    """Afterwards the row says what came of it. Raises: MovedError, Paused, Stopped, LeaseLost."""
    step = step_of(row)
    try:
        if row.status == StepStatus.ASKED:
            lost.take_answer(work, row, step)
        elif row.status in UNKNOWN:
            resolve(work, row, step)
        else:
            look_and_send(work, row, step)
    except Refused as refused:
        read_refused(work, row, refused.refusal)


def look_and_send(work: Work, row: SyncStep, step: Step) -> None:
    if row.status == StepStatus.WAITING and is_pending(work, step):
        wait_for_aws(work, row)
        return
    must_be_wanted(work, step)
    seen = certain_look(work, step)
    if seen.fit == Fit.MOVED:
        raise MovedError(seen)
    if seen.fit == Fit.ALREADY_SO:
        already_so(work, row, step)
    else:
        send_and_see(work, row, step)


def resolve(work: Work, row: SyncStep, step: Step) -> None:
    """The same again while AWS can be relied on to know its token; later, or without one: read, set if still needed."""
    if row.client_token and (clock.now() - row.first_sent_timestamp).total_seconds() < TOKEN_TRUSTED:
        send_and_see(work, row, step, again=True)
        return
    if step.operation == "CreatePool":
        lost.find_pool(work, row, step)
        return
    seen = certain_look(work, step)
    if seen.fit == Fit.MOVED:
        # Whatever became of it, somebody has changed it since: nothing more is sent.
        lost.give_up(work, row)
        raise MovedError(seen)
    if seen.fit == Fit.ALREADY_SO:
        already_so(work, row, step, is_ours=True)
        return
    try:
        must_be_wanted(work, step)
    except MovedError:
        lost.give_up(work, row)
        raise
    send_and_see(work, row, step)


def must_be_wanted(work: Work, step: Step) -> None:
    """What people discarded here since the plan was made is not sent."""
    if ref := given_up(work.link, step):
        raise MovedError(Seen(Fit.MOVED, ref), is_here=True)


def certain_look(work: Work, step: Step) -> Seen:
    """One read may be old: what would stop the run, or leave the step out, is looked at again, later."""
    seen = look_at(work.read, step, memories_of(work.link, step.touches), clock.seconds())
    if seen.fit != Fit.AS_PLANNED:
        work.ask.rest(looks.LATER)
        seen = look_at(work.read, step, memories_of(work.link, step.touches), clock.seconds())
    return seen


def already_so(work: Work, row: SyncStep, step: Step, *, is_ours: bool = False) -> None:
    """AWS has it as it was to be. is_ours: a request of this very step may have done it."""
    made = None
    if step.operation in MADE_BY:
        state = all_of(work.read, step.ref)
        if state is None:
            # AWS says that it is there, and does not show it yet.
            try_later(work, row)
            return
        made = made_as(state, is_ours=is_ours)
    done(work, row, step, made=made, status=StepStatus.DONE if is_ours else StepStatus.ALREADY_SO)


def send_and_see(work: Work, row: SyncStep, step: Step, *, again: bool = False) -> None:
    was_unknown = row.status in UNKNOWN
    try:
        answer = send(work, row, step, again=again)
    except Refused as refused:
        refusal = refused.refusal
    else:
        done(work, row, step, made=made_of(step, answer), answer=answer)
        return
    if refusal.may_have_taken_effect:
        row.status = StepStatus.LOOKING
        try_later(work, row, refusal)
        return
    sort = sort_of(work, step, refusal)
    if refusal.code == NOT_FOUND and sort == Sort.FINAL and step.operation != "CreatePool":
        not_there(work, row, step, refusal)
    elif sort == Sort.PAUSED:
        note(work, row, status=StepStatus.LOOKING if was_unknown else StepStatus.READY)
        raise paused_by(refusal)
    elif sort == Sort.ALREADY_SO:
        already_so(work, row, step, is_ours=was_unknown)
    elif was_unknown:
        refused_after_all(work, row, step, refusal, sort)
    else:
        refused_for_certain(work, row, refusal, sort)


def not_there(work: Work, row: SyncStep, step: Step, refusal: Refusal) -> None:
    """What AWS made just now it may not know everywhere yet; what somebody deleted meanwhile is not as planned."""
    seen = certain_look(work, step)
    if seen.fit == Fit.MOVED:
        lost.give_up(work, row)
        raise MovedError(seen)
    is_young = any(is_hidden_still(memory) for memory in memories_of(work.link, step.touches).values())
    refused_for_certain(work, row, refusal, Sort.TRANSIENT if is_young else Sort.FINAL)


def is_hidden_still(memory: Memory) -> bool:
    made = memory.sent.get(EXISTS)
    return made is not None and False in made.formers and made.may_be_hidden(clock.seconds())


def refused_for_certain(work: Work, row: SyncStep, refusal: Refusal, sort: Sort) -> None:
    row.status = StepStatus.READY
    if sort == Sort.TRANSIENT:
        try_later(work, row, refusal)
    elif sort == Sort.WAITING:
        wait_for_aws(work, row, refusal)
    else:
        fail(work, row, refusal)


def refused_after_all(work: Work, row: SyncStep, step: Step, refusal: Refusal, sort: Sort) -> None:
    """This request was refused; of an earlier one of the same step nobody knows, and it may be why."""
    if step.operation == "CreatePool":
        lost.find_pool(work, row, step, else_later=refusal if sort != Sort.FINAL else None)
    elif certain_look(work, step).fit == Fit.ALREADY_SO:
        already_so(work, row, step, is_ours=True)
    elif sort == Sort.TRANSIENT:
        try_later(work, row, refusal)
    else:
        refused_for_certain(work, row, refusal, sort)


def read_refused(work: Work, row: SyncStep, refusal: Refusal) -> None:
    """Of what was sent before, nothing more is known than before."""
    sort = refusal.sort()
    if sort == Sort.TRANSIENT:
        try_later(work, row, refusal)
    elif sort == Sort.PAUSED or row.status in UNKNOWN or row.status == StepStatus.ASKED:
        raise paused_by(refusal)
    else:
        fail(work, row, refusal)


def sort_of(work: Work, step: Step, refusal: Refusal) -> Sort:
    """A resource that is not active yet takes moments or, where it is PENDING, days."""
    return refusal.sort(pending=refusal.reason == "RESOURCE_NOT_ACTIVE" and is_pending(work, step))


def is_pending(work: Work, step: Step) -> bool:
    """Whether AWS, or a carrier, has not yet made the number ready."""
    keys = [ref.key for ref in step.touches if ref.kind == PHONE_NUMBER]
    states = described(work.read, PHONE_NUMBER, keys).values()
    return any(state and state.status == "PENDING" for state in states)
