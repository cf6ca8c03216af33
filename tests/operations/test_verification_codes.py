"""Verification codes: sent to a destination by an identity, guessed at, and good for a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pools.errors import (
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import Activity, VerifiedDestinationNumber
from pools.operations.engine import journal
from tests.help.factories import (
    ConfigurationSetFactory,
    PhoneNumberFactory,
    PoolFactory,
    SenderIdFactory,
    VerifiedDestinationNumberFactory,
)
from tests.help.operations import refused
from tests.operations.test_verified_destination_numbers import NUMBER, send, verify


@pytest.fixture
def pending(account):
    return VerifiedDestinationNumberFactory(destination_phone_number=NUMBER)


def test_five_codes_in_a_day_are_the_most(caller, pending):
    for _ in range(5):
        send(caller, pending)
    with refused(ServiceQuotaExceededException, "VERIFICATION_ATTEMPTS_PER_DAY"):
        send(caller, pending)
    long_ago = timezone.now() - timedelta(hours=25)
    VerifiedDestinationNumber.objects.update(first_code_timestamp=long_ago)
    send(caller, pending)
    pending.refresh_from_db()
    assert pending.codes_sent == 1


def test_a_new_code_takes_the_place_of_the_earlier_one(caller, pending):
    send(caller, pending)
    VerifiedDestinationNumber.objects.update(verification_code="000000x")  # none that could be drawn again
    send(caller, pending)
    with refused(ValidationException, "VERIFICATION_CODE_MISMATCH", "VerificationCode"):
        verify(caller, pending, "000000x")
    assert verify(caller, pending).status == "VERIFIED"


def test_a_wrong_code_is_refused_and_the_right_one_taken_after_it(caller, pending):
    send(caller, pending)
    with refused(ValidationException, "VERIFICATION_CODE_MISMATCH", "VerificationCode"):
        verify(caller, pending, "wrong")
    assert verify(caller, pending).status == "VERIFIED"


def test_a_code_can_be_guessed_at_five_times(caller, pending):
    send(caller, pending)
    for _ in range(5):
        with refused(ValidationException, "VERIFICATION_CODE_MISMATCH", "VerificationCode"):
            verify(caller, pending, "wrong")
    for code in (None, "wrong"):
        with refused(ConflictException, "VERIFICATION_CODE_EXPIRED"):
            verify(caller, pending, *filter(None, [code]))
    send(caller, pending)
    assert verify(caller, pending).status == "VERIFIED"


def test_guesses_count_where_the_log_takes_none(caller, pending, monkeypatch):
    monkeypatch.setattr(journal, "try_to", lambda *args, **kwargs: None)
    send(caller, pending)
    for _ in range(5):
        with refused(ValidationException, "VERIFICATION_CODE_MISMATCH"):
            verify(caller, pending, "wrong")
    assert not Activity.objects.filter(operation="VerifyDestinationNumber").exists()
    with refused(ConflictException, "VERIFICATION_CODE_EXPIRED"):
        verify(caller, pending)


def test_guesses_before_a_code_is_sent_do_not_count(caller, pending):
    for _ in range(6):
        with refused(ValidationException, "VERIFICATION_CODE_MISMATCH"):
            verify(caller, pending, "wrong")
    send(caller, pending)
    assert verify(caller, pending).status == "VERIFIED"


def test_a_code_that_was_guessed_at_too_often_waits_no_more(caller, pending):
    send(caller, pending)
    for _ in range(5):
        assert VerifiedDestinationNumber.objects.with_code().exists()
        with refused(ValidationException, "VERIFICATION_CODE_MISMATCH"):
            verify(caller, pending, "wrong")
    assert not VerifiedDestinationNumber.objects.with_code().exists()


def test_guesses_at_other_numbers_codes_do_not_count(caller, pending, other_caller):
    other = VerifiedDestinationNumberFactory()
    send(caller, pending)
    send(caller, other)
    for _ in range(6):
        with refused(ResourceNotFoundException):
            verify(other_caller, pending, "wrong")
    for _ in range(5):
        with refused(ValidationException, "VERIFICATION_CODE_MISMATCH"):
            verify(caller, other, "wrong")
    assert verify(caller, pending).status == "VERIFIED"


def test_no_code_is_right_before_one_is_sent(caller, pending):
    with refused(ValidationException, "VERIFICATION_CODE_MISMATCH", "VerificationCode"):
        verify(caller, pending, "0")


def test_a_code_is_good_for_a_day(caller, pending):
    send(caller, pending)
    VerifiedDestinationNumber.objects.update(code_timestamp=timezone.now() - timedelta(hours=24))
    with refused(ConflictException, "VERIFICATION_CODE_EXPIRED"):
        verify(caller, pending)
    assert not VerifiedDestinationNumber.objects.with_code().exists()


def test_what_is_verified_is_not_verified_again(caller):
    row = VerifiedDestinationNumberFactory(status="VERIFIED")
    with refused(ConflictException, "VERIFICATION_ALREADY_COMPLETE"):
        send(caller, row)
    with refused(ConflictException, "VERIFICATION_ALREADY_COMPLETE"):
        verify(caller, row, "123456")


def test_codes_that_wait_are_listed_newest_first(caller, pending, other_caller):
    other = VerifiedDestinationNumberFactory()
    VerifiedDestinationNumberFactory()
    send(caller, pending)
    send(caller, other)
    rows = VerifiedDestinationNumber.objects.for_caller(caller).with_code()
    assert list(rows) == [other, pending]
    assert not VerifiedDestinationNumber.objects.for_caller(other_caller).with_code()
    verify(caller, other)
    assert list(rows.all()) == [pending]


def test_no_code_is_in_the_activity_log(caller, pending):
    send(caller, pending)
    pending.refresh_from_db()
    code = pending.verification_code
    wrong = f"{(int(code) + 1) % 10**6:06}"
    with refused(ValidationException, "VERIFICATION_CODE_MISMATCH"):
        verify(caller, pending, wrong)
    verify(caller, pending)
    rows = Activity.objects.order_by("pk")
    assert [row.operation for row in rows] == [
        "SendDestinationNumberVerificationCode",
        "VerifyDestinationNumber",
        "VerifyDestinationNumber",
    ]
    for row in rows:
        kept = f"{row.request} {row.before} {row.after} {row.error} {row.reason}"
        assert code not in kept
        assert wrong not in kept
    assert rows[2].request["VerificationCode"] == "***"
    assert rows[2].changes == {"status": ("PENDING", "VERIFIED")}


def test_any_identity_that_exists_can_send_a_code(caller, pending):
    number, sender_id = PhoneNumberFactory(), SenderIdFactory(sender_id="ACME")
    pool = PhoneNumberFactory(pool=PoolFactory()).pool
    named = [number.phone_number_id, pool.pool_arn, "acme", sender_id.sender_id_arn]
    for identity in named:
        assert send(caller, pending, origination_identity=identity).message_id


@pytest.mark.parametrize(("kept", "given"), [(NUMBER, NUMBER), (NUMBER, NUMBER[1:]), ("54321", "54321")])
def test_a_phone_number_sends_a_code_by_its_digits(caller, pending, kept, given):
    PhoneNumberFactory(phone_number=kept)
    assert send(caller, pending, origination_identity=given).message_id


@pytest.mark.parametrize(
    "identity",
    [
        "phone-0123456789abcdef0123456789abcdef",
        "+12065550199",
        "NOBODY",
        "pool-0123456789abcdef0123456789abcdef",
    ],
)
def test_an_identity_that_does_not_exist_is_not_found(caller, pending, identity):
    with refused(ResourceNotFoundException):
        send(caller, pending, origination_identity=identity)
    pending.refresh_from_db()
    assert pending.codes_sent == 0


def test_an_identity_of_another_account_is_not_found(caller, pending, other_caller):
    number = PhoneNumberFactory(account=other_caller.account)
    with refused(ResourceNotFoundException):
        send(caller, pending, origination_identity=number.phone_number_arn)
    with refused(ResourceNotFoundException):
        send(caller, pending, origination_identity=number.phone_number)


def test_a_simulator_cannot_send_codes(caller, pending):
    number = PhoneNumberFactory(number_type="SIMULATOR")
    with refused(ValidationException, "INVALID_PARAMETER", "OriginationIdentity"):
        send(caller, pending, origination_identity=number.phone_number_id)


def test_a_number_that_is_not_active_cannot_send_codes(caller, pending):
    number = PhoneNumberFactory(pending=True)
    with refused(ConflictException, "RESOURCE_NOT_ACTIVE"):
        send(caller, pending, origination_identity=number.phone_number_id)


def test_a_configuration_set_must_exist(caller, pending):
    with refused(ResourceNotFoundException):
        send(caller, pending, configuration_set_name="none")
    found = ConfigurationSetFactory()
    assert send(caller, pending, configuration_set_name=found.configuration_set_arn).message_id
