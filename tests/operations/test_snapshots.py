"""Snapshots: what an account held comes back under the same IDs, at the same times, and nothing else is touched."""

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pools import models
from pools.api.endpoint import result_of
from pools.errors import (
    AccessDeniedException,
    ConflictException,
    InternalServerException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.operations import snapshots
from pools.operations.associations import associate_sender_id, create_pool_from_sender_id
from pools.operations.engine import account_rows
from pools.operations.engine.caller import Caller, caller_for
from pools.operations.engine.kept_snapshots import keep_start
from pools.operations.engine.registry import verbs
from pools.operations.inbound_messages import receive_text_message
from pools.operations.keywords import put_keyword
from pools.operations.messages import send_text_message
from pools.operations.opt_out_lists import create_opt_out_list
from pools.operations.pools import update_pool
from pools.operations.projects import create_project
from pools.operations.snapshots import (
    Loss,
    delete_snapshot,
    lost_by_resetting,
    lost_by_restoring,
    reset_account,
    reset_accounts,
    restore_snapshot,
    take_snapshot,
)
from pools.operations.tags import tag_resource
from pools.operations.test_settings import update_test_settings
from pools.reference import demo_data
from pools.shapes import operation_model
from tests.conftest import sign_in
from tests.help.counts import miscounted
from tests.help.demo import load_demo
from tests.help.factories import (
    AccountFactory,
    EditRunFactory,
    EditRunItemFactory,
    MembershipFactory,
    OptedOutNumberFactory,
    OptOutImportFactory,
    PoolFactory,
    ResourcePolicyFactory,
    SeatFactory,
    UserFactory,
)
from tests.help.operations import refused

pytestmark = pytest.mark.django_db
PLACE = [demo_data.ACCOUNT_ID, "us-east-1"]
POOL = "pool-dea075849edf4a55ac941e1645de672a"
ORDERS = "+12065550142"
PHONE = "+12065550175"
OF_THESE_ACTS = "restore_snapshot|reset_account"
# What every answer has anew: tokens, and when it was made.
FRESH = re.compile(r'nonce="[^"]+"|[cC][sS][rR][fF]\w+["\w= ]+(value=|: )"[^"]+"|Updated at <time.*?</time>')
# The second has counts that are made anew.
WITHOUT = {models.Snapshot, models.AccountRegion}


@pytest.fixture
def caller(db) -> Caller:
    load_demo()
    return caller_for(models.User.objects.get(username="demo"), *PLACE)


def wire(caller: Caller, operation: str, **request: Any) -> dict[str, Any]:
    return result_of(caller, operation, json.dumps(request).encode())


def described(caller: Caller) -> list[str]:
    """What the API answers to each question that needs no argument, and to those about each pool."""
    asked = [
        (name, {})
        for name in verbs()
        if name.startswith("Describe")
        and not getattr(operation_model(name).input_shape, "required_members", ())
    ]
    for pool in wire(caller, "DescribePools")["Pools"]:
        asked.append(("ListPoolOriginationIdentities", {"PoolId": pool["PoolId"]}))
        asked.append(("DescribeKeywords", {"OriginationIdentity": pool["PoolId"]}))
        asked.append(("ListTagsForResource", {"ResourceArn": pool["PoolArn"]}))
    asked.append(("DescribeOptedOutNumbers", {"OptOutListName": "Default"}))
    return [f"{name} {request} {wire(caller, name, **request)}" for name, request in asked]


def stored() -> list[str]:
    """All rows of the app, without the keys that only join them, and but for the log's of the acts that are tried."""
    found = []
    for model in apps.get_app_config("pools").get_models():
        fields = [f for f in model._meta.concrete_fields if not (f.primary_key and f.name == "id")]
        columns = [f.attname for f in fields if f.related_model not in account_rows.HELD]
        found += [
            f"{model.__name__} {row}"
            for row in model._base_manager.values_list(*columns)
            if model not in WITHOUT
        ]
    return sorted(row for row in found if not re.search(OF_THESE_ACTS, row))


def fill_every_table(caller: Caller) -> None:
    """A row at least of whatever an account may hold."""
    account = caller.account
    send_text_message(
        caller, destination_phone_number=PHONE, origination_identity=ORDERS, message_body="Hello"
    )
    read = OptOutImportFactory(
        opt_out_list=models.OptOutList.objects.get(opt_out_list_name="support", region=caller.region),
        started_by=caller.user,
    )
    OptedOutNumberFactory(opt_out_list=read.opt_out_list, opt_out_import=read)
    EditRunItemFactory(run__account=account, run__started_by=caller.user, resource_id=POOL)
    ResourcePolicyFactory(account=account)
    create_opt_out_list(caller, opt_out_list_name="waiting", client_token="once")
    now = timezone.now()
    models.LessonProgress.objects.create(
        account=account,
        region=caller.region,
        slug="create-pool",
        started_timestamp=now,
        moved_timestamp=now,
        done=2,
    )
    models.Receipts.objects.create(
        account=account, region=caller.region, origination_identity="phone-1", last=[[1, True]]
    )
    empty = [model.__name__ for model in account_rows.HELD if not model._base_manager.exists()]
    assert empty == []


def change_much(caller: Caller) -> None:
    pool = models.Pool.objects.get(pool_id=POOL)
    update_pool(caller, pool_id=POOL, deletion_protection_enabled=False, shared_routes_enabled=True)
    associate_sender_id(caller, pool_id=POOL, sender_id="ACME", iso_country_code="GB")
    put_keyword(caller, origination_identity=POOL, keyword="NEW", keyword_message="Hello there")
    tag_resource(caller, resource_arn=pool.pool_arn, tags=[{"Key": "Name", "Value": "otp"}])
    new_pool(caller)
    create_project(caller, name="Later")
    update_test_settings(caller, account_tier="PRODUCTION", status_delay_seconds=7)
    send_text_message(
        caller, destination_phone_number=PHONE, origination_identity=ORDERS, message_body="Once more"
    )
    receive_text_message(
        caller, origination_number=PHONE, destination_number="+14255550117", message_body="STOP"
    )
    others = models.Pool.objects.filter(account=caller.account).exclude(pool_id=POOL)
    others.filter(region="eu-west-1").first().delete()
    models.Quota.objects.filter(account=caller.account).delete()


def new_pool(caller: Caller) -> models.Pool:
    named = {"sender_id": "NEWCOMER", "iso_country_code": "GB", "message_type": "TRANSACTIONAL"}
    pool_id = create_pool_from_sender_id(caller, **named).pool_id
    return models.Pool.objects.get(pool_id=pool_id)


def page_of(client: Client, name: str, *more: str) -> str:
    page = client.get(reverse(name, args=[*PLACE, *more]))
    assert page.status_code == 200
    return FRESH.sub("", page.text)


def test_what_an_account_held_comes_back_member_by_member(caller):
    ireland = replace(caller, region="eu-west-1")
    other = MembershipFactory(account=AccountFactory(account_id="222233334444")).account
    theirs = PoolFactory(account=other).pk
    fill_every_table(caller)
    was, answers = stored(), described(caller) + described(ireland)
    keys = set(models.AccessKey.objects.values_list("pk", flat=True))
    take_snapshot(caller, name="before exercise 3")
    change_much(caller)
    assert stored() != was
    restore_snapshot(caller, name="before exercise 3")
    assert stored() == was
    assert described(caller) + described(ireland) == answers
    assert miscounted() == []
    assert caller.account.status_delay_seconds == 0
    # Nor has anything of others, or of people, been made anew.
    assert models.Pool.objects.get(account=other).pk == theirs
    assert set(models.AccessKey.objects.values_list("pk", flat=True)) == keys
    told = models.Activity.objects.filter(operation="restore_snapshot").values_list("resource_id", "after")
    assert list(told) == [(caller.account.account_id, {"snapshots/before exercise 3": "restored"})]


def test_an_open_page_goes_on_where_it_was(caller):
    # The demo's well-known passwords let nobody in from elsewhere.
    client = Client(headers={"Host": "localhost"})
    sign_in(client, caller.user)
    pages = ("pool-list",), ("pool-detail", POOL), ("phone-number-list",)
    take_snapshot(caller, name="before")
    seen = [page_of(client, *page) for page in pages]
    change_much(caller)
    restore_snapshot(caller, name="before")
    assert [page_of(client, *page) for page in pages] == seen


def test_a_snapshot_outlives_the_columns_of_its_time(caller):
    snapshot = take_snapshot(caller, name="old")
    held = account_rows.unpack(snapshot.data)
    pools = held["tables"]["Pool"]
    place = pools["columns"].index("shared_routes_enabled")
    pools["columns"][place] = "routes_of_old"
    held["tables"]["TableOfOld"] = {"columns": ["id"], "rows": [[1]]}
    del held["tables"]["Quota"], held["account"]["fault_percent"]
    models.Snapshot.objects.update(data=zlib.compress(json.dumps(held).encode()))
    models.Pool.objects.update(shared_routes_enabled=True)
    models.Account.objects.update(fault_percent=5)
    restore_snapshot(caller, name="old")
    assert models.Pool.objects.filter(shared_routes_enabled=True).count() == 0
    assert models.Pool.objects.get(pool_id=POOL).name == "one-time-passwords"
    assert models.Account.objects.get().fault_percent == 100


def test_somebody_who_has_gone_stays_so(caller):
    gone = UserFactory(username="gone")
    EditRunFactory(account=caller.account, started_by=gone)
    take_snapshot(caller, name="before")
    gone.delete()
    restore_snapshot(caller, name="before")
    assert models.EditRun.objects.get().started_by is None


def test_all_comes_back_or_nothing_does(caller, monkeypatch):
    take_snapshot(caller, name="before")
    change_much(caller)
    was = stored()

    def fail() -> None:
        raise IntegrityError

    monkeypatch.setattr(account_rows, "check_foreign_keys", fail)
    with refused(InternalServerException):
        restore_snapshot(caller, name="before")
    assert stored() == was


def test_what_would_be_lost_is_said_before(caller):
    snapshot = take_snapshot(caller, name="before")
    assert lost_by_restoring(caller, snapshot) == []
    pool = new_pool(caller)
    sent = send_text_message(
        caller, destination_phone_number=PHONE, origination_identity=ORDERS, message_body="Hello"
    )
    create_opt_out_list(replace(caller, region="eu-west-1"), opt_out_list_name="support-2")
    assert lost_by_restoring(caller, snapshot) == [
        Loss("Pool", [pool.label]),
        Loss("SenderId", ["NEWCOMER"]),
        Loss("OptOutList", ["support-2"]),
        Loss("Message", [sent.message_id]),
    ]
    assert snapshot.holds["Pool"] == 14


def test_a_reset_brings_back_what_the_demo_began_with(caller):
    was, ids = stored(), pool_ids()
    assert lost_by_resetting(caller) == []
    take_snapshot(caller, name="kept")
    change_much(caller)
    assert [loss.model for loss in lost_by_resetting(caller)] == ["Pool", "SenderId", "Message", "Project"]
    # Whoever it is that loads the data, commands did before.
    reset_account(replace(caller, door="commands"))
    assert stored() == was
    assert pool_ids() == ids
    assert miscounted() == []
    assert models.Activity.objects.latest("pk").operation == "reset_account"
    assert models.Snapshot.objects.get().name == "kept"


def pool_ids() -> set[str]:
    return set(models.Pool.objects.values_list("pool_id", flat=True))


def test_many_accounts_go_back_in_as_many_queries_as_one():
    callers = [own_account(f"learner{n}") for n in range(4)]
    was, ids = stored(), pool_ids()
    asked = []
    for some in (callers[:1], callers):
        for one in some:
            PoolFactory(account=one.account)
        with CaptureQueriesContext(connection) as queries:
            reset_accounts(some)
        asked.append(len(queries))
        begun = models.Learner.objects.filter(account__in=[one.account for one in some])
        assert begun.exclude(begun_timestamp=None).update(begun_timestamp=None) == len(some)
        assert stored() == was
        assert pool_ids() == ids
    assert asked[0] + 5 >= asked[1]
    assert models.Activity.objects.filter(operation="reset_account").count() == len(callers)


def own_account(name: str) -> Caller:
    """In an account of little, so that it is made quickly."""
    account = AccountFactory(account_id=f"9{models.Account.objects.count():011}")
    user = MembershipFactory(user=UserFactory(username=name), account=account, role="ADMINISTRATOR").user
    models.Learner.objects.create(user=user, account=account)
    PoolFactory(account=account)
    keep_start([account])
    return caller_for(user, account.account_id, "us-east-1")


def a_team(caller: Caller) -> None:
    account = AccountFactory(account_id="222233334444")
    MembershipFactory(user=caller.user, account=account, role="ADMINISTRATOR")
    take_snapshot(caller_for(caller.user, account.account_id, "us-east-1"), name="new")


def one_too_many(caller: Caller) -> None:
    now = timezone.now()
    for n in range(20):
        models.Snapshot.objects.create(account=caller.account, name=f"s{n}", taken_timestamp=now, data=b"")
    take_snapshot(caller, name="new")


def a_trainers(caller: Caller) -> None:
    models.Snapshot.objects.update(taken_by=UserFactory(username="trainer"))
    SeatFactory(learner=models.Learner.objects.create(user=caller.user, account=caller.account))
    delete_snapshot(caller, name="taken")


REFUSED = [
    (a_team, ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED"),
    (one_too_many, ServiceQuotaExceededException, ""),
    (a_trainers, ConflictException, "RESOURCE_DELETION_NOT_ALLOWED"),
    (lambda caller: take_snapshot(caller, name="taken"), ValidationException, "INVALID_PARAMETER"),
    (lambda caller: take_snapshot(caller, name=""), ValidationException, "MISSING_PARAMETER"),
    (lambda caller: take_snapshot(caller, name="a/b"), ValidationException, "INVALID_PARAMETER"),
    (lambda caller: take_snapshot(caller, name=".."), ValidationException, "INVALID_PARAMETER"),
    (lambda caller: restore_snapshot(caller, name=""), ResourceNotFoundException, ""),
    (lambda caller: delete_snapshot(caller, name="gone"), ResourceNotFoundException, ""),
    (lambda caller: reset_account(replace(caller, role="EDITOR")), AccessDeniedException, ""),
]


@pytest.mark.parametrize(("act", "kind", "reason"), REFUSED)
def test_refused(caller, act: Callable, kind, reason: str):
    take_snapshot(caller, name="taken")
    keep_start([caller.account])
    with refused(kind, reason):
        act(caller)


def test_what_a_colleague_took_who_has_left_is_deleted(caller):
    take_snapshot(caller, name="taken")
    models.Snapshot.objects.update(taken_by=UserFactory(username="colleague"))
    delete_snapshot(caller, name="taken")
    assert not models.Snapshot.objects.exists()


def test_an_account_of_too_much_is_not_kept(caller, monkeypatch):
    monkeypatch.setattr(snapshots, "MOST_ROWS", 100)
    with refused(ServiceQuotaExceededException):
        take_snapshot(caller, name="much")
    assert not models.Snapshot.objects.exists()


def test_a_snapshot_is_deleted(caller):
    take_snapshot(caller, name="taken")
    delete_snapshot(caller, name="taken")
    assert not models.Snapshot.objects.exists()
