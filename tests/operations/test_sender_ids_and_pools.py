"""Acts with a sender ID that may be new: a pool made of one, and one put into a pool."""

import pytest

from pools.errors import (
    ValidationException,
)
from pools.models import Activity, Pool, Project, SenderId
from pools.operations.associations import associate_sender_id, create_pool_from_sender_id
from tests.help.factories import (
    PoolFactory,
    SenderIdFactory,
)
from tests.help.operations import refused


def test_creating_from_a_new_sender_id_requests_it_first(caller):
    pool = create_pool_from_sender_id(
        caller, sender_id="acme", iso_country_code="GB", message_type="PROMOTIONAL"
    )
    assert SenderId.objects.get().message_types == ["PROMOTIONAL"]
    assert Pool.objects.get().pool_id == pool.pool_id
    operations = Activity.objects.order_by("pk").values_list("operation", "change_id")
    assert [name for name, _ in operations] == ["RequestSenderId", "CreatePool"]
    assert len({change_id for _, change_id in operations}) == 1


def test_creating_from_a_sender_id_that_is_there_uses_it(caller):
    SenderIdFactory(sender_id="ACME")
    create_pool_from_sender_id(caller, sender_id="Acme", iso_country_code="GB", message_type="TRANSACTIONAL")
    assert SenderId.objects.count() == 1


def test_one_that_another_account_region_or_country_has_is_requested_all_the_same(caller, other_caller):
    SenderIdFactory(sender_id="ACME", account=other_caller.account)
    SenderIdFactory(sender_id="ACME", region="eu-west-1")
    SenderIdFactory(sender_id="ACME", iso_country_code="DE")
    create_pool_from_sender_id(caller, sender_id="ACME", iso_country_code="GB", message_type="TRANSACTIONAL")
    assert SenderId.objects.for_caller(caller).filter(iso_country_code="GB").exists()


def test_a_sender_id_registered_outside_can_be_used_in_a_country_that_asks_for_it(caller):
    asked = {"sender_id": "ACME", "iso_country_code": "IN"}
    pool = PoolFactory()
    with refused(ValidationException, "SENDER_ID_REQUIRES_REGISTRATION", "IsoCountryCode"):
        create_pool_from_sender_id(caller, **asked, message_type="TRANSACTIONAL")
    with refused(ValidationException, "SENDER_ID_REQUIRES_REGISTRATION", "IsoCountryCode"):
        associate_sender_id(caller, pool_id=pool.pool_id, **asked)
    create_pool_from_sender_id(caller, **asked, message_type="TRANSACTIONAL", registered=True)
    associate_sender_id(caller, pool_id=pool.pool_id, **asked | {"sender_id": "OTHER"}, registered=True)
    assert SenderId.objects.filter(registered=True).count() == 2


@pytest.mark.parametrize("sender_id", ["A\x00B", "A B", "A" * 12])
def test_a_sender_id_that_is_none_is_refused_before_it_is_looked_for(caller, sender_id):
    asked = {"sender_id": sender_id, "iso_country_code": "GB"}
    with refused(ValidationException, "INVALID_PARAMETER", "SenderId"):
        create_pool_from_sender_id(caller, **asked, message_type="TRANSACTIONAL")
    with refused(ValidationException, "INVALID_PARAMETER", "SenderId"):
        associate_sender_id(caller, pool_id=PoolFactory().pool_id, **asked)


def test_a_refused_pool_leaves_no_sender_id_behind(caller):
    Project.objects.update(sms_channel_enabled=False)
    with refused(ValidationException, "CHANNEL_NOT_ENABLED"):
        create_pool_from_sender_id(
            caller, sender_id="ACME", iso_country_code="GB", message_type="TRANSACTIONAL"
        )
    assert not SenderId.objects.exists()


def test_a_second_submit_of_the_same_form_makes_no_second_pool(caller):
    asked = {"sender_id": "ACME", "iso_country_code": "GB", "message_type": "TRANSACTIONAL"}
    first = create_pool_from_sender_id(caller, **asked, client_token="form")
    again = create_pool_from_sender_id(caller, **asked, client_token="form")
    assert (first.pool_id, Pool.objects.count()) == (again.pool_id, 1)


def test_a_new_sender_id_joins_a_pool_with_the_pools_message_type(caller):
    pool = PoolFactory(message_type="PROMOTIONAL")
    associate_sender_id(caller, pool_id=pool.pool_id, sender_id="acme", iso_country_code="GB")
    assert pool.sender_ids.get().message_types == ["PROMOTIONAL"]
