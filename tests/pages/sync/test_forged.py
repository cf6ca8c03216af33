"""What no page of the sync offers, sent all the same: by who may act here, about what is elsewhere or is nothing."""

import json
from typing import Any

import pytest
from django.core.signing import b64_encode
from django.urls import reverse

from pools.models import AwsLink, RunKind, RunStatus, Standing, StepStatus, SyncRequest
from pools.operations.engine.caller import Caller
from pools.pages.sync.answer_tokens import digest
from tests.help.stored import stored
from tests.help.sync_rows import link, mirror, run, step, worker

pytestmark = pytest.mark.django_db
PLACE = ("111122223333", "us-east-1")
PROTECTION = ["deletion_protection_enabled", "", "conflict", "changed", False, True, False]
OF_RUNS = ("apply", "discard", "stop", "cancel", "continue")
OF_STEPS = ("retry", "leave-out", "answer")
STATUSES = (
    (RunKind.APPLY, RunStatus.READY, StepStatus.READY),
    (RunKind.APPLY, RunStatus.RUNNING, StepStatus.READY),
    (RunKind.APPLY, RunStatus.PAUSED, StepStatus.ASKED),
    (RunKind.APPLY, RunStatus.FAILED, StepStatus.FAILED),
    (RunKind.REFRESH, RunStatus.RUNNING, None),
    (RunKind.REFRESH, RunStatus.PAUSED, None),
)


def kept() -> dict[str, list[Any]]:
    return stored(without=frozenset({"Activity", "User"}))


def with_runs(there: AwsLink) -> list[int]:
    """One of each kind that somebody may act on, whose numbers no link of the caller's has."""
    there.last_run_number = 50
    made = [(run(there, kind, status), step_status) for kind, status, step_status in STATUSES]
    for one, step_status in made:
        if step_status:
            step(one, "UpdatePool", ("pool", "pool-1"), [], status=step_status)
    return [one.number for one, _ in made]


@pytest.fixture
def here(caller) -> AwsLink:
    worker()
    return link(caller)


@pytest.fixture(params=["another account", "another Region"])
def there(request, caller, other_caller, here) -> AwsLink:
    if request.param == "another account":
        return link(other_caller)
    return link(Caller(caller.user, caller.account, "eu-west-1", caller.role))


def test_a_run_of_elsewhere_is_none(client, there):
    numbers = with_runs(there)
    before = kept()
    for number in numbers:
        for page in ("sync-run", "sync-run-saved"):
            assert client.get(reverse(page, args=[*PLACE, number])).status_code == 404
        for act in OF_RUNS:
            url = reverse(f"sync-run-{act}", args=[*PLACE, number])
            assert client.post(url, {"confirm": "apply", "ticked": "1"}).status_code == 404, url
        for act in OF_STEPS:
            url = reverse(f"sync-step-{act}", args=[*PLACE, number, 1])
            assert client.post(url, {"chosen": "-"}).status_code == 404, url
    assert kept() == before


def token(kind: Any, key: Any, fields: Any) -> str:
    return b64_encode(json.dumps([kind, key, fields]).encode()).decode()


def test_an_answer_about_a_resource_of_elsewhere_asks_for_nothing(client, here, there):
    mirror(there, "pool", "pool-theirs", Standing.CONFLICT, differences=[PROTECTION])
    name = token("pool", "pool-theirs", [["deletion_protection_enabled", "", digest(False)]])
    answer = client.post(reverse("sync-answers", args=PLACE), {name: "OURS"})
    assert answer.status_code == 409
    assert "pool-theirs" not in answer.content.decode()
    assert not SyncRequest.objects.exists()


@pytest.mark.parametrize(
    "forged",
    [
        token("pool", "pool-1", [[["a"], {}, None]]),
        token("pool", "pool-1", [["name", "part"]]),
        token("pool", "pool-1", "name"),
        token("pool", ["pool-1"], []),
        token("pool", "pool-1\0", [["", "", "x"]]),
        token("pool", "pool-1\ud800", [["", "", "x"]]),
        token("pool", "pool-1", [["\0", "\udfff", "x"]]),
        "é",
    ],
)
def test_an_answer_to_what_was_never_asked_is_none(client, here, forged):
    mirror(here, "pool", "pool-1", Standing.CONFLICT, differences=[PROTECTION])
    assert client.post(reverse("sync-answers", args=PLACE), {forged: "OURS"}).status_code == 303
    assert not SyncRequest.objects.exists()


def test_a_choice_that_is_none_is_refused(client, here):
    mirror(here, "pool", "pool-1", Standing.CONFLICT, differences=[PROTECTION])
    name = token("pool", "pool-1", [["deletion_protection_enabled", "", digest(False)]])
    for choice in ("", "BOTH", "ours", "DISCARD"):
        assert client.post(reverse("sync-answers", args=PLACE), {name: choice}).status_code == 303
    assert not SyncRequest.objects.exists()


@pytest.mark.parametrize("page", ["sync-plan", "sync-discard", "sync-put-back", "sync-seen"])
@pytest.mark.parametrize("one", ["pool:pool-1\0", "pool:", ":", "pool", "²", "-1", "9" * 40])
def test_what_names_nothing_is_not_left_out(client, here, page, one):
    mirror(here, "pool", "pool-1", Standing.PENDING)
    before = kept()
    assert client.post(reverse(page, args=PLACE), {"id": ["pool:pool-1", one]}).status_code == 404
    assert kept() == before
