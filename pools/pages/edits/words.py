"""What is changed on many, in words: settings, values before and after, outcomes."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pools.models import EditRunItem, Pool
from pools.operations.edit_plans import Outlook
from pools.operations.engine.caller import Caller
from pools.operations.rules.edits import Key, Setting
from pools.pages.kit.words import labels

Outcome = EditRunItem.Outcome
SETTINGS = {
    Setting.DELETION_PROTECTION: "Deletion protection",
    Setting.TWO_WAY: "Two-way SMS",
    Setting.SHARED_ROUTES: "Shared routes",
    Setting.OPT_OUT_LIST: "Opt-out list",
    Setting.SELF_MANAGED_OPT_OUTS: "Self-managed opt-outs",
    Setting.PUT_TAG: "Add or replace a tag",
    Setting.REMOVE_TAG: "Remove a tag",
    Setting.PUT_KEYWORDS: "Add or replace keywords",
    Setting.REMOVE_KEYWORD: "Remove a keyword",
    Setting.COPY_KEYWORDS: "Copy keywords from a pool",
    Setting.ASSOCIATE: "Associate to a pool",
    Setting.DISASSOCIATE: "Disassociate from pools",
    Setting.RELEASE: "Release",
}


class Verb(NamedTuple):
    """What is done to each. word: to type before what is destroyed."""

    text: str
    going: str
    done: str
    word: str = ""


CHANGES = Verb("Change", "Changing", "changed")
DISASSOCIATES = Verb("Disassociate", "Disassociating", "disassociated", "disassociate")
VERBS = {
    ("phone-number", Setting.DISASSOCIATE): DISASSOCIATES,
    ("sender-id", Setting.DISASSOCIATE): DISASSOCIATES,
    ("phone-number", Setting.RELEASE): Verb("Remove", "Removing", "removed", "delete"),
    ("sender-id", Setting.RELEASE): Verb("Release", "Releasing", "released", "release"),
}
# In the order of tables: what needs somebody comes first.
OUTLOOKS = {Outlook.REFUSED: "Refused", Outlook.CHANGES: "Will change", Outlook.ALREADY: "Already so"}
OUTCOMES = {
    Outcome.REFUSED: "Refused",
    Outcome.OVERTAKEN: "Changed meanwhile",
    Outcome.NOT_UNDONE: "Not undone",
    Outcome.WAITING: "Not reached",
    Outcome.DONE: "Done",
    Outcome.UNDONE: "Undone",
}
MEANWHILE = {
    Outcome.OVERTAKEN: "Changed{} after the preview. Left as it is.",
    Outcome.NOT_UNDONE: "Changed{} after the run. Left as it is.",
}
NOTHING = "-"
LONGEST = 60


def verb_of(resource_type: str, setting: str) -> Verb:
    return VERBS.get((resource_type, setting), CHANGES)


def setting_in_words(resource_type: str, setting: str) -> str:
    """As the kind's own pages call it: a number is removed, a sender ID is released."""
    return verb_of(resource_type, setting).text if setting == Setting.RELEASE else SETTINGS[Setting(setting)]


def value_in_words(values: Mapping[Key, Any], pools: Mapping[str, str]) -> str:
    """What a resource has, or would have, of what is changed. pools: what those are called that are named."""
    # Who gives another topic alone has two-way SMS on.
    if ("two_way_enabled", "") in values or ("two_way_channel_arn", "") in values:
        return two_way(values)
    lines = (
        (value and pools.get(key, key)) if setting == "pools" else one_in_words(setting, key, value)
        for (setting, key), value in values.items()
    )
    return "\n".join(filter(None, lines)) or NOTHING


def pool_names(caller: Caller, states: Iterable[Iterable[Key]]) -> dict[str, str]:
    """What the pools are called that some states name; no query where none does."""
    ids = {key for state in states for setting, key in state if setting == "pools"}
    rows = Pool.objects.for_caller(caller).filter(pool_id__in=ids) if ids else ()
    return {pool.pool_id: pool.label for pool in rows}


def two_way(values: Mapping[Key, Any]) -> str:
    if not values.get(("two_way_enabled", ""), True):
        return labels.ON_OFF[False]
    # People call a topic by the end of its ARN.
    topic = (values.get(("two_way_channel_arn", "")) or "").rpartition(":")[2]
    return f"{labels.ON_OFF[True]} · {topic}" if topic else labels.ON_OFF[True]


def one_in_words(setting: str, key: str, value: Any) -> str:
    if setting == "is_held":
        return "In this account" if value else ""
    if not key:
        return labels.value_of(setting, value)
    if value is None:
        return ""
    if setting == "tags":
        return f"{key} = {value}" if value else key
    message = value[0]
    return f"{key}: {message if len(message) <= LONGEST else message[: LONGEST - 1] + '…'}"


def outcome_in_words(item: EditRunItem) -> str:
    """Why an item was refused or left as it is; nothing of others."""
    if item.outcome == Outcome.REFUSED:
        return item.words
    if item.outcome in MEANWHILE:
        # A refusal is a sentence, and the name of who has changed it is none.
        if item.words.endswith("."):
            return item.words
        return MEANWHILE[item.outcome].format(f" by {item.words}" if item.words else "")
    return ""
