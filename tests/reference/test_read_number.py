"""Numbers as people and files write them, read into E.164."""

import pytest

from pools.reference.phone_numbers import (
    NO_COUNTRY,
    NOT_A_NUMBER,
    TOO_LONG,
    TOO_SHORT,
    country_of_number,
    read_number,
)


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+447700900123", "", "+447700900123"),
        ("07700 900123", "GB", "+447700900123"),
        ("+44 (0)7700 900123", "", "+447700900123"),
        ("0044 7700 900123", "", "+447700900123"),
        ("447700900123", "", "+447700900123"),
        ("447700900123", "GB", "+447700900123"),
        ("(206) 555-0142", "US", "+12065550142"),
        ("tel:+1-206-555-0142", "", "+12065550142"),
        ("06 12345678", "IT", "+390612345678"),
        ("8 912 345-67-89", "RU", "+79123456789"),
        # As a spreadsheet leaves what began with a plus sign.
        ("491701234567", "DE", "+491701234567"),
        ("919876543210", "IN", "+919876543210"),
        ("393331234567", "IT", "+393331234567"),
        ("12065550142", "US", "+12065550142"),
    ],
)
def test_a_number_is_read_however_it_is_written(text, country, number):
    assert read_number(text, country).number == number


@pytest.mark.parametrize(
    ("text", "country", "problem"),
    [
        ("", "", NOT_A_NUMBER),
        ("hello", "GB", NOT_A_NUMBER),
        ("4.47701E+11", "", NOT_A_NUMBER),
        ("+999 123456", "", NOT_A_NUMBER),
        ("000000", "", NOT_A_NUMBER),
        ("07700 900123", "", NO_COUNTRY),
        # No number of Egypt and Australia, with whose codes these begin.
        ("2025550123", "", NO_COUNTRY),
        ("6175550123", "", NO_COUNTRY),
        ("1234567x" + " " * 200_000 + "z", "", NOT_A_NUMBER),
        ("tel" + ":" * 200_000 + ";\n", "", NOT_A_NUMBER),
        ("+1 206 555", "", TOO_SHORT),
        ("+44 7700 900123 4567", "", TOO_LONG),
        ("12345678901", "DK", TOO_LONG),
    ],
)
def test_what_is_none_is_said_to_be_wrong(text, country, problem):
    assert read_number(text, country).problem == problem


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("+12065550142", "US"),
        ("+16135550142", "CA"),
        ("+447700900123", "GB"),
        ("+77012345678", "KZ"),
        ("+0", ""),
    ],
)
def test_countries_that_share_a_code_are_told_apart(number, country):
    assert country_of_number(number) == country
