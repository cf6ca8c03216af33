"""`manage.py sync` in a process of the tests, beside a worker that does what a test says."""

import json
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from pools.models import AwsLink, RunStatus, SyncRequest, SyncRun, SyncWorker
from tests.help.linked import link_of

PLACE = ("--account", "111122223333", "--region", "us-east-1")


@pytest.fixture
def link(transactional_db, caller) -> AwsLink:
    return link_of(caller)


@pytest.fixture
def sync(capsys) -> Callable[..., tuple[int, str]]:
    """Run a verb there. Returns: its exit code, and what it wrote to standard output."""

    def run(verb: str, *words: str) -> tuple[int, str]:
        capsys.readouterr()
        code = 0
        try:
            call_command("sync", verb, *PLACE, *words)
        except SystemExit as ended:
            code = ended.code
        return code, capsys.readouterr().out

    return run


@pytest.fixture
def document(sync) -> Callable[..., tuple[int, Any]]:
    """The same with --json: what it wrote is one document and nothing else."""

    def run(verb: str, *words: str) -> tuple[int, Any]:
        code, out = sync(verb, *words, "--json")
        return code, json.loads(out)

    return run


class Worker:
    """Does one act after another, each as soon as there is what it is for, in a thread of the command's."""

    def __init__(self) -> None:
        self.acts: list[Callable[[], bool]] = []
        self.begun = 0
        self.ended = threading.Event()

    def work(self, stop: threading.Event, *, once: bool = False) -> None:
        self.begun += 1
        while self.acts and not stop.wait(0.02):
            if self.acts[0]():
                self.acts.pop(0)
        stop.wait(0 if once else 30)
        self.ended.set()

    def answers(self, then: Callable[[SyncRequest], Any] = lambda request: None, **answer: Any) -> None:
        """The next request."""

        def act() -> bool:
            request = SyncRequest.objects.filter(answered_timestamp=None).order_by("pk").first()
            if request:
                then(request)
                request.answer, request.answered_timestamp = answer, timezone.now()
                request.save()
            return request is not None

        self.acts.append(act)

    def ends(
        self, found: str, to: str, then: Callable[[SyncRun], Any] = lambda run: None, **columns: Any
    ) -> None:
        """Of the next run with the status `found`: after `then` it has the status `to`."""

        def act() -> bool:
            run = SyncRun.objects.filter(status=found).order_by("pk").first()
            if run:
                then(run)
                ended = (
                    None if to in (RunStatus.READY, RunStatus.WAITING, RunStatus.PAUSED) else timezone.now()
                )
                SyncRun.objects.filter(pk=run.pk).update(status=to, ended_timestamp=ended, **columns)
            return run is not None

        self.acts.append(act)


@pytest.fixture
def worker(monkeypatch) -> Worker:
    """In place of the worker's module, which needs AWS."""
    stub, module = Worker(), ModuleType("pools.sync.worker")
    module.work = stub.work
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return stub


@pytest.fixture
def working(transactional_db) -> SyncWorker:
    """Another worker that gave a sign just now."""
    now = timezone.now()
    return SyncWorker.objects.create(name="w", host="h", user="u", started_timestamp=now, seen_timestamp=now)
