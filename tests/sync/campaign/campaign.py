"""Kill the workers of the sync and its console, again and again, while both sides change; then hold what came of it.

One thread does everything but the work of the processes: so what people and somebody else do has an order.
"""

import random
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from tests.crash.campaign import a_database
from tests.help.aws import Aws, stand_in
from tests.help.both_sides import differences, side_of
from tests.sync.campaign.furnishing import furnish
from tests.sync.campaign.hands import Hand
from tests.sync.campaign.ledger import OURS, THEIRS, Ledger
from tests.sync.campaign.mischief import WRITES, Mischief, stormy
from tests.sync.campaign.nursery import Nursery, Process
from tests.sync.campaign.outcome import Outcome, must_be_whole, too_fast
from tests.sync.campaign.people import STALE, Administrator, applies
from tests.sync.campaign.processes import Console, environment_of, worker
from tests.sync.campaign.settling import settle
from tests.sync.campaign.verdict import faults

LEASE = 5  # seconds, by CONSOLE_SYNC_LEASE: the shortest there is
RATES = 20  # times the documented ones, by CONSOLE_AWS_RATES
RESUMED = 10.0  # seconds after a start, plus the lease
OF_ALL = 0.4  # how often all workers are killed
OF_CONSOLE = 0.2  # and how often the console
AGAIN = 0.5  # how often, while nobody works yet, the console is killed, and a worker that was just started


def campaign(
    kills: int, folder: Path, *, seed: int, workers: int = 0, migrated: Path | None = None
) -> Outcome:
    """workers: 0 for as many as the database takes: two on PostgreSQL, where DATABASE_URL names one, one on SQLite.

    migrated: a file of SQLite's with all tables, as for stand_in.
    """
    with stand_in(folder, migrated=migrated) as aws, a_database(folder, migrated=migrated) as url:
        given = workers or (2 if url.startswith("postgres") else 1)
        run = Campaign(aws, folder, url, seed, given)
        try:
            return run.run(kills)
        finally:
            run.end()
            aws.log.save(folder / "aws.log")


