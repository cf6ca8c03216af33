"""Statuses that take their time: what a client that waits sees, with the account's test setting on."""

import pytest
from django.utils import timezone

from pools.models import Account, PhoneNumber, Pool
from tests.help.factories import KeywordFactory, PhoneNumberFactory, PoolFactory, TagFactory
from tests.help.wire import refusal_of
from tests.operations.test_resource_policies import POLICY

ASKED = {
    "IsoCountryCode": "US",
    "MessageType": "TRANSACTIONAL",
    "NumberCapabilities": ["SMS"],
    "NumberType": "LONG_CODE",
}


@pytest.fixture(autouse=True)
def _delay(account):
    Account.objects.filter(pk=account.pk).update(status_delay_seconds=60)


def elapse():
    """The delay is over: what was to settle has done so."""
    for model in (PhoneNumber, Pool):
        model.objects.filter(settled_timestamp__isnull=False).update(settled_timestamp=timezone.now())


def number(aws, phone_number_id):
    return aws.describe_phone_numbers(PhoneNumberIds=[phone_number_id])["PhoneNumbers"][0]


def status(aws, phone_number_id):
    return number(aws, phone_number_id)["Status"]


def ids_with(aws, value):
    found = aws.describe_phone_numbers(Filters=[{"Name": "status", "Values": [value]}])["PhoneNumbers"]
    return [row["PhoneNumberId"] for row in found]


def member(pool_id, phone_number_id):
    return {"PoolId": pool_id, "OriginationIdentity": phone_number_id, "IsoCountryCode": "US"}


def test_a_number_goes_from_pending_to_active(aws):
    made = aws.request_phone_number(**ASKED)
    phone_id = made["PhoneNumberId"]
    assert (made["Status"], status(aws, phone_id)) == ("PENDING", "PENDING")
    assert (ids_with(aws, "PENDING"), ids_with(aws, "ACTIVE")) == ([phone_id], [])
    for act, given in (
        (aws.update_phone_number, {"PhoneNumberId": phone_id}),
        (aws.create_pool, {"OriginationIdentity": phone_id, "MessageType": "TRANSACTIONAL"}),
        (aws.associate_origination_identity, member(PoolFactory().pool_id, phone_id)),
    ):
        assert refusal_of(act, **given)["Reason"] == "RESOURCE_NOT_ACTIVE"
    elapse()
    assert (status(aws, phone_id), ids_with(aws, "ACTIVE")) == ("ACTIVE", [phone_id])


def test_a_pool_and_its_number_settle_together(aws):
    phone_id = PhoneNumberFactory().phone_number_id
    pool = aws.create_pool(OriginationIdentity=phone_id, MessageType="TRANSACTIONAL")
    assert (pool["Status"], status(aws, phone_id)) == ("CREATING", "ASSOCIATING")
    assert number(aws, phone_id)["PoolId"] == pool["PoolId"]
    other = PhoneNumberFactory().phone_number_id
    answer = refusal_of(aws.associate_origination_identity, **member(pool["PoolId"], other))
    assert (answer["Reason"], answer["ResourceType"]) == ("RESOURCE_NOT_ACTIVE", "pool")
    elapse()
    assert status(aws, phone_id) == "ACTIVE"
    assert aws.describe_pools(PoolIds=[pool["PoolId"]])["Pools"][0]["Status"] == "ACTIVE"


def test_a_number_that_is_joining_a_pool_joins_no_other(aws):
    first, second = PoolFactory(), PoolFactory()
    phone_id = PhoneNumberFactory().phone_number_id
    aws.associate_origination_identity(**member(first.pool_id, phone_id))
    assert ids_with(aws, "ASSOCIATING") == [phone_id]
    answer = refusal_of(aws.associate_origination_identity, **member(second.pool_id, phone_id))
    assert answer["Reason"] == "PHONE_NUMBER_ASSOCIATED_TO_POOL"
    elapse()
    assert (status(aws, phone_id), number(aws, phone_id)["PoolId"]) == ("ACTIVE", first.pool_id)


