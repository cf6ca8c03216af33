"""A run that a worker has in hand: what all that is done for it needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from pools.models import AwsLink, SyncRun, SyncStep
from pools.sync.asking import Asker
from pools.sync.leases import Lease
from pools.sync.planned import Step, plain_step, step_from_json
from pools.sync.state import Ref


@dataclass
class Work:
    """ask: its `go_on` keeps the lease while it waits. touches: of each step, by its row's key, once that was asked."""

    run: SyncRun
    ask: Asker
    lease: Lease
    touches: dict[int, frozenset[Ref]] = field(default_factory=dict)

    @property
    def link(self) -> AwsLink:
        return self.run.link

    @contextmanager
    def fenced(self) -> Iterator[None]:
        """A transaction of whoever has the lease: of two workers only one can commit what became of a step.

        It holds the link's row, as every comparison does. Raises: LeaseLost.
        """
        with transaction.atomic():
            AwsLink.objects.select_for_update(no_key=True).get(pk=self.run.link_id)
            self.lease.keep()
            yield

    def put(self, **columns: Any) -> None:
        """Write these of the run's row."""
        SyncRun.objects.filter(pk=self.run.pk).update(**columns)

    def read(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Ask AWS once: when to ask again where it refuses, the step says, while others go on."""
        return self.ask.once(operation, request).wire

    def touched_by(self, row: SyncStep) -> frozenset[Ref]:
        """The resources that the step is about, by the names that they have now."""
        if not self.touches:
            rows = self.run.steps.in_run().values_list("pk", "planned")
            self.touches |= {pk: frozenset(step_from_json(planned).touches) for pk, planned in rows}
        return self.touches[row.pk]


def step_of(row: SyncStep) -> Step:
    return step_from_json(row.planned)


def columns_of(step: Step) -> dict[str, Any]:
    """What a step's row has of it, to be stored."""
    return {"planned": plain_step(step), "kind": step.ref.kind, "key": step.ref.key}
