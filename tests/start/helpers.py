"""Programs of the console, started as a person starts them, in a folder and an environment of their own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START = [sys.executable, "-m", "console.start", "--port", "0"]
MANAGE = [sys.executable, "manage.py"]


def environment(var: Path, values: Mapping[str, str] = {}) -> dict[str, str]:
    """Nothing of the caller's that the console would read; and no worker of the sync, which few tests need."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | {"CONSOLE_VAR": str(var), "CONSOLE_SYNC_WORKER": "0"} | dict(values)


def run(command: list[str], values: Mapping[str, str], *, timeout: int = 60) -> subprocess.CompletedProcess:
    """A program that ends well."""
    return subprocess.run(
        command, cwd=ROOT, env=values, capture_output=True, text=True, timeout=timeout, check=True
    )


def refused(command: list[str], var: Path, values: Mapping[str, str] = {}, **options: Any) -> str:
    """The one line with which a program ends that cannot go on."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(var, values),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def wait_for(what: Callable[[], Any], *, seconds: float = 120) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come")
