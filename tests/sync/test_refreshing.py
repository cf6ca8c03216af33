"""Reading everything that AWS has: what comes here, what is believed, and what goes on after a kill."""

from collections import Counter
from datetime import timedelta

import pytest

from pools.models import AwsChange, AwsLink, Mirror, PhoneNumber, Pool, RunKind, RunStatus, SenderId, SyncRun
from pools.operations.configuration_sets import create_configuration_set
from pools.operations.pools import delete_pool, update_pool
from pools.operations.sender_ids import request_sender_id
from pools.operations.syncing.runs import cancel_reading, continue_reading
from pools.sync import refreshing
from tests.help.aws.weather import Refuses, Weather
from tests.help.factories import PhoneNumberFactory
from tests.sync.working import Console, number, pool


class Killed(BaseException):
    """Nothing of ours catches it, as a process that is gone does nothing more."""


@pytest.fixture
def behind(aws_side):
    client = aws_side.client()
    yield client
    client.close()


@pytest.fixture
def console(aws_side, caller, transactional_db) -> Console:
    return Console(aws_side, caller)


def furnish(client):
    """Returns: a pool with a sender ID, a keyword and a tag, whose number is not the only one there is."""
    made = pool(client, Tags=[{"Key": "Name", "Value": "Orders"}])
    client.put_keyword(OriginationIdentity=made, Keyword="JOIN", KeywordMessage="Hello")
    client.request_sender_id(SenderId="ACME", IsoCountryCode="GB")
    client.associate_origination_identity(PoolId=made, OriginationIdentity="ACME", IsoCountryCode="GB")
    number(client)
    client.create_configuration_set(ConfigurationSetName="orders")
    client.create_opt_out_list(OptOutListName="News")
    return made


def reads_of(console, operation="ListTagsForResource"):
    """How often each resource was read, by its ID."""
    asked = [one.request["ResourceArn"].rpartition("/")[2] for one in console.aws.log.of(operation)]
    return Counter(asked)


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
    assert [(one.kind, one.cause) for one in AwsChange.objects.all()] == [
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


def kill_after(monkeypatch, count):
    """Let the worker be killed as it is about to take in the so manieth handful."""
    left, take_in = [count], refreshing.take_in

    def killed(*arguments):
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        take_in(*arguments)

    monkeypatch.setattr(refreshing, "take_in", killed)


def test_a_killed_import_goes_on_where_it_was(console, behind, monkeypatch):
    furnish(behind)
    console.linked()
    with monkeypatch.context() as patched:
        # A killed worker lets nothing go.
        patched.setattr("pools.sync.leases.Lease.let_go", lambda self: None)
        kill_after(patched, 3)
        with pytest.raises(Killed):
            console.work()
    run = console.last_run()
    assert (run.status, bool(run.worker)) == (RunStatus.RUNNING, True)
    assert console.link.imported_timestamp is None
    # Until its lease has ended, nobody else touches it.
    console.work()
    assert console.last_run().status == RunStatus.RUNNING
    first = run.worker
    for rows in (SyncRun.objects.all(), AwsLink.objects.all()):
        rows.update(lease_until="2026-11-01T00:00Z")
    console.work()
    run.refresh_from_db()
    assert run.status == RunStatus.DONE
    assert console.link.imported_timestamp
    assert (run.taken_over[0][0], run.worker) == (first, "")
    # What was taken in was not read again; what was in hand was.
    assert sum(reads_of(console).values()) < 7 + 3
    assert console.standings() == {}


def test_an_import_is_canceled_and_continued(console, behind, monkeypatch):
    furnish(behind)
    console.linked()
    take_in = refreshing.take_in

    def cancel(*arguments):
        take_in(*arguments)
        cancel_reading(console.caller, number=console.last_run().number)
        monkeypatch.setattr(refreshing, "take_in", take_in)

    monkeypatch.setattr(refreshing, "take_in", cancel)
    console.work()
    run = console.last_run()
    assert (run.status, run.about) == (RunStatus.STOPPED, {"why": "CANCELED"})
    assert Mirror.objects.count() == 2
    assert console.link.imported_timestamp is None
    continue_reading(console.caller, number=run.number)
    console.work()
    assert console.last_run().status == RunStatus.DONE
    assert set(reads_of(console).values()) == {1}
    assert console.standings() == {}


def test_without_credentials_a_reading_waits_for_a_person(console, behind, aws_side, monkeypatch):
    furnish(behind)
    aws_side.weather = Weather(expired=True)
    console.linked().work()
    run = console.last_run()
    assert (run.status, run.about["trouble"]) == (RunStatus.PAUSED, "EXPIRED")
    assert console.link.trouble == "EXPIRED"
    aws_side.weather, shown = Weather(), []
    store = refreshing.take_in
    monkeypatch.setattr(
        refreshing, "take_in", lambda *reads: shown.append(console.link.trouble) or store(*reads)
    )
    continue_reading(console.caller, number=run.number)
    console.work()
    assert console.last_run().status == RunStatus.DONE
    assert set(shown) == {""}, "Paused was said while it went on"


def test_a_missing_permission_is_named(console, behind, aws_side):
    furnish(behind)
    aws_side.weather = Weather(denied={"DescribeKeywords"})
    console.linked().work()
    run = console.last_run()
    assert (run.status, run.about["trouble"]) == (RunStatus.PAUSED, "NO_PERMISSION")
    assert run.about["action"] == "sms-voice:DescribeKeywords"


def test_another_accounts_credentials_read_nothing(console, behind, aws_side):
    furnish(behind)
    aws_side.proxy.identity = ("999988887777", "arn:aws:iam::999988887777:user/other")
    console.linked().work()
    run = console.last_run()
    assert (run.status, run.about["trouble"]) == (RunStatus.PAUSED, "OTHER_ACCOUNT")
    assert aws_side.log.of("DescribePools") == []
    assert Mirror.objects.count() == 0


def test_a_profile_that_is_not_there_is_said(console):
    console.linked()
    AwsLink.objects.update(profile="nobody")
    console.work()
    assert console.last_run().about["trouble"] == "NO_CREDENTIALS"


def test_what_aws_refuses_for_the_moment_is_read_again(console, behind, aws_side):
    furnish(behind)
    for _ in range(2):
        aws_side.weather.next("DescribePools", "throttled", "500")
    console.linked().work()
    assert console.last_run().status == RunStatus.DONE
    assert console.standings() == {}


def test_a_check_comes_by_itself_when_it_is_due(console, behind):
    made = furnish(behind)
    console.imported()
    console.work()
    assert SyncRun.objects.count() == 1
    AwsLink.objects.update(check_every=3600, next_check_timestamp="2026-11-01T00:00Z")
    behind.update_pool(PoolId=made, SharedRoutesEnabled=True)
    console.work()
    assert (console.last_run().kind, console.last_run().status) == (RunKind.CHECK, RunStatus.DONE)
    assert [change[1] for change in console.changes()] == ["shared_routes_enabled"]
    # The next one is not due yet.
    console.work()
    assert SyncRun.objects.count() == 2
    assert console.link.next_check_timestamp > console.last_run().created_timestamp


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
