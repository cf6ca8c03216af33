"""The stand-in for AWS can do what sync.md asks of it; an emulator that is kinder than AWS would prove nothing."""

import json
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import boto3
import pytest
from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError

from tests.help.aws.log import Entry, Log
from tests.help.aws.weather import (
    ANSWER_LOST,
    FAILED,
    FAILED_AFTER,
    FAULTS,
    REQUEST_LOST,
    THROTTLED,
    TRANSIENT,
    Weather,
)
from tests.help.ctrl_c import ended_by_ctrl_c
from tests.help.source import ROOT

TRANSACTIONAL = "TRANSACTIONAL"


@pytest.fixture
def front(aws_side):
    """boto3 through the proxy."""
    client = aws_side.client(behind=False)
    yield client
    client.close()


@pytest.fixture
def behind(aws_side):
    """boto3 past it, so that nothing goes wrong and nothing is logged."""
    client = aws_side.client()
    yield client
    client.close()


def number(client):
    return client.request_phone_number(
        IsoCountryCode="US",
        MessageType=TRANSACTIONAL,
        NumberCapabilities=["SMS"],
        NumberType="SIMULATOR",
    )["PhoneNumberId"]


def pool(client, identity=None, **more):
    wish = {"MessageType": TRANSACTIONAL, "IsoCountryCode": "US", **more}
    return client.create_pool(OriginationIdentity=identity or number(client), **wish)["PoolId"]


def pools(client):
    return [one["PoolId"] for one in client.describe_pools()["Pools"]]


def code_of(act, *arguments, **named):
    with pytest.raises(ClientError) as refusal:
        act(*arguments, **named)
    return refusal.value.response["Error"]["Code"]


def test_it_is_the_product_and_logs_what_it_is_asked(aws_side, front, behind):
    made = pool(front)
    assert pools(behind) == [made]
    assert [one.operation for one in aws_side.log.entries] == ["RequestPhoneNumber", "CreatePool"]
    entry = aws_side.log.of("CreatePool")[0]
    assert (entry.outcome, entry.took_effect, entry.status) == ("answered", True, 200)
    assert entry.request["MessageType"] == TRANSACTIONAL
    assert list(aws_side.log.made("CreatePool")) == [made]


def test_a_request_is_dropped(aws_side, front, behind):
    aws_side.weather.next("CreatePool", REQUEST_LOST)
    seed = number(behind)
    with pytest.raises(ConnectionClosedError):
        pool(front, seed)
    assert pools(behind) == []
    assert aws_side.log.outcomes("CreatePool") == {REQUEST_LOST: 1}


def test_an_answer_is_dropped_after_it_took_effect(aws_side, front, behind):
    aws_side.weather.next("CreatePool", ANSWER_LOST)
    seed = number(behind)
    with pytest.raises(ConnectionClosedError):
        pool(front, seed)
    assert list(aws_side.log.made("CreatePool")) == pools(behind) != []


def test_it_fails_before_and_after_it_took_effect(aws_side, front, behind):
    aws_side.weather.next("CreatePool", FAILED, FAILED_AFTER)
    seed = number(behind)
    assert code_of(pool, front, seed) == "InternalServerException"
    assert pools(behind) == []
    assert code_of(pool, front, seed) == "InternalServerException"
    assert len(pools(behind)) == 1


def test_it_throttles(aws_side, front):
    aws_side.weather.next("DescribePools", THROTTLED)
    assert code_of(front.describe_pools) == "ThrottlingException"
    assert pools(front) == []


def test_it_throttles_who_comes_faster_than_documented(aws_side, front):
    aws_side.weather = Weather(rates=1.0)
    front.describe_pools()
    assert code_of(front.describe_pools) == "ThrottlingException"
    front.describe_opt_out_lists()


def test_it_takes_its_time(aws_side, front):
    aws_side.weather = Weather(slow=1.0, slow_seconds=1.0)
    began = time.monotonic()
    for _ in range(3):
        front.describe_pools()
    expected = random.Random(0)
    least = sum(expected.uniform(0, 1) if expected.random() < 1 else 0 for _ in range(3))
    assert time.monotonic() - began > min(least, 0.3)


def test_it_forgets_client_tokens(aws_side, behind):
    seeds = {"OriginationIdentity": number(behind), "MessageType": TRANSACTIONAL, "ClientToken": "once"}
    first = behind.create_pool(**seeds)["PoolId"]
    assert behind.create_pool(**seeds)["PoolId"] == first
    aws_side.control(token_life=0)
    assert code_of(behind.create_pool, **seeds) == "ConflictException"


