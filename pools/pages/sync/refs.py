"""Resources in forms and addresses: a kind and a key as one text, and what somebody chose among rows."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.signing import b64_decode, b64_encode
from django.http import HttpRequest

from pools.pages.kit.aws.values import Ref
from pools.pages.kit.paging import Page, page_number

SIZE = 25


def refs_in(texts: Iterable[str]) -> list[Ref]:
    """Of `ref_text`. What is none has no key, so that no verb takes it."""
    return [text.partition(":")[::2] for text in texts]


def packed(value: Any) -> str:
    """Plain data as a name or a value of a form, which no text that people type can break."""
    return b64_encode(json.dumps(value).encode()).decode()


def unpacked(text: str) -> Any:
    """None for what is not packed so."""
    try:
        return json.loads(b64_decode(text.encode()))
    except (ValueError, UnicodeDecodeError):
        return None


def page_of_rows(
    request: HttpRequest, rows: Any, size: int = SIZE, *, name: str = "page", anchor: str = ""
) -> Page:
    """One page of rows, as the address says. name, anchor: of a second list on the page, its parameter and place."""
    others = request.GET.copy()

    def url(page: int | str) -> str:
        others[name] = str(page)
        return f"{request.path}?{others.urlencode()}{anchor}"

    return Page(rows, page_number(request.GET.get(name, "")), size, url=url)
