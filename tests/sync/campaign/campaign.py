"""Kill the workers of the sync and its console, again and again, while both sides change; then hold what came of it.

One thread does everything but the work of the processes: so what people and somebody else do has an order.
"""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.crash.campaign import a_database
from tests.help.aws import Aws, stand_in
from tests.help.both_sides import Side, differences, side_of
from tests.sync.campaign.furnishing import furnish
from tests.sync.campaign.hands import Hand
from tests.sync.campaign.ledger import OURS, THEIRS, Ledger
from tests.sync.campaign.mischief import WRITES, Mischief, stormy
from tests.sync.campaign.outcome import Outcome, must_be_whole, too_fast
from tests.sync.campaign.people import STALE, Administrator
from tests.sync.campaign.processes import Console, Process, environment_of, worker
from tests.sync.campaign.settling import settle
from tests.sync.campaign.verdict import faults

LEASE = 12  # seconds, by CONSOLE_SYNC_LEASE
RATES = 20  # times the documented ones, by CONSOLE_AWS_RATES
RESUMED = 10.0  # seconds after a start, plus the lease
OF_ALL = 0.4  # how often all workers are killed
OF_CONSOLE = 0.2  # and how often the console


def campaign(kills: int, folder: Path, *, seed: int, workers: int = 0) -> Outcome:
    """workers: 0 for as many as the database takes: two on PostgreSQL, where DATABASE_URL names one, one on SQLite."""
    with stand_in(folder) as aws, a_database(folder) as url:
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
        environment = environment_of(folder, url, aws, LEASE, RATES)
        self.console = Console(folder, environment, aws.account_id)
        self.workers = [worker(folder, environment, number) for number in range(workers)]
        self.there = aws.client()
        # Chance of their own, so that how fast one is does not change what another does.
        self.ours = Hand(OURS, self.console.client, self.ledger, self.chance(), self.console.until_answered)
        self.theirs = Hand(THEIRS, self.there, self.ledger, self.chance())
        self.people = Administrator(self.console, self.ledger, self.chance())
        self.slowest_start = 0.0

    def chance(self) -> random.Random:
        return random.Random(self.rng.random())

    def run(self, kills: int) -> Outcome:
        began = time.monotonic()
        mischief = Mischief(self.aws, self.chance(), furnish(self.aws, self.ours, self.theirs))
        self.console.start()
        for one in self.workers:
            one.start()
        self.aws.weather = stormy(self.seed, RATES)
        self.until(lambda: (self.people.tick()["link"] or {}).get("imported"), "imported")
        while self.kills < kills:
            self.live(mischief)
            self.until(lambda: self.is_at_work(mischief), "at work")
            self.kill()
        mischief.end()
        last = time.monotonic()
        settle(self.people, self.until)
        here, there = self.sides()
        must_be_whole(self.url)
        return Outcome(
            kills=self.kills,
            of_console=self.console.kills,
            workers=len(self.workers),
            acts={OURS: self.ours.done, THEIRS: self.theirs.done},
            plans=self.people.plans,
            applied=self.people.applied,
            answers=self.people.answers,
            mischief=mischief.done,
            requests=self.aws.log.count(),
            slowest_start=self.slowest_start,
            settled=time.monotonic() - last,
            seconds=time.monotonic() - began,
            faults=[
                *faults(self.aws.log, self.ledger, here, there),
                *differences(here, there),
                *too_fast(self.aws.log, RATES),
            ],
        )

    @property
    def kills(self) -> int:
        return self.console.kills + sum(one.kills for one in self.workers)

    def live(self, mischief: Mischief) -> None:
        """Each has some turns."""
        for _ in range(self.rng.randrange(2, 7)):
            self.ours.act(contested=self.rng.random() < 0.2)
            if self.rng.random() < 0.4:
                self.change_there()
            self.people.tick()
            mischief.tick()

    def change_there(self) -> None:
        """What both may change is changed in AWS only while no request is on its way there."""
        if self.rng.random() < 0.5:
            self.theirs.act(contested=False)
        elif not self.people.is_applying:
            self.theirs.act(contested=True)
            self.people.calm_from = time.monotonic() + STALE

    def is_at_work(self, mischief: Mischief) -> bool:
        """Whether a plan is being applied, which is when a kill may do harm; mostly that is waited for."""
        mischief.tick()
        self.people.tick()
        if self.rng.random() < 0.05:
            self.ours.act(contested=False)
        return self.people.is_applying or self.rng.random() < 0.01

    def kill(self) -> None:
        """At any moment, or just as a request that writes is on its way; started again at once."""
        if self.rng.random() < OF_CONSOLE:
            self.console.kill()
            self.console.start()
            return
        if self.rng.random() < 0.6:
            self.until(self.is_writing, "", within=5.0)
        else:
            time.sleep(self.rng.random() * 2)
        of_all = self.rng.random() < OF_ALL
        killed = self.workers if of_all else [self.rng.choice(self.workers)]
        before = self.console.look()
        for one in killed:
            one.kill()
        if self.rng.random() < 0.3:
            self.console.ask("refresh_from_aws")
        for one in killed:
            one.start()
        if len(killed) == len(self.workers):
            self.wait_for_work(before)

    def is_writing(self) -> bool:
        entries = self.aws.log.entries
        return bool(entries) and not entries[-1].status and entries[-1].operation in WRITES

    def wait_for_work(self, before: dict[str, Any]) -> None:
        """Somebody works again, within the lease of who was killed. There always is something to do.

        before: how it stood then. A step whose next try is still to come is in hand, too. How long a machine takes to
        start one is not the sync's.
        """
        self.console.ask("refresh_from_aws")
        self.until(lambda: self.people.tick()["workers"] > before["workers"], "started")
        began = time.monotonic()
        while self.aws.log.entries[-1].at < began:
            took = time.monotonic() - began
            assert took <= LEASE + RESUMED, f"Nobody works {took:.0f} s after the start."
            if self.people.tick()["holder"] not in ("", before["holder"]):
                break
            time.sleep(0.05)
        self.slowest_start = max(self.slowest_start, time.monotonic() - began)

    def sides(self) -> tuple[Side, Side]:
        return side_of(self.console.client), side_of(self.there)

    def until(self, act: Callable[[], Any], what: str, *, within: float = 300.0) -> None:
        """what: "" where it need not come."""
        give_up = time.monotonic() + within
        while not act():
            for one in (self.console, *self.workers):
                one.must_run()
            if time.monotonic() > give_up:
                assert not what, f"Not {what} after {within:.0f} s: {self.people.seen}"
                return
            time.sleep(0.05 if what else 0.001)

    def end(self) -> None:
        processes: list[Process] = [self.console, *self.workers]
        for one in processes:
            if one.process:
                one.kill()
