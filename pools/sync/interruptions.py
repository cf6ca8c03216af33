"""What became of a reading that did not come to its end: why, in plain data, and whether a person is needed."""

from datetime import datetime
from typing import Any

from pools.models import AwsLink, RunKind, RunStatus, SyncRun
from pools.sync import clock
from pools.sync.reading import EndlessListError
from pools.sync.refusals import Sort
from pools.sync.remote import OtherAccount, Refused, ThisConsole
from pools.sync.troubles import Trouble, minutes_ahead, trouble_of

# What AWS or the way to it may raise, besides what whoever asks was told.
TROUBLES = (Refused, ThisConsole, OtherAccount, EndlessListError)
CANCELED = "CANCELED"


def about_trouble(error: Exception) -> dict[str, Any]:
    """As a page says it: `trouble` is one of troubles.py; the rest is there where it is known, and holds no secret."""
    now = {"at": clock.now().isoformat()}
    if isinstance(error, ThisConsole):
        return now | {"trouble": Trouble.THIS_CONSOLE, "said": str(error)}
    if isinstance(error, OtherAccount):
        return now | {"trouble": Trouble.OTHER_ACCOUNT, "account_id": error.theirs}
    if not isinstance(error, Refused):
        return now | {"trouble": Trouble.OTHER, "said": f"{type(error).__name__} {error}"}
    refusal = error.refusal
    return now | {
        "trouble": trouble_of(refusal),
        "operation": refusal.operation,
        "action": refusal.missing_action,
        "minutes": minutes_ahead(refusal.message),
        "said": f"{refusal.code} {refusal.message}".strip(),
        "request_id": refusal.request_id,
    }


def status_after(error: Exception, run: SyncRun) -> RunStatus:
    """It waits for a person where one can help, unless the next check comes by itself."""
    if isinstance(error, EndlessListError):
        return RunStatus.FAILED
    passes = isinstance(error, Refused) and error.refusal.sort() is Sort.TRANSIENT
    return RunStatus.FAILED if passes and run.kind == RunKind.CHECK else RunStatus.PAUSED


def interrupted(run: SyncRun, error: Exception) -> None:
    """The run and its link say why. What was read so far is kept."""
    about, status = about_trouble(error), status_after(error, run)
    AwsLink.objects.filter(pk=run.link_id).update(trouble=about["trouble"], trouble_about=about)
    put_down(run, status, about, ended=clock.now() if status == RunStatus.FAILED else None)


def put_down(
    run: SyncRun, status: RunStatus, about: dict[str, Any], *, ended: datetime | None = None
) -> None:
    """Leave the run as it is for whoever goes on with it; what people asked of it meanwhile stays."""
    SyncRun.objects.filter(pk=run.pk).update(status=status, about=about, ended_timestamp=ended)
