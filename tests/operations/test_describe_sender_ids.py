import pytest

from pools import shapes
from pools.errors import ResourceNotFoundException, ValidationException
from pools.models import Activity
from pools.operations.sender_ids import FILTERS, describe_sender_ids
from tests.help.factories import PoolFactory, SenderIdFactory
from tests.help.operations import refused


def found(caller, *filters, **given):
    asked = [{"Name": name, "Values": list(values)} for name, *values in filters]
    rows = describe_sender_ids(caller, filters=asked, **given).sender_ids
    return [(row.sender_id, row.iso_country_code) for row in rows]


def pair(sender_id, country):
    return {"SenderId": sender_id, "IsoCountryCode": country}


@pytest.fixture
def acme(db):
    return [SenderIdFactory(sender_id="ACME", iso_country_code=country) for country in ("GB", "DE", "FR")]


def test_all_are_there_the_oldest_first(caller, acme):
    assert found(caller) == [("ACME", "GB"), ("ACME", "DE"), ("ACME", "FR")]
    assert not Activity.objects.exists()


def test_a_name_with_its_country_or_an_arn_chooses(caller, acme):
    assert found(caller, sender_ids=[pair("acme", "DE")]) == [("ACME", "DE")]
    asked = [pair(acme[0].sender_id_arn, "GB"), pair("ACME", "FR")]
    assert found(caller, sender_ids=asked) == [("ACME", "GB"), ("ACME", "FR")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sender-id", "other"),
        ("iso-country-code", "SE"),
        ("message-type", "promotional"),
        ("deletion-protection-enabled", "true"),
        ("registered", "True"),
    ],
)
def test_a_filter_chooses(caller, acme, name, value):
    SenderIdFactory(
        sender_id="OTHER",
        iso_country_code="SE",
        message_types=["TRANSACTIONAL", "PROMOTIONAL"],
        deletion_protection_enabled=True,
        registered=True,
    )
    assert found(caller, (name, value)) == [("OTHER", "SE")]


def test_there_is_a_filter_for_every_name_of_the_api():
    assert set(FILTERS) == set(shapes.service_model().shape_for("SenderIdFilterName").enum)


def test_filters_must_all_fit_each_by_any_value(caller, acme):
    assert found(caller, ("iso-country-code", "GB", "FR")) == [("ACME", "GB"), ("ACME", "FR")]
    assert found(caller, ("iso-country-code", "GB", "FR"), ("sender-id", "OTHER")) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("message-type", "BOTH"), ("deletion-protection-enabled", "on"), ("registered", "yes")],
)
def test_a_value_that_no_sender_id_can_have_is_refused(caller, name, value):
    with refused(ValidationException, "INVALID_FILTER_VALUES", "Filters[0].Values"):
        found(caller, (name, value))


def test_pages_follow_each_other(caller, acme):
    first = describe_sender_ids(caller, max_results=2)
    assert [row.iso_country_code for row in first.sender_ids] == ["GB", "DE"]
    second = describe_sender_ids(caller, max_results=2, next_token=first.next_token)
    assert [row.iso_country_code for row in second.sender_ids] == ["FR"]
    assert second.next_token is None
    with refused(ValidationException, "INVALID_NEXT_TOKEN", "NextToken"):
        describe_sender_ids(caller, owner="SELF", next_token=first.next_token)


def test_a_page_of_chosen_ones_misses_none(caller, acme):
    asked = [pair("ACME", country) for country in ("GB", "DE", "FR")]
    assert found(caller, sender_ids=asked, max_results=1) == [("ACME", "GB")]


@pytest.mark.parametrize("asked", [("ACME", "SE"), ("NOBODY", "GB")])
def test_one_that_is_not_there_is_not_found(caller, acme, asked):
    with refused(ResourceNotFoundException) as refusal:
        found(caller, sender_ids=[pair("ACME", "GB"), pair(*asked)])
    assert (refusal.error.resource_type, refusal.error.resource_id) == ("sender-id", asked[0])


def test_the_country_of_an_arn_and_the_one_beside_it_are_the_same(caller, acme):
    asked = [pair("ACME", "FR"), pair(acme[0].sender_id_arn, "DE")]
    with refused(ValidationException, "COUNTRY_CODE_MISMATCH", "SenderIds[1].IsoCountryCode"):
        found(caller, sender_ids=asked)


def test_an_arn_of_something_else_is_refused(caller):
    with refused(ValidationException, "INVALID_ARN", "SenderIds[0].SenderId"):
        found(caller, sender_ids=[pair(PoolFactory().pool_arn, "GB")])


def test_owner_and_ids_do_not_go_together(caller, acme):
    with refused(ValidationException, "PARAMETERS_CANNOT_BE_USED_TOGETHER"):
        found(caller, sender_ids=[pair("ACME", "GB")], owner="SELF")
    assert len(found(caller, owner="SELF")) == 3
    assert found(caller, owner="SHARED") == []


def test_another_account_sees_nothing_and_a_viewer_reads(viewer, other_caller, acme):
    assert len(found(viewer)) == 3
    assert found(other_caller) == []
    for given in ("ACME", acme[0].sender_id_arn):
        with refused(ResourceNotFoundException):
            found(other_caller, sender_ids=[pair(given, "GB")])
