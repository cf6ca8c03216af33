"""UpdateSenderId and ReleaseSenderId."""

import pytest

from pools.errors import (
    AccessDeniedException,
    ConflictException,
    ResourceNotFoundException,
    ValidationException,
)
from pools.models import Activity, ResourcePolicy, SenderId, Tag
from pools.operations.resource_policies import put_resource_policy
from pools.operations.sender_ids import release_sender_id, update_sender_id
from tests.help.factories import PoolFactory, PoolSenderIdFactory, SenderIdFactory, TagFactory
from tests.help.operations import refused

BOTH = pytest.mark.parametrize("operation", [update_sender_id, release_sender_id])


@pytest.fixture
def acme(db):
    return SenderIdFactory(sender_id="ACME", iso_country_code="GB")


def test_deletion_protection_is_turned_on_and_off(caller, acme):
    update_sender_id(caller, sender_id="acme", iso_country_code="GB", deletion_protection_enabled=True)
    assert SenderId.objects.get().deletion_protection_enabled
    row = Activity.objects.get()
    assert row.resource_id == "ACME/GB"
    assert (row.before, row.after) == (
        {"deletion_protection_enabled": False},
        {"deletion_protection_enabled": True},
    )
    arn = acme.sender_id_arn
    update_sender_id(caller, sender_id=arn, iso_country_code="GB", deletion_protection_enabled=False)
    assert not SenderId.objects.get().deletion_protection_enabled


def test_what_is_not_given_stays(caller):
    SenderIdFactory(sender_id="ACME", deletion_protection_enabled=True)
    assert update_sender_id(caller, sender_id="ACME", iso_country_code="GB").deletion_protection_enabled


def test_a_sender_id_is_gone_with_what_was_on_it(caller, acme):
    TagFactory(sender_id=acme, key="Team", value="blue")
    put_resource_policy(caller, resource_arn=acme.sender_id_arn, policy='{"Statement": []}')
    answer = release_sender_id(caller, sender_id=acme.sender_id_arn, iso_country_code="GB")
    assert (answer.sender_id, answer.iso_country_code) == ("ACME", "GB")
    for model in (SenderId, Tag, ResourcePolicy):
        assert not model.objects.exists()
    row = Activity.objects.get(operation="ReleaseSenderId")
    assert (row.resource_id, row.before["tags"]) == ("ACME/GB", {"Team": "blue"})
    assert "DeletionProtectionEnabled" not in row.result


def test_only_the_one_of_the_country_goes(caller, acme):
    SenderIdFactory(sender_id="ACME", iso_country_code="DE")
    release_sender_id(caller, sender_id="ACME", iso_country_code="GB")
    assert SenderId.objects.get().iso_country_code == "DE"


def test_one_in_a_pool_is_refused(caller):
    sender_id = PoolSenderIdFactory().sender_id
    with refused(ConflictException, "SENDER_ID_ASSOCIATED_TO_POOL") as refusal:
        release_sender_id(caller, sender_id=sender_id.sender_id, iso_country_code="GB")
    assert (refusal.error.resource_type, refusal.error.resource_id) == ("sender-id", sender_id.sender_id)


def test_a_protected_one_is_refused(caller):
    SenderIdFactory(sender_id="ACME", deletion_protection_enabled=True)
    with refused(ConflictException, "DELETION_PROTECTION_ENABLED"):
        release_sender_id(caller, sender_id="ACME", iso_country_code="GB")
    assert SenderId.objects.exists()


@BOTH
@pytest.mark.parametrize("asked", [("ACME", "DE"), ("NOBODY", "GB")])
def test_one_that_is_not_there_is_not_found(caller, acme, operation, asked):
    with refused(ResourceNotFoundException) as refusal:
        operation(caller, sender_id=asked[0], iso_country_code=asked[1])
    assert refusal.error.resource_type == "sender-id"


@BOTH
def test_the_country_of_an_arn_and_the_one_beside_it_are_the_same(caller, acme, operation):
    with refused(ValidationException, "COUNTRY_CODE_MISMATCH", "IsoCountryCode"):
        operation(caller, sender_id=acme.sender_id_arn, iso_country_code="DE")


@BOTH
def test_an_arn_of_something_else_is_refused(caller, operation):
    with refused(ValidationException, "INVALID_ARN", "SenderId"):
        operation(caller, sender_id=PoolFactory().pool_arn, iso_country_code="GB")


@BOTH
def test_another_account_and_a_viewer_may_not(other_caller, viewer, acme, operation):
    for given in ("ACME", acme.sender_id_arn):
        with refused(ResourceNotFoundException):
            operation(other_caller, sender_id=given, iso_country_code="GB")
    with refused(AccessDeniedException):
        operation(viewer, sender_id="ACME", iso_country_code="GB")
    assert SenderId.objects.exists()
