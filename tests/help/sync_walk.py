"""A linked account with something at each address of the sync, for the walk over all pages."""

from django.utils import timezone

from pools.models import AwsChange, AwsLink, RunKind, RunStatus, Standing, StepStatus, SyncWorker
from pools.operations.engine.caller import Caller
from tests.help.linked import link_of
from tests.help.sync_rows import mirror, run, step, worker

# The number of each run.
RUNS = {"ready": "1", "running": "2", "reading": "3", "paused": "4", "failed": "5", "asked": "6"}
# Of each run kind and status, the status of its step, and why it has paused.
STATES = {
    "ready": (RunKind.APPLY, RunStatus.READY, StepStatus.READY, {}),
    "running": (RunKind.APPLY, RunStatus.RUNNING, StepStatus.READY, {}),
    "reading": (RunKind.REFRESH, RunStatus.RUNNING, None, {}),
    "paused": (RunKind.CHECK, RunStatus.PAUSED, None, {"trouble": "EXPIRED"}),
    "failed": (RunKind.APPLY, RunStatus.FAILED, StepStatus.FAILED, {}),
    "asked": (RunKind.APPLY, RunStatus.PAUSED, StepStatus.ASKED, {"why": "ASKED"}),
}


def walked(caller: Caller, pool_id: str, phone_number_id: str) -> None:
    """A conflict about the pool, a wish about the number, a change of AWS's, and all runs."""
    if not SyncWorker.objects.exists():
        worker()
    link, now = link_of(caller), timezone.now()
    here, theirs = ("pool", pool_id), ("phone-number", phone_number_id)
    protection = ["deletion_protection_enabled", "", "conflict", "changed", False, True, False]
    international = ["international_sending_enabled", "", "pending", "changed", False, True, False]
    mirror(link, *here, Standing.CONFLICT, differences=[protection])
    mirror(link, *theirs, Standing.PENDING, differences=[international], changed_timestamp=now)
    AwsChange.objects.create(
        link=link,
        kind="pool",
        resource_key=pool_id,
        name="shared_routes_enabled",
        cause="changed",
        was=True,
        now=False,
        seen_timestamp=now,
    )
    make_runs(link, theirs)


def make_runs(link: AwsLink, ref: tuple[str, str]) -> None:
    """ref: of the number that the runs are about."""
    for name, (kind, status, step_status, about) in STATES.items():
        queued = None if name == "ready" else timezone.now()
        made = run(link, kind, status, queued_timestamp=queued, engine_version="1", about=about)
        assert str(made.number) == RUNS[name]
        if step_status:
            change = [*ref, "international_sending_enabled", "", False, True]
            step(made, "UpdatePhoneNumber", ref, [change], status=step_status)
