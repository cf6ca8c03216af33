"""countries.csv says what AWS publishes, and Country reads it without surprises."""

from collections import Counter
from dataclasses import FrozenInstanceError

import pytest

from pools.reference.countries import COUNTRIES, WARN_ONLY_REGISTRATION, by_name, country


def test_every_published_country_has_one_row():
    assert len(COUNTRIES) == 215
    assert all(len(code) == 2 and code.isupper() for code in COUNTRIES)


def test_sender_id_support_is_as_published():
    counts = Counter(row.sender_id for row in COUNTRIES.values())
    assert counts == {"yes": 137, "registration_required": 41, "no": 37}


def test_number_kinds_and_two_way_are_as_published():
    kinds = ("two_way", "long_code", "short_code", "toll_free")
    counts = {kind: sum(getattr(row, kind) for row in COUNTRIES.values()) for kind in kinds}
    assert counts == {"two_way": 77, "long_code": 54, "short_code": 49, "toll_free": 1}


def test_shared_routes_are_unavailable_in_china_and_the_united_states():
    unavailable = {code for code, row in COUNTRIES.items() if row.lacks_shared_routes}
    assert unavailable == {"CN", "US"}


def test_a_country_is_found_by_its_code_only():
    assert country("IN").label == "India (IN)"
    assert country("IN").e164_country_code == "91"
    assert country("KP") is None
    assert country("in") is None


def test_all_are_listed_by_name():
    assert [c.name for c in by_name()] == sorted(c.name for c in COUNTRIES.values())
    assert sum(c.supports_sender_id for c in by_name()) == 137 + 41


def test_registration_is_required_except_where_aws_only_warns():
    assert country("IN").requires_registration
    assert not country("DE").requires_registration
    assert sum(c.requires_registration for c in COUNTRIES.values()) == 41 - len(WARN_ONLY_REGISTRATION)


@pytest.mark.parametrize("code", sorted(WARN_ONLY_REGISTRATION))
def test_where_aws_only_warns_the_table_says_registration_and_a_note_says_why(code):
    assert country(code).sender_id == "registration_required"
    assert country(code).warns_about_registration
    assert not country(code).requires_registration
    assert country(code).notes


def test_a_country_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        country("IN").name = "Bharat"
