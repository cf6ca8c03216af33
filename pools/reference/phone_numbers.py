"""Which kinds of numbers a country has, what they cost a month, and numbers that can be handed out: none is real."""

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

from pools.reference import countries

FACTS = json.loads(Path(__file__).with_name("phone_numbers.json").read_text(encoding="utf-8"))
PRICES = FACTS["monthly_leasing_prices"]
FICTION = FACTS["kept_for_fiction"]["ranges"]
NORTH_AMERICA = "1"
# What is dialled before a number abroad, by most of the world, North America, Australia, Japan and Russia.
EXIT_CODES = ("00", "011", "0011", "010", "810")
# Between digits: these, and whatever Unicode calls a dash, a bracket, a space, or a format that nobody sees.
SIGNS = "./_~*\xb7\u2022\u2027\u2043\u2219\u22c5\u30fb\u2212\t\r\n"
BETWEEN_DIGITS = {"Pd", "Ps", "Pe", "Zs", "Cf"}
OPTIONAL_TRUNK = re.compile(r"[(\[]0+[)\]]")
# What links and address books put before a number and behind it: tel:+4477…;phone-context=…, ext. 5. A short one
# is no number with an extension, but a text such as 10x50.
LINK = re.compile(r"(?:tel|sms|smsto|mms|callto|phone|mobile|fax)\s*[:.]+([^;?]*)(?:[;?].*)?", re.I)
EXTENSION = re.compile(r"((?:\D*\d){7,}\W*)(?:ext(?:ension|n)?|x|#)\s*[.:]?\s*\d{1,6}", re.I)
SHORTEST_FORM = 3
# What is longer is none, however it is written, and would take long to look through.
LONGEST_TEXT = 256


def is_offered(iso_country_code: str, number_type: str) -> bool:
    country = countries.country(iso_country_code)
    if number_type in FACTS["only_in_the_united_states"]:
        return iso_country_code == "US"
    return country is not None and country.long_code


def has_numbers(iso_country_code: str) -> bool:
    return any(is_offered(iso_country_code, kind) for kind in PRICES["by_number_type"])


def takes(number_type: str, message_type: str) -> bool:
    """Whether numbers of the type can have the message type."""
    return number_type != "SIMULATOR" or message_type == "TRANSACTIONAL"


def capabilities(iso_country_code: str) -> Sequence[str]:
    """What numbers there can do. RCS is for RCS agents; no number has it."""
    country = countries.country(iso_country_code)
    if country is None:
        return ()
    found = {"SMS": True, "VOICE": country.voice, "MMS": country.mms}
    return tuple(name for name, can in found.items() if can)


def monthly_leasing_price(iso_country_code: str, number_type: str) -> str:
    by_country = PRICES["long_code_by_country"] if number_type == "LONG_CODE" else {}
    return by_country.get(iso_country_code, PRICES["by_number_type"][number_type])


@lru_cache(maxsize=16)
def numbers(iso_country_code: str, number_type: str) -> Sequence[str]:
    """Every number that can be handed out there, in E.164. The country must offer the kind."""
    if countries.COUNTRIES[iso_country_code].e164_country_code == NORTH_AMERICA:
        codes = area_codes()[iso_country_code, number_type == "TOLL_FREE"]
        # NANPA keeps 555-0100 to 555-0199 for fiction in every area code.
        return [f"+1{code}55501{last:02}" for code in codes for last in range(100)]
    if iso_country_code in FICTION:
        first, last = (int(number[1:]) for number in FICTION[iso_country_code])
        return [f"+{number}" for number in range(first, last + 1)]
    return like_the_example(iso_country_code)


@cache
def area_codes() -> dict[tuple[str, bool], list[int]]:
    """North America's area codes by country, those of toll-free numbers apart."""
    found: dict[tuple[str, bool], list[int]] = {}
    # libphonenumber says whose a number is, but has no list of codes to read.
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


