"""Comparing with our own rows: what is taken over, what is asked, what is remembered, and what is written."""

from dataclasses import replace

from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from pools.models import AwsChange, DirtyKey, Mirror, PhoneNumber, Pool, Tag
from pools.operations.associations import disassociate_origination_identity
from pools.operations.pools import delete_pool, update_pool
from pools.operations.sender_ids import release_sender_id, request_sender_id
from pools.sync import clock
from pools.sync.existence import Read
from pools.sync.memory import VISIBLE_AFTER, memory_from_json
from pools.sync.mirroring import compare_and_store, comparisons
from pools.sync.state import POOL, SENDER_ID, Ref
from tests.help.factories import PhoneNumberFactory, PoolFactory
from tests.sync.sides import CREATED, Sides, in_aws, pool, ref, sides

__all__ = ["pool", "ref", "sides"]
SHARED = ("shared_routes_enabled", "")


def test_a_save_is_compared_without_a_read(sides, ref, caller):
    update_pool(caller, pool_id=ref.key, shared_routes_enabled=True)
    sides.save()
    row = sides.mirror(ref)
    assert (row.standing, row.changed_by, bool(row.changed_timestamp)) == ("PENDING", caller.user, True)
    assert sides.differences(ref) == {SHARED: ["pending", "changed", False, True, False]}
    assert DirtyKey.objects.count() == 0
    update_pool(caller, pool_id=ref.key, shared_routes_enabled=False)
    sides.save()
    assert sides.standing(ref) == "IN_SYNC"


def test_a_save_that_came_meanwhile_is_compared_again(sides, ref, caller, monkeypatch):
    update_pool(caller, pool_id=ref.key, shared_routes_enabled=True)
    store = Mirror.save

    def saved_meanwhile(row, **more):
        DirtyKey.objects.update(version=F("version") + 1)
        store(row, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Mirror, "save", saved_meanwhile)
        sides.save()
    assert DirtyKey.objects.count() == 1
    sides.save()
    assert DirtyKey.objects.count() == 0


def test_one_read_changes_nothing_and_a_second_that_says_the_same_does(sides, ref):
    sides.change(ref, *SHARED, True)
    sides.read(ref)
    assert (sides.standing(ref), sides.mirror(ref).is_unconfirmed) == ("IN_SYNC", True)
    assert not Pool.objects.get().shared_routes_enabled
    # The same answer looked at once more is no second one.
    sides.save()
    assert not Pool.objects.get().shared_routes_enabled
    sides.read(ref)
    assert Pool.objects.get().shared_routes_enabled
    assert (sides.standing(ref), sides.mirror(ref).is_unconfirmed) == ("IN_SYNC", False)
    assert sides.changes() == [("shared_routes_enabled", "", False, True)]
    assert DirtyKey.objects.count() == 0


def test_two_reads_that_differ_are_no_confirmation(sides, ref):
    sides.change(ref, "tags", "Team", "A")
    sides.read(ref)
    sides.change(ref, "tags", "Team", "B")
    sides.read(ref)
    assert sides.changes() == []
    sides.read(ref)
    assert sides.changes() == [("tags", "Team", None, "B")]
    assert Tag.objects.get(key="Team").value == "B"


def test_what_both_changed_is_a_conflict_and_stays_as_it_is_on_both(sides, ref, caller):
    sides.change(ref, "two_way_enabled", "", True)
    sides.change(ref, "two_way_channel_arn", "", "arn:aws:sns:us-east-1:111122223333:theirs")
    update_pool(
        caller,
        pool_id=ref.key,
        two_way_enabled=True,
        two_way_channel_arn="arn:aws:sns:us-east-1:111122223333:ours",
    )
    sides.read(ref)
    sides.read(ref)
    assert sides.standing(ref) == "CONFLICT"
    (found,) = (rest for (name, _), rest in sides.differences(ref).items() if name == "two_way_channel_arn")
    assert found[0] == "conflict"
    assert Pool.objects.get().two_way_channel_arn.endswith("ours")
    assert sides.changes() == []


def test_both_made_the_same_change(sides, ref, caller):
    sides.change(ref, *SHARED, True)
    update_pool(caller, pool_id=ref.key, shared_routes_enabled=True)
    sides.read(ref)
    assert sides.standing(ref) == "IN_SYNC"
    assert memory_from_json(sides.mirror(ref).memory).base.settings["shared_routes_enabled"] is True


def test_a_read_older_than_the_last_is_not_looked_at(sides, ref):
    old = replace(sides.there[ref], tags={"Team": "old"})
    sides.read(ref)
    for _ in range(2):
        compare_and_store(sides.link, {ref: Read(old, sides.at - 5)}, [ref])
    assert sides.changes() == []
    assert not sides.mirror(ref).is_unconfirmed


def test_what_is_stored_is_what_a_plan_is_made_from(sides, ref, caller):
    update_pool(caller, pool_id=ref.key, shared_routes_enabled=True)
    stored = sides.save()
    assert {one: found.differences for one, found in comparisons(sides.link).items()} == {
        one: found.differences for one, found in stored.items()
    }
    assert set(comparisons(sides.link, [ref])) == {ref}


