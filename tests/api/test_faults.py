"""Faults on purpose as a client meets them."""

import pytest

from pools.models import Pool
from pools.operations.test_settings import update_test_settings
from tests.help.factories import PhoneNumberFactory
from tests.help.wire import refusal_of


@pytest.fixture
def fault(caller):
    def on(name):
        update_test_settings(
            caller, account_tier="SANDBOX", status_delay_seconds=0, fault=name, fault_seconds=60
        )

    return on


@pytest.mark.parametrize(
    ("name", "code", "status"),
    [
        ("THROTTLING", "ThrottlingException", 400),
        ("INTERNAL_SERVER_ERROR", "InternalServerException", 500),
        ("RESOURCE_NOT_ACCESSIBLE", "ValidationException", 400),
    ],
)
def test_a_change_is_refused_and_nothing_is_done(aws, fault, name, code, status):
    number = PhoneNumberFactory()
    fault(name)
    answer = refusal_of(
        aws.create_pool, OriginationIdentity=number.phone_number_id, MessageType="TRANSACTIONAL"
    )
    assert (answer["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    assert "a test setting of the account asks for this" in answer["Error"]["Message"]
    assert not Pool.objects.exists()
    if code == "ValidationException":
        assert answer["Reason"] == "RESOURCE_NOT_ACCESSIBLE"


def test_a_pool_is_creating_until_the_delay_is_over(aws, caller):
    update_test_settings(caller, account_tier="SANDBOX", status_delay_seconds=60)
    number = PhoneNumberFactory()
    made = aws.create_pool(OriginationIdentity=number.phone_number_id, MessageType="TRANSACTIONAL")
    assert made["Status"] == "CREATING"
    assert refusal_of(aws.delete_pool, PoolId=made["PoolId"])["Reason"] == "RESOURCE_NOT_ACTIVE"
    Pool.objects.update(settled_timestamp=None)
    assert aws.describe_pools(PoolIds=[made["PoolId"]])["Pools"][0]["Status"] == "ACTIVE"
