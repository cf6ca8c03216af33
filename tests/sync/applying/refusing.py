"""What AWS refuses for good, and an answer of which nothing came."""

from datetime import timedelta

from django.db.models import F

from pools.models import SyncRun, SyncStep
from tests.help.aws.weather import Refuses
from tests.sync.linked import Linked

FINAL = Refuses("ValidationException", "FIELD_VALIDATION_FAILED", "No.")
ELEVEN_MINUTES = timedelta(minutes=11)


def earlier(run: SyncRun) -> None:
    """As if all that had been a while ago."""
    names = ("first_sent_timestamp", "next_try_timestamp")
    moved = {name: F(name) - ELEVEN_MINUTES for name in names}
    SyncStep.objects.filter(run=run).exclude(**dict.fromkeys(moved)).update(**moved)


def lost_creation(linked: Linked, run: SyncRun, fault: str) -> SyncRun:
    """The request was sent, and then nothing: eleven minutes later somebody looks after it."""
    linked.aws.weather.next("CreatePool", fault)
    linked.go_on = lambda: not linked.aws.log.count("CreatePool")
    linked.apply(run)
    linked.go_on = lambda: True
    earlier(run)
    return linked.go_on_with(run)