def test_a_pool_that_vanished_is_no_wish_of_its_numbers(sides, ref):
    """Also where only the number is looked at."""
    Pool.objects.all().delete()
    number = Ref("phone-number", PhoneNumber.objects.first().phone_number_id)
    compare_and_store(sides.link, {}, [number])
    assert sides.standing(number) == "IN_SYNC"


def test_a_pool_that_vanished_comes_back_with_its_numbers(sides, ref):
    PhoneNumber.objects.update(pool=None)
    Pool.objects.all().delete()
    sides.read()
    assert Pool.objects.count() == 0
    sides.read()
    assert Pool.objects.get().phone_numbers.count() == 2
    assert set(sides.standings()) == {"IN_SYNC"}


def test_a_number_that_left_its_pool_is_a_wish(sides, ref, caller):
    number = PhoneNumber.objects.first().phone_number_id
    disassociate_origination_identity(
        caller, pool_id=ref.key, origination_identity=number, iso_country_code="US"
    )
    sides.save()
    assert sides.differences(Ref("phone-number", number)) == {
        ("pool_id", ""): ["pending", "changed", ref.key, None, ref.key]
    }


def test_deleted_here_is_a_wish_with_a_name(sides, ref, caller):
    delete_pool(caller, pool_id=ref.key)
    sides.save()
    row = sides.mirror(ref)
    assert (row.standing, row.changed_by) == ("DELETED", caller.user)
    assert row.tombstone["who"] == caller.user.username
    assert row.tombstone["created"] == CREATED
    # However often it is read, it is not imported again.
    for _ in range(3):
        sides.read()
    assert sides.standing(ref) == "DELETED"


def test_made_again_under_its_name_it_is_no_wish_to_delete(caller):
    asked = {"sender_id": "ACME", "iso_country_code": "GB"}
    request_sender_id(caller, **asked)
    sides, ref = Sides(caller).agree(), Ref(SENDER_ID, "ACME/GB")
    release_sender_id(caller, **asked)
    sides.save()
    assert (sides.standing(ref), bool(sides.mirror(ref).tombstone)) == ("DELETED", True)
    request_sender_id(caller, **asked)
    sides.save()
    assert (sides.standing(ref), sides.mirror(ref).tombstone) == ("IN_SYNC", None)


def test_what_aws_never_had_leaves_nothing(sides, caller):
    made = PoolFactory()
    PhoneNumberFactory(pool=made)
    sides.save()
    assert sides.standing(Ref(POOL, made.pool_id)) == "NEW"
    delete_pool(caller, pool_id=made.pool_id)
    sides.save()
    assert not Mirror.objects.filter(key=made.pool_id).exists()


def test_what_is_gone_on_both_sides_is_forgotten_once_no_old_read_can_show_it(
    sides, ref, caller, monkeypatch
):
    delete_pool(caller, pool_id=ref.key)
    sides.save()
    old = sides.there.pop(ref)
    sides.read()
    # AWS's deletion is not seen everywhere yet.
    sides.there[ref] = old
    for _ in range(3):
        sides.read()
    assert sides.standing(ref) == "DELETED"
    assert not Pool.objects.filter(deleted_timestamp=None).exists()
    del sides.there[ref]
    later = clock.seconds() + VISIBLE_AFTER + 1
    monkeypatch.setattr(clock, "seconds", lambda: later)
    sides.read()
    assert not Mirror.objects.filter(key=ref.key).exists()


def test_missing_once_is_not_gone(sides, ref):
    there = sides.there.pop(ref)
    sides.read(ref)
    assert (sides.standing(ref), sides.mirror(ref).is_unconfirmed) == ("IN_SYNC", True)
    sides.there[ref] = there
    sides.read(ref)
    assert not sides.mirror(ref).is_unconfirmed
    del sides.there[ref]
    sides.read(ref)
    sides.read(ref)
    assert sides.standing(ref) == "GONE"
    assert Pool.objects.filter(deleted_timestamp=None).count() == 1


def test_what_aws_has_and_we_do_not_comes_here_and_is_listed(sides, ref):
    new = replace(
        sides.there[ref], key="pool-theirs", arn="", members={}, keywords={}, tags={"Name": "Theirs"}
    )
    sides.there[new.ref] = in_aws(new)
    sides.read()
    assert Pool.objects.count() == 1
    sides.read()
    assert Pool.objects.get(pool_id="pool-theirs").name == "Theirs"
    assert AwsChange.objects.get().cause == "added"
    assert sides.standing(new.ref) == "IN_SYNC"


def test_a_full_comparison_writes_only_what_moved(sides, ref, caller):
    update_pool(caller, pool_id=ref.key, shared_routes_enabled=True)
    with CaptureQueriesContext(connection) as queries:
        sides.save()
    written = [one["sql"] for one in queries if one["sql"].startswith(("UPDATE", "INSERT"))]
    assert len([sql for sql in written if "pools_mirror" in sql]) == 1
    with CaptureQueriesContext(connection) as queries:
        sides.save()
    assert [one["sql"] for one in queries if one["sql"].startswith(("UPDATE", "INSERT"))] == []
