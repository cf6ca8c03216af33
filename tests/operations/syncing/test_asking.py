"""What people ask of the worker, and what they say about AWS's changes."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from pools.errors import AccessDeniedException, ValidationException
from pools.models import (
    Account,
    Activity,
    AwsChange,
    AwsLink,
    Learner,
    Membership,
    Project,
    SyncRequest,
    SyncWorker,
)
from pools.operations.syncing.accounts import make_account_and_link
from pools.operations.syncing.asking import (
    answer_conflicts,
    ask_to_test,
    discard_here,
    mark_as_seen,
    put_back,
)
from pools.operations.syncing.links import link_to_aws
from pools.operations.syncing.workers import newest_worker
from tests.help.linked import mirror_of
from tests.operations.syncing.refused import refused

pytestmark = pytest.mark.django_db
ANSWER = {
    "kind": "pool",
    "key": "pool-1",
    "name": "two_way_enabled",
    "part": "",
    "choice": "OURS",
    "saw": True,
}


def change(link, **columns) -> AwsChange:
    given = {"kind": "pool", "resource_key": "pool-1", "cause": "changed", "seen_timestamp": timezone.now()}
    return AwsChange.objects.create(link=link, **given | columns)


def test_a_test_needs_no_link(caller):
    request = ask_to_test(caller, profile="work", then_link=True)
    assert (request.kind, request.link, request.asked_by) == ("TEST", None, caller.user)
    assert request.about == {"profile": "work", "then_link": True}
    assert request.answered_timestamp is None
    assert Activity.objects.get().operation == "ask_to_test"


def test_a_test_of_a_linked_account_is_its_links(caller, link):
    assert ask_to_test(caller).link == link


def test_what_an_editor_asks_is_kept_for_the_worker(editor, link):
    mine = change(link)
    for key in ("pool-1", "pool-2"):
        mirror_of(link, key)
    answer_conflicts(editor, answers=[ANSWER])
    discard_here(editor, resources=[("pool", "pool-2"), ("pool", "pool-1")])
    put_back(editor, changes=[mine.pk])
    assert list(SyncRequest.objects.order_by("pk").values_list("kind", "about")) == [
        ("ANSWER", {"answers": [ANSWER]}),
        ("DISCARD", {"resources": [["pool", "pool-1"], ["pool", "pool-2"]]}),
        ("PUT_BACK", {"changes": [mine.pk]}),
    ]


def test_a_viewer_asks_for_nothing(viewer, link):
    acts = [
        lambda: answer_conflicts(viewer, answers=[ANSWER]),
        lambda: discard_here(viewer, resources=[("pool", "pool-1")]),
        lambda: put_back(viewer, changes=[1]),
        lambda: mark_as_seen(viewer, changes=[1]),
    ]
    for act in acts:
        with pytest.raises(AccessDeniedException):
            act()


@pytest.mark.parametrize("wrong", [{"choice": "BOTH"}, {"more": 1}])
def test_an_answer_that_is_none_is_refused(caller, link, wrong):
    with pytest.raises(ValidationException):
        answer_conflicts(caller, answers=[ANSWER | wrong])


def test_nothing_chosen_is_said(caller, link):
    acts = [
        lambda: answer_conflicts(caller, answers=[]),
        lambda: discard_here(caller, resources=[]),
        lambda: put_back(caller, changes=[]),
        lambda: mark_as_seen(caller, changes=[]),
    ]
    for act in acts:
        with refused("NOTHING_CHOSEN"):
            act()


def test_changes_are_marked_as_seen_once(caller, link):
    mine, other = change(link), change(link)
    assert mark_as_seen(caller, changes=[mine.pk]) == 1
    assert mark_as_seen(caller, changes=[mine.pk]) == 0
    other.refresh_from_db()
    assert other.acknowledged_timestamp is None


def after_test(caller, **answer) -> SyncRequest:
    request = ask_to_test(caller, profile="work")
    request.answered_timestamp, request.answer = timezone.now(), answer
    request.save()
    return request


def test_the_account_that_a_test_met_is_made_and_linked(caller):
    test = after_test(caller, trouble="OTHER_ACCOUNT", account_id="999988887777")
    request = make_account_and_link(caller, tested=test.pk)
    assert Account.objects.get(pk="999988887777").name == "AWS 999988887777"
    assert Membership.objects.get(account_id="999988887777").role == "ADMINISTRATOR"
    assert Project.objects.get(account_id="999988887777").sms_channel_enabled
    assert (request.account_id, request.region) == ("999988887777", caller.region)
    assert request.about == {"profile": "work", "then_link": True}


def test_no_other_account_is_made(caller, other_caller):
    good = {"trouble": "OTHER_ACCOUNT", "account_id": "999988887777"}
    for answer in ({}, {"trouble": "", "account_id": "999988887777"}):
        with refused("NOT_TESTED"):
            make_account_and_link(caller, tested=after_test(caller, **answer).pk)
    with refused("NOT_TESTED"):
        make_account_and_link(caller, tested=after_test(other_caller, **good).pk)
    with refused("ACCOUNT_EXISTS", "4444-5555-6666"):
        theirs = good | {"account_id": other_caller.account.pk}
        make_account_and_link(caller, tested=after_test(caller, **theirs).pk)
    assert Membership.objects.filter(user=caller.user).count() == 1


def test_who_has_a_sign_in_of_the_demo_makes_no_account(caller):
    """It could not be linked, and nobody else could make it then."""
    test = after_test(caller, trouble="OTHER_ACCOUNT", account_id="999988887777")
    caller.user.is_demo = True
    with refused("DEMO_ACCOUNT"):
        make_account_and_link(caller, tested=test.pk)
    assert not Account.objects.filter(pk="999988887777").exists()


def test_nothing_leads_from_a_practice_account_to_aws(caller):
    """Its Administrator may be a Viewer everywhere else."""
    test = after_test(caller, trouble="OTHER_ACCOUNT", account_id="999988887777")
    Learner.objects.create(user=caller.user, account=caller.account)
    for act in (ask_to_test, link_to_aws, partial(make_account_and_link, tested=test.pk)):
        with refused("PRACTICE_ACCOUNT"):
            act(caller)
    assert SyncRequest.objects.get() == test
    assert not Account.objects.filter(pk="999988887777").exists()
    assert not AwsLink.objects.exists()


def test_what_is_asked_twice_is_asked_once_but_of_each_person(caller, editor, link):
    mirror_of(link)
    mine = discard_here(caller, resources=[("pool", "pool-1")])
    assert discard_here(caller, resources=[("pool", "pool-1")]) == mine
    assert discard_here(editor, resources=[("pool", "pool-1")]).asked_by == editor.user


def test_a_worker_that_gave_no_sign_for_half_a_minute_is_not_working(db):
    assert newest_worker() is None
    now = timezone.now()
    worker = SyncWorker.objects.create(
        name="w", host="h", user="u", started_timestamp=now, seen_timestamp=now
    )
    assert newest_worker().is_working
    worker.seen_timestamp = now - timedelta(seconds=31)
    worker.save()
    assert not newest_worker().is_working
