"""What pools were called that neither side has any more: by what became of them, as no row of theirs tells it."""

from collections.abc import Collection

from pools.models import Activity, AwsLink
from pools.operations.engine.caller import Caller

STEPS = "runs__steps"
# Those that say what a pool was called: the one that made it, and the one that deleted it, which is the later.
TELLING = ("CreatePool", "DeletePool")


def former_names(caller: Caller, keys: Collection[str]) -> dict[str, str]:
    """By AWS's keys or ours, those that are known."""
    if not keys:
        return {}
    told = {f"{STEPS}__kind": "pool", f"{STEPS}__key__in": keys, f"{STEPS}__operation__in": TELLING}
    steps = AwsLink.objects.for_caller(caller).filter(**told).order_by(f"{STEPS}__pk")
    pairs = steps.values_list(f"{STEPS}__key", f"{STEPS}__planned")
    found = {key: name for key, planned in pairs if (name := name_in(planned))}
    log = Activity.objects.for_caller(caller).filter(resource_type="pool", resource_id__in=keys, error="")
    rows = log.filter(before__created_timestamp__isnull=False).order_by("pk")
    for key, before in rows.values_list("resource_id", "before"):
        if name := (before.get("tags") or {}).get("Name"):
            found[key] = name
    return found


def name_in(planned: dict) -> str:
    tags = {one["Key"]: one["Value"] for one in planned.get("request", {}).get("Tags", ())}
    return planned.get("name") or tags.get("Name", "")
