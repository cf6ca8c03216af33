"""AWS sync without a link: the form, the test of the connection with every answer, the policies to copy."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pools.models import Account, AwsLink, Learner, SyncRequest, User
from tests.conftest import signed_in
from tests.help import sync_rows
from tests.help.factories import MembershipFactory, PoolFactory, UserFactory
from tests.help.sync_rows import worker
from tests.help.texts import words_of
from tests.pages.sync.places import URL

pytestmark = pytest.mark.django_db


def page(client: Client, path: str = URL) -> str:
    return " ".join(html.unescape(client.get(path).content.decode()).split())


def test_nothing_is_linked(client, caller):
    text = page(client)
    assert "This account and Region become a draft of the same account and Region of AWS." in text
    for words in ("What the worker finds by itself", "A named profile", "Test connection", "Link and import"):
        assert words in text
    assert 'aria-label="AWS sync: Local only"' in text
    assert ">Local only</span>" in text


def test_a_practice_account_shows_no_credentials(client, caller):
    Learner.objects.create(user=caller.user, account=caller.account)
    text = page(client)
    assert "A practice account can't be linked." in text
    assert "A named profile" not in text
    answer = client.post(URL, {"credentials": "self", "act": "test"})
    assert answer.status_code == 409
    assert not SyncRequest.objects.exists()


def test_a_press_asks_the_worker(client, caller):
    client.post(URL, {"credentials": "profile", "profile": "prod", "act": "link"})
    asked = SyncRequest.objects.get()
    assert asked.about == {"profile": "prod", "then_link": True}


def answered(caller, *, about=None, **answer) -> SyncRequest:
    now = timezone.now()
    return SyncRequest.objects.create(
        account=caller.account,
        region=caller.region,
        kind="TEST",
        about={"profile": "prod", "then_link": False} | (about or {}),
        asked_by=caller.user,
        asked_timestamp=now - timedelta(seconds=5),
        answered_timestamp=now,
        answer={"trouble": "", "account_id": "111122223333"} | answer,
    )


ANSWERS = {
    "works": (
        {"arn": "arn:aws:sts::111122223333:assumed-role/console-sync/prod"},
        (
            "Connected to AWS account 1111-2222-3333 as role/console-sync. Pools can be read; whether it may write "
            "shows when you apply."
        ),
    ),
    "none": (
        {"trouble": "NO_CREDENTIALS", "user": "pools", "host": "ops-box"},
        (
            "No AWS credentials found The worker looked in its environment, ~/.aws of user pools on ops-box and the "
            "machine's role."
        ),
    ),
    "unknown": (
        {"trouble": "NOT_KNOWN", "access_key_id": "AKIAEXAMPLE7Q"},
        "AWS does not know these credentials Access key AKIA…7Q was deleted or mistyped.",
    ),
    "expired": ({"trouble": "EXPIRED"}, "The credentials expired They had ended by"),
    "other": (
        {"trouble": "OTHER_ACCOUNT", "account_id": "123456789012"},
        (
            "These credentials are for another AWS account Profile prod signs in to AWS account 1234-5678-9012. This "
            "console account is 1111-2222-3333. Nothing was linked. Create account 1234-5678-9012 and link it Use "
            "another profile"
        ),
    ),
    "itself": (
        {"trouble": "THIS_CONSOLE", "endpoint": "http://127.0.0.1:8000"},
        (
            "This endpoint is this console http://127.0.0.1:8000 answered with this console's own ID. Remove "
            "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2 or AWS_ENDPOINT_URL, whichever is set, from the worker's "
            "environment and start it again."
        ),
    ),
    "permission": (
        {
            "trouble": "NO_PERMISSION",
            "action": "sms-voice:DescribePools",
            "arn": "arn:aws:sts::111122223333:assumed-role/console-sync/prod",
        },
        "No permission for sms-voice:DescribePools AWS refused it to role/console-sync. Show the line in the policy",
    ),
    "clock": (
        {"trouble": "CLOCK", "minutes": 7},
        (
            "This machine's clock is 7 minutes ahead AWS refuses requests more than 5 minutes off. Set the clock, then "
            "test again."
        ),
    ),
    "unreachable": (
        {"trouble": "UNREACHABLE", "endpoint": "sms-voice.us-east-1.amazonaws.com"},
        (
            "AWS can't be reached No answer from sms-voice.us-east-1.amazonaws.com in 5 seconds. Check the worker's "
            "network and HTTPS_PROXY."
        ),
    ),
    "off": (
        {"trouble": "REGION_OFF"},
        "No pools in US East (N. Virginia) This Region is off for account 1111-2222-3333. Choose another Region",
    ),
    "no pools": (
        {"trouble": "NO_POOLS"},
        "No pools in US East (N. Virginia) AWS has no pools in this Region. Choose another Region",
    ),
    "demo": (
        {"trouble": "DEMO_ACCOUNT"},
        "The demo account can't be linked Its data is made up and can be reset.",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_has_its_words_and_its_way_out(client, caller, name):
    answer, words = ANSWERS[name]
    answered(caller, **answer)
    assert words in words_of(client.get(URL))


def test_a_missing_action_is_marked_in_the_policy(client, caller):
    answered(caller, trouble="NO_PERMISSION", action="sms-voice:TagResource")
    text = client.get(URL).content.decode()
    assert 'href="#policy-sms-voice-TagResource"' in text
    assert re.search('policy__line--missing" id="policy-sms-voice-TagResource"', text)


def test_a_test_that_goes_on_asks_for_the_page_again(client, caller):
    worker()
    request = answered(caller)
    SyncRequest.objects.filter(pk=request.pk).update(answered_timestamp=None, answer={})
    text = words_of(client.get(URL))
    assert "Asking AWS who these credentials are" in text
    assert "Testing. Reload in a few seconds." in text
    live = {"HX-Request": "true", "X-Live": "link"}
    assert client.get(URL, headers=live).status_code == 200
    SyncRequest.objects.filter(pk=request.pk).update(answered_timestamp=timezone.now())
    assert client.get(URL, headers=live).status_code == 286


def test_a_page_that_looked_before_it_was_linked_asks_again(client, caller):
    test = answered(caller, linked=True)
    assert client.get(URL, headers={"HX-Request": "true", "X-Live": "link"}).status_code == 200
    test.answered_timestamp -= timedelta(minutes=1)
    test.save()
    assert client.get(URL, headers={"HX-Request": "true", "X-Live": "link"}).status_code == 286


def test_a_silent_worker_is_named_with_its_command(client, caller):
    worker(silent=14 * 60)
    assert (
        "The sync worker isn't running Nothing is read or applied until it is. Last seen 14 minutes ago on ops-box. "
        "bin/run starts it with the console; by itself: manage.py sync work"
    ) in words_of(client.get(URL))


def test_who_may_not_link_is_told_who_may(client, caller, viewer):
    reader = signed_in(viewer)
    text = words_of(reader.get(URL))
    assert f"This account is local only. Who can link it: {caller.user.username}." in text
    assert "Link and import" not in text
    refused = reader.post(URL, {"credentials": "self", "act": "test"})
    assert refused.status_code == 403
    assert f"This action is available to Administrators: {caller.user.username}." in words_of(refused)


def test_pools_that_are_here_are_counted(client, caller):
    PoolFactory(account=caller.account)
    assert (
        "This account holds 1 pool. What AWS does not have becomes a pending change; nothing is created until you "
        "apply."
    ) in words_of(client.get(URL))


@pytest.mark.parametrize("trouble", ["OTHER_ACCOUNT", "DEMO_ACCOUNT"])
@pytest.mark.parametrize("in_demo", [False, True])
def test_no_account_is_offered_to_who_has_a_sign_in_of_the_demo(client, caller, trouble, in_demo):
    answered(caller, trouble=trouble, account_id="123456789012")
    if in_demo:
        MembershipFactory(account=caller.account, user=UserFactory(is_demo=True))
    offered = "Create account 1234-5678-9012 and link it"
    assert offered in words_of(client.get(URL))
    User.objects.filter(pk=caller.user.pk).update(is_demo=True)
    assert offered not in words_of(client.get(URL))
    client.post(URL, {"act": "create"})
    assert not Account.objects.filter(pk="123456789012").exists()


def test_an_account_is_made_for_the_credentials_that_are_another_ones(client, caller):
    answered(caller, trouble="OTHER_ACCOUNT", account_id="123456789012")
    answer = client.post(URL, {"act": "create"})
    assert answer["Location"] == "/123456789012/us-east-1/sync/"
    asked = SyncRequest.objects.get(account_id="123456789012")
    assert asked.about == {"profile": "prod", "then_link": True}


SETTINGS = f"{URL}link/"
EXPIRED = {"trouble": "EXPIRED", "trouble_about": {"trouble": "EXPIRED", "at": "2026-10-01T09:44:00+00:00"}}


def test_link_settings_show_no_answer_that_the_link_knows_better(client, caller):
    found = sync_rows.link(caller)
    answered(caller)
    assert "Connected to AWS account" in page(client, SETTINGS)
    AwsLink.objects.filter(pk=found.pk).update(**EXPIRED)
    text = words_of(client.get(SETTINGS))
    assert "Connected to AWS account" not in text
    assert "They had ended by 09:44. aws sso login --profile prod" in text
    assert text.count("Signed in as") == 1


def test_link_settings_name_the_command_that_looks_opt_outs_up(client, caller):
    sync_rows.link(caller)
    text = words_of(client.get(SETTINGS))
    assert "manage.py sync look-up Default --account 111122223333 --region us-east-1" in text


def test_nor_one_that_it_has_overcome(client, caller):
    sync_rows.link(caller)
    answered(caller, trouble="EXPIRED")
    assert "The credentials expired" not in page(client, SETTINGS)


def test_but_that_of_credentials_which_it_does_not_use(client, caller):
    found = sync_rows.link(caller)
    answered(
        caller,
        about={"profile": "other", "then_link": True},
        trouble="OTHER_ACCOUNT",
        account_id="444455556666",
    )
    text = words_of(client.get(SETTINGS))
    assert "Profile other signs in to AWS account 4444-5555-6666. This" in text
    assert "Nothing was changed. Use another profile" in text
    assert "Create account" not in text
    AwsLink.objects.filter(pk=found.pk).update(**EXPIRED)
    assert "Profile other signs in" in words_of(client.get(SETTINGS))


def test_a_profile_that_is_refused_stays_in_the_form(client, caller):
    sync_rows.link(caller)
    typed = {"act": "test", "credentials": "profile", "profile": "pro\u200bd"}
    answer = client.post(f"{URL}link/", typed)
    page = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert 'value="pro\u200bd"' in page
    assert "<title>Error: Link settings" in " ".join(page.split())
    assert not SyncRequest.objects.exists()
