"""Linking, unlinking, and how AWS is read."""

import pytest

from pools.errors import AccessDeniedException, ValidationException
from pools.models import (
    Activity,
    AwsLink,
    DirtyKey,
    Mirror,
    RunKind,
    RunStatus,
    Standing,
    SyncRequest,
    SyncRun,
)
from pools.operations.syncing.asking import ask_to_test
from pools.operations.syncing.links import NOTHING_AGREED, link_to_aws, set_link, unlink_from_aws
from pools.sync.memory import Memory, memory_from_json, memory_to_json
from tests.help.factories import MembershipFactory, UserFactory
from tests.help.linked import mirror_of, run_of
from tests.operations.syncing.refused import refused

pytestmark = pytest.mark.django_db


def test_linking_asks_for_the_import(caller):
    link = link_to_aws(caller, profile="work", endpoint="https://aws.test", signed_in_as="arn:worker")
    assert (link.profile, link.endpoint, link.signed_in_as) == ("work", "https://aws.test", "arn:worker")
    assert link.imported_timestamp is None
    run = SyncRun.objects.get()
    assert (run.kind, run.status, run.number, run.made_by) == ("IMPORT", "QUEUED", 1, caller.user)
    row = Activity.objects.get()
    assert (row.operation, row.after["aws_link/profile"]) == ("link_to_aws", "work")


def test_linking_again_changes_the_profile_and_reads_nothing_anew(caller, link):
    link_to_aws(caller, profile="other")
    again = AwsLink.objects.get()
    assert again.profile == "other"
    assert again.imported_timestamp == link.imported_timestamp
    assert not SyncRun.objects.exists()
    assert Activity.objects.get().changes["aws_link/profile"] == ("", "other")


def test_only_administrators_link(editor, viewer):
    for somebody in (editor, viewer):
        with pytest.raises(AccessDeniedException):
            link_to_aws(somebody)
        with pytest.raises(AccessDeniedException):
            ask_to_test(somebody)


def test_an_account_where_a_demo_sign_in_is_is_not_linked(caller):
    MembershipFactory(account=caller.account, user=UserFactory(username="demo", is_demo=True))
    with refused("DEMO_ACCOUNT"):
        link_to_aws(caller)
    assert not AwsLink.objects.exists()


def test_unlinking_asks_for_the_word(caller, link):
    with refused("WRONG_WORD", "unlink"):
        unlink_from_aws(caller, confirm="")
    assert AwsLink.objects.exists()


@pytest.mark.parametrize("status", ["QUEUED", "RUNNING", "WAITING", "PAUSED"])
def test_nothing_is_unlinked_while_a_run_applies(caller, link, status):
    run_of(link, status, queued_timestamp=link.created_timestamp)
    with refused("BUSY", "Run 1"):
        unlink_from_aws(caller, confirm="unlink")


def test_unlinking_keeps_runs_and_which_is_which_and_forgets_what_was_agreed(caller, link):
    done, ready = run_of(link, RunStatus.DONE), run_of(link, RunStatus.READY)
    reading = run_of(link, RunStatus.RUNNING, RunKind.REFRESH)
    mirror_of(link, "pool-same")
    mirror_of(link, "pool-aws", local_key="pool-ours", standing=Standing.CONFLICT, tombstone={"who": "jo"})
    mirror_of(link, "pool-left", is_managed=False)
    DirtyKey.objects.create(
        link=link, kind="pool", local_key="pool-ours", changed_timestamp=link.created_timestamp
    )
    asked = ask_to_test(caller)
    unlink_from_aws(caller, confirm="Unlink")
    assert not AwsLink.objects.exists()
    statuses = dict(SyncRun.objects.values_list("number", "status"))
    assert statuses == {done.number: "DONE", ready.number: "DISCARDED", reading.number: "STOPPED"}
    kept = {mirror.key: mirror for mirror in Mirror.objects.all()}
    assert kept.keys() == {"pool-aws", "pool-left"}
    ours = kept["pool-aws"]
    assert (ours.local_key, ours.standing, ours.tombstone) == ("pool-ours", "IN_SYNC", None)
    assert memory_from_json(ours.memory) == Memory()
    assert not DirtyKey.objects.exists()
    assert not SyncRequest.objects.filter(pk=asked.pk).exists()


def test_what_was_asked_of_a_link_that_ended_meanwhile_is_not_done_once_it_is_linked_again(caller, link):
    mirror_of(link)
    unlink_from_aws(caller, confirm="unlink")
    link.refresh_from_db()
    # As where whoever asked had found the link before the unlinking was through.
    SyncRequest.objects.create(
        link=link,
        account=caller.account,
        region=caller.region,
        kind="DISCARD",
        about={"resources": [["pool", "pool-1"]]},
        asked_timestamp=link.created_timestamp,
    )
    link_to_aws(caller)
    assert not SyncRequest.objects.exists()


def test_what_is_forgotten_is_what_the_sync_has_of_what_is_new():
    assert memory_to_json(Memory()) == NOTHING_AGREED


def test_linking_after_unlinking_imports_anew_and_counts_on(caller, link):
    set_link(caller, share=25, check_every=900)
    run_of(link, RunStatus.DONE)
    unlink_from_aws(caller, confirm="unlink")
    again = link_to_aws(caller)
    assert again.pk == link.pk
    assert (again.share, again.check_every, again.imported_timestamp) == (80, 0, None)
    assert again.unlinked_timestamp is None
    assert SyncRun.objects.get(number=2).kind == "IMPORT"


def test_how_aws_is_read_is_saved(caller, link):
    set_link(caller, share=50, check_every=3600)
    saved = AwsLink.objects.get()
    assert (saved.share, saved.check_every, saved.profile) == (50, 3600, "")
    assert saved.next_check_timestamp > link.created_timestamp
    set_link(caller, share=25, check_every=3600)
    assert AwsLink.objects.get().next_check_timestamp == saved.next_check_timestamp
    set_link(caller, check_every=0)
    assert AwsLink.objects.get().next_check_timestamp is None


@pytest.mark.parametrize("wish", [{"share": 0}, {"share": 101}, {"check_every": 1}, {"profile": "a\nb"}])
def test_other_settings_of_a_link_are_refused(caller, link, wish):
    with pytest.raises(ValidationException):
        set_link(caller, **wish)


def test_without_a_link_there_is_nothing_to_set(caller):
    with refused("NOT_LINKED"):
        set_link(caller, share=50)
    with refused("NOT_LINKED"):
        unlink_from_aws(caller, confirm="unlink")


def test_another_accounts_link_is_none_of_ours(other_caller, link):
    with refused("NOT_LINKED"):
        unlink_from_aws(other_caller, confirm="unlink")
    assert AwsLink.objects.exists()
