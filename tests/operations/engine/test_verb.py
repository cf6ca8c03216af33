"""What holds for every operation: rights, one transaction, the activity log, a busy database."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from pools.errors import (
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import Activity, ClientToken, Pool, Quota, Role, SenderId
from pools.operations.associations import associate_origination_identity
from pools.operations.engine import bookkeeping
from pools.operations.engine.caller import caller_for
from pools.operations.pools import create_pool, delete_pool, update_pool
from pools.operations.sender_ids import request_sender_id
from pools.operations.tags import tag_resource
from tests.help.factories import (
    AccountFactory,
    MembershipFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    SenderIdFactory,
    UserFactory,
)
from tests.help.locked import locked_error
from tests.help.operations import fresh, refused


def test_nobody_calls_without_a_membership_or_where_there_is_no_region(account):
    member = MembershipFactory(account=account, role=Role.VIEWER).user
    MembershipFactory(account=AccountFactory(account_id="444455556666"))
    assert caller_for(member, account.account_id, "us-east-1").role == Role.VIEWER
    assert caller_for(UserFactory(), account.account_id, "us-east-1") is None
    assert caller_for(member, "444455556666", "us-east-1") is None
    assert caller_for(member, account.account_id, "us-east-9") is None


def test_the_log_says_who_through_which_door_and_about_what(caller):
    pool = PoolFactory(protected=True)
    with refused(ConflictException, "DELETION_PROTECTION_ENABLED"):
        delete_pool(replace(caller, door="api"), pool_id=pool.pool_id)
    row = Activity.objects.get()
    assert (row.user, row.door, row.resource_id) == (caller.user, "api", pool.pool_id)
    assert (row.account, row.region) == (caller.account, caller.region)


def test_a_client_token_is_made_where_none_is_given(caller):
    request_sender_id(caller, sender_id="ACME", iso_country_code="GB")
    assert Activity.objects.get().request["ClientToken"] == ClientToken.objects.get().client_token


def test_a_client_token_holds_for_24_hours(caller):
    first = request_sender_id(caller, sender_id="ACME", iso_country_code="GB", client_token="once")
    ClientToken.objects.update(created_timestamp=timezone.now() - timedelta(hours=23, minutes=59))
    again = request_sender_id(caller, sender_id="ACME", iso_country_code="GB", client_token="once")
    assert again.sender_id_arn == first.sender_id_arn


def test_a_client_token_counts_in_its_account_region_and_operation_only(caller, other_caller):
    asked = {"sender_id": "ACME", "iso_country_code": "GB", "client_token": "once"}
    for other in (caller, replace(caller, region="eu-west-1"), other_caller):
        request_sender_id(other, **asked)
    assert SenderId.objects.count() == 3
    create_pool(
        caller,
        origination_identity="ACME",
        iso_country_code="GB",
        message_type="TRANSACTIONAL",
        client_token="once",
    )
    assert Pool.objects.count() == 1


def test_a_quota_counts_in_its_account_and_region_only(caller, other_caller):
    name = "SENDER_IDS_PER_ACCOUNT"
    Quota.objects.create(account=caller.account, region="eu-west-1", name=name, value=0)
    Quota.objects.create(account=other_caller.account, region=caller.region, name=name, value=0)
    asked = {"sender_id": "ACME", "iso_country_code": "GB"}
    for refused_one in (replace(caller, region="eu-west-1"), other_caller):
        with refused(ServiceQuotaExceededException, name):
            request_sender_id(refused_one, **asked)
    assert request_sender_id(caller, **asked)


@pytest.mark.parametrize(
    "place",
    [
        "aws:sms-voice:eu-west-1:111122223333",
        "aws:sms-voice:us-east-1:444455556666",
        "aws:sms-voice:us-east-1:111122223334",
        "aws-cn:sms-voice:us-east-1:111122223333",
    ],
)
def test_an_arn_of_another_account_region_or_partition_is_not_found(caller, place):
    """Although a row of that ID is there, in the caller's account and Region."""
    pool, number, sender_id = PoolFactory(), PhoneNumberFactory(), SenderIdFactory()
    for row, arn in (
        (pool, pool.pool_arn),
        (number, number.phone_number_arn),
        (sender_id, sender_id.sender_id_arn),
    ):
        theirs = arn.replace("aws:sms-voice:us-east-1:111122223333", place)
        with refused(ResourceNotFoundException):
            tag_resource(caller, resource_arn=theirs, tags=[{"Key": "Team", "Value": ""}])
        assert not row.tag_rows.exists()
    with refused(ResourceNotFoundException):
        delete_pool(caller, pool_id=pool.pool_arn.replace("aws:sms-voice:us-east-1:111122223333", place))


def test_rows_of_another_account_are_not_found(caller, other_caller):
    SenderIdFactory(account=other_caller.account, sender_id="ACME")
    OptOutListFactory(account=other_caller.account, opt_out_list_name="theirs")
    pool = PoolFactory()
    for act, kind in (
        (
            partial(
                associate_origination_identity,
                pool_id=pool.pool_id,
                origination_identity="ACME",
                iso_country_code="GB",
            ),
            "sender-id",
        ),
        (partial(update_pool, pool_id=pool.pool_id, opt_out_list_name="theirs"), "opt-out-list"),
        (
            partial(
                associate_origination_identity, pool_id=pool.pool_id, origination_identity="phone-of-nobody"
            ),
            "phone-number",
        ),
    ):
        with refused(ResourceNotFoundException) as refusal:
            act(caller)
        assert refusal.error.resource_type == kind


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        ("a\x00b\ud800", "ab?"),
        ({"\x00\ud800key": 1}, {"?key": 1}),
        ("A" * 10_000, "A" * 500),
        ([1] * 60, [1] * 50),
        (b"bytes", "b'bytes'"),
    ],
)
def test_a_refused_request_is_logged_as_far_as_a_database_can_keep_it(caller, given, kept):
    with refused(ValidationException, "INVALID_PARAMETER", "PoolId"):
        update_pool(caller, pool_id=given if not isinstance(given, str) else given * 2)
    row = Activity.objects.get()
    assert row.request == {"PoolId": kept if not isinstance(given, str) else (kept * 2)[:500]}


def test_a_request_that_never_ends_is_cut(caller):
    deep: list = []
    for _ in range(5_000):
        deep = [deep]
    with refused(ValidationException, "INVALID_PARAMETER", "Tags[0]"):
        tag_resource(caller, resource_arn=PoolFactory().pool_arn, tags=[deep])
    assert "…" in str(Activity.objects.get().request)


def test_a_refusal_stands_where_its_row_cannot_be_written(caller, monkeypatch, caplog):
    def locked(*args, **kwargs):
        raise locked_error()

    pool = PoolFactory(protected=True)
    with monkeypatch.context() as patch:
        patch.setattr(Activity, "save", locked)
        patch.setattr(bookkeeping, "_failing", set())
        for _ in range(2):
            with refused(ConflictException, "DELETION_PROTECTION_ENABLED"):
                delete_pool(caller, pool_id=pool.pool_id)
    assert fresh(pool)
    assert caplog.messages == ["Could not log an act that was refused: database is locked"]
    with refused(ConflictException, "DELETION_PROTECTION_ENABLED"):
        delete_pool(caller, pool_id=pool.pool_id)
    assert Activity.objects.get().reason == "DELETION_PROTECTION_ENABLED"
