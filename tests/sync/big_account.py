"""A big account: imported whole, a plan of many mixed steps applied, and then both sides are the same.

`.venv/bin/python -m tests.sync.big_account --pools 2000 --steps 300`; with DATABASE_URL, on that PostgreSQL server.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

from pools.reference import rates as documented
from tests.crash.campaign import a_database
from tests.help.aws import Aws, stand_in
from tests.help.aws.log import Log
from tests.help.aws.weather import Weather
from tests.help.both_sides import differences, every, side_of
from tests.sync.campaign.nursery import Nursery
from tests.sync.campaign.outcome import too_fast
from tests.sync.campaign.processes import Console, environment_of, worker

LEASE, SHARE = 60, 0.8
LONGEST = 3 * 60 * 60.0  # seconds


@dataclass
class Outcome:
    """least: seconds that the calls of the import take at their rates, where nothing else takes time."""

    pools: int
    import_calls: int
    import_seconds: float
    least: float
    steps: Counter = field(default_factory=Counter)
    status: str = ""
    apply_seconds: float = 0.0
    next_plan: str = ""
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.pools} pools imported with {self.import_calls} calls in {self.import_seconds:.0f} s, "
            f"{self.import_seconds / self.least:.2f} times what their rates take; {self.steps.total()} steps "
            f"({dict(self.steps)}) applied in {self.apply_seconds:.0f} s: {self.status}; the next: {self.next_plan}"
        )


def big_account(folder: Path, *, pools: int, steps: int, rates: int, migrated: Path | None = None) -> Outcome:
    """rates: how many times the documented ones, here (CONSOLE_AWS_RATES) and there. migrated: as for stand_in."""
    with stand_in(folder, migrated=migrated) as aws, a_database(folder, migrated=migrated) as url:
        aws.control(room=True, pools=pools)
        aws.weather = Weather(rates=float(rates))
        nursery = Nursery(environment_of(folder, url, aws, LEASE, rates))
        console, works = Console(nursery, folder, aws.account_id), worker(nursery, folder, 0)
        try:
            console.start()
            works.start()
            outcome = imported(aws, console, pools, rates)
            edit(console.client, steps)
            apply(console, outcome)
            outcome.faults = [
                *differences(side_of(console.client), side_of(aws.client())),
                *too_fast(aws.log, rates),
            ]
            return outcome
        finally:
            for one in (console, works):
                one.kill()
            nursery.end()


def imported(aws: Aws, console: Console, pools: int, rates: int) -> Outcome:
    console.ask("ask_to_test", then_link=True)
    until(lambda: (console.look()["link"] or {}).get("imported"), "imported")
    log = aws.log.entries
    return Outcome(pools, len(log), log[-1].at - log[0].at, least_seconds(aws.log, rates))


def least_seconds(log: Log, rates: int) -> float:
    """Counted at AWS, by the documented rates; operations do not wait for each other."""
    return max(
        log.count(one) / (documented.per_second(one) * rates * SHARE)
        for one in log.operations() - {"GetCallerIdentity"}
    )


def edit(client: Any, steps: int) -> None:
    """So many changes, each of which is a step, of all the kinds in turn; each of a pool of its own."""
    found = [one for one in every(client, "describe_pools", "Pools") if not one["DeletionProtectionEnabled"]]
    kinds = cycle((tag, untag, put_keyword, share_routes, request_and_join, create, configure, delete))
    for number, pool, act in zip(range(steps), found, kinds, strict=False):
        act(client, pool, number)


def tag(client: Any, pool: dict[str, Any], number: int) -> None:
    client.tag_resource(ResourceArn=pool["PoolArn"], Tags=[{"Key": "Edited", "Value": str(number)}])


def untag(client: Any, pool: dict[str, Any], number: int) -> None:
    client.untag_resource(ResourceArn=pool["PoolArn"], TagKeys=["Ticket"])


def put_keyword(client: Any, pool: dict[str, Any], number: int) -> None:
    client.put_keyword(
        OriginationIdentity=pool["PoolId"], Keyword="JOIN", KeywordMessage=f"Welcome {number}."
    )


def share_routes(client: Any, pool: dict[str, Any], number: int) -> None:
    client.update_pool(PoolId=pool["PoolId"], SharedRoutesEnabled=not pool["SharedRoutesEnabled"])


def request_and_join(client: Any, pool: dict[str, Any], number: int) -> None:
    types = [pool["MessageType"]]
    client.request_sender_id(SenderId=f"BIG{number}", IsoCountryCode="GB", MessageTypes=types)
    client.associate_origination_identity(
        PoolId=pool["PoolId"], OriginationIdentity=f"BIG{number}", IsoCountryCode="GB"
    )


def create(client: Any, pool: dict[str, Any], number: int) -> None:
    client.request_sender_id(SenderId=f"NEW{number}", IsoCountryCode="DE")
    client.create_pool(
        OriginationIdentity=f"NEW{number}",
        IsoCountryCode="DE",
        MessageType="TRANSACTIONAL",
        Tags=[{"Key": "Name", "Value": f"new {number}"}],
    )


def configure(client: Any, pool: dict[str, Any], number: int) -> None:
    client.create_configuration_set(ConfigurationSetName=f"set-{number}")


def delete(client: Any, pool: dict[str, Any], number: int) -> None:
    client.delete_pool(PoolId=pool["PoolId"])


def apply(console: Console, outcome: Outcome) -> None:
    run = planned(console)
    began = time.monotonic()
    outcome.steps = Counter(run["steps"])
    console.ask("apply_plan", number=run["number"], ticked=run["destroys"], confirm="apply")
    until(lambda: console.look()["plan"]["ended"], "applied")
    outcome.status, outcome.apply_seconds = console.look()["plan"]["status"], time.monotonic() - began
    number = console.ask("refresh_from_aws")["number"]
    until(lambda: all(run["number"] != number for run in console.look()["runs"]), "read again")
    outcome.next_plan = planned(console)["status"]


def planned(console: Console) -> dict[str, Any]:
    console.ask("make_plan")
    until(lambda: console.look()["plan"]["status"] != "COMPARING", "planned")
    return console.look()["plan"]


def until(act: Callable[[], Any], what: str) -> None:
    give_up = time.monotonic() + LONGEST
    while not act():
        assert time.monotonic() < give_up, f"Not {what}."
        time.sleep(0.2)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.sync.big_account", description=__doc__)
    options.add_argument("--pools", type=int, default=2000)
    options.add_argument("--steps", type=int, default=300)
    options.add_argument("--rates", type=int, default=20, help="how many times the documented ones (20)")
    chosen = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="big-account-"))
    outcome = big_account(folder, pools=chosen.pools, steps=chosen.steps, rates=chosen.rates)
    print(outcome, *outcome.faults, sep="\n")


if __name__ == "__main__":
    main()
