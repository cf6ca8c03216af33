"""`bin/bench`, first part: what pages cost, beside their floors and Django's admin.

Each request goes through the whole of Django, in this process, with compression; CPU is the process's own time.
The targets of a group take turns, so that whatever else the machine does falls on all of them alike.
"""

import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import Any

ROWS = 50
PLACE = "/111122223333/us-east-1"
POOLS = f"{PLACE}/sms-voice/pools/"


@dataclass
class Target:
    """One page."""

    name: str
    url: str
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0


def targets(pool: Any, pools: int) -> list[Target]:
    admin, floor = "/admin/pools/pool/", f"{PLACE}/floor/pools/"
    search, last = "OPS-000042", -(-pools // ROWS)
    return [
        Target("list, first page", f"{POOLS}?size={ROWS}"),
        Target("floor, first page", floor),
        Target("admin, first page", admin),
        Target("list, last page", f"{POOLS}?page=last&size={ROWS}"),
        Target("floor, last page", f"{floor}?page=last"),
        Target("admin, last page", f"{admin}?p={last}"),
        Target("list, filtered", f"{POOLS}?message_type=PROMOTIONAL&size={ROWS}"),
        Target("floor, filtered", f"{floor}?message_type=PROMOTIONAL"),
        Target("admin, filtered", f"{admin}?message_type__exact=PROMOTIONAL"),
        Target("list, searched", f"{POOLS}?q={search}&size={ROWS}"),
        Target("floor, searched", f"{floor}?q={search}"),
        Target("admin, searched", f"{admin}?q={search}"),
        Target("list, Tag opened", f"{POOLS}?open=tag&size={ROWS}"),
        Target("list, Country opened", f"{POOLS}?open=iso_country_code&size={ROWS}"),
        Target("pool detail", f"{POOLS}{pool.pool_id}/"),
        Target("admin change form", f"{admin}{pool.pk}/change/"),
        Target("create pool", f"{POOLS}create/"),
        Target("admin add form", f"{admin}add/"),
        Target("frame", f"{PLACE}/floor/bare/"),
    ]


def visit(client: Any, target: Target) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    response = client.get(target.url, headers={"accept-encoding": "gzip"})
    target.cpu.append(time.process_time() - cpu)
    target.wall.append(time.perf_counter() - wall)
    if response.status_code not in (200, 204):
        sys.exit(f"{target.name}: {target.url} answered {response.status_code}")
    target.size = len(response.content)


def count_queries(client: Any, target: Target) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        visit(client, target)
    target.queries = len(queries)
    target.cpu.clear()
    target.wall.clear()


def measure(client: Any, pool: Any, pools: int, rounds: int) -> dict[str, dict[str, float]]:
    return medians(client, targets(pool, pools), rounds)


def medians(client: Any, group: list[Target], rounds: int) -> dict[str, dict[str, float]]:
    """Figures of every page at one size, by its name."""
    for target in group:
        count_queries(client, target)
    for _ in range(rounds):
        for target in group:
            visit(client, target)
    return {
        target.name: {
            "cpu": statistics.median(target.cpu) * 1000,
            "wall": statistics.median(target.wall) * 1000,
            "queries": target.queries,
            "bytes": target.size,
        }
        for target in group
    }
