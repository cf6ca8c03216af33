import pytest

from pools.errors import (
    AccessDeniedException,
    ConflictException,
    ResourceNotFoundException,
    ValidationException,
)
from pools.models import Activity, PhoneNumber, SnsTopic
from pools.operations.phone_numbers import update_phone_number
from tests.help.factories import TOPIC, OptOutListFactory, PhoneNumberFactory, PoolFactory, in_a_minute
from tests.help.operations import refused


def update(caller, number, **given):
    return update_phone_number(caller, phone_number_id=number.phone_number_id, **given)


def now(number):
    return PhoneNumber.objects.get(pk=number.pk)


@pytest.fixture
def number(db):
    return PhoneNumberFactory()


def test_what_is_given_changes_and_the_rest_stays(caller, number):
    OptOutListFactory(opt_out_list_name="support")
    update(caller, number, opt_out_list_name="support")
    answer = update_phone_number(
        caller, phone_number_id=number.phone_number_arn, deletion_protection_enabled=True
    )
    row = now(number)
    assert (row.opt_out_list_name, row.deletion_protection_enabled) == ("support", True)
    assert (answer.opt_out_list_name, answer.deletion_protection_enabled) == ("support", True)


def test_two_way_is_turned_on_with_a_topic_which_is_remembered_and_off_without(caller, number):
    on = {"two_way_enabled": True, "two_way_channel_arn": TOPIC, "self_managed_opt_outs_enabled": True}
    update(caller, number, **on)
    assert (now(number).two_way_channel_arn, now(number).self_managed_opt_outs_enabled) == (TOPIC, True)
    assert SnsTopic.objects.get().topic_arn == TOPIC
    update(caller, number, two_way_enabled=False, self_managed_opt_outs_enabled=False)
    assert (now(number).two_way_enabled, now(number).two_way_channel_arn) == (False, "")


@pytest.mark.parametrize(
    ("given", "reason", "field"),
    [
        ({"two_way_enabled": True}, "TWO_WAY_CHANNEL_NOT_PRESENT", "TwoWayChannelArn"),
        ({"self_managed_opt_outs_enabled": True}, "TWO_WAY_NOT_ENABLED", "SelfManagedOptOutsEnabled"),
        (
            {"two_way_enabled": True, "two_way_channel_arn": TOPIC + ".fifo"},
            "INVALID_PARAMETER",
            "TwoWayChannelArn",
        ),
        (
            {
                "two_way_enabled": True,
                "two_way_channel_arn": TOPIC,
                "two_way_channel_role": "arn:aws:s3:::a-bucket-no-role",
            },
            "INVALID_PARAMETER",
            "TwoWayChannelRole",
        ),
        (
            {"international_sending_enabled": True},
            "INTERNATIONAL_SENDING_NOT_SUPPORTED",
            "InternationalSendingEnabled",
        ),
    ],
)
def test_settings_that_do_not_go_together_are_refused(caller, number, given, reason, field):
    with refused(ValidationException, reason, field):
        update(caller, number, **given)
    assert (now(number).two_way_enabled, now(number).self_managed_opt_outs_enabled) == (False, False)


def test_two_way_in_a_country_without_it_is_refused(caller):
    number = PhoneNumberFactory(iso_country_code="AD", phone_number="+376312345")
    with refused(ValidationException, "TWO_WAY_NOT_SUPPORTED_IN_COUNTRY", "TwoWayEnabled"):
        update(caller, number, two_way_enabled=True, two_way_channel_arn=TOPIC)


def test_two_way_on_a_number_for_voice_is_refused(caller):
    with refused(ValidationException, "INVALID_REQUEST", "TwoWayEnabled"):
        update(caller, PhoneNumberFactory(voice_only=True), two_way_enabled=True, two_way_channel_arn=TOPIC)


def test_a_us_toll_free_number_may_send_abroad(caller):
    number = PhoneNumberFactory(toll_free=True)
    update(caller, number, international_sending_enabled=True)
    assert now(number).international_sending_enabled


@pytest.mark.parametrize("given", [{"deletion_protection_enabled": True}, {"two_way_enabled": False}, {}])
def test_a_number_in_a_pool_is_changed_through_the_pool(caller, given):
    number = PhoneNumberFactory(pool=PoolFactory(name="alerts"))
    with refused(ConflictException, "PHONE_NUMBER_ASSOCIATED_TO_POOL") as refusal:
        update(caller, number, **given)
    assert refusal.error.about.pool_label == "alerts"


@pytest.mark.parametrize("status", ["PENDING", "DISASSOCIATING"])
def test_a_number_that_is_not_active_is_refused(caller, status):
    number = PhoneNumberFactory(settling_status=status, settled_timestamp=in_a_minute())
    with refused(ConflictException, "RESOURCE_NOT_ACTIVE"):
        update(caller, number, deletion_protection_enabled=True)


def test_an_unknown_opt_out_list_is_not_found(caller, number):
    with refused(ResourceNotFoundException) as refusal:
        update(caller, number, opt_out_list_name="nowhere")
    assert refusal.error.resource_type == "opt-out-list"


def test_another_accounts_number_is_not_found(other_caller, number):
    for phone_number_id in (number.phone_number_id, number.phone_number_arn):
        with refused(ResourceNotFoundException):
            update_phone_number(other_caller, phone_number_id=phone_number_id)


def test_an_arn_of_something_else_is_refused(caller):
    with refused(ValidationException, "INVALID_ARN", "PhoneNumberId"):
        update_phone_number(caller, phone_number_id=PoolFactory().pool_arn)


def test_a_viewer_may_not(viewer, number):
    with refused(AccessDeniedException):
        update(viewer, number, deletion_protection_enabled=True)


def test_before_and_after_are_logged(caller, number):
    update(caller, number, deletion_protection_enabled=True)
    row = Activity.objects.get()
    assert row.resource_id == number.phone_number_id
    assert (row.before, row.after) == (
        {"deletion_protection_enabled": False},
        {"deletion_protection_enabled": True},
    )
