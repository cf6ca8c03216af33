"""The lines to paste, run as printed in shells that another session has left something in, with each client."""

import os
import re
import sys
from pathlib import Path

import pytest

from console.announcing import announce
from pools.operations.engine.secret_box import seal
from pools.reference import clients, demo_data
from tests.clients.conftest import HERE
from tests.help.factories import AccessKeyFactory, MembershipFactory, PoolFactory
from tests.test_start import Listener

ROOT = Path(__file__).resolve().parents[2]
LEFT_OVER = {
    "AWS_ACCESS_KEY_ID": "AKIAOFANOTHERACCOUNT",
    "AWS_SECRET_ACCESS_KEY": "another",
    "AWS_SESSION_TOKEN": "of another session",
    "AWS_SECURITY_TOKEN": "of another session",
    "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
    "AWS_CREDENTIAL_SCOPE": "ap-south-1",
    "AWS_ACCOUNT_ID": "999999999999",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "required",
    "AWS_AUTH_SCHEME_PREFERENCE": "sigv4a",
    "AWS_SIGV4A_SIGNING_REGION_SET": "*",
    "AWS_BEARER_TOKEN_SMS_VOICE": "of another session",
    "AWS_ROLE_ARN": "arn:aws:iam::999999999999:role/other",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1",
    "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
    "AWS_CONFIG_FILE": "/nowhere",
    "AWS_CA_BUNDLE": "/nowhere",
    "AWS_DATA_PATH": "/nowhere",
    "AWS_PROFILE": "work",
    "AWS_DEFAULT_PROFILE": "work",
    "AWS_REGION": "ap-south-1",
    "AWS_DEFAULT_REGION": "ap-south-1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
}
WITHOUT_THE_OPTION = {
    "aws": "aws pinpoint-sms-voice-v2 describe-pools --query 'Pools[].PoolId' --output text",
    "boto3": f"{sys.executable} -c \"import boto3; c = boto3.client('pinpoint-sms-voice-v2'); "
    "print(c.describe_pools()['Pools'][0]['PoolId'])\"",
}
if os.environ.get("CONSOLE_TEST_NODE") or os.environ.get("CONSOLE_TEST_ALL_CLIENTS"):
    WITHOUT_THE_OPTION["javascript"] = (
        "node --input-type=module -e \"import * as s from '@aws-sdk/client-pinpoint-sms-voice-v2'; "
        'console.log((await new s.PinpointSMSVoiceV2Client({}).send(new s.DescribePoolsCommand({}))).Pools[0].PoolId)"'
    )


@pytest.fixture
def pool(transactional_db):
    """In the account of the demo's key, in the Region that the lines name."""
    membership = MembershipFactory(user__username="demo", user__is_demo=True)
    sealed = seal(demo_data.SECRET_ACCESS_KEY)
    AccessKeyFactory(user=membership.user, access_key_id=demo_data.ACCESS_KEY_ID, encrypted_secret=sealed)
    return PoolFactory(account=membership.account, region="us-east-1")


@pytest.fixture(params=[{}, LEFT_OVER], ids=["a new shell", "a used shell"])
def shell(request, tmp_path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_EC2_METADATA_DISABLED": "true",
    } | request.param


@pytest.fixture
def printed(pool, live_server, capsys) -> list[str]:
    with Listener() as listener:
        listener.address = ("127.0.0.1", live_server.thread.port)
        announce(listener)
    return [
        line for line in capsys.readouterr().out.splitlines() if not line.startswith(("  ", "The console"))
    ]


def documented(path: str, url: str) -> list[str]:
    text = (ROOT / path).read_text().replace("http://127.0.0.1:8000", url)
    return re.findall(r"^    ((?:export|unset|aws) .*)$", text, re.MULTILINE)


def test_the_first_command_answers_with_the_option(run, shell, printed, pool):
    """Every client can be given the endpoint, so the lines up to here need no new one."""
    *lines, instead = printed
    assert instead.startswith("export AWS_ENDPOINT_URL_")
    assert not any(line.startswith("export AWS_ENDPOINT_URL") for line in lines)
    done = run("\n".join(lines), shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert f'"PoolId": "{pool.pool_id}"' in done.stdout


@pytest.mark.parametrize("program", WITHOUT_THE_OPTION)
def test_every_client_answers_without_the_option(run, shell, printed, pool, program):
    lines = [line for line in printed if not line.startswith("aws ")]
    done = run("\n".join(["set -e", f"cd {HERE}", *lines, WITHOUT_THE_OPTION[program]]), shell)
    assert (done.returncode, done.stdout.strip()) == (0, pool.pool_id), done.stderr


@pytest.mark.parametrize("path", ["README.md", "docs/api.md"])
def test_the_documents_have_the_same_lines(printed, live_server, path):
    assert documented(path, live_server.url.replace("localhost", "127.0.0.1")) == printed


@pytest.mark.parametrize("path", ["README.md", "docs/api.md"])
def test_the_documents_name_the_versions_that_read_the_line(path):
    text = " ".join((ROOT / path).read_text().split())
    assert f"It is read by {clients.READ_SINCE}, and by later ones." in text
