"""A resource of ours, how it stands with AWS, and in which settings it differs."""

from typing import Any

from django.utils import timezone

from pools.models import AwsLink, Mirror, Pool, Standing
from pools.operations.engine.caller import Caller
from tests.help import sync_rows
from tests.help.factories import PoolFactory

TOPIC = "arn:aws:sns:us-east-1:111122223333:"
PROTECTION = ["deletion_protection_enabled", "", "pending", "changed", False, True, False]
TWO_WAY = ["two_way_enabled", "", "pending", "changed", False, True, False]
CHANNEL = ["two_way_channel_arn", "", "pending", "changed", None, f"{TOPIC}inbound", None]
SHARED = ["shared_routes_enabled", "", "pending", "changed", False, True, False]
NEW = ["", "", "pending", "changed", None, True, None]


def pool_here(**columns: Any) -> Pool:
    return PoolFactory(pool_id="pool-ours", name="order-updates", **columns)


def mirrored(
    caller: Caller, link: AwsLink, kind: str, local_key: str, standing: Standing, **columns: Any
) -> Mirror:
    usual = {"changed_by": caller.user, "changed_timestamp": timezone.now(), "local_key": local_key}
    key = columns.pop("key", local_key)
    return sync_rows.mirror(link, kind, key, standing, **usual | columns)
