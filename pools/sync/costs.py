"""What a plan costs: how many requests, and how long they take at least."""

from collections import Counter
from typing import Any

from pools.sync.limiter import least_seconds
from pools.sync.looks import reads_of
from pools.sync.planned import Plan


def cost_of(plan: Plan, share: int) -> dict[str, Any]:
    """Each step is a write, and a look before it. steps: of each the requests and the seconds, by its id."""
    requests = {step.id: Counter((step.operation, *reads_of(step))) for step in plan.steps}
    of_all = sum(requests.values(), Counter())
    return {
        "requests": of_all.total(),
        "seconds": seconds_of(of_all, share),
        "steps": {name: [some.total(), seconds_of(some, share)] for name, some in requests.items()},
    }


def seconds_of(requests: Counter, share: int) -> float:
    return round(least_seconds(requests, share), 1)
