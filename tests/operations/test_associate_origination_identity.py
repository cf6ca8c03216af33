import pytest
from django.utils import timezone

from pools.errors import (
    AccessDeniedException,
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import Activity, PhoneNumber, Pool
from pools.operations import associations
from pools.operations.associations import associate_origination_identity
from tests.help.factories import (
    KeywordFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
)
from tests.help.operations import refused


def associate(caller, pool, identity, **arguments):
    return associate_origination_identity(
        caller, pool_id=pool.pool_id, origination_identity=identity.origination_identity, **arguments
    )


def test_a_phone_number_joins_a_pool(caller):
    pool, number = PoolFactory(), PhoneNumberFactory()
    answer = associate(caller, pool, number)
    number.refresh_from_db()
    assert number.pool == pool
    assert (answer.pool_arn, answer.origination_identity_arn) == (pool.pool_arn, number.phone_number_arn)


def test_a_sender_id_joins_by_name_and_country_whatever_its_case(caller):
    pool, sender_id = (
        PoolFactory(),
        SenderIdFactory(sender_id="SENDER", iso_country_code="IN", registered=True),
    )
    associate_origination_identity(
        caller, pool_id=pool.pool_arn, origination_identity="Sender", iso_country_code="IN"
    )
    assert list(pool.sender_ids.all()) == [sender_id]


def test_a_sender_id_can_join_two_pools(caller):
    sender_id = SenderIdFactory()
    for pool in PoolFactory.create_batch(2):
        associate(caller, pool, sender_id, iso_country_code="GB")
    assert sender_id.pools.count() == 2


def test_a_number_in_another_pool_is_refused_and_that_pool_named(caller):
    number = PhoneNumberFactory(pool=PoolFactory(name="elsewhere"))
    with refused(ConflictException, "PHONE_NUMBER_ASSOCIATED_TO_POOL") as refusal:
        associate(caller, PoolFactory(), number)
    assert refusal.error.about.pool_label == "elsewhere"


def test_of_two_people_with_one_number_the_second_is_refused(caller, monkeypatch):
    first, second, number = PoolFactory(), PoolFactory(), PhoneNumberFactory()

    def meanwhile(pool, identity):
        PhoneNumber.objects.filter(pk=identity.pk).update(pool=first)

    monkeypatch.setattr(associations, "must_match", meanwhile)
    with refused(ConflictException, "PHONE_NUMBER_ASSOCIATED_TO_POOL"):
        associate(caller, second, number)
    assert not second.phone_numbers.exists()


@pytest.mark.parametrize("factory", [PhoneNumberFactory, SenderIdFactory])
def test_what_is_in_this_pool_already_is_refused(caller, factory):
    pool, identity = PoolFactory(), factory()
    country = {"iso_country_code": identity.iso_country_code}
    associate(caller, pool, identity, **country)
    with refused(ConflictException, "RESOURCE_ALREADY_ASSOCIATED"):
        associate(caller, pool, identity, **country)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ({"message_type": "PROMOTIONAL"}, "MESSAGE_TYPE_MISMATCH"),
        ({"two_way": True}, "TWO_WAY_CONFIG_MISMATCH"),
        ({"opt_out_list_name": "marketing"}, "OPT_OUT_LIST_MISMATCH"),
        ({"self_managed_opt_outs_enabled": True}, "SELF_MANAGED_OPT_OUTS_MISMATCH"),
        ({"voice_only": True}, "NUMBER_CAPABILITIES_MISMATCH"),
        ({"pending": True}, "RESOURCE_NOT_ACTIVE"),
    ],
)
def test_a_number_whose_settings_differ_is_refused(caller, number, reason):
    pool, row = PoolFactory(), PhoneNumberFactory(**number)
    with refused(ConflictException, reason):
        associate(caller, pool, row)
    assert not pool.phone_numbers.exists()


def test_that_a_number_is_taken_is_told_before_what_differs(caller):
    number = PhoneNumberFactory(pool=PoolFactory(), message_type="PROMOTIONAL", pending=True)
    with refused(ConflictException, "PHONE_NUMBER_ASSOCIATED_TO_POOL"):
        associate(caller, PoolFactory(), number)


def test_the_two_way_roles_must_be_the_same(caller):
    number = PhoneNumberFactory(two_way=True, two_way_channel_role="arn:aws:iam::111122223333:role/inbound")
    with refused(ConflictException, "TWO_WAY_CONFIG_MISMATCH"):
        associate(caller, PoolFactory(two_way=True), number)


def test_a_channel_that_is_not_in_use_does_not_count(caller):
    pool = PoolFactory()
    associate(caller, pool, PhoneNumberFactory(two_way=True, two_way_enabled=False))
    assert pool.phone_numbers.exists()


def test_the_two_way_channels_must_be_the_same(caller):
    number = PhoneNumberFactory(two_way=True, two_way_channel_arn="arn:aws:sns:us-east-1:111122223333:other")
    with refused(ConflictException, "TWO_WAY_CONFIG_MISMATCH"):
        associate(caller, PoolFactory(two_way=True), number)


