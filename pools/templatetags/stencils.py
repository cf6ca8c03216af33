"""Markup that is drawn once, with holes where requests or rows differ, and then filled by joining strings.

A template costs all its nodes each time it is rendered. The frame around a page, and the rows of a table, are
the same nodes again and again; as stencils they cost one `%`. Whatever a stencil shows is either part of the key
it is kept under or a hole, so that nobody is shown what was drawn for somebody else.
"""

import re
from collections.abc import Hashable, Iterable
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple
from urllib.parse import quote

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

HOLE = re.compile("\0([a-z_]+)\0")  # no template and no text of the console's own holds a NUL

INDENT = re.compile(r"\n\s+")  # a third of a table's bytes, which would be compressed for nothing
PLAIN = {SafeString, int}  # what needs no escaping


def hole(name: str) -> SafeString:
    """What stands in a template's variable while its stencil is drawn."""
    return mark_safe(f"\0{name}\0")  # noqa: S308 - a name that the code gives


class Shown(NamedTuple):
    """What the navigation shows of a project."""

    project_id: str
    name: str


class Stencil:
    """A template's markup with holes. `fill` escapes what is put into them as a template would."""

    def __init__(self, name: str, variables: dict[str, Any]) -> None:
        drawn = get_template(name).render(variables)
        parts = HOLE.split(INDENT.sub("\n", drawn))
        self.names = parts[1::2]
        parts[::2] = [part.replace("%", "%%") for part in parts[::2]]
        parts[1::2] = ["%s"] * len(self.names)
        self.pattern = "".join(parts)

    def fill(self, values: dict[str, Any]) -> SafeString:
        ready = {
            name: value if type(value) in PLAIN else escape(str(value)) for name, value in values.items()
        }
        return mark_safe(self.pattern % tuple([ready[name] for name in self.names]))  # noqa: S308 - escaped


@lru_cache(maxsize=1024, typed=True)
def stencil(name: str, holes: tuple[str, ...] = (), /, **fixed: Hashable) -> Stencil:
    """The stencil of a template. holes: variables to fill later; fixed: those that it is drawn with.

    Typed, because a safe string equals the same string that is yet to be escaped.
    """
    return Stencil(name, {one: hole(one) for one in holes} | fixed)


def draw(name: str, filled: dict[str, Any], fixed: dict[str, Any]) -> SafeString:
    """Draw a component from its arguments alone. filled: those that are seldom the same twice.

    Addresses are too, as every pool has its own. Nothing that stands for "no" makes a stencil of its own.
    """
    fixed = {key: value for key, value in fixed.items() if value or value == 0}
    own = {key: value for key, value in fixed.items() if isinstance(value, str) and value.startswith("/")}
    filled = own | {key: value for key, value in filled.items() if value or value == 0}
    path, fixed = f"components/{name}.html", {key: value for key, value in fixed.items() if key not in own}
    if not all(isinstance(value, str | int | tuple) for value in fixed.values()):
        return get_template(path).render(filled | fixed)
    return stencil(path, tuple(filled), **fixed).fill(filled)


def join(parts: Iterable[SafeString]) -> SafeString:
    """Filled stencils, one after the other."""
    return mark_safe("".join(parts))  # noqa: S308 - each is escaped


@register.simple_tag
def fixed(name: str) -> SafeString:
    """Draw a component that is the same on every page."""
    return stencil(f"components/{name}.html").fill({})


@register.simple_tag(takes_context=True)
def framed(context: template.Context, name: str) -> SafeString:
    """Draw a part of the frame, which differs between accounts and users, and in two holes between requests."""
    frame = context["frame"]
    project = context.get("project")
    kept = stencil(
        f"components/{name}.html",
        ("csrf_token", "path", "path_as_value"),
        place=frame.place,
        nav_active=context.get("nav_active", ""),
        project=Shown(project.project_id, project.name) if project else None,
    )
    token = context.get("csrf_token", "")
    path = {"path": frame.path, "path_as_value": quote(frame.path)}
    return kept.fill({"csrf_token": str(token), **path})
