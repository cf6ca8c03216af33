"""What changes by a step of a plan, in words."""

from typing import Any, NamedTuple

from pools.models import SyncStep
from pools.pages.kit.aws.values import (
    NOTHING,
    TWO_WAY,
    Ref,
    kind_title,
    setting_name,
    two_way_in_words,
    value_in_words,
)
from pools.pages.kit.words import labels
from pools.pages.sync.step_titles import NamedRefs, changes_in, label_of, refs_of_title


class Moved(NamedTuple):
    """One line of "In AWS now → after"."""

    label: str
    before: str
    after: str


def refs_of_step(step: SyncStep) -> set[Ref]:
    """Those of its title, and of its moves."""
    refs = refs_of_title(step)
    if step.operation == "DeletePool":
        # Its members are only counted: there may be hundreds.
        return refs
    for ref, name, part, before, after in changes_in(step):
        refs.add(ref)
        if name == "pool_id":
            refs |= {("pool", key) for key in (before, after) if key}
        if name == "members":
            refs.add(("sender-id", part))
    return refs


def moves_of(step: SyncStep, names: NamedRefs) -> list[Moved]:
    changes = changes_in(step)
    if step.operation == "CreatePool":
        return new_pool(step, changes, names)
    if step.operation == "DeletePool":
        return [Moved("Pool", what_it_has(changes), NOTHING)]
    found, two_way = [], ({}, {})
    for ref, name, part, before, after in changes:
        if name in TWO_WAY:
            two_way[0][name], two_way[1][name] = before, after
        elif name == "":
            found.append(Moved(kind_title(ref[0]), *existence(before, after)))
        elif name == "members":
            found.append(Moved("Members", *membership(before, after)))
        else:
            words = [moved_value(name, value, names) for value in (before, after)]
            found.append(Moved(label_in(ref, name, part, step, names), *words))
    if two_way[1]:
        found.append(Moved("Two-way SMS", two_way_in_words(two_way[0]), two_way_in_words(two_way[1])))
    return found


def label_in(ref: Ref, name: str, part: str, step: SyncStep, names: NamedRefs) -> str:
    if name == "keywords":
        return "Response"
    if name == "tags":
        return part
    label = setting_name(name, part)
    is_other = ref != (step.kind, step.key) and name == "pool_id"
    return f"{label} of {label_of(names, ref)}" if is_other else label


def moved_value(name: str, value: Any, names: NamedRefs) -> str:
    return label_of(names, ("pool", value)) if name == "pool_id" and value else value_in_words(name, value)


def what_it_has(changes: list) -> str:
    """ "2 numbers, 1 sender ID" of a pool that goes."""
    numbers = sum(name == "pool_id" for _, name, *_ in changes)
    senders = sum(name == "members" for _, name, *_ in changes)
    counts = ((numbers, "number"), (senders, "sender ID"))
    return ", ".join(labels.plural(count, noun) for count, noun in counts if count) or "in AWS"


def existence(before: Any, after: Any) -> tuple[str, str]:
    return ("there" if before else NOTHING), ("there" if after else NOTHING)


def membership(before: Any, after: Any) -> tuple[str, str]:
    return ("in the pool" if before else NOTHING), ("in the pool" if after else NOTHING)


def new_pool(step: SyncStep, changes: list, names: NamedRefs) -> list[Moved]:
    members = [ref for ref, name, *_ in changes if name == "pool_id"]
    members += [("sender-id", part) for _, name, part, *_ in changes if name == "members"]
    request = step.planned["request"]
    found = [Moved("Made from", NOTHING, label_of(names, ref)) for ref in members]
    kind = request.get("MessageType", "")
    found.append(Moved("Message type", NOTHING, labels.MESSAGE_TYPES.get(kind, kind)))
    if request.get("DeletionProtectionEnabled"):
        found.append(Moved("Deletion protection", NOTHING, "On"))
    return found + [Moved(f"Tag {tag['Key']}", NOTHING, tag["Value"]) for tag in request.get("Tags", ())]
