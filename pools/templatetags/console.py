"""What templates draw over and over: icons, statuses, times, form controls and components with a slot.

Tags that a table calls once per cell return ready strings and render no template of their own.
"""

import json
from collections.abc import Iterable
from datetime import datetime, tzinfo
from functools import cache, lru_cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, Select, Textarea
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from pools.templatetags.stencils import draw, join

register = template.Library()

STATUS_ICONS = {
    "positive": "status-positive",
    "negative": "status-negative",
    "warning": "status-warning",
    "pending": "status-pending",
    "stopped": "status-stopped",
    "info": "status-info",
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
def spinner() -> SafeString:
    """Draw the turning ring; the words beside it say what is going on."""
    return mark_safe('<span class="spinner" aria-hidden="true"></span>')


@register.simple_tag
def flash_icon(kind: str) -> SafeString:
    """Draw the icon of a flash or an alert."""
    return spinner() if kind == "in-progress" else icon(f"status-{FLASH_ICONS.get(kind, 'info')}")


@register.simple_tag
@lru_cache(maxsize=512)
def status(kind: str, text: str) -> SafeString:
    """Draw a status indicator: icon, colour and words, so that colour never speaks alone."""
    mark = spinner() if kind in ("in-progress", "loading") else icon(STATUS_ICONS[kind])
    return format_html('<span class="status status--{}">{}<span>{}</span></span>', kind, mark, text)


@register.simple_tag
def on_off(value: Any) -> SafeString:
    """Draw a boolean cell."""
    return status("positive", "On") if value else status("stopped", "Off")


@register.simple_tag
@lru_cache(maxsize=256)
def badge(text: str) -> SafeString:
    """Draw a badge."""
    return format_html('<span class="badge">{}</span>', text)


@register.simple_tag
def none() -> SafeString:
    """Stand for a value that is not there."""
    return mark_safe('<span aria-hidden="true">-</span><span class="visually-hidden">none</span>')


@register.simple_tag
def when(moment: datetime | None, now: datetime | None = None, zone: tzinfo | None = None) -> SafeString:
    """Say how long ago something happened, with the exact time in the title.

    now, zone: for tables, which would ask for them once a row.
    """
    if moment is None:
        return none()
    opening = stamp(moment, zone or timezone.get_current_timezone())
    return mark_safe(f"{opening}{relative(moment, now or timezone.now())}</time>")  # noqa: S308


@lru_cache(maxsize=4096)
def stamp(moment: datetime, zone: tzinfo) -> SafeString:
    """The opening tag of a time, which stays the same while `relative` moves on."""
    local = timezone.localtime(moment, zone)
    return format_html('<time datetime="{}" title="{}">', local.isoformat(), absolute(local))


@register.simple_tag
def exactly(moment: datetime) -> SafeString:
    """Say when something was, for a moment that would soon no longer be "just now"."""
    local = timezone.localtime(moment)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), absolute(local))


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
        '<a class="info" href="{0}" hx-get="{0}" hx-target="#help-content" hx-swap="innerHTML"'
        ' hx-push-url="false" data-help>Info{1}</a>',
        url,
        hidden,
    )


@register.simple_tag
def sort_header(text: str, href: str, direction: str = "") -> SafeString:
    """Draw a sortable column header; direction is "ascending", "descending" or nothing.

    htmx finds its target on an ancestor, so a table says once where its answers go; the id lets
    it put the focus back after the swap.
    """
    return draw("sort_header", {"href": href}, {"text": text, "direction": direction})


def page_label(number: int | str, paginator: Any) -> str:
    """What a link to a page is called; how many pages there are is left out where nobody has counted them."""
    if number == "last":
        return "Last page"
    more = getattr(paginator, "more", False)
    return f"Page {number}" if more else f"Page {number} of {paginator.num_pages}"


