"""What people decide: conflicts answered either way, pending changes given up, what AWS changed put back."""

from dataclasses import replace

import pytest

from pools.models import (
    Activity,
    AwsChange,
    DirtyKey,
    Mirror,
    PhoneNumber,
    Pool,
    SenderId,
    SyncRequestKind,
)
from pools.operations.associations import disassociate_origination_identity
from pools.operations.keywords import put_keyword
from pools.operations.pools import delete_pool, update_pool
from pools.operations.sender_ids import request_sender_id
from pools.operations.tags import tag_resource, untag_resource
from pools.sync.fields import EXISTS
from pools.sync.state import SENDER_ID, Ref
from tests.help.operations import tags
from tests.sync.sides import Sides, in_aws, pool, ref, sides

__all__ = ["pool", "ref", "sides"]
TEAM = ("tags", "Team")


@pytest.fixture
def conflict(sides, ref, pool, caller):
    """Ours is A, AWS's is B; and AWS has another setting of its own."""
    tag_resource(caller, resource_arn=pool.pool_arn, tags=[{"Key": "Team", "Value": "A"}])
    sides.change(ref, *TEAM, "B")
    sides.read()
    sides.read()
    assert sides.differences(ref)[TEAM][0] == "conflict"


def test_keep_ours_is_a_pending_change(sides, ref, pool, conflict):
    assert sides.answer(ref, "OURS", *TEAM, saw="B") == {"moved": [], "refused": []}
    assert sides.differences(ref) == {TEAM: ["pending", "changed", "B", "A", "B"]}
    assert tags(pool) == {"Team": "A"}
    sides.read()
    sides.read()
    assert sides.standing(ref) == "PENDING"


def test_take_awss_is_done_here_at_once(sides, ref, pool, caller, conflict):
    assert sides.answer(ref, "THEIRS", *TEAM, saw="B") == {"moved": [], "refused": []}
    assert tags(pool) == {"Team": "B"}
    assert sides.standing(ref) == "IN_SYNC"
    row = Activity.objects.latest("pk")
    assert (row.door, row.user) == ("aws", caller.user)
    assert DirtyKey.objects.count() == 0


def test_an_answer_to_another_value_than_the_one_now_is_asked_again(sides, ref, pool, conflict):
    sides.change(ref, *TEAM, "C")
    sides.read()
    sides.read()
    answer = sides.answer(ref, "THEIRS", *TEAM, saw="B")
    assert [one["choice"] for one in answer["moved"]] == ["THEIRS"]
    assert tags(pool) == {"Team": "A"}
    assert sides.differences(ref)[TEAM][0] == "conflict"


def test_what_has_no_base_is_answered_like_any_other(caller):
    request_sender_id(caller, sender_id="ACME", iso_country_code="GB")
    sides, ref = Sides(caller), Ref(SENDER_ID, "ACME/GB")
    there = in_aws(sides.here()[ref])
    sides.there = {ref: replace(there, tags={"Team": "B", "Name": "Theirs"})}
    sides.read()
    assert {rest[1] for rest in sides.differences(ref).values()} == {"no base"}
    sides.answer(ref, "OURS", *TEAM, saw="B")
    sides.answer(ref, "THEIRS", "tags", "Name", saw="Theirs")
    assert sides.differences(ref) == {TEAM: ["pending", "changed", "B", None, "B"]}
    assert tags(SenderId.objects.get()) == {"Name": "Theirs"}


@pytest.fixture
def gone(sides, ref):
    sides.there.pop(ref)
    for number in PhoneNumber.objects.all():
        sides.change(Ref("phone-number", number.phone_number_id), "pool_id", "", None)
    sides.read()
    sides.read()
    assert sides.standing(ref) == "GONE"


def test_gone_in_aws_and_deleted_here(sides, ref, gone):
    assert sides.answer(ref, "DELETE_HERE", saw=False) == {"moved": [], "refused": []}
    assert not Pool.objects.exists()
    assert PhoneNumber.objects.filter(pool=None).count() == 2
    assert not Mirror.objects.filter(key=ref.key).exists()
    assert set(sides.standings()) == {"IN_SYNC"}


