"""Our rows, as the sync writes them: through the house verbs, in the caller's transaction."""

from collections.abc import Collection
from typing import Any

from pools.models import AwsLink, User
from pools.operations.from_aws.changing import set_field
from pools.operations.from_aws.knowing import store_facts
from pools.operations.from_aws.naming import aws_caller
from pools.operations.from_aws.removing import remove_resource
from pools.operations.from_aws.storing import store_resource, store_resources
from pools.sync.fields import EXISTS, Field
from pools.sync.state import Ref, State, plain, to_json


class House:
    """In the name of `user`, or of nobody where AWS was first."""

    def __init__(self, link: AwsLink, user: User | None = None) -> None:
        self.caller = aws_caller(link.account, link.region, user)

    def store(self, states: Collection[State]) -> dict[Ref, frozenset[Field]]:
        """Make or replace our rows of these. Returns: of each, what is not so here; EXISTS where nothing is."""
        unkept = store_resources(self.caller, states=[to_json(state) for state in states])
        return {Ref(*ref): frozenset(names) for ref, names in unkept.items()}

    def store_again(self, state: State) -> frozenset[Field]:
        """What somebody deleted here, and wants back as AWS has it: a pool with its numbers. Returns: as `store`."""
        return frozenset(store_resource(self.caller, state=to_json(state), with_numbers=True))

    def know(self, states: Collection[State]) -> None:
        """Keep of these what AWS alone can say of them, and no comparison is about."""
        if states:
            store_facts(self.caller, states=[to_json(state) for state in states])

    def set_field(self, ref: Ref, which: Field, value: Any, *, was: Any) -> bool:
        """Whether it is so now; not where it is no longer as it was compared."""
        own = {"ref": (ref.kind, ref.key), "field": which}
        return set_field(self.caller, **own, value=plain(value), expected=plain(was))

    def remove(self, ref: Ref) -> bool:
        return remove_resource(self.caller, ref=(ref.kind, ref.key))


def is_stored(unkept: frozenset[Field]) -> bool:
    return EXISTS not in unkept
