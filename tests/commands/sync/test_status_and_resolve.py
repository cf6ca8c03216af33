"""manage.py sync status, resolve; and the bar."""

import io

import pytest
from django.core.management import CommandError
from django.utils import timezone

from pools.management.sync.progress import Progress, line
from pools.models import AwsChange, DirtyKey, RunStatus, Standing, SyncRequest
from tests.help.linked import mirror_of, run_of, step_of

pytestmark = pytest.mark.django_db(transaction=True)
FIELD = ["two_way_enabled", "", "conflict", "changed", False, True, None]


def test_nothing_differs(link, sync, document):
    mirror_of(link)
    code, out = sync("status")
    assert code == 0
    assert "  in sync        1\n" in out
    code, found = document("status")
    assert (code, found["resources"]["in_sync"], found["differences"]) == (0, 1, [])
    assert found["worker"] == {"working": False, "host": "", "seen": None}


@pytest.mark.parametrize("standing", [Standing.NEW, Standing.PENDING, Standing.DELETED])
def test_what_is_pending_is_two(link, document, standing):
    mirror_of(link, "pool-aws", local_key="pool-ours", standing=standing, differences=[FIELD])
    code, found = document("status")
    assert (code, found["resources"]["pending"]) == (2, 1)
    (one,) = found["differences"]
    assert (one["id"], one["aws_id"], one["standing"]) == ("pool-ours", "pool-aws", standing)
    assert one["fields"][0]["here"] is True


def test_what_was_not_compared_yet_or_never_read_is_two(link, document):
    DirtyKey.objects.create(link=link, kind="pool", local_key="p", changed_timestamp=timezone.now())
    code, found = document("status")
    assert (code, found["resources"]["changed_since"]) == (2, 1)
    DirtyKey.objects.all().delete()
    link.imported_timestamp = None
    link.save()
    assert document("status")[0] == 2


@pytest.mark.parametrize("standing", [Standing.CONFLICT, Standing.GONE])
def test_a_conflict_is_three(link, sync, standing):
    mirror_of(link, standing=standing, differences=[FIELD])
    mirror_of(link, "pool-2", standing=Standing.PENDING)
    code, out = sync("status")
    assert code == 3
    assert f"{standing:<10} pool/pool-1  two_way_enabled\n" in out


def test_a_lost_answer_is_three(link, document):
    run = run_of(link, RunStatus.PAUSED, queued_timestamp=timezone.now())
    step_of(run, "CreatePool", status="ASKED", candidates=[{"key": "pool-new"}])
    code, found = document("status")
    assert (code, found["questions"]) == (3, [{"run": 1, "step": 1, "candidates": [{"key": "pool-new"}]}])


def test_a_trouble_or_a_pause_is_one(link, sync):
    link.trouble = "EXPIRED"
    link.save()
    code, out = sync("status")
    assert code == 1
    assert "The credentials have expired." in out
    link.trouble = ""
    link.save()
    run_of(link, RunStatus.PAUSED, queued_timestamp=timezone.now())
    assert sync("status")[0] == 1


def test_what_aws_changed_counts_resources_and_is_no_difference(link, document):
    for name in ("two_way_enabled", "opt_out_list_name"):
        columns = {"name": name, "cause": "changed", "seen_timestamp": timezone.now()}
        AwsChange.objects.create(link=link, kind="pool", resource_key="pool-1", **columns)
    code, found = document("status")
    assert (code, found["resources"]["changed_in_aws"]) == (0, 1)


@pytest.mark.parametrize(
    ("side", "choices"),
    [
        ("--ours", ["OURS", "CREATE_AGAIN", "SEND_AGAIN"]),
        ("--theirs", ["THEIRS", "DELETE_HERE", "THEIRS"]),
    ],
)
def test_every_conflict_is_answered_with_one_side(link, sync, worker, side, choices):
    mirror_of(
        link, "pool-1", standing=Standing.CONFLICT, differences=[FIELD, ["tags", "a", "pending", *FIELD[3:]]]
    )
    gone = ["", "", "conflict", "gone in AWS", True, True, False]
    mirror_of(link, "pool-2", standing=Standing.GONE, differences=[gone])
    unkept = ["tags", "Team", "conflict", "not kept", None, "Shop", None]
    mirror_of(link, "pool-3", standing=Standing.CONFLICT, differences=[unkept])
    worker.answers(moved=[], refused=[])
    assert sync("resolve", side) == (0, "3 answered.\n")
    answers = SyncRequest.objects.get().about["answers"]
    assert [one["choice"] for one in answers] == choices
    assert (answers[2]["name"], answers[2]["part"], answers[1]["saw"]) == ("tags", "Team", False)


def test_only_what_was_named_is_answered(link, document, worker):
    for key in ("pool-1", "pool-2"):
        mirror_of(link, key, standing=Standing.CONFLICT, differences=[FIELD])
    worker.answers(moved=[{"key": "pool-2"}], refused=[])
    code, found = document("resolve", "--ours", "pool-2")
    assert (code, found) == (3, {"answered": 0, "moved": [{"key": "pool-2"}], "refused": []})
    assert [one["key"] for one in SyncRequest.objects.get().about["answers"]] == ["pool-2"]


def test_what_could_not_be_done_is_told(link, sync, worker):
    mirror_of(link, standing=Standing.CONFLICT, differences=[FIELD])
    worker.answers(moved=[], refused=["ConflictException RESOURCE_MODIFICATION_NOT_ALLOWED pool pool-1"])
    code, out = sync("resolve", "--theirs")
    assert code == 1
    assert "ConflictException" in out


def test_an_error_of_the_worker_is_no_answer(link, sync, worker):
    conflict = [["shared_routes_enabled", "", "conflict", "changed", False, True, False]]
    mirror_of(link, "pool-1", standing=Standing.CONFLICT, differences=conflict)
    worker.answers(refused=["FAULT"])
    with pytest.raises(CommandError, match="the worker's log has more"):
        sync("resolve", "--ours")


def test_where_there_is_no_conflict_nothing_is_asked(link, sync):
    assert sync("resolve", "--ours") == (0, "There is no conflict.\n")
    assert not SyncRequest.objects.exists()
    with pytest.raises(CommandError, match="one of the arguments --ours --theirs is required"):
        sync("resolve")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_for_terminals_only():
    for out, drawn in ((Terminal(), True), (io.StringIO(), False)):
        progress = Progress("Reading", out=out)
        progress.show(1, 4)
        progress.show(4, 4)
        progress.end()
        assert bool(out.getvalue()) is drawn
    silent = Terminal()
    Progress("Reading", quiet=True, out=silent).show(1, 4)
    assert silent.getvalue() == ""


@pytest.mark.parametrize(
    ("done", "of", "left", "said"),
    [
        (812, 2340, 180, "[########                ] 812 of 2,340, about 3 minutes left"),
        (2340, 2340, 0.2, "[########################] 2,340 of 2,340, about 1 second left"),
        (7, None, None, "[                        ] 7"),
    ],
)
def test_a_bar_says_how_much_and_how_long(done, of, left, said):
    assert line(done, of, left) == said
