"""How gunicorn serves the console: gunicorn -c console/gunicorn.py console.wsgi (bin/run does this)."""

import os
import signal
import sys
from pathlib import Path

from console import keeping

worker_class = "console.worker.Worker"
workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
threads = 2  # Four cost a heavy page 40 % of its throughput.
preload_app = True
timeout = 60
graceful_timeout = 10
loglevel = "warning"
# No second way in: nothing here uses gunicorn's control interface.
control_socket_disable = True
# A heartbeat file on a slow disk can stall a worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK) else None  # noqa: S108

# Ctrl-C before the server has its own answer to it ends the start without a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)

started_from_a_terminal = sys.stdin is not None and sys.stdin.isatty()
hangup_is_ignored = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN


def when_ready(server) -> None:
    """A closed terminal stops the server; gunicorn would take the hangup for "reload" and live on."""
    if hangup_is_ignored:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    elif started_from_a_terminal:
        signal.signal(signal.SIGHUP, lambda *_: os.kill(server.pid, signal.SIGTERM))


def post_worker_init(worker) -> None:
    """A terminal's Ctrl-C goes to every process; only the master acts on it, by telling the workers to quit.

    A worker that heard both would end before the master has told it how.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def on_exit(server) -> None:
    """The worker of the sync ends with the server. What it is in the middle of, it may finish alone."""
    keeping.end(within=3)
