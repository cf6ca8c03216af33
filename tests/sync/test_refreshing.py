"""Reading everything that AWS has: what comes here, and what is believed."""

from datetime import timedelta

from pools.models import AwsChange, Mirror, PhoneNumber, Pool, RunKind, RunStatus, SenderId
from pools.operations.configuration_sets import create_configuration_set
from pools.operations.pools import delete_pool, update_pool
from pools.operations.sender_ids import request_sender_id
from tests.help.aws.weather import Refuses, Weather
from tests.help.factories import PhoneNumberFactory
from tests.sync.working import furnish, number, pool, reads_of


def test_an_import_takes_in_all_that_aws_has(console, behind):
    made = furnish(behind)
    console.imported()
    run = console.last_run()
    assert (run.kind, run.status) == (RunKind.IMPORT, RunStatus.DONE)
    # What a page calls "as of" is when the reading began: what came later may not have been seen.
    link = console.link
    assert run.created_timestamp < link.read_timestamp <= run.started_timestamp + timedelta(seconds=5)
    assert link.read_timestamp < link.imported_timestamp
    assert run.progress == {
        "opt-out-list": [2, 2],
        "configuration-set": [1, 1],
        "sender-id": [1, 1],
        "pool": [1, 1],
        "phone-number": [2, 2],
    }
    ours = Pool.objects.get()
    assert (ours.pool_id, ours.name) == (made, "Orders")
    assert ours.keywords.get(keyword="JOIN").keyword_message == "Hello"
    assert ours.sender_ids.get().sender_id == "ACME"
    assert (console.standings(), console.unsure(), console.changes()) == ({}, [], [])
    assert Mirror.objects.count() == 7
    # And nothing is different when it is read once more.
    assert console.refresh().status == RunStatus.DONE
    assert (console.standings(), console.unsure(), console.changes()) == ({}, [], [])


def test_every_page_of_every_list_is_read_in_whatever_order(console, behind, aws_side):
    for count in range(4):
        pool(behind, Tags=[{"Key": "n", "Value": str(count)}])
    aws_side.weather = Weather(seed=1, largest_page=2, reorder=True)
    console.imported()
    assert Pool.objects.count() == 4
    console.refresh()
    assert (console.standings(), console.changes()) == ({}, [])


def test_what_was_changed_in_aws_is_believed_once_it_was_read_twice(console, behind):
    made = furnish(behind)
    console.imported()
    behind.update_pool(PoolId=made, SharedRoutesEnabled=True)
    behind.put_keyword(OriginationIdentity=made, Keyword="JOIN", KeywordMessage="Hi")
    console.aws.log.entries.clear()
    console.refresh()
    assert sorted(console.changes()) == [
        (made, "keywords", "JOIN", ["Hello", "AUTOMATIC_RESPONSE"], ["Hi", "AUTOMATIC_RESPONSE"]),
        (made, "shared_routes_enabled", "", False, True),
    ]
    assert Pool.objects.get().shared_routes_enabled
    assert reads_of(console)[made] == 2
    assert set(reads_of(console).values()) == {1, 2}
    assert console.standings() == {}


def test_an_old_read_is_no_change(console, behind, aws_side):
    made = furnish(behind)
    console.imported()
    aws_side.pin_past()
    behind.update_pool(PoolId=made, SharedRoutesEnabled=True)
    console.refresh()
    # From now on some answers are those of before.
    aws_side.weather = Weather(seed=5, stale=0.5, stale_seconds=1e9)
    for _ in range(4):
        console.refresh()
    assert console.changes() == [(made, "shared_routes_enabled", "", False, True)]
    assert Pool.objects.get().shared_routes_enabled
    assert console.standings() == {}


def test_one_absence_is_none(console, behind, aws_side):
    furnish(behind)
    console.imported()
    gone = Refuses("ResourceNotFoundException")
    for operation in ("DescribeKeywords", "ListTagsForResource"):
        aws_side.weather.refuse(gone, operation, times=1)
    console.refresh()
    assert (console.standings(), console.unsure(), console.changes()) == ({}, [], [])


