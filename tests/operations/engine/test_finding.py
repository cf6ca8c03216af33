"""ARNs that cannot name anything, at every operation that takes one."""

from typing import Any

import pytest

from pools.errors import ResourceNotFoundException, ValidationException
from pools.operations.engine.registry import verbs
from tests.help.factories import PhoneNumberFactory, PoolFactory, ProjectFactory, SenderIdFactory
from tests.help.operations import refused

HERE = "arn:aws:sms-voice:us-east-1:111122223333:"
OF_A_SENDER_ID = {
    "AssociateOriginationIdentity": {"origination_identity": "@", "iso_country_code": "GB", "pool_id": "#"},
    "CreatePool": {
        "origination_identity": "@",
        "iso_country_code": "GB",
        "message_type": "TRANSACTIONAL",
    },
    "DeleteResourcePolicy": {"resource_arn": "@"},
    "DescribeSenderIds": {"sender_ids": [{"SenderId": "@", "IsoCountryCode": "GB"}]},
    "DisassociateOriginationIdentity": {
        "origination_identity": "@",
        "iso_country_code": "GB",
        "pool_id": "#",
    },
    "GetResourcePolicy": {"resource_arn": "@"},
    "ListTagsForResource": {"resource_arn": "@"},
    "PutResourcePolicy": {"resource_arn": "@", "policy": '{"Statement": []}'},
    "ReleaseSenderId": {"sender_id": "@", "iso_country_code": "GB"},
    "TagResource": {"resource_arn": "@", "tags": [{"Key": "Team", "Value": "care"}]},
    "UntagResource": {"resource_arn": "@", "tag_keys": ["Team"]},
    "UpdateSenderId": {"sender_id": "@", "iso_country_code": "GB"},
}
OF_OTHERS = [
    ("DescribePools", {"pool_ids": ["@"]}, "pool/pool-1"),
    ("UpdatePool", {"pool_id": "@"}, "pool/pool-1"),
    ("DescribePhoneNumbers", {"phone_number_ids": ["@"]}, "phone-number/phone-1"),
    ("ReleasePhoneNumber", {"phone_number_id": "@"}, "phone-number/phone-1"),
    ("PutKeyword", {"origination_identity": "@", "keyword": "A", "keyword_message": "B"}, "pool/pool-1"),
    ("DeleteOptOutList", {"opt_out_list_name": "@"}, "opt-out-list/news"),
    ("DeleteConfigurationSet", {"configuration_set_name": "@"}, "configuration-set/main"),
    (
        "DeleteEventDestination",
        {"configuration_set_name": "@", "event_destination_name": "all"},
        "configuration-set/main",
    ),
    (
        "DeleteVerifiedDestinationNumber",
        {"verified_destination_number_id": "@"},
        "verified-destination-number/verified-1",
    ),
    ("ListTagsForResource", {"resource_arn": "@"}, "verified-destination-number/verified-1"),
    ("DescribeRegistrations", {"registration_ids": ["@"]}, "registration/registration-1"),
    ("ListRegistrationAssociations", {"registration_id": "@"}, "registration/registration-1"),
]


@pytest.fixture
def pool(caller):
    SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    ProjectFactory()
    return PhoneNumberFactory(pool=PoolFactory()).pool


def filled(value: Any, arn: str, pool_id: str) -> Any:
    if isinstance(value, dict):
        return {name: filled(item, arn, pool_id) for name, item in value.items()}
    if isinstance(value, list):
        return [filled(item, arn, pool_id) for item in value]
    return {"@": arn, "#": pool_id}.get(value, value)


@pytest.mark.parametrize("name", OF_A_SENDER_ID)
@pytest.mark.parametrize("tail", ["ACME", "ACME/", "/GB", "ACME/GB/x", "ACME/GBR"])
def test_a_sender_ids_arn_is_a_name_and_a_country(caller, pool, name, tail):
    with refused(ValidationException, "INVALID_ARN"):
        verbs()[name](caller, **filled(OF_A_SENDER_ID[name], f"{HERE}sender-id/{tail}", pool.pool_id))


@pytest.mark.parametrize("name", OF_A_SENDER_ID)
def test_a_sender_id_that_is_not_there_is_not_found(caller, pool, name):
    with refused(ResourceNotFoundException):
        verbs()[name](caller, **filled(OF_A_SENDER_ID[name], f"{HERE}sender-id/NOBODY/GB", pool.pool_id))


@pytest.mark.parametrize(("name", "asked", "tail"), OF_OTHERS)
def test_an_id_or_a_name_has_no_slash_and_is_what_is_told(caller, name, asked, tail):
    with refused(ValidationException, "INVALID_ARN"):
        verbs()[name](caller, **filled(asked, f"{HERE}{tail}/x", ""))
    kind, resource_id = tail.split("/")
    with refused(ResourceNotFoundException) as refusal:
        verbs()[name](caller, **filled(asked, f"{HERE}{tail}", ""))
    told = f"{HERE}{tail}" if "resource_arn" in asked else resource_id
    assert (refusal.error.resource_type, refusal.error.resource_id) == (kind, told)
