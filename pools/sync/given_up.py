"""What a step was planned for and nobody wants any more: a deletion was taken back, a change discarded meanwhile."""

from pools.models import AwsLink
from pools.sync.fields import EXISTS, fields, unread
from pools.sync.here import states_here
from pools.sync.judging import is_from_pool, is_member
from pools.sync.planned import Change, Step
from pools.sync.state import Ref, State, plain


def given_up(link: AwsLink, step: Step) -> Ref | None:
    """The resource that is here, by now, as the step would find it in AWS; None where all is still wanted.

    Another wish since then is for the next plan: this one was looked at and pressed.
    """
    here = states_here(link, step.touches)
    return next((one.ref for one in step.changes if is_given_up(one, here.get(one.ref))), None)


def is_given_up(change: Change, local: State | None) -> bool:
    name, before, after = change.field[0], plain(change.before), plain(change.after)
    if change.field == EXISTS:
        return (local is not None) == before != after
    # That somebody deleted it since is another wish. And what makes a number like its pool, so that it can join, our
    # side does not say of one that is in it.
    if local is None or unread(local, name) or (is_member(local) and is_from_pool(local.kind, change.field)):
        return False
    return plain(fields(local).get(change.field)) == before != after
