"""A console that is linked to the stand-in, and a worker that does in this process all there is to do."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError
from django.db import connection

from pools.models import AwsChange, AwsLink, Mirror, SyncRun, SyncWorker
from pools.operations.engine.caller import Caller
from pools.operations.syncing.links import link_to_aws
from pools.operations.syncing.runs import refresh_from_aws
from pools.sync.worker import work
from tests.help.aws import Aws

# Two hundred requests a second, as most tests are not about waiting.
SHARE = 20_000


@dataclass
class Console:
    aws: Aws
    caller: Caller

    @property
    def link(self) -> AwsLink:
        return AwsLink.objects.get(account=self.caller.account, region=self.caller.region)

    def linked(self) -> "Console":
        """Linked, and nothing read yet."""
        link_to_aws(self.caller)
        AwsLink.objects.update(share=SHARE)
        return self

    def work(self) -> None:
        work(threading.Event(), once=True)

    def imported(self) -> "Console":
        self.linked().work()
        assert self.link.imported_timestamp, self.last_run().about
        return self

    def refresh(self) -> SyncRun:
        run = refresh_from_aws(self.caller)
        self.work()
        run.refresh_from_db()
        return run

    def last_run(self) -> SyncRun:
        return SyncRun.objects.filter(link=self.link).latest("number")

    def mirror(self, kind: str, key: str) -> Mirror:
        return Mirror.objects.get(link=self.link, kind=kind, key=key)

    def standings(self) -> dict[str, str]:
        """Of all that is not in sync."""
        rows = Mirror.objects.filter(link=self.link).exclude(standing="IN_SYNC")
        return {row.key: str(row.standing) for row in rows.order_by("key")}

    def unsure(self) -> list[str]:
        return sorted(
            Mirror.objects.filter(link=self.link, is_unconfirmed=True).values_list("key", flat=True)
        )

    def changes(self) -> list[tuple]:
        rows = AwsChange.objects.filter(link=self.link).order_by("pk")
        return [(row.resource_key, row.name, row.key, row.was, row.now) for row in rows]


@contextmanager
def at_work() -> Iterator[None]:
    """A worker that looks for something to do until the block ends, as in a process of its own."""
    stop, before = threading.Event(), SyncWorker.objects.count()

    def work_on() -> None:
        work(stop)
        connection.close()

    worker = threading.Thread(target=work_on)
    worker.start()
    try:
        # Until then pages say that none runs.
        while SyncWorker.objects.count() == before and worker.is_alive():
            time.sleep(0.02)
        yield
    finally:
        stop.set()
        worker.join()


def number(client: Any) -> str:
    asked = {"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"]}
    return client.request_phone_number(**asked, NumberType="SIMULATOR")["PhoneNumberId"]


def pool(client: Any, identity: str | None = None, **more: Any) -> str:
    asked = {"MessageType": "TRANSACTIONAL", "IsoCountryCode": "US", **more}
    return client.create_pool(OriginationIdentity=identity or number(client), **asked)["PoolId"]


def pools_of(client: Any) -> list[str]:
    return [one["PoolId"] for one in client.describe_pools()["Pools"]]


def furnish(client: Any) -> str:
    """Returns: a pool with a sender ID, a keyword and a tag, whose number is not the only one there is."""
    made = pool(client, Tags=[{"Key": "Name", "Value": "Orders"}])
    client.put_keyword(OriginationIdentity=made, Keyword="JOIN", KeywordMessage="Hello")
    client.request_sender_id(SenderId="ACME", IsoCountryCode="GB")
    client.associate_origination_identity(PoolId=made, OriginationIdentity="ACME", IsoCountryCode="GB")
    number(client)
    client.create_configuration_set(ConfigurationSetName="orders")
    client.create_opt_out_list(OptOutListName="News")
    return made


def reads_of(console: Console) -> Counter[str]:
    """How often each resource was read, by its ID."""
    asked = console.aws.log.of("ListTagsForResource")
    return Counter(one.request["ResourceArn"].rpartition("/")[2] for one in asked)


def code_of(act: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(ClientError) as refusal:
        act(*arguments, **named)
    return refusal.value.response["Error"]["Code"]
