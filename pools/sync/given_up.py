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
    name = change.field[0]
    if local and (unread(local, name) or (is_member(local) and is_from_pool(local.kind, change.field))):
        # Made like its pool, so that it can join: of a number in one our side says nothing of its own.
        return False
    shown = fields(local) if local else {}
    value = plain(local is not None if change.field == EXISTS else shown.get(change.field))
    return value == plain(change.before) != plain(change.after)
