"""Kill the console, again and again, under its writers; then hold what is there against what was answered."""

import json
import os
import random
import sqlite3
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.crash.console import Console
from tests.crash.people import Person
from tests.crash.programs import Program
from tests.crash.writers import Writer
from tests.help.aws import copy_database

REGIONS = ("ca-central-1", "us-west-2", "eu-west-2", "sa-east-1")  # the demo has no pools in these
WHOLE_GROUP = 0.25  # how often all is killed, and not one worker
WHILE_STARTING = 0.25  # and how often it is killed once more before it is ready
LONGEST_SILENCE = 180  # seconds without an answer, on a machine that has much else to do


@dataclass
class Outcome:
    """Figures of a campaign in which everything held."""

    kills: int
    of_the_group: int
    answered: int
    cut_off: int
    pools: int
    sessions: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.kills} kills ({self.of_the_group} of the whole group) in {self.seconds:.0f} s: "
            f"{self.answered} acts answered, {self.cut_off} cut off and sent again, {self.pools} pools made, "
            f"{self.sessions} sessions open; nothing lost, nothing doubled, nobody signed out"
        )


def campaign(kills: int, folder: Path, *, seed: int) -> Outcome:
    """Kill so often, then check. With DATABASE_URL, on a database of its own at that server, else on SQLite."""
    began, rng = time.monotonic(), random.Random(seed)
    with a_database(folder) as url:
        console = Console(folder, url)
        console.start()
        try:
            writers = [
                kind(console.url, region)
                for kind, region in zip((Program, Program, Person, Person), REGIONS, strict=True)
            ]
            groups = kill_under(writers, console, kills, rng)
            for writer in writers:
                writer.check()
            check_database(url, writers)
        finally:
            console.kill_all()
    return Outcome(
        kills=kills,
        of_the_group=groups,
        answered=sum(writer.answered for writer in writers),
        cut_off=sum(writer.cut_off for writer in writers),
        pools=sum(len(writer.made) for writer in writers),
        sessions=sum(len(writer.signed_in) for writer in writers if isinstance(writer, Person)),
        seconds=time.monotonic() - began,
    )


def kill_under(writers: list[Writer], console: Console, kills: int, rng: random.Random) -> int:
    """Kill while the writers write, each once they all were answered since; the last time all. How often all."""
    for writer in writers:
        writer.start()
    killed = groups = 0
    while killed < kills:
        wait_for_answers(writers)
        time.sleep(rng.random() * 0.3)
        killed += 1
        if killed < kills and rng.random() > WHOLE_GROUP:
            console.kill_worker(rng)
            continue
        groups += 1
        console.kill_all()
        if killed < kills and rng.random() < WHILE_STARTING:
            killed, groups = killed + 1, groups + 1
            console.launch()
            time.sleep(rng.random() * 2)
            console.kill_all()
        console.start()
    for writer in writers:
        writer.enough.set()
    for writer in writers:
        writer.join(LONGEST_SILENCE)
        must_be_well(writer)
        assert not writer.is_alive(), f"{writer} still waits for an answer."
    return groups


def wait_for_answers(writers: list[Writer]) -> None:
    """Until each writer has had another answer; a campaign in which one stands still would prove nothing."""
    before, give_up = [writer.answered for writer in writers], time.monotonic() + LONGEST_SILENCE
    while any(writer.answered == count for writer, count in zip(writers, before, strict=True)):
        for writer in writers:
            must_be_well(writer)
        assert time.monotonic() < give_up, f"No answer in {LONGEST_SILENCE} s."
        time.sleep(0.01)


def must_be_well(writer: Writer) -> None:
    if writer.error:
        raise writer.error


@contextmanager
def a_database(folder: Path, *, migrated: Path | None = None) -> Iterator[str]:
    """migrated: a file of SQLite's with all tables, of which it takes a copy."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        file = folder / "crash.sqlite3"
        if migrated:
            copy_database(migrated, file)
        yield f"sqlite:///{file}"
        return
    name = f"crash_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(given)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def check_database(url: str, writers: list[Writer]) -> None:
    """The file is whole, and the log has one row for each pool that was made."""
    logged = "SELECT request FROM pools_activity WHERE operation = 'CreatePool' AND error = ''"
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert file.execute("PRAGMA foreign_key_check").fetchall() == []
            requests = [json.loads(row) for (row,) in file.execute(logged)]
    else:
        with psycopg.connect(url) as connection:
            requests = [row for (row,) in connection.execute(logged)]
    tokens = Counter(request.get("ClientToken") for request in requests)
    made = [token for writer in writers if isinstance(writer, Program) for token in writer.made]
    assert {token: tokens[token] for token in made} == dict.fromkeys(made, 1)
    assert max(tokens.values()) == 1
