"""A trainer looks at a learner's console: who may, which no row says, and as whom."""

from collections.abc import Sequence

from pools.models import Membership, Role, Seat, User
from pools.models.fast_reads.callers import user_with_memberships
from pools.operations.classes import teaches
from pools.operations.engine.caller import Caller, caller_for, memberships_of
from pools.reference import regions


def page_caller(
    user: User, account_id: str, region: str, *, memberships: Sequence[Membership] | None = None
) -> Caller | None:
    """Whoever asks for a page: a member, or a trainer. Programs sign for members only."""
    own = memberships_of(user) if memberships is None else memberships
    return caller_for(user, account_id, region, memberships=own) or watching(user, account_id, region, own)


def watching(user: User, account_id: str, region: str, own: Sequence[Membership]) -> Caller | None:
    """The trainer in the account of somebody who learns in a class of theirs. It is asked anew for each page, so that
    it ends with the class, with the learner, and with the trainer's role."""
    taught = [one.account_id for one in own if teaches(Caller(user, one.account, region, one.role))]
    if not taught or regions.region(region) is None:
        return None
    seats = Seat.objects.select_related("of_class", "learner")
    seat = seats.filter(learner__account_id=account_id, of_class__account_id__in=taught).first()
    learner = user_with_memberships(seat.learner.user_id) if seat else None
    # As the learner's own pages read it: with what it is linked to, and how many pools it has where.
    account = next((one.account for one in memberships_of(learner) if one.account_id == account_id), None)
    return Caller(user, account, region, Role.VIEWER, watched=seat) if account else None
