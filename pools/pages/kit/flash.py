"""Flashes: what happened, at the top of this page or of the one that a redirect leads to."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

# And where it was, if there is another side to tell it from.
CREATED = "Pool {} was created{}."
LEVELS = {
    "success": messages.SUCCESS,
    "info": messages.INFO,
    # Django has no such level; extra_tags say which it is.
    "in-progress": messages.INFO,
    "warning": messages.WARNING,
    "error": messages.ERROR,
}


def flash(
    request: HttpRequest,
    kind: str,
    text: str | SafeString,
    *,
    action: tuple[str, str] | None = None,
    posts: Sequence[str] = (),
    details: Sequence[str] = (),
    header: str = "",
    until_done: bool = False,
) -> None:
    """Say something once. kind: success, info, in-progress, warning, error. action: a link's text and address.

    until_done: it goes away with the next success. posts: what a form sends to the action's address in place of a link.
    """
    extra: dict[str, Any] = {"type": kind}
    if until_done:
        extra["until_done"] = True
    if action:
        extra["action"] = {"text": action[0], "href": action[1], "ids": list(posts)}
    if details:
        extra["details"] = list(details)
    if header:
        extra["header"] = header
    # Of a message the session keeps the text, the level and the tags; so the rest rides in the tags.
    messages.add_message(request, LEVELS[kind], text, extra_tags=json.dumps(extra))


def pool_link(url: str, label: str) -> SafeString:
    """The pool's label as a link, for the middle of a sentence."""
    return format_html('<a href="{}" translate="no">{}</a>', url, label)