class Campaign:
    def __init__(self, aws: Aws, folder: Path, url: str, seed: int, workers: int) -> None:
        self.aws, self.folder, self.url, self.seed = aws, folder, url, seed
        self.rng, self.ledger = random.Random(seed), Ledger()
        self.nursery = Nursery(environment_of(folder, url, aws, LEASE, RATES))
        self.console = Console(self.nursery, folder, aws.account_id)
        self.workers = [worker(self.nursery, folder, number) for number in range(workers)]
        self.there = aws.client()
        # Chance of their own, so that how fast one is does not change what another does.
        console = self.console
        self.ours = Hand(
            OURS, console.client, self.ledger, self.chance(), console.until_answered, console.before
        )
        self.theirs = Hand(THEIRS, self.there, self.ledger, self.chance())
        self.people = Administrator(self.console, self.ledger, self.chance())
        self.slowest_start, self.began = 0.0, time.monotonic()
        # Kills of workers: as a plan was being applied, and with a request that writes on its way.
        self.while_applying = self.while_writing = 0
        self.dead: Collection[str] = ()

    def chance(self) -> random.Random:
        return random.Random(self.rng.random())

    def run(self, kills: int) -> Outcome:
        self.mischief = Mischief(self.aws, self.chance(), furnish(self.aws, self.ours, self.theirs))
        self.console.start()
        for one in self.workers:
            one.start()
        self.aws.weather = stormy(self.seed, RATES)
        self.until(lambda: (self.people.tick()["link"] or {}).get("imported"), "imported", every=0.3)
        first = time.monotonic()
        self.live()
        while self.kills < kills:
            self.until(self.is_at_work, "at work")
            self.kill()
        self.mischief.end()
        last = time.monotonic()
        settle(self.people, self.until)
        must_be_whole(self.url)
        return self.outcome(killing=last - first, settled=time.monotonic() - last)

    def outcome(self, **seconds: float) -> Outcome:
        here, there = side_of(self.console.client), side_of(self.there)
        return Outcome(
            kills=self.kills,
            of_console=self.console.kills,
            while_applying=self.while_applying,
            while_writing=self.while_writing,
            workers=len(self.workers),
            acts={OURS: self.ours.done, THEIRS: self.theirs.done},
            plans=self.people.plans,
            applied=self.people.applied,
            answers=self.people.answers,
            given_up=self.people.given_up,
            mischief=self.mischief.done,
            requests=self.aws.log.count(),
            slowest_start=self.slowest_start,
            **seconds,
            seconds=time.monotonic() - self.began,
            faults=[
                *faults(self.aws.log, self.ledger, here, there),
                *differences(here, there),
                *too_fast(self.aws.log, RATES),
            ],
        )

    @property
    def kills(self) -> int:
        return self.console.kills + sum(one.kills for one in self.workers)

    def live(self) -> None:
        """Each has some turns."""
        for _ in range(self.rng.randrange(1, 5)):
            self.ours.act(contested=self.rng.random() < 0.2)
            if self.rng.random() < 0.4:
                self.change_there()
            self.people.tick()
            self.mischief.tick()

    def change_there(self) -> None:
        """What both may change is changed in AWS only while no request is on its way there."""
        if self.rng.random() < 0.5:
            self.theirs.act(contested=False)
        elif not self.people.is_applying:
            self.theirs.act(contested=True)
            self.people.calm_from = time.monotonic() + STALE

    def is_at_work(self) -> bool:
        """Whether a plan is being applied, which is when a kill may do harm; mostly that is waited for."""
        self.mischief.tick()
        self.people.tick()
        if self.rng.random() < 0.05:
            self.ours.act(contested=False)
        return self.people.was_applying or self.rng.random() < 0.002

    def kill(self) -> None:
        """At any moment, or just as a request that writes is on its way; started again at once."""
        if self.rng.random() < OF_CONSOLE:
            self.kill_console()
            self.live()
            return
        if self.rng.random() < 0.6:
            self.until(self.is_writing, "", within=3.0, every=0.001)
        else:
            time.sleep(self.rng.random() * 2)
        of_all = self.rng.random() < OF_ALL
        self.kill_workers(self.workers if of_all else [self.rng.choice(self.workers)])
        if self.rng.random() < AGAIN:
            self.kill_console()
        # What people do takes less than a lease.
        self.live()
        if self.rng.random() < AGAIN:
            self.kill_workers([self.rng.choice(self.workers)])
        if of_all or len(self.workers) == 1:
            self.wait_for_work()

    def kill_console(self) -> None:
        self.console.kill()
        self.console.start()

    def kill_workers(self, killed: list[Process]) -> None:
        self.while_writing += len(killed) * self.is_writing()
        for one in killed:
            one.kill()
        # Those that signed before this are no proof that anybody works.
        seen = self.console.look()
        self.while_applying += len(killed) * applies(seen)
        self.dead = seen["workers"].keys()
        if self.rng.random() < 0.3:
            self.console.ask("refresh_from_aws")
        for one in killed:
            one.start()

    def is_writing(self) -> bool:
        entries = self.aws.log.entries
        return bool(entries) and not entries[-1].status and entries[-1].operation in WRITES

    def wait_for_work(self) -> None:
        """Somebody works again, within the lease of who was killed. There always is something to do.

        A step whose next try is still to come is in hand, too, also if who holds it has signed before the last kill.
        How long a machine takes to start a worker is not the sync's.
        """
        self.console.ask("refresh_from_aws")
        self.until(lambda: self.people.tick()["workers"].keys() - self.dead, "started")
        signed = [at for name, at in self.people.seen["workers"].items() if name not in self.dead]
        began = time.monotonic() - (time.time() - min(signed))
        while not (came := self.aws.log.first_since(began)):
            took = time.monotonic() - began
            assert took <= LEASE + RESUMED, f"Nobody works {took:.0f} s after the start."
            if self.is_alive(self.people.tick()["holder"]):
                came = time.monotonic()
                break
            time.sleep(0.1)
        self.slowest_start = max(self.slowest_start, came - began)

    def is_alive(self, name: str) -> bool:
        """name: of a worker, which has its PID in it."""
        return any(f"-{one.pid}-" in name for one in self.workers)

    def until(self, act: Callable[[], Any], what: str, *, within: float = 300.0, every: float = 0.1) -> None:
        """what: "" where it need not come. every: each look takes time from those that are waited for."""
        give_up = time.monotonic() + within
        while not act():
            for one in (self.console, *self.workers):
                one.must_run()
            if time.monotonic() > give_up:
                assert not what, f"Not {what} after {within:.0f} s: {self.people.seen}"
                return
            time.sleep(every)

    def end(self) -> None:
        for one in (self.console, *self.workers):
            one.kill()
        self.nursery.end()
