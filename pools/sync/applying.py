"""What a run asks while it applies a plan: whether a step is still right, and what a step that is done has changed."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from pools.sync.compare import Comparison
from pools.sync.fields import EXISTS, IN_POOL, Field, fields
from pools.sync.plan import source
from pools.sync.planned import ARN_OF, Change, Step
from pools.sync.state import CONFIGURATION_SET, POOL, Ref, State, plain


class Fit(StrEnum):
    AS_PLANNED = "as planned"
    ALREADY_SO = "already so"
    MOVED = "moved"


def moved_since(sources: Mapping[Ref, str], comparisons: Mapping[Ref, Comparison]) -> list[Ref]:
    """Which resources are no longer as they were when the plan was made, here or in AWS."""
    return sorted(
        ref for ref, digest in sources.items() if ref not in comparisons or source(comparisons[ref]) != digest
    )


def fit_of(step: Step, ref: Ref, remote: State | None) -> Fit:
    """How AWS's side, read again, is to what the step would change of that resource. None: AWS has it not."""
    found = {fit_of_change(one, remote) for one in step.changes if one.ref == ref}
    if Fit.MOVED in found:
        return Fit.MOVED
    # Half of it done is to be done.
    return Fit.ALREADY_SO if found == {Fit.ALREADY_SO} else Fit.AS_PLANNED


def fit_of_change(change: Change, remote: State | None) -> Fit:
    value = value_there(remote, change.field)
    if value == plain(change.before):
        return Fit.AS_PLANNED
    return Fit.ALREADY_SO if value == plain(change.after) else Fit.MOVED


def value_there(remote: State | None, which: Field) -> Any:
    """In plain data; whether AWS has the resource, of the resource itself."""
    if which == EXISTS:
        return remote is not None
    return plain(fields(remote).get(which)) if remote else None


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
