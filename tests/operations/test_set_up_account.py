"""Setting an empty account up: all of it or nothing."""

import pytest

from pools.errors import (
    AccessDeniedException,
    ConflictException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import Activity, PhoneNumber, Pool, Project, Quota
from pools.operations.number_requests import NumberKind
from pools.operations.rules import offers
from pools.operations.set_up import set_up_account
from tests.help.factories import PhoneNumberFactory, PoolFactory, ProjectFactory
from tests.help.operations import refused


def kind(country, number_type, quantity=1, message_type="TRANSACTIONAL"):
    return NumberKind(country, number_type, ["SMS"], message_type, quantity)


THREE = (kind("US", "TOLL_FREE"), kind("US", "SIMULATOR"), kind("GB", "LONG_CODE"))


@pytest.fixture
def bare(caller):
    """An account without a project."""
    Project.objects.all().delete()
    return caller


def set_up(caller, numbers=THREE, **more):
    return set_up_account(caller, numbers=numbers, **{"project_name": "Shop", "pool_name": "Orders"} | more)


def there() -> tuple[int, int, int]:
    return Project.objects.count(), PhoneNumber.objects.count(), Pool.objects.count()


def test_the_channel_the_numbers_and_the_pool_are_made_as_one_act(bare):
    pool = set_up(bare)
    project = Project.objects.get()
    assert (project.name, project.sms_channel_enabled) == ("Shop", True)
    row = Pool.objects.get(pool_id=pool.pool_id)
    assert (row.name, row.message_type, row.deletion_protection_enabled) == ("Orders", "TRANSACTIONAL", True)
    # The pool begins with one that is ACTIVE, and takes the one that waits for its registration as well.
    types = sorted(row.phone_numbers.values_list("iso_country_code", "number_type"))
    assert types == [("GB", "LONG_CODE"), ("US", "SIMULATOR"), ("US", "TOLL_FREE")]
    logged = Activity.objects.order_by("pk")
    assert [one.operation for one in logged if one.operation[:1].isupper()] == [
        "RequestPhoneNumber",
        "CreatePool",
        "RequestPhoneNumber",
        "RequestPhoneNumber",
    ]
    assert len({one.change_id for one in logged}) == 1


def test_the_oldest_project_gets_the_channel_where_there_is_one(bare):
    ProjectFactory(account=bare.account, name="Old", sms_channel_enabled=False)
    set_up(bare)
    assert [(one.name, one.sms_channel_enabled) for one in Project.objects.all()] == [("Old", True)]


@pytest.mark.parametrize("already", [PhoneNumberFactory, PoolFactory])
def test_an_account_that_has_something_is_left_alone(bare, already):
    already()
    before = there()
    with refused(ConflictException, "RESOURCE_ALREADY_EXISTS"):
        set_up(bare)
    assert there() == before


def test_twice_is_once(bare):
    set_up(bare)
    with refused(ConflictException, "RESOURCE_ALREADY_EXISTS"):
        set_up(bare)
    assert there() == (1, 3, 1)


@pytest.mark.parametrize(
    ("numbers", "more", "found"),
    [
        ((kind("GB", "TOLL_FREE"),), {}, [("Numbers[0].NumberType", "not_offered")]),
        (
            (
                kind("US", "TEN_DLC"),
                kind("GB", "LONG_CODE"),
                kind("ZZ", "LONG_CODE"),
            ),
            {},
            [("Numbers[0].NumberType", "not_offered"), ("Numbers[2].NumberType", "not_offered")],
        ),
        ((kind("US", "TOLL_FREE", 2),), {}, [("Numbers[0].NumberType", "not_at_once")]),
        (
            (kind("US", "SIMULATOR", 1, "PROMOTIONAL"),),
            {},
            [("Numbers[0].NumberType", "transactional_only")],
        ),
        ((kind("GB", "LONG_CODE", 11),), {}, [("Numbers[0].Quantity", "out_of_range")]),
        (THREE, {"project_name": "no/name"}, [("Name", "characters")]),
        (THREE, {"pool_name": "x" * 257}, [("Tags[0].Value", "too_long")]),
    ],
)
def test_what_can_t_be_is_named_and_nothing_is_made(bare, numbers, more, found):
    with pytest.raises(ValidationException) as refusal:
        set_up(bare, numbers, **more)
    assert [(field.name, field.problem) for field in refusal.value.fields] == found
    assert there() == (0, 0, 0)


def test_the_last_number_over_the_quota_takes_all_back(bare):
    Quota.objects.create(account=bare.account, region=bare.region, name="PHONE_NUMBERS_PER_ACCOUNT", value=2)
    with refused(ServiceQuotaExceededException, "PHONE_NUMBERS_PER_ACCOUNT"):
        set_up(bare)
    assert there() == (0, 0, 0)


def test_a_status_delay_is_named_as_no_pool_can_begin_with_a_pending_number(bare):
    bare.account.status_delay_seconds = 30
    bare.account.save()
    with refused(ConflictException, "RESOURCE_NOT_ACTIVE"):
        set_up(bare)
    assert there() == (0, 0, 0)


def test_only_an_administrator_may(editor):
    with pytest.raises(AccessDeniedException):
        set_up(editor)


def test_a_kind_that_is_used_up_is_named_and_nothing_is_made(bare, monkeypatch):
    monkeypatch.setattr(
        offers.known, "numbers", lambda country, _: ["+12065550100"] if country == "US" else []
    )
    with refused(ValidationException, "INVALID_PARAMETER", field="Numbers[1].NumberType"):
        set_up(bare, (kind("US", "SIMULATOR"), kind("GB", "LONG_CODE")))
    assert there() == (0, 0, 0)
