"""Without a link no page asks anything about AWS: whether there is one is known with who asks. And nothing gets out."""

import re
import socket
import threading

import boto3
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pools.models import AwsLink
from pools.sync import worker
from tests.help import sync_rows
from tests.help.parameters import forms_of
from tests.help.shut_in import shut_in
from tests.help.walk import each_address, undone, world

__all__ = ["shut_in", "world"]

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


@each_address
def test_no_page_and_no_form_sends_anything(world, address, shut_in):
    AwsLink.objects.all().delete()
    client, path = world.client("administrator"), address.path(world.values)
    response = undone(lambda: client.get(path))
    assert response.status_code < 500
    posted = [form for form in forms_of(response, path) if form.method == "post"]
    for form in posted:
        for data in form.variants:
            assert undone(lambda form=form, data=data: client.post(form.path, data)).status_code < 500


def test_nor_does_a_worker(db, shut_in, monkeypatch):
    # Which profiles there are it tells from the files alone.
    monkeypatch.setattr(worker, "own_profiles", list)
    worker.work(threading.Event(), once=True)


def test_what_would_get_out_is_noticed(shut_in):
    for act in (lambda: socket.create_connection(("192.0.2.1", 443), 1), lambda: boto3.client("sts")):
        with pytest.raises(OSError, match="nothing leaves"):
            act()
    assert shut_in == ["connect", "boto3.client"]
    shut_in.clear()
