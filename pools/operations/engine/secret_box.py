"""What is stored but must not be readable in the database: encrypted with a key made from SECRET_KEY."""

import base64
from collections.abc import Iterable
from functools import cache, lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@cache
def _box(secret_key: str) -> Fernet:
    # Under a label of its own, so that nothing else that is made from SECRET_KEY is this key.
    derived = HKDF(hashes.SHA256(), length=32, salt=None, info=b"pools console: stored secrets")
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret_key.encode())))


def seal(text: str) -> str:
    return _box(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str | None:
    """The text, or None where SECRET_KEY is not the one it was sealed with."""
    return _open(settings.SECRET_KEY, sealed)


def seal_anew(sealed: str, old_secret_keys: Iterable[str]) -> str | None:
    """Sealed with SECRET_KEY what one of the old keys opens; the same where SECRET_KEY does. None where no key does."""
    if unseal(sealed) is not None:
        return sealed
    opened = (_open(old, sealed) for old in old_secret_keys)
    return next((seal(text) for text in opened if text is not None), None)


@lru_cache(maxsize=256)  # a tenth of what a small request costs
def _open(secret_key: str, sealed: str) -> str | None:
    try:
        return _box(secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
