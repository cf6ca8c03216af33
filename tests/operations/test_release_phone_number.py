import pytest

from pools.errors import AccessDeniedException, ConflictException, ResourceNotFoundException
from pools.models import Activity, Keyword, PhoneNumber, ResourcePolicy, Tag
from pools.operations.associations import associate_origination_identity, disassociate_origination_identity
from pools.operations.phone_numbers import release_phone_number
from pools.operations.resource_policies import put_resource_policy
from tests.help.factories import PhoneNumberFactory, PoolFactory, PoolSenderIdFactory, TagFactory
from tests.help.operations import refused


def release(caller, number):
    return release_phone_number(caller, phone_number_id=number.phone_number_id)


def test_a_number_is_gone_with_what_was_on_it(caller):
    number = TagFactory(phone_number=PhoneNumberFactory()).phone_number
    put_resource_policy(caller, resource_arn=number.phone_number_arn, policy='{"Statement": []}')
    answer = release_phone_number(caller, phone_number_id=number.phone_number_arn)
    assert (answer.phone_number_id, answer.status) == (number.phone_number_id, "DELETED")
    for model in (PhoneNumber, Keyword, Tag, ResourcePolicy):
        assert not model.objects.exists()


def test_a_number_in_a_pool_is_refused_until_it_has_left(caller):
    number = PhoneNumberFactory(pool=PoolSenderIdFactory().pool)
    with refused(ConflictException, "PHONE_NUMBER_ASSOCIATED_TO_POOL") as refusal:
        release(caller, number)
    assert refusal.error.resource_id == number.phone_number_id
    disassociate_origination_identity(
        caller, pool_id=number.pool.pool_id, origination_identity=number.phone_number_id
    )
    release(caller, number)
    assert not PhoneNumber.objects.exists()


def test_a_number_that_is_leaving_a_pool_is_refused_as_one_in_it(caller):
    caller.account.status_delay_seconds = 60
    number = PhoneNumberFactory(pool=PoolSenderIdFactory().pool)
    disassociate_origination_identity(
        caller, pool_id=number.pool.pool_id, origination_identity=number.phone_number_id
    )
    with refused(ConflictException, "PHONE_NUMBER_ASSOCIATED_TO_POOL"):
        release(caller, number)


def test_a_protected_number_is_refused(caller):
    with refused(ConflictException, "DELETION_PROTECTION_ENABLED"):
        release(caller, PhoneNumberFactory(deletion_protection_enabled=True))
    assert PhoneNumber.objects.exists()


def test_a_number_whose_registration_is_not_through_is_refused(caller):
    with refused(ConflictException, "PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION"):
        release(caller, PhoneNumberFactory(pending=True, registration_id="registration-1"))
    release(caller, PhoneNumberFactory(registration_id="registration-1"))
    release(caller, PhoneNumberFactory(pending=True))


def test_a_released_number_is_not_found(caller):
    number = PhoneNumberFactory()
    release(caller, number)
    with refused(ResourceNotFoundException) as refusal:
        release(caller, number)
    assert refusal.error.resource_type == "phone-number"
    with refused(ResourceNotFoundException):
        associate_origination_identity(
            caller, pool_id=PoolFactory().pool_id, origination_identity=number.phone_number_id
        )


@pytest.mark.parametrize("name", ["phone_number_id", "phone_number_arn"])
def test_another_accounts_number_is_not_found(other_caller, name):
    number = PhoneNumberFactory()
    with refused(ResourceNotFoundException):
        release_phone_number(other_caller, phone_number_id=getattr(number, name))
    assert PhoneNumber.objects.exists()


def test_a_viewer_may_not(viewer):
    with refused(AccessDeniedException):
        release(viewer, PhoneNumberFactory())


def test_what_it_was_is_logged(caller):
    number = TagFactory(phone_number=PhoneNumberFactory(), key="Team", value="blue").phone_number
    release(caller, number)
    row = Activity.objects.get()
    assert (row.operation, row.resource_id) == ("ReleasePhoneNumber", number.phone_number_id)
    assert (row.before["phone_number"], row.before["tags"]) == (number.phone_number, {"Team": "blue"})
