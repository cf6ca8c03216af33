"""The AWS SDK for JavaScript runs through each resource."""

import json
import os
import subprocess

import pytest

from tests.clients.conftest import HERE

NODE = os.environ.get("CONSOLE_TEST_NODE", "")


@pytest.mark.skipif(
    not NODE and not os.environ.get("CONSOLE_TEST_ALL_CLIENTS"), reason="there is no Node.js to run it"
)
def test_every_resource_once(environment, caller):
    done = subprocess.run(
        [NODE or "node", str(HERE / "smoke.mjs")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    number, *_ = said["identities"]
    assert said.pop("number").startswith("pool-")
    assert said == {
        "created": True,
        "identities": [number, "SMOKE"],
        "keywords": ["HELP", "INFO", "STOP"],
        "tags": [{"Key": "Name", "Value": "smoke"}],
        "optedOut": 1,
        "sets": ["SMOKE"],
        "limits": 1,
        "spend": True,
        "verified": "PENDING",
        "policy": True,
        "sent": [36, 36, 36, 36],
        "dry": 36,
        "unsent": ["ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT", True],
        "refusal": ["ConflictException", "PHONE_NUMBER_ASSOCIATED_TO_POOL", "phone-number", True],
        "fields": [{"Name": "MaxResults", "Message": "must be at most 100"}],
        "deleted": "DELETING",
    }
