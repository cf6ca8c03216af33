"""The numbers that are handed out: of the right country, and none that could be somebody's where that is known."""

import botocore.session
import phonenumbers
import pytest

from pools.reference.countries import COUNTRIES
from pools.reference.phone_numbers import (
    FACTS,
    FICTION,
    is_offered,
    monthly_leasing_price,
    numbers,
    typed_forms,
    written_forms,
)

MODEL = botocore.session.Session().get_service_model("pinpoint-sms-voice-v2")
TYPES = MODEL.shape_for("RequestableNumberType").enum
OFFERED = [(code, kind) for code in COUNTRIES for kind in TYPES if is_offered(code, kind)]


def test_long_codes_are_offered_where_the_country_table_says_so():
    long_codes = {code for code, kind in OFFERED if kind == "LONG_CODE"}
    assert long_codes == {code for code, country in COUNTRIES.items() if country.long_code}


def test_the_other_kinds_are_offered_in_the_united_states_only():
    others = {(code, kind) for code, kind in OFFERED if kind != "LONG_CODE"}
    assert others == {("US", "TOLL_FREE"), ("US", "TEN_DLC"), ("US", "SIMULATOR")}


def test_nothing_is_offered_where_aws_publishes_nothing():
    assert not any(is_offered("ZZ", kind) for kind in TYPES)


@pytest.mark.parametrize(("code", "kind"), OFFERED)
def test_there_are_numbers_to_give_out_and_each_has_its_country(code, kind):
    found = numbers(code, kind)
    assert len(found) == len(set(found)) > 90
    prefix = f"+{COUNTRIES[code].e164_country_code}"
    assert all(number.startswith(prefix) and number[1:].isdigit() for number in found)
    if code not in FICTION:
        some = [phonenumbers.parse(number) for number in found[:: len(found) // 50]]
        assert all(phonenumbers.is_valid_number_for_region(number, code) for number in some)


@pytest.mark.parametrize(("code", "kind"), [("US", "LONG_CODE"), ("US", "TOLL_FREE"), ("CA", "LONG_CODE")])
def test_north_american_numbers_are_those_kept_for_fiction(code, kind):
    assert all(number[5:10] == "55501" and len(number) == 12 for number in numbers(code, kind))


def test_toll_free_numbers_have_toll_free_area_codes():
    codes = {number[2:5] for number in numbers("US", "TOLL_FREE")}
    assert codes >= {"800", "888", "877", "866", "855", "844", "833"}
    assert not codes & {number[2:5] for number in numbers("US", "LONG_CODE")}


def test_prices_are_dollars_and_cents():
    assert monthly_leasing_price("US", "TOLL_FREE") == "2.00"
    assert monthly_leasing_price("GB", "LONG_CODE") == "1.25"
    assert monthly_leasing_price("NL", "LONG_CODE") == "1.00"
    assert all(len(monthly_leasing_price(*pair).partition(".")[2]) == 2 for pair in OFFERED)


def test_every_fact_says_where_it_is_from():
    for facts in (FACTS, FACTS["monthly_leasing_prices"], FACTS["kept_for_fiction"]):
        assert facts["source"]
        assert facts["date"] >= "2026"


WRITTEN = [
    ("+447700900123", "07700 900123"),
    ("+447700900123", "0044 7700 900123"),
    ("+447700900123", "011 44 7700 900123"),
    ("+447700900123", "+44 (0)7700 900123"),
    ("+447700900123", "+44 07700 900123"),
    ("+447700900123", "+44-7700-900123"),
    ("+447700900123", "00447700900123"),
    ("+447700900123", "7700 900 123"),
    ("+447700900123", "07700 9001"),
    ("+447700900123", "900123"),
    ("+447700900123", "44 7700"),
    ("+12065550142", "(206) 555-0142"),
    ("+12065550142", "1-206-555-0142"),
    ("+12065550142", "001 206 555 0142"),
    ("+12065550142", "206.555.0142"),
    ("+491701234567", "0170/1234567"),
    ("+491701234567", "(0170) 123 45 67"),
    ("+390612345678", "06 1234 5678"),
    ("+79123456789", "8 (912) 345-67-89"),
    ("+61412345678", "0412 345 678"),
    ("+61412345678", "0011 61 412 345 678"),
    ("+5491123456789", "011 15-2345-6789"),
    ("+36201234567", "06 20 123 4567"),
    ("+33612345678", "06\u201012\u201034\u201056\u201078"),
    ("12345", "123 45"),
    ("+447700900123", "\u202d+44 7700 900123\u202c"),
    ("+447700900123", "+44\u200e7700\xad900123"),
    ("+447700900123", "tel:+447700900123"),
    ("+447700900123", "TEL:+44-7700-900123;ext=5"),
    ("+447700900123", "sms:%2B447700900123?body=Hi"),
    ("+447700900123", "Tel.: +44 7700 900123"),
    ("+447700900123", "(+44) 7700 900123"),
    ("+447700900123", "[+44] (0) 7700 900123"),
    ("+447700900123", "+44 [0] 7700 900123"),
    ("+447700900123", "+44_7700_900123"),
    ("+447700900123", "+44\u22127700\u2212900123"),
    ("+447700900123", "+44\xa07700\u202f900123"),
    ("+447700900123", "\u0660\u0667\u0667\u0660\u0660 \u0669\u0660\u0660\u0661\u0662\u0663"),
    ("+447700900123", "8~10 44 7700 900123"),
    ("+447700900123", "07700 900123 ext. 5"),
    ("+447700900123", "+44 7700 900123, extension 12"),
    ("+447700900123", "07700900123x5"),
    ("+447700900123", "07700 900123 #5"),
    ("+12065550142", "(206) 555-0142 Ext 5"),
    ("+33639980042", "06\xb739\xb798\xb700\xb742"),
    ("+33639980042", "06\u202239\u202298\u202200\u202242"),
]


@pytest.mark.parametrize(("number", "typed"), WRITTEN)
def test_a_number_is_found_as_people_write_it(number, typed):
    kept = "\n".join(written_forms(number))
    assert any(form in kept for form in typed_forms(typed))


@pytest.mark.parametrize(
    ("number", "typed"),
    [
        ("+447700900123", "08700 900123"),
        ("+447700900123", "0033 7700 900123"),
        ("+447700900123", "+1 7700 900123"),
        ("+12065550142", "0206 555 0142"),
        ("+390612345678", "+39 6 1234 5678"),
        ("+447700900123", "07700 900123 x"),
        ("+447700900123", "+-()"),
        ("+447700900123", "+"),
        ("+447700900123", "900x123"),
        ("+447700900123", "44+7700"),
        ("+447700900123", "tel:"),
        ("+447700900123", "hotel:900123"),
        ("+447700900123", "ext. 5"),
        ("+447700900123", "900123 %"),
        ("+447700900123", "²"),
    ],
)
def test_another_number_is_not(number, typed):
    kept = "\n".join(written_forms(number))
    assert not any(form in kept for form in typed_forms(typed))


@pytest.mark.parametrize("code", sorted(COUNTRIES))
def test_every_countrys_own_form_finds_its_numbers(code):
    example = phonenumbers.example_number_for_type(code, phonenumbers.PhoneNumberType.MOBILE)
    if example is None:
        pytest.fail(f"{code} has no example")
    kept = "\n".join(written_forms(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)))
    for form in (phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL):
        written = phonenumbers.format_number(example, form)
        assert any(form in kept for form in typed_forms(written)), written
