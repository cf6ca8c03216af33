"""`bin/bench`, third part: what calls of the API cost a server, through boto3 over a socket.

Beside each call stands a floor (the same rows as JSON, with no signature, no checks and no rules) in the same
server, and moto's nearest call in a server of its own. CPU is that of the server's processes.
"""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench import messages

ROOT = Path(__file__).resolve().parents[2]
KEY = {
    "aws_access_key_id": "AKIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
MOTO_SIZE = 10_000
CALLS = 40  # of one target in a row, so that a turn of another does not matter


@dataclass
class Server:
    """A process that answers HTTP, and what it has worked so far."""

    url: str
    pid: int

    def cpu_seconds(self) -> float:
        return sum(_cpu_of(pid) for pid in (self.pid, *_children(self.pid)))


def _cpu_of(pid: int) -> float:
    """Of all its threads, those that have ended too: Linux makes a process's clock out of its number."""
    return time.clock_gettime(~pid << 3 | 2)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@dataclass
class Call:
    """One call."""

    name: str
    server: Server
    run: Callable[[], Any]
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


@contextmanager
def started(command: list[str], path: str, **environment: str) -> Iterator[Server]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    words = [word.replace("PORT", str(port)) for word in command]
    process = subprocess.Popen(
        words, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, path, process)
        yield Server(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, path: str, process: subprocess.Popen) -> None:
    import http.client

    for _ in range(600):
        if process.poll() is not None:
            break
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    sys.exit(f"A server did not start: {process.args}")


def client(service: str, url: str, region: str = "us-east-1") -> Any:
    import boto3
    from botocore.config import Config

    config = Config(retries={"max_attempts": 0}, tcp_keepalive=True)
    return boto3.client(service, region_name=region, endpoint_url=url, config=config, **KEY)


def calls_of(
    ours: Server, moto: Server | None, pool_id: str, sending: Sequence[Any], spare: "Spare"
) -> list[Call]:
    """sending: pools that send, in the Region where messages are kept and in another one."""
    real, floor = (
        client("pinpoint-sms-voice-v2", ours.url),
        client("pinpoint-sms-voice-v2", f"{ours.url}/floor/"),
    )
    kept, fresh = sending
    elsewhere = client("pinpoint-sms-voice-v2", ours.url, fresh.region)
    sns = client("sns", moto.url) if moto else None
    made = iter(range(10**9))
    calls = [
        Call("DescribePools, 1", ours, lambda: real.describe_pools(PoolIds=[pool_id])),
        Call("floor, 1", ours, lambda: floor.describe_pools(PoolIds=[pool_id])),
        Call("DescribePools, 50", ours, lambda: real.describe_pools(MaxResults=50)),
        Call("floor, 50", ours, lambda: floor.describe_pools(MaxResults=50)),
        Call("SendTextMessage", ours, lambda: messages.send(real, kept.pool_id)),
        Call("SendTextMessage, none kept", ours, lambda: messages.send(elsewhere, fresh.pool_id)),
        Call("floor, a message", ours, lambda: messages.send(floor, kept.pool_id)),
        Call("CreatePool", ours, lambda: spare.create_pool(real)),
        Call("AssociateOriginationIdentity", ours, lambda: spare.associate(real)),
        Call(
            "PutKeyword",
            ours,
            lambda: real.put_keyword(
                OriginationIdentity=pool_id, Keyword="BENCH", KeywordMessage=f"Message {next(made)}"
            ),
        ),
    ]
    if moto:
        calls += [
            Call("moto list topics", moto, sns.list_topics),
            Call("moto create topic", moto, lambda: sns.create_topic(Name=f"bench-{next(made)}")),
        ]
    return calls


def a_pool() -> Any:
    """One that calls change, so that the one whose page is measured stays as it is."""
    from django.utils import timezone

    from pools import models

    return models.Pool.objects.create(
        account=models.Account.objects.get(pk="111122223333"),
        region="us-east-1",
        message_type="TRANSACTIONAL",
        created_timestamp=timezone.now(),
    )


class Spare:
    """What calls that change something use up: sender IDs for new pools and for associations."""

    def __init__(self, pool_id: str) -> None:
        self.pool_id, self.names, self.made = pool_id, [], []

    def fill(self, count: int) -> None:
        from django.utils import timezone

        from pools import models

        first, account = models.SenderId.objects.count(), models.Account.objects.get(pk="111122223333")
        self.names = [f"B{first + number}" for number in range(count)]
        self.made = list(self.names)
        models.SenderId.objects.bulk_create(
            models.SenderId(
                account=account,
                region="us-east-1",
                sender_id=name,
                iso_country_code="GB",
                message_types=["TRANSACTIONAL"],
                created_timestamp=timezone.now(),
            )
            for name in self.names
        )

    def drop(self, pool: Any) -> None:
        """Leave what there was, so that the next size begins as this one did."""
        from django.db import transaction

        from pools import models
        from pools.management.bulk import count_anew

        with transaction.atomic():
            models.Pool.objects.filter(sender_ids__sender_id__in=self.made).delete()
            models.SenderId.objects.filter(sender_id__in=self.made).delete()
            count_anew(pool.account, pool.region)

    def create_pool(self, aws: Any) -> None:
        aws.create_pool(
            OriginationIdentity=self.names.pop(), IsoCountryCode="GB", MessageType="TRANSACTIONAL"
        )

    def associate(self, aws: Any) -> None:
        aws.associate_origination_identity(
            PoolId=self.pool_id, OriginationIdentity=self.names.pop(), IsoCountryCode="GB"
        )


def run(calls: list[Call], rounds: int) -> None:
    """The calls take turns in blocks, so that whatever else the machine does falls on all of them alike."""
    for call in calls:
        call.run()
    for _ in range(rounds):
        for call in calls:
            cpu, wall = call.server.cpu_seconds(), time.perf_counter()
            for _ in range(CALLS):
                call.run()
            call.wall.append((time.perf_counter() - wall) / CALLS)
            call.cpu.append((call.server.cpu_seconds() - cpu) / CALLS)


@contextmanager
def moto_server() -> Iterator[Server | None]:
    """moto, where bin/bench has installed it."""
    python = ROOT / ".venv-clients/bin/python"
    if not python.exists():
        print("moto is not installed: run bin/bench, which installs it.")
        yield None
        return
    with started([str(python), "-m", "moto.server", "-p", "PORT"], "/moto-api/data.json") as server:
        sns = client("sns", server.url)
        for number in range(MOTO_SIZE):
            sns.create_topic(Name=f"topic-{number}")
        yield server


def console_server() -> Any:
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "console/gunicorn.py",
        "-w",
        "1",
        "-b",
        "127.0.0.1:PORT",
    ]
    return started([*command, "console.wsgi"], "/healthz", DJANGO_SETTINGS_MODULE="tests.bench.settings")


