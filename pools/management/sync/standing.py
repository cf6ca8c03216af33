"""How a linked account stands, as `manage.py sync status` tells it: as JSON, as lines, and as an exit code."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count

from pools.management.sync.troubled import why
from pools.models import AwsLink, Mirror, Standing, SyncStep
from pools.models.mirrors import CONFLICT_STANDINGS, PENDING_STANDINGS
from pools.models.sync_runs import ENDED_STATUSES
from pools.operations.syncing.documents import in_iso, run_document
from pools.operations.syncing.workers import newest_worker

SAME, FAILED, DIFFERENCES, CONFLICTS = 0, 1, 2, 3
MOST_SHOWN = 20


def status_document(link: AwsLink) -> dict[str, Any]:
    counted = dict(link.mirrors.values_list("standing").annotate(Count("pk")))
    listed = link.mirrors.filter(standing__in=(*CONFLICT_STANDINGS, *PENDING_STANDINGS))
    questions = SyncStep.objects.filter(run__link=link).questions()
    return {
        "account": link.account_id,
        "region": link.region,
        "profile": link.profile,
        "endpoint": link.endpoint,
        "signed_in_as": link.signed_in_as,
        "imported": in_iso(link.imported_timestamp),
        "read": in_iso(link.read_timestamp),
        "trouble": link.trouble,
        "error": why(link, link.trouble_about | {"trouble": link.trouble}) if link.trouble else "",
        "worker": worker_document(),
        "resources": {
            "in_sync": counted.get(Standing.IN_SYNC, 0),
            "pending": sum(counted.get(one, 0) for one in PENDING_STANDINGS),
            "conflicts": sum(counted.get(one, 0) for one in CONFLICT_STANDINGS),
            "left_alone": counted.get(Standing.LEFT_ALONE, 0),
            # Changed here and not compared yet.
            "changed_since": link.dirty_keys.count(),
            "changed_in_aws": link.aws_changes.unseen().count_resources(),
        },
        "questions": [
            {"run": step.run.number, "step": step.position, "candidates": step.candidates}
            for step in questions.select_related("run")
        ],
        "differences": [mirror_document(mirror) for mirror in listed.order_by("kind", "key")],
        "runs": [
            run_document(run)
            for run in link.runs.exclude(status__in=ENDED_STATUSES).select_related("link").order_by("number")
        ],
    }


def worker_document() -> dict[str, Any]:
    worker = newest_worker()
    if worker is None:
        return {"working": False, "host": "", "seen": None}
    return {"working": worker.is_working, "host": worker.host, "seen": in_iso(worker.seen_timestamp)}


def mirror_document(mirror: Mirror) -> dict[str, Any]:
    """name, key: of the field. The values in the order of the pages: last agreed, here, in AWS."""
    return {
        "kind": mirror.kind,
        "id": mirror.local_key,
        "aws_id": mirror.key,
        "standing": str(mirror.standing),
        "fields": [
            {"name": name, "key": key, "status": status, "cause": cause}
            | {"last_agreed": base, "here": local, "in_aws": remote}
            for name, key, status, cause, base, local, remote in mirror.differences
        ],
        "why": [reason for _, _, reason in mirror.reasons],
    }


def status_code(document: dict[str, Any]) -> int:
    counts = document["resources"]
    if document["trouble"]:
        return FAILED
    if counts["conflicts"] or document["questions"]:
        return CONFLICTS
    if any(run["status"] == "PAUSED" for run in document["runs"]):
        return FAILED
    differs = counts["pending"] or counts["changed_since"] or not document["imported"]
    return DIFFERENCES if differs else SAME


def status_lines(document: dict[str, Any]) -> Iterator[str]:
    counts, worker = document["resources"], document["worker"]
    yield f"Account {document['account']} in {document['region']}, by {document['endpoint'] or 'AWS'}"
    yield f"  signed in as   {document['signed_in_as'] or 'nobody yet'}"
    yield f"  read           {document['read'] or 'never'}"
    yield f"  worker         {'works' if worker['working'] else 'none gives a sign: manage.py sync work'}"
    if document["trouble"]:
        yield f"  trouble        {document['error']}"
    for name, count in counts.items():
        yield f"  {name.replace('_', ' '):<14} {count:,}"
    for question in document["questions"]:
        yield f"  question       run {question['run']}, step {question['step']}: AWS's answer was lost"
    for run in document["runs"]:
        yield f"  run {run['number']:<10} {run['kind'].lower()}, {run['status'].lower()}"
    yield from difference_lines(document["differences"])


def difference_lines(listed: list[dict[str, Any]]) -> Iterator[str]:
    for one in listed[:MOST_SHOWN]:
        names = [" ".join(filter(None, (field["name"], field["key"]))) for field in one["fields"]]
        what = ", ".join(filter(None, names)) or one["standing"].lower().replace("_", " ")
        yield f"{one['standing']:<10} {one['kind']}/{one['id']}  {what}"
    if len(listed) > MOST_SHOWN:
        yield f"... and {len(listed) - MOST_SHOWN:,} more; --json has all."
