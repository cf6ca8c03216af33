"""Destinations: the simulators of AWS's page, and what the last digits of others bring about."""

from pathlib import Path

import pytest
from django.conf import settings

from pools import shapes
from pools.reference import countries, destinations, prices


def test_there_are_simulators_of_25_countries():
    assert len(destinations.SIMULATORS) == 25
    for country, (success, failure) in destinations.SIMULATORS.items():
        assert country in countries.COUNTRIES
        assert destinations.country_of(success) == destinations.country_of(failure) == country
        assert destinations.final_status(success) == "DELIVERED"
        assert destinations.final_status(failure) == "UNREACHABLE"


@pytest.mark.parametrize(
    ("number", "country"),
    [("+12065550175", "US"), ("+447700900123", "GB"), ("+911234567890", "IN"), ("+999123", ""), ("+1", "")],
)
def test_a_number_has_a_country(number, country):
    assert destinations.country_of(number) == country


def test_what_digits_bring_about_is_the_apis():
    reasons = shapes.service_model().shape_for("ConflictExceptionReason").enum
    events = shapes.service_model().shape_for("EventType").enum
    assert set(destinations.CONFLICTS.values()) <= set(reasons)
    assert {f"TEXT_{status}" for status in destinations.FINAL_STATUSES.values()} <= set(events)
    assert destinations.conflict("+12065559911") == "DESTINATION_PHONE_NUMBER_OPTED_OUT"
    assert destinations.conflict("+12065550175") == ""


def test_the_digits_stand_in_the_docs():
    page = (Path(settings.BASE_DIR) / "docs/api.md").read_text()
    for digits, outcome in (destinations.FINAL_STATUSES | destinations.CONFLICTS).items():
        assert f"| {digits} | {outcome}" in page
    assert all(number in page for number in destinations.SIMULATORS["US"])
    assert f"{prices.UNITS_PER_DOLLAR // prices.units('TEXT', 'US')} parts to the United States" in page
