"""What AWS refuses the sync's own client."""

from collections.abc import Callable
from typing import Any

import pytest

from pools.sync.refusals import Refusal
from pools.sync.remote import Refused

LOST = "POOL-THAT-IS-NOT-THERE"


def refused(act: Callable[..., Any], *arguments: Any) -> Refusal:
    with pytest.raises(Refused) as caught:
        act(*arguments)
    return caught.value.refusal