@register.simple_tag
def page_links(page: Any) -> dict[str, Any]:
    """Where the pagination leads: previous, next, and the pages between; a gap is a link without an address.

    Where the last page has no number yet, because counting stopped, it is linked to by name, and no label
    tells how many pages there are.
    """
    more = getattr(page.paginator, "more", False)
    last = page.paginator.num_pages

    def link(number: int | str) -> dict[str, Any]:
        if number == page.paginator.ELLIPSIS:
            return {"text": number}
        return {
            "text": str(number).capitalize(),
            "href": page.url(page=number),
            "label": page_label(number, page.paginator),
            "id": f"page-{number}",
            "current": number == page.number,
        }

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "previous": page.url(page=page.number - 1) if page.number > 1 else "",
        "pages": [link(number) for number in numbers],
        "next": page.url(page=page.number + 1) if more or page.number < last else "",
    }


@register.simple_tag
def control(field: BoundField, description: Any = "", constraint: Any = "", **attrs: Any) -> SafeString:
    """Render a field's widget with our class and its ARIA wiring; data_count becomes data-count.

    An error is read out first, because it is what the person came back for.
    """
    base = field.auto_id
    parts = [("error", field.errors), ("description", description), ("constraint", constraint)]
    ids = [f"{base}-{part}" for part, present in parts if present]
    ids += filter(None, [attrs.pop("describedby", "")])
    final = {name.replace("_", "-"): value for name, value in attrs.items() if value not in (None, "")}
    extra = " ".join(filter(None, [field.field.widget.attrs.get("class"), final.get("class")]))
    final["class"] = f"{control_class(field)} {extra}".strip()
    if ids:
        final["aria-describedby"] = " ".join(ids)
    if field.errors:
        final["aria-invalid"] = "true"
    if field.field.required:
        final["aria-required"] = "true"
    return field.as_widget(attrs=final)


def control_class(field: BoundField) -> str:
    """Name the component that a widget is."""
    widget = field.field.widget
    if isinstance(widget, Textarea):
        return "textarea"
    if isinstance(widget, Select):
        return "select"
    return "checkbox__input" if isinstance(widget, CheckboxInput) else "input"


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


@register.simple_tag
def component(name: str, /, **variables: Any) -> SafeString:
    """Draw a component that is made of nothing but its arguments; sooner than an `include`, which draws anew."""
    return draw(name, {}, variables)


@register.simple_tag
def each(name: str, items: Iterable[dict[str, Any]]) -> SafeString:
    """Draw a component for each of the items: their texts fill it, what is true or false of them shapes it."""
    return join(
        draw(
            name,
            {key: value for key, value in item.items() if not isinstance(value, bool)},
            {key: value for key, value in item.items() if isinstance(value, bool)},
        )
        for item in items
    )


@register.simple_block_tag
def heading(content: str, title: str, **variables: Any) -> SafeString:
    """Draw a header; what stands between the tags are its actions."""
    filled = {"title": title, "actions": content if content.strip() else ""}
    filled |= {name: variables.pop(name) for name in ("counter", "total") if name in variables}
    return draw("header", filled, variables)


@register.simple_block_tag
def alert(content: str, kind: str = "info", **variables: Any) -> SafeString:
    """Draw an alert around its text; kind is info, warning, error or success."""
    return draw("alert", {"content": content}, variables | {"type": kind})


@register.simple_block_tag
def expandable(content: str, title: str, **variables: Any) -> SafeString:
    """Draw an expandable section around its content."""
    return draw("expandable", {"content": content}, variables | {"title": title})


@register.simple_block_tag
def group(content: str, label: str, **variables: Any) -> SafeString:
    """Draw a field set of radios, checkboxes or tiles around its choices."""
    return draw("group", {"content": content}, variables | {"label": label})


@register.simple_tag
def toggle(field: BoundField, description: str, label: str = "", reason: str = "") -> SafeString:
    """Draw a switch. reason: why it cannot be used."""
    state = {"id": field.id_for_label, "name": field.html_name, "checked": bool(field.value())}
    words = {"label": label or field.label, "description": description, "reason": reason}
    return draw("toggle", {}, state | words | ({"field": field} if field.errors else {}))
