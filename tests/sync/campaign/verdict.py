"""Whether a campaign held: nothing lost, nothing doubled, nothing of somebody else's overwritten.

From AWS's own log, from what both sides did, and from how both are in the end; by no code of the sync.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from tests.help.aws.log import Log
from tests.help.both_sides import Side
from tests.sync.campaign.history import Write, name_given, writes
from tests.sync.campaign.ledger import EXISTS, OURS, THEIRS, Act, Ledger
from tests.sync.campaign.people import STALE


def faults(log: Log, ledger: Ledger, here: Side, there: Side) -> list[str]:
    """What did not hold, in words."""
    written: dict[tuple[str, str], list[Write]] = defaultdict(list)
    for one in writes(log, ledger):
        written[one.resource, one.field].append(one)
    found = [*doubled(log, ledger)]
    found += [line for key in [*written] for line in overwritten(ledger, written[key], written)]
    for resource, name in ledger.fields():
        found += lost(ledger, resource, name, written[resource, name], here, there)
    return found


def doubled(log: Log, ledger: Ledger) -> Iterator[str]:
    """One wish that led to several resources; those that people had created again are other wishes."""
    for token, made in log.doubles():
        yield f"doubled: the token {token} made {made}"
    names = Counter(name_given(one.request) for one in log.made("CreatePool").values())
    for name, count in names.items():
        again = [
            one for one in ledger.answers if one.resource == f"pool/{name}" and one.choice == "CREATE_AGAIN"
        ]
        if count > 1 + len(again):
            yield f"doubled: pool {name} was made {count} times"


def overwritten(
    ledger: Ledger, of_field: list[Write], written: Mapping[tuple[str, str], list[Write]]
) -> Iterator[str]:
    """A value that somebody else set, and that the sync replaced, where nobody here had seen it and wished another."""
    for write in of_field:
        before = [one for one in ledger.of(write.resource, write.field) if one.at < write.at]
        last = next((one for one in reversed(before) if one.side == THEIRS), None)
        since = [one for one in of_field if last and last.at < one.at < write.at]
        if last is None or since or last.value == write.value or last.field == EXISTS:
            continue
        if not licensed(ledger, last, write):
            yield (
                f"overwritten: {write.resource} {write.field}: {last.value!r} of somebody else by {write.value!r}"
            )
    for write in of_field:
        if write.field == EXISTS and write.value is None:
            yield from deleted_unseen(ledger, write, written)


def licensed(ledger: Ledger, last: Act, write: Write) -> bool:
    wishes = ledger.of(write.resource, write.field, OURS)
    seen = any(one.value == write.value and one.saw == last.value and one.at < write.at for one in wishes)
    return seen or ledger.answered(
        write.resource, write.field, "OURS", "SEND_AGAIN", "CREATE_AGAIN", since=last.at
    )


def deleted_unseen(
    ledger: Ledger, write: Write, written: Mapping[tuple[str, str], list[Write]]
) -> Iterator[str]:
    """A resource that was deleted in AWS, with what somebody else had changed in it unseen."""
    wishes = [one for one in ledger.of(write.resource, EXISTS, OURS) if one.value is None]
    if not wishes:
        yield f"overwritten: {write.resource} was deleted, and nobody had asked for it"
        return
    theirs: dict[str, Act] = {}
    for act in ledger.acts:
        if act.side == THEIRS and act.resource == write.resource and act.at < write.at - STALE:
            theirs[act.field] = act
    saw = wishes[-1].saw
    for name, act in theirs.items():
        # What the sync itself has replaced meanwhile is judged by that.
        is_replaced = any(act.at < one.at < write.at for one in written.get((write.resource, name), ()))
        if name == EXISTS or saw.get(name) == act.value or is_replaced:
            continue
        if not ledger.answered(write.resource, EXISTS, since=act.at):
            yield f"overwritten: {write.resource} was deleted with {name} {act.value!r}, which nobody had seen"


def lost(
    ledger: Ledger, resource: str, name: str, of_field: list[Write], here: Side, there: Side
) -> Iterator[str]:
    """The last wish of either side that is not there in the end, where nobody took it back or had another."""
    acts = ledger.of(resource, name)
    ours, theirs = (next((a for a in reversed(acts) if a.side == side), None) for side in (OURS, THEIRS))
    if resource not in there:
        if not ledger.deleted(resource) and not ledger.answered(resource, EXISTS, "DISCARD"):
            yield f"lost: {resource} is not in AWS"
        return
    if name == EXISTS:
        if ours and ours.value is None and not ledger.answered(resource, EXISTS, since=ours.at):
            yield f"lost: {resource} was deleted here, and is still in AWS"
        return
    # Whoever came last may have it; both must have been asked for the other to be gone.
    for side, fields in ((OURS, here), (THEIRS, there)):
        final = fields.get(resource, {}).get(name)
        values = [one.value for one in (ours, theirs) if one]
        if final not in values and not ledger.answered(resource, name):
            yield f"lost: {resource} {name} is {final!r} on the side of {side}, and should be {values}"
    final = there[resource].get(name)
    if ours and final != ours.value and not given_up(ledger, ours, theirs, of_field):
        yield f"lost: {resource} {name}: {ours.value!r} of ours; it is {final!r}"
    if theirs and final != theirs.value and not of_field and not ledger.answered(resource, name):
        yield f"lost: {resource} {name}: {theirs.value!r} of somebody else; it is {final!r}"


def given_up(ledger: Ledger, ours: Act, theirs: Act | None, of_field: list[Write]) -> bool:
    """By people, or for what somebody else set after it had come to AWS."""
    came = any(one.value == ours.value and one.at > ours.at for one in of_field)
    replaced = theirs is not None and came and theirs.at > ours.at
    choices = ("THEIRS", "DISCARD", "DELETE_HERE", "CREATE_AGAIN")
    return replaced or ledger.answered(ours.resource, ours.field, *choices, since=ours.at)
