"""Resource policies: put, read, and gone with their resource."""

import json

import pytest

from pools.errors import AccessDeniedException, ResourceNotFoundException, ValidationException
from pools.models import Activity, ResourcePolicy
from pools.operations.opt_out_lists import delete_opt_out_list
from pools.operations.phone_numbers import release_phone_number
from pools.operations.pools import delete_pool
from pools.operations.resource_policies import (
    delete_resource_policy,
    get_resource_policy,
    put_resource_policy,
)
from pools.operations.sender_ids import release_sender_id
from tests.help.factories import (
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    SenderIdFactory,
    in_a_minute,
)
from tests.help.operations import refused

POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]}, indent=1)
OTHER = json.dumps({"Statement": {"Effect": "Deny"}})


def arn_of_each():
    return [
        PoolFactory().pool_arn,
        PhoneNumberFactory().phone_number_arn,
        SenderIdFactory().sender_id_arn,
        OptOutListFactory().opt_out_list_arn,
    ]


def test_a_policy_is_kept_word_for_word_on_each_kind(editor):
    for arn in arn_of_each():
        put = put_resource_policy(editor, resource_arn=arn, policy=POLICY)
        assert (put.resource_arn, put.policy) == (arn, POLICY)
        assert get_resource_policy(editor, resource_arn=arn).policy == POLICY
        assert delete_resource_policy(editor, resource_arn=arn).policy == POLICY
    assert not ResourcePolicy.objects.exists()


def test_a_policy_takes_the_place_of_the_one_before(caller):
    pool = PoolFactory()
    put_resource_policy(caller, resource_arn=pool.pool_arn, policy=POLICY)
    put_resource_policy(caller, resource_arn=pool.pool_arn, policy=OTHER)
    assert ResourcePolicy.objects.get().policy == OTHER
    last = Activity.objects.changes_of("pool", pool.pool_id).first()
    assert (last.before, last.after) == ({"policy": POLICY}, {"policy": OTHER})


@pytest.mark.parametrize(
    "policy",
    ["no JSON", "[]", "null", "{}", '{"Statement": "all"}', '{"Statement": null}', "[" * 9999, "1" * 9999],
)
def test_what_is_no_policy_is_refused(caller, policy):
    with refused(ValidationException, "INVALID_PARAMETER", "Policy"):
        put_resource_policy(caller, resource_arn=PoolFactory().pool_arn, policy=policy)
    assert not ResourcePolicy.objects.exists()


def test_a_resource_without_a_policy_has_an_empty_one_to_read(caller):
    for arn in arn_of_each():
        found = get_resource_policy(caller, resource_arn=arn)
        assert (found.resource_arn, found.policy, found.created_timestamp) == (arn, "{}", None)
    assert not ResourcePolicy.objects.exists()


def test_a_resource_without_a_policy_has_none_to_delete(caller):
    arn = PoolFactory().pool_arn
    with refused(ResourceNotFoundException) as refusal:
        delete_resource_policy(caller, resource_arn=arn)
    assert (refusal.error.resource_type, refusal.error.resource_id) == ("policy", arn)


def test_a_resource_that_is_not_there_has_none(caller):
    gone = PoolFactory()
    gone.delete()
    with refused(ResourceNotFoundException) as refusal:
        put_resource_policy(caller, resource_arn=gone.pool_arn, policy=POLICY)
    assert refusal.error.resource_type == "pool"


@pytest.mark.parametrize(
    "resource", ["configuration-set/main", "nonsense", "verified-destination-number/v-1"]
)
def test_other_resources_cannot_be_shared(caller, resource):
    arn = f"arn:aws:sms-voice:us-east-1:111122223333:{resource}"
    with refused(ValidationException, "INVALID_ARN", "ResourceArn"):
        put_resource_policy(caller, resource_arn=arn, policy=POLICY)


def test_another_account_reads_and_changes_none(caller, other_caller):
    arn = PoolFactory(account=caller.account).pool_arn
    put_resource_policy(caller, resource_arn=arn, policy=POLICY)
    with refused(ResourceNotFoundException):
        put_resource_policy(other_caller, resource_arn=arn, policy=OTHER)
    for act in (get_resource_policy, delete_resource_policy):
        with refused(ResourceNotFoundException):
            act(other_caller, resource_arn=arn)
    assert ResourcePolicy.objects.get().policy == POLICY


def test_a_viewer_reads_and_changes_none(caller, viewer):
    arn = PoolFactory().pool_arn
    put_resource_policy(caller, resource_arn=arn, policy=POLICY)
    assert get_resource_policy(viewer, resource_arn=arn).policy == POLICY
    with refused(AccessDeniedException):
        put_resource_policy(viewer, resource_arn=arn, policy=OTHER)
    with refused(AccessDeniedException):
        delete_resource_policy(viewer, resource_arn=arn)


def test_a_policy_goes_with_its_resource(caller):
    pool, number, sender_id, opt_out_list = (
        PoolFactory(),
        PhoneNumberFactory(),
        SenderIdFactory(),
        OptOutListFactory(),
    )
    rows = (pool.pool_arn, number.phone_number_arn, sender_id.sender_id_arn, opt_out_list.opt_out_list_arn)
    for arn in (*rows, *arn_of_each()):
        put_resource_policy(caller, resource_arn=arn, policy=POLICY)
    delete_pool(caller, pool_id=pool.pool_id)
    release_phone_number(caller, phone_number_id=number.phone_number_id)
    release_sender_id(caller, sender_id=sender_id.sender_id, iso_country_code=sender_id.iso_country_code)
    delete_opt_out_list(caller, opt_out_list_name=opt_out_list.opt_out_list_name)
    assert ResourcePolicy.objects.count() == 4
    assert not ResourcePolicy.objects.filter(resource_arn__in=rows).exists()


def test_a_pool_that_is_being_deleted_gets_no_policy(caller):
    pool = PoolFactory(deleted_timestamp=in_a_minute(), settled_timestamp=in_a_minute())
    with refused(ResourceNotFoundException):
        put_resource_policy(caller, resource_arn=pool.pool_arn, policy=POLICY)
