"""The bar of a plan that can be applied: how many steps will run as they are ticked, and the word."""

import json
from collections.abc import Collection
from typing import Any

from django.http import HttpRequest

from pools.models import RunStatus, SyncRun, SyncStep
from pools.operations.engine.caller import Permission
from pools.pages.sync.people import who_applies
from pools.pages.sync.states import steps_numbered


def left_out(steps: list[SyncStep], ticked: Collection[int]) -> dict[int, int]:
    """Which steps are not to be sent as it is ticked, by their positions, each with the one that it waits for: itself,
    where it is not ticked, else one that it needs.
    """
    by_id = {step.step_id: step.position for step in steps}
    left: dict[int, int] = {}
    for step in steps:
        needed = (by_id[one] for one in step.needs if one in by_id)
        if step.destroys and step.position not in ticked:
            left[step.position] = step.position
        elif waits_for := next((left[one] for one in needed if one in left), 0):
            left[step.position] = waits_for
    return left


def stays_in_words(positions: list[int]) -> str:
    """ "Steps 7 and 8 stay pending."."""
    if not positions:
        return ""
    return f"{steps_numbered(positions)} stay{'s' if len(positions) == 1 else ''} pending."


def bar_context(
    request: HttpRequest,
    run: SyncRun,
    steps: list[SyncStep],
    ticked: Collection[int],
    error: str,
    *,
    is_plan: bool,
) -> dict[str, Any]:
    """The bar of a plan that can be applied: what will run as it is ticked, and the word."""
    if not is_plan or run.status != RunStatus.READY or not steps:
        return {"bar": None}
    by_id = {step.step_id: step.position for step in steps}
    left = left_out(steps, ticked)
    destroying = [step for step in steps if step.destroys]
    will = len(steps) - len(left)
    caller = request.caller
    return {
        "bar": {
            "will": will,
            "of": len(steps),
            "destroys": bool(destroying),
            "ticked": sum(step.position in ticked for step in destroying),
            "destroying": len(destroying),
            "unticked": stays_in_words([one.position for one in destroying if one.position not in ticked]),
            "error": error,
            "typed": request.POST.get("confirm", ""),
            "who": "" if caller.may(Permission.APPLY_TO_AWS) else who_applies(caller),
            "graph": json.dumps(
                [
                    [step.position, step.destroys, [by_id[one] for one in step.needs if one in by_id]]
                    for step in steps
                ]
            ),
        }
    }
