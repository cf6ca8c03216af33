"""The bar of a plan that can be applied: how many steps will run as they are ticked, and the word."""

import json
from collections.abc import Collection
from typing import Any

from django.http import HttpRequest

from pools.models import RunStatus, SyncRun, SyncStep
from pools.operations.engine.caller import Permission


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
    left: set[int] = set()
    for step in steps:
        needed = {by_id[one] for one in step.needs if one in by_id}
        if (step.destroys and step.position not in ticked) or left & needed:
            left.add(step.position)
    destroying = [step for step in steps if step.destroys]
    will = len(steps) - len(left)
    who = ", ".join(request.caller.who_may(Permission.APPLY_TO_AWS))
    return {
        "bar": {
            "will": will,
            "of": len(steps),
            "destroys": bool(destroying),
            "ticked": sum(step.position in ticked for step in destroying),
            "destroying": len(destroying),
            "error": error,
            "typed": request.POST.get("confirm", ""),
            "who": who,
            "graph": json.dumps(
                [
                    [step.position, step.destroys, [by_id[one] for one in step.needs if one in by_id]]
                    for step in steps
                ]
            ),
        }
    }
