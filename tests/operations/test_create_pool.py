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
from pools.models import Activity, ClientToken, PhoneNumber, Pool, Project, Quota
from pools.operations.pools import create_pool
from pools.operations.rules.membership import obstacle
from tests.help.factories import KeywordFactory, PhoneNumberFactory, PoolFactory, SenderIdFactory
from tests.help.operations import fresh, refused, tags, words


def create(caller, identity, **arguments):
    country = (
        {}
        if identity.origination_identity.startswith("phone-")
        else {"iso_country_code": identity.iso_country_code}
    )
    arguments = {"message_type": "TRANSACTIONAL"} | country | arguments
    return create_pool(caller, origination_identity=identity.origination_identity, **arguments)


def test_a_pool_is_created_from_a_phone_number(caller):
    number = PhoneNumberFactory()
    pool = create(caller, number)
    number.refresh_from_db()
    assert (number.pool.pool_id, pool.status, pool.account) == (pool.pool_id, "ACTIVE", caller.account)


def test_a_pool_is_created_from_a_sender_id_with_default_settings(caller):
    pool = create(caller, SenderIdFactory(sender_id="ACME"))
    row = Pool.objects.get(pool_id=pool.pool_id)
    assert [link.sender_id.sender_id for link in row.sender_id_links.all()] == ["ACME"]
    assert (row.opt_out_list_name, row.two_way_enabled, set(words(row))) == (
        "Default",
        False,
        {"HELP", "STOP"},
    )


def test_an_arn_names_the_identity_as_well_as_an_id(caller):
    number = PhoneNumberFactory()
    pool = create_pool(caller, origination_identity=number.phone_number_arn, message_type="TRANSACTIONAL")
    assert Pool.objects.get().pool_id == pool.pool_id


def test_the_pool_inherits_two_way_opt_outs_and_keywords_from_its_first_number(caller):
    number = PhoneNumberFactory(
        two_way=True,
        two_way_channel_role="arn:aws:iam::111122223333:role/inbound",
        self_managed_opt_outs_enabled=True,
        opt_out_list_name="support",
    )
    KeywordFactory(phone_number=number, keyword="JOIN", keyword_message="Welcome", keyword_action="OPT_IN")
    pool = Pool.objects.get(pool_id=create(caller, number).pool_id)
    assert pool.two_way_enabled
    assert pool.two_way_channel_arn == number.two_way_channel_arn
    assert pool.two_way_channel_role == number.two_way_channel_role
    assert (pool.self_managed_opt_outs_enabled, pool.opt_out_list_name) == (True, "support")
    assert words(pool)["JOIN"] == ("Welcome", "OPT_IN")


def test_deletion_protection_is_asked_for(caller):
    assert fresh(
        create(caller, PhoneNumberFactory(), deletion_protection_enabled=True).row
    ).deletion_protection_enabled


def test_deletion_protection_and_shared_routes_are_not_inherited(caller):
    pool = create(caller, PhoneNumberFactory(deletion_protection_enabled=True))
    assert (pool.deletion_protection_enabled, pool.shared_routes_enabled) == (False, False)


def test_tags_are_stored_and_the_tag_name_names_the_pool(caller):
    given = [{"Key": "Name", "Value": "otp"}, {"Key": "Team", "Value": ""}]
    pool = Pool.objects.get(pool_id=create(caller, PhoneNumberFactory(), tags=given).pool_id)
    assert (pool.name, tags(pool)) == ("otp", {"Name": "otp", "Team": ""})


def test_the_same_client_token_gives_the_first_answer_again(caller):
    number = PhoneNumberFactory()
    first = create(caller, number, client_token="once")
    again = create(caller, number, client_token="once")
    assert (again.pool_id, Pool.objects.count()) == (first.pool_id, 1)


def test_the_same_client_token_with_other_parameters_is_a_conflict(caller):
    create(caller, PhoneNumberFactory(), client_token="once")
    with refused(ConflictException, "RESOURCE_ALREADY_EXISTS"):
        create(caller, PhoneNumberFactory(), client_token="once")
    assert Pool.objects.count() == 1


def test_a_client_token_is_forgotten_after_24_hours(caller):
    create(caller, PhoneNumberFactory(), client_token="once")
    ClientToken.objects.update(created_timestamp=timezone.now() - timedelta(hours=25))
    create(caller, PhoneNumberFactory(), client_token="once")
    assert Pool.objects.count() == 2


