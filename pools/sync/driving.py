"""A run in a worker's hands: taken by one at a time, driven as far as it goes now, and put down in good order."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import Case, IntegerField, QuerySet, Value, When

from pools.errors import InternalServerException
from pools.models import AwsLink, RunKind, RunStatus, SyncRun
from pools.models.leases import is_free
from pools.models.sync_runs import OPEN_STATUSES
from pools.sync import clock
from pools.sync.asking import Asker, Stopped
from pools.sync.interruptions import CANCELED, TROUBLES, interrupted, put_down
from pools.sync.leases import LEASE, Lease, LeaseLost, lease
from pools.sync.planning import plan_run
from pools.sync.refreshing import Reading, read_everything
from pools.sync.remote import Remote
from pools.sync.remotes import NoRemote, Remotes
from pools.sync.running import go_on_with
from pools.sync.turns import Turn, had_its_turn, next_run, note_gave_way

logger = logging.getLogger(__name__)
FAULT = "FAULT"
# As verbs say it, and as all else does.
DATABASE_TROUBLE = (OperationalError, InterfaceError, InternalServerException)


def open_runs(link_id: int) -> QuerySet[SyncRun]:
    """What there is to do now: what a person waits for goes before what is read."""
    is_reading = Case(When(kind=RunKind.APPLY, then=Value(0)), default=Value(1), output_field=IntegerField())
    return SyncRun.objects.filter(link_id=link_id).to_do().order_by(is_reading, "pk")


def claim_run(link_id: int, worker: str) -> tuple[SyncRun, Lease] | None:
    """The next run of a link that nobody has in hand, and all of the link with it."""
    before = next_run(open_runs(link_id))
    if before is None:
        return None
    link_row, run_row = AwsLink.objects.filter(pk=link_id), SyncRun.objects.filter(pk=before.pk)
    held = lease(worker, link_row, run_row.filter(status__in=OPEN_STATUSES))
    if held is None:
        return None
    held.rows = (link_row, run_row)
    run = SyncRun.objects.select_related("link__account").get(pk=before.pk)
    if not run.is_reading:
        note_gave_way(open_runs(link_id), run)
    if before.worker and before.lease_until:
        silent = before.lease_until - timedelta(seconds=LEASE)
        run.taken_over = [
            *run.taken_over,
            [before.worker, silent.isoformat(), worker, clock.now().isoformat()],
        ]
        run.save(update_fields=["taken_over"])
    return run, held


@dataclass
class Drive:
    """go_on: whether the worker may go on; it does other things meanwhile, too."""

    run: SyncRun
    lease: Lease
    remotes: Remotes
    go_on: Callable[[], bool]
    why_not: str = field(default="", init=False)
    turn: Turn = field(init=False)

    def __post_init__(self) -> None:
        self.turn = Turn(self.run)

    def go(self) -> None:
        """As far as it goes now; what it meets is on the run's row. Raises: DATABASE_TROUBLE."""
        try:
            self._with(self.remotes.of(self.run.link))
        except LeaseLost:
            logger.warning("%s of link %s: another worker took it over.", self.run, self.run.link_id)
        except AwsLink.DoesNotExist:
            logger.info("%s of link %s: unlinked meanwhile, which has ended it.", self.run, self.run.link_id)
        except DATABASE_TROUBLE:
            # It passes, and the run goes on where it was.
            raise
        except Exception:
            logger.exception("%s of link %s", self.run, self.run.link_id)
            put_down(self.run, *after_fault(self.run))
        finally:
            self.lease.let_go()

    def _with(self, remote: Remote | NoRemote) -> None:
        run = self.run
        ask = Asker(
            remote, run.link.account_id, share=run.link.share, person=not run.is_reading, go_on=self.may
        )
        if run.is_reading:
            self._read(ask)
        elif run.status == RunStatus.COMPARING:
            plan_run(run, ask, self.lease)
        else:
            go_on_with(run, ask, self.lease)

    def may(self) -> bool:
        """Raises: LeaseLost."""
        self.lease.keep_while_waiting()
        if not self.go_on():
            return False
        if self.run.is_reading:
            self.why_not = why_leave_off(self.run, self.turn)
        return not self.why_not

    def _read(self, ask: Asker) -> None:
        run = self.run
        run.status, run.started_timestamp = RunStatus.RUNNING, run.started_timestamp or clock.now()
        run.save(update_fields=["status", "started_timestamp"])
        try:
            read_everything(Reading(run, ask, self.lease))
        except Stopped:
            if self.why_not == CANCELED:
                put_down(run, RunStatus.STOPPED, {"why": CANCELED})
            else:
                had_its_turn(run)
                put_down(run, RunStatus.QUEUED, {})
        except TROUBLES as error:
            interrupted(run, error)


def why_leave_off(run: SyncRun, turn: Turn) -> str:
    """A reading ends where a person says so, and gives way to what a person waits for: of others after its turn."""
    asked = SyncRun.objects.filter(pk=run.pk).values_list("stop_asked", flat=True).first()
    if asked:
        return CANCELED
    waiting = open_runs(run.link_id).plans()
    if any(turn.gives_way_to(one) for one in waiting) or (turn.is_over and others_wait(run)):
        return "GIVES_WAY"
    return ""


def others_wait(run: SyncRun) -> bool:
    """Whether a person waits for a run of another link that no worker has in hand."""
    others = SyncRun.objects.plans().to_do().filter(is_free(), link__unlinked_timestamp=None)
    return others.exclude(link_id=run.link_id).exists()


def after_fault(run: SyncRun) -> tuple[RunStatus, dict[str, str]]:
    """A fault of ours: what was sent may have to be resolved, so a run that applies waits for a person."""
    applies = not run.is_reading and run.status != RunStatus.COMPARING
    return RunStatus.PAUSED if applies else RunStatus.FAILED, {"why": FAULT}
