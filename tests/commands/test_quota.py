"""manage.py quota list, set, unset."""

import pytest
from django.core.management import CommandError, call_command

from pools.errors import ServiceQuotaExceededException
from pools.models import Quota
from pools.operations.pools import create_pool, delete_pool
from tests.help.factories import AccountFactory, PhoneNumberFactory, PoolFactory

ACCOUNT = "111122223333"
PLACE = f"of account {ACCOUNT} in us-east-1"


def quota(verb: str, *words: str, account: str = ACCOUNT) -> None:
    call_command("quota", verb, "--account", account, *words)


def printed(capsys, verb: str, *words: str) -> list[str]:
    capsys.readouterr()
    quota(verb, *words)
    return capsys.readouterr().out.splitlines()


def refused(sentence: str, *words: str, account: str = ACCOUNT) -> None:
    with pytest.raises(CommandError) as caught:
        quota(*words, account=account)
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)
    assert not Quota.objects.exists()


def test_the_quotas_are_listed_with_what_is_used_and_whose_they_are(caller, capsys):
    PoolFactory.create_batch(2)
    Quota.objects.create(account=caller.account, region="us-east-1", name="KEYWORDS_PER_POOL", value=1200)
    lines = printed(capsys, "list")
    assert "POOLS_PER_ACCOUNT  2 of 25, the default" in lines
    assert "OPT_OUT_LISTS_PER_ACCOUNT  1 of 25, the default" in lines
    assert "KEYWORDS_PER_POOL  1,200, its own (the default is 30)" in lines
    assert "TAGS_PER_RESOURCE  50, fixed" in lines
    assert "KEYWORDS_PER_POOL  30, the default" in printed(capsys, "list", "--region", "eu-west-1")


def test_a_raised_quota_lets_more_in_and_the_default_refuses_again(caller, capsys):
    PoolFactory.create_batch(25)
    first, second = (number.phone_number_id for number in PhoneNumberFactory.create_batch(2))
    wanted = {"iso_country_code": "US", "message_type": "TRANSACTIONAL"}
    with pytest.raises(ServiceQuotaExceededException):
        create_pool(caller, origination_identity=first, **wanted)
    own = "26, its own (the default is 25)."
    assert printed(capsys, "set", "pools_per_account", "26") == [
        f"POOLS_PER_ACCOUNT {PLACE} is now 25 of {own}"
    ]
    made = create_pool(caller, origination_identity=first, **wanted)
    with pytest.raises(CommandError, match=f"^26 are in use. POOLS_PER_ACCOUNT {PLACE} can't be lower.$"):
        quota("unset", "POOLS_PER_ACCOUNT")
    delete_pool(caller, pool_id=made.pool_id)
    assert printed(capsys, "unset", "POOLS_PER_ACCOUNT") == [
        f"POOLS_PER_ACCOUNT {PLACE} is now 25 of 25, the default."
    ]
    with pytest.raises(ServiceQuotaExceededException):
        create_pool(caller, origination_identity=second, **wanted)


def test_a_quota_is_set_in_one_region_of_one_account(caller):
    AccountFactory(account_id="444455556666", name="Other")
    quota("set", "POOLS_PER_ACCOUNT", "30", "--region", "eu-west-1")
    quota("set", "POOLS_PER_ACCOUNT", "40", "--region", "eu-west-1")
    assert list(Quota.objects.values_list("account_id", "region", "name", "value")) == [
        (ACCOUNT, "eu-west-1", "POOLS_PER_ACCOUNT", 40)
    ]


def test_an_unknown_name_is_refused_with_the_names(caller):
    refused("Quota POOLS doesn't exist. Choose one of: POOLS_PER_ACCOUNT, ", "set", "POOLS", "30")
    refused("Quota POOLS doesn't exist.", "unset", "POOLS")


def test_a_quota_that_aws_does_not_adjust_is_refused(caller):
    refused("Quota TAGS_PER_RESOURCE is the same for every account.", "set", "TAGS_PER_RESOURCE", "60")


@pytest.mark.parametrize("value", ["0", "-1", "1000001", "1e3", "many", ""])
def test_a_value_out_of_bounds_is_refused(caller, value):
    problem = f"Error: argument value: {value!r} is no whole number from 1 to 1000000"
    refused(problem, "set", "POOLS_PER_ACCOUNT", value)


def test_an_unknown_place_is_refused(caller):
    refused("Region eu-nowhere-1 doesn't exist. Choose one of: ", "list", "--region", "eu-nowhere-1")
    refused("Account 999999999999 doesn't exist.", "list", account="999999999999")


def test_the_default_is_not_unset(caller):
    refused(f"POOLS_PER_ACCOUNT {PLACE} is the default already.", "unset", "POOLS_PER_ACCOUNT")