def test_gone_in_aws_and_created_again(sides, ref, caller, gone):
    sides.answer(ref, "CREATE_AGAIN", saw=False)
    assert sides.standing(ref) == "NEW"
    row = Mirror.objects.get(key=ref.key)
    assert (row.changed_by, bool(row.changed_timestamp)) == (caller.user, True)
    assert Pool.objects.count() == 1
    numbers = PhoneNumber.objects.filter(pool__pool_id=ref.key).values_list("phone_number_id", flat=True)
    assert len(numbers) == 2, "AWS makes no pool of no numbers"
    sides.read()
    sides.read()
    assert sides.standing(ref) == "NEW"
    assert {sides.standing(Ref("phone-number", number)) for number in numbers} == {"PENDING"}


@pytest.mark.parametrize("choice", ["OURS", "THEIRS", "SEND_AGAIN"])
def test_what_is_gone_in_aws_is_answered_as_a_whole(sides, ref, gone, choice):
    assert len(sides.answer(ref, choice, saw=False)["refused"]) == 1
    assert sides.standing(ref) == "GONE"
    assert Pool.objects.exists()


@pytest.mark.parametrize("choice", ["DELETE_HERE", "CREATE_AGAIN", "STOP_MANAGING", "SEND_AGAIN"])
def test_a_setting_in_conflict_is_no_question_about_the_whole(sides, ref, pool, conflict, choice):
    """Whoever forges an answer deletes nothing by it, whatever protects it."""
    assert len(sides.answer(ref, choice, *TEAM, saw="B")["refused"]) == 1
    assert tags(pool) == {"Team": "A"}
    assert (sides.standing(ref), sides.mirror(ref).is_managed) == ("CONFLICT", True)
    assert sides.differences(ref)[TEAM][0] == "conflict"


def test_gone_in_aws_and_managed_no_longer(sides, ref, caller, gone):
    sides.answer(ref, "STOP_MANAGING", saw=False)
    assert sides.standing(ref) == "LEFT_ALONE"
    assert Pool.objects.count() == 1
    update_pool(caller, pool_id=ref.key, shared_routes_enabled=True)
    sides.read()
    assert (sides.standing(ref), sides.differences(ref)) == ("LEFT_ALONE", {})


@pytest.mark.parametrize(
    ("choice", "standing", "is_here"), [("OURS", "DELETED", False), ("THEIRS", "IN_SYNC", True)]
)
def test_deleted_here_while_it_was_changed_in_aws(sides, ref, caller, choice, standing, is_here):
    delete_pool(caller, pool_id=ref.key)
    sides.change(ref, *TEAM, "B")
    sides.read()
    sides.read()
    assert sides.differences(ref)[EXISTS][:2] == ["conflict", "deleted here, changed in AWS"]
    sides.answer(ref, choice, saw=True)
    assert sides.standing(ref) == standing
    assert Pool.objects.filter(pool_id=ref.key).exists() is is_here
    for _ in range(2):
        sides.read()
    assert sides.standing(ref) == standing


def test_pending_changes_are_given_up(sides, ref, pool, caller):
    update_pool(caller, pool_id=ref.key, shared_routes_enabled=True)
    tag_resource(caller, resource_arn=pool.pool_arn, tags=[{"Key": "Team", "Value": "A"}])
    put_keyword(caller, origination_identity=ref.key, keyword="JOIN", keyword_message="Hello")
    number = PhoneNumber.objects.first()
    disassociate_origination_identity(
        caller, pool_id=ref.key, origination_identity=number.phone_number_id, iso_country_code="US"
    )
    sides.save()
    assert len(sides.differences(ref)) == 3
    own = Ref("phone-number", number.phone_number_id)
    resources = [[ref.kind, ref.key], [own.kind, own.key]]
    assert sides.ask(SyncRequestKind.DISCARD, resources=resources) == {"refused": []}
    assert (sides.standing(ref), sides.standing(own)) == ("IN_SYNC", "IN_SYNC")
    assert (tags(pool), Pool.objects.get().shared_routes_enabled) == ({}, False)
    assert PhoneNumber.objects.filter(pool=pool).count() == 2