@lru_cache(maxsize=4096)
def written_forms(phone_number: str) -> tuple[str, ...]:
    """A number in E.164 as people write it, without what stands between the digits: +447700900123, 07700900123."""
    # In North America the form within the country is a part of the one with the plus sign.
    if not phone_number.startswith("+") or phone_number.startswith(f"+{NORTH_AMERICA}"):
        return (phone_number,)
    try:
        parsed = phonenumbers.parse(phone_number)
    except phonenumbers.NumberParseException:
        return (phone_number,)
    national = digits_of(phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL))
    with_trunk = trunk(parsed.country_code) + phonenumbers.national_significant_number(parsed)
    return tuple(form for form in dict.fromkeys((phone_number, with_trunk, national)) if form)


def typed_forms(text: str) -> list[str]:
    """A text that is written like a number or a part of one, as `written_forms` contain it; nothing of another."""
    text = without_signs(text)
    rest = text.removeprefix("+")
    if not (rest.isascii() and rest.isdigit()):
        return []
    if text.startswith("+"):
        abroad, found = [rest], [f"+{rest}"]
    else:
        abroad, found = [rest.removeprefix(code) for code in EXIT_CODES if rest.startswith(code)], [rest]
    found += [f"+{digits}" for digits in abroad]
    found += [f"+{without}" for digits in abroad if (without := without_trunk(digits))]
    return [form for form in dict.fromkeys(found) if form == rest or len(form) >= SHORTEST_FORM]


def without_signs(text: str) -> str:
    """A text without what people, links and programs put around a number and between its digits, those in ASCII."""
    text = "".join(c for c in text if unicodedata.category(c) != "Cf").strip()
    text = re.sub("%2B", "+", match[1], flags=re.I) if (match := LINK.fullmatch(text)) else text
    text = OPTIONAL_TRUNK.sub("", match[1].rstrip(" ,;") if (match := EXTENSION.fullmatch(text)) else text)
    kept = (c for c in text if c not in SIGNS and unicodedata.category(c) not in BETWEEN_DIGITS)
    return "".join(str(unicodedata.decimal(c, c)) for c in kept)


def without_trunk(digits: str) -> str:
    """A number behind its country's code without the trunk prefix that people leave in: +44 07700 900123."""
    for length in (1, 2, 3):
        code = digits[:length]
        if int(code or 0) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            prefix = trunk(int(code))
            return code + digits[length:].removeprefix(prefix) if prefix else ""
    return ""


