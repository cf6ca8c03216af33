"""Verified destination numbers, from adding one to deleting it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pools.errors import (
    AccessDeniedException,
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import VerifiedDestinationNumber
from pools.operations.verified_destination_numbers import (
    create_verified_destination_number,
    delete_verified_destination_number,
    describe_verified_destination_numbers,
    send_destination_number_verification_code,
    verify_destination_number,
)
from tests.help.factories import (
    PoolFactory,
    VerifiedDestinationNumberFactory,
)
from tests.help.operations import refused, tags

NUMBER = "+12065550100"


@pytest.fixture
def pending(account):
    return VerifiedDestinationNumberFactory(destination_phone_number=NUMBER)


def send(caller, row, **more):
    return send_destination_number_verification_code(
        caller,
        verified_destination_number_id=row.verified_destination_number_id,
        verification_channel="TEXT",
        **more,
    )


def verify(caller, row, code=None):
    row.refresh_from_db()
    return verify_destination_number(
        caller,
        verified_destination_number_id=row.verified_destination_number_id,
        verification_code=code or row.verification_code,
    )


def delete(caller, row):
    return delete_verified_destination_number(
        caller, verified_destination_number_id=row.verified_destination_number_id
    )


def numbers(page):
    return [row.destination_phone_number for row in page.verified_destination_numbers]


def test_a_number_is_added_sent_a_code_and_verified(editor):
    made = create_verified_destination_number(
        editor, destination_phone_number=NUMBER, tags=[{"Key": "Team", "Value": "qa"}]
    )
    assert (made.status, made.tags) == ("PENDING", [{"Key": "Team", "Value": "qa"}])
    row = VerifiedDestinationNumber.objects.get()
    assert tags(row) == {"Team": "qa"}
    assert send(editor, row).message_id
    row.refresh_from_db()
    assert len(row.verification_code) == 6
    assert row.verification_code.isdigit()
    assert verify(editor, row).status == "VERIFIED"
    row.refresh_from_db()
    assert (row.status, row.verification_code) == ("VERIFIED", "")


def test_the_plus_sign_may_be_left_out(caller):
    assert (
        create_verified_destination_number(
            caller, destination_phone_number=NUMBER[1:]
        ).destination_phone_number
        == NUMBER
    )
    with refused(ConflictException, "RESOURCE_ALREADY_EXISTS"):
        create_verified_destination_number(caller, destination_phone_number=NUMBER)


def test_the_same_token_answers_the_same_number(caller):
    first, second = (
        create_verified_destination_number(caller, destination_phone_number=NUMBER, client_token="once")
        for _ in range(2)
    )
    assert first.verified_destination_number_id == second.verified_destination_number_id


def test_ten_numbers_are_the_most(caller):
    VerifiedDestinationNumberFactory.create_batch(10)
    VerifiedDestinationNumberFactory(region="eu-west-1")
    with refused(ServiceQuotaExceededException, "VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT"):
        create_verified_destination_number(caller, destination_phone_number=NUMBER)


def test_another_account_may_have_the_same_number_and_cannot_touch_the_first(other_caller, pending):
    create_verified_destination_number(other_caller, destination_phone_number=NUMBER)
    for act in (send, verify, delete):
        with refused(ResourceNotFoundException):
            act(other_caller, pending, **({"code": "123456"} if act is verify else {}))
    found = describe_verified_destination_numbers(other_caller).verified_destination_numbers
    assert pending.pk not in [row.pk for row in found]


def test_a_viewer_reads_and_changes_nothing(viewer, pending):
    assert numbers(describe_verified_destination_numbers(viewer)) == [NUMBER]
    with refused(AccessDeniedException):
        create_verified_destination_number(viewer, destination_phone_number="+12065550101")
    for act in (send, delete):
        with refused(AccessDeniedException):
            act(viewer, pending)
    with refused(AccessDeniedException):
        verify(viewer, pending, "123456")


def test_a_number_goes_by_its_arn_too(caller, pending):
    pending.verified_destination_number_id = pending.verified_destination_number_arn
    assert send(caller, pending).message_id
    with refused(ValidationException, "INVALID_ARN", "VerifiedDestinationNumberId"):
        pending.verified_destination_number_id = PoolFactory().pool_arn
        send(caller, pending)


def test_a_number_is_deleted_a_day_after_it_was_added(caller, pending):
    with refused(ConflictException, "RESOURCE_DELETION_NOT_ALLOWED"):
        delete(caller, pending)
    VerifiedDestinationNumber.objects.update(created_timestamp=timezone.now() - timedelta(hours=24))
    assert delete(caller, pending).destination_phone_number == NUMBER
    assert not VerifiedDestinationNumber.objects.exists()
    with refused(ResourceNotFoundException):
        delete(caller, pending)


def test_numbers_are_described_oldest_first_and_in_pages(caller):
    made = [VerifiedDestinationNumberFactory().destination_phone_number for _ in range(5)]
    first = describe_verified_destination_numbers(caller, max_results=3)
    rest = describe_verified_destination_numbers(caller, max_results=3, next_token=first.next_token)
    assert numbers(first) + numbers(rest) == made
    assert rest.next_token is None


def test_numbers_are_described_by_id_and_by_number(caller):
    one, two = VerifiedDestinationNumberFactory.create_batch(2)
    ids, plain = [one.verified_destination_number_arn], one.destination_phone_number[1:]
    for asked in (
        {"verified_destination_number_ids": ids},
        {"destination_phone_numbers": [plain]},
        {"verified_destination_number_ids": ids, "destination_phone_numbers": [plain]},
    ):
        assert numbers(describe_verified_destination_numbers(caller, **asked)) == [
            one.destination_phone_number
        ]
    both = {"verified_destination_number_ids": ids}
    both["destination_phone_numbers"] = [two.destination_phone_number]
    assert numbers(describe_verified_destination_numbers(caller, **both)) == []


@pytest.mark.parametrize(
    "asked",
    [{"verified_destination_number_ids": ["vdn-none"]}, {"destination_phone_numbers": ["+12065550198"]}],
)
def test_a_number_that_is_not_there_is_not_found(caller, asked):
    with refused(ResourceNotFoundException):
        describe_verified_destination_numbers(caller, **asked)


@pytest.mark.parametrize(
    ("name", "values", "count"),
    [
        ("status", ["VERIFIED"], 1),
        ("status", ["verified", "PENDING"], 3),
        ("rcs-agent-id", ["rcs-a1b2c3d4"], 1),
        ("rcs-agent-id", ["rcs-other"], 0),
    ],
)
def test_filters(caller, name, values, count):
    VerifiedDestinationNumberFactory(status="VERIFIED")
    VerifiedDestinationNumberFactory(rcs_agent_id="rcs-a1b2c3d4")
    VerifiedDestinationNumberFactory()
    filters = [{"Name": name, "Values": values}]
    assert len(numbers(describe_verified_destination_numbers(caller, filters=filters))) == count


def test_a_status_that_none_can_have_is_refused(caller):
    with refused(ValidationException, "INVALID_FILTER_VALUES", "Filters[0].Values"):
        describe_verified_destination_numbers(caller, filters=[{"Name": "status", "Values": ["GONE"]}])
