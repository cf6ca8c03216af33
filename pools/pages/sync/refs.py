"""Resources in forms and addresses: a kind and a key as one text, and what somebody chose among rows."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.signing import b64_decode, b64_encode

from pools.pages.kit.aws.values import Ref


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
