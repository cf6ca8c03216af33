"""What templates draw over and over: icons, statuses, times, links to help.

Tags that a table calls once per cell return ready strings and render no template of their own.
"""

import json
from collections.abc import Iterable
from datetime import datetime, tzinfo
from functools import cache, lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from pools import clock as clocks

register = template.Library()

STATUS_ICONS = {
    "positive": "status-positive",
    "negative": "status-negative",
    "warning": "status-warning",
    "pending": "status-pending",
    "stopped": "status-stopped",
    "info": "status-info",
    "available": "status-available",
}
FLASH_ICONS = {"success": "positive", "error": "negative", "warning": "warning"}
UNITS = (("year", 31_536_000), ("month", 2_592_000), ("day", 86_400), ("hour", 3600), ("minute", 60))


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw one icon of the sprite; hidden from assistive technology, because text always stands beside it."""
    return format_html(
        '<svg class="icon" width="16" height="16" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag
@cache
def scripts(*names: str) -> SafeString:
    """Load scripts of a page, in this order."""
    tags = ((static(f"js/{name}.js"),) for name in names)
    return format_html_join("\n", '<script defer src="{}"></script>', tags)


@register.simple_tag
@cache
def styles(name: str) -> SafeString:
    """Load what one kind of page needs besides the styles of all."""
    return format_html('<link rel="stylesheet" href="{}">', static(f"css/{name}.css"))


@register.simple_tag
def spinner() -> SafeString:
    """Draw the turning ring; the words beside it say what is going on."""
    return mark_safe('<span class="spinner" aria-hidden="true"></span>')


@register.simple_tag
def flash_icon(kind: str) -> SafeString:
    """Draw the icon of a flash or an alert."""
    return spinner() if kind == "in-progress" else icon(f"status-{FLASH_ICONS.get(kind, 'info')}")


@register.simple_tag
@lru_cache(maxsize=512, typed=True)
def status(kind: str, text: str) -> SafeString:
    """Draw a status indicator: icon, colour and words, so that colour never speaks alone."""
    # The cache knows a safe string from one of the same letters that is yet to be escaped.
    mark = spinner() if kind in ("in-progress", "loading") else icon(STATUS_ICONS[kind])
    return format_html('<span class="status status--{}">{}<span>{}</span></span>', kind, mark, text)


@register.simple_tag
def on_off(value: Any, text: str = "") -> SafeString:
    """Draw a boolean cell. text: On or Off, with what a search found of it marked."""
    return status("positive", text or "On") if value else status("stopped", text or "Off")


@register.simple_tag
@lru_cache(maxsize=256, typed=True)
def badge(text: str) -> SafeString:
    """Draw a badge."""
    return format_html('<span class="badge">{}</span>', text)


@register.simple_tag
def words(text: str) -> SafeString:
    """A command, of which each word stays whole where it has room on a line."""
    return format_html_join(" ", '<span class="word">{}</span>', ((word,) for word in text.split(" ")))


@register.simple_tag
def in_aws(text: str) -> SafeString:
    """Say beside a value what AWS has in its place, where that is something else."""
    return format_html('<span class="in-aws">In AWS: {}</span>', text) if text else SafeString("")


@register.filter
def thousands(number: int) -> str:
    """Write a number as the console does wherever it stands: "1,300"."""
    return f"{number:,}"


@register.simple_tag
def none() -> SafeString:
    """Stand for a value that is not there."""
    # Cloudscape writes a hyphen, which a screen reader skips or calls a minus.
    return mark_safe('<span aria-hidden="true">-</span><span class="visually-hidden">none</span>')


@register.simple_tag
def when(moment: datetime | None, now: datetime | None = None, zone: tzinfo | None = None) -> SafeString:
    """Say how long ago something happened, with the exact time in the title.

    now, zone: for tables, which would ask for them once a row.
    """
    if moment is None:
        return none()
    # Only the opening is kept: "5 minutes ago" is wrong a minute later.
    opening = stamp(moment, zone or timezone.get_current_timezone())
    # As mark_safe does, which looks for words that are yet to be translated: a page has hundreds of these.
    return SafeString(f"{opening}{relative(moment, now or clocks.now())}</time>")


@lru_cache(maxsize=4096)
def stamp(moment: datetime, zone: tzinfo) -> SafeString:
    """The opening tag of a time, which stays the same while `relative` moves on."""
    local = timezone.localtime(moment, zone)
    return format_html('<time datetime="{}" title="{}">', local.isoformat(), absolute(local))


def exact(moment: datetime, zone: tzinfo) -> SafeString:
    """A moment in the width of a column, with the time zone in the title."""
    return mark_safe(f"{stamp(moment, zone)}{timezone.localtime(moment, zone):%Y-%m-%d %H:%M}</time>")  # noqa: S308


@register.simple_tag
def exactly(moment: datetime) -> SafeString:
    """Say when something was, for a moment that would soon no longer be "just now"."""
    local = timezone.localtime(moment)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), absolute(local))


@register.simple_tag
def clock(moment: datetime) -> SafeString:
    """As `exactly`, but the time of the day alone, with the rest in the title."""
    local = timezone.localtime(moment)
    shown = (local.isoformat(), absolute(local), f"{local:%H:%M}")
    return format_html('<time datetime="{}" title="{}">{}</time>', *shown)


def absolute(local: datetime) -> str:
    """Write a moment out: "July 14, 2026, 09:32 (UTC+02:00)"."""
    offset = f"{local:%z}"
    return f"{local:%B} {local.day}, {local:%Y, %H:%M} (UTC{offset[:3]}:{offset[3:]})"


def relative(moment: datetime, now: datetime) -> str:
    """Name the largest whole unit that has passed: "5 hours ago"."""
    seconds = int((now - moment).total_seconds())
    for unit, length in UNITS:
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


@register.simple_block_tag
def oneline(content: str) -> SafeString:
    """Join lines to one, with a space between them."""
    return mark_safe(" ".join(content.split()))  # noqa: S308 - the template escaped it


@register.simple_tag
def copy(value: Any, label: str) -> SafeString:
    """Offer to copy a value; label names it, for example "Copy Pool ID"."""
    return format_html(
        '<button type="button" class="copy" data-copy="{}" aria-label="{}">{}</button>',
        value,
        label,
        icon("copy"),
    )


@register.simple_tag
def info(topic: str, subject: str = "") -> SafeString:
    """Link to a help topic: the panel when script runs, the topic's own page otherwise."""
    hidden = format_html('<span class="visually-hidden"> about {}</span>', subject) if subject else ""
    url = reverse("help-topic", args=[topic])
    return format_html(
        # Without a push: a panel is no page to go back to, and what stands around the link may push its own.
        '<a class="info" href="{0}" hx-get="{0}" hx-target="#help-content" hx-swap="innerHTML"'
        ' hx-push-url="false" data-help>Info{1}</a>',
        url,
        hidden,
    )


@register.filter
def as_flashes(messages: Iterable[Any] | None) -> list[Any]:
    """Turn Django messages into flashes; extra_tags may hold JSON with type, header and action.

    The text stays in the message itself, because there Django keeps what is safe HTML and what is not.
    """
    return [as_flash(message) for message in messages or []]


def as_flash(message: Any) -> Any:
    """Read one message; anything that already has a type is a flash."""
    if not hasattr(message, "level_tag"):
        return message
    extra = message.extra_tags or ""
    details = json.loads(extra) if extra.startswith("{") else {}
    return {"type": message.level_tag or "info", "text": message.message, **details}
