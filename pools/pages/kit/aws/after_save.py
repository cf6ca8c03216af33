"""What a flash adds after a save in a linked account: that AWS does not have it yet, and the way there."""

from typing import NamedTuple

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pools.models import Standing
from pools.operations.engine.caller import Permission
from pools.pages.kit.aws.linked import IN_CONFLICT, linked
from pools.pages.kit.places import to


class Also(NamedTuple):
    """action: the button's text and its address; posts: it makes a plan."""

    text: SafeString
    action: tuple[str, str] | None = None
    posts: bool = False


def saved_here(request: HttpRequest, text: SafeString, kind: str = "", local_key: str = "") -> Also:
    """The flash's sentence, which ends in a full stop, as it reads in a linked account; without a link as it is."""
    state = linked(request)
    if state is None:
        return Also(text)
    here = text[:-1]
    standing = ""
    if local_key:
        rows = state.link.mirrors.filter(kind=kind, local_key=local_key)
        standing = rows.values_list("standing", flat=True).first()
    if standing in (*IN_CONFLICT, Standing.GONE):
        words = format_html("{} here. It goes to AWS once its conflict is answered.", SafeString(here))
        return Also(words, ("Resolve conflict", to(request.caller, "sync-conflicts")))
    number = max(1, state.pending)
    changes = "1 change is" if number == 1 else f"{number:,} changes are"
    words = format_html("{} here. {} not in AWS yet.", SafeString(here), changes)
    may = request.caller.may(Permission.APPLY_TO_AWS)
    return Also(words, ("Review and apply" if may else "Review", to(request.caller, "sync-plan")), True)
