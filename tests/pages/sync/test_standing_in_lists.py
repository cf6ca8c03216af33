"""The column and the filter AWS of the lists of resources: only where there is a link."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pools.models import AwsLink, DirtyKey, Standing
from pools.operations.pools import update_pool
from pools.operations.preferences import keep_list_preferences
from tests.help import sync_rows
from tests.help.factories import ConfigurationSetFactory, PhoneNumberFactory, PoolFactory, SenderIdFactory

pytestmark = pytest.mark.django_db
PLACE = "/111122223333/us-east-1/sms-voice"
LISTS = {
    "pool": (f"{PLACE}/pools/", "Status", ("pool-{}", "pool-{}")),
    "phone-number": (f"{PLACE}/phone-numbers/", "Status", ("phone-{}", "phone-{}")),
    "sender-id": (f"{PLACE}/sender-ids/", "Registered", ("{}/GB", "{}/GB")),
    "configuration-set": (f"{PLACE}/configuration-sets/", "Message feedback", ("set-{}", "set-{}")),
}
WORDS = {
    Standing.IN_SYNC: "In sync",
    Standing.NEW: "Not in AWS yet",
    Standing.PENDING: "Differs",
    Standing.CONFLICT: "Differs",
    Standing.GONE: "Deleted in AWS",
    Standing.LEFT_ALONE: "Left alone",
}
each_list = pytest.mark.parametrize("kind", LISTS)


def make(kind: str, name: str) -> str:
    """A row, and its key."""
    if kind == "pool":
        return PoolFactory(pool_id=f"pool-{name}").pool_id
    if kind == "phone-number":
        return PhoneNumberFactory(phone_number_id=f"phone-{name}").phone_number_id
    if kind == "configuration-set":
        return ConfigurationSetFactory(configuration_set_name=f"set-{name}").configuration_set_name
    SenderIdFactory(sender_id=name.upper(), iso_country_code="GB")
    return f"{name.upper()}/GB"


def preferences(client, kind: str) -> str:
    """The dialog behind the list's gear."""
    answer = client.get(reverse(f"{kind}-list-preferences", args=["111122223333", "us-east-1"]))
    assert answer.status_code == 200
    return answer.content.decode()


def headers(page: str) -> list[str]:
    head = re.search(r"<thead.*?</thead>", page, re.DOTALL)[0]
    cells = re.findall(r"<th\b.*?</th>", head, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in cells]


def cells(page: str) -> dict[str, str]:
    """What the column says, by the rows' keys."""
    rows = re.findall(r'data-testid="[a-z-]+-row-([^"]+)"(.*?)</tr>', page, re.DOTALL)
    return {
        key: " ".join(
            re.sub(r"<[^>]*>", " ", re.search(r'data-label="AWS">(.*?)</td>', row, re.DOTALL)[1]).split()
        )
        for key, row in rows
    }


@each_list
def test_each_row_says_how_it_stands(client, caller, link, kind):
    wanted = {}
    for standing, words in WORDS.items():
        key = make(kind, standing.lower().replace("_", "")[:9])
        sync_rows.mirror(link, kind, f"{key}-far", standing, local_key=key)
        wanted[key] = words
    wanted[make(kind, "unread")] = "- none"
    path, before, _ = LISTS[kind]
    page = client.get(path).content.decode()
    assert cells(page) == wanted
    shown = headers(page)
    assert shown.index("AWS") == shown.index(before) + 1


@each_list
def test_the_filter_narrows_and_counts(client, caller, link, kind):
    keys = {}
    for standing in WORDS:
        keys[standing] = make(kind, standing.lower().replace("_", "")[:9])
        sync_rows.mirror(link, kind, keys[standing], standing)
    path = LISTS[kind][0]
    differing = client.get(f"{path}?aws=DIFFERS").content.decode()
    assert cells(differing).keys() == {keys[Standing.PENDING], keys[Standing.CONFLICT]}
    gone = client.get(f"{path}?aws=GONE").content.decode()
    assert cells(gone).keys() == {keys[Standing.GONE]}
    choices = " ".join(re.sub(r"<[^>]*>", " ", client.get(f"{path}?open=aws").content.decode()).split())
    assert "In sync 1 Not in AWS yet 1 Differs 2 Deleted in AWS 1 Left alone 1" in re.sub(
        r"[()]", "", choices
    )


