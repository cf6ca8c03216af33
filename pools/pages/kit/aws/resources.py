"""What a resource's own page says of AWS: one alert, the values that AWS has, and AWS's ID where it is another."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from pools.models import AwsLink, Mirror, Standing, link_of
from pools.operations.engine.caller import Caller, Permission
from pools.pages.kit.aws.differences import CONFLICT, PENDING, fields_of, listed, settings_of
from pools.pages.kit.aws.left_alone import reason_in_words
from pools.pages.kit.aws.values import NOUNS
from pools.pages.kit.places import to
from pools.pages.kit.words.reasons import available_to
from pools.templatetags.console import relative


@dataclass(frozen=True)
class InAwsAlert:
    """posts: the button makes a plan of this resource, named by `value`; else it leads to a page."""

    kind: str
    title: str
    text: str
    button: str
    href: str
    posts: bool = False
    value: str = ""


@dataclass(frozen=True)
class InAws:
    """values: AWS's, in words, by the names of the settings that differ. id: AWS's, where it is not ours."""

    alert: InAwsAlert | None = None
    values: dict[str, str] = field(default_factory=dict)
    id: str = ""
    only_editors: str = ""


def in_aws(caller: Caller, kind: str, local_key: str) -> InAws | None:
    """None where the account and Region is not linked, which costs no query."""
    link = link_of(caller)
    if link is None:
        return None
    locked = available_to(caller, Permission.CHANGE_RESOURCES)
    row = link.mirrors.filter(kind=kind, local_key=local_key).select_related("changed_by").first()
    if row is None:
        return InAws(not_there_yet(caller, link, kind, local_key), only_editors=locked)
    differing = [*settings_of(fields_of(row, PENDING)), *settings_of(fields_of(row, CONFLICT))]
    values = {one.name: one.there for one in differing}
    return InAws(alert_of(caller, row), values, row.key if row.key != local_key else "", locked)


def not_there_yet(caller: Caller, link: AwsLink, kind: str, local_key: str) -> InAwsAlert | None:
    """Made here since the worker last looked."""
    is_dirty = link.dirty_keys.filter(kind=kind, local_key=local_key).exists()
    return new_here(caller, kind, local_key) if is_dirty else None


def alert_of(caller: Caller, row: Mirror) -> InAwsAlert | None:
    """The gravest."""
    rule = ALERTS.get(row.standing)
    return rule(caller, row) if rule else None


def deleted_there(caller: Caller, row: Mirror) -> InAwsAlert:
    at = f", last at {timezone.localtime(row.seen_timestamp):%H:%M}" if row.seen_timestamp else ""
    text = f"Seen missing twice{at}. Here it is unchanged."
    return InAwsAlert("warning", "Deleted in AWS", text, "Choose what to do", to(caller, "sync-conflicts"))


def differs(caller: Caller, row: Mirror) -> InAwsAlert:
    noun = NOUNS[row.kind]
    labels = [one.label for one in settings_of(fields_of(row, CONFLICT))]
    was = "was" if len(labels) < 2 else "were"
    text = f"{listed(labels) if labels else 'It'} {was} changed here and in AWS. "
    text += f"Nothing of this {noun} goes to AWS until you choose."
    href = to(caller, "sync-conflicts")
    return InAwsAlert("warning", f"This {noun} differs from AWS", text, "Resolve conflict", href)


def new(caller: Caller, row: Mirror) -> InAwsAlert:
    return new_here(caller, row.kind, row.key)


def new_here(caller: Caller, kind: str, key: str) -> InAwsAlert:
    noun = NOUNS[kind]
    if kind == "phone-number":
        text = "AWS assigns the real one when you request it there."
        href = to(caller, "phone-number-list")
        return InAwsAlert(
            "info", "This number exists only here", text, "Replace by a number of the account", href
        )
    text = "It is created when the plan is applied."
    return review(caller, kind, key, f"This {noun} is not in AWS yet", text)


def review(caller: Caller, kind: str, key: str, title: str, text: str) -> InAwsAlert:
    button = f"Review and apply this {NOUNS[kind]}"
    return InAwsAlert("info", title, text, button, to(caller, "sync-plan"), True, f"{kind}:{key}")


def pending(caller: Caller, row: Mirror) -> InAwsAlert:
    labels = [one.label for one in settings_of(fields_of(row, PENDING))]
    are = "1 setting" if len(labels) == 1 else f"{len(labels):,} settings"
    verb = "is" if len(labels) == 1 else "are"
    by = f", changed by {row.changed_by}" if row.changed_by else ""
    ago = f" {relative(row.changed_timestamp, timezone.now())}" if by and row.changed_timestamp else ""
    title = f"{are} of this {NOUNS[row.kind]} {verb} not in AWS yet"
    return review(caller, row.kind, row.key, title, f"{listed(labels)}{by}{ago}.")


def alone(caller: Caller, row: Mirror) -> InAwsAlert:
    why = ". ".join(reason_in_words(*reason) for reason in row.reasons)
    return InAwsAlert("info", "Left alone", f"{why}.", "What you can do", to(caller, "sync-left-alone"))


ALERTS: dict[str, Any] = {
    Standing.GONE: deleted_there,
    Standing.CONFLICT: differs,
    Standing.NEW: new,
    Standing.PENDING: pending,
    Standing.LEFT_ALONE: alone,
}
