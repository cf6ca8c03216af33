"""How settings read the environment: a value that will not do ends in one line about the variable that holds it."""

import difflib
import os
import re
from collections.abc import Collection
from pathlib import Path

ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
LABEL = r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?"
HOST = rf"({LABEL}(\.{LABEL})*\.?|\[[0-9a-f:.]+\])"
HOST_PATTERN = re.compile(rf"\*|\.?{HOST}", re.IGNORECASE)
ORIGIN = re.compile(rf"https?://(\*\.)?{HOST}(:(?P<port>[0-9]{{1,5}}))?", re.IGNORECASE)
LAST_PORT = 65535
NEAR = 0.7  # of 1: as a typing error of one or two letters leaves a Region's name


class SettingError(Exception):
    """A setting will not do. The message is one line: the variable, what is wrong with it, and an example."""


def shown(value: str) -> str:
    """A value as it can be printed: on one line, not too long, and without what may be a password."""
    value = re.sub(r"^(\w+://)?.*@", r"\1***@", value, flags=re.DOTALL)
    value = "".join(letter if letter.isprintable() else "?" for letter in value)
    return value if len(value) <= 60 else f"{value[:57]}..."


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    # A typing error must not pass for "off": CONSOLE_HTTPS guards the cookies.
    if value and value not in ON + OFF:
        raise SettingError(f"{name}={shown(value)} is neither on nor off: use {name}=1 or {name}=0")
    return value in ON if value else default


def whole_number(name: str, value: str, least: int, most: int, example: str) -> int:
    """A number in digits. The words before the example tell the bounds."""
    if not re.fullmatch("[0-9]{1,9}", value) or not least <= int(value) <= most:
        wanted = f"use a whole number from {least} to {most}, such as {name}={example}"
        raise SettingError(f"{name}={shown(value)} will not do: {wanted}")
    return int(value)


def number(name: str, default: int, *, least: int, most: int) -> int:
    return whole_number(name, text(name, str(default)), least, most, str(default))


def items(name: str, default: str = "") -> list[str]:
    """Values separated by commas, without blanks."""
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def label(name: str, default: str) -> str:
    value = text(name, default)
    if len(value) > 100 or not value.isprintable():
        raise SettingError(
            f"{name} is no name for a page: use up to 100 characters on one line, as in {default}"
        )
    return value


def folder(name: str, default: Path) -> Path:
    value = os.environ.get(name, "")
    if not value.isprintable():
        raise SettingError(
            f"{name}={shown(value)} has a character that cannot be printed; use a folder such as {default}"
        )
    return Path(value or default)


def one_of(name: str, default: str, known: Collection[str]) -> str:
    return must_be_known(name, text(name, default), known, default)


def each_of(name: str, default: str, known: Collection[str]) -> list[str]:
    """Set and empty means none of them."""
    return [must_be_known(name, item, known, default) for item in items(name, default)]


def must_be_known(name: str, value: str, known: Collection[str], example: str) -> str:
    if value not in known:
        near = (*difflib.get_close_matches(value.lower(), known, n=1, cutoff=NEAR), example)[0]
        raise SettingError(
            f"{name}: {shown(value)} is no Region that the console knows; use one of its {len(known)}, such as {near}"
        )
    return value


def host_names(name: str, default: str) -> list[str]:
    values = items(name, default)
    for value in values:
        if not HOST_PATTERN.fullmatch(value):
            hint = "use the name alone, without scheme, port or path, such as pools.example.com or [::1]"
            raise SettingError(f"{name}: {shown(value)} is no host name; {hint}")
    return values


def origins(name: str) -> list[str]:
    values = items(name)
    for value in values:
        match = ORIGIN.fullmatch(value)
        if not match or not 1 <= int(match["port"] or 1) <= LAST_PORT:
            hint = "use scheme and name, without a path, such as https://pools.example.com"
            raise SettingError(f"{name}: {shown(value)} is no origin; {hint}")
    return values
