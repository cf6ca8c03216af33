"""The sync's lists of what is left alone and of what is gone: why, the way out, and what it was called."""

import re
from typing import Any

import pytest
from django.utils import timezone

from pools.models import AwsChange, AwsLink, Project, RunKind, RunStatus, Standing
from pools.operations.pools import create_pool, delete_pool
from pools.pages.kit.places import to
from tests.conftest import signed_in
from tests.help.factories import PhoneNumberFactory, PoolFactory, ProjectFactory, SenderIdFactory
from tests.help.sync_rows import link, mirror, run, step, worker
from tests.help.texts import words_of
from tests.pages.sync.places import URL

pytestmark = pytest.mark.django_db


def in_sync(caller) -> AwsLink:
    worker()
    return link(caller)


@pytest.fixture
def without_channel(caller):
    """An account whose pools were imported, and which has no project whose channel is on."""
    found = in_sync(caller)
    reasons = [["", "", "CHANNEL_OFF"]]
    for number in range(2):
        mirror(found, "pool", f"pool-{number}", Standing.LEFT_ALONE, reasons=reasons)
    return found


NO_CHANNEL = (
    "No project of this account has its SMS and voice channel on "
    "Turn it on in one project, then refresh from AWS."
)


def test_without_a_project_the_way_to_one_is_shown(client, without_channel, caller):
    Project.objects.all().delete()
    page = client.get(f"{URL}left-alone/")
    assert f"{NO_CHANNEL} Create a project" in words_of(page)
    assert f'<a href="{to(caller, "project-create")}">Create a project</a>' in page.content.decode()
    ProjectFactory(account=caller.account, project_id="project-1", sms_channel_enabled=False)
    page = client.get(f"{URL}left-alone/")
    settings = to(caller, "sms-settings", "project-1")
    assert f'<a href="{settings}">Open SMS and voice settings</a>' in page.content.decode()


def test_who_may_not_turn_it_on_is_shown_no_way(without_channel, viewer, caller):
    assert words_of(signed_in(viewer).get(f"{URL}left-alone/")).count(NO_CHANNEL) == 2
    assert "Create a project" not in words_of(signed_in(viewer).get(f"{URL}left-alone/"))


def test_what_is_left_alone_is_said_beside_in_sync(client, without_channel):
    page = client.get(URL)
    head = words_of(page)
    assert "0 differences, as of just now. 2 resources are left alone, which is not compared." in head
    assert re.search(rf'href="{URL}left-alone/"[^>]*>\s*(<span[^>]*>)?See why', page.content.decode())


GONE_POOL = [["", "", "conflict", "gone in AWS", True, True, False]]


def memory_of(members: dict[str, str]) -> dict[str, Any]:
    base = {"kind": "pool", "key": "pool-1", "members": members, "keywords": {"HELP": ["a", "b"]}}
    return {"base": base, "sent": [], "suspects": []}


@pytest.mark.parametrize(
    ("still", "here", "note"),
    [
        (2, "3 members, 1 keyword here", "Its numbers become available"),
        (1, "2 members, 1 keyword here", "Its numbers become available"),
        (0, "1 member, 1 keyword here", "It goes here as well"),
    ],
)
def test_numbers_that_left_a_pool_with_awss_are_not_said_to_be_in_it(client, caller, still, here, note):
    pool = PoolFactory(pool_id="pool-1")
    for _ in range(still):
        PhoneNumberFactory(pool=pool)
    members = {"phone-1": "phone-number", "phone-2": "phone-number", "ACME/GB": "sender-id"}
    mirror(in_sync(caller), "pool", "pool-1", Standing.GONE, differences=GONE_POOL, memory=memory_of(members))
    said = words_of(client.get(f"{URL}conflicts/"))
    assert here in said
    assert note in said


def deleted_by_us(caller, link):
    pool = pool_of(caller)
    delete_pool(caller, pool_id=pool.pool_id)
    return pool.pool_id


def deleted_by_a_plan(caller, link):
    one = run(link, RunKind.APPLY, RunStatus.DONE)
    made = step(
        one, "CreatePool", ("pool", "pool-aws"), [], request={"Tags": [{"Key": "Name", "Value": "old"}]}
    )
    deleted = step(one, "DeletePool", ("pool", "pool-aws"), [])
    deleted.planned["name"] = "Offers"
    deleted.save()
    return made.key


def made_by_a_plan(caller, link):
    one = run(link, RunKind.APPLY, RunStatus.DONE)
    tags = [{"Key": "Name", "Value": "Offers"}]
    return step(one, "CreatePool", ("pool", "pool-aws"), [], request={"Tags": tags}).key


def pool_of(caller):
    SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    wish = {"message_type": "TRANSACTIONAL", "iso_country_code": "GB"}
    return create_pool(caller, origination_identity="ACME", tags=[{"Key": "Name", "Value": "Offers"}], **wish)


@pytest.mark.parametrize("went", [deleted_by_us, deleted_by_a_plan, made_by_a_plan])
def test_a_pool_that_is_gone_goes_by_the_name_it_had(client, caller, went):
    found = in_sync(caller)
    key = went(caller, found)
    number = PhoneNumberFactory(phone_number_id="phone-1", phone_number="+12065550172")
    mirror(found, "phone-number", number.phone_number_id)
    seen = {"link": found, "seen_timestamp": timezone.now()}
    left = {"kind": "phone-number", "resource_key": "phone-1", "name": "pool_id", "cause": "changed"}
    AwsChange.objects.create(**seen, **left, was=key)
    AwsChange.objects.create(**seen, kind="pool", resource_key=key, cause="gone in AWS")
    said = words_of(client.get(f"{URL}changed/"))
    assert "Pool Offers Deleted in AWS" in said
    assert "Pool Offers → none" in said
    assert key not in said
