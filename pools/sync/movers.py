"""Who moved a resource after a plan was made of it, for whoever reads why the plan is out of date."""

from typing import Any

from pools.models import DirtyKey, Mirror, SyncRequest, SyncRun
from pools.sync.state import Ref


def moved_by(run: SyncRun, ref: Ref) -> dict[str, Any]:
    """Somebody here and when, else AWS and when that was seen; nothing of what has no row any more."""
    rows = Mirror.objects.filter(link=run.link_id, kind=ref.kind, key=ref.key)
    row = rows.select_related("changed_by").first()
    if row is None:
        return {}
    # What is yet to be compared came last.
    dirty = DirtyKey.objects.filter(link=run.link_id, kind=ref.kind, local_key=row.local_key)
    last = dirty.select_related("changed_by").order_by("-changed_timestamp").first() or row
    if last.changed_timestamp and last.changed_timestamp > run.created_timestamp:
        return {"side": "here", "by": str(last.changed_by or ""), "at": last.changed_timestamp.isoformat()}
    if decision := decided_since(run, ref):
        by, at = str(decision.asked_by or ""), decision.asked_timestamp
        return {"side": "here", "by": by, "at": at.isoformat()}
    return {"side": "AWS", "at": row.seen_timestamp.isoformat()} if row.seen_timestamp else {"side": "AWS"}


def decided_since(run: SyncRun, ref: Ref) -> SyncRequest | None:
    """What gave a change up, or took AWS's value, leaves nothing pending that somebody made."""
    requests = SyncRequest.objects.filter(link=run.link_id, asked_timestamp__gt=run.created_timestamp)
    for request in requests.exclude(answered_timestamp=None).select_related("asked_by").order_by("-pk"):
        answered = [(one["kind"], one["key"]) for one in request.about.get("answers", ())]
        if (ref.kind, ref.key) in answered or [ref.kind, ref.key] in request.about.get("resources", ()):
            return request
    return None
