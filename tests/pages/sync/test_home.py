"""AWS sync of a linked account: the first state that holds, who may press what, and the end of a link."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pools.models import Mirror, Role, RunStatus, Standing, SyncWorker
from tests.conftest import signed_in
from tests.help import sync_states
from tests.help.factories import MembershipFactory
from tests.help.texts import words_of
from tests.pages.sync.places import URL

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        *("", "conflicts/", "pending/", "changed/", "left-alone/", "runs/", "link/", "link/unlink/"),
        *("runs/12/", "runs/13/", "runs/13/saved/", "pending/?page=2", "runs/?what=APPLY&status=READY"),
        *("export/terraform/", "export/json/"),
    ],
)
def test_each_page_is_there(client, aws, path):
    assert client.get(f"{URL}{path}").status_code == 200


HEADS = {
    sync_states.off: ("The sync worker isn't running", "Last seen 14 minutes ago on ops-box."),
    sync_states.expired: (
        "Paused: the credentials expired",
        "Run 14 stopped before step 5. No step failed.",
        "Continue",
        "Test",
    ),
    sync_states.fault: (
        "Paused: the worker met a fault of its own",
        "Run 14 stopped. No step failed.",
        "Continue",
    ),
    sync_states.no_run: ("Paused: AWS can't be reached", "You can go on editing.", "Test connection"),
    sync_states.lost: (
        "AWS's answer to a step was lost",
        "Run 14 needs to know which pool is the new one.",
        "Answer",
    ),
    sync_states.answered: ("Run 14 is queued", "Queued.", "View run"),
    sync_states.vanished: (
        "2 resources vanished here without being deleted",
        "A reset or restored backup does this. Nothing is deleted in AWS.",
        "Refresh from AWS",
    ),
    sync_states.one_conflict: (
        "1 conflict needs an answer",
        "Nothing of this resource goes to AWS until you answer.",
    ),
    sync_states.pending: (
        "2 changes are not in AWS yet",
        "since 08:50. Nothing goes to AWS until an Administrator applies it.",
        "Review and apply",
    ),
    sync_states.waiting: (
        "Run 14 waits for AWS",
        "1 step; next look in 25 minutes. The rest is done.",
        "View run",
    ),
    sync_states.old: (
        "No differences when last read, 3 days ago",
        "A change in AWS since then is not known here.",
    ),
    sync_states.in_sync: ("In sync with AWS", "0 differences, as of just now.", "Refresh from AWS"),
}
BADGES = {
    sync_states.off: "Paused",
    sync_states.expired: "Paused",
    sync_states.lost: "1 question",
    sync_states.one_conflict: "1 conflict",
    sync_states.pending: "2 pending",
    sync_states.old: "Read 3 days ago",
    sync_states.in_sync: "In sync",
}


@pytest.mark.parametrize("state", HEADS, ids=lambda one: one.__name__)
def test_the_head_says_the_first_that_holds(client, caller, state):
    state(caller)
    text = words_of(client.get(URL))
    for words in HEADS[state]:
        assert words in text


@pytest.mark.parametrize("state", BADGES, ids=lambda one: one.__name__)
def test_so_does_the_badge_of_every_page(client, caller, state):
    state(caller)
    page = client.get("/111122223333/us-east-1/access-keys/").content.decode()
    assert f'aria-label="AWS sync: {BADGES[state]}' in page


def test_conflicts_and_pending_changes_are_told_apart(client, aws):
    text = words_of(client.get(URL))
    assert "2 conflicts need an answer Nothing of these two resources goes to AWS until you answer. " in text
    assert "The 3 pending changes of other resources can be applied meanwhile." in text
    for tab in ("Conflicts (2)", "Pending changes (3)", "Changed in AWS (1)", "Left alone (1)", "Runs (2)"):
        assert tab in text


def test_one_pending_change_beside_conflicts_is_one(client, aws):
    Mirror.objects.filter(standing__in=(Standing.NEW, Standing.DELETED)).delete()
    text = words_of(client.get(URL))
    assert "The pending change of another resource can be applied meanwhile." in text


def test_a_viewer_sees_all_and_presses_nothing(client, aws, viewer, caller):
    reader = signed_in(viewer)
    text = words_of(reader.get(URL))
    assert "This action is available to Editors and Administrators:" in text
    for path in ("refresh/", "plan/", "conflicts/answers/", "changed/seen/", "pending/discard/"):
        assert reader.post(f"{URL}{path}").status_code == 403
    assert reader.get(f"{URL}runs/13/saved/").status_code == 200


def test_an_editor_makes_plans_and_an_administrator_applies_them(client, aws, editor, caller):
    writer = signed_in(editor)
    assert writer.post(f"{URL}plan/").status_code == 303
    assert writer.post(f"{URL}runs/13/apply/").status_code == 403
    assert f"An Administrator applies this plan: {caller.user.username}." in words_of(
        writer.get(f"{URL}runs/13/")
    )


def test_without_a_worker_what_is_pressed_waits(client, aws):
    SyncWorker.objects.update(seen_timestamp=timezone.now() - timedelta(minutes=5))
    client.post(f"{URL}refresh/")
    assert "Queued. It starts when the worker runs." in client.get(URL).content.decode()


def test_unlinking_asks_for_the_word(client, aws):
    asked = words_of(client.get(f"{URL}link/unlink/"))
    assert "Unlink Demo in US East (N. Virginia) from AWS? Nothing is changed in AWS." in asked
    assert "Linking again asks about each difference." in asked
    assert client.post(f"{URL}link/unlink/", {"confirm": "unlnk"}).status_code == 422
    client.post(f"{URL}link/unlink/", {"confirm": "unlink"})
    assert "Link and import" in words_of(client.get(URL))


def test_a_run_that_applies_blocks_unlinking(client, aws):
    aws.runs.filter(number=13).update(status=RunStatus.RUNNING, queued_timestamp=timezone.now())
    assert "Run 13 is applying. Stop it first." in words_of(client.get(f"{URL}link/unlink/"))


def test_how_aws_is_read_is_saved(client, aws):
    client.post(f"{URL}link/", {"check_every": "21600", "share": "50"})
    aws.refresh_from_db()
    assert (aws.check_every, aws.share) == (21600, 50)


def test_whom_a_page_is_for_is_asked_once(client, aws):
    viewer = signed_in(MembershipFactory(account=aws.account, role=Role.VIEWER))
    with CaptureQueriesContext(connection) as asked:
        text = words_of(viewer.get(f"{URL}pending/"))
    assert "This action is available to Editors and Administrators" in text
    names = [one["sql"] for one in asked if '"name_key" ASC' in one["sql"]]
    assert len(names) == 2, "of each permission"
