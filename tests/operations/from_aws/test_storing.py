"""AWS's resources become rows: past the rules in the way, with the counts kept, and what did not fit named."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pools.models import (
    Activity,
    AwsLink,
    ConfigurationSet,
    DirtyKey,
    Keyword,
    Mirror,
    PhoneNumber,
    Pool,
    Quota,
    ResourcePolicy,
    SenderId,
    SnsTopic,
)
from pools.operations.from_aws.naming import aws_caller
from pools.operations.from_aws.storing import AT_ONCE_STORED, store_resource, store_resources
from pools.operations.pools import delete_pool
from pools.sync.state import CONFIGURATION_SET, PHONE_NUMBER, POOL, SENDER_ID, State, to_json
from tests.help.counts import miscounted
from tests.help.factories import (
    TOPIC,
    AccountFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    TagFactory,
)
from tests.help.operations import fresh, tags, words

BORN = "2026-11-01T09:00:00+00:00"
PLAIN = {"two_way_enabled": False, "opt_out_list_name": "Default", "deletion_protection_enabled": False}


@pytest.fixture
def aws(account):
    return aws_caller(account, "us-east-1")


def pool_state(key="pool-1", **parts):
    given = {"facts": {"message_type": "TRANSACTIONAL"}, "settings": PLAIN, "keywords": {}, "tags": {}}
    return State(POOL, key, f"arn:{key}", BORN, "ACTIVE", **(given | {"members": {}} | parts))


def number_state(key="phone-1", pool_id=None, e164="+12065550100", **parts):
    facts = {
        "phone_number": e164,
        "iso_country_code": "US",
        "message_type": "PROMOTIONAL",
        "number_type": "LONG_CODE",
        "number_capabilities": ["VOICE"],
        "pool_id": pool_id,
    }
    given = {"facts": facts, "settings": PLAIN, "keywords": None if pool_id else {}, "tags": {}}
    return State(PHONE_NUMBER, key, f"arn:{key}", BORN, "ACTIVE", **(given | parts))


def sender_state(key="ACME/GB"):
    name, country = key.split("/")
    facts = {"sender_id": name, "iso_country_code": country, "message_types": ["PROMOTIONAL"]}
    return State(SENDER_ID, key, f"arn:{key}", facts=facts, tags={})


def store(aws, *states):
    return store_resources(aws, states=[to_json(one) for one in states])


def test_it_passes_quotas_a_taken_number_and_matching_and_is_settled_at_once(aws):
    aws.account.status_delay_seconds = 60
    aws.account.save()
    for name in ("POOLS_PER_ACCOUNT", "PHONE_NUMBERS_PER_ACCOUNT", "ORIGINATION_IDENTITIES_PER_POOL"):
        Quota.objects.create(account=aws.account, region=aws.region, name=name, value=0)
    PhoneNumberFactory(account=AccountFactory(account_id="444455556666"), phone_number="+12065550100")
    members = {"phone-1": PHONE_NUMBER, "ACME/GB": SENDER_ID}
    words_ = {f"K{n:02}": ("Hi", "OPT_IN") for n in range(31)} | {"K" * 30: ("Hi", "OPT_IN")}
    pool = pool_state(members=members, keywords=words_, tags={f"k{n}": "" for n in range(51)})
    unkept = store(aws, pool, number_state(pool_id="pool-1"), sender_state())
    assert not any(unkept.values())
    row = Pool.objects.get()
    number = row.phone_numbers.get()
    assert (row.status, number.status) == ("ACTIVE", "ACTIVE")
    assert (len(words(row)), len(tags(row)), row.sender_ids.count()) == (32, 51, 1)
    assert row.created_timestamp.isoformat() == number.created_timestamp.isoformat() == BORN
    assert miscounted() == []


def test_what_came_is_found_by_searches(aws):
    pool = pool_state(tags={"Name": " Orders ", "Team": "care"}, members={"ACME/GB": SENDER_ID})
    store(aws, number_state(pool_id="pool-1", tags={"Desk": "north"}), sender_state(), pool)
    row = Pool.objects.get()
    assert row.name == "Orders"
    for text in ("orders", "team=care", "+1 206 555 0100", "ACME/GB"):
        assert list(Pool.objects.search(text)) == [row], text
    assert PhoneNumber.objects.search("north").exists()


def test_a_number_that_was_here_first_is_put_into_its_pool(aws):
    unkept = store(aws, number_state(pool_id="pool-1"))
    assert unkept[PHONE_NUMBER, "phone-1"] == {("pool_id", "")}
    assert set(words(PhoneNumber.objects.get())) == {"HELP", "STOP"}
    store(aws, pool_state(members={"phone-1": PHONE_NUMBER}))
    assert PhoneNumber.objects.get().pool == Pool.objects.get()
    assert Pool.objects.search("+12065550100").exists()


@pytest.mark.parametrize("sign", ["dirty key", "difference"])
def test_but_not_one_that_somebody_here_took_out(aws, sign):
    link = AwsLink.objects.create(account=aws.account, region=aws.region, created_timestamp=timezone.now())
    PhoneNumberFactory(phone_number_id="phone-1")
    named = {"link": link, "kind": PHONE_NUMBER, "local_key": "phone-1"}
    if sign == "dirty key":
        DirtyKey.objects.create(**named, changed_timestamp=timezone.now())
    else:
        difference = ["pool_id", "", "pending", "changed", "pool-1", None, "pool-1"]
        Mirror.objects.create(**named, key="phone-1", differences=[difference])
    pool = pool_state(members={"phone-1": PHONE_NUMBER})
    store(aws, pool)
    assert PhoneNumber.objects.get().pool is None
    store_resource(aws, state=to_json(pool), with_numbers=True)
    assert PhoneNumber.objects.get().pool == Pool.objects.get()


def test_nor_one_that_is_elsewhere(aws):
    other = PoolFactory()
    PhoneNumberFactory(phone_number_id="phone-1", pool=other)
    store(aws, pool_state(members={"phone-1": PHONE_NUMBER}))
    assert PhoneNumber.objects.get().pool == other


def test_a_sender_id_that_is_not_here_is_named(aws):
    assert store_resource(aws, state=to_json(pool_state(members={"NEWS/GB": SENDER_ID}))) == {
        ("members", "NEWS/GB")
    }


def test_a_pool_whose_deletion_is_under_way_comes_back(caller, aws):
    caller.account.status_delay_seconds = 60
    caller.account.save()
    pool = PoolFactory(pool_id="pool-1")
    delete_pool(caller, pool_id="pool-1")
    store(aws, pool_state())
    assert (fresh(pool).status, Pool.objects.for_caller(caller).get()) == ("ACTIVE", pool)
    assert miscounted() == []


def test_it_is_written_over_ours_with_all_that_was_read(aws):
    pool = PoolFactory(pool_id="pool-1", two_way=True, shared_routes_enabled=True)
    TagFactory(pool=pool, key="Team")
    Keyword.objects.create(pool=pool, keyword="JOIN", keyword_message="Hi")
    PoolSenderIdFactory(pool=pool)
    place = {"account": aws.account, "region": aws.region, "created_timestamp": timezone.now()}
    ResourcePolicy.objects.create(**place, resource_arn=pool.pool_arn, policy="{}")
    store(aws, pool_state(tags={"Name": "News"}))
    after = fresh(pool)
    assert (after.two_way_enabled, after.two_way_channel_arn, after.shared_routes_enabled) == (
        False,
        "",
        False,
    )
    assert (words(pool), tags(pool), pool.sender_ids.count()) == ({}, {"Name": "News"}, 0)
    assert not ResourcePolicy.objects.exists()
    changes = Activity.objects.get().changes
    assert changes["two_way_enabled"] == (True, False)
    assert "message_type" not in changes


def test_a_part_that_was_not_read_stays(aws):
    pool = PoolFactory(pool_id="pool-1")
    TagFactory(pool=pool, key="Team", value="care")
    store(aws, pool_state(tags=None, keywords=None, members=None))
    assert (tags(pool), set(words(pool))) == ({"Team": "care"}, {"HELP", "STOP"})


def test_each_leaves_a_row_of_the_log(aws):
    store(aws, pool_state(tags={"Team": "care"}), sender_state())
    rows = {row.resource_id: row for row in Activity.objects.all()}
    assert {(row.door, row.user, row.operation) for row in rows.values()} == {("aws", None, "store_resource")}
    assert rows["pool-1"].after["tags"] == {"Team": "care"}
    assert rows["pool-1"].after["created_timestamp"] == BORN
    assert set(rows["ACME/GB"].before.values()) == {None}
    assert len({row.change_id for row in rows.values()}) == 1


def test_what_does_not_fit_is_left_out_and_named(aws):
    destination = {"Enabled": True, "MatchingEventTypes": ["ALL"], "SnsDestination": {"TopicArn": TOPIC}}
    odd = destination | {"LambdaDestination": {"Name": "x"}}
    row = State(
        CONFIGURATION_SET,
        "orders",
        "arn:orders",
        BORN,
        settings={"default_sender_id": "LONGER-THAN-ELEVEN"},
        tags={"a\0b": "", "Team": "x" * 257, "fits": "x" * 256},
        event_destinations={"log": destination, "odd": odd},
    )
    assert store_resource(aws, state=to_json(row)) == {
        ("default_sender_id", ""),
        ("tags", "a\0b"),
        ("tags", "Team"),
        ("event_destinations", "odd"),
    }
    kept = ConfigurationSet.objects.get()
    assert (kept.default_sender_id, kept.event_destination_rows.count()) == ("", 1)
    assert Activity.objects.get().after["tags"] == {"fits": "x" * 256}


def test_what_cannot_have_a_row_is_not_stored(aws):
    elsewhere = AccountFactory(account_id="444455556666")
    PoolFactory(account=elsewhere, pool_id="pool-1")
    PhoneNumberFactory(phone_number_id="phone-ours", phone_number="+12065550100")
    name = "pool-" + "x" * 60
    unkept = store(aws, pool_state(), pool_state(name), number_state(), sender_state())
    whole = {("", "")}
    assert unkept == {
        (POOL, "pool-1"): whole,
        (POOL, name): whole,
        (PHONE_NUMBER, "phone-1"): whole,
        (SENDER_ID, "ACME/GB"): set(),
    }
    assert (Pool.objects.count(), PhoneNumber.objects.count(), SenderId.objects.count()) == (1, 1, 1)
    assert Activity.objects.count() == 1


def test_an_unknown_status_is_kept_as_far_as_it_fits_and_a_passing_one_has_passed(aws):
    said = {"RESTING": "RESTING", "ASSOCIATING": "ACTIVE", "IN_A_STATE_WITHOUT_A_NAME": "IN_A_STATE_WITHO"}
    for number, status in enumerate(said):
        store(aws, replace(number_state(f"phone-{number}", e164=f"+1206555010{number}"), status=status))
    assert list(PhoneNumber.objects.order_by("pk").values_list("carrier_status", flat=True)) == list(
        said.values()
    )


def test_topics_in_use_are_there_to_choose_from(aws):
    on = PLAIN | {"two_way_enabled": True, "two_way_channel_arn": TOPIC}
    store(aws, pool_state(settings=on), pool_state("pool-2", settings=on))
    store(aws, pool_state("pool-3", settings=on))
    assert SnsTopic.objects.get().topic_arn == TOPIC


def test_many_take_as_many_queries_as_a_few(aws):
    asked = []
    for count in (1, 2, 20):
        states = [number_state(f"phone-{count}-{n}", e164=f"+1{count:03}55501{n:02}") for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            store(aws, *states)
        asked.append(len(queries))
    assert asked[1] == asked[2] < 20
    assert AT_ONCE_STORED > 20
