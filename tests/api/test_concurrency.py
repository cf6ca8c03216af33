"""Many clients at once, over a socket, at the server that bin/run starts: one wins, and the others are told why.

Each client is boto3 in a thread of its own, and sends every request once. The server is gunicorn with two workers
of two threads, on the tests' own database, of either kind.
"""

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings
from django.db import connection

from pools import shapes
from pools.models import Activity, PhoneNumber, Pool, Quota
from pools.reference import quotas
from tests.api.conftest import key_of
from tests.api.test_server import ROOT, free_port, wait_for
from tests.help.factories import SECRET, PhoneNumberFactory, PoolSenderIdFactory, SenderIdFactory
from tests.help.locked import locked_database

pytestmark = pytest.mark.every_database
CLIENTS = 50
NUMBERS = 10
PATIENCE = 180  # seconds, on a machine that does other things too


@pytest.fixture
def server(transactional_db, caller) -> Iterator[str]:
    """The address of a server on the database of this test."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "console/gunicorn.py",
        "-w",
        "2",
        "-b",
        f"127.0.0.1:{port}",
    ]
    environment = os.environ | {"DATABASE_URL": database_url(), "CONSOLE_SECRET_KEY": settings.SECRET_KEY}
    process = subprocess.Popen([*command, "console.wsgi"], cwd=ROOT, env=environment)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def database_url() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(name)}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture
def clients(server, caller) -> Iterator[Callable[[int], list[Any]]]:
    """Makes boto3 clients with connections of their own, one after the other, as a session is no thread's."""
    key = key_of(caller).access_key_id
    session = boto3.Session(aws_access_key_id=key, aws_secret_access_key=SECRET, region_name=caller.region)
    config = Config(retries={"total_max_attempts": 1, "mode": "standard"}, read_timeout=PATIENCE)
    made: list[Any] = []

    def make(count: int) -> list[Any]:
        made.extend(session.client(shapes.SERVICE, endpoint_url=server, config=config) for _ in range(count))
        return made[-count:]

    yield make
    for client in made:
        client.close()  # else the server would wait for a next request of each


@dataclass
class Said:
    """What was answered and what was refused, over all clients."""

    answers: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[dict[str, Any]] = field(default_factory=list)

    def told(self) -> Counter:
        """How often each status, exception and Reason came."""
        return Counter(
            (one["ResponseMetadata"]["HTTPStatusCode"], one["Error"]["Code"], one.get("Reason"))
            for one in self.refusals
        )


def at_once(*acts: Callable[[Said], None]) -> Said:
    """Run each act in a thread; all begin together. An answer that is no exception of the API's is raised."""
    start, said = threading.Barrier(len(acts)), Said()

    def run(act: Callable[[Said], None]) -> None:
        start.wait(PATIENCE)
        act(said)

    with ThreadPoolExecutor(len(acts)) as threads:
        for thread in [threads.submit(run, act) for act in acts]:
            thread.result(PATIENCE)
    return said


def ask(said: Said, operation: Callable[..., dict[str, Any]], **request: Any) -> None:
    try:
        said.answers.append(operation(**request))
    except ClientError as refusal:
        said.refusals.append(refusal.response)


def test_a_number_that_fifty_clients_want_goes_to_one_pool(clients, caller):
    numbers = PhoneNumberFactory.create_batch(NUMBERS, account=caller.account)
    pools = [link.pool for link in PoolSenderIdFactory.create_batch(CLIENTS)]

    def wants_all(aws: Any, pool: Pool) -> Callable[[Said], None]:
        def act(said: Said) -> None:
            for number in numbers:
                ask(
                    said,
                    aws.associate_origination_identity,
                    PoolId=pool.pool_id,
                    OriginationIdentity=number.phone_number_id,
                )

        return act

    everybody = clients(CLIENTS)
    said = at_once(*(wants_all(aws, pool) for aws, pool in zip(everybody, pools, strict=True)))

    lost = (400, "ConflictException", "PHONE_NUMBER_ASSOCIATED_TO_POOL")
    assert said.told() == {lost: (CLIENTS - 1) * NUMBERS}
    winners = {one["OriginationIdentity"]: one["PoolId"] for one in said.answers}
    assert len(said.answers) == len(winners) == NUMBERS
    # The answers, the API's lists and the database agree on which pool a number is in.
    listed = [
        (one["OriginationIdentity"], pool.pool_id)
        for pool in pools
        for one in everybody[0].list_pool_origination_identities(PoolId=pool.pool_id)["OriginationIdentities"]
        if "PhoneNumber" in one
    ]
    assert sorted(listed) == sorted(winners.items())
    stored = PhoneNumber.objects.filter(pool__isnull=False).values_list("phone_number_id", "pool__pool_id")
    assert dict(stored) == winners
    for refusal in said.refusals:
        assert (refusal["ResourceType"], refusal["ResourceId"] in winners) == ("phone-number", True)
    logged = Activity.objects.filter(operation="AssociateOriginationIdentity")
    assert Counter(logged.values_list("reason", flat=True)) == {"": NUMBERS, lost[2]: len(said.refusals)}


def test_one_client_token_sent_ten_times_at_once_makes_one_pool(clients, caller):
    number = PhoneNumberFactory(account=caller.account)
    request = {
        "OriginationIdentity": number.phone_number_id,
        "MessageType": "TRANSACTIONAL",
        "Tags": [{"Key": "Name", "Value": "orders"}],
        "ClientToken": "sent-ten-times",
    }
    said = at_once(
        *(lambda said, aws=aws: ask(said, aws.create_pool, **request) for aws in clients(10)),
    )
    assert said.told() == {}
    answers = [{**one, "ResponseMetadata": None} for one in said.answers]
    assert len(answers) == 10
    assert all(answer == answers[0] for answer in answers)
    assert [pool.pool_id for pool in Pool.objects.all()] == [answers[0]["PoolId"]]
    assert Activity.objects.filter(operation="CreatePool").count() == 1


def test_of_two_that_make_the_last_pool_one_is_told_the_quota(clients, caller):
    sender_id = SenderIdFactory(account=caller.account)
    request = {
        "OriginationIdentity": sender_id.sender_id,
        "IsoCountryCode": sender_id.iso_country_code,
        "MessageType": "TRANSACTIONAL",
    }
    both = clients(2)
    for allowed in range(1, 9):
        Quota.objects.update_or_create(
            account=caller.account,
            region=caller.region,
            name=quotas.POOLS_PER_ACCOUNT,
            defaults={"value": allowed},
        )
        said = at_once(*(lambda said, aws=aws: ask(said, aws.create_pool, **request) for aws in both))
        assert said.told() == {(400, "ServiceQuotaExceededException", "POOLS_PER_ACCOUNT"): 1}
        assert Pool.objects.count() == allowed


def test_a_lock_that_nobody_lets_go_is_not_waited_for_for_ever(clients, caller):
    sender_id = SenderIdFactory(account=caller.account)
    named = {"SenderId": sender_id.sender_id, "IsoCountryCode": sender_id.iso_country_code}
    (aws,) = clients(1)
    with locked_database():
        assert aws.describe_sender_ids()["SenderIds"]
        heard = Said()
        ask(heard, aws.update_sender_id, **named, DeletionProtectionEnabled=True)
    (refusal,) = heard.refusals
    assert refusal["Error"]["Code"] == "InternalServerException"
    assert "the database is busy" in refusal["Error"]["Message"]
    assert aws.update_sender_id(**named, DeletionProtectionEnabled=True)["DeletionProtectionEnabled"]
