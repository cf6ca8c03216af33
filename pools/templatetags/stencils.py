"""Markup that is drawn once, with holes where requests or rows differ, and then filled by joining strings.

A template costs all its nodes each time it is rendered. The frame around a page, and the rows of a table, are
the same nodes again and again; as stencils they cost one `%`. Whatever a stencil shows is either part of the key
it is kept under or a hole that its user declares, so that nobody is shown what was drawn for somebody else. What
people type is always a hole: as a key it would crowd out the others.
"""

import re
from collections.abc import Hashable, Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

HOLE = re.compile("\0([a-z0-9_-]+)\0")  # no template and no text of the console's own holds a NUL

PLAIN = {SafeString, int}  # what needs no escaping

# The holes of the frame's parts: what differs between people, accounts, projects and requests.
FRAME = (
    "username",
    "account_name",
    "accounts",
    "sync_badge",
    "testing",
    "clock_ahead",
    "clock_time",
    "path",
    "path_as_value",
    "csrf_token",
    "project_name",
    "project_url",
)


def hole(name: str) -> SafeString:
    """What stands in a template's variable while its stencil is drawn."""
    return mark_safe(f"\0{name}\0")  # noqa: S308 - a name that the code gives


class Stencil:
    """A template's markup with holes. `fill` escapes what is put into them as a template would."""

    def __init__(self, name: str, holes: tuple[str, ...], fixed: dict[str, Hashable]) -> None:
        markup = get_template(name).render({one: hole(one) for one in holes} | fixed)
        parts = HOLE.split(markup)
        self.names = parts[1::2]
        parts[::2] = [part.replace("%", "%%") for part in parts[::2]]
        parts[1::2] = ["%s"] * len(self.names)
        self.pattern = "".join(parts)
        self.different_names = tuple(dict.fromkeys(self.names))

    def fill(self, values: dict[str, Any]) -> SafeString:
        # Each text is escaped once, however many holes it fills.
        given = [(name, values[name]) for name in self.different_names]
        ready = {name: value if type(value) in PLAIN else escape(str(value)) for name, value in given}
        # As mark_safe does, which looks for words that are yet to be translated: a page has hundreds of these.
        return SafeString(self.pattern % tuple([ready[name] for name in self.names]))


@lru_cache(maxsize=1024, typed=True)
def stencil(name: str, holes: tuple[str, ...] = (), /, **fixed: Hashable) -> Stencil:
    """The stencil of a template. holes: variables to fill later; fixed: those that it is drawn with.

    Typed, because a safe string equals the same string that is yet to be escaped.
    """
    return Stencil(name, holes, fixed)


def join(parts: Iterable[SafeString]) -> SafeString:
    """Filled stencils, one after the other."""
    return mark_safe("".join(parts))  # noqa: S308 - each is escaped


@register.simple_tag
def fixed(name: str, **values: Hashable) -> SafeString:
    """Draw a component that is the same on every page that has these values."""
    return stencil(f"components/{name}.html", **values).fill({})


@register.simple_tag
def part(name: str, **values: Any) -> SafeString:
    """Draw a template whose text fills holes. Flags, numbers and what a template writes out itself shape it."""
    texts = {key: value for key, value in values.items() if type(value) is str and value}
    shape = {key: value for key, value in values.items() if key not in texts}
    return stencil(name, tuple(texts), **shape).fill(texts)


@register.simple_tag(takes_context=True)
def framed(context: template.Context, name: str) -> SafeString:
    """Draw a part of the frame: kept for each place, its holes filled for each request."""
    frame, project = context["frame"], context.get("project")
    kept = stencil(
        f"components/{name}.html",
        FRAME,
        place=frame.place,
        nav_active=context.get("nav_active", ""),
        has_project=bool(project),
    )
    own = {"csrf_token": str(context.get("csrf_token", ""))}
    if project:
        own |= {"project_name": project.name, "project_url": frame.project_url(project)}
    return kept.fill(frame.holes | own)
