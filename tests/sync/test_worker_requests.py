"""What the worker answers people: *Test connection*, and each request in its order."""

from pools.models import AwsLink, DirtyKey, Pool, RunKind, SyncRequest
from pools.operations.pools import update_pool
from pools.operations.syncing.asking import ask_to_test, discard_here
from pools.operations.syncing.links import link_to_aws
from pools.sync import errands, refreshing, worker
from tests.help.aws.weather import Weather
from tests.help.linked import mirror_of
from tests.sync.working import pool


def test_a_test_of_the_connection_is_answered(console, behind):
    ask_to_test(console.caller)
    console.work()
    answer = SyncRequest.objects.get().answer
    assert (answer["trouble"], answer["account_id"], answer["linked"]) == ("", console.aws.account_id, False)
    assert answer["endpoint"] == console.aws.url
    assert AwsLink.objects.count() == 0


def test_a_good_test_links_where_that_was_asked(console, behind):
    made = pool(behind)
    ask_to_test(console.caller, then_link=True)
    console.work()
    assert SyncRequest.objects.get().answer["linked"] is True
    link = console.link
    assert (link.endpoint, link.linked_by) == (console.aws.url, console.caller.user)
    # The import began by itself.
    assert console.last_run().kind == RunKind.IMPORT
    assert Pool.objects.get().pool_id == made


def test_a_bad_test_links_nothing_and_says_why(console, aws_side):
    aws_side.weather = Weather(expired=True)
    ask_to_test(console.caller, then_link=True)
    console.work()
    answer = SyncRequest.objects.get().answer
    assert (answer["trouble"], answer["linked"]) == ("EXPIRED", False)
    assert AwsLink.objects.count() == 0


def test_who_may_link_no_longer_does_not(console, behind):
    ask_to_test(console.caller, then_link=True)
    console.caller.user.memberships.all().delete()
    console.work()
    answer = SyncRequest.objects.get().answer
    assert (answer["trouble"], answer["linked"]) == ("NOT_ALLOWED", False)


def test_a_test_of_the_link_is_noted_on_it(console, aws_side):
    console.imported()
    aws_side.weather = Weather(denied={"DescribePools"})
    ask_to_test(console.caller)
    console.work()
    assert (console.link.trouble, console.link.trouble_about["action"]) == (
        "NO_PERMISSION",
        "sms-voice:DescribePools",
    )
    aws_side.weather = Weather()
    ask_to_test(console.caller)
    console.work()
    assert console.link.trouble == ""


def test_saves_and_requests_are_seen_to_while_it_reads(console, behind, monkeypatch):
    made = pool(behind)
    console.imported()
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.001)
    seen, take_in = [], refreshing.take_in

    def saved_meanwhile(*arguments):
        take_in(*arguments)
        seen.append((DirtyKey.objects.count(), SyncRequest.objects.filter(answered_timestamp=None).count()))
        if len(seen) == 1:
            update_pool(console.caller, pool_id=made, shared_routes_enabled=True)
            ask_to_test(console.caller)

    monkeypatch.setattr(refreshing, "take_in", saved_meanwhile)
    console.refresh()
    assert seen[-1] == (0, 0)
    assert console.standings() == {made: "PENDING"}


def test_requests_are_answered_in_their_order_one_at_a_time(here, monkeypatch):
    link = link_to_aws(here.caller)
    for key in ("a", "b"):
        mirror_of(link, key)
        discard_here(here.caller, resources=[["pool", key]])
    answered = []
    monkeypatch.setattr(
        errands, "carry_out", lambda request: answered.append(request.about["resources"][0][1])
    )
    assert errands.Errands("one", lambda: True).answer_one()
    # The first is in somebody's hands: the second waits for it.
    assert not errands.Errands("two", lambda: True).answer_one()
    assert answered == ["a"]
    SyncRequest.objects.filter(pk=SyncRequest.objects.first().pk).update(lease_until="2026-11-01T00:00Z")
    assert errands.Errands("two", lambda: True).answer_one()
    assert answered == ["a", "a"]
