"""manage.py demo: what it loads, putting it back, and its well-known access key."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from pools import models
from pools.operations.access_keys import key_for_signing
from pools.operations.account import (
    describe_account_attributes,
    describe_account_limits,
    describe_spend_limits,
)
from pools.operations.configuration_sets import describe_configuration_sets
from pools.operations.engine.caller import caller_for
from pools.operations.engine.secret_box import seal
from pools.operations.opted_out_numbers import describe_opted_out_numbers
from pools.operations.phone_numbers import request_phone_number
from pools.operations.resource_policies import put_resource_policy
from pools.operations.verified_destination_numbers import (
    describe_verified_destination_numbers,
    send_destination_number_verification_code,
)
from pools.pages.kit.words import labels
from pools.reference import demo_data
from tests.api.test_sigv4 import post, signed
from tests.help.factories import (
    AccessKeyFactory,
    AccountFactory,
    ConfigurationSetFactory,
    MembershipFactory,
    PoolFactory,
)

POOLS = len(demo_data.POOLS) + len(demo_data.IRELAND_POOLS)


@pytest.fixture
def demo(db):
    """An administrator of the demo account, loaded, in us-east-1."""
    call_command("demo", stdout=io.StringIO())
    user = models.User.objects.get(username="demo")
    return caller_for(user, demo_data.ACCOUNT_ID, "us-east-1")


@pytest.fixture
def documented_key(db):
    """As the demo data has it, without the rest of them."""
    user = MembershipFactory(user__username="demo", user__is_demo=True).user
    sealed = seal(demo_data.SECRET_ACCESS_KEY)
    return AccessKeyFactory(user=user, access_key_id=demo_data.ACCESS_KEY_ID, encrypted_secret=sealed)


def reset():
    call_command("demo", "--reset", "--yes", stdout=io.StringIO())


def sign(host="127.0.0.1:8000"):
    return post(signed(demo_data.ACCESS_KEY_ID, demo_data.SECRET_ACCESS_KEY, host=host))


@pytest.mark.django_db
def test_what_was_loaded_is_said_to_be_of_all_regions(capsys):
    call_command("demo")
    assert f" was loaded, over all Regions: {POOLS} pools, " in capsys.readouterr().out


def test_the_account_is_in_the_sandbox_and_spends_less_than_it_may(demo):
    (tier,) = describe_account_attributes(demo).account_attributes
    assert tier.value == "SANDBOX"
    text = [row for row in describe_spend_limits(demo).spend_limits if row.name.startswith("TEXT")]
    assert [(row.enforced_limit, row.max_limit, row.overridden) for row in text] == [(250, 1000, True)]


def test_there_is_what_messages_are_sent_with(demo):
    sets = describe_configuration_sets(demo).configuration_sets
    assert [(row.configuration_set_name, row.default_sender_id) for row in sets] == [
        ("order-updates", "ACME"),
        ("marketing", ""),
    ]
    log = models.EventDestination.objects.get()
    assert log.cloud_watch_logs_destination["LogGroupArn"].startswith("arn:aws:logs:us-east-1:")
    found = describe_verified_destination_numbers(demo).verified_destination_numbers
    assert [row.status for row in found] == ["VERIFIED", "PENDING"]
    opted_out = describe_opted_out_numbers(demo, opt_out_list_name="marketing").opted_out_numbers
    assert {row.end_user_opted_out for row in opted_out} == {True, False}


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_there_is_room_for_more_numbers(demo, region):
    """A program that tries the API requests many; the pages and the API say how many there may be."""
    there = caller_for(demo.user, demo_data.ACCOUNT_ID, region)

    def numbers():
        (limit,) = [
            row for row in describe_account_limits(there).account_limits if row.name == "PHONE_NUMBERS"
        ]
        return limit.used, limit.max

    used, most = numbers()
    assert (most, most - used >= 80) == (100, True)
    for _ in range(6):
        request_phone_number(
            there,
            iso_country_code="US",
            message_type="TRANSACTIONAL",
            number_capabilities=["SMS"],
            number_type="LONG_CODE",
        )
    assert numbers() == (used + 6, 100)
    reset()
    there = caller_for(models.User.objects.get(username="demo"), demo_data.ACCOUNT_ID, region)
    assert numbers() == (used, 100)


def test_a_second_time_needs_reset(demo):
    with pytest.raises(CommandError, match="--reset"):
        call_command("demo")


def test_reset_puts_everything_back(demo):
    foreign = ConfigurationSetFactory(account=AccountFactory(account_id="444455556666"))
    models.Account.objects.filter(pk=demo.account.pk).update(
        account_tier="PRODUCTION", status_delay_seconds=9
    )
    models.AccessKey.objects.all().delete()
    models.ConfigurationSet.objects.create(
        account=demo.account,
        region="eu-west-1",
        configuration_set_name="more",
        created_timestamp=foreign.created_timestamp,
    )
    put_resource_policy(
        demo, resource_arn=PoolFactory(account=demo.account).pool_arn, policy='{"Statement":[]}'
    )
    pending = models.VerifiedDestinationNumber.objects.get(status="PENDING")
    send_destination_number_verification_code(
        demo,
        verified_destination_number_id=pending.verified_destination_number_id,
        verification_channel="TEXT",
    )
    reset()
    account = models.Account.objects.get(pk=demo.account.pk)
    assert (account.account_tier, labels.testing(account)) == ("SANDBOX", "")
    assert models.Pool.objects.count() == POOLS
    assert models.ConfigurationSet.objects.filter(account=account).count() == 2
    assert models.ConfigurationSet.objects.filter(pk=foreign.pk).exists()
    assert not models.ResourcePolicy.objects.exists()
    assert not models.VerifiedDestinationNumber.objects.with_code().exists()
    assert sign()[0] == 200


def test_the_documented_key_signs_as_demo(demo):
    row, membership, secret = key_for_signing("AKIAIOSFODNN7EXAMPLE")
    assert secret == "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    assert (row.user.username, membership.role) == ("demo", "ADMINISTRATOR")
    status, body = sign()
    assert status == 200
    assert len(body["Pools"]) == len(demo_data.POOLS)


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.2:80", "[::1]:8000", "sms.localhost"]
)
def test_the_documented_key_works_under_a_loopback_name(documented_key, host):
    assert sign(host)[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "pools.example.com",
        "192.0.2.1:8000",
        "0.0.0.0:8000",
        "localhost.example.com",
        "127.0.0.1.example.com",
        "example.com:127.0.0.1",
    ],
)
def test_the_documented_key_is_unknown_under_any_other(documented_key, host, settings):
    status, body = sign(host)
    assert (status, body["__type"]) == (403, "UnrecognizedClientException")
    settings.CONSOLE_DEMO = True
    assert sign(host)[0] == 200


def test_another_name_put_in_on_the_way_does_not_help(documented_key):
    headers = signed(demo_data.ACCESS_KEY_ID, demo_data.SECRET_ACCESS_KEY, host="pools.example.com")
    assert post(headers | {"Host": "localhost"})[0] == 403
    assert post(headers | {"X-Forwarded-Host": "localhost"})[0] == 403


def test_with_the_documented_password_goes_the_documented_key(documented_key, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse battery staple\n"))
    call_command("user", "password", "demo", "--password-stdin", stdout=io.StringIO())
    status, body = sign()
    assert (status, body["__type"]) == (403, "UnrecognizedClientException")
    assert not models.AccessKey.objects.exists()
