"""Components: one template each in templates/components, and a tag that names what it takes.

A tag with an end stands around what the component holds: its text, its actions, its choices.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, Select, Textarea
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from pools.templatetags.stencils import stencil

register = template.Library()


def draw(name: str, texts: dict[str, Any], /, **shape: Any) -> SafeString:
    """The component's template. texts: what it shows and asks no more of than whether it is there; shape: the rest.

    Kept by its shape and by which texts there are, so the shape is never what people type.
    """
    given = {key: text for key, text in texts.items() if text}
    return stencil(f"components/{name}.html", tuple(given), **shape).fill(given)


def trimmed(content: str) -> SafeString:
    """What a template drew between two tags, without the white space at its ends."""
    return mark_safe(content.strip())  # noqa: S308 - the template escaped it


@register.simple_block_tag
def heading(
    content: str,
    title: str,
    *,
    level: int = 2,
    info: str = "",
    more: bool = False,
    folds: bool = False,
    **texts: Any,
) -> SafeString:
    """Draw a header; what stands between the tags are its actions.

    folds: actions that find no room beside the title go into a menu; the header then needs an id.
    total: how many rows there are, `more` or not. counter: what is said of that, if it is not just so.
    table: of the list whose selection the header says.
    """
    counter, total = texts.pop("counter", ""), texts.pop("total", None)
    is_total = total not in (None, "")
    count = counter or (f"({total:,}{'+' if more else ''})" if is_total else "")
    own = {"title": title, "actions": trimmed(content), "count": count}
    shape = {"level": level, "info": info, "is_total": is_total, "folds": folds}
    return draw("header", own | texts, **shape)


@register.simple_block_tag
def alert(content: str, kind: str = "info", **texts: Any) -> SafeString:
    """Draw an alert around its text; kind is info, warning, error or success."""
    return draw("alert", texts | {"content": content}, type=kind)


@register.simple_block_tag
def expandable(
    content: str,
    title: str,
    *,
    open: bool = False,  # noqa: A002 - the attribute's name
    optional: bool = False,
    **texts: Any,
) -> SafeString:
    """Draw an expandable section around its content."""
    return draw(
        "expandable", texts | {"content": content, "title": title}, open=bool(open), optional=optional
    )


@register.simple_block_tag
def empty_state(content: str, title: str) -> SafeString:
    """Say that what the page is about has none of something. Of a list see pages/kit/empty."""
    empty = {"title": title, "sentences": [trimmed(content)]}
    return mark_safe(render_to_string("kit/empty/state.html", {"empty": empty}))  # noqa: S308 - a template's


@register.simple_block_tag
def group(
    content: str, label: str, *, tiles: bool = False, errors: Iterable[str] = (), **texts: Any
) -> SafeString:
    """Draw a field set of radios, checkboxes or tiles around its choices."""
    own = {"content": content, "label": label, "error": " ".join(errors)}
    return draw("group", own | texts, kind="tiles" if tiles else "group__items")


@register.simple_block_tag
def radio(
    content: str,
    name: str,
    value: str,
    label: str,
    *,
    checked: Any = False,
    disabled: Any = False,
    invalid: Any = False,
    focused: Any = False,
    **texts: Any,
) -> SafeString:
    """Draw one choice of a group around its description. reason: why it cannot be chosen."""
    choice = {"name": name, "value": value, "label": label, "id": f"id_{name}_{value}"}
    description = "" if texts.get("reason") else trimmed(content)
    given = {"checked": checked, "disabled": disabled, "invalid": invalid, "focused": focused}
    shape = {name: bool(value) for name, value in given.items()}
    return draw("radio", choice | texts | {"description": description}, **shape)


@register.simple_block_tag
def tile(
    content: str,
    name: str,
    value: str,
    title: str,
    *,
    checked: Any = False,
    invalid: Any = False,
    **texts: Any,
) -> SafeString:
    """Draw one choice of a group of tiles around its description. announce: what choosing it shows.

    reason: why it cannot be chosen.
    """
    choice = {"name": name, "value": value, "title": title, "id": f"{name}-{value}"}
    description = "" if texts.get("reason") else trimmed(content)
    shape = {"checked": bool(checked), "invalid": bool(invalid)}
    return draw("tile", choice | texts | {"description": description}, **shape)


@register.simple_tag
def button(id: str, text: str, **texts: Any) -> SafeString:  # noqa: A002 - the attribute's name
    """Draw a button; a link where it has an href. reason: why it cannot be pressed, for its tooltip.

    about: what it is for, where its text alone does not tell; not seen.
    """
    # With a type, as a button without one submits the form that it stands in.
    return draw("button", {"id": id, "text": text, "type": "button", "testid": id} | texts)


@register.simple_tag
def tooltip(owner: str, *texts: str) -> SafeString:
    """Draw the tooltip of the control with this id: the first of the texts that there is."""
    return draw("tooltip", {"owner": owner, "text": next(filter(None, texts), "")})


@register.simple_tag
def search(label: str, **texts: Any) -> SafeString:
    """Draw a search field. hx_get: where it asks while somebody types."""
    return draw("search", {"label": label} | texts)


@register.simple_tag
def toggle(
    field: BoundField, description: str, label: str = "", reason: str = "", in_aws: str = ""
) -> SafeString:
    """Draw a switch. reason: why it cannot be used. in_aws: what AWS has, where that differs."""
    texts = {
        "id": field.id_for_label,
        "name": field.html_name,
        "label": label or field.label,
        "description": description,
        "reason": reason,
        "in_aws": in_aws,
        "error": " ".join(field.errors),
    }
    focused = bool(field.field.widget.attrs.get("autofocus"))
    return draw("toggle", texts, checked=bool(field.value()), focused=focused)


@register.simple_tag
def described_by(base: str, also: str = "", **parts: Any) -> SafeString:
    """Write the attribute of what describes a control: those parts that there are, by their IDs, in this order."""
    ids = [f"{base}-{part}" for part, present in parts.items() if present]
    every = " ".join(filter(None, [*ids, also]))
    return format_html(' aria-describedby="{}"', every) if every else mark_safe("")


@register.simple_tag
def mark_optional(optional: Any) -> SafeString:
    """Say after a label that nothing need be entered."""
    # Cloudscape marks what may be left empty, not what must be filled in.
    return format_html("<i>{}</i>", " - optional") if optional else mark_safe("")


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
        # Not `required`, for which a browser would show a bubble with words of its own.
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