def test_reads_are_from_the_past(aws_side, front, behind):
    before = pool(behind)
    aws_side.weather = Weather(stale=1.0, stale_seconds=1e9)
    aws_side.pin_past()
    after = pool(behind)
    behind.update_pool(PoolId=before, SharedRoutesEnabled=True)
    (seen,) = front.describe_pools()["Pools"]
    assert (seen["PoolId"], seen["SharedRoutesEnabled"]) == (before, False)
    assert code_of(front.describe_pools, PoolIds=[after]) == "ResourceNotFoundException"
    # Writes are never of the past.
    assert front.update_pool(PoolId=after, SharedRoutesEnabled=True)["SharedRoutesEnabled"] is True
    aws_side.pin_past()
    assert sorted(pools(front)) == sorted([before, after])
    assert aws_side.log.outcomes("DescribePools")["answered from the past"] == 2


def test_the_past_is_some_seconds_old_at_most(aws_side, front, behind):
    aws_side.weather = Weather(stale=1.0, stale_seconds=0.0)
    made = pool(behind)
    assert pools(front) == [made]


def test_some_reads_are_from_the_past_and_some_are_not(aws_side, front, behind):
    aws_side.weather = Weather(seed=3, stale=0.5, stale_seconds=1e9)
    aws_side.pin_past()
    pool(behind)
    assert {len(pools(front)) for _ in range(12)} == {0, 1}


def test_lists_come_in_pages_of_any_length(aws_side, front, behind):
    made = {number(behind) for _ in range(6)}
    aws_side.weather = Weather(seed=1, largest_page=2)
    lengths, token = [], {}
    seen = set()
    while True:
        page = front.describe_phone_numbers(**token)
        lengths.append(len(page["PhoneNumbers"]))
        seen |= {one["PhoneNumberId"] for one in page["PhoneNumbers"]}
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert seen == made
    assert max(lengths) <= 2
    assert 0 in lengths


def test_members_come_in_another_order(aws_side, front, behind):
    made = [number(behind) for _ in range(8)]
    aws_side.weather = Weather(seed=5, reorder=True)
    seen = [
        [one["PhoneNumberId"] for one in front.describe_phone_numbers()["PhoneNumbers"]] for _ in range(3)
    ]
    assert all(sorted(one) == sorted(made) for one in seen)
    assert len(set(map(tuple, seen))) > 1


def test_it_has_other_texts_for_help_and_stop(aws_side, behind):
    aws_side.control(texts={"HELP": "AWS's own words.", "STOP": "AWS's goodbye."})
    made = pool(behind)
    said = {
        one["Keyword"]: one["KeywordMessage"]
        for one in behind.describe_keywords(OriginationIdentity=made)["Keywords"]
    }
    assert said == {"HELP": "AWS's own words.", "STOP": "AWS's goodbye."}


@pytest.mark.parametrize("name", TRANSIENT)
def test_it_refuses_for_a_while(aws_side, front, behind, name):
    refusal = TRANSIENT[name]
    made = pool(behind)
    aws_side.weather.refuse(refusal, "UpdatePool", times=2)
    for _ in range(2):
        with pytest.raises(ClientError) as refused:
            front.update_pool(PoolId=made, SharedRoutesEnabled=True)
        assert refused.value.response["Error"]["Code"] == refusal.code
        assert refused.value.response.get("Reason", "") == refusal.reason
    assert front.update_pool(PoolId=made, SharedRoutesEnabled=True)["SharedRoutesEnabled"] is True


def test_it_refuses_for_some_seconds(aws_side, front):
    aws_side.weather.refuse(TRANSIENT["ServiceUnavailable"], "DescribePools", seconds=0.0)
    assert pools(front) == []


def test_a_number_stays_pending(aws_side, front, behind):
    seed = number(behind)
    aws_side.control(pending=[seed])
    assert front.describe_phone_numbers()["PhoneNumbers"][0]["Status"] == "PENDING"
    assert code_of(pool, front, seed) == "ConflictException"
    aws_side.control(active=[seed])
    assert pool(front, seed)


@pytest.mark.parametrize("skew", [-600, 600])
def test_its_clock_is_off(aws_side, front, skew):
    aws_side.weather = Weather(skew=skew)
    assert code_of(front.describe_pools) == "InvalidSignatureException"


