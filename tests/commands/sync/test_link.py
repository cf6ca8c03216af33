"""manage.py sync link, unlink, refresh."""

from datetime import timedelta

import pytest
from django.core.management import CommandError

from pools.management.sync.words import REFUSED, TROUBLES
from pools.models import AwsLink, RunKind, RunStatus, SyncRequest, SyncRun
from pools.operations.engine.caller import Caller
from pools.operations.syncing.links import link_to_aws
from pools.operations.syncing.refusing import WHYS
from pools.sync.troubles import Trouble
from tests.help.linked import run_of

pytestmark = pytest.mark.django_db(transaction=True)


def linked(request: SyncRequest) -> None:
    caller = Caller(None, request.account, request.region, "ADMINISTRATOR", "commands")
    link_to_aws(caller, profile=request.about["profile"])
    # The worker's machine may have a clock that is behind.
    SyncRun.objects.update(created_timestamp=request.asked_timestamp - timedelta(hours=1))


def imported(run: SyncRun) -> None:
    run.progress = {"pool": [300, 300], "phone-number": [640, 640], "sender-id": [0, 0]}
    run.save()


def test_linking_tests_links_and_imports(caller, sync, worker):
    worker.answers(linked, trouble="", linked=True)
    worker.ends("QUEUED", "DONE", imported)
    code, out = sync("link", "--profile", "work")
    assert (code, out) == (0, "Read: 640 phone numbers, 300 pools. Nothing was changed in AWS.\n")
    assert AwsLink.objects.get().profile == "work"
    assert SyncRequest.objects.get().asked_by is None


def test_what_the_test_says_is_told_and_nothing_linked(caller, sync, document, worker):
    said = {"trouble": "OTHER_ACCOUNT", "account_id": "999988887777", "linked": False}
    worker.answers(**said)
    code, out = sync("link")
    assert code == 1
    assert "are for AWS account 999988887777, not 111122223333." in out
    worker.answers(**said)
    code, found = document("link")
    assert (code, found["linked"], found["test"]) == (1, False, said)
    assert not AwsLink.objects.exists()


def test_every_refusal_and_every_trouble_has_a_sentence():
    assert REFUSED.keys() == {*WHYS}
    assert TROUBLES.keys() == {*Trouble}


@pytest.mark.parametrize("trouble", [*Trouble, "DEMO_ACCOUNT", "NOT_ALLOWED"])
def test_a_trouble_is_told_with_what_is_known(caller, sync, worker, trouble):
    worker.answers(trouble=trouble, linked=False, minutes=-7, said="Said", host="console-1", user="sync")
    code, out = sync("link", "--profile", "p")
    assert code == 1
    assert "{" not in out
    assert out.endswith((".\n", "Said\n"))


def test_an_import_that_stopped_is_no_success(caller, sync, worker):
    worker.answers(linked, trouble="", linked=True)
    worker.ends("QUEUED", "PAUSED", about={"trouble": "EXPIRED"})
    code, out = sync("link", "--profile", "work")
    assert code == 1
    assert out.splitlines() == [
        "Run 1 is paused; no step failed. Its page says what it waits for.",
        "The credentials have expired. aws sso login --profile work renews them.",
    ]


def test_unlinking_asks_unless_told(link, sync, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(CommandError, match="Nothing was changed"):
        sync("unlink")
    assert AwsLink.objects.exists()
    assert sync("unlink", "--yes") == (0, "Unlinked. Nothing was changed in AWS.\n")
    assert not AwsLink.objects.exists()


def test_without_a_link_every_verb_says_how_to_make_one(caller, sync, document):
    for verb in (
        ["unlink", "--yes"],
        ["refresh"],
        ["plan"],
        ["apply", "--yes"],
        ["status"],
        ["resolve", "--ours"],
    ):
        with pytest.raises(CommandError) as caught:
            sync(*verb)
        assert str(caught.value) == (
            "Account 111122223333 is not linked to AWS in us-east-1. "
            "manage.py sync link --account 111122223333 --region us-east-1 links it."
        )
        code, found = document(*verb)
        assert (code, found["error"]["why"]) == (1, "NOT_LINKED")


def test_a_refresh_waits_for_its_end(link, document, worker):
    worker.ends("QUEUED", "DONE", imported)
    code, found = document("refresh")
    assert (code, found["kind"], found["status"]) == (0, "REFRESH", "DONE")
    assert found["progress"]["pool"] == [300, 300]


def test_a_refresh_goes_on_with_one_that_was_canceled(link, sync, worker):
    run = run_of(link, RunStatus.STOPPED, RunKind.REFRESH, stop_asked=True)
    worker.ends("QUEUED", "DONE", imported)
    assert sync("refresh")[0] == 0
    assert SyncRun.objects.get() == run


def test_the_command_is_a_worker_only_where_none_gives_a_sign(link, sync, worker, working):
    run = run_of(link, RunStatus.QUEUED, RunKind.REFRESH, queued_timestamp=link.created_timestamp)
    working.seen_timestamp = working.seen_timestamp.replace(year=2025)
    working.save()
    worker.ends("QUEUED", "DONE")
    assert sync("refresh")[0] == 0
    assert worker.begun == 1
    assert worker.ended.wait(5)
    assert SyncRun.objects.get(pk=run.pk).status == RunStatus.DONE


def test_another_worker_is_left_to_it(link, sync, worker, working, monkeypatch):
    looks = []

    def slept(seconds: float) -> None:
        looks.append(seconds)
        SyncRun.objects.update(status=RunStatus.DONE)

    monkeypatch.setattr("pools.management.sync.working.time.sleep", slept)
    assert sync("refresh")[0] == 0
    assert looks
    assert worker.begun == 0


def test_what_ends_the_own_worker_ends_the_command(link, sync, worker):
    def fails() -> bool:
        raise RuntimeError("no such thing")

    worker.acts.append(fails)
    with pytest.raises(RuntimeError, match="no such thing"):
        sync("refresh")
