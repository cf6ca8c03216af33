"""PutResourcePolicy, GetResourcePolicy and DeleteResourcePolicy: whom an owner lets use a resource.

They are kept, not applied: every account here uses its own resources only.
"""

import json

from django.db.models import Model

from pools.errors import ResourceNotFoundException, invalid
from pools.models import ResourcePolicy
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import by_arn
from pools.operations.engine.journal import changed
from pools.operations.engine.resources import TAKES_POLICY, arn_of
from pools.operations.engine.verb import operation, reading
from pools.operations.rules.statuses import must_be_changeable

NO_POLICY = "{}"


@operation
def put_resource_policy(caller: Caller, *, resource_arn: str, policy: str) -> ResourcePolicy:
    """Put a policy on a pool, phone number, sender ID or opt-out list, in place of the one it has.

    policy: JSON with a Statement; the rest of it is IAM's and not looked into.
    Raises: ResourceNotFoundException (also of a pool that is being deleted); ValidationException INVALID_ARN,
            INVALID_PARAMETER (no such JSON), INVALID_REQUEST (a Region without pools).
    Source: API_PutResourcePolicy (2022-03-31).
    """
    must_be_policy(policy)
    resource = find_resource(caller, resource_arn, lock=True)
    # As the resource has it: a request may write a sender ID in another case.
    arn = arn_of(resource)
    row = ResourcePolicy.objects.for_caller(caller).filter(resource_arn=arn).first()
    before = row.policy if row else None
    if row is None:
        row = ResourcePolicy(account=caller.account, region=caller.region, resource_arn=arn)
    row.policy, row.created_timestamp = policy, caller.now
    row.save()
    changed(resource, {"policy": (before, policy)})
    return row


@reading
def get_resource_policy(caller: Caller, *, resource_arn: str) -> ResourcePolicy:
    """The policy of a resource, word for word; `{}`, and no time, where it has none.

    Raises: ResourceNotFoundException (the resource's kind); ValidationException INVALID_ARN,
            INVALID_REQUEST (a Region without pools).
    Source: API_GetResourcePolicy (2022-03-31); the empty one: the Terraform provider's acceptance tests.
    """
    arn = arn_of(find_resource(caller, resource_arn, lock=False))
    row = ResourcePolicy.objects.for_caller(caller).filter(resource_arn=arn).first()
    return row or ResourcePolicy(resource_arn=arn, policy=NO_POLICY)


@operation
def delete_resource_policy(caller: Caller, *, resource_arn: str) -> ResourcePolicy:
    """Take the policy off a resource.

    Raises: ResourceNotFoundException (the resource's kind; or policy, where it has none); ValidationException
            INVALID_ARN, INVALID_REQUEST (a Region without pools).
    Source: API_DeleteResourcePolicy (2022-03-31).
    """
    resource = find_resource(caller, resource_arn, lock=True)
    arn = arn_of(resource)
    row = ResourcePolicy.objects.for_caller(caller).filter(resource_arn=arn).first()
    if row is None:
        raise ResourceNotFoundException(resource_type="policy", resource_id=arn)
    changed(resource, {"policy": (row.policy, None)})
    row.delete()
    return row


def drop_policy(caller: Caller, arn: str) -> None:
    """With a resource goes its policy: what deletes or releases one calls this with its ARN."""
    ResourcePolicy.objects.for_caller(caller).filter(resource_arn=arn).delete()


def must_be_policy(policy: str) -> None:
    try:
        document = json.loads(policy)
    # Python's parser recurses: what is nested too deep for it is no policy either.
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("Statement"), dict | list):
        raise invalid("Policy", "policy")


def find_resource(caller: Caller, resource_arn: str, *, lock: bool) -> Model:
    """The row of an ARN, which is locked for a write so that it is not deleted meanwhile."""
    resource = by_arn(caller, resource_arn, TAKES_POLICY, lock=lock)
    if lock:
        must_be_changeable(resource, arn=resource_arn)
    return resource
