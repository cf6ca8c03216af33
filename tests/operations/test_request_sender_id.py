import pytest

from pools.errors import (
    AccessDeniedException,
    ConflictException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import Activity, Quota, SenderId
from pools.operations.sender_ids import request_sender_id
from tests.help.factories import SenderIdFactory
from tests.help.operations import refused, tags


def request(caller, sender_id="Acme", country="GB", **arguments):
    return request_sender_id(caller, sender_id=sender_id, iso_country_code=country, **arguments)


def test_a_sender_id_is_stored_in_upper_case_as_transactional(caller):
    answer = request(caller)
    row = SenderId.objects.get()
    assert (row.sender_id, row.message_types, row.registered) == ("ACME", ["TRANSACTIONAL"], False)
    assert answer.sender_id_arn == "arn:aws:sms-voice:us-east-1:111122223333:sender-id/ACME/GB"


def test_the_same_name_in_another_country_is_another_sender_id(caller):
    request(caller)
    request(caller, country="DE")
    assert SenderId.objects.count() == 2


def test_one_that_exists_is_refused(caller):
    SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    with refused(ConflictException, "RESOURCE_ALREADY_EXISTS"):
        request(caller, "acme")


@pytest.mark.parametrize("country", ["US", "CA", "XX"])
def test_a_country_without_sender_ids_is_refused(caller, country):
    with refused(ValidationException, "SENDER_ID_NOT_SUPPORTED", "IsoCountryCode"):
        request(caller, country=country)


def test_a_country_that_requires_registration_is_refused_unless_it_is_registered(caller):
    with refused(ValidationException, "SENDER_ID_REQUIRES_REGISTRATION", "IsoCountryCode"):
        request(caller, country="IN")
    assert request(caller, country="IN", registered=True).registered


@pytest.mark.parametrize("country", ["GB", "IE", "SG"])
def test_three_countries_only_warn(caller, country):
    assert request(caller, country=country).iso_country_code == country


def test_at_least_one_letter(caller):
    with refused(ValidationException, "INVALID_PARAMETER", "SenderId"):
        request(caller, "12345")


def test_promotional_sender_ids_in_india_are_digits(caller):
    answer = request(caller, "123456", "IN", message_types=["PROMOTIONAL"], registered=True)
    assert answer.sender_id == "123456"


@pytest.mark.parametrize(
    ("country", "message_types"), [("IN", ["TRANSACTIONAL"]), ("IN", None), ("GB", ["PROMOTIONAL"])]
)
def test_only_those_are_digits(caller, country, message_types):
    with refused(ValidationException, "INVALID_PARAMETER", "SenderId"):
        request(caller, "123456", country, message_types=message_types, registered=True)


def test_message_types_protection_and_tags_are_kept(caller):
    given = [{"Key": "Team", "Value": "care"}]
    both = ["PROMOTIONAL", "TRANSACTIONAL"]
    answer = request(caller, message_types=both, deletion_protection_enabled=True, tags=given)
    row = SenderId.objects.get()
    assert (row.message_types, row.deletion_protection_enabled) == (both, True)
    assert (tags(row), answer.tags) == ({"Team": "care"}, given)


def test_a_message_type_given_twice_is_kept_once(caller):
    assert request(caller, message_types=["PROMOTIONAL"] * 2).message_types == ["PROMOTIONAL"]


def test_the_change_is_logged(caller):
    request(caller)
    row = Activity.objects.get()
    assert (row.operation, row.resource_id) == ("RequestSenderId", "ACME/GB")
    told = {"sender_id": "ACME", "iso_country_code": "GB", "registered": False}
    assert row.after.items() >= told.items()
    assert set(row.before.values()) == {None}


@pytest.mark.parametrize("sender_id", ["A" * 12, "A B", "A&B", "É"])
def test_what_the_model_refuses_is_refused(caller, sender_id):
    with refused(ValidationException, "INVALID_PARAMETER", "SenderId"):
        request(caller, sender_id)


def test_the_quota_counts_the_accounts_sender_ids(caller):
    Quota.objects.create(account=caller.account, region=caller.region, name="SENDER_IDS_PER_ACCOUNT", value=1)
    request(caller)
    with refused(ServiceQuotaExceededException, "SENDER_IDS_PER_ACCOUNT"):
        request(caller, country="DE")


def test_sender_ids_of_other_accounts_and_regions_do_not_count(caller, other_caller):
    SenderIdFactory(sender_id="ACME", account=other_caller.account)
    SenderIdFactory(sender_id="ACME", region="eu-west-1")
    Quota.objects.create(account=caller.account, region=caller.region, name="SENDER_IDS_PER_ACCOUNT", value=1)
    assert request(caller).sender_id == "ACME"


def test_a_viewer_may_not(viewer):
    with refused(AccessDeniedException):
        request(viewer)
