"""The map of what is reached: countries as shapes, one group for each way to reach them."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from pools.operations.rules.reach import Reach, Way
from pools.reference.world import world

# In the order of the legend.
LEGEND = (
    (Way.NUMBER, "number", "A number"),
    (Way.SENDER_ID, "sender-id", "A sender ID, one-way"),
    (Way.SHARED, "shared", "Perhaps, by shared routes"),
    (Way.NONE, "none", "Not reached"),
)
DOT = 3


class Shape(NamedTuple):
    """A country that can be picked. path: of one that has a shape; x, y: of one that is a dot."""

    name: str
    href: str
    path: str
    x: int = 0
    y: int = 0


class ShapeGroup(NamedTuple):
    name: str
    text: str
    count: int
    shapes: Sequence[Shape]


class WorldMap:
    def __init__(
        self, reached: Iterable[Reach], picked: Reach | None, area: str, url: Callable[[str], str]
    ) -> None:
        self.reached, self.area, self.url = list(reached), area, url
        self.picked = self.shape(picked) if picked else None

    @property
    def view(self) -> str:
        """The viewBox."""
        return " ".join(map(str, world().view(self.area)))

    @property
    def dot(self) -> float:
        """The radius of a dot, which is as large on the screen whatever part of the map is shown."""
        return round(DOT * world().view(self.area)[2] / world().width * 2, 1)

    @property
    def ratio(self) -> tuple[int, int]:
        return world().view(self.area)[2:]

    @property
    def name(self) -> str:
        """What the map shows, in words."""
        counts = ", ".join(f"{group.text}: {group.count}" for group in self.groups)
        return f"Map of {self.area or 'the world'}. {counts}. The table has each country."

    @cached_property
    def groups(self) -> list[ShapeGroup]:
        found = []
        for way, name, text in LEGEND:
            ours = [one for one in self.reached if one.way == way]
            if ours or way != Way.SHARED:
                found.append(ShapeGroup(name, text, len(ours), [self.shape(one) for one in ours]))
        return found

    @property
    def unoffered(self) -> list[str]:
        """Shapes of countries of which AWS publishes nothing."""
        known = {one.country.iso_country_code for one in self.reached}
        return [path for code, path in world().shapes.items() if code not in known]

    def shape(self, one: Reach) -> Shape:
        code = one.country.iso_country_code
        path = world().shapes.get(code, "")
        x, y = world().dots.get(code, (0, 0))
        return Shape(one.country.label, self.url(code), path, x, y)
