"""Marking a number as registered, which AWS does outside its API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pools.errors import AccessDeniedException, ConflictException, ResourceNotFoundException
from pools.models import Activity, PhoneNumber
from pools.operations.associations import associate_origination_identity
from pools.operations.phone_numbers import request_phone_number
from pools.operations.pools import create_pool
from pools.operations.registration import mark_phone_number_as_registered
from tests.help.factories import PhoneNumberFactory, PoolFactory
from tests.help.operations import refused


def mark(caller, number: PhoneNumber) -> PhoneNumber:
    return mark_phone_number_as_registered(caller, phone_number_id=number.phone_number_id)


def test_a_toll_free_number_becomes_active_and_can_be_used(editor, caller):
    asked = {"iso_country_code": "US", "message_type": "TRANSACTIONAL", "number_capabilities": ["SMS"]}
    number = request_phone_number(editor, number_type="TOLL_FREE", **asked).number
    identity = {"origination_identity": number.phone_number_id}
    pool = PoolFactory()
    for act in (
        lambda: create_pool(editor, message_type="TRANSACTIONAL", **identity),
        lambda: associate_origination_identity(editor, pool_id=pool.pool_id, **identity),
    ):
        with refused(ConflictException, "RESOURCE_NOT_ACTIVE"):
            act()
    assert mark(editor, number).status == "ACTIVE"
    assert PhoneNumber.objects.with_status().get().derived_status == "ACTIVE"
    assert create_pool(editor, message_type="TRANSACTIONAL", **identity).pool_id
    row = Activity.objects.changes_of("phone-number", number.phone_number_id).get(
        operation="mark_phone_number_as_registered"
    )
    assert row.changes == {"status": ("PENDING", "ACTIVE")}


def test_it_takes_as_long_as_any_change_of_status(caller):
    caller.account.status_delay_seconds = 60
    number = PhoneNumberFactory(pending=True)
    assert mark(caller, number).status == "PENDING"
    PhoneNumber.objects.update(settled_timestamp=timezone.now() - timedelta(seconds=1))
    assert PhoneNumber.objects.get().status == "ACTIVE"


@pytest.mark.parametrize("state", [{}, {"settling_status": "ASSOCIATING"}])
def test_a_number_that_waits_for_nothing_stays_as_it_is(caller, state):
    number = PhoneNumberFactory(settled_timestamp=timezone.now() + timedelta(minutes=1), **state)
    before = PhoneNumber.objects.filter(pk=number.pk).values().get()
    mark(caller, number)
    assert PhoneNumber.objects.filter(pk=number.pk).values().get() == before
    assert not Activity.objects.exists()


def test_it_is_known_by_its_arn_too(caller):
    number = PhoneNumberFactory(pending=True)
    mark_phone_number_as_registered(caller, phone_number_id=number.phone_number_arn)
    assert PhoneNumber.objects.get().status == "ACTIVE"


def test_a_viewer_and_another_account_mark_none(viewer, other_caller):
    number = PhoneNumberFactory(pending=True)
    with refused(AccessDeniedException):
        mark(viewer, number)
    with refused(ResourceNotFoundException):
        mark(other_caller, number)
    assert PhoneNumber.objects.get().status == "PENDING"