def test_a_number_that_is_leaving_a_pool_joins_none_until_it_has_left(aws):
    first, second = PoolFactory(), PoolFactory()
    phone_id = PhoneNumberFactory(pool=first).phone_number_id
    PhoneNumberFactory(pool=first)
    aws.disassociate_origination_identity(**member(first.pool_id, phone_id))
    assert ids_with(aws, "DISASSOCIATING") == [phone_id]
    assert "PoolId" not in number(aws, phone_id)
    answer = refusal_of(aws.associate_origination_identity, **member(second.pool_id, phone_id))
    assert (answer["Reason"], answer["ResourceId"]) == ("RESOURCE_NOT_ACTIVE", phone_id)
    answer = refusal_of(aws.release_phone_number, PhoneNumberId=phone_id)
    assert answer["Reason"] == "PHONE_NUMBER_ASSOCIATED_TO_POOL"
    assert answer["Message"].endswith("it is leaving its pool; wait until its status is ACTIVE")
    elapse()
    aws.associate_origination_identity(**member(second.pool_id, phone_id))
    assert number(aws, phone_id)["PoolId"] == second.pool_id


def test_the_numbers_of_a_deleted_pool_leave_it_and_it_goes(aws):
    pool = PoolFactory()
    phone_id = PhoneNumberFactory(pool=pool).phone_number_id
    assert aws.delete_pool(PoolId=pool.pool_id)["Status"] == "DELETING"
    assert status(aws, phone_id) == "DISASSOCIATING"
    assert aws.describe_pools(PoolIds=[pool.pool_id])["Pools"][0]["Status"] == "DELETING"
    elapse()
    assert refusal_of(aws.describe_pools, PoolIds=[pool.pool_id])["Code"] == "ResourceNotFoundException"
    aws.release_phone_number(PhoneNumberId=phone_id)
    assert aws.describe_phone_numbers()["PhoneNumbers"] == []


def test_a_pool_that_is_being_deleted_takes_no_keywords(aws):
    pool = PoolFactory()
    KeywordFactory(pool=pool, keyword="MENU")
    aws.delete_pool(PoolId=pool.pool_id)
    for act, given in ((aws.put_keyword, {"KeywordMessage": "Hello"}), (aws.delete_keyword, {})):
        answer = refusal_of(act, OriginationIdentity=pool.pool_id, Keyword="MENU", **given)
        assert (answer["Reason"], answer["ResourceType"]) == ("RESOURCE_NOT_ACTIVE", "pool")
        assert answer["Message"].endswith("its status is DELETING and must be ACTIVE")


def test_a_pool_that_is_being_deleted_takes_no_tags_and_no_policy_and_shows_them(aws):
    pool = TagFactory(pool=PoolFactory(), key="Team", value="blue").pool
    named = {"ResourceArn": pool.pool_arn}
    aws.put_resource_policy(**named, Policy=POLICY)
    aws.delete_pool(PoolId=pool.pool_id)
    for act, given in (
        (aws.tag_resource, {"Tags": [{"Key": "Team", "Value": "red"}]}),
        (aws.untag_resource, {"TagKeys": ["Team"]}),
        (aws.put_resource_policy, {"Policy": POLICY}),
        (aws.delete_resource_policy, {}),
    ):
        answer = refusal_of(act, **named, **given)
        assert (answer["Code"], answer["ResourceType"]) == ("ResourceNotFoundException", "pool")
        assert answer["ResourceId"] == pool.pool_arn
    assert aws.list_tags_for_resource(**named)["Tags"] == [{"Key": "Team", "Value": "blue"}]
    assert aws.get_resource_policy(**named)["Policy"] == "{}"


def test_the_carriers_word_comes_first(aws):
    row = PhoneNumberFactory(pending=True)
    assert status(aws, row.phone_number_id) == "PENDING"
    elapse()
    assert ids_with(aws, "PENDING") == [row.phone_number_id]
