"""The console of a campaign, in a process of its own that is killed: its API, and what people ask of the sync.

`main` runs it. POST /ask calls a verb of operations/syncing, POST /look tells how all stands: what pages would show;
POST /before tells what a change has replaced.
"""

import json
import os
import sys
import threading
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db.models import QuerySet
from waitress import serve

from pools.errors import ServiceError
from pools.models import (
    Account,
    Activity,
    AwsLink,
    DirtyKey,
    Mirror,
    RunKind,
    Standing,
    StepStatus,
    SyncRequest,
    SyncRun,
    SyncStep,
    SyncWorker,
    User,
)
from pools.models.sync_runs import ENDED_STATUSES
from pools.operations.engine.caller import Caller, caller_for
from pools.operations.syncing import applying, asking, plans
from pools.operations.syncing import runs as readings
from tests.help.aws.product import control, prepare

REGION = "us-east-1"
VERBS = {
    name: getattr(module, name)
    for module, names in {
        applying: ("continue_run", "stop_run", "retry_step", "answer_lost_step"),
        asking: ("ask_to_test", "answer_conflicts", "discard_here"),
        plans: ("make_plan", "apply_plan", "discard_plan"),
        readings: ("refresh_from_aws", "continue_reading"),
    }.items()
    for name in names
}
QUIET = (Standing.IN_SYNC, Standing.LEFT_ALONE)


def administrator() -> Caller:
    return caller_for(User.objects.get(), Account.objects.get().pk, REGION)


def ask(wish: dict[str, Any]) -> dict[str, Any]:
    try:
        row = VERBS[wish["verb"]](administrator(), **wish["about"])
    except ServiceError as error:
        return {"refused": f"{error.code} {getattr(error.about, 'why', '')}"}
    return {"number": getattr(row, "number", None)}


def look(wish: dict[str, Any]) -> dict[str, Any]:
    link = AwsLink.objects.first()
    if link is None:
        return {"link": None, "requests": SyncRequest.objects.filter(answered_timestamp=None).count()}
    mirrors = Mirror.objects.filter(link=link)
    runs = SyncRun.objects.filter(link=link).order_by("-number")
    plan = runs.filter(kind=RunKind.APPLY).first()
    return {
        "link": {"imported": link.imported_timestamp is not None, "trouble": link.trouble},
        "workers": {one.name: one.started_timestamp.timestamp() for one in newest_workers()},
        "holder": link.worker,
        "requests": SyncRequest.objects.filter(answered_timestamp=None).count(),
        "dirty": DirtyKey.objects.filter(link=link).count(),
        "runs": [run_of(run) for run in runs.exclude(status__in=ENDED_STATUSES)],
        "plan": run_of(plan) if plan else None,
        "conflicts": [
            [one.kind, one.key, one.local_key, one.differences]
            for one in mirrors.filter(standing__in=(Standing.CONFLICT, Standing.GONE))
        ],
        "pending": [
            [one.kind, one.key, one.local_key, one.standing, one.differences]
            for one in mirrors.exclude(standing__in=QUIET)
        ],
    }


def newest_workers() -> QuerySet[SyncWorker]:
    """Of all that ever signed."""
    return SyncWorker.objects.order_by("-started_timestamp", "-pk")[:8]


def run_of(run: SyncRun) -> dict[str, Any]:
    steps = list(run.steps.filter(is_blocked=False).order_by("position"))
    return {
        "number": run.number,
        "kind": run.kind,
        "status": run.status,
        "ended": run.has_ended,
        "about": run.about,
        "steps": [step.operation for step in steps],
        "destroys": [step.position for step in steps if step.destroys],
        "done": sum(step.status in (StepStatus.DONE, StepStatus.ALREADY_SO) for step in steps),
        "asked": [
            [step.position, step.candidates, name_in(step)]
            for step in steps
            if step.status == StepStatus.ASKED and not step.chosen
        ],
        "failed": [[s.kind, s.key, s.operation, s.error] for s in steps if s.status == StepStatus.FAILED],
        "blocked": [[s.kind, s.key, s.operation, s.why] for s in run.steps.filter(is_blocked=True)],
    }


def name_in(step: SyncStep) -> str:
    """That a CreatePool gives its pool."""
    tags = step.planned["request"].get("Tags", [])
    return next((tag["Value"] for tag in tags if tag["Key"] == "Name"), "")


def before(wish: dict[str, Any]) -> dict[str, Any]:
    """What was there when a field of a pool was last set to this value, by the console's log."""
    rows = Activity.objects.changes_of("pool", wish["pool_id"])
    changes = filter(None, (one.changes.get(wish["field"]) for one in rows.iterator()))
    seen = (tuple(map(as_answered, change)) for change in changes)
    return {"value": next(was for was, value in seen if value == wish["value"])}


def as_answered(value: Any) -> Any:
    """A keyword as help/both_sides.py has it."""
    return [value["keyword_message"], value["keyword_action"]] if isinstance(value, dict) else value


ACTS = {"/ask": ask, "/look": look, "/before": before}


def application(product: Any) -> Any:
    def app(environ: dict[str, Any], start_response: Any) -> Any:
        act = ACTS.get(environ["PATH_INFO"])
        if act is None:
            return product(environ, start_response)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        content = json.dumps(act(json.loads(body)), default=str).encode()
        start_response("200 OK", [("Content-Type", "application/json")])
        return [content]

    return app


def end_with_parent() -> None:
    """Whose end closes what this reads."""
    sys.stdin.read()
    os._exit(0)


def main(port: str, account_id: str, access_key_id: str, secret: str) -> None:
    prepare(account_id, access_key_id, secret)
    control({"room": True, "region": REGION})
    threading.Thread(target=end_with_parent, daemon=True).start()
    serve(application(get_wsgi_application()), host="127.0.0.1", port=int(port), threads=4)
