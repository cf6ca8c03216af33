"""A long campaign: `.venv/bin/python -m tests.crash --kills 500`; with DATABASE_URL, on that PostgreSQL server.

Ends with the figures of a campaign in which everything held, or with what did not.
"""

import argparse
import random
import tempfile
from pathlib import Path

from tests.crash.campaign import campaign


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    options.add_argument("--kills", type=int, default=500)
    options.add_argument("--seed", type=int, default=random.randrange(10**6), help="whom to kill, and when")
    chosen = options.parse_args()
    print(f"{chosen.kills} kills, seed {chosen.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        print(campaign(chosen.kills, Path(folder), seed=chosen.seed))


if __name__ == "__main__":
    main()
