"""What the page of a resource says under its title of how it stands with AWS: one thing, the gravest."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pools.models import Standing
from pools.models.mirrors import NOUNS
from pools.models.text import in_order
from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.acts import AwsAct, resolve, review
from pools.pages.kit.aws.badge import draw_badge
from pools.pages.kit.aws.differences import CONFLICT, NOT_KEPT, PENDING, Setting
from pools.pages.kit.aws.in_aws import InAws, in_aws
from pools.pages.kit.aws.left_alone import reason_in_words
from pools.pages.kit.aws.linked import linked
from pools.pages.kit.places import to
from pools.pages.kit.words.labels import joined, plural
from pools.templatetags.console import clock, exactly, relative

NO_BASE = "no base"


class AwsAlert(NamedTuple):
    kind: str
    header: str
    text: str
    act: AwsAct


def aws_context(
    request: HttpRequest,
    kind: str,
    local_key: str,
    url: str,
    *,
    ours: Mapping[str, Any] | None = None,
    replace_at: str = "",
) -> dict[str, Any]:
    """What the page of a resource, at `url`, draws of AWS; nothing without a link. ours, replace_at: as below."""
    one = in_aws(request, kind, local_key, ours)
    if one is None:
        return {}
    shown = aws_alert(request.caller, one, replace_at=replace_at)
    act = render_to_string("kit/aws/act.html", {"act": shown.act}, request=request) if shown else ""
    return {
        "aws": one,
        "aws_url": url,
        "aws_alert": shown,
        "aws_act": SafeString(act),
        # For an answer to htmx, as the change that it tells of counts there.
        "aws_badge": draw_badge(linked(request), to(request.caller, "aws-sync"), oob=True),
    }


def marked_tags(tags: QuerySet, context: Mapping[str, Any]) -> list[Any]:
    """A resource's tags in their order, each with what AWS has in its place. context: as `aws_context` gives it."""
    rows, theirs = in_order(tags.all(), "key"), context["aws"].tags if context else {}
    for row in rows:
        row.in_aws = theirs.get(row.key, "")
    return rows


def aws_alert(caller: Caller, one: InAws, *, replace_at: str = "") -> AwsAlert | None:
    """None where both sides are the same. replace_at: where a number that is only here is replaced by another."""
    if one.standing == Standing.NEW and replace_at:
        act = AwsAct("Replace by a number of the account", replace_at)
        text = "AWS assigns the real one when you request it there."
        return AwsAlert("info", "This number exists only here", text, act)
    make = BY_STANDING.get(one.standing)
    return make(caller, one) if make else None


def alert_gone(caller: Caller, one: InAws) -> AwsAlert:
    at = format_html(", last at {}", at_in_words(one.seen)) if one.seen else ""
    here = "Here it is unchanged."
    if one.numbers_left:
        here = f"Here {plural(one.numbers_left, 'phone number')} left it; the rest is unchanged."
    text = format_html("Seen missing twice{}. {}", at, here)
    return AwsAlert("warning", "Deleted in AWS", text, resolve(caller, "Choose what to do"))


def at_in_words(moment: datetime) -> SafeString:
    is_today = timezone.localtime(moment).date() == timezone.localtime().date()
    return clock(moment) if is_today else exactly(moment)


def alert_conflict(caller: Caller, one: InAws) -> AwsAlert:
    noun = NOUNS[one.kind]
    asked = [setting for setting in one.differing if setting.first.status == CONFLICT]
    text = f"{why_asked(asked)} Nothing of this {noun} goes to AWS until you choose."
    return AwsAlert("warning", f"This {noun} differs from AWS", text, resolve(caller))


def why_asked(asked: list[Setting]) -> str:
    names, causes = names_of(asked), {one.cause for one in asked}
    if not asked:
        return "It was changed here and in AWS."
    if causes == {NOT_KEPT}:
        return f"AWS did not keep {names}."
    if NO_BASE in causes:
        return f"{names} {'differs' if len(asked) == 1 else 'differ'} here and in AWS."
    return f"{names} {'was' if len(asked) == 1 else 'were'} changed here and in AWS."


def names_of(settings: list[Setting]) -> str:
    return joined((one.label for one in settings), most=3)


def alert_new(caller: Caller, one: InAws) -> AwsAlert:
    text = "It is created when the plan is applied."
    return AwsAlert("info", f"This {NOUNS[one.kind]} is not in AWS yet", text, review_this(caller, one))


def review_this(caller: Caller, one: InAws) -> AwsAct:
    return review(caller, [(one.kind, one.key)], f"Review and apply this {NOUNS[one.kind]}")


def alert_pending(caller: Caller, one: InAws) -> AwsAlert | None:
    """Nothing where no setting is known to differ."""
    moved = [setting for setting in one.differing if setting.first.status == PENDING]
    if not moved:
        return None
    number = len(moved)
    settings = "setting" if number == 1 else "settings"
    header = (
        f"{number:,} {settings} of this {NOUNS[one.kind]} {'is' if number == 1 else 'are'} not in AWS yet"
    )
    text = f"{names_of(moved)}{changed_in_words(one)}."
    return AwsAlert("info", header, text, review_this(caller, one))


def changed_in_words(one: InAws) -> str:
    """ ", changed by maria just now"."""
    by = f" by {one.changed_by}" if one.changed_by else ""
    at = f" {relative(one.changed, timezone.now())}" if one.changed else ""
    return f", changed{by}{at}" if by or at else ""


def alert_left_alone(caller: Caller, one: InAws) -> AwsAlert:
    whys = [reason_in_words(*reason) for reason in one.reasons] or ["AWS has what this console can't keep"]
    act = AwsAct("What you can do", to(caller, "sync-left-alone"))
    return AwsAlert("info", "Left alone", f"{'. '.join(dict.fromkeys(whys))}.", act)


BY_STANDING: dict[Standing | None, Callable[[Caller, InAws], AwsAlert | None]] = {
    Standing.GONE: alert_gone,
    Standing.CONFLICT: alert_conflict,
    Standing.NEW: alert_new,
    Standing.PENDING: alert_pending,
    Standing.LEFT_ALONE: alert_left_alone,
}
