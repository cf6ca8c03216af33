from datetime import timedelta

import pytest
from django.utils import timezone

from pools import shapes
from pools.errors import ResourceNotFoundException, ValidationException
from pools.models import Activity
from pools.operations.phone_numbers import FILTERS, describe_phone_numbers
from tests.help.factories import TOPIC, PhoneNumberFactory, PoolFactory, in_a_minute
from tests.help.operations import refused


def found(caller, *filters, **given):
    asked = [{"Name": name, "Values": list(values)} for name, *values in filters]
    rows = describe_phone_numbers(caller, filters=asked, **given).phone_numbers
    return [row.phone_number_id for row in rows]


def test_all_are_there_the_oldest_first(caller):
    now = timezone.now()
    newer = PhoneNumberFactory(created_timestamp=now)
    older = PhoneNumberFactory(created_timestamp=now - timedelta(days=1))
    assert found(caller) == [older.phone_number_id, newer.phone_number_id]
    assert not Activity.objects.exists()


def test_a_number_in_a_pool_has_the_pools_settings(caller):
    pool = PoolFactory(
        two_way=True,
        two_way_channel_role="arn:aws:iam::111122223333:role/inbound",
        self_managed_opt_outs_enabled=True,
        opt_out_list_name="support",
        deletion_protection_enabled=True,
    )
    PhoneNumberFactory(pool=pool, opt_out_list_name="own")
    [row] = describe_phone_numbers(caller).phone_numbers
    assert row.pool_id == pool.pool_id
    assert (row.two_way_enabled, row.two_way_channel_arn) == (True, TOPIC)
    assert row.two_way_channel_role == pool.two_way_channel_role
    assert (row.self_managed_opt_outs_enabled, row.opt_out_list_name) == (True, "support")
    assert not row.deletion_protection_enabled


def test_a_number_in_no_pool_has_its_own(caller):
    PhoneNumberFactory(two_way=True, opt_out_list_name="own")
    [row] = describe_phone_numbers(caller).phone_numbers
    assert (row.pool_id, row.two_way_channel_arn, row.opt_out_list_name) == (None, TOPIC, "own")


def test_ids_and_arns_choose(caller):
    first, second, _ = (PhoneNumberFactory() for _ in range(3))
    asked = [first.phone_number_id, second.phone_number_arn]
    assert found(caller, phone_number_ids=asked) == [first.phone_number_id, second.phone_number_id]


@pytest.fixture
def odd(db):
    """A number that differs from the ordinary one in everything that a filter can ask for."""
    PhoneNumberFactory(pool=PoolFactory(), two_way=True, opt_out_list_name="own")
    pool = PoolFactory(
        two_way=True,
        self_managed_opt_outs_enabled=True,
        opt_out_list_name="support",
        message_type="PROMOTIONAL",
    )
    return PhoneNumberFactory(
        pool=pool,
        phone_number="+447700900123",
        iso_country_code="GB",
        message_type="PROMOTIONAL",
        number_capabilities=["SMS", "VOICE"],
        number_type="SHORT_CODE",
        carrier_status="PENDING",
        deletion_protection_enabled=True,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "PENDING"),
        ("iso-country-code", "GB"),
        ("message-type", "PROMOTIONAL"),
        ("number-capability", "VOICE"),
        ("number-type", "SHORT_CODE"),
        ("two-way-enabled", "true"),
        ("self-managed-opt-outs-enabled", "True"),
        ("opt-out-list-name", "support"),
        ("deletion-protection-enabled", "true"),
        ("two-way-channel-arn", TOPIC),
    ],
)
def test_a_filter_chooses_by_what_applies(caller, odd, name, value):
    assert found(caller, (name, value)) == [odd.phone_number_id]


def test_there_is_a_filter_for_every_name_of_the_api():
    assert set(FILTERS) == set(shapes.service_model().shape_for("PhoneNumberFilterName").enum)


def test_a_members_own_settings_are_not_what_a_filter_sees(caller):
    PhoneNumberFactory(pool=PoolFactory(), two_way=True, opt_out_list_name="own")
    assert found(caller, ("two-way-enabled", "true")) == []
    assert found(caller, ("opt-out-list-name", "own")) == []
    assert found(caller, ("two-way-channel-arn", TOPIC)) == []


