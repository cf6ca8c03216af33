"""What the worker could not do is said to who asked for it, where they asked."""

import pytest
from django.utils import timezone

from pools.models import AwsChange, AwsLink, Standing, SyncRequest
from pools.operations.engine.caller import caller_for
from pools.operations.syncing.asking import answer_conflicts
from pools.sync.answering import carry_out
from tests.conftest import signed_in
from tests.help.factories import MembershipFactory
from tests.help.sync_rows import link, mirror, worker
from tests.help.texts import words_of

pytestmark = pytest.mark.django_db
URL = "/111122223333/us-east-1/sync/changed/"


def changed(aws: AwsLink, cause: str) -> int:
    """A pool that is not here any more, and what AWS did to it."""
    row = mirror(aws, "pool", f"pool-{AwsChange.objects.count()}")
    about = {"kind": row.kind, "resource_key": row.key, "cause": cause, "seen_timestamp": timezone.now()}
    return AwsChange.objects.create(link=aws, **about).pk


@pytest.fixture
def aws(caller) -> AwsLink:
    worker()
    return link(caller)


def ask(client, *changes: int) -> None:
    client.post(f"{URL}put-back/", {"id": changes})
    carry_out(SyncRequest.objects.latest("pk"))


def test_what_could_not_be_put_back_is_said_to_who_asked(client, aws):
    ask(client, changed(aws, "gone in AWS"), changed(aws, "gone in AWS"))
    text = words_of(client.get(URL))
    assert "2 of 2 changes were not put back here You asked at" in text
    assert "is left as it is." in text
    other = signed_in(MembershipFactory(account=aws.account))
    assert "not put back" not in words_of(other.get(URL))


def test_it_is_said_until_something_else_was_done(client, aws):
    ask(client, changed(aws, "gone in AWS"))
    assert "1 of 1 change was not put back here" in words_of(client.get(URL))
    SyncRequest.objects.create(
        account=aws.account,
        region=aws.region,
        link=aws,
        kind="DISCARD",
        about={"resources": []},
        answer={"refused": []},
        asked_by=SyncRequest.objects.get().asked_by,
        asked_timestamp=timezone.now(),
        answered_timestamp=timezone.now(),
    )
    assert "not put back" not in words_of(client.get(URL))


def test_what_somebody_else_has_answered_first_is_said(client, aws):
    row = mirror(aws, "pool", "pool-1")
    answer = {"kind": row.kind, "key": row.key, "name": "shared_routes_enabled", "part": ""}
    request = answer_conflicts(
        caller_for(MembershipFactory(account=aws.account).user, aws.account_id, aws.region),
        answers=[answer | {"choice": "THEIRS", "saw": True}],
    )
    carry_out(request)
    asker = signed_in(request.asked_by.memberships.get())
    assert "1 of 1 answer was not carried out" in words_of(asker.get(URL))
    # That it is asked again says enough.
    mirror(aws, "pool", "pool-1", Standing.CONFLICT)
    assert "not carried out" not in words_of(asker.get(URL))
