"""Why a run cannot go on before a person has done something: no step has failed by that."""

from pools.models import RunStatus
from pools.sync.interruptions import about_trouble, note_trouble
from pools.sync.refusals import Refusal
from pools.sync.remote import OtherAccount, Refused, ThisConsole
from pools.sync.work import Work

# Of what a Remote raises, what is no refusal of AWS's.
NOT_AWS = (OtherAccount, ThisConsole)


class Paused(Exception):
    """The connection to AWS needs a person. trouble: what a page says of it, in plain data."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.trouble = about_trouble(error)


def paused_by(refusal: Refusal) -> Paused:
    return Paused(Refused(refusal))


def pause(work: Work, paused: Paused, before: int | None) -> None:
    """before: the position of the step that would be next."""
    trouble = paused.trouble
    with work.fenced():
        note_trouble(work.run.link_id, trouble)
        work.put(
            status=RunStatus.PAUSED,
            about={"why": "TROUBLE", "before": before, **trouble},
            next_look_timestamp=None,
        )
