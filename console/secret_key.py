"""The key that signs sessions and seals access keys."""

import contextlib
import os
import secrets
from pathlib import Path

from console.environment import SettingError
from console.trouble import file_trouble

WAY_BACK = (
    "put it back from a copy, or remove it to get a new key (access keys that the old one sealed then stop)"
)
SHORTEST = 32  # what can be guessed no longer, if it is random


def secret_key(given: str, folder: Path) -> str:
    """The key that was given, else one made once and kept in `folder` (mode 0600). Raises: SettingError."""
    if given and len(given.strip()) < SHORTEST:
        wrong = f"has fewer than {SHORTEST} characters" if given.strip() else "is blank"
        hint = "use 50 random characters or more, or unset it to have one made in CONSOLE_VAR"
        raise SettingError(f"CONSOLE_SECRET_KEY {wrong}: {hint}")
    # Kept, as a new key at each start would sign everybody out and make access keys unreadable.
    return given or kept_key(folder / "secret-key")


def kept_key(path: Path) -> str:
    try:
        if not path.exists():
            make(path)
        key = path.read_text()
    except UnicodeDecodeError:
        raise SettingError(f"CONSOLE_VAR: {path} holds no secret key: {WAY_BACK}") from None
    except OSError as error:
        raise SettingError(f"CONSOLE_VAR: {file_trouble(error, path)}") from None
    if not key.strip():
        raise SettingError(f"CONSOLE_VAR: {path}, which holds the secret key, is empty: {WAY_BACK}")
    return key


def make(path: Path) -> None:
    """Written whole and then linked into place: of two processes that start at once, both read the same key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"secret-key.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            # Else a power cut may leave the name and not the key.
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
