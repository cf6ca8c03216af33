"""No secret, and no opted-out number, in a plan file, a log, a page or a row of the sync's."""

import logging

import pytest
from django.core import serializers
from django.urls import reverse

from pools import models
from pools.models import Pool, RunStatus
from pools.operations.keywords import put_keyword
from pools.operations.opted_out_numbers import put_opted_out_number
from pools.operations.pools import update_pool
from pools.operations.syncing.asking import ask_to_test, look_up_opt_outs
from pools.operations.syncing.plans import apply_plan, make_plan
from tests.conftest import signed_in
from tests.help.aws import SECRET
from tests.help.aws.weather import ANSWER_LOST, Refuses
from tests.sync.working import Console, pool

THEIRS, OURS = "+12065550123", "+12065550145"
ROWS = ("AwsLink", "Mirror", "DirtyKey", "AwsChange", "SyncRun", "SyncStep", "SyncRequest", "SyncWorker")
PAGES = (
    "aws-sync",
    "sync-conflicts",
    "sync-pending",
    "sync-changed",
    "sync-left-alone",
    "sync-runs",
    "sync-link",
)


@pytest.fixture
def console(aws_side, caller, transactional_db, caplog) -> Console:
    """A run of it all: a test, an import, a look-up, changes of both sides, a plan, a lost answer, a failed step."""
    caplog.set_level(logging.DEBUG, "pools")
    client = aws_side.client()
    made = pool(client)
    client.put_opted_out_number(OptOutListName="Default", OptedOutNumber=THEIRS)
    console = Console(aws_side, caller).imported()
    ask_to_test(caller)
    look_up_opt_outs(caller, opt_out_list="Default", number=THEIRS)
    put_opted_out_number(caller, opt_out_list_name="Default", opted_out_number=OURS)
    client.update_pool(PoolId=made, DeletionProtectionEnabled=True)
    client.close()
    console.refresh()
    update_pool(caller, pool_id=made, shared_routes_enabled=True)
    put_keyword(caller, origination_identity=made, keyword="NEW", keyword_message="New.")
    run = make_plan(caller)
    console.work()
    aws_side.weather.next("UpdatePool", ANSWER_LOST)
    aws_side.weather.refuse(Refuses("ValidationException", "FIELD_VALIDATION_FAILED", "No."), "PutKeyword")
    apply_plan(caller, number=run.number)
    console.work()
    assert console.last_run().status == RunStatus.FAILED
    return console


def pages_of(console) -> dict[str, str]:
    client, run = signed_in(console.caller), console.last_run()
    place = {"account_id": console.caller.account.account_id, "region": console.caller.region}
    urls = {name: reverse(name, kwargs=place) for name in PAGES}
    urls |= {
        name: reverse(name, kwargs=place | {"number": run.number}) for name in ("sync-run", "sync-run-saved")
    }
    urls |= {form: reverse("sync-export", kwargs=place | {"form": form}) for form in ("terraform", "json")}
    urls["pool"] = reverse("pool-detail", kwargs=place | {"pool_id": Pool.objects.get().pool_id})
    answers = {name: client.get(url) for name, url in urls.items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {name: answer.content.decode() for name, answer in answers.items()}


def test_neither_is_written_down_or_shown(console, caplog):
    rows = [row for name in ROWS for row in getattr(models, name).objects.all()]
    said = {"rows": serializers.serialize("json", rows), "log": caplog.text, **pages_of(console)}
    assert len(rows) > 10
    assert "PutKeyword" in said["sync-run-saved"]
    for what in (SECRET, THEIRS[2:], OURS[2:]):
        assert [name for name, text in said.items() if what in text] == []
