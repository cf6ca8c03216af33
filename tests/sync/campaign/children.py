"""The nursery's own side: it forks, and what it has forked is a console or a worker until it is killed."""

import json
import os
import signal
import sys
import traceback
from importlib import import_module

from django.conf import settings
from django.core.management import call_command

from pools import shapes
from pools.sync import memory
from tests.sync.campaign import product
from tests.sync.campaign.nursery import OLD_FOR


def be_worker() -> None:
    call_command("sync", "work", parent=os.getppid())


ACTS = {"console": product.main, "worker": be_worker}


def main() -> None:
    # Before anything takes it from there.
    memory.VISIBLE_AFTER = OLD_FOR
    # What either of them would load first.
    for name in (settings.ROOT_URLCONF, "pools.sync.worker"):
        import_module(name)
    shapes.service_model()
    # Nobody waits for a child: the kernel forgets it once it is dead.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # What only this process could write to: its children read the end of it once this process is gone.
    until_gone, held = os.pipe()
    while line := sys.stdin.readline():
        act, log = json.loads(line)
        pid = os.fork()
        if not pid:
            os.close(held)
            os.dup2(until_gone, 0)
            live(*act, log=log)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def live(name: str, *arguments: str, log: str) -> None:
    """In the child. It never returns."""
    printed = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        ACTS[name](*arguments)
    except BaseException:
        traceback.print_exc()
    os._exit(1)
