"""Make pools/reference/world.json, the map of the world, from Natural Earth.

    python docs/make_world.py countries-110m.json countries-50m.json codes.json

The first two are TopoJSON, of the npm package world-atlas (2.0.2; Natural Earth, public domain), for the shapes and for
where countries are that have none at 1:110 million; the last is of i18n-iso-countries (7.14.0), for letters instead of
numbers. Equal Earth projection (Šavrič, Patterson and Jenny, 2018).
"""

import csv
import itertools
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[1] / "pools/reference"
WIDTH = 1000
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
ROOT = math.sqrt(3) / 2
# These have no number; no other country is drawn in two colours.
NAMED = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}
ANTARCTICA = "AQ"
# Natural Earth has them at neither scale, or as parts of another country: longitude and latitude.
OVERSEAS = {
    "BQ": (-68.3, 12.2),
    "GF": (-53.1, 3.9),
    "GI": (-5.35, 36.14),
    "GP": (-61.55, 16.25),
    "MQ": (-61.02, 14.64),
    "RE": (55.53, -21.11),
    "TK": (-171.85, -9.2),
    "TV": (179.2, -8.5),
    "YT": (45.17, -12.83),
}
Point = tuple[float, float]
Ring = list[Point]


def projected(longitude: float, latitude: float) -> Point:
    """In the map's units, from its left upper corner, which is at 84 degrees north."""
    return WIDTH / 2 + flat(longitude, latitude)[0] * SCALE, (TOP - flat(longitude, latitude)[1]) * SCALE


def flat(longitude: float, latitude: float) -> Point:
    """On the plane, from its middle, for a globe whose radius is 1."""
    angle = math.asin(ROOT * math.sin(math.radians(latitude)))
    square = angle**2
    sixth = square**3
    slope = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
    across = math.radians(longitude) * math.cos(angle) / (ROOT * slope)
    return across, angle * (A1 + A2 * square + sixth * (A3 + A4 * square))


SCALE = WIDTH / 2 / flat(180, 0)[0]
TOP, BOTTOM = flat(0, 84)[1], -57


class Topology:
    def __init__(self, path: str) -> None:
        found = json.loads(Path(path).read_text())
        self.countries = found["objects"]["countries"]["geometries"]
        self.arcs = [list(self.decoded(arc, found["transform"])) for arc in found["arcs"]]

    @staticmethod
    def decoded(arc: list, transform: dict) -> Iterator[Point]:
        """Each point of an arc but the first is told by its distance from the one before."""
        x = y = 0
        (width, height), (left, low) = transform["scale"], transform["translate"]
        for across, up in arc:
            x, y = x + across, y + up
            yield x * width + left, y * height + low

    def ring(self, numbers: list[int]) -> Ring:
        """A ring of arcs, each of which begins where the one before ended; ~n is arc n backwards."""
        points: Ring = []
        for number in numbers:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            points += arc[1:] if points else arc
        return points

    def polygons(self, geometry: dict) -> list[list[Ring]]:
        several = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        return [[self.ring(numbers) for numbers in polygon] for polygon in several]


def centre(ring: Ring) -> Point:
    """The middle of its extent, which for an island is near enough."""
    xs, ys = zip(*ring, strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def area(ring: Ring) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def halves(ring: Ring) -> Iterator[Ring]:
    """A ring across the 180th meridian as its parts on both sides, each where it is drawn; another as it is."""
    whole, turns = [ring[0]], 0
    for (before, _), (x, y) in itertools.pairwise(ring):
        turns += (x - before < -180) - (x - before > 180)
        whole.append((x + 360 * turns, y))
    for shift in (-360, 0, 360):
        moved = [(x + shift, y) for x, y in whole]
        if part := cut(cut(moved, 180, 1), -180, -1):
            yield part


def cut(ring: Ring, edge: float, side: int) -> Ring:
    """What of a ring is west of a meridian (side 1) or east of it (-1)."""
    kept: Ring = []
    for (a, b), (x, y) in zip(ring[-1:] + ring[:-1], ring, strict=True):
        if (a - edge) * (x - edge) < 0:
            kept.append((edge, b + (y - b) * (edge - a) / (x - a)))
        if (x - edge) * side <= 0:
            kept.append((x, y))
    return kept


def path(ring: Ring) -> str:
    """In whole units, each point from the one before; a corner that falls on its neighbour is left out."""
    points = [tuple(map(round, projected(*point))) for point in ring]
    kept = [point for point, before in zip(points, [None, *points], strict=False) if point != before]
    if len(kept) < 4:
        return ""
    steps = [(x - a, y - b) for (x, y), (a, b) in zip(kept[1:-1], kept, strict=False)]
    lines = "".join(f"{x}{',' if y >= 0 else ''}{y} " for x, y in steps).strip()
    return f"M{kept[0][0]},{kept[0][1]}l{lines}z"


def owner(code: str, ring: Ring) -> str:
    """French Guiana is drawn as a part of France."""
    return "GF" if code == "FR" and centre(ring)[0] < -40 else code


def main(small: str, large: str, codes: str) -> None:
    letters = {number: code for code, _, number, *_ in json.loads(Path(codes).read_text())}
    with (REFERENCE / "countries.csv").open(encoding="utf-8", newline="") as file:
        wanted = [row["iso_country_code"] for row in csv.DictReader(file)]
    shapes: dict[str, str] = {}
    topology = Topology(small)
    for country in topology.countries:
        code = letters.get(country.get("id")) or NAMED[country["properties"]["name"]]
        for polygon in topology.polygons(country) if code != ANTARCTICA else ():
            drawn = "".join(path(part) for ring in polygon for part in halves(ring))
            shapes[owner(code, polygon[0])] = shapes.get(owner(code, polygon[0]), "") + drawn
    shapes = {code: drawn for code, drawn in sorted(shapes.items()) if drawn}
    middles = dict(OVERSEAS)
    topology = Topology(large)
    for country in topology.countries:
        code = letters.get(country.get("id")) or NAMED.get(country["properties"]["name"])
        if code:
            rings = [polygon[0] for polygon in topology.polygons(country)]
            middles.setdefault(code, centre(max(rings, key=area)))
    missing = [code for code in wanted if code not in shapes]
    dots = {code: list(map(round, projected(*middles[code]))) for code in missing}
    height = round(projected(0, BOTTOM)[1])
    world = {"width": WIDTH, "height": height, "shapes": shapes, "dots": dots}
    (REFERENCE / "world.json").write_text(json.dumps(world, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
