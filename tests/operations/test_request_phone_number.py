import phonenumbers
import pytest

from pools.errors import (
    AccessDeniedException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import Activity, PhoneNumber, Quota
from pools.operations.phone_numbers import request_phone_number
from pools.reference.phone_numbers import numbers
from tests.help.factories import (
    OptOutListFactory,
    PhoneNumberFactory,
    in_a_minute,
)
from tests.help.operations import refused, tags, words


def request(caller, **given):
    asked = {
        "iso_country_code": "US",
        "message_type": "TRANSACTIONAL",
        "number_capabilities": ["SMS"],
        "number_type": "LONG_CODE",
    }
    return request_phone_number(caller, **asked | given)


def prefer(kind, *patterns):
    return [{"PreferenceType": [kind], "Filter": list(patterns)}]


def test_a_number_is_had_with_the_settings_of_a_new_one(caller):
    answer = request(caller, tags=[{"Key": "Team", "Value": "blue"}])
    row = PhoneNumber.objects.get()
    assert (answer.phone_number_id, answer.phone_number) == (row.phone_number_id, row.phone_number)
    assert (row.account, row.region) == (caller.account, caller.region)
    assert (answer.status, answer.opt_out_list_name, answer.pool_id) == ("ACTIVE", "Default", None)
    flags = (row.two_way_enabled, row.self_managed_opt_outs_enabled, row.deletion_protection_enabled)
    assert flags == (False, False, False)
    assert answer.monthly_leasing_price == "1.00"
    assert words(row).keys() == {"HELP", "STOP"}
    assert tags(row) == {"Team": "blue"}
    assert answer.tags == [{"Key": "Team", "Value": "blue"}]


def test_what_is_asked_for_is_kept(caller):
    row = OptOutListFactory(opt_out_list_name="support")
    answer = request(
        caller,
        number_type="TOLL_FREE",
        message_type="PROMOTIONAL",
        number_capabilities=["VOICE", "SMS", "VOICE"],
        opt_out_list_name=row.opt_out_list_arn,
        registration_id="registration-1",
        international_sending_enabled=True,
        deletion_protection_enabled=True,
    )
    number = PhoneNumber.objects.get()
    assert (number.message_type, number.number_capabilities) == ("PROMOTIONAL", ["VOICE", "SMS"])
    assert (number.opt_out_list_name, number.registration_id) == ("support", "registration-1")
    assert number.international_sending_enabled
    assert number.deletion_protection_enabled
    assert (answer.number_type, answer.monthly_leasing_price) == ("TOLL_FREE", "2.00")
    assert phonenumbers.number_type(phonenumbers.parse(number.phone_number)) == (
        phonenumbers.PhoneNumberType.TOLL_FREE
    )


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"number_type": "TOLL_FREE"}, "PENDING"),
        ({"number_type": "LONG_CODE"}, "ACTIVE"),
        ({"number_type": "SIMULATOR"}, "ACTIVE"),
        ({"number_type": "TEN_DLC", "registration_id": "registration-1"}, "ACTIVE"),
        ({"number_type": "LONG_CODE", "iso_country_code": "CA"}, "ACTIVE"),
    ],
)
def test_a_us_toll_free_number_waits_for_its_registration(caller, asked, status):
    answer = request(caller, **asked)
    assert answer.status == status
    assert PhoneNumber.objects.with_status().get().derived_status == status


@pytest.mark.parametrize(
    ("country", "prefix"), [("US", "+1"), ("CA", "+1"), ("GB", "+447700900"), ("SE", "+46"), ("DE", "+49")]
)
def test_a_number_has_its_country(caller, country, prefix):
    assert request(caller, iso_country_code=country).phone_number.startswith(prefix)


def test_a_number_that_anybody_has_is_not_given_out_again(caller, other_caller):
    every = numbers("SE", "LONG_CODE")
    for phone_number in every[:-2]:
        PhoneNumber.objects.create(
            account=other_caller.account,
            region="eu-west-1",
            phone_number=phone_number,
            created_timestamp=in_a_minute(),
        )
    found = {request(caller, iso_country_code="SE").phone_number for _ in range(2)}
    assert found == set(every[-2:])
    with refused(ResourceNotFoundException):
        request(caller, iso_country_code="SE")


@pytest.mark.parametrize(
    "asked",
    [
        {"number_type": "SIMULATOR", "message_type": "PROMOTIONAL"},
        {"number_type": "SIMULATOR", "iso_country_code": "CA"},
        {"number_type": "TOLL_FREE", "iso_country_code": "CA"},
        {"number_type": "TEN_DLC", "iso_country_code": "GB"},
        {"iso_country_code": "AR"},
        {"iso_country_code": "ZZ"},
        {"number_capabilities": ["SMS", "RCS"]},
    ],
)
def test_what_there_is_no_number_for_is_not_found(caller, asked):
    with refused(ResourceNotFoundException) as refusal:
        request(caller, **asked)
    assert refusal.error.resource_type == "phone-number"
    assert not PhoneNumber.objects.exists()


