"""The figures as tables: one a size, both databases side by side."""

from tests.bench.bounds import BOUNDS, CLOCKS, Bound, Figures, verdicts

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def tables(found: dict[str, Figures]) -> None:
    sizes = sorted({pools for figures in found.values() for pools in figures})
    for pools in sizes:
        by_engine = {engine: figures[pools] for engine, figures in found.items() if pools in figures}
        print(
            f"\n{pools:,} pools, resources, lines or learners; medians in ms; the ratios are those of the bounds below"
        )
        print(
            " " * 30
            + "".join(f"{NAMES[engine] + ' CPU':>15}{'wall':>9}{'ratios':>13}" for engine in by_engine)
        )
        for name, row in next(iter(by_engine.values())).items():
            cells = "".join(cell(engine, rows, name) for engine, rows in by_engine.items())
            print(f"{name:30}{cells}{details(row)}")


def cell(engine: str, rows: dict[str, dict[str, float]], name: str) -> str:
    if name not in rows:
        return " " * 37
    ratios = [
        f"{rows[name][CLOCKS[engine]] / rows[bound.other][CLOCKS[engine]]:.2f}"
        for bound in BOUNDS
        if isinstance(bound, Bound) and bound.name == name and bound.other in rows
    ]
    return f"{rows[name]['cpu']:15.1f}{rows[name]['wall']:9.1f}{' '.join(ratios):>13}"


def details(row: dict[str, float]) -> str:
    if "megabytes" in row:
        return f"{row['megabytes']:8.1f} MB at most"
    return f"{row['queries']:5} queries {row['bytes']:7} bytes" if "queries" in row else ""


def judged(found: dict[str, Figures]) -> bool:
    """Print the verdict on each bound. Returns whether all are met."""
    fine = True
    for engine, figures in found.items():
        print(f"\n{NAMES[engine]}, by {'CPU' if CLOCKS[engine] == 'cpu' else 'wall clock'}")
        for met, words in verdicts(engine, figures):
            print(f"{'met   ' if met else 'MISSED'}  {words}")
            fine = fine and met
    return fine
