"""When AWS may be asked next. Kept by the sync alone; nothing of it is about a resource."""

from typing import Any

from django.db import models
from django.db.models import Func, Value


class FromNow(Func):
    """So many seconds from now, by the clock of the database: processes on several machines have no other in common.

    On SQLite that is the machine's own, read when the statement runs, which may be long after it was put together:
    it waits for the lock first.
    """

    output_field = models.DateTimeField()

    def __init__(self, seconds: float = 0) -> None:
        self.seconds = seconds
        super().__init__(Value(float(seconds)))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple:
        template = "(CLOCK_TIMESTAMP() + make_interval(secs => %(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple:
        later = Func(Value("%Y-%m-%d %H:%M:%f"), Value("now"), Value(f"{self.seconds:+.3f} seconds"))
        return later.as_sql(compiler, connection, function="strftime")


class RequestTurn(models.Model):
    """One operation of one AWS account and Region, which takes so many requests a second.

    `account_id` is AWS's number and no reference: a removed account of the console leaves AWS as busy as before.
    Before `free_from` nobody asks; before `reserved_until` only those for whom a person waits.
    """

    account_id = models.CharField(max_length=12)
    region = models.CharField(max_length=32)
    operation = models.CharField(max_length=64)
    free_from = models.DateTimeField()
    reserved_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "region", "operation"], name="one_turn_per_operation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.operation} of {self.account_id} in {self.region}"