def test_a_simulator_number_is_american_and_transactional(caller):
    assert request(caller, number_type="SIMULATOR").number_type == "SIMULATOR"


def test_a_10dlc_number_needs_a_registration(caller):
    with refused(ValidationException, "MISSING_PARAMETER", "RegistrationId"):
        request(caller, number_type="TEN_DLC")
    answer = request(caller, number_type="TEN_DLC", registration_id="CO123EX")
    assert (answer.registration_id, answer.status) == ("CO123EX", "ACTIVE")


def test_a_registration_given_by_arn_is_kept_as_its_id(caller):
    arn = "arn:aws:sms-voice:us-east-1:111122223333:registration/registration-1"
    assert request(caller, number_type="TEN_DLC", registration_id=arn).registration_id == "registration-1"
    with refused(ValidationException, "INVALID_ARN", "RegistrationId"):
        request(caller, registration_id="arn:aws:sms-voice:us-east-1:111122223333:pool/pool-1")


@pytest.mark.parametrize("number_type", ["LONG_CODE", "SIMULATOR"])
def test_international_sending_is_for_us_toll_free_numbers(caller, number_type):
    with refused(ValidationException, "INTERNATIONAL_SENDING_NOT_SUPPORTED", "InternationalSendingEnabled"):
        request(caller, number_type=number_type, international_sending_enabled=True)


def test_an_unknown_opt_out_list_is_not_found(caller):
    with refused(ResourceNotFoundException) as refusal:
        request(caller, opt_out_list_name="nowhere")
    assert refusal.error.resource_type == "opt-out-list"


@pytest.mark.parametrize(
    ("kind", "pattern", "fits"),
    [
        ("StartsWith", "+1206", lambda number: number.startswith("+1206")),
        ("StartsWith", "1206", lambda number: number.startswith("+1206")),
        ("EndsWith", "42", lambda number: number.endswith("42")),
        ("Contains", "0655", lambda number: "0655" in number),
        ("ExactMatch", "+12065550142", lambda number: number == "+12065550142"),
        ("ExactMatch", "12065550142", lambda number: number == "+12065550142"),
    ],
)
def test_a_preference_is_honoured(caller, kind, pattern, fits):
    assert fits(request(caller, number_preference=prefer(kind, pattern)).phone_number)


def test_one_of_several_patterns_is_enough(caller):
    assert request(caller, number_preference=prefer("EndsWith", "9999", "17")).phone_number.endswith("17")


@pytest.mark.parametrize("pattern", ["+1999", "206"])
def test_a_preference_that_no_number_satisfies_is_not_found(caller, pattern):
    with refused(ResourceNotFoundException):
        request(caller, number_preference=prefer("StartsWith", pattern))


def test_an_exact_number_that_is_taken_is_not_found(caller):
    PhoneNumberFactory(phone_number="+12065550142")
    with refused(ResourceNotFoundException):
        request(caller, number_preference=prefer("ExactMatch", "+12065550142"))


def test_the_quota_of_phone_numbers_holds(caller):
    Quota.objects.create(
        account=caller.account, region=caller.region, name="PHONE_NUMBERS_PER_ACCOUNT", value=1
    )
    request(caller)
    with refused(ServiceQuotaExceededException, "PHONE_NUMBERS_PER_ACCOUNT") as refusal:
        request(caller)
    assert refusal.error.about.limit == 1


def test_too_many_tags_leave_no_number(caller):
    with refused(ServiceQuotaExceededException, "TAGS_PER_RESOURCE"):
        request(caller, tags=[{"Key": f"k{n}", "Value": ""} for n in range(51)])
    assert not PhoneNumber.objects.exists()


def test_the_same_token_gives_the_same_number(caller):
    first = request(caller, client_token="once")
    assert request(caller, client_token="once").phone_number_id == first.phone_number_id
    assert PhoneNumber.objects.count() == 1


def test_a_viewer_may_not(viewer):
    with refused(AccessDeniedException):
        request(viewer)


def test_what_came_of_it_is_logged(caller):
    answer = request(caller)
    row = Activity.objects.get()
    assert (row.operation, row.resource_id) == ("RequestPhoneNumber", answer.phone_number_id)
    assert row.after["phone_number"] == answer.phone_number
    assert row.result["PhoneNumber"] == answer.phone_number
