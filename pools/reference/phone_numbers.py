"""Which kinds of numbers a country has, what they cost a month, and numbers that can be handed out: none is real."""

import json
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from pools.reference import countries

FACTS = json.loads(Path(__file__).with_name("phone_numbers.json").read_text(encoding="utf-8"))
PRICES = FACTS["monthly_leasing_prices"]
FICTION = FACTS["kept_for_fiction"]["ranges"]
NORTH_AMERICA = "1"


def is_offered(iso_country_code: str, number_type: str) -> bool:
    country = countries.country(iso_country_code)
    if number_type in FACTS["only_in_the_united_states"]:
        return iso_country_code == "US"
    return country is not None and country.long_code


def monthly_leasing_price(iso_country_code: str, number_type: str) -> str:
    by_country = PRICES["long_code_by_country"] if number_type == "LONG_CODE" else {}
    return by_country.get(iso_country_code, PRICES["by_number_type"][number_type])


@lru_cache(maxsize=16)
def numbers(iso_country_code: str, number_type: str) -> Sequence[str]:
    """Every number that can be handed out there, in E.164. The country must offer the kind."""
    if countries.COUNTRIES[iso_country_code].e164_country_code == NORTH_AMERICA:
        codes = area_codes()[iso_country_code, number_type == "TOLL_FREE"]
        return [f"+1{code}55501{last:02}" for code in codes for last in range(100)]
    if iso_country_code in FICTION:
        first, last = (int(number[1:]) for number in FICTION[iso_country_code])
        return [f"+{number}" for number in range(first, last + 1)]
    return like_the_example(iso_country_code)


@cache
def area_codes() -> dict[tuple[str, bool], list[int]]:
    """North America's area codes by country, those of toll-free numbers apart."""
    found: dict[tuple[str, bool], list[int]] = {}
    for code in range(200, 1000):
        number = phonenumbers.parse(f"+1{code}5550100")
        kind = phonenumbers.number_type(number)
        if kind in (PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.TOLL_FREE):
            key = phonenumbers.region_code_for_number(number), kind == PhoneNumberType.TOLL_FREE
            found.setdefault(key, []).append(code)
    return found


def like_the_example(iso_country_code: str) -> Sequence[str]:
    """libphonenumber's example of a mobile number, with every other end that is valid, too."""
    example = phonenumbers.example_number_for_type(iso_country_code, PhoneNumberType.MOBILE)
    stem = phonenumbers.format_number(example, PhoneNumberFormat.E164)[:-3]
    ends = (f"{stem}{last:03}" for last in range(1000))
    return [number for number in ends if phonenumbers.is_valid_number(phonenumbers.parse(number))]
