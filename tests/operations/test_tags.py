import pytest

from pools.errors import (
    AccessDeniedException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import Activity
from pools.operations.tags import list_tags_for_resource, tag_resource, untag_resource
from tests.help.factories import (
    ConfigurationSetFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    SenderIdFactory,
    TagFactory,
)
from tests.help.operations import fresh, refused, tags


def put(caller, arn, **values):
    return tag_resource(
        caller, resource_arn=arn, tags=[{"Key": key, "Value": value} for key, value in values.items()]
    )


def test_tags_are_added_and_changed_by_key(caller):
    pool = PoolFactory()
    put(caller, pool.pool_arn, Team="care", Empty="")
    put(caller, pool.pool_arn, Team="orders")
    assert tags(pool) == {"Team": "orders", "Empty": ""}


@pytest.mark.parametrize(
    ("factory", "arn"),
    [
        (PhoneNumberFactory, "phone_number_arn"),
        (SenderIdFactory, "sender_id_arn"),
        (OptOutListFactory, "opt_out_list_arn"),
        (ConfigurationSetFactory, "configuration_set_arn"),
    ],
)
def test_other_resources_carry_tags_too(caller, factory, arn):
    row = factory()
    put(caller, getattr(row, arn), Team="care")
    assert tags(row) == {"Team": "care"}


def test_keys_are_case_sensitive(caller):
    pool = PoolFactory()
    put(caller, pool.pool_arn, team="a", Team="b")
    assert len(tags(pool)) == 2


def test_the_tag_name_is_the_pools_name(caller):
    pool = PoolFactory()
    put(caller, pool.pool_arn, Name="otp")
    assert fresh(pool).name == "otp"
    untag_resource(caller, resource_arn=pool.pool_arn, tag_keys=["Name"])
    assert fresh(pool).name == ""


def test_a_name_of_spaces_is_none_and_edge_spaces_do_not_count(caller):
    pool = PoolFactory()
    put(caller, pool.pool_arn, Name="   ")
    assert (fresh(pool).name, fresh(pool).label) == ("", pool.pool_id)
    assert tags(pool) == {"Name": "   "}
    put(caller, pool.pool_arn, Name=" otp ")
    assert fresh(pool).label == "otp"


def test_a_resource_holds_50_tags_and_those_it_has_can_still_change(caller):
    pool = PoolFactory()
    TagFactory.create_batch(49, pool=pool)
    TagFactory(pool=pool, key="aws:cloudformation:stack-name")
    put(caller, pool.pool_arn, fiftieth="yes")
    with refused(ServiceQuotaExceededException, "TAGS_PER_RESOURCE"):
        put(caller, pool.pool_arn, fiftyfirst="no")
    put(caller, pool.pool_arn, fiftieth="changed")
    assert tags(pool)["fiftieth"] == "changed"


def test_more_than_50_from_elsewhere_are_kept_and_can_change(caller):
    pool = PoolFactory()
    TagFactory.create_batch(51, pool=pool)
    key = pool.tag_rows.first().key
    put(caller, pool.pool_arn, **{key: "changed"})
    with refused(ServiceQuotaExceededException, "TAGS_PER_RESOURCE"):
        put(caller, pool.pool_arn, **{key: "changed again", "more": ""})
    assert (tags(pool)[key], len(tags(pool))) == ("changed", 51)


def test_the_tag_name_of_what_is_no_pool_is_a_tag_like_others(caller):
    number = PhoneNumberFactory()
    put(caller, number.phone_number_arn, Name="desk")
    assert tags(number) == {"Name": "desk"}
    untag_resource(caller, resource_arn=number.phone_number_arn, tag_keys=["Name"])
    assert tags(number) == {}


@pytest.mark.parametrize("key", ["aws:x", "AWS:x", "Aws:"])
def test_keys_that_aws_keeps_for_itself_are_refused(caller, key):
    arn = PoolFactory().pool_arn
    with refused(ValidationException, "INVALID_PARAMETER", "Tags[0].Key"):
        put(caller, arn, **{key: "value"})
    with refused(ValidationException, "INVALID_PARAMETER", "TagKeys[0]"):
        untag_resource(caller, resource_arn=arn, tag_keys=[key])


def test_a_key_twice_in_one_request_is_refused(caller):
    pair = {"Key": "Team", "Value": "care"}
    with refused(ValidationException, "INVALID_PARAMETER", "Tags[1].Key"):
        tag_resource(caller, resource_arn=PoolFactory().pool_arn, tags=[pair, pair])


@pytest.mark.parametrize(
    ("tag", "field"),
    [
        ({"Key": "k" * 129, "Value": ""}, "Tags[0].Key"),
        ({"Key": "k", "Value": "v" * 257}, "Tags[0].Value"),
        ({"Key": "a\nb", "Value": ""}, "Tags[0].Key"),
    ],
)
def test_what_the_model_refuses_is_refused(caller, tag, field):
    with refused(ValidationException, "INVALID_PARAMETER", field):
        tag_resource(caller, resource_arn=PoolFactory().pool_arn, tags=[tag])


def test_unknown_keys_are_passed_over_when_removing(caller):
    pool = PoolFactory()
    TagFactory(pool=pool, key="Team")
    untag_resource(caller, resource_arn=pool.pool_arn, tag_keys=["Team", "Nothing"])
    assert tags(pool) == {}


@pytest.mark.parametrize(
    "arn",
    ["arn:aws:sms-voice:us-east-1:111122223333:keyword/HELP", "arn:aws:s3:::a-bucket-with-a-name"],
)
def test_arns_of_other_things_are_refused(caller, arn):
    with refused(ValidationException, "INVALID_ARN", "ResourceArn"):
        put(caller, arn, Team="care")


@pytest.mark.parametrize(
    "rest", ["pool/pool-none", "sender-id/ACME/FR", "sender-id/NOBODY/GB", "configuration-set/none"]
)
def test_unknown_resources_are_not_found(caller, rest):
    SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    with refused(ResourceNotFoundException):
        put(caller, f"arn:aws:sms-voice:us-east-1:111122223333:{rest}", Team="care")


def test_the_arn_of_a_sender_id_may_be_in_any_case(caller):
    sender_id = SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    put(caller, sender_id.sender_id_arn.replace("ACME", "Acme"), Team="care")
    assert tags(sender_id) == {"Team": "care"}


def test_another_accounts_resource_is_not_found(other_caller, account):
    """Neither by its own ARN nor by one that names the caller's account."""
    pool = PoolFactory()
    for arn in (pool.pool_arn, pool.pool_arn.replace("111122223333", other_caller.account.account_id)):
        with refused(ResourceNotFoundException):
            put(other_caller, arn, Team="care")
    assert tags(pool) == {}


def test_a_viewer_may_not(viewer):
    pool = PoolFactory()
    with refused(AccessDeniedException):
        put(viewer, pool.pool_arn, Team="care")


def test_before_and_after_are_logged(caller):
    pool = PoolFactory()
    TagFactory(pool=pool, key="Team", value="care")
    put(caller, pool.pool_arn, Team="orders")
    row = Activity.objects.get()
    assert (row.resource_id, row.before, row.after) == (
        pool.pool_id,
        {"tags/Team": "care"},
        {"tags/Team": "orders"},
    )


def test_what_was_removed_is_logged(caller):
    pool = PoolFactory()
    TagFactory(pool=pool, key="Team", value="care")
    untag_resource(caller, resource_arn=pool.pool_arn, tag_keys=["Team", "Nothing"])
    row = Activity.objects.get()
    assert (row.operation, row.resource_id) == ("UntagResource", pool.pool_id)
    assert (row.before, row.after) == ({"tags/Team": "care"}, {"tags/Team": None})


def listed(caller, arn):
    found = list_tags_for_resource(caller, resource_arn=arn)
    assert found.resource_arn == arn
    return [(tag.key, tag.value) for tag in found.tags]


def test_tags_are_listed_by_key_with_those_of_aws(viewer):
    pool = PoolFactory()
    keys = ["B", "_x", "a", "a b", "ab", "aws:cloudformation:stack-name", "b", "é"]
    for key in reversed(keys):
        TagFactory(pool=pool, key=key, value="")
    TagFactory(pool=PoolFactory())
    assert listed(viewer, pool.pool_arn) == [(key, "") for key in keys]


def test_the_list_default_has_tags_before_anyone_asked_for_it(caller):
    arn = "arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/Default"
    assert listed(caller, arn) == []
    put(caller, arn, Team="care")
    assert listed(caller, arn) == [("Team", "care")]


def test_tags_of_what_is_not_there_or_another_accounts(other_caller, caller):
    pool = PoolFactory()
    with refused(ResourceNotFoundException):
        listed(other_caller, pool.pool_arn)
    with refused(ResourceNotFoundException):
        listed(caller, pool.pool_arn + "0")
    with refused(ValidationException, "INVALID_ARN", "ResourceArn"):
        listed(caller, "arn:aws:sms-voice:us-east-1:111122223333:nothing/a")
