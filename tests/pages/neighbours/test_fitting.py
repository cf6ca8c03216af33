"""A number's page, opened from a pool that the number does not fit: what differs, and the commands that mend it."""

import re
import shlex
from html import unescape

import pytest
from django.urls import reverse

from pools.operations.associations import associate_origination_identity
from pools.operations.keywords import delete_keyword, put_keyword
from pools.operations.phone_numbers import update_phone_number
from tests.help.factories import TOPIC, KeywordFactory, OptOutListFactory, PhoneNumberFactory, PoolFactory
from tests.help.html_forms import fields_of

ROLE = "arn:aws:iam::111122223333:role/Publish"
ACTS = {
    "update-phone-number": update_phone_number,
    "put-keyword": put_keyword,
    "delete-keyword": delete_keyword,
}


@pytest.fixture
def pool(caller):
    pool = PoolFactory(name="orders", opt_out_list_name="vip")
    OptOutListFactory(opt_out_list_name="vip")
    PhoneNumberFactory(pool=pool)
    KeywordFactory(pool=pool, keyword="START", keyword_message='It\'s $5 "now"', keyword_action="OPT_IN")
    return pool


def page(client, number, pool=None) -> str:
    address = reverse("phone-number-detail", args=["111122223333", "us-east-1", number.phone_number_id])
    return client.get(address, {"back": pool.pool_id} if pool else {}).content.decode()


def commands(markup: str) -> list[str]:
    code = re.search(r'data-testid="fitting-commands".*?<code>(.*?)</code>', markup, re.DOTALL)
    return unescape(code[1]).splitlines() if code else []


def run(caller, line: str) -> None:
    """What the AWS CLI would make of the line."""
    aws, service, verb, *words = shlex.split(line)
    assert (aws, service) == ("aws", "pinpoint-sms-voice-v2")
    # To this console, whatever the shell was prepared for.
    assert words[-4:] == ["--region", "us-east-1", "--endpoint-url", "http://testserver"]
    del words[-4:]
    arguments = {}
    while words:
        name = words.pop(0).removeprefix("--")
        if not words or words[0].startswith("--"):
            arguments[name.removeprefix("no-").replace("-", "_")] = not name.startswith("no-")
        else:
            arguments[name.replace("-", "_")] = words.pop(0)
    ACTS[verb](caller, **arguments)


@pytest.mark.parametrize("own", [{}, {"two_way": True}, {"two_way": True, "two_way_channel_role": ROLE}])
@pytest.mark.parametrize(
    "pools",
    [
        {},
        {"two_way_enabled": True, "two_way_channel_arn": f"{TOPIC}-2", "self_managed_opt_outs_enabled": True},
        {"two_way_enabled": True, "two_way_channel_arn": TOPIC, "two_way_channel_role": ROLE},
    ],
)
def test_the_commands_make_it_fit(client, caller, pool, own, pools):
    type(pool).objects.filter(pk=pool.pk).update(**pools)
    number = PhoneNumberFactory(**own, self_managed_opt_outs_enabled=bool(own))
    KeywordFactory(phone_number=number, keyword="OLD")
    markup = page(client, number, pool)
    assert "Opt-out list is Default, the pool uses vip." in markup
    assert "Keywords differ: OLD, START." in unescape(markup)
    for line in commands(markup):
        run(caller, line)
    done = page(client, number, pool)
    assert commands(done) == []
    assert f"{number.label} fits pool <strong>orders</strong>." in done
    assert "Back to orders</a>" in done
    associate_origination_identity(caller, pool_id=pool.pool_id, origination_identity=number.phone_number_id)


def test_what_no_command_changes_has_none(client, pool):
    number = PhoneNumberFactory(message_type="PROMOTIONAL")
    markup = unescape(page(client, number, pool))
    assert "Message type is Promotional and can't be changed." in markup
    assert commands(markup) == []


def test_it_is_said_only_to_who_comes_from_a_pool_and_may_change_the_number(
    client, viewer_client, other_caller, pool
):
    number = PhoneNumberFactory()
    member = pool.phone_numbers.get()
    theirs = PoolFactory(account=other_caller.account)
    assert 'data-testid="fitting"' in page(client, number, pool)
    for markup in (
        page(client, number),
        page(client, number, theirs),
        page(client, member, pool),
        page(client, PhoneNumberFactory(pending=True), pool),
        page(viewer_client, number, pool),
    ):
        assert 'data-testid="fitting"' not in markup


def test_what_is_changed_on_the_page_itself_leads_back_to_the_fitting(client, account):
    pool = PoolFactory(name="orders")
    OptOutListFactory(opt_out_list_name="Loud")
    number = PhoneNumberFactory(opt_out_list_name="Loud")
    here = reverse("phone-number-detail", args=["111122223333", "us-east-1", number.phone_number_id])
    answer = client.get(here, {"back": pool.pool_id})
    form = fields_of(answer, "settings-form") | {"opt_out_list_name": "Default"}
    action = re.search(r'id="settings-form"[^>]*action="([^"]+)"', answer.content.decode())[1]
    saved = client.post(action, form)
    assert saved.url == f"{here}?back={pool.pool_id}"
    assert f"{number.label} fits pool" in " ".join(client.get(saved.url).content.decode().split())
