"""The stand-in for AWS can do what sync.md asks of it; an emulator that is kinder than AWS would prove nothing."""

import json
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

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
from tests.sync.working import code_of, number, pool, pools_of

TRANSACTIONAL = "TRANSACTIONAL"


def test_it_is_the_product_and_logs_what_it_is_asked(aws_side, front, behind):
    made = pool(front)
    assert pools_of(behind) == [made]
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
    assert pools_of(behind) == []
    assert aws_side.log.outcomes("CreatePool") == {REQUEST_LOST: 1}


def test_an_answer_is_dropped_after_it_took_effect(aws_side, front, behind):
    aws_side.weather.next("CreatePool", ANSWER_LOST)
    seed = number(behind)
    with pytest.raises(ConnectionClosedError):
        pool(front, seed)
    assert list(aws_side.log.made("CreatePool")) == pools_of(behind) != []


def test_it_fails_before_and_after_it_took_effect(aws_side, front, behind):
    aws_side.weather.next("CreatePool", FAILED, FAILED_AFTER)
    seed = number(behind)
    assert code_of(pool, front, seed) == "InternalServerException"
    assert pools_of(behind) == []
    assert code_of(pool, front, seed) == "InternalServerException"
    assert len(pools_of(behind)) == 1


def test_it_throttles(aws_side, front):
    aws_side.weather.next("DescribePools", THROTTLED)
    assert code_of(front.describe_pools) == "ThrottlingException"
    assert pools_of(front) == []


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
    assert pools_of(front) == []


def test_a_number_stays_pending(aws_side, front, behind):
    seed = number(behind)
    aws_side.control(pending=[seed])
    assert front.describe_phone_numbers()["PhoneNumbers"][0]["Status"] == "PENDING"
    assert code_of(pool, front, seed) == "ConflictException"
    aws_side.control(active=[seed])
    assert pool(front, seed)


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
