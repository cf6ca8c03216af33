"""DATABASE_URL as Django wants it. What it refuses it never repeats, as any part may be one of a password."""

from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url

from console.environment import SettingError, text

EXAMPLE = "use postgres://user:password@host:5432/name or sqlite:////path/to/file"
ENCODE = "in a password write @ as %40, # as %23, / as %2F, ? as %3F and % as %25"
SQLITE_OPTIONS = {
    # One that reads and then writes fails at once where another wrote in between, whatever the timeout.
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "init_command": (
        # With WAL readers wait for no writer, and NORMAL loses at most the last commits when the power fails.
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000"
    ),
}
# PostgreSQL would cut a longer one off and use another database; Django refuses it when it connects.
LONGEST_NAME = 63


def database(folder: Path) -> dict[str, Any]:
    """DATABASE_URL, else SQLite in `folder`; with the options each engine needs. Raises: SettingError."""
    url = text("DATABASE_URL")
    if not url:
        return sqlite({"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "console.sqlite3")})
    scheme = url.partition(":")[0].lower()
    if scheme == "sqlite":
        return sqlite(parsed(url))
    if scheme not in {"postgres", "postgresql", "pgsql"}:
        raise SettingError(f"DATABASE_URL names a database that the console does not know: {EXAMPLE}")
    return postgresql(url)


def parsed(url: str) -> dict[str, Any]:
    try:
        # Files and PostgreSQL's client end at a zero byte: what follows, the host included, would not count.
        if "\0" in unquote(url):
            raise ValueError
        return dj_database_url.parse(url)
    except ValueError:
        raise SettingError(f"DATABASE_URL is not understood: {EXAMPLE}; {ENCODE}") from None


def sqlite(config: dict[str, Any]) -> dict[str, Any]:
    if config["NAME"] == ":memory:":
        raise SettingError("DATABASE_URL names no file, and SQLite needs one: use sqlite:////path/to/file")
    options = config.get("OPTIONS", {})
    timeout = options.get("timeout", 1)
    if set(options) - {"timeout"} or type(timeout) is not int or not 1 <= timeout <= 3600:
        raise SettingError(
            "DATABASE_URL has an option that SQLite does not take: only timeout, in whole seconds from 1 to 3600, such "
            "as sqlite:////path/to/file?timeout=10"
        )
    return config | {"CONN_MAX_AGE": None, "OPTIONS": SQLITE_OPTIONS | options}


def postgresql(url: str) -> dict[str, Any]:
    config = parsed(url)
    rest = urlsplit(url)
    # A password with one of these unescaped ends early, and its rest would be shown as a host or a name.
    if "#" in url or "@" in rest.path + rest.query:
        raise SettingError(f"DATABASE_URL has a # or @ in the wrong place: {EXAMPLE}; {ENCODE}")
    options = config.get("OPTIONS", {})
    if not config["NAME"] and "service" not in options:
        raise SettingError(f"DATABASE_URL names no database after the host: {EXAMPLE}; {ENCODE}")
    if len(config["NAME"]) > LONGEST_NAME:
        raise SettingError(
            f"DATABASE_URL names a database in over {LONGEST_NAME} characters: {EXAMPLE}; {ENCODE}"
        )
    must_be_options(options)
    # A server that was started again has left dead connections, so each is tried before it is used again.
    return config | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def must_be_options(options: dict[str, Any]) -> None:
    """Only the client library's: those that Django takes out would choose what the console has chosen itself."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import make_conninfo

    try:
        make_conninfo(**options)
    except ProgrammingError:
        hint = "such as postgres://user:password@host:5432/name?sslmode=require"
        raise SettingError(
            f"DATABASE_URL has an option that PostgreSQL's client does not know: use its own, {hint}"
        ) from None


def instance(config: dict[str, Any]) -> str:
    """Eight characters that differ between databases, and thus between consoles. No password is in them."""
    where = [str(config.get(part, "")) for part in ("ENGINE", "HOST", "PORT", "NAME")]
    return sha256("\0".join(where).encode()).hexdigest()[:8]
