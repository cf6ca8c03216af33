"""regions.json holds the Regions of botocore's endpoint data, named as the Region menu names them."""

import botocore.session

from pools.reference.regions import REGIONS, region


def test_the_regions_are_those_of_the_service():
    available = botocore.session.Session().get_available_regions("pinpoint-sms-voice-v2")
    assert set(REGIONS) == set(available)
    assert len(REGIONS) == 31


def test_the_menu_starts_in_the_united_states():
    assert list(REGIONS)[:4] == ["us-east-1", "us-east-2", "us-west-1", "us-west-2"]
    areas = [row.name.split(" (")[0].removesuffix(" West") for row in list(REGIONS.values())[4:]]
    assert areas == sorted(areas)


def test_a_region_has_its_name_and_city():
    virginia = region("us-east-1")
    assert virginia.name == "US East (N. Virginia)"
    assert virginia.city == "N. Virginia"
    assert {row.partition for row in REGIONS.values()} == {"aws"}
    assert all(row.name.endswith(f"({row.city})") for row in REGIONS.values())


def test_an_unknown_region_is_none():
    assert region("us-gov-west-1") is None
