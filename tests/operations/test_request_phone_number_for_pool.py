"""RequestPhoneNumber with a pool: the number joins it at once, under the rules of AssociateOriginationIdentity."""

import pytest

from pools.errors import ConflictException, ResourceNotFoundException, ServiceQuotaExceededException
from pools.models import PhoneNumber, Pool, Quota
from pools.operations.phone_numbers import describe_phone_numbers
from pools.pages.kit.words.refusals import sentence
from tests.help.factories import KeywordFactory, OptOutListFactory, PoolFactory, PoolSenderIdFactory
from tests.help.operations import fresh, refused
from tests.operations.test_request_phone_number import request


def test_a_toll_free_number_can_join_its_pool_before_it_is_registered(caller):
    pool = PoolFactory()
    answer = request(caller, number_type="TOLL_FREE", pool_id=pool.pool_id)
    assert (answer.status, answer.pool_id) == ("PENDING", pool.pool_id)


def test_a_number_joins_the_pool_that_is_given(caller):
    pool = PoolFactory()
    answer = request(caller, pool_id=pool.pool_arn)
    assert (answer.pool_id, answer.status) == (pool.pool_id, "ACTIVE")
    assert pool.phone_numbers.get().phone_number_id == answer.phone_number_id


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"message_type": "PROMOTIONAL"}, "MESSAGE_TYPE_MISMATCH"),
        ({"two_way": True}, "TWO_WAY_CONFIG_MISMATCH"),
        ({"opt_out_list_name": "support"}, "OPT_OUT_LIST_MISMATCH"),
        ({"self_managed_opt_outs_enabled": True}, "SELF_MANAGED_OPT_OUTS_MISMATCH"),
    ],
)
def test_a_pool_that_the_number_would_not_match_is_refused(caller, settings, reason):
    pool = PoolFactory(**settings)
    with refused(ConflictException, reason) as refusal:
        request(caller, pool_id=pool.pool_id)
    assert (refusal.error.resource_type, refusal.error.resource_id) == ("pool", pool.pool_id)
    assert sentence(refusal.error).endswith(".")
    assert not PhoneNumber.objects.exists()


def test_a_pool_with_keywords_of_its_own_is_refused(caller):
    pool = KeywordFactory(pool=PoolFactory()).pool
    with refused(ConflictException, "KEYWORD_MISMATCH"):
        request(caller, pool_id=pool.pool_id)


def test_a_number_without_sms_joins_no_pool(caller):
    with refused(ConflictException, "NUMBER_CAPABILITIES_MISMATCH"):
        request(caller, pool_id=PoolFactory().pool_id, number_capabilities=["VOICE"])


def test_the_lists_match_when_the_pools_is_asked_for(caller):
    OptOutListFactory(opt_out_list_name="support")
    pool = PoolFactory(opt_out_list_name="support")
    assert request(caller, pool_id=pool.pool_id, opt_out_list_name="support").pool_id == pool.pool_id


def test_a_pool_that_is_not_active_is_refused(caller):
    with refused(ConflictException, "RESOURCE_NOT_ACTIVE"):
        request(caller, pool_id=PoolFactory(settling=True).pool_id)


def test_an_unknown_pool_is_not_found(caller, other_caller):
    pool = PoolFactory()
    with refused(ResourceNotFoundException):
        request(other_caller, pool_id=pool.pool_id)
    assert fresh(pool).phone_numbers.count() == 0


def test_a_full_pool_is_refused(caller):
    pool = PoolSenderIdFactory().pool
    Quota.objects.create(
        account=caller.account, region=caller.region, name="ORIGINATION_IDENTITIES_PER_POOL", value=1
    )
    with refused(ServiceQuotaExceededException, "ORIGINATION_IDENTITIES_PER_POOL"):
        request(caller, pool_id=pool.pool_id)


def test_a_number_is_pending_until_the_delay_is_over_and_in_its_pool_from_the_start(caller):
    caller.account.status_delay_seconds = 60
    pool = PoolFactory()
    answer = request(caller, pool_id=pool.pool_id)
    assert (answer.status, answer.pool_id) == ("PENDING", pool.pool_id)
    PhoneNumber.objects.update(settled_timestamp=Pool.objects.get().created_timestamp)
    [row] = describe_phone_numbers(caller).phone_numbers
    assert (row.status, row.pool_id) == ("ACTIVE", pool.pool_id)
