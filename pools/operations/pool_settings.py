"""The settings form of a pool, saved as one act: UpdatePool, keywords and tags, all or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pools.errors import ServiceError, invalid
from pools.models import PhoneNumber, Pool
from pools.models.keywords import responses
from pools.models.opt_out_lists import DEFAULT
from pools.models.pools import SETTINGS
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_pool
from pools.operations.engine.merging import NO_CHOICES, KeptSide, merge
from pools.operations.engine.resources import arn_of, full_id
from pools.operations.engine.verb import operation
from pools.operations.keywords import delete_keyword, normalised, put_keyword
from pools.operations.pools import update_pool
from pools.operations.rules.statuses import must_be_changeable
from pools.operations.tags import retag
from pools.refusals import FormRow

# AWS's console takes 25 characters, its API 30.
CONSOLE_KEYWORD_LENGTH = 25


@dataclass(frozen=True)
class PoolSettings:
    """What the settings form shows and posts: the switches, keywords {word: (message, action)}, tags {key: value}."""

    two_way_enabled: bool = False
    two_way_channel_arn: str = ""
    two_way_channel_role: str = ""
    deletion_protection_enabled: bool = False
    shared_routes_enabled: bool = False
    opt_out_list_name: str = DEFAULT
    self_managed_opt_outs_enabled: bool = False
    keywords: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)

    def flat(self) -> dict[tuple[str, str], Any]:
        """Every setting on its own: ("two_way_enabled", ""), ("keywords", "HELP"), ("tags", "Name") and so on."""
        switches = {(name, ""): getattr(self, name) for name in SETTINGS}
        words = {("keywords", word): value for word, value in self.keywords.items()}
        return switches | words | {("tags", key): value for key, value in self.tags.items()}


def settings_of(pool: Pool) -> PoolSettings:
    """The pool's settings as they stand."""
    return PoolSettings(
        **{name: getattr(pool, name) for name in SETTINGS},
        keywords=responses(pool.keywords.all()),
        tags={row.key: row.value for row in pool.tag_rows.all()},
    )


@operation
def save_pool_settings(
    caller: Caller,
    *,
    pool_id: str,
    initial: PoolSettings | None,
    posted: PoolSettings,
    choices: Mapping[tuple[str, str], KeptSide] = NO_CHOICES,
) -> int:
    """Save the settings form: UntagResource, DeleteKeyword, UpdatePool, PutKeyword, TagResource, as needed.

    initial: what the form was rendered with. A setting that the form did not touch keeps what it is now; one that it
    touched is saved, unless it has moved since to something else. None where nobody knows: each difference counts as
    moved.
    choices: whose value is kept of a setting that has moved, by its name and key as in `flat`.
    Returns: how many settings changed; with 0 nothing is written.
    Raises: ConflictException (Overtaken), RESOURCE_NOT_ACTIVE (a pool that is being deleted); ValidationException (a
            new keyword over 25 characters); what the operations named above raise, with the form's row where it is
            about a keyword.
    """
    pool = find_pool(caller, pool_id)
    must_be_changeable(pool)
    current = settings_of(pool)
    changes = merge(pool, initial and initial.flat(), posted.flat(), current.flat(), choices)
    must_be_console_keywords(changes, current.keywords)
    write_settings(caller, pool, changes, partial(update_pool, caller, pool_id=pool.pool_id))
    return len(changes)


def must_be_console_keywords(changes: dict, there: Mapping[str, Any]) -> None:
    """The console takes 25 characters for a new keyword; one of up to 30 that came from elsewhere can be kept."""
    added = [
        word for (setting, word), value in changes.items() if setting == "keywords" and value is not None
    ]
    for word in added:
        if word not in there and len(normalised(word)) > CONSOLE_KEYWORD_LENGTH:
            with naming("keywords", word):
                raise invalid("Keyword", "too_long", value=word, limit=CONSOLE_KEYWORD_LENGTH)


def write_settings(
    caller: Caller, row: Pool | PhoneNumber, changes: dict, update: Callable[..., Any]
) -> None:
    """Write what `merge` found. update: UpdatePool or UpdatePhoneNumber of this row, whose settings may be given."""
    # Removals come first, so that a limit is not hit midway.
    remove_keywords(caller, row, changes)
    update_switches(row, changes, update)
    put_keywords(caller, row, changes)
    retag(caller, arn_of(row), {key: value for (setting, key), value in changes.items() if setting == "tags"})


def remove_keywords(caller: Caller, row: Pool | PhoneNumber, changes: dict) -> None:
    for setting, word in sorted(key for key, value in changes.items() if value is None):
        if setting == "keywords":
            with naming("keywords", word):
                delete_keyword(caller, origination_identity=full_id(row), keyword=word)


def update_switches(row: Pool | PhoneNumber, changes: dict, update: Callable[..., Any]) -> None:
    switches = {name: value for (name, key), value in changes.items() if not key}
    if switches.get("two_way_enabled") is False:
        # The topic goes with the switch; neither operation takes an empty channel. One that waits there is sent along.
        for name in ("two_way_channel_arn", "two_way_channel_role"):
            if not switches.get(name):
                switches.pop(name, None)
    if switches.get("two_way_channel_arn") == "":
        raise invalid("TwoWayChannelArn", "missing", reason="TWO_WAY_CHANNEL_NOT_PRESENT")
    if switches.get("two_way_channel_role") == "":
        switches = forget_role(row, switches, update)
    if switches:
        update(**switches)


def forget_role(
    row: Pool | PhoneNumber, switches: dict[str, Any], update: Callable[..., Any]
) -> dict[str, Any]:
    """Neither operation can take a role away, but turning two-way SMS off and on again leaves it out."""
    # Turning two-way SMS off drops the channel, and the other needs it on: both come back with it.
    now = {name: getattr(row, name) for name in ("two_way_channel_arn", "self_managed_opt_outs_enabled")}
    update(two_way_enabled=False, self_managed_opt_outs_enabled=False)
    del switches["two_way_channel_role"]
    return {"two_way_enabled": True} | now | switches


def put_keywords(caller: Caller, row: Pool | PhoneNumber, changes: dict) -> None:
    for (setting, word), value in sorted(changes.items(), key=lambda item: item[0]):
        if setting == "keywords" and value is not None:
            message, action = value
            with naming("keywords", word):
                put_keyword(
                    caller,
                    origination_identity=full_id(row),
                    keyword=word,
                    keyword_message=message,
                    keyword_action=action,
                )


class naming:  # noqa: N801 - reads as a statement
    """Adds to a refusal which row of the form it is about."""

    def __init__(self, setting: str, key: str) -> None:
        self.row = FormRow(setting, key)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type | None, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, ServiceError):
            error.row = self.row
