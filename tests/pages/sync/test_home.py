"""AWS sync of a linked account: the first state that holds, its lists, and what people press there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pools.models import Mirror, RunKind, RunStatus, Standing, SyncRequest, SyncRun, SyncWorker
from tests.conftest import signed_in
from tests.help import sync_states
from tests.help.sync_rows import everything, in_minutes, link, mirror, run, worker
from tests.help.sync_states import in_sync
from tests.help.texts import words_of

pytestmark = pytest.mark.django_db
URL = "/111122223333/us-east-1/sync/"


@pytest.fixture
def aws(caller):
    return everything(caller)


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


# The head: the first that holds.


HEADS = {
    sync_states.off: ("The sync worker isn't running", "Last seen 14 minutes ago on ops-box."),
    sync_states.expired: (
        "Paused: the credentials expired",
        "Run 14 stopped before step 5. No step failed.",
        "Continue",
        "Test",
    ),
    sync_states.no_run: ("Paused: AWS can't be reached", "You can go on editing.", "Test connection"),
    sync_states.lost: (
        "AWS's answer to a step was lost",
        "Run 14 needs to know which pool is the new one.",
        "Answer",
    ),
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


# The import.


def test_one_pending_change_beside_conflicts_is_one(client, aws):
    Mirror.objects.filter(standing__in=(Standing.NEW, Standing.DELETED)).delete()
    text = words_of(client.get(URL))
    assert "The pending change of another resource can be applied meanwhile." in text


def test_an_import_counts_what_it_reads(client, caller):
    worker()
    found = link(caller, imported_timestamp=None, read_timestamp=None)
    one = run(found, RunKind.IMPORT, RunStatus.RUNNING, progress={"pool": [0, None]})
    assert "Reading from AWS Counting what there is" in words_of(client.get(URL))
    one.progress = {"pool": [300, 1000], "phone-number": [512, 1340]}
    one.save()
    text = words_of(client.get(URL))
    assert "812 of about 2,340" in text
    assert "Pools 300 1,000" in text
    client.post(f"{URL}runs/{one.number}/cancel/")
    assert SyncRun.objects.get().stop_asked
    SyncRun.objects.update(status=RunStatus.STOPPED)
    assert (
        "The import is canceled 812 of about 2,340 are read and kept. Nothing can be applied until it is complete. "
        "Continue import Unlink"
    ) in words_of(client.get(URL))


@pytest.mark.parametrize(("queued", "left"), [(-11, " · about 20 minutes left"), (-1, "")])
def test_the_time_left_is_not_guessed_after_a_break(client, caller, queued, left):
    worker()
    times = {"started_timestamp": in_minutes(-10), "queued_timestamp": in_minutes(queued)}
    run(link(caller), RunKind.REFRESH, RunStatus.RUNNING, progress={"pool": [100, 300]}, **times)
    assert f"Refresh 1: 100 of about 300{left} Cancel" in words_of(client.get(URL))


def test_a_refresh_is_canceled_where_it_is_shown(client, caller):
    worker()
    one = run(link(caller), RunKind.REFRESH, RunStatus.RUNNING, progress={"pool": [3, 12]})
    assert "Refresh 1: 3 of about 12 Cancel" in words_of(client.get(URL))
    assert f'action="{URL}runs/{one.number}/cancel/"' in client.get(URL).content.decode()
    client.post(f"{URL}runs/{one.number}/cancel/")
    one.refresh_from_db()
    assert one.stop_asked


@pytest.mark.parametrize("tab", ["pools", "phone-numbers", "sender-ids"])
def test_lists_say_that_more_comes_while_the_import_goes_on(client, caller, tab):
    found, words = link(caller, imported_timestamp=None), "Still reading from AWS. More appears here."
    one = run(found, RunKind.IMPORT, RunStatus.RUNNING)
    path = URL.replace("/sync/", f"/sms-voice/{tab}/")
    assert words in client.get(path).content.decode()
    one.status = RunStatus.STOPPED
    one.save()
    assert words not in client.get(path).content.decode()


def test_lists_of_what_is_read_say_nothing_of_it(client, caller):
    run(link(caller), RunKind.REFRESH, RunStatus.RUNNING)
    assert "Still reading" not in client.get(URL.replace("/sync/", "/sms-voice/pools/")).content.decode()


def test_the_end_of_an_import_is_told_once(client, caller):
    worker()
    found = link(caller)
    counts = {"pool": [300, 300], "phone-number": [640, 640], "sender-id": [18, 18]}
    run(found, RunKind.IMPORT, RunStatus.DONE, progress=counts)
    answer = client.get(URL, headers={"HX-Request": "true", "X-Live": "import"})
    assert answer["HX-Refresh"] == "true"
    assert (
        "300 pools, 640 phone numbers and 18 sender IDs were read. Nothing was changed in AWS."
        in client.get(URL).content.decode()
    )


# Conflicts.


def token_of(client, title: str) -> str:
    page = client.get(f"{URL}conflicts/").context
    return next(one.token for row in page["conflicts"] for one in row.asked if one.title == title)


def test_each_setting_has_its_two_values(client, aws, caller):
    text = words_of(client.get(f"{URL}conflicts/"))
    assert f"Pool order-updates Changed here by {caller.user.username} 20 minutes ago" in text
    assert "Two-way SMS Last agreed: Off Here: On, to topic inbound-orders Keep ours" in text
    assert "In AWS: On, to topic legacy Take AWS's" in text
    assert "Last agreed: “Order status: acme.example/o”" in text
    assert "In AWS: Keyword removed Take AWS's" in text
    for tile in ("Delete here", "Create again A pending change; AWS gives a new ID", "Stop managing"):
        assert tile in text


def test_a_conflict_says_between_which_reads_aws_changed(client, caller):
    last, seen = (timezone.localtime().replace(hour=9, minute=minute) for minute in (2, 31))
    was, now = {"at": seen.timestamp(), "after": last.timestamp(), "value": True}, "shared_routes_enabled"
    mirror(
        link(caller),
        "pool",
        "pool-1",
        Standing.CONFLICT,
        differences=[[now, "", "conflict", "changed", None, False, True]],
        memory={"suspects": [[now, "", was]]},
        seen_timestamp=seen,
    )
    assert "In AWS after 09:02, seen 09:31" in words_of(client.get(f"{URL}conflicts/"))


def test_answers_that_all_wait_for_the_worker_ask_for_no_more(client, aws):
    asked = [one for row in client.get(f"{URL}conflicts/").context["conflicts"] for one in row.asked]
    client.post(f"{URL}conflicts/answers/", {one.token: one.tiles[0].choice for one in asked})
    text = words_of(client.get(f"{URL}conflicts/"))
    assert "All of these are answered. The worker carries the answers out." in text
    assert "Save answers" not in text


def test_an_answer_is_asked_of_the_worker_with_what_was_seen(client, aws):
    client.post(f"{URL}conflicts/answers/", {token_of(client, "Keyword INFO"): "THEIRS"})
    (answer,) = SyncRequest.objects.get(kind="ANSWER").about["answers"]
    about = {"kind": "pool", "key": "pool-order-updates", "name": "keywords", "part": "INFO"}
    assert answer == about | {"choice": "THEIRS", "saw": None}
    assert "Take AWS's: saved, and carried out by the worker." in words_of(client.get(f"{URL}conflicts/"))


def test_what_aws_changed_again_is_asked_again_and_the_rest_is_saved(client, aws):
    tokens = {token_of(client, "Keyword INFO"): "OURS", token_of(client, "Two-way SMS"): "OURS"}
    row = Mirror.objects.get(key="pool-order-updates")
    row.differences[1][6] = ["Another text", "AUTOMATIC_RESPONSE"]
    row.save()
    answer = client.post(f"{URL}conflicts/answers/", tokens)
    assert answer.status_code == 409
    assert "Choose again." in words_of(answer)
    (saved,) = SyncRequest.objects.get(kind="ANSWER").about["answers"]
    assert saved["name"] == "two_way_channel_arn"


# The other lists.


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


# Who may.


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


# The link.


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
