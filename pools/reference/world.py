"""The map of the world: the shape of each country, and a point for one that is too small to have a shape."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# What of the map each part of the world takes: left, top, width and height.
AREAS = {
    "Africa": (400, 100, 280, 280),
    "Asia": (570, 10, 340, 250),
    "Europe": (440, 5, 260, 120),
    "North America": (130, 5, 360, 210),
    "Oceania": (760, 180, 240, 230),
    "South America": (250, 190, 200, 245),
}


@dataclass(frozen=True)
class World:
    """shapes: an SVG path by country. dots: where a country is that has none. Codes are those of countries.py."""

    width: int
    height: int
    shapes: dict[str, str]
    dots: dict[str, tuple[int, int]]

    def view(self, area: str) -> tuple[int, int, int, int]:
        """The part of the map that shows an area, or all of it."""
        return AREAS.get(area, (0, 0, self.width, self.height))


@cache
def world() -> World:
    return World(**json.loads(Path(__file__).with_name("world.json").read_text()))