@cache
def trunk(country_code: int) -> str:
    """What is dialled before a number within the country."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(country_code, ("001",))
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(country_code, regions[0])
    return metadata.national_prefix or "" if metadata else ""


# What can be wrong with what should be a number, as `read_number` says it.
NOT_A_NUMBER, NO_COUNTRY, TOO_SHORT, TOO_LONG = "not a number", "no country", "too short", "too long"
DIGITS = re.compile(r"\+?[0-9]+")
# As most are written; what `without_signs` takes away of these, without asking of each character what it is.
PLAIN = re.compile(r"\+?[0-9 ().-]+")
PLAIN_SIGNS = str.maketrans("", "", " ().-")
ABROAD = "00"


class Reading(NamedTuple):
    """A number in E.164, or what is wrong with what was written, and for which country."""

    number: str = ""
    problem: str = ""
    iso_country_code: str = ""


def read_number(text: str, iso_country_code: str = "") -> Reading:
    """A number as people write it. iso_country_code: whose number it is where it doesn't say so.

    Only its length is looked at: which numbers a country has given out changes from month to month. By hand, as
    libphonenumber takes a tenth of a millisecond for each, and a file has fifty thousand. Where two readings have a
    length that is right, libphonenumber says which of them can be.
    """
    if len(text) > LONGEST_TEXT:
        return Reading(problem=NOT_A_NUMBER)
    is_plain = PLAIN.fullmatch(text) and "(0" not in text
    text = text.translate(PLAIN_SIGNS) if is_plain else without_signs(text)
    digits = text.removeprefix("+")
    if not DIGITS.fullmatch(text) or len(digits) < SHORTEST_FORM or not digits.strip("0"):
        return Reading(problem=NOT_A_NUMBER)
    if text.startswith("+"):
        return read_abroad(digits)
    if digits.startswith(ABROAD):
        return read_abroad(digits.removeprefix(ABROAD))
    # Spreadsheets take the plus sign away.
    abroad = Reading(problem=NO_COUNTRY) if digits.startswith("0") else read_abroad(digits)
    if not iso_country_code:
        return abroad if can_be(abroad.number) else Reading(problem=NO_COUNTRY)
    code = phonenumbers.country_code_for_region(iso_country_code)
    within = with_length(code, digits, iso_country_code)
    if not digits.startswith(str(code)) or not abroad.number:
        return within
    if can_be(abroad.number) == can_be(within.number):
        # Where numbers within the country begin with a trunk prefix, this is none of them.
        return abroad if trunk(code) or not within.number else within
    return within if can_be(within.number) else abroad


def can_be(phone_number: str) -> bool:
    """Whether a number in E.164 begins as its country's numbers do, or is one that is kept for fiction."""
    if not phone_number:
        return False
    is_fiction = any(first <= phone_number <= last for first, last in FICTION.values())
    return is_fiction or phonenumbers.is_valid_number(phonenumbers.parse(phone_number))


def read_abroad(digits: str) -> Reading:
    """A number that begins with its country's code."""
    for length in (1, 2, 3):
        code = int(digits[:length] or 0)
        if code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return with_length(code, digits[length:], phonenumbers.region_code_for_country_code(code))
    return Reading(problem=NOT_A_NUMBER)


def with_length(code: int, rest: str, iso_country_code: str) -> Reading:
    prefix, lengths = trunk(code), lengths_of(code)
    without = rest.removeprefix(prefix) if prefix else rest
    # Italy's numbers begin with a zero that belongs to them, and has no trunk prefix.
    for one in (rest, without) if not rest.startswith("0") else (without, rest):
        if len(one) in lengths:
            return Reading(f"+{code}{one}", iso_country_code=iso_country_code)
    problem = TOO_SHORT if len(without) < min(lengths) else TOO_LONG
    return Reading(problem=problem, iso_country_code=iso_country_code)


@cache
def lengths_of(country_code: int) -> Sequence[int]:
    """How many digits numbers have behind the country's code."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[country_code]
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(country_code, regions[0])
    return metadata.general_desc.possible_length


# Countries that share a code are told apart by the digits behind it: no more of them than make these many characters.
BEGINNING = 8
MOST_BEGINNINGS = 10_000
beginnings: dict[str, str] = {}


def country_of_number(phone_number: str) -> str:
    """The country's code of a number in E.164; nothing where that can't be told.

    A file of numbers asks once for each that begins alike, as libphonenumber takes a quarter of a millisecond.
    """
    beginning = phone_number[:BEGINNING]
    if beginning not in beginnings:
        if len(beginnings) >= MOST_BEGINNINGS:
            beginnings.clear()
        beginnings[beginning] = looked_up(phone_number)
    return beginnings[beginning]


def looked_up(phone_number: str) -> str:
    found = region_code(phone_number)
    return found if found in countries.COUNTRIES else ""


def region_code(phone_number: str) -> str:
    """As libphonenumber has it, of a number in E.164; "" where it is none."""
    try:
        parsed = phonenumbers.parse(phone_number)
    except phonenumbers.NumberParseException:
        return ""
    # Of numbers that nobody was given, or that are kept for fiction, the code alone tells.
    found = phonenumbers.region_code_for_number(parsed)
    return found or phonenumbers.region_code_for_country_code(parsed.country_code)


def digits_of(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
