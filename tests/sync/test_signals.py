"""What says that something changed may be lost or come twice: how both sides stand is compared, and no log replayed."""

import pytest
from django.db import IntegrityError

from pools.models import Account, AwsLink, DirtyKey, Mirror, Pool, User
from pools.operations.pools import update_pool
from pools.operations.syncing.links import link_to_aws, unlink_from_aws
from pools.sync.planning import changed_refs
from tests.sync.sides import Sides, pool, ref, sides

__all__ = ["pool", "ref", "sides"]
pytestmark = pytest.mark.django_db


def test_a_lost_signal_costs_time_and_nothing_else(sides, ref, caller):
    update_pool(caller, pool_id=ref.key, shared_routes_enabled=True)
    DirtyKey.objects.all().delete()
    assert changed_refs(sides.link) == set()
    # The next refresh compares all there is.
    sides.save()
    assert sides.standing(ref) == "PENDING"
    assert changed_refs(sides.link) == {ref}


def test_a_signal_of_nothing_changes_nothing(sides, ref, caller):
    before = sides.mirror(ref).memory
    for _ in range(2):
        DirtyKey.objects.create(
            link=sides.link,
            kind=ref.kind,
            local_key=ref.key,
            version=1,
            changed_by=caller.user,
            changed_timestamp="2026-11-30T00:00Z",
        )
        sides.save()
    assert (sides.standing(ref), sides.mirror(ref).memory, sides.changes()) == ("IN_SYNC", before, [])
    assert not DirtyKey.objects.exists()


def test_a_repeated_read_changes_nothing(sides, ref):
    sides.change(ref, "shared_routes_enabled", "", True)
    for _ in range(5):
        sides.read(ref)
    assert sides.changes() == [("shared_routes_enabled", "", False, True)]
    assert sides.standing(ref) == "IN_SYNC"


@pytest.mark.parametrize("model", [Mirror, DirtyKey])
def test_what_is_known_of_a_resource_does_not_go_with_its_row(model):
    """Rows vanish: only the link itself, or a user who is mentioned, is referred to."""
    others = {field.related_model for field in model._meta.get_fields() if field.is_relation}
    assert others == {AwsLink, User}


def test_a_link_is_one_of_each_account_and_region(caller):
    link = Sides(caller).link
    # Also across accounts of the console: none has another one's number.
    assert Account._meta.get_field("account_id").unique
    with pytest.raises(IntegrityError):
        AwsLink.objects.create(
            account=caller.account, region=link.region, created_timestamp=link.created_timestamp
        )


def test_after_linking_again_each_difference_is_asked_about(sides, ref, caller):
    unlink_from_aws(caller, confirm="unlink")
    link_to_aws(caller)
    sides.change(ref, "shared_routes_enabled", "", True)
    for _ in range(2):
        sides.read()
    found = sides.differences(ref)
    assert found == {("shared_routes_enabled", ""): ["conflict", "no base", None, False, True]}
    assert not Pool.objects.get(pool_id=ref.key).shared_routes_enabled
