"""What a lesson says of somebody's own account: what is there in place of what a step wants, and what became of it."""

from collections.abc import Callable, Iterator, Mapping

from pools.models import Activity, Pool
from pools.models.identities import international
from pools.operations.lessons import LessonStanding
from pools.operations.rules.lesson_state import ABOUT_POOLS, LessonState
from pools.pages.kit.words import labels, refusals
from pools.reference.keywords import REQUIRED
from pools.reference.lessons.checks import Check
from pools.reference.lessons.reading import Lesson, Step

SHOWN = 3
# What the titles of lessons begin with, told of somebody who did it.
DID = {
    "Add": "added",
    "Associate": "associated",
    "Change": "changed",
    "Configure": "configured",
    "Create": "created",
    "Delete": "deleted",
    "Disassociate": "disassociated",
    "Edit": "edited",
    "Move": "moved",
    "Remove": "removed",
    "Reply": "replied",
    "Request": "requested",
    "Send": "sent",
    "Set": "set",
    "Text": "texted",
    "Turn": "turned",
}


def what_was_done(standing: LessonStanding) -> str:
    """You created a pool with a sender ID, in the console."""
    verb, _, rest = standing.lesson.title.partition(" ")
    done = f"You {DID[verb]} {rest}" if verb in DID else "You finished this lesson"
    way = way_of(standing.made_by, standing.lesson)
    return f"{done}, {way}." if way else f"{done}."


def way_of(act: Activity | None, lesson: Lesson) -> str:
    if act is None or act.door not in ("console", "api"):
        return ""
    if act.door == "console":
        return "in the console"
    is_command = any(step.command for step in lesson.steps)
    return "with the AWS CLI" if is_command else "with the AWS CLI or the API"


def strayings(standing: LessonStanding, step: Step) -> Iterator[str]:
    """What may tell somebody why a step isn't done, the most surprising first."""
    state = standing.state
    if standing.is_open_again:
        yield open_again(state, step)
    else:
        yield from filter(None, (close_miss(state, check) for check in step.checks))
    newest = state.acts[0] if state.acts else None
    if newest and newest.error:
        yield f"Last try refused: {refusals.of_record(newest)}"


def open_again(state: LessonState, step: Step) -> str:
    lost = next((check for check in step.checks if not check.is_page and not state.holds(check)), None)
    return f"Step {step.number} is open again{f': {what_is_lost(state, lost)}' if lost else '.'}"


def what_is_lost(state: LessonState, check: Check) -> str:
    if check.kind in ABOUT_POOLS and check.wanted and not state.meant(check.values):
        name = check.values.get("pool")
        return f"pool {name} is gone." if name else "the new pool is gone."
    return f'this isn\'t so any more: "{check.text}".'


def close_miss(state: LessonState, check: Check) -> str:
    """What somebody did that is nearly what the step wants; "" where it is, or where nothing was done yet."""
    if check.is_page or not check.wanted or state.holds(check):
        return ""
    if check.kind in ABOUT_POOLS:
        return close_miss_of_pool(state, check)
    return MISSES[check.kind](state, check.values) if check.kind in MISSES else ""


def close_miss_of_pool(state: LessonState, check: Check) -> str:
    meant = state.meant(check.values)
    if not meant:
        new = [pool for pool in state.pools if pool.created_timestamp >= state.since]
        return f"The new pool {new[-1].label} isn't named {check.values['pool']}." if new else ""
    pool = next((pool for pool in meant if state.was_changed("pool", pool.pool_id)), None)
    if pool is None or check.kind not in POOL_MISSES:
        return ""
    return POOL_MISSES[check.kind](state, pool, check.values)


def other_members(state: LessonState, pool: Pool, values: Mapping[str, str]) -> str:
    """Pool Orders has +1 206-555-0171, not sender ID ORDERS."""
    there = sorted(state.sender_ids_in.get(pool.pk, ()))
    is_abroad = any(name == values.get("sender_id") for name, _ in there)
    names = [international(number) for number in sorted(state.numbers_in.get(pool.pk, ()))]
    names += [
        f"sender ID {name} in {labels.country_name(code)}" if is_abroad else f"sender ID {name}"
        for name, code in there
    ]
    wanted = (
        international(values["number"]) if "number" in values else f"sender ID {values.get('sender_id', '')}"
    )
    if is_abroad or wanted == "sender ID ":
        wanted = f"{wanted.strip()} in {labels.country_name(values['country'])}"
    return f"Pool {pool.label} has {some(names)}, not {wanted}."


def other_keywords(state: LessonState, pool: Pool, values: Mapping[str, str]) -> str:
    there = sorted(state.keywords_of_pools.get(pool.pk, set()) - set(REQUIRED))
    return f"Pool {pool.label} has keyword {some(there)}, not {values['keyword'].upper()}." if there else ""


def other_tag(state: LessonState, pool: Pool, values: Mapping[str, str]) -> str:
    there = dict(state.tags_of_pools.get(pool.pk, ()))
    if values["key"] not in there:
        return ""
    return f"Tag {values['key']} of pool {pool.label} is {there[values['key']]}, not {values['value']}."


def other_size(state: LessonState, pool: Pool, values: Mapping[str, str]) -> str:
    size = state.size(pool)
    return f"Pool {pool.label} has {size} {'identity' if size == 1 else 'identities'}, not {values['size']}."


def other_type(_: LessonState, pool: Pool, values: Mapping[str, str]) -> str:
    return f"Pool {pool.label} is {labels.MESSAGE_TYPES[pool.message_type]}, not {values['message_type']}."


def other_default(state: LessonState, values: Mapping[str, str]) -> str:
    there = state.sets.get(values["set"], "")
    if not there or not state.was_changed("configuration-set", values["set"]):
        return ""
    return f"Default sender ID of configuration set {values['set']} is {there}, not {values['sender_id']}."


def other_sender(state: LessonState, values: Mapping[str, str]) -> str:
    sent = [one for one in state.messages if one.destination_phone_number == values["number"]]
    wanted = values.get("origin") or values.get("pool") or ("a new pool" if "new" in values else "")
    if not sent or not wanted:
        return ""
    newest = max(sent, key=lambda one: one.created_timestamp)
    by = f"pool {wanted}" if "pool" in values else international(wanted)
    there = international(newest.origination_phone_number)
    return f"The last message to {international(values['number'])} was sent from {there}, not from {by}."


def some(names: list[str]) -> str:
    rest = len(names) - SHOWN
    return ", ".join([*names[:SHOWN], *([f"{rest} more"] if rest > 0 else [])])


POOL_MISSES: Mapping[str, Callable[[LessonState, Pool, Mapping[str, str]], str]] = {
    "pool_sender_id": other_members,
    "pool_number": other_members,
    "pool_keyword": other_keywords,
    "pool_tag": other_tag,
    "pool_size": other_size,
    "pool_message_type": other_type,
}
MISSES: Mapping[str, Callable[[LessonState, Mapping[str, str]], str]] = {
    "set_sender_id": other_default,
    "message": other_sender,
}