def test_what_is_gone_in_aws_is_asked_for_twice_by_id_and_stays_here(console, behind, aws_side):
    made = furnish(behind)
    console.imported()
    behind.update_pool(PoolId=made, DeletionProtectionEnabled=False)
    behind.delete_pool(PoolId=made)
    console.aws.log.entries.clear()
    console.refresh()
    assert console.standings()[made] == "GONE"
    assert Pool.objects.get().pool_id == made
    asked = [one.request.get("PoolIds") for one in aws_side.log.of("DescribePools")]
    assert asked.count([made]) == 2
    assert [row[0] for row in console.mirror("pool", made).differences] == [""]


def test_what_a_reset_or_an_old_backup_made_vanish_is_imported_again(console, behind):
    made = furnish(behind)
    console.imported()
    Pool.objects.all().delete()
    SenderId.objects.all().delete()
    console.refresh()
    assert Pool.objects.get().pool_id == made
    assert Pool.objects.get().sender_ids.get().sender_id == "ACME"
    assert console.standings() == {}
    assert [(one.kind, one.cause) for one in AwsChange.objects.order_by("pk")] == [
        ("sender-id", "vanished here"),
        ("pool", "vanished here"),
    ]


def test_what_somebody_deleted_here_is_not_imported_again(console, behind):
    made = furnish(behind)
    console.imported()
    delete_pool(console.caller, pool_id=made)
    console.refresh()
    row = console.mirror("pool", made)
    assert (row.standing, row.tombstone["who"]) == ("DELETED", console.caller.user.username)
    assert not Pool.objects.filter(deleted_timestamp=None).exists()


def test_what_both_had_before_is_compared_without_a_base(console, behind):
    behind.request_sender_id(SenderId="ACME", IsoCountryCode="GB", DeletionProtectionEnabled=True)
    behind.request_sender_id(SenderId="SAME", IsoCountryCode="GB")
    for name in ("ACME", "SAME", "OURS"):
        request_sender_id(console.caller, sender_id=name, iso_country_code="GB")
    create_configuration_set(console.caller, configuration_set_name="orders")
    console.imported()
    assert console.standings() == {"ACME/GB": "CONFLICT", "OURS/GB": "NEW", "orders": "NEW"}
    (difference,) = console.mirror("sender-id", "ACME/GB").differences
    assert difference == ["deletion_protection_enabled", "", "conflict", "no base", None, False, True]
    assert not SenderId.objects.get(sender_id="ACME").deletion_protection_enabled


def test_deleted_and_created_again_under_its_name_is_another_one(console, behind):
    behind.create_configuration_set(ConfigurationSetName="orders")
    console.imported()
    before = console.mirror("configuration-set", "orders").memory["base"]["created"]
    behind.delete_configuration_set(ConfigurationSetName="orders")
    behind.create_configuration_set(ConfigurationSetName="orders", Tags=[{"Key": "Team", "Value": "B"}])
    console.refresh()
    (change,) = AwsChange.objects.all()
    assert (change.resource_key, change.cause) == ("orders", "deleted and created again")
    assert console.standings() == {"orders": "CONFLICT"}
    assert console.mirror("configuration-set", "orders").memory["base"]["created"] != before
    console.refresh()
    assert AwsChange.objects.count() == 1


def test_our_own_wishes_stay_while_aws_is_read(console, behind):
    made = furnish(behind)
    console.imported()
    update_pool(console.caller, pool_id=made, shared_routes_enabled=True)
    console.refresh()
    assert console.standings() == {made: "PENDING"}
    assert console.mirror("pool", made).changed_by == console.caller.user
    assert console.changes() == []


def test_a_number_of_ours_is_awss_by_its_e164(console, behind):
    """It is here under an ID of our own, as from before the account was linked."""
    there = number(behind)
    e164 = behind.describe_phone_numbers()["PhoneNumbers"][0]["PhoneNumber"]
    ours = PhoneNumberFactory(phone_number=e164, number_type="SIMULATOR", opt_out_list_name="Others")
    console.imported()
    row = console.mirror("phone-number", there)
    assert (row.local_key, row.standing) == (ours.phone_number_id, "CONFLICT")
    assert PhoneNumber.objects.count() == 1
    assert Mirror.objects.filter(kind="phone-number").count() == 1
