"""A console whose account is linked to the stand-in, and what a worker does for it, in this process."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pools.models import AwsLink, RunKind, RunStatus, SyncRun, SyncStep
from pools.operations.engine.caller import Caller
from pools.operations.pools import create_pool, update_pool
from pools.operations.syncing.plans import apply_plan, make_plan
from pools.operations.syncing.runs import add_run
from pools.sync import clock
from pools.sync.asking import Asker
from pools.sync.leases import Lease
from pools.sync.mirroring import compare_and_store
from pools.sync.planning import plan_run
from pools.sync.refreshing import Reading, read_everything
from pools.sync.remotes import Remotes
from pools.sync.running import go_on_with
from tests.help.aws import Aws
from tests.sync.working import SHARE

OPEN = (RunStatus.QUEUED, RunStatus.RUNNING)


@dataclass
class Linked:
    """go_on: asked before each request, as the worker's own. worker: its name, which a new one changes.

    remotes: its connections; each run asks again whose account it is.
    """

    aws: Aws
    caller: Caller
    link: AwsLink
    go_on: Callable[[], bool] = lambda: True
    worker: str = "console-1"
    remotes: Remotes = field(default_factory=Remotes)

    def refresh(self, kind: RunKind = RunKind.REFRESH) -> SyncRun:
        """Read everything, and take over what AWS changed."""
        run = add_run(self.caller, self.reloaded(), kind, RunStatus.QUEUED)
        self.held(run, lambda ask, lease: read_everything(Reading(run, ask, lease)))
        return run

    def plan(self, only: list | None = None) -> SyncRun:
        run = make_plan(self.caller, only=only)
        self.held(run, lambda ask, lease: plan_run(run, ask, lease))
        run.refresh_from_db()
        return run

    def apply(self, run: SyncRun, *, ticked: Any = None) -> SyncRun:
        """In the queue, and as far as it goes."""
        self.queue(run, ticked=ticked)
        return self.go_on_with(run)

    def queue(self, run: SyncRun, *, ticked: Any = None) -> None:
        every = list(run.steps.filter(is_blocked=False, destroys=True).values_list("position", flat=True))
        ticked = every if ticked is None else ticked
        apply_plan(self.caller, number=run.number, ticked=ticked, confirm="apply")

    def go_on_with(self, run: SyncRun) -> SyncRun:
        self.held(run, self.goes_on_with(run))
        run.refresh_from_db()
        return run

    def goes_on_with(self, run: SyncRun) -> Callable[[Asker, Lease], None]:
        return lambda ask, lease: go_on_with(SyncRun.objects.get(pk=run.pk), ask, lease)

    def go_on_with_plans(self) -> None:
        """Those that a run has asked for."""
        for run in SyncRun.objects.filter(link=self.link, status=RunStatus.COMPARING):
            self.held(run, lambda ask, lease, run=run: plan_run(run, ask, lease))

    def held(self, run: SyncRun, act: Callable[[Asker, Lease], None]) -> None:
        """Do it with the lease of the run, which any former worker has lost."""
        row = SyncRun.objects.filter(pk=run.pk)
        row.update(worker=self.worker, lease_until=clock.now())
        lease = Lease(self.worker, (row,))

        def keep_on() -> bool:
            lease.keep_while_waiting()
            return self.go_on()

        remote = self.remotes.of(self.link)
        act(Asker(remote, self.aws.account_id, share=SHARE, person=True, go_on=keep_on), lease)

    def differences(self) -> list:
        """What is not the same on both sides, once everything was read again."""
        self.refresh()
        found = compare_and_store(self.reloaded(), {})
        return [(ref, *one.differences) for ref, one in found.items() if one.differences]

    def reloaded(self) -> AwsLink:
        self.link = AwsLink.objects.select_related("account").get(pk=self.link.pk)
        return self.link


def steps_of(run: SyncRun) -> dict[str, SyncStep]:
    """By their ids."""
    return {row.step_id: row for row in run.steps.filter(is_blocked=False).order_by("position")}


def statuses(run: SyncRun) -> dict[str, str]:
    return {name: str(row.status) for name, row in steps_of(run).items()}


def linked_to(aws: Aws, caller: Caller) -> Linked:
    """Linked, and all that is there imported."""
    link = AwsLink.objects.create(
        account=caller.account, region=caller.region, created_timestamp="2026-11-01T00:00Z"
    )
    linked = Linked(aws, caller, link)
    linked.refresh(RunKind.IMPORT)
    linked.reloaded()
    return linked


def writes(linked):
    return [
        one.operation
        for one in linked.aws.log.entries
        if not one.operation.startswith(("Describe", "List", "Get"))
    ]


def share_routes(linked, pool_id, on=True):
    update_pool(linked.caller, pool_id=pool_id, shared_routes_enabled=on)


def new_pool(linked, identity="ACME", country="GB", **own):
    wish = {"origination_identity": identity, "message_type": "TRANSACTIONAL", "iso_country_code": country}
    return create_pool(linked.caller, **wish, **own).pool_id


def of_aws(behind, pool_id):
    return behind.describe_pools(PoolIds=[pool_id])["Pools"][0]