def measure(pools: int, rounds: int, *, moto: bool) -> dict[str, dict[str, float]]:
    """Figures of every call at one size, by its name. moto, which takes a minute to fill, is there at 10,000 only."""
    from pools import models

    for name in ("POOLS_PER_ACCOUNT", "ORIGINATION_IDENTITIES_PER_POOL"):
        place = {"account_id": "111122223333", "region": "us-east-1", "name": name}
        models.Quota.objects.update_or_create(**place, defaults={"value": 10**6})
    pool = a_pool()
    spare = Spare(pool.pool_id)
    spare.fill(2 * (rounds * CALLS + 1))
    sending = [messages.a_sending_pool(pool.account, region) for region in ("us-east-1", "us-west-2")]
    messages.keep(sending[0], pools, (messages.TO, *messages.OTHERS))
    with ExitStack() as servers:
        ours = servers.enter_context(console_server())
        beside = servers.enter_context(moto_server()) if moto and pools == MOTO_SIZE else None
        calls = calls_of(ours, beside, pool.pool_id, sending, spare)
        run(calls, rounds)
    for one in sending:
        messages.drop(one)
    spare.drop(pool)
    return {
        call.name: {"cpu": statistics.median(call.cpu) * 1000, "wall": statistics.median(call.wall) * 1000}
        for call in calls
    }
