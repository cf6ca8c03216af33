"""What the figures are to reach, and whether they do: by CPU on SQLite, by wall clock where a server does the work."""

from collections.abc import Iterator
from dataclasses import dataclass

# {size: {name: {"cpu": ms, "wall": ms, …}}}
Figures = dict[int, dict[str, dict[str, float]]]
CLOCKS = {"sqlite": "cpu", "postgresql": "wall"}


@dataclass(frozen=True)
class Bound:
    """At every size, `name` costs at most `most` times what `other` does in the same run."""

    name: str
    other: str
    most: float

    def verdicts(self, figures: Figures, clock: str) -> Iterator[tuple[bool, str]]:
        for pools, by_name in figures.items():
            if self.name in by_name and self.other in by_name:
                ratio = by_name[self.name][clock] / by_name[self.other][clock]
                words = f"{self.name} at {pools:,}: {ratio:.2f} × {self.other}, at most {self.most:g}"
                yield ratio <= self.most, words


@dataclass(frozen=True)
class Growth:
    """At the largest size, `name` costs at most `most` times what it does at the smallest."""

    name: str
    most: float

    def verdicts(self, figures: Figures, clock: str) -> Iterator[tuple[bool, str]]:
        sizes = [size for size in figures if self.name in figures[size]]
        if len(sizes) < 2:
            return
        smallest, largest = min(sizes), max(sizes)
        ratio = figures[largest][self.name][clock] / figures[smallest][self.name][clock]
        words = f"{self.name} at {largest:,}: {ratio:.2f} × that at {smallest:,}, at most {self.most:g}"
        yield ratio <= self.most, words


@dataclass(frozen=True)
class Queries:
    """At every size, `name` takes at most `most` queries: as many as before there was a sync, with nothing linked."""

    name: str
    most: int

    def verdicts(self, figures: Figures, clock: str) -> Iterator[tuple[bool, str]]:
        for pools, by_name in figures.items():
            if self.name in by_name:
                queries = by_name[self.name]["queries"]
                yield (
                    queries <= self.most,
                    f"{self.name} at {pools:,}: {queries} queries, at most {self.most}",
                )


@dataclass(frozen=True)
class Wait:
    """Nobody waits longer than `most` milliseconds."""

    name: str
    most: float

    def verdicts(self, figures: Figures, clock: str) -> Iterator[tuple[bool, str]]:
        for size, by_name in figures.items():
            if self.name in by_name:
                waited = by_name[self.name][clock]
                yield waited <= self.most, f"{self.name} at {size:,}: {waited:.0f} ms, at most {self.most:g}"


@dataclass(frozen=True)
class Work:
    """The console works no longer than `most` milliseconds, whatever else the machine and the database do."""

    name: str
    most: float

    def verdicts(self, figures: Figures, clock: str) -> Iterator[tuple[bool, str]]:
        for size, by_name in figures.items():
            if self.name in by_name:
                worked = by_name[self.name]["cpu"]
                yield worked <= self.most, f"{self.name} at {size:,}: {worked:.1f} ms, at most {self.most:g}"


A_QUARTER = 0.25  # four times cheaper
# The lists around pools: queries of the first page, and how many times their floors the first page, the last and a
# search may cost. Lists and sets have no index by age or by the middle of a name, as their quotas keep them few.
LISTS = {
    "numbers": (4, 2.3, 2.3, 2.8),
    "sender IDs": (5, 2.4, 2.5, 3.4),
    "opt-out lists": (8, 2.6, 2.7, 3.4),
    "opted-out numbers": (11, 2.8, 3.2, 4),
    "configuration sets": (5, 2, 2.2, 3),
    "messages": (5, 2, 2.8, 3),
}
BOUNDS = (
    Bound("list, first page", "floor, first page", 1.5),
    Bound("list, last page", "floor, last page", 1.5),
    Bound("list, filtered", "floor, filtered", 1.5),
    Bound("list, searched", "floor, searched", 1.3),
    Bound("pool detail", "floor, first page", 2.5),
    Bound("create pool", "floor, first page", 1.8),
    Bound("list, first page", "admin, first page", A_QUARTER),
    Bound("list, last page", "admin, last page", A_QUARTER),
    Bound("list, filtered", "admin, filtered", A_QUARTER),
    Bound("pool detail", "admin change form", A_QUARTER),
    Bound("DescribePools, 1", "floor, 1", 1.5),
    Bound("DescribePools, 50", "floor, 50", 1.5),
    Bound("DescribePools, 1", "moto list topics", 1),
    Bound("DescribePools, 50", "moto list topics", 1),
    *(
        Bound(name, "moto create topic", 1)
        for name in ("CreatePool", "AssociateOriginationIdentity", "PutKeyword")
    ),
    Growth("list, first page", 1.5),
    Growth("list, searched", 2),
    Growth("DescribePools, 1", 1.5),
    Growth("DescribePools, 50", 1.5),
    Growth("CreatePool", 1.3),
    Bound("SendTextMessage", "floor, a message", 3),
    Bound("SendTextMessage", "SendTextMessage, none kept", 1.25),
    Growth("SendTextMessage", 1.5),
    Queries("list, first page", 5),
    Queries("list, last page", 5),
    Queries("list, filtered", 6),
    Queries("list, searched", 7),
    Queries("list, Tag opened", 7),
    Queries("list, Country opened", 8),
    Queries("pool detail", 12),
    Queries("create pool", 5),
    *(
        Bound(f"{name}, {what}", f"floor of {name}, {what}", most)
        for name, (_, *bounds) in LISTS.items()
        for what, most in zip(("first page", "last page", "searched"), bounds, strict=True)
    ),
    *(Queries(f"{name}, first page", queries) for name, (queries, *_) in LISTS.items()),
    Bound("phone", "floor of phone", 7),
    Bound("coverage", "floor of coverage", 6),
    Bound("one message", "floor of one message", 2.8),
    *(Growth(name, 1.3) for name in ("phone", "coverage", "one message")),
    *(Queries(name, most) for name, most in (("phone", 21), ("coverage", 9), ("one message", 5))),
    Bound("class, made", "floor of class, made", 9),
    Bound("class, put back", "floor of class, put back", 2.2),
    Wait("class, made", 10_000),
    Wait("class, put back", 2000),
    Bound("panel, asked again", "floor of panel, asked again", 2.4),
    Work("panel, asked again", 2),
    Bound("board, asked again", "floor of board, asked again", 5),
    Bound("file, read", "floor of file, read", 100),
    Bound("file, added", "floor of file, added", 2.8),
    Bound("file, out", "floor of file, out", 6.5),
    Growth("file, page of report", 1.6),
    Wait("file, others' longest write", 1000),
    Growth("plan, 1 in 10 changed", 12),
    Bound("import, per call", "boto3, the same reads", 4),
    Bound("apply, per call", "boto3, the same calls", 8),
)
ON_A_SERVER = (Growth("list, last page", 1.3), Growth("pool detail", 1.3))


def verdicts(engine: str, figures: Figures) -> list[tuple[bool, str]]:
    bounds = BOUNDS + (ON_A_SERVER if engine == "postgresql" else ())
    return [verdict for bound in bounds for verdict in bound.verdicts(figures, CLOCKS[engine])]
