"""Two sides of a linked account without AWS: our rows, and what a read would give."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from pools.models import AwsChange, AwsLink, Mirror, SyncRequest, SyncRequestKind
from pools.operations.engine.caller import Caller
from pools.sync import clock
from pools.sync.answering import carry_out
from pools.sync.compare import Comparison
from pools.sync.existence import Read
from pools.sync.fields import Field, with_field
from pools.sync.here import states_here
from pools.sync.mirroring import compare_and_store
from pools.sync.state import POOL, SENDER_ID, Ref, State
from tests.help.factories import PhoneNumberFactory, PoolFactory
from tests.sync.model import arn_of

CREATED = "2026-11-01T09:00:00+00:00"


class Sides:
    """there: AWS's side, which tests change at will."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        now = timezone.now()
        self.link = AwsLink.objects.create(
            account=caller.account, region=caller.region, created_timestamp=now, imported_timestamp=now
        )
        self.there: dict[Ref, State] = {}
        self.at = 0.0

    def agree(self) -> "Sides":
        """AWS has all that is here."""
        self.there = {ref: in_aws(state) for ref, state in self.here().items()}
        self.read()
        assert set(self.standings()) <= {"IN_SYNC"}
        return self

    def here(self) -> dict[Ref, State]:
        return states_here(self.link)

    def read(self, *refs: Ref) -> dict[Ref, Comparison]:
        """Read these, or all of both sides, and compare; each read is later than the one before."""
        self.at = max(self.at + 0.01, clock.seconds())
        wanted = refs or {*self.there, *self.here(), *self.known()}
        reads = {ref: Read(self.there.get(ref), self.at) for ref in wanted}
        return compare_and_store(self.link, reads, reads.keys())

    def known(self) -> Iterable[Ref]:
        return [Ref(row.kind, row.key) for row in Mirror.objects.filter(link=self.link)]

    def change(self, ref: Ref, name: str, key: str, value: Any) -> None:
        self.there[ref] = with_field(self.there[ref], (name, key), value)

    def save(self) -> dict[Ref, Comparison]:
        """Compare as a worker does after saves, with nothing read."""
        return compare_and_store(self.link, {})

    def mirror(self, ref: Ref) -> Mirror:
        return Mirror.objects.get(link=self.link, kind=ref.kind, key=ref.key)

    def standing(self, ref: Ref) -> str:
        return str(self.mirror(ref).standing)

    def standings(self) -> list[str]:
        return sorted(map(str, Mirror.objects.filter(link=self.link).values_list("standing", flat=True)))

    def differences(self, ref: Ref) -> dict[Field, list]:
        return {(name, key): rest for name, key, *rest in self.mirror(ref).differences}

    def changes(self) -> list[tuple]:
        rows = AwsChange.objects.filter(link=self.link).order_by("pk")
        return [(row.name, row.key, row.was, row.now) for row in rows]

    def ask(self, kind: SyncRequestKind, **about: Any) -> dict[str, Any]:
        """Have a request carried out. Returns: its answer."""
        request = SyncRequest.objects.create(
            account=self.caller.account,
            region=self.caller.region,
            link=self.link,
            kind=kind,
            about=about,
            asked_by=self.caller.user,
            asked_timestamp=timezone.now(),
        )
        carry_out(request)
        request.refresh_from_db()
        assert request.answered_timestamp
        return request.answer

    def answer(self, ref: Ref, choice: str, name: str = "", part: str = "", *, saw: Any) -> dict[str, Any]:
        one = {"kind": ref.kind, "key": ref.key, "name": name, "part": part, "choice": choice, "saw": saw}
        return self.ask(SyncRequestKind.ANSWER, answers=[one])


def in_aws(state: State) -> State:
    created = "" if state.kind == SENDER_ID else CREATED
    return replace(state, arn=arn_of(state.ref), created=created)


@pytest.fixture
def pool(caller):
    made = PoolFactory()
    PhoneNumberFactory(pool=made)
    PhoneNumberFactory(pool=made)
    return made


@pytest.fixture
def ref(pool) -> Ref:
    return Ref(POOL, pool.pool_id)


@pytest.fixture
def sides(caller, pool) -> Sides:
    """Both have a pool of two numbers."""
    return Sides(caller).agree()
