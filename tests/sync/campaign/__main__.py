"""A long campaign: `.venv/bin/python -m tests.sync.campaign --kills 1000 --seed 1`; with DATABASE_URL, on PostgreSQL.

Each hundred kills are a round with a seed of its own: the given one, the next, and so on. It tells its figures and what
did not hold; then AWS's log and the processes' own are kept.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tests.sync.campaign.campaign import campaign

# What is there grows with every act, and the more there is, the more rarely a plan gets through between two bad
# spells: so each so many kills have two sides of their own, which are settled and compared at their end.
ROUND = 100


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.sync.campaign", description=__doc__)
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the first round")
    options.add_argument("--workers", type=int, default=0, help="1 on SQLite and 2 on PostgreSQL")
    options.add_argument("--keep", metavar="FOLDER", help="for the logs; else one that goes where all held")
    chosen = options.parse_args()
    print(f"{chosen.kills} kills, seed {chosen.seed}", flush=True)
    folder = Path(chosen.keep or tempfile.mkdtemp(prefix="campaign-"))
    found = [
        one_round(min(ROUND, chosen.kills - done), folder / str(number), chosen.seed + number, chosen.workers)
        for number, done in enumerate(range(0, chosen.kills, ROUND))
    ]
    if any(found):
        print(f"The logs are in {folder}.")
        sys.exit(1)
    print("Nothing lost, nothing doubled, nothing overwritten, no lease cleared by hand.")


def one_round(kills: int, folder: Path, seed: int, workers: int) -> list[str]:
    """Returns what did not hold."""
    folder.mkdir(parents=True, exist_ok=True)
    outcome = campaign(kills, folder, seed=seed, workers=workers)
    print(f"Seed {seed}: {outcome}", *outcome.faults, sep="\n", flush=True)
    return outcome.faults


if __name__ == "__main__":
    main()
