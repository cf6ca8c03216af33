"""What kept AWS from answering, in plain data, on the link and on the reading that did not come to its end by it."""

from collections.abc import Mapping
from typing import Any

from pools.models import AwsLink, RunKind, RunStatus, SyncRun
from pools.models.request_turns import FromNow
from pools.models.sync_runs import ENDED_STATUSES, OPEN_STATUSES
from pools.sync import clock
from pools.sync.reading import EndlessListError
from pools.sync.refusals import Sort
from pools.sync.remote import OtherAccount, Refused, ThisConsole
from pools.sync.troubles import Trouble, told_of

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
    return now | told_of(refusal) | {"operation": refusal.operation, "request_id": refusal.request_id}


def note_trouble(link_id: int, about: Mapping[str, Any]) -> None:
    """about: as about_trouble has it, or a test's answer."""
    AwsLink.objects.filter(pk=link_id).update(trouble=about["trouble"], trouble_about=about)


def works_again(link: AwsLink) -> None:
    """AWS has answered as it should."""
    AwsLink.objects.filter(pk=link.pk).exclude(trouble="").update(trouble="", trouble_about={})


def status_after(error: Exception, run: SyncRun) -> RunStatus:
    """It waits for a person where one can help, unless the next check comes by itself."""
    if isinstance(error, EndlessListError):
        return RunStatus.FAILED
    passes = isinstance(error, Refused) and error.refusal.sort() is Sort.TRANSIENT
    return RunStatus.FAILED if passes and run.kind == RunKind.CHECK else RunStatus.PAUSED


def interrupted(run: SyncRun, error: Exception) -> None:
    """The run and its link say why. What was read so far is kept."""
    about, status = about_trouble(error), status_after(error, run)
    note_trouble(run.link_id, about)
    put_down(run, status, about)


def put_down(run: SyncRun, status: RunStatus, about: dict[str, Any]) -> None:
    """Leave the run as it is for whoever goes on with it; what people asked of it meanwhile, or ended, stays."""
    ended = FromNow() if status in ENDED_STATUSES else None
    rows = SyncRun.objects.filter(pk=run.pk, status__in=OPEN_STATUSES)
    rows.update(status=status, about=about, ended_timestamp=ended)
