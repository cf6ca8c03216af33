"""A plan and its run say what is so now: what waits for what, who may be meant, and that nobody works at it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from pools.models import RunStatus, SyncRun, SyncWorker
from pools.pages.sync.worker_off import QUEUED
from tests.help.sync_rows import step
from tests.help.texts import words_of
from tests.pages.sync.places import URL

pytestmark = pytest.mark.django_db
PLAN = f"{URL}runs/13/"


@pytest.fixture
def plan(aws) -> SyncRun:
    return aws.runs.get(number=13)


def test_what_needs_a_step_that_is_not_ticked_says_so(client, plan):
    needed = plan.steps.get(is_blocked=False, position=7).step_id
    step(plan, "PutKeyword", ("pool", "pool-order-updates"), [], needs=[needed], step_id="after")
    text = words_of(client.get(PLAN))
    assert "6 of 9 steps will run" in text
    assert "Needs step 7, which is not ticked" in text
    text = words_of(client.post(f"{PLAN}apply/", {"ticked": ["7"], "confirm": "no"}))
    assert "8 of 9 steps will run 1 of 2 destroying steps is ticked. Step 8 stays pending." in text
    assert "which is not ticked" not in text


def test_what_may_be_the_new_pool_is_shown_as_people_know_it(client, plan):
    found = [
        {"key": "pool-new", "created": "2026-10-01T09:41:00+00:00", "members": ["phone-172"], "tags": {}}
    ]
    plan.steps.filter(position=1, is_blocked=False).update(status="ASKED", candidates=found)
    asked = {"status": "PAUSED", "about": {"why": "ASKED", "before": 1}, "queued_timestamp": timezone.now()}
    SyncRun.objects.filter(pk=plan.pk).update(**asked)
    assert "October 1, 2026, 09:41 (UTC+00:00) +1 206-555-0172 This one is it" in words_of(client.get(PLAN))


def test_a_worker_that_has_just_gone_was_not_seen_just_now(client, aws):
    SyncWorker.objects.update(seen_timestamp=timezone.now() - timedelta(seconds=35))
    assert re.search(r"Last seen [345]\d seconds ago on ops-box\.", words_of(client.get(URL)))


def test_without_a_worker_no_run_goes_on(client, aws):
    now = timezone.now()
    aws.runs.filter(number=13).update(status=RunStatus.RUNNING, queued_timestamp=now, started_timestamp=now)
    SyncWorker.objects.update(seen_timestamp=now - timedelta(minutes=5))
    text = words_of(client.get(f"{URL}runs/13/"))
    assert "Step 1 of 8 waits for the worker" in text
    assert "Running step" not in text
    assert "seconds left" not in text


def test_a_run_counts_its_steps_beside_its_bar(client, aws):
    now = timezone.now()
    aws.runs.filter(number=13).update(status=RunStatus.RUNNING, queued_timestamp=now, started_timestamp=now)
    aws.runs.get(number=13).steps.filter(is_blocked=False, position__lte=3).update(status="DONE")
    assert "Running step 4 of 8 3 of 8 3 done" in words_of(client.get(f"{URL}runs/13/"))


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ({"side": "here", "by": "jo"}, "here, by jo at October 1, 09:40"),
        ({"side": "AWS"}, "in AWS, seen at October 1, 09:40"),
    ],
    ids=["here", "there"],
)
def test_a_run_out_of_date_says_who_moved_it(client, plan, moved, words):
    about = {"why": "MOVED", "resources": [["pool", "pool-order-updates"]]}
    about["moved"] = moved | {"at": "2026-10-01T09:40:00+00:00"}
    applied = {"status": RunStatus.OUT_OF_DATE, "queued_timestamp": timezone.now(), "about": about}
    SyncRun.objects.filter(pk=plan.pk).update(**applied)
    assert f"Stopped: pool order-updates was changed {words}" in words_of(client.get(PLAN))


def test_what_is_refused_is_not_called_queued(client, aws):
    """Step 1 of a plan that nobody has applied has nothing to be retried."""
    SyncWorker.objects.update(seen_timestamp=timezone.now() - timedelta(minutes=5))
    said = unescape(client.post(f"{PLAN}steps/1/retry/", follow=True).content.decode())
    assert "isn't waiting for this any more" in said
    assert QUEUED not in said
    assert QUEUED in client.post(f"{URL}refresh/", follow=True).content.decode()
