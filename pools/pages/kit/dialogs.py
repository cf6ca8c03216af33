"""What dialogs share: one template for window and page, one rule for typed words, acts on several items."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pools.errors import Field, ServiceError
from pools.models.text import invisible
from pools.operations.engine.caller import Caller, Permission
from pools.pages.kit.http import is_fragment, with_flashes
from pools.pages.kit.words import reasons, refusals

MODAL = "components/modal.html"
PAGE = "components/dialog_page.html"
# The field that says that a post only opens the dialog.
ASK = "ask"


def dialog(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The template as a window for htmx, as a page of its own otherwise."""
    layout = MODAL if is_fragment(request) else PAGE
    response = render(
        request, template, {"layout": layout, "is_refused": status >= 400, **context}, status=status
    )
    return with_flashes(request, response) if is_fragment(request) else response


def is_act(request: HttpRequest) -> bool:
    """Whether to do what the dialog asks. Posts open it too: a selection may be too long for an address."""
    return request.method == "POST" and ASK not in request.POST


def confirms(typed: str, word: str) -> bool:
    """Whether what was typed is the word: in any case, without a space more. dialog.js checks the same."""
    # Cloudscape's rule for such words: it forgives capitals, and trims nothing.
    return typed.lower() == word


def wrong_word(typed: str, word: str) -> str:
    if place := invisible(typed):
        return refusals.field_sentence(Field("", "invisible", typed, place), "Text")
    if confirms(typed.strip(), word):
        return "Remove the extra spaces."
    return f'Enter "{word}" to confirm.'


def must_edit(caller: Caller, act: str) -> None:
    """act: what the page does."""
    if reason := reasons.why_not(caller, Permission.CHANGE_RESOURCES, act):
        raise PermissionDenied(reason)


@dataclass
class Outcome:
    """What became of several items, each by an operation and a transaction of its own."""

    done: list[Any] = field(default_factory=list)
    refused: list[tuple[Any, ServiceError]] = field(default_factory=list)

    @property
    def reasons(self) -> list[str]:
        return [reason(item, error) for item, error in self.refused]


def each(items: Iterable[Any], act: Callable[[Any], Any]) -> Outcome:
    """Do it to every item; a refusal of one stops none of the others."""
    outcome = Outcome()
    for item in items:
        try:
            act(item)
        except ServiceError as error:
            outcome.refused.append((item, error))
        else:
            outcome.done.append(item)
    return outcome


def reason(item: Any, error: ServiceError) -> str:
    """The refusal in words that begin with what was refused, by the name it has in a list of several."""
    sentence = refusals.sentence(error)
    # Most sentences begin with the name, and so does the line.
    about_it = sentence.removeprefix(f"{item.label} ")
    return f"{named(item)}{': ' if about_it == sentence else ' '}{about_it}"


def named(item: Any) -> str:
    """A pool, number or sender ID where no column beside it tells countries apart."""
    return f"{item.label} ({item.iso_country_code})" if hasattr(item, "sender_id") else item.label
