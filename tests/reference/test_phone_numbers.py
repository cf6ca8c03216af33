"""The numbers that are handed out: of the right country, and none that could be somebody's where that is known."""

import botocore.session
import phonenumbers
import pytest

from pools.reference.countries import COUNTRIES
from pools.reference.phone_numbers import FACTS, FICTION, is_offered, monthly_leasing_price, numbers

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