def test_a_number_that_is_in_a_pool_is_refused(caller):
    number = PhoneNumberFactory(pool=PoolFactory(name="first"))
    with refused(ConflictException, "PHONE_NUMBER_ASSOCIATED_TO_POOL") as refusal:
        create(caller, number)
    assert (refusal.error.about.pool_label, Pool.objects.count()) == ("first", 1)


def test_that_a_number_is_taken_is_told_before_what_differs(caller):
    number = PhoneNumberFactory(pool=PoolFactory(), message_type="PROMOTIONAL", carrier_status="PENDING")
    with refused(ConflictException, "PHONE_NUMBER_ASSOCIATED_TO_POOL"):
        create(caller, number)


def test_a_sender_id_can_be_in_two_pools(caller):
    sender_id = SenderIdFactory()
    create(caller, sender_id)
    create(caller, sender_id)
    assert sender_id.pools.count() == 2


def test_a_pending_number_is_refused(caller):
    with refused(ConflictException, "RESOURCE_NOT_ACTIVE"):
        create(caller, PhoneNumberFactory(pending=True))


def test_a_number_that_cannot_send_sms_is_refused(caller):
    with refused(ConflictException, "NUMBER_CAPABILITIES_MISMATCH"):
        create(caller, PhoneNumberFactory(voice_only=True))


REASON_OF = {
    "pool": "PHONE_NUMBER_ASSOCIATED_TO_POOL",
    "registration": "RESOURCE_NOT_ACTIVE",
    "status": "RESOURCE_NOT_ACTIVE",
    "sms": "NUMBER_CAPABILITIES_MISMATCH",
}
SETTLING = {"settled_timestamp": timezone.now() + timedelta(days=1)}  # longer than a run of the tests


@pytest.mark.parametrize(
    ("state", "first"),
    [
        ({}, ""),
        ({"settled_timestamp": timezone.now(), "settling_status": "DISASSOCIATING"}, ""),
        ({"number_capabilities": ["VOICE", "SMS"]}, ""),
        ({"voice_only": True}, "sms"),
        ({"voice_only": True, "pending": True}, "registration"),
        ({"voice_only": True, "settling_status": "PENDING"} | SETTLING, "status"),
        ({"settling_status": "DISASSOCIATING"} | SETTLING, "status"),
        ({"carrier_status": "DELETED"}, "status"),
        ({"voice_only": True, "pending": True}, "pool"),
    ],
)
def test_rule_database_and_operation_agree_on_what_a_pool_can_be_made_from(caller, state, first):
    number = PhoneNumberFactory(pool=PoolFactory() if first == "pool" else None, **state)
    assert obstacle(number) == first
    assert PhoneNumber.objects.for_caller(caller).available().exists() is not bool(first)
    if not first:
        assert create(caller, number).status == "ACTIVE"
        return
    with refused(ConflictException, REASON_OF[first]):
        create(caller, number)


@pytest.mark.parametrize("factory", [PhoneNumberFactory, SenderIdFactory])
def test_another_message_type_than_the_identity_has_is_refused(caller, factory):
    with refused(ConflictException, "MESSAGE_TYPE_MISMATCH"):
        create(caller, factory(), message_type="PROMOTIONAL")


def test_a_country_that_is_not_the_numbers_is_refused(caller):
    with refused(ValidationException, "COUNTRY_CODE_MISMATCH", "IsoCountryCode"):
        create(caller, PhoneNumberFactory(), iso_country_code="GB")


def test_a_sender_id_without_its_country_is_refused(caller):
    SenderIdFactory(sender_id="ACME")
    with refused(ValidationException, "MISSING_PARAMETER", "IsoCountryCode"):
        create_pool(caller, origination_identity="ACME", message_type="TRANSACTIONAL")


def test_a_sender_ids_arn_has_its_country_in_it(caller):
    german, _ = (SenderIdFactory(sender_id="ACME", iso_country_code=code) for code in ("DE", "GB"))
    made = create_pool(
        caller,
        origination_identity=german.sender_id_arn.replace("ACME", "acme"),
        message_type="TRANSACTIONAL",
    )
    assert list(Pool.objects.get(pool_id=made.pool_id).sender_ids.all()) == [german]


def test_the_country_beside_a_sender_ids_arn_is_the_one_in_it(caller):
    arn = SenderIdFactory().sender_id_arn
    with refused(ValidationException, "COUNTRY_CODE_MISMATCH", "IsoCountryCode"):
        create_pool(caller, origination_identity=arn, message_type="TRANSACTIONAL", iso_country_code="DE")


