"""The calls that Terraform's pool resource makes, in its order, while changes of status take their time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pools.models import PhoneNumber, Pool
from tests.help.factories import PhoneNumberFactory, SenderIdFactory


@pytest.fixture
def slow(caller):
    """Changes of status take a while, as with AWS. The provider asks again every few seconds."""
    caller.account.status_delay_seconds = 30
    caller.account.save()


def time_passes() -> None:
    """Half a minute later, without waiting for it."""
    for model in (Pool, PhoneNumber):
        model.objects.exclude(settled_timestamp=None).update(
            settled_timestamp=timezone.now() - timedelta(seconds=1)
        )


def members(aws, pool_id: str) -> set[tuple[str, str]]:
    pages = aws.get_paginator("list_pool_origination_identities").paginate(PoolId=pool_id)
    return {
        (one["OriginationIdentityArn"], one["IsoCountryCode"])
        for page in pages
        for one in page["OriginationIdentities"]
    }


def join(aws, pool_id: str, arn: str, country: str) -> None:
    aws.associate_origination_identity(PoolId=pool_id, OriginationIdentity=arn, IsoCountryCode=country)


def test_a_pool_is_created_changed_swapped_and_destroyed(aws, slow):
    numbers = PhoneNumberFactory.create_batch(7)
    sender = SenderIdFactory(sender_id="BRAND", iso_country_code="DE")
    wanted = {(number.phone_number_arn, "US") for number in numbers} | {(sender.sender_id_arn, "DE")}

    # Every identity is looked at before the first write, five at a time.
    for first in range(0, 7, 5):
        arns = [number.phone_number_arn for number in numbers[first : first + 5]]
        found = aws.describe_phone_numbers(PhoneNumberIds=arns)["PhoneNumbers"]
        assert {(one["PhoneNumberArn"], one["Status"]) for one in found} == {(arn, "ACTIVE") for arn in arns}

    seed, *others = sorted(wanted)
    pool = aws.create_pool(
        OriginationIdentity=seed[0],
        IsoCountryCode=seed[1],
        MessageType="TRANSACTIONAL",
        DeletionProtectionEnabled=True,
        Tags=[{"Key": "Name", "Value": "terraform"}],
        ClientToken="terraform-1",
    )
    assert pool["Status"] == "CREATING"
    pool_id = pool["PoolId"]
    with pytest.raises(aws.exceptions.ConflictException) as early:
        join(aws, pool_id, *others[0])
    assert early.value.response["Reason"] == "RESOURCE_NOT_ACTIVE"
    time_passes()
    assert aws.describe_pools(PoolIds=[pool_id])["Pools"][0]["Status"] == "ACTIVE"

    for other in others:
        join(aws, pool_id, *other)
    assert members(aws, pool_id) == wanted
    time_passes()

    changed = aws.update_pool(PoolId=pool_id, SharedRoutesEnabled=True, OptOutListName="Default")
    assert (changed["SharedRoutesEnabled"], changed["OptOutListName"]) == (True, "Default")
    (found,) = aws.describe_pools(PoolIds=[pool["PoolArn"]])["Pools"]
    assert (found["SharedRoutesEnabled"], found["DeletionProtectionEnabled"]) == (True, True)

    # Members are swapped by associating first, so that the pool is never empty.
    new = PhoneNumberFactory()
    join(aws, pool_id, new.phone_number_arn, "US")
    for arn, country in wanted:
        aws.disassociate_origination_identity(PoolId=pool_id, OriginationIdentity=arn, IsoCountryCode=country)
    assert members(aws, pool_id) == {(new.phone_number_arn, "US")}
    with pytest.raises(aws.exceptions.ConflictException) as last:
        aws.disassociate_origination_identity(PoolId=pool_id, OriginationIdentity=new.phone_number_arn)
    assert last.value.response["Reason"] == "LAST_PHONE_NUMBER"

    with pytest.raises(aws.exceptions.ConflictException) as kept:
        aws.delete_pool(PoolId=pool_id)
    assert kept.value.response["Reason"] == "DELETION_PROTECTION_ENABLED"
    aws.update_pool(PoolId=pool_id, DeletionProtectionEnabled=False)
    assert aws.delete_pool(PoolId=pool_id)["Status"] == "DELETING"
    assert aws.describe_pools(PoolIds=[pool_id])["Pools"][0]["Status"] == "DELETING"
    time_passes()
    with pytest.raises(aws.exceptions.ResourceNotFoundException):
        aws.describe_pools(PoolIds=[pool_id])
    assert not PhoneNumber.objects.exclude(pool=None).exists()


def test_a_lost_answer_is_asked_for_again(aws):
    """The provider keeps its ClientToken, so that a create which timed out is found again and not made twice."""
    number = PhoneNumberFactory()
    asked = {
        "OriginationIdentity": number.phone_number_id,
        "MessageType": "TRANSACTIONAL",
        "ClientToken": "terraform-2",
    }
    first, again = aws.create_pool(**asked), aws.create_pool(**asked)
    for answer in (first, again):
        del answer["ResponseMetadata"]
    assert again == first
    assert Pool.objects.count() == 1
    with pytest.raises(aws.exceptions.ConflictException) as refusal:
        aws.create_pool(**asked | {"DeletionProtectionEnabled": True})
    assert "ClientToken" in refusal.value.response["Error"]["Message"]
