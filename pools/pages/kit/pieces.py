"""Long work that no worker does: a request does some of it, and the browser asks for more as soon as it is answered.

Each piece is a transaction of its own. So whatever is cut off, what is done is done, and can be gone on with.
"""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, TypeVar

from pools.models.fast_reads.lock_waits import let_others

Work = TypeVar("Work", bound=Any)
# Seconds that an answer may take: by script the next one follows at once, without it somebody has to ask.
SOON, LATE = 0.7, 10


def for_a_while(
    work: Work, verbs: Mapping[str, Callable[..., Work]], seconds: float, *given: Any, **named: Any
) -> Work:
    """Do piece after piece. verbs: what does the next one, by the status of the work; none where it is over.

    given, named: what each verb is called with.
    """
    until = monotonic() + seconds
    while work.status in verbs and monotonic() < until:
        work = verbs[work.status](*given, **named)
        let_others()
    return work
