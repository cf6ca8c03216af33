"""Without a link no page asks anything about AWS: whether there is one is known with who asks."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from pools.models import AwsLink
from tests.help import sync_rows
from tests.help.walk import each_address, world

__all__ = ["world"]

OF_THE_SYNC = re.compile(r'"?pools_(awslink|mirror|dirtykey|awschange|sync\w+|requestturn)"?\b')
# Who asks, with the Regions in which their accounts are linked.
WHO_ASKS = "linked_regions"
# These are about the link itself.
OWN = "/sync/"


@each_address
def test_no_page_asks_about_aws(world, address):
    path = address.path(world.values)
    if OWN in path:
        return
    AwsLink.objects.all().delete()
    client = world.client("administrator")
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    about_aws = [one["sql"] for one in asked if OF_THE_SYNC.search(one["sql"])]
    assert [sql for sql in about_aws if WHO_ASKS not in sql] == []
    assert len(about_aws) <= 1


@each_address
def test_a_link_elsewhere_costs_nothing_here(world, address):
    """The account is linked, but in another Region."""
    path = address.path(world.values)
    if OWN in path:
        return
    AwsLink.objects.all().delete()
    sync_rows.link(world.caller)
    AwsLink.objects.update(region="eu-west-1")
    client = world.client("administrator")
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    assert [
        one["sql"] for one in asked if OF_THE_SYNC.search(one["sql"]) and WHO_ASKS not in one["sql"]
    ] == []