def test_its_clock_may_be_off_by_less(aws_side, front, behind):
    made = behind.describe_opt_out_lists()["OptOutLists"][0]["CreatedTimestamp"]
    aws_side.weather = Weather(skew=120)
    seen = front.describe_opt_out_lists()["OptOutLists"][0]["CreatedTimestamp"]
    assert (seen - made).total_seconds() == 120


def sts(aws, key="", secret="a-secret"):
    more = {"aws_access_key_id": key, "aws_secret_access_key": secret} if key else {}
    return boto3.client("sts", region_name=aws.region, **more)


def test_it_answers_get_caller_identity(aws_side):
    answer = sts(aws_side).get_caller_identity()
    assert (answer["Account"], answer["Arn"]) == aws_side.proxy.identity
    assert aws_side.log.count("GetCallerIdentity") == 1
    aws_side.proxy.identity = ("444455556666", "arn:aws:iam::444455556666:user/other")
    assert sts(aws_side).get_caller_identity()["Account"] == "444455556666"


def test_it_does_not_know_every_key(aws_side):
    client = sts(aws_side, "AKIASOMEBODYELSE0000")
    assert code_of(client.get_caller_identity) == "InvalidClientTokenId"


def test_credentials_end(aws_side, front):
    aws_side.weather = Weather(expired=True)
    assert code_of(front.describe_pools) == "ExpiredTokenException"
    assert code_of(sts(aws_side).get_caller_identity) == "ExpiredToken"


def test_a_permission_is_missing(aws_side, front):
    aws_side.weather = Weather(denied={"DescribePools"})
    assert code_of(front.describe_pools) == "AccessDeniedException"
    front.describe_opt_out_lists()


def outcomes_of(aws, front, seed):
    aws.proxy.log = Log()
    aws.weather = Weather(seed=seed).stormy(0.5)
    aws.weather.slow = aws.weather.stale = 0.0
    for _ in range(30):
        with suppress(ClientError, BotoCoreError):
            front.describe_opt_out_lists()
    return [one.outcome for one in aws.log.entries]


def test_chance_comes_from_its_seed(aws_side, front):
    first = outcomes_of(aws_side, front, 7)
    assert outcomes_of(aws_side, front, 7) == first != outcomes_of(aws_side, front, 8)
    assert set(FAULTS) & set(first)


def test_the_log_counts_by_the_second(aws_side):
    client = aws_side.client(behind=False)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: client.describe_pools(), range(8)))
    assert aws_side.log.count("DescribePools") == 8
    log = Log([Entry(at, "A", {}) for at in (0.0, 0.5, 0.99, 1.0, 1.6, 3.0)])
    assert log.busiest_second("A") == 3
    assert log.busiest_second("B") == 0
    assert [log.first_since(at) for at in (0.0, 0.99, 1.1, 3.1)] == [0.0, 0.99, 1.6, None]


def test_the_log_counts_doubles(tmp_path):
    def made(token, pool_id):
        request = {"ClientToken": token}
        return Entry(0.0, "CreatePool", request, took_effect=True, answer={"PoolId": pool_id})

    log = Log([made("a", "pool-1"), made("a", "pool-1"), made("b", "pool-2"), made("b", "pool-3")])
    assert log.doubles() == [("b", ["pool-2", "pool-3"])]
    log.save(tmp_path / "log")
    assert json.loads((tmp_path / "log").read_text().splitlines()[3])["answer"] == {"PoolId": "pool-3"}


def test_there_are_as_many_pools_as_a_test_asks_for(aws_side, behind):
    aws_side.control(pools=120)
    found = list(behind.get_paginator("describe_pools").paginate().search("Pools[]"))
    assert len(found) == 120
    tags = behind.list_tags_for_resource(ResourceArn=found[0]["PoolArn"])["Tags"]
    assert {tag["Key"] for tag in tags} == {"Name", "Team", "Ticket"}


def test_there_is_room_for_a_large_account(aws_side, behind):
    aws_side.control(room=True)
    made = [number(behind) for _ in range(27)]
    assert len(behind.describe_phone_numbers()["PhoneNumbers"]) == len(made)


def test_it_can_be_started_by_hand():
    command = [sys.executable, "-m", "tests.help.aws"]
    with ended_by_ctrl_c():
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        said = process.stdout.readline()
        assert said.startswith("export AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2=http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.stdout.close()
