"""The commercial AWS Regions that offer the service, in the order of the Region menu."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: str  # "US East (N. Virginia)"
    city: str  # "N. Virginia", as the top bar writes it
    partition: str  # the second part of every ARN


def _read(path: Path) -> dict[str, Region]:
    return {row["code"]: Region(**row) for row in json.loads(path.read_text(encoding="utf-8"))["regions"]}


REGIONS = _read(Path(__file__).with_name("regions.json"))


def region(code: str) -> Region | None:
    return REGIONS.get(code)