def test_filters_must_all_fit_each_by_any_value(caller, odd):
    assert len(found(caller, ("iso-country-code", "US", "GB"))) == 2
    assert found(caller, ("iso-country-code", "US", "GB"), ("number-capability", "VOICE")) == [
        odd.phone_number_id
    ]
    assert found(caller, ("iso-country-code", "US"), ("number-capability", "VOICE")) == []


@pytest.mark.parametrize("status", ["ASSOCIATING", "DISASSOCIATING", "PENDING"])
def test_the_status_filter_goes_by_what_the_status_is_now(caller, status):
    settling = PhoneNumberFactory(settling_status=status, settled_timestamp=in_a_minute())
    settled = PhoneNumberFactory(settling_status=status, settled_timestamp=timezone.now())
    assert found(caller, ("status", status)) == [settling.phone_number_id]
    assert found(caller, ("status", "ACTIVE")) == [settled.phone_number_id]
    assert len(found(caller, ("status", status, "ACTIVE"))) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "CREATING"),
        ("message-type", "BOTH"),
        ("number-capability", "FAX"),
        ("number-type", "LONG"),
        ("two-way-enabled", "yes"),
        ("self-managed-opt-outs-enabled", "1"),
        ("deletion-protection-enabled", "on"),
    ],
)
def test_a_value_that_no_number_can_have_is_refused(caller, name, value):
    with refused(ValidationException, "INVALID_FILTER_VALUES", "Filters[0].Values"):
        found(caller, (name, value))


def test_pages_follow_each_other(caller):
    numbers = [PhoneNumberFactory(pool=PoolFactory()).phone_number_id for _ in range(5)]
    seen, token = [], None
    while True:
        page = describe_phone_numbers(caller, max_results=2, next_token=token)
        seen.append([row.phone_number_id for row in page.phone_numbers])
        token = page.next_token
        if not token:
            break
    assert seen == [numbers[:2], numbers[2:4], numbers[4:]]


def test_a_token_of_another_request_is_refused(caller):
    for _ in range(2):
        PhoneNumberFactory()
    token = describe_phone_numbers(caller, max_results=1).next_token
    with refused(ValidationException, "INVALID_NEXT_TOKEN", "NextToken"):
        found(caller, ("iso-country-code", "US"), next_token=token)


def test_an_unknown_number_is_not_found_and_one_that_a_filter_hides_is(caller):
    number = PhoneNumberFactory()
    asked = [number.phone_number_id, "phone-ffffffffffffffffffffffffffffffff"]
    with refused(ResourceNotFoundException) as refusal:
        found(caller, phone_number_ids=asked)
    assert (refusal.error.resource_type, refusal.error.resource_id) == ("phone-number", asked[1])
    assert found(caller, ("iso-country-code", "GB"), phone_number_ids=asked[:1]) == []


def test_owner_and_ids_do_not_go_together(caller):
    number = PhoneNumberFactory()
    with refused(ValidationException, "PARAMETERS_CANNOT_BE_USED_TOGETHER"):
        found(caller, phone_number_ids=[number.phone_number_id], owner="SELF")
    assert found(caller, owner="SELF") == [number.phone_number_id]
    assert found(caller, owner="SHARED") == []


def test_another_account_and_region_see_nothing(caller, other_caller):
    number = PhoneNumberFactory()
    PhoneNumberFactory(region="eu-west-1")
    assert found(caller) == [number.phone_number_id]
    assert found(other_caller) == []
    for given in (number.phone_number_id, number.phone_number_arn):
        with refused(ResourceNotFoundException):
            found(other_caller, phone_number_ids=[given])


def test_a_viewer_may_read(viewer):
    number = PhoneNumberFactory()
    assert found(viewer) == [number.phone_number_id]


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow(caller, django_assert_num_queries, count):
    for _ in range(count):
        PhoneNumberFactory(pool=PoolFactory())
    with django_assert_num_queries(1):
        rows = describe_phone_numbers(caller).phone_numbers
        assert all(row.pool_id and row.opt_out_list_name for row in rows)
