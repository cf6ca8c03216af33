"""The policies allow what the code calls and what those calls need beside themselves, and nothing else."""

import re

import pytest

from pools import shapes
from pools.reference import aws_policies as policies
from pools.reference.aws_calls import READS, WRITES
from tests.help.source import POOLS

ACCOUNT_ID = "111122223333"
CALLED = re.compile(r'"((?:{}))"'.format("|".join(shapes.service_model().operation_names)))


def actions_of(document):
    found = []
    for statement in document["Statement"]:
        action = statement["Action"]
        found += action if isinstance(action, list) else [action]
    return found


@pytest.mark.parametrize("write", [False, True])
def test_the_document_allows_exactly_what_is_needed(write):
    document = policies.policy(ACCOUNT_ID, "eu-west-1", write=write)
    found = actions_of(document)
    assert sorted(found) == [one.action for one in policies.needed(write=write)]
    assert len(found) == len(set(found))


def test_to_read_changes_nothing():
    found = actions_of(policies.policy(ACCOUNT_ID, "eu-west-1", write=False))
    assert all(re.match("sms-voice:(Describe|List|Get)", action) for action in found)


# What a plan shows as a command for a person to run.
BY_HAND = {
    "CreateOptOutList",
    "DeleteDefaultMessageType",
    "DeleteOptOutList",
    "ReleasePhoneNumber",
    "ReleaseSenderId",
    "RequestPhoneNumber",
    "SetDefaultMessageFeedbackEnabled",
    "SetDefaultMessageType",
    "UpdateSenderId",
}


def test_the_calls_are_those_that_the_code_names():
    """What is only written down in a list that nothing calls would be no least policy."""
    named = set()
    for path in (POOLS / "sync").glob("*.py"):
        if path.name != "refusals.py":
            named |= set(CALLED.findall(path.read_text()))
    assert named == {*READS, *WRITES, *BY_HAND}


def test_nothing_that_reaches_people_or_gives_up_a_resource_is_ever_written():
    never = re.compile("^Send|OptedOut|OptOutList|Release|RequestPhoneNumber")
    assert [name for name in WRITES if never.search(name)] == []


def test_what_calls_need_beside_themselves_is_said_with_the_calls():
    by_action = {one.action: one for one in policies.needed(write=True)}
    assert by_action["iam:PassRole"].calls == ("UpdatePhoneNumber", "UpdatePool")
    assert by_action["sms-voice:TagResource"].calls == (
        "CreateConfigurationSet",
        "CreatePool",
        "RequestSenderId",
        "TagResource",
    )


def test_it_is_for_one_account_and_region():
    statements = policies.policy(ACCOUNT_ID, "eu-west-1", write=True)["Statement"]
    by_sid = {one["Sid"]: one for one in statements}
    assert by_sid["Change"]["Resource"] == f"arn:aws:sms-voice:eu-west-1:{ACCOUNT_ID}:*"
    regions = [one["Condition"]["StringEquals"].get("aws:RequestedRegion") for one in statements]
    assert regions == ["eu-west-1"] * 3 + [None]
    passed = by_sid["PassRole"]["Condition"]["StringEquals"]
    assert passed == {"iam:PassedToService": "sms-voice.amazonaws.com"}
