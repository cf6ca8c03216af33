"""The lists of what is pending, what AWS changed and what is left alone, and what people press there."""

import pytest
from django.utils import timezone

from pools.models import Mirror, RunKind, RunStatus, Standing, SyncRequest
from tests.help.sync_rows import run
from tests.help.sync_states import in_sync
from tests.help.texts import words_of
from tests.pages.sync.places import URL

pytestmark = pytest.mark.django_db


def test_pending_changes_name_each_setting(client, aws):
    text = words_of(client.get(f"{URL}pending/"))
    assert "Deletion protection Off → On" in text
    assert "Two-way SMS Off → On, to topic fraud" in text
    assert "and 2 more" in text
    assert "Deleted here" in text
    assert "Blocked Deletion protection is on in AWS." in text


def test_a_change_is_blocked_as_the_last_plan_of_all_says(client, aws):
    assert "Blocked Deletion protection is on in AWS." in words_of(client.get(f"{URL}pending/"))
    run(aws, RunKind.APPLY, RunStatus.READY)
    assert "Blocked" not in words_of(client.get(f"{URL}pending/"))


def test_a_pool_that_a_change_names_goes_by_its_name(client, aws):
    left = [["pool_id", "", "pending", "changed", "pool-fraud-alerts", None, "pool-fraud-alerts"]]
    Mirror.objects.filter(key="phone-172").update(standing=Standing.PENDING, differences=left)
    assert "Pool fraud-alerts → none" in words_of(client.get(f"{URL}pending/"))
    asked = client.post(f"{URL}pending/discard/", {"id": ["phone-number:phone-172"], "ask": "1"})
    assert "Pool: none → fraud-alerts" in words_of(asked)


def test_a_list_is_drawn_anew_once_what_was_asked_for_is_done(client, aws):
    client.post(f"{URL}pending/discard/", {"id": ["pool:pool-fraud-alerts"]})
    assert '"X-Live": "acting"' in client.get(f"{URL}pending/").content.decode()
    assert "HX-Refresh" not in client.get(f"{URL}pending/", headers={"X-Live": "acting"})
    assert "HX-Refresh" not in client.get(f"{URL}pending/", headers={"X-Live": "home"}), (
        "that of somebody else"
    )
    SyncRequest.objects.update(answered_timestamp=timezone.now())
    assert client.get(f"{URL}pending/", headers={"X-Live": "acting"})["HX-Refresh"] == "true"


def test_a_change_is_discarded_after_a_question(client, aws):
    chosen = {"id": ["pool:pool-fraud-alerts"]}
    asked = words_of(client.post(f"{URL}pending/discard/", chosen | {"ask": "1"}))
    assert "AWS's value returns to each of these. Nothing is changed in AWS." in asked
    assert "Deletion protection: On → Off" in asked
    client.post(f"{URL}pending/discard/", chosen)
    assert SyncRequest.objects.get(kind="DISCARD").about == {"resources": [["pool", "pool-fraud-alerts"]]}


def test_what_aws_changed_is_listed_until_it_is_seen(client, aws):
    text = words_of(client.get(f"{URL}changed/"))
    assert "Shared routes On → Off" in text
    change = aws.aws_changes.get()
    client.post(f"{URL}changed/seen/", {"id": [str(change.pk)]})
    assert "Nothing was changed in AWS 0 differences since" in words_of(client.get(f"{URL}changed/"))
    assert "(seen)" in words_of(client.get(f"{URL}changed/?seen=1"))


def test_what_is_left_alone_says_why(client, aws):
    assert "Pool newsletter Has an RCS agent as a member" in words_of(client.get(f"{URL}left-alone/"))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("conflicts/", "No conflicts"),
        ("pending/", "Nothing to apply Everything here is in AWS, as of"),
        ("left-alone/", "Nothing is left alone"),
    ],
)
def test_an_empty_list_says_so(client, caller, path, words):
    in_sync(caller)
    assert words in words_of(client.get(f"{URL}{path}"))


def test_what_is_not_compared_yet_is_not_said_to_be_in_aws(client, caller):
    in_sync(caller).dirty_keys.create(kind="pool", local_key="pool-1", changed_timestamp=timezone.now())
    text = words_of(client.get(f"{URL}pending/"))
    assert "Not compared yet 1 change waits for the worker." in text
    assert "Everything here is in AWS" not in text
