"""The page of a pool that was saved a moment ago, before a worker has compared it."""

from typing import Any

import pytest
from django.http import HttpResponse

from pools.models import AwsLink, DirtyKey, Mirror, Standing
from pools.operations.pools import update_pool
from tests.conftest import HTMX
from tests.help.texts import words_of
from tests.pages.sync.places import POOL
from tests.pages.sync.resources import PROTECTION, mirrored, pool_here

pytestmark = pytest.mark.django_db


def saved(caller, link: AwsLink, **settings: Any) -> HttpResponse:
    """A pool that AWS has as it was, with these settings saved since: no worker has compared it."""
    pool = pool_here()
    read = {name: getattr(pool, name) for name in ("deletion_protection_enabled", "shared_routes_enabled")}
    read |= {"two_way_enabled": False, "self_managed_opt_outs_enabled": False, "opt_out_list_name": "Default"}
    memory = {"base": {"settings": read}, "read": {"settings": read}, "theirs": []}
    mirrored(caller, link, "pool", "pool-ours", Standing.IN_SYNC, memory=memory)
    update_pool(caller, pool_id="pool-ours", **settings)
    return memory


def test_what_was_saved_a_moment_ago_counts_before_it_is_compared(client, caller, link):
    saved(caller, link, deletion_protection_enabled=True, shared_routes_enabled=True)
    answer = client.get(POOL)
    words = words_of(answer)
    assert (
        "2 settings of this pool are not in AWS yet Shared routes and Deletion protection, changed by"
        in words
    )
    assert words.count("In AWS: Off") == 4
    assert 'hx-trigger="every 2s"' in answer.content.decode().partition('id="aws-alert"')[2][:300]


def test_the_alert_asks_until_both_sides_are_compared(client, caller, link):
    saved(caller, link, deletion_protection_enabled=True)
    part = HTMX | {"HX-Target": "aws-alert"}
    first = client.get(POOL, headers=part).content.decode()
    assert "data-passing" in first
    assert 'id="summary"' not in first
    DirtyKey.objects.all().delete()
    Mirror.objects.update(standing=Standing.PENDING, differences=[PROTECTION])
    last = client.get(POOL, headers=part).content.decode()
    assert "data-passing" not in last
    assert "1 setting of this pool is not in AWS yet" in last
    assert 'id="summary"' in last
    assert 'aria-label="AWS sync:' in last


def test_saved_back_to_what_aws_has_is_no_difference(client, caller, link):
    saved(caller, link, deletion_protection_enabled=True)
    Mirror.objects.update(standing=Standing.PENDING, differences=[PROTECTION])
    update_pool(caller, pool_id="pool-ours", deletion_protection_enabled=False)
    assert "not in AWS yet" not in words_of(client.get(POOL))


def test_a_pool_that_was_made_a_moment_ago_is_not_in_aws(client, caller, link):
    pool_here()
    update_pool(caller, pool_id="pool-ours", deletion_protection_enabled=True)
    assert "This pool is not in AWS yet" in words_of(client.get(POOL))
    AwsLink.objects.update(imported_timestamp=None)
    assert "not in AWS yet" not in words_of(client.get(POOL))
