"""Files of numbers for an opt-out list: what was read of one, and how far its numbers have been put there."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models

from pools.models.accounts import User
from pools.models.opt_out_lists import OptOutList

# So many numbers take a tenth of a second or two, in which nobody else can write to the list, or on SQLite anywhere.
PIECE = 400


class OptOutImportQuerySet(models.QuerySet):
    def for_caller(self, caller: Any) -> "OptOutImportQuerySet":
        return self.filter(opt_out_list__account=caller.account.pk, opt_out_list__region=caller.region)


class OptOutImport(models.Model):
    """One file. Until it is started, `text` is what was sent, and its pieces have its lines as a report shows them.

    columns: what each is called; column: which holds the numbers; tallies: how many lines have each outcome. total: how
    many are to be put on the list; position: how many have been. What was added is marked with its import, so that it
    can be taken back.
    """

    class Status(models.TextChoices):
        READ = "READ"
        RUNNING = "RUNNING"
        DONE = "DONE"
        UNDOING = "UNDOING"
        UNDONE = "UNDONE"

    import_id = models.CharField(max_length=36, unique=True)
    opt_out_list = models.ForeignKey(OptOutList, models.CASCADE, related_name="imports")
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_timestamp = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.READ)
    text = models.TextField(default="")
    iso_country_code = models.CharField(max_length=2, default="")
    columns = models.JSONField(default=list)
    column = models.IntegerField(default=0)
    tallies = models.JSONField(default=dict)
    total = models.IntegerField(default=0)
    position = models.IntegerField(default=0)
    added = models.IntegerField(default=0)

    objects = OptOutImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.import_id

    def still_there(self) -> int:
        """How many of what it added undoing it would take away."""
        return self.opted_out_numbers.filter(is_opted_out=True).count()

    @property
    def rest(self) -> int:
        return self.total - self.position

    def lines(self, outcomes: Sequence[str], start: int, stop: int) -> Iterator[list[Any]]:
        """Some lines of those with one of the outcomes, outcome by outcome: no more pieces are read than have them."""
        for outcome in outcomes:
            first, last = max(0, start), min(stop, self.tallies.get(outcome, 0))
            if first < last:
                pieces = self.pieces.filter(outcome=outcome).order_by("pk")[
                    first // PIECE : -(-last // PIECE)
                ]
                lines = [line for piece in pieces for line in piece.lines]
                yield from lines[first % PIECE : first % PIECE + last - first]
            start, stop = (place - self.tallies.get(outcome, 0) for place in (start, stop))


class OptOutImportPiece(models.Model):
    """Lines of an import that have one outcome; those of numbers that are to be added wait here for their turn.

    A row for each turn, or every turn, and every page of a report, would read them all.
    """

    opt_out_import = models.ForeignKey(OptOutImport, models.CASCADE, related_name="pieces")
    outcome = models.CharField(max_length=8)
    lines = models.JSONField()

    def __str__(self) -> str:
        return f"{self.opt_out_import_id} {self.pk}"
