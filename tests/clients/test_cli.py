"""The AWS CLI: the guide page's commands as printed, and how it shows pages and refusals."""

import json

import pytest
from playwright.sync_api import expect

from pools.models import ConfigurationSet, Message, PhoneNumber, Pool, PoolSenderId, SenderId
from tests.browser.conftest import *  # noqa: F403 - its fixtures
from tests.clients.conftest import client_environment
from tests.clients.guide import ASSOCIATE, DELETE_DEFAULT, SET_DEFAULT, typed
from tests.help.factories import PhoneNumberFactory, PoolFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def demo_environment(live_server, demo):
    """AWS's documentation key, which the demo data has: what bin/run prints to paste."""
    return client_environment(
        live_server.url, "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    )


def test_a_sender_id_is_associated_with_a_pool(open_page, demo_environment, run):
    sender = SenderId.objects.get(region="us-east-1", sender_id="SENDER", iso_country_code="IN")
    pool = Pool.objects.filter(region="us-east-1", message_type__in=sender.message_types)
    pool = pool.exclude(sender_ids=sender).exclude(name="").first()
    done = run(typed(ASSOCIATE, poolId=pool.pool_id), demo_environment)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "PoolArn": pool.pool_arn,
        "PoolId": pool.pool_id,
        "OriginationIdentityArn": sender.sender_id_arn,
        "OriginationIdentity": "SENDER",
        "IsoCountryCode": "IN",
    }
    assert PoolSenderId.objects.filter(pool=pool, sender_id=sender).exists()
    page = open_page(f"{PLACE}/sms-voice/pools/{pool.pool_id}/?associated=associated")  # noqa: F405
    shown = page.get_by_test_id("origination-identities").get_by_text("SENDER", exact=True)
    expect(shown.first).to_be_visible()


def test_the_default_sender_id_of_a_configuration_set_is_set_and_deleted(environment, run):
    made = run(
        "aws pinpoint-sms-voice-v2 create-configuration-set --configuration-set-name Events", environment
    )
    assert made.returncode == 0, made.stderr
    fill = {"configurationSetName": "Events", "senderId": "MYBRAND"}
    done = run(typed(SET_DEFAULT, **fill), environment)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["SenderId"] == "MYBRAND"
    assert ConfigurationSet.objects.get().default_sender_id == "MYBRAND"
    gone = run(typed(DELETE_DEFAULT, **fill), environment)
    assert gone.returncode == 0, gone.stderr
    assert json.loads(gone.stdout)["SenderId"] == "MYBRAND"
    assert ConfigurationSet.objects.get().default_sender_id == ""


def test_pages_are_followed(environment, run):
    PoolFactory.create_batch(5)
    done = run("aws pinpoint-sms-voice-v2 describe-pools --page-size 2 --query 'length(Pools)'", environment)
    assert (done.stdout.strip(), done.stderr) == ("5", "")


def test_a_refusal_names_its_reason(environment, run):
    pool = PoolFactory(protected=True)
    done = run(f"aws pinpoint-sms-voice-v2 delete-pool --pool-id {pool.pool_id}", environment)
    assert done.returncode in (254, 255)
    assert "(ConflictException) when calling the DeletePool operation" in done.stderr
    assert 'Reason="DELETION_PROTECTION_ENABLED"' in done.stderr


def test_a_text_is_sent_and_refused(environment, run):
    pool = PoolFactory()
    PhoneNumberFactory(pool=pool)
    command = (
        "aws pinpoint-sms-voice-v2 send-text-message --destination-phone-number {} --message-body Hello "
        f"--origination-identity {pool.pool_id} --context order=7 --max-price 0.05 --time-to-live 60"
    )
    done = run(command.format("+14254147755"), environment)
    assert done.returncode == 0, done.stderr
    assert Message.objects.get().message_id == json.loads(done.stdout)["MessageId"]
    number = PhoneNumber.objects.get().phone_number_arn
    by_number = command.replace(pool.pool_id, number).replace("--max-price 0.05", "--dry-run")
    done = run(by_number.format("+14254147755"), environment)
    assert len(json.loads(done.stdout)["MessageId"]) == 36
    assert Message.objects.count() == 1
    done = run(command.format("+12065550175"), environment)
    assert "(ConflictException) when calling the SendTextMessage operation" in done.stderr
    assert 'Reason="DESTINATION_PHONE_NUMBER_NOT_VERIFIED"' in done.stderr