def test_a_malformed_arn_is_refused(caller):
    with refused(ValidationException, "INVALID_ARN", "OriginationIdentity"):
        create_pool(caller, origination_identity="arn:aws:sns:us-east-1", message_type="TRANSACTIONAL")


def test_a_number_in_e164_form_is_refused(caller):
    with refused(ValidationException, "INVALID_PARAMETER", "OriginationIdentity"):
        create_pool(caller, origination_identity="+12065550142", message_type="TRANSACTIONAL")


def test_identities_of_other_accounts_and_regions_are_not_found(caller, other_caller):
    theirs = PhoneNumberFactory(account=other_caller.account)
    elsewhere = PhoneNumberFactory(region="eu-west-1")
    for number in (theirs, elsewhere):
        with refused(ResourceNotFoundException):
            create(caller, number)


def test_the_account_can_hold_25_pools(caller):
    PoolFactory.create_batch(24)
    create(caller, PhoneNumberFactory())
    with refused(ServiceQuotaExceededException, "POOLS_PER_ACCOUNT") as refusal:
        create(caller, PhoneNumberFactory())
    assert refusal.error.about.limit == 25


def test_an_account_can_have_a_quota_of_its_own(caller):
    Quota.objects.create(account=caller.account, region=caller.region, name="POOLS_PER_ACCOUNT", value=0)
    with refused(ServiceQuotaExceededException, "POOLS_PER_ACCOUNT"):
        create(caller, PhoneNumberFactory())


def test_pools_of_other_regions_do_not_count(caller):
    PoolFactory.create_batch(25, region="eu-west-1")
    assert create(caller, PhoneNumberFactory()).status == "ACTIVE"


def test_pools_that_were_deleted_do_not_count(caller):
    Quota.objects.create(account=caller.account, region=caller.region, name="POOLS_PER_ACCOUNT", value=2)
    now = timezone.now()
    PoolFactory(deleted_timestamp=now)
    PoolFactory(deleted_timestamp=now, settled_timestamp=now)
    still_there = PoolFactory(deleted_timestamp=now, settling=True)
    pool = create(caller, PhoneNumberFactory())
    assert set(Pool.objects.values_list("pool_id", flat=True)) == {still_there.pool_id, pool.pool_id}
    with refused(ServiceQuotaExceededException, "POOLS_PER_ACCOUNT"):
        create(caller, PhoneNumberFactory())


def test_the_sms_channel_must_be_on_in_a_project(caller, other_caller):
    Project.objects.filter(account=caller.account).update(sms_channel_enabled=False)
    with refused(ValidationException, "CHANNEL_NOT_ENABLED"):
        create(caller, PhoneNumberFactory())


def test_a_region_without_pools_refuses_and_names_itself(caller, settings):
    settings.CONSOLE_REGIONS_WITHOUT_POOLS = ["us-east-1"]
    with refused(ValidationException, "INVALID_REQUEST") as refusal:
        create(caller, PhoneNumberFactory())
    assert refusal.error.about.region == "us-east-1"


def test_a_viewer_may_not(viewer):
    with refused(AccessDeniedException):
        create(viewer, PhoneNumberFactory())


def test_a_delay_keeps_the_pool_creating(caller):
    caller.account.status_delay_seconds = 60
    pool = create(caller, PhoneNumberFactory())
    assert pool.status == "CREATING"
    Pool.objects.update(settled_timestamp=timezone.now())
    assert fresh(pool.row).status == "ACTIVE"


def test_the_change_is_logged_in_wire_form(caller):
    number = PhoneNumberFactory()
    pool = create(caller, number)
    row = Activity.objects.get()
    assert (row.operation, row.resource_id, row.user) == ("CreatePool", pool.pool_id, caller.user)
    assert row.request["OriginationIdentity"] == number.phone_number_id
    assert row.result["PoolId"] == pool.pool_id
    assert row.after["phone_numbers"] == [number.phone_number_id]


def test_a_refusal_is_logged_after_the_rollback(caller):
    with refused(ConflictException, "RESOURCE_NOT_ACTIVE"):
        create(caller, PhoneNumberFactory(pending=True))
    row = Activity.objects.get()
    assert (row.operation, row.error, row.reason) == (
        "CreatePool",
        "ConflictException",
        "RESOURCE_NOT_ACTIVE",
    )
    assert not ClientToken.objects.exists()