@pytest.mark.parametrize("changed", ["keyword", "keyword_message", "keyword_action"])
def test_the_keywords_must_be_the_same(caller, changed):
    pool, number = PoolFactory(), PhoneNumberFactory()
    said = {"keyword": "JOIN", "keyword_message": "Welcome", "keyword_action": "OPT_IN"}
    KeywordFactory(pool=pool, **said)
    KeywordFactory(phone_number=number, **said | {changed: "OPT_OUT"})
    with refused(ConflictException, "KEYWORD_MISMATCH"):
        associate(caller, pool, number)


def test_every_difference_is_told(caller):
    number = PhoneNumberFactory(message_type="PROMOTIONAL", opt_out_list_name="marketing")
    with refused(ConflictException, "MESSAGE_TYPE_MISMATCH") as refusal:
        associate(caller, PoolFactory(), number)
    settings = [(m.setting, m.theirs, m.ours) for m in refusal.error.about.mismatches]
    assert settings == [
        ("message_type", "PROMOTIONAL", "TRANSACTIONAL"),
        ("opt_out_list_name", "marketing", "Default"),
    ]


def test_country_and_deletion_protection_need_not_match(caller):
    pool = PoolFactory(protected=True)
    PhoneNumberFactory(pool=pool)
    associate(caller, pool, PhoneNumberFactory(iso_country_code="GB", phone_number="+447700900001"))
    assert pool.phone_numbers.count() == 2


def test_a_sender_id_needs_the_pools_message_type(caller):
    sender_id = SenderIdFactory(message_types=["PROMOTIONAL"])
    with refused(ConflictException, "MESSAGE_TYPE_MISMATCH"):
        associate(caller, PoolFactory(), sender_id, iso_country_code="GB")


def test_a_sender_ids_arn_with_another_country_is_refused(caller):
    arn = SenderIdFactory().sender_id_arn
    with refused(ValidationException, "COUNTRY_CODE_MISMATCH", "IsoCountryCode"):
        associate_origination_identity(
            caller, pool_id=PoolFactory().pool_id, origination_identity=arn, iso_country_code="FR"
        )


@pytest.mark.parametrize("name", ["ACME/GB", "GB", "ACME/FR"])
def test_a_name_with_its_country_in_it_is_no_sender_id(caller, name):
    SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    with refused(ResourceNotFoundException) as refusal:
        associate_origination_identity(
            caller, pool_id=PoolFactory().pool_id, origination_identity=name, iso_country_code="GB"
        )
    assert refusal.error.resource_type == "sender-id"


def test_a_pool_holds_100_identities(caller):
    pool = PoolFactory()
    PhoneNumberFactory.create_batch(60, pool=pool)
    PoolSenderIdFactory.create_batch(39, pool=pool)
    associate(caller, pool, PhoneNumberFactory())
    with refused(ServiceQuotaExceededException, "ORIGINATION_IDENTITIES_PER_POOL"):
        associate(caller, pool, PhoneNumberFactory())


def test_an_unknown_pool_is_not_found(caller):
    with refused(ResourceNotFoundException) as refusal:
        associate_origination_identity(caller, pool_id="pool-none", origination_identity="phone-0123456789")
    assert refusal.error.resource_type == "pool"


def test_an_empty_pool_id_is_missing(caller):
    with refused(ValidationException, "MISSING_PARAMETER", "PoolId"):
        associate_origination_identity(caller, pool_id="", origination_identity="phone-0123456789")


def test_another_accounts_pool_is_not_found(caller, other_caller):
    with refused(ResourceNotFoundException):
        associate(caller, PoolFactory(account=other_caller.account), PhoneNumberFactory())


def test_a_pool_that_is_still_creating_is_refused(caller):
    with refused(ConflictException, "RESOURCE_NOT_ACTIVE"):
        associate(caller, PoolFactory(settling=True), PhoneNumberFactory())
    old = PoolFactory(settled_timestamp=timezone.now())
    assert associate(caller, old, PhoneNumberFactory()).pool_id == old.pool_id


def test_a_viewer_may_not(viewer):
    with refused(AccessDeniedException):
        associate(viewer, PoolFactory(), PhoneNumberFactory())


def test_the_change_is_logged(caller):
    pool = PoolFactory()
    number = PhoneNumberFactory()
    associate(caller, pool, number)
    row = Activity.objects.get()
    assert (row.operation, row.resource_id) == ("AssociateOriginationIdentity", pool.pool_id)
    assert row.changes == {f"origination_identities/{number.phone_number_id}": (False, True)}


def test_a_sender_id_leaves_the_pools_own_settings_alone(caller):
    pool = PoolFactory(two_way=True)
    PoolSenderIdFactory(pool=pool)
    associate(caller, pool, SenderIdFactory(), iso_country_code="GB")
    assert Pool.objects.get(pk=pool.pk).two_way_enabled
