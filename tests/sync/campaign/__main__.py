"""A long campaign: `.venv/bin/python -m tests.sync.campaign --kills 1000 --seed 1`; with DATABASE_URL, on PostgreSQL.

Ends with the figures and, where something did not hold, with what; then AWS's log and the processes' own are kept.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tests.sync.campaign.campaign import campaign


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.sync.campaign", description=__doc__)
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--seed", type=int, default=random.randrange(10**6), help="of all that is random")
    options.add_argument("--workers", type=int, default=0, help="1 on SQLite and 2 on PostgreSQL")
    options.add_argument("--keep", metavar="FOLDER", help="for the logs; else one that goes where all held")
    chosen = options.parse_args()
    print(f"{chosen.kills} kills, seed {chosen.seed}", flush=True)
    folder = Path(chosen.keep or tempfile.mkdtemp(prefix="campaign-"))
    folder.mkdir(parents=True, exist_ok=True)
    outcome = campaign(chosen.kills, folder, seed=chosen.seed, workers=chosen.workers)
    print(outcome)
    if outcome.faults:
        print(*outcome.faults, f"The logs are in {folder}.", sep="\n")
        sys.exit(1)
    print("Nothing lost, nothing doubled, nothing overwritten, no lease cleared by hand.")


if __name__ == "__main__":
    main()
