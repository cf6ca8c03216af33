"""The token that a form carries, so that it does once what it does, however often it comes."""

import uuid

from pools import shapes

LIMITS = shapes.limits("CreatePool", "client_token")


def form_token(given: str, *, longest: int = LIMITS["max"]) -> str:
    """The form's own, as a ClientToken may be, kept through every refusal; another where that is none."""
    is_wrong = len(given) > longest or shapes.text_problem(LIMITS, given, "ClientToken")
    return new_form_token() if is_wrong else given


def new_form_token() -> str:
    return str(uuid.uuid4())