def test_a_deletion_is_given_up_and_the_pool_is_as_it_was(sides, ref, caller):
    delete_pool(caller, pool_id=ref.key)
    sides.save()
    assert sides.ask(SyncRequestKind.DISCARD, resources=[[ref.kind, ref.key]]) == {"refused": []}
    row = sides.mirror(ref)
    assert (row.standing, row.tombstone) == ("IN_SYNC", None)
    assert Pool.objects.get().phone_numbers.count() == 2
    assert set(sides.standings()) == {"IN_SYNC"}


def test_what_is_not_in_aws_yet_is_given_up(sides, caller):
    request_sender_id(caller, sender_id="NEW", iso_country_code="GB")
    sides.save()
    ref = Ref(SENDER_ID, "NEW/GB")
    assert sides.standing(ref) == "NEW"
    sides.ask(SyncRequestKind.DISCARD, resources=[[ref.kind, ref.key]])
    assert not SenderId.objects.exists()
    assert not Mirror.objects.filter(key=ref.key).exists()


def test_what_aws_changed_is_put_back_as_a_pending_change(sides, ref, pool, caller):
    sides.change(ref, *TEAM, "B")
    sides.read()
    sides.read()
    assert tags(pool) == {"Team": "B"}
    change = AwsChange.objects.get()
    assert sides.ask(SyncRequestKind.PUT_BACK, changes=[change.pk]) == {"refused": []}
    assert tags(pool) == {}
    row = sides.mirror(ref)
    assert (row.standing, row.changed_by) == ("PENDING", caller.user)
    assert sides.differences(ref) == {TEAM: ["pending", "changed", "B", None, "B"]}
    change.refresh_from_db()
    assert (bool(change.acknowledged_timestamp), change.acknowledged_by) == (True, caller.user)
    sides.read()
    sides.read()
    assert sides.standing(ref) == "PENDING"


def test_what_was_added_in_aws_is_put_back_as_a_deletion(sides, caller):
    ref = Ref(SENDER_ID, "THEIRS/GB")
    request_sender_id(caller, sender_id="THEIRS", iso_country_code="GB")
    sides.there[ref] = in_aws(sides.here()[ref])
    SenderId.objects.all().delete()
    DirtyKey.objects.all().delete()
    sides.read()
    sides.read()
    change = AwsChange.objects.get()
    assert (change.cause, SenderId.objects.count()) == ("added", 1)
    sides.ask(SyncRequestKind.PUT_BACK, changes=[change.pk])
    row = sides.mirror(ref)
    assert (row.standing, row.tombstone["who"]) == ("DELETED", caller.user.username)


def test_what_cannot_be_put_back_says_so_and_stays_in_the_list(sides, ref, pool, caller):
    sides.change(ref, *TEAM, "B")
    sides.read()
    sides.read()
    Pool.objects.all().delete()
    change = AwsChange.objects.get()
    answer = sides.ask(SyncRequestKind.PUT_BACK, changes=[change.pk])
    assert ref.key in answer["refused"][0]
    change.refresh_from_db()
    assert change.acknowledged_timestamp is None


def test_other_wishes_of_the_same_resource_wait_for_the_answer_and_stay(sides, ref, pool, caller, conflict):
    update_pool(caller, pool_id=ref.key, shared_routes_enabled=True)
    sides.save()
    assert sides.standing(ref) == "CONFLICT"
    sides.answer(ref, "THEIRS", *TEAM, saw="B")
    assert sides.standing(ref) == "PENDING"
    assert set(sides.differences(ref)) == {("shared_routes_enabled", "")}
    untag_resource(caller, resource_arn=pool.pool_arn, tag_keys=["Team"])
    sides.save()
    assert sides.differences(ref)[TEAM] == ["pending", "changed", "B", None, "B"]