def test_what_was_just_changed_differs_until_it_is_compared(client, caller, link):
    make("pool", "old")
    make("pool", "new")
    sync_rows.mirror(link, "pool", "pool-old")
    for name in ("old", "new"):
        update_pool(caller, pool_id=f"pool-{name}", deletion_protection_enabled=True)
    assert DirtyKey.objects.count() == 2
    path = LISTS["pool"][0]
    assert cells(client.get(path).content.decode()) == {"pool-old": "Differs", "pool-new": "Not in AWS yet"}
    assert cells(client.get(f"{path}?aws=NEW").content.decode()).keys() == {"pool-new"}
    AwsLink.objects.update(imported_timestamp=None)
    assert cells(client.get(path).content.decode())["pool-new"] == "- none"


@each_list
def test_another_link_says_nothing_of_these_rows(client, caller, link, kind):
    key = make(kind, "one")
    elsewhere = AwsLink.objects.create(
        account=caller.account, region="eu-west-1", created_timestamp=link.created_timestamp
    )
    sync_rows.mirror(elsewhere, kind, key, Standing.GONE)
    assert cells(client.get(LISTS[kind][0]).content.decode()) == {key: "- none"}


@each_list
def test_without_a_link_there_is_neither_column_nor_filter(client, caller, kind):
    make(kind, "one")
    path = LISTS[kind][0]
    page = client.get(path).content.decode()
    assert "AWS" not in headers(page)
    assert client.get(f"{path}?aws=GONE")["Location"] == path
    assert 'value="aws"' not in preferences(client, kind)


@each_list
def test_the_column_can_be_hidden(client, caller, link, kind):
    make(kind, "one")
    path = LISTS[kind][0]
    assert 'value="aws"' in preferences(client, kind)
    name = f"{kind}s"
    keep_list_preferences(caller.user, {name: {"size": 25, "order": ["aws"], "hidden": ["aws"]}})
    with CaptureQueriesContext(connection) as asked:
        assert "AWS" not in headers(client.get(path).content.decode())
    assert not any("aws_standing" in one["sql"] for one in asked)


@each_list
def test_a_page_costs_one_query_more(client, caller, kind):
    for number in range(3):
        make(kind, f"n{number}")
    path = LISTS[kind][0]
    client.get(path)
    with CaptureQueriesContext(connection) as before:
        client.get(path)
    link = sync_rows.link(caller)
    for number in range(3):
        sync_rows.mirror(link, kind, make(kind, f"m{number}"))
    with CaptureQueriesContext(connection) as after:
        client.get(path)
    of_rows = [one["sql"] for one in after if "aws_standing" in one["sql"]]
    assert len(of_rows) == 1
    # What else there is, the badge asks.
    of_badge = [
        sql
        for one in after
        if re.search(r'FROM "pools_(awslink|mirror|dirtykey|sync\w+)"', sql := one["sql"])
    ]
    assert len(after) - len([sql for sql in of_badge if sql not in of_rows]) - len(of_rows) == len(before)


@each_list
def test_it_has_its_own_place_among_columns_chosen_before_the_link(client, caller, link, kind):
    make(kind, "one")
    path, before, _ = LISTS[kind]
    order = re.findall(r'name="order" value="(\w+)"', preferences(client, kind))
    chosen = [key for key in order[::-1] if key != "aws"]
    name = f"{kind}s"
    keep_list_preferences(caller.user, {name: {"size": 25, "order": chosen, "hidden": []}})
    shown = headers(client.get(path).content.decode())
    assert shown.index("AWS") == shown.index(before) + 1


@pytest.mark.parametrize(("kind", "shows"), [("pool", False), ("phone-number", False), ("sender-id", True)])
def test_created_gives_way_where_there_is_no_room_for_both(client, caller, link, kind, shows):
    make(kind, "one")
    path = LISTS[kind][0]
    assert ("Created" in headers(client.get(path).content.decode())) is shows
    assert 'value="created_timestamp"' in preferences(client, kind)
