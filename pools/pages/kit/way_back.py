"""A step that belongs to one pool and is done on another page: which pool it was, and the way back to it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from pools.models import PhoneNumber, Pool
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import full_id
from pools.pages.kit.places import to

BACK = "back"
# In place of a pool: what is asked about a single identity on its own page, which is where to go back to.
FROM_IDENTITY = {"from": "identity"}
LONGEST_ID = 64
LONGEST_LABEL = 24
MOST_TICKED = 10  # an address holds no more


def back_in(data: Mapping[str, str]) -> str:
    """The pool's ID, as an address or a form says it; "" for what can be none."""
    value = data.get(BACK, "")
    return value if len(value) <= LONGEST_ID and value.startswith("pool-") else ""


def with_back(data: Mapping[str, str], url: str) -> str:
    """The address with the pool that led to this one, so that the step goes on there."""
    back = back_in(data)
    return f"{url}?{urlencode({BACK: back})}" if back else url


def pool_of_step(caller: Caller, back: str) -> Pool | None:
    return Pool.objects.for_caller(caller).filter(pool_id=back).first() if back else None


def way_back(caller: Caller, pool: Pool, identities: Sequence[Any] = ()) -> tuple[str, str]:
    """A link's text and address. identities: what was dealt with, as far as it is ticked; one alone is searched for."""
    sought = identities if len(identities) == 1 else ()
    query = [("q", one.phone_number) for one in sought if isinstance(one, PhoneNumber)]
    query += [("id", full_id(one)) for one in identities[:MOST_TICKED]]
    address = to(caller, "pool-detail", pool.pool_id)
    if query:
        address += f"?{urlencode(query)}#origination-identities"
    label = pool.label
    return f"Back to {label if len(label) <= LONGEST_LABEL else f'{label[: LONGEST_LABEL - 1]}…'}", address
