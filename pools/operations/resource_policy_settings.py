"""The form of a resource policy, saved as one act: none that somebody else has put meanwhile is written over unseen."""

from pools.models import ResourcePolicy
from pools.operations.engine.caller import Caller
from pools.operations.engine.merging import merge
from pools.operations.engine.resources import arn_of
from pools.operations.engine.verb import operation
from pools.operations.resource_policies import find_resource, put_resource_policy


@operation
def save_resource_policy(caller: Caller, *, resource_arn: str, initial: str | None, posted: str) -> bool:
    """PutResourcePolicy, where the policy is another one.

    initial: what the form was rendered with, "" for none; None where nobody knows. Returns: whether it changed.
    Raises: ConflictException (Overtaken); what PutResourcePolicy raises.
    """
    resource = find_resource(caller, resource_arn, lock=True)
    rows = ResourcePolicy.objects.for_caller(caller).filter(resource_arn=arn_of(resource))
    current = rows.values_list("policy", flat=True).first() or ""
    key = ("policy", "")
    known = None if initial is None else {key: initial}
    if not merge(resource, known, {key: posted}, {key: current}):
        return False
    put_resource_policy(caller, resource_arn=resource_arn, policy=posted)
    return True
