"""A plan, and what came of it, as one JSON document: what *Save plan* and `manage.py sync plan --json` write.

It holds no secret, and no opted-out number, as neither is in a plan.
"""

from datetime import datetime
from typing import Any

from pools.models import SyncRun, SyncStep


def plan_document(run: SyncRun) -> dict[str, Any]:
    """Every step as sync/planned.py has it, with its result; what is blocked with why and the way out."""
    steps = list(run.steps.order_by("is_blocked", "position"))
    return {
        **run_document(run),
        "digest": run.digest,
        "engine_version": run.engine_version,
        "steps": [step_document(step) for step in steps if not step.is_blocked],
        "blocked": [
            {**step.planned, "why": step.why, "way_out": step.way_out} for step in steps if step.is_blocked
        ],
        "sources": run.sources,
    }


def run_document(run: SyncRun) -> dict[str, Any]:
    """Any run, without its steps. Times are in ISO 8601, None for what was not."""
    times = {
        "made": run.created_timestamp,
        "queued": run.queued_timestamp,
        "started": run.started_timestamp,
        "ended": run.ended_timestamp,
        "next_look": run.next_look_timestamp,
    }
    return {
        "account": run.link.account_id,
        "region": run.link.region,
        "number": run.number,
        "kind": str(run.kind),
        "status": str(run.status),
        "only": run.only,
        "progress": run.progress,
        "cost": run.cost,
        "about": run.about,
        "made_by": name_of_user(run.made_by),
        "applied_by": name_of_user(run.applied_by),
        **{name: in_iso(moment) for name, moment in times.items()},
    }


def step_document(step: SyncStep) -> dict[str, Any]:
    return {
        **step.planned,
        "position": step.position,
        "destroys": step.destroys,
        "ticked": step.is_ticked,
        "status": str(step.status),
        "not_sent": step.not_sent,
        "attempts": step.attempts,
        "done": in_iso(step.done_timestamp),
        "answer": step.answer,
        "error": step.error,
        "candidates": step.candidates,
    }


def name_of_user(user: Any) -> str:
    """ "" where a command did it, or somebody who is no longer there."""
    return user.username if user else ""


def in_iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
