"""Searching for what is written like a phone number, and for what only has digits in it."""

import pytest

from pools.models import PhoneNumber, Pool
from tests.help.factories import PhoneNumberFactory, PoolFactory


@pytest.fixture
def number(caller):
    pool = PoolFactory(account=caller.account, pool_id="pool-a")
    return PhoneNumberFactory(
        account=caller.account, phone_number="+12065550142", phone_number_id="phone-a", pool=pool
    )


@pytest.mark.parametrize("model", [PhoneNumber, Pool])
@pytest.mark.parametrize("text", ["+1 206-555", "(206) 555.0142", "0142"])
def test_a_number_is_found_however_it_is_written(caller, number, model, text):
    assert model.objects.for_caller(caller).search(text).count() == 1


@pytest.mark.parametrize("model", [PhoneNumber, Pool])
@pytest.mark.parametrize("text", ["ACME2", "2 ACME 2", "+-()", "²"])
def test_digits_of_any_other_text_find_no_number(caller, number, model, text):
    assert not model.objects.for_caller(caller).search(text)
