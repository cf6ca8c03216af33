"""The commands that pages show, run by the AWS CLI: they do what the page does, whatever a value holds."""

import pytest

from pools.models import Keyword, Tag
from pools.pages.kit.commands.calls import Call
from pools.pages.kit.commands.written import in_shell
from pools.reference.shells import POSIX
from tests.browser.conftest import *  # noqa: F403 - its fixtures
from tests.help.factories import PhoneNumberFactory, PoolFactory

pytestmark = pytest.mark.browser

MESSAGES = {"LOADS": "file:///etc/passwd", "ODD": 'It\'s 50% "off"\n$HOME `id` é'}
TAGS = {"Team": "risk", "a=b, c": "it's [1]"}


def test_what_a_value_holds_arrives(environment, run, live_server):
    pool = PoolFactory()
    PhoneNumberFactory(pool=pool)
    tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]
    calls = [Call("TagResource", {"ResourceArn": pool.pool_arn, "Tags": tags})]
    for keyword, message in MESSAGES.items():
        put = {"OriginationIdentity": pool.pool_id, "Keyword": keyword, "KeywordMessage": message}
        calls.append(Call("PutKeyword", put))
    commands = [in_shell(POSIX, call, live_server.url, "us-east-1") for call in calls]
    done = run("\n".join(["set -e", *commands]), environment)
    assert done.returncode == 0, done.stderr
    kept = Keyword.objects.filter(pool=pool, keyword__in=MESSAGES)
    assert dict(kept.values_list("keyword", "keyword_message")) == MESSAGES
    assert dict(Tag.objects.values_list("key", "value")) == TAGS
