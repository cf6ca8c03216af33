"""`bin/bench`: what pages and calls of the API cost, against a floor and against Django's admin, as ratios of one run.

Each request goes through the whole of Django, in this process, with compression; CPU is the process's own time.
The targets of a group take turns, so that whatever else the machine does falls on all of them alike.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from tests.bench import api

SIZES = (100, 10_000, 100_000)
ROWS = 50
PLACE = "/111122223333/us-east-1"
POOLS = f"{PLACE}/sms-voice/pools/"


@dataclass
class Target:
    """One page. `floor` and `admin` name the targets it is held against."""

    name: str
    url: str
    floor: str = ""
    admin: str = ""
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0

    @property
    def cpu_ms(self) -> float:
        return statistics.median(self.cpu) * 1000

    @property
    def wall_ms(self) -> float:
        return statistics.median(self.wall) * 1000


def targets(pool) -> list[Target]:
    admin, floor = "/admin/pools/pool/", f"{PLACE}/floor/pools/"
    search = "OPS-000042"
    return [
        Target("list, first page", f"{POOLS}?size={ROWS}", "floor, first page", "admin, first page"),
        Target("floor, first page", floor),
        Target("admin, first page", admin),
        Target("list, last page", f"{POOLS}?page=last&size={ROWS}", "floor, last page", "admin, last page"),
        Target("floor, last page", f"{floor}?page=last"),
        Target("admin, last page", f"{admin}?p=LAST"),
        Target(
            "list, filtered",
            f"{POOLS}?message_type=PROMOTIONAL&size={ROWS}",
            "floor, filtered",
            "admin, filtered",
        ),
        Target("floor, filtered", f"{floor}?message_type=PROMOTIONAL"),
        Target("admin, filtered", f"{admin}?message_type__exact=PROMOTIONAL"),
        Target("list, searched", f"{POOLS}?q={search}&size={ROWS}", "floor, searched", "admin, searched"),
        Target("floor, searched", f"{floor}?q={search}"),
        Target("admin, searched", f"{admin}?q={search}"),
        Target("pool detail", f"{POOLS}{pool.pool_id}/", "frame", "admin change form"),
        Target("admin change form", f"{admin}{pool.pk}/change/"),
        Target("create pool", f"{POOLS}create/", "frame", "admin add form"),
        Target("admin add form", f"{admin}add/"),
        Target("frame", f"{PLACE}/floor/bare/"),
    ]


def measure(client, target: Target) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    response = client.get(target.url, headers={"accept-encoding": "gzip"})
    target.cpu.append(time.process_time() - cpu)
    target.wall.append(time.perf_counter() - wall)
    if response.status_code != 200:
        sys.exit(f"{target.name}: {target.url} answered {response.status_code}")
    target.size = len(response.content)


def count_queries(client, target: Target) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        measure(client, target)
    target.queries = len(queries)
    target.cpu.clear()
    target.wall.clear()


def run(client, group: list[Target], rounds: int) -> None:
    for target in group:
        count_queries(client, target)
    for _ in range(rounds):
        for target in group:
            measure(client, target)


def report(group: list[Target], pools: int) -> None:
    by_name = {target.name: target for target in group}
    print(f"\n{pools:,} pools, {ROWS} rows a page, medians")
    print(f"{'page':22}{'CPU ms':>8}{'wall ms':>9}{'queries':>9}{'bytes':>8}{'× floor':>9}{'admin ×':>9}")
    for target in group:
        floor = f"{target.cpu_ms / by_name[target.floor].cpu_ms:.2f}" if target.floor else ""
        admin = f"{by_name[target.admin].cpu_ms / target.cpu_ms:.1f}" if target.admin else ""
        print(
            f"{target.name:22}{target.cpu_ms:8.1f}{target.wall_ms:9.1f}{target.queries:9}{target.size:8}"
            f"{floor:>9}{admin:>9}"
        )


def team_pool():
    """A pool as a team has one after a year: 20 numbers, 5 sender IDs, 10 keywords and 10 tags."""
    from django.utils import timezone

    from pools import models

    place = {
        "account": models.Account.objects.get(account_id="111122223333"),
        "region": "us-east-1",
        "created_timestamp": timezone.now() - timedelta(days=365),
    }
    pool = models.Pool.objects.create(**place, name="team", message_type="TRANSACTIONAL")
    for number in range(20):
        models.PhoneNumber.objects.create(
            **place,
            pool=pool,
            phone_number=f"+1212555{100 + number:04}",
            iso_country_code="US",
            message_type="TRANSACTIONAL",
            number_type="LONG_CODE",
            number_capabilities=["SMS"],
        )
    for number in range(5):
        sender = models.SenderId.objects.create(
            **place, sender_id=f"TEAM{number}", iso_country_code="GB", message_types=["TRANSACTIONAL"]
        )
        models.PoolSenderId.objects.create(
            pool=pool, sender_id=sender, associated_timestamp=place["created_timestamp"]
        )
    for word in ("HELP", "STOP", *(f"OFFER{number}" for number in range(8))):
        models.Keyword.objects.create(pool=pool, keyword=word, keyword_message=f"Your answer to {word}.")
    for key in ("Name", *(f"team-tag-{number}" for number in range(9))):
        models.Tag.objects.create(pool=pool, key=key, value="team")
    return pool


def prepare() -> Callable[[int], tuple]:
    """Make the database; the function it gives fills it up to a size and returns client and pool."""
    import django
    from django.core.management import call_command

    django.setup()
    from django.test import Client

    from pools import models

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("demo", reset=True, stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123 - for the whole run
    user = models.User.objects.get(username="demo")
    user.is_staff = user.is_superuser = True
    user.save()
    client = Client()
    client.force_login(user)
    pool = team_pool()

    def fill(pools: int) -> tuple:
        call_command("demo", pools=pools, stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123
        return client, pool

    return fill


def judge(groups: dict[int, list[Target]]) -> list[str]:
    """What the pages are to reach, and where they do not."""
    missed = []
    for pools, group in groups.items():
        by_name = {target.name: target for target in group}
        for target in group:
            if target.name.startswith("list"):
                ratio = target.cpu_ms / by_name[target.floor].cpu_ms
                if ratio > 1.5:
                    missed.append(f"{target.name} at {pools:,}: {ratio:.2f} × its floor, wanted 1.5 at most")
            if target.admin and (target.name.startswith("list") or target.name == "pool detail"):
                gain = by_name[target.admin].cpu_ms / target.cpu_ms
                if gain < 4:
                    missed.append(
                        f"{target.name} at {pools:,}: {gain:.1f} × cheaper than the admin, wanted 4"
                    )
    first = {pools: group[0].cpu_ms for pools, group in groups.items()}
    smallest, largest = min(first), max(first)
    growth = first[largest] / first[smallest]
    print(f"\nFirst page at {largest:,} pools costs {growth:.2f} × that at {smallest:,}.")
    if growth > 1.5:
        missed.append(f"the first page grows {growth:.2f} ×, wanted 1.5 at most")
    return missed


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=25, help="requests of each page (25)")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=SIZES, help="how many pools (100 10000 100000)"
    )
    parser.add_argument("--api-rounds", type=int, default=9, help="blocks of calls of the API (9)")
    parser.add_argument("--only", choices=("pages", "api"), help="one of the two parts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
        os.environ["CONSOLE_VAR"] = folder
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        fill = prepare()
        groups, calls = {}, {}
        for pools in sorted(options.sizes):
            client, pool = fill(pools)
            if options.only != "api":
                groups[pools] = group = targets(pool)
                for target in group:
                    target.url = target.url.replace("LAST", str(-(-pools // ROWS)))
                run(client, group, options.rounds)
                report(group, pools)
            if options.only != "pages":
                calls[pools] = api.measure(pool, pools, options.api_rounds)
        missed = (judge(groups) if groups else []) + (api.judge(calls) if calls else [])
    for line in missed:
        print(f"MISSED  {line}")
    if not missed:
        print("Every target was reached.")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
