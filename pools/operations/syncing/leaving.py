"""Which steps of a run are not sent, as what they need is not."""

from collections.abc import Collection, Iterable

from pools.models import SyncStep
from pools.models.sync_steps import NotSent


def in_need_of(left: Collection[str], steps: Iterable[SyncStep]) -> list[SyncStep]:
    """The steps that cannot go without those of these ids, however far they are from them. steps: in their order."""
    lacking, found = set(left), []
    # A step needs only steps before it.
    for step in steps:
        if lacking & {*step.needs}:
            lacking.add(step.step_id)
            found.append(step)
    return found


def left_out(steps: Collection[SyncStep], ticked: Collection[int]) -> dict[str, NotSent]:
    """Why each of the steps of a plan that are not sent is not, by its id. ticked: positions of those that destroy."""
    unticked = {step.step_id for step in steps if step.destroys and step.position not in ticked}
    needing = {step.step_id for step in in_need_of(unticked, steps)}
    return dict.fromkeys(needing, NotSent.NEEDS) | dict.fromkeys(unticked, NotSent.NOT_TICKED)
