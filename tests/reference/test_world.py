"""The map: a place for every country."""

from pools.reference.countries import COUNTRIES, by_name
from pools.reference.world import AREAS, world


def test_every_country_has_a_shape_or_a_dot():
    drawn = world()
    assert set(COUNTRIES) <= drawn.shapes.keys() | drawn.dots.keys()
    assert not drawn.shapes.keys() & drawn.dots.keys()
    assert all(path.startswith("M") and path.endswith("z") for path in drawn.shapes.values())


def test_every_part_of_the_world_is_on_the_map():
    drawn = world()
    assert {country.world_region for country in by_name()} == set(AREAS)
    for left, top, width, height in AREAS.values():
        assert 0 <= left < left + width <= drawn.width
        assert 0 <= top < top + height <= drawn.height
    assert drawn.view("Atlantis") == (0, 0, drawn.width, drawn.height)
