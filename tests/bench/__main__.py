"""`bin/bench`: what pages, calls of the API, files, classes and the sync cost, on both databases, as ratios."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.report import judged, tables

SIZES = (100, 10_000, 100_000)
PARTS = ("pages", "lists", "api", "files", "sync", "simulator", "classes")
QUICK = (100, 10_000)


def main() -> None:
    options = read_options()
    if options.into:
        Path(options.into).write_text(json.dumps(measured(options)))
        return
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for engine, url in (
            ("sqlite", f"sqlite:///{folder}/bench.sqlite3"),
            ("postgresql", options.postgres),
        ):
            if url and options.database in (None, engine):
                found[engine] = in_a_process(engine, url, Path(folder))
    tables(found)
    sys.exit(0 if judged(found) else 1)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 and 10000 pools, fewer rounds, no moto")
    parser.add_argument("--rounds", type=int, help="requests of each page (25)")
    parser.add_argument("--sizes", type=int, nargs="+", help="how many pools (100 10000 100000)")
    parser.add_argument("--api-rounds", type=int, help="blocks of calls of the API (9)")
    parser.add_argument("--only", choices=PARTS, help="one of the parts")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="one of the two databases")
    parser.add_argument(
        "--postgres", metavar="URL", help="an empty database to fill (bin/bench starts a server where it can)"
    )
    parser.add_argument("--into", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.rounds = options.rounds or (7 if options.quick else 25)
    options.api_rounds = options.api_rounds or (3 if options.quick else 9)
    options.sizes = sorted(options.sizes or (QUICK if options.quick else SIZES))
    return options


def in_a_process(engine: str, url: str, folder: Path) -> dict[int, dict[str, dict[str, float]]]:
    """A process knows one database. What it finds, by size and by name."""
    into = folder / f"{engine}.json"
    place = {
        "DATABASE_URL": url,
        "CONSOLE_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
    }
    command = [sys.executable, "-m", "tests.bench", *sys.argv[1:], "--into", str(into)]
    if code := subprocess.run(command, env=os.environ | place).returncode:
        sys.exit(code)
    return {int(pools): figures for pools, figures in json.loads(into.read_text()).items()}


def measured(options: argparse.Namespace) -> dict[int, dict[str, dict[str, float]]]:
    from tests.bench import data, sync

    found = sync.measure(options.api_rounds) if options.only in (None, "sync") else {}
    if options.only == "sync":
        return found
    fill = data.prepare()
    client, _ = fill(options.sizes[0])
    for size, figures in of_their_own_size(client, options):
        found[size] = found.get(size, {}) | figures
    if options.only in ("files", "classes"):
        return found
    for pools in options.sizes:
        # The lists and the simulator stand in Regions of their own, to which other pools make no difference.
        client, pool = fill(options.sizes[0] if options.only in ("lists", "simulator") else pools)
        found.setdefault(pools, {})
        found[pools] |= beside_pools(client, pool, pools, options)
    return found


def of_their_own_size(client: Any, options: argparse.Namespace) -> Iterator[tuple[int, dict[str, Any]]]:
    # Their tables name models, which are there by now.
    from tests.bench import classes, files

    if options.only in (None, "files"):
        yield from files.measure(client, options.rounds).items()
    if options.only in (None, "classes"):
        yield classes.LEARNERS, classes.measure(client, options.rounds)


def beside_pools(client: Any, pool: Any, pools: int, options: argparse.Namespace) -> dict[str, Any]:
    from tests.bench import api, lists, pages, simulator

    found = {}
    if options.only in (None, "pages"):
        found |= pages.measure(client, pool, pools, options.rounds)
    if options.only in (None, "lists"):
        found |= lists.measure(client, pools, options.rounds)
    if options.only in (None, "simulator"):
        found |= simulator.measure(client, pools, options.rounds)
    if options.only in (None, "api"):
        found |= api.measure(pools, options.api_rounds, moto=not options.quick)
    return found


if __name__ == "__main__":
    main()
