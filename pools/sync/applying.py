"""What a run asks while it applies a plan: whether a step is still right, and what a step that is done has changed."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from pools.sync.compare import Comparison
from pools.sync.fields import EXISTS, IN_POOL, fields
from pools.sync.plan import source
from pools.sync.planned import ARN_OF, Change, Step
from pools.sync.state import CONFIGURATION_SET, POOL, Ref, State, plain


class Standing(StrEnum):
    AS_PLANNED = "as planned"
    ALREADY_SO = "already so"
    MOVED = "moved"


def moved_since(sources: Mapping[Ref, str], comparisons: Mapping[Ref, Comparison]) -> list[Ref]:
    """Which resources are no longer as they were when the plan was made, here or in AWS."""
    return sorted(
        ref for ref, digest in sources.items() if ref not in comparisons or source(comparisons[ref]) != digest
    )


def standing(step: Step, ref: Ref, remote: State | None) -> Standing:
    """How AWS's side, read again, is to what the step would change of that resource. None: AWS has it not."""
    shown = fields(remote) if remote else {}
    found = set()
    for change in step.changes:
        if change.ref == ref:
            value = plain(remote is not None if change.field == EXISTS else shown.get(change.field))
            before, after = plain(change.before), plain(change.after)
            found.add(
                Standing.AS_PLANNED
                if value == before
                else Standing.ALREADY_SO
                if value == after
                else Standing.MOVED
            )
    if Standing.MOVED in found:
        return Standing.MOVED
    # Half of it done is to be done.
    return Standing.ALREADY_SO if found == {Standing.ALREADY_SO} else Standing.AS_PLANNED


def sent_by(step: Step, local: State, *, key: str, arn: str, created: str) -> State:
    """What both sides agree on once a step has created it: what was sent, and no more of ours than that.

    key, arn, created: from AWS's answer.
    """
    protected = step.request.get("DeletionProtectionEnabled")
    return State(
        local.kind,
        key,
        arn,
        created,
        facts=local.facts,
        settings={} if protected is None else {"deletion_protection_enabled": protected},
        tags={tag["Key"]: tag["Value"] for tag in step.request.get("Tags", ())},
        members={} if local.kind == POOL else None,
        event_destinations={} if local.kind == CONFIGURATION_SET else None,
    )


def renamed(step: Step, old: Ref, new: Ref, arn: str) -> Step:
    """A later step, once AWS has given what an earlier one created its own ID and ARN."""

    def named(change: Change) -> Change:
        values = [
            new.key if change.field == IN_POOL and value == old.key else value
            for value in (change.before, change.after)
        ]
        return Change(new if change.ref == old else change.ref, change.field, *values)

    return replace(
        step,
        ref=new if step.ref == old else step.ref,
        request=resolved(step.request, {old: arn}, strict=False),
        changes=tuple(named(change) for change in step.changes),
    )


def resolved(value: Any, arns: Mapping[Ref, str], *, strict: bool = True) -> Any:
    """The request with the ARNs of what earlier steps created.

    Raises KeyError for one that is not there yet; not strict, it is left for later.
    """
    if isinstance(value, Mapping):
        if set(value) == {ARN_OF}:
            ref = Ref(*value[ARN_OF])
            return arns[ref] if strict or ref in arns else value
        return {name: resolved(item, arns, strict=strict) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [resolved(item, arns, strict=strict) for item in value]
    return value
