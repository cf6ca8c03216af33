"""The link, a run, a step, and whatever is named to a verb: found among the caller's own, and locked to be changed."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q

from pools.errors import ResourceNotFoundException
from pools.models import AwsChange, AwsLink, SyncRun, SyncStep
from pools.operations.engine.caller import Caller
from pools.operations.syncing.refusing import NOT_LINKED, sync_refuses

# As many as all databases take in one query.
IN_ONE_QUERY = 400


def find_link(caller: Caller, *, lock: bool = True) -> AwsLink:
    """The link of the caller's account and Region. Whoever adds a run, or ends one, holds its row.

    Raises: ConflictException (SyncRefused NOT_LINKED).
    """
    rows = AwsLink.objects.for_caller(caller)
    link = (rows.select_for_update(no_key=True) if lock else rows).first()
    if link is None:
        raise sync_refuses(NOT_LINKED)
    return link


def find_refs(link: AwsLink, wanted: Iterable[Sequence[str]]) -> list[list[str]]:
    """The resources of these kinds and keys, each once, by the mirror's keys; all of them, or none.

    A key may be ours. Whatever the link has ever heard of is found: a plan may have created or deleted it since.
    Raises: ResourceNotFoundException, of what was never one of the link's.
    """
    asked = {(kind, key) for kind, key in wanted}
    found: dict[tuple[str, str], tuple[str, str]] = {}
    names = sorted(asked)
    for start in range(0, len(names), IN_ONE_QUERY):
        found |= refs_among(link, names[start : start + IN_ONE_QUERY])
    if missing := sorted(asked - found.keys()):
        raise ResourceNotFoundException(resource_type="resource", resource_id="/".join(missing[0]))
    return sorted(list(one) for one in {found[ref] for ref in asked})


def refs_among(link: AwsLink, asked: Collection[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    # No database has a row of this, and PostgreSQL does not even take it in a query.
    keys = [key for _, key in asked if "\0" not in key]
    steps = SyncStep.objects.filter(run__link=link, key__in=keys).values_list("kind", "key")
    dirty = link.dirty_keys.filter(local_key__in=keys).values_list("kind", "local_key")
    found = {ref: ref for ref in (*steps, *dirty)}
    named = link.mirrors.filter(Q(key__in=keys) | Q(local_key__in=keys))
    rows = list(named.values_list("kind", "key", "local_key"))
    found |= {(kind, local_key): (kind, key) for kind, key, local_key in rows}
    return found | {(kind, key): (kind, key) for kind, key, _ in rows}


def find_changes(link: AwsLink, wanted: Collection[int]) -> list[int]:
    """The AwsChanges with these primary keys, each once; all of them, or none. Raises: ResourceNotFoundException."""
    asked = sorted(set(wanted))
    found: set[int] = set()
    for start in range(0, len(asked), IN_ONE_QUERY):
        rows = AwsChange.objects.filter(link=link, pk__in=asked[start : start + IN_ONE_QUERY])
        found.update(rows.values_list("pk", flat=True))
    for one in asked:
        if one not in found:
            raise ResourceNotFoundException(resource_type="aws-change", resource_id=f"Change {one}")
    return asked


def find_run(caller: Caller, number: int, *, reads: bool) -> SyncRun:
    """The run of that number, locked after its link. reads: a reading of AWS, else a plan.

    Raises: ConflictException (SyncRefused NOT_LINKED); ResourceNotFoundException.
    """
    link = find_link(caller)
    rows = SyncRun.objects.select_for_update(of=("self",)).filter(link=link, number=number)
    run = (rows.readings() if reads else rows.plans()).first()
    if run is None:
        raise ResourceNotFoundException(resource_type="run", resource_id=f"Run {number}")
    run.link = link
    return run


def find_step(run: SyncRun, position: int) -> SyncStep:
    """Raises: ResourceNotFoundException."""
    rows = SyncStep.objects.select_for_update(of=("self",)).filter(run=run, position=position)
    step = rows.in_run().first()
    if step is None:
        raise ResourceNotFoundException(resource_type="step", resource_id=f"Step {position}")
    return step


def label_of_run(run: SyncRun) -> str:
    """ "Run 14", and "Plan 14" as long as nobody has applied it."""
    return f"{'Run' if run.is_reading or run.queued_timestamp else 'Plan'} {run.number}"
