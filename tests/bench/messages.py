"""What a text costs that a pool of a hundred sends, with as many messages kept as there are pools."""

import json
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

MEMBERS = 100
# A simulator, as the demo account is in the sandbox.
TO = "+14254147755"
OTHERS = tuple(f"+1206555{number:04}" for number in range(99))
AT_ONCE = 5000


def a_sending_pool(account: Any, region: str = "us-east-1") -> Any:
    """70 numbers and 30 sender IDs."""
    from django.utils import timezone

    from pools import models

    place = {"account": account, "region": region, "created_timestamp": timezone.now()}
    pool = models.Pool.objects.create(**place, message_type="TRANSACTIONAL")
    models.PhoneNumber.objects.bulk_create(
        models.PhoneNumber(
            **place,
            pool=pool,
            phone_number=f"+1303555{number:04}",
            iso_country_code="US",
            message_type="TRANSACTIONAL",
            number_type="LONG_CODE",
            number_capabilities=["SMS"],
        )
        for number in range(MEMBERS - 30)
    )
    for number in range(30):
        sender = models.SenderId.objects.create(
            **place, sender_id=f"SEND{number}", iso_country_code="GB", message_types=["TRANSACTIONAL"]
        )
        models.PoolSenderId.objects.create(
            pool=pool, sender_id=sender, associated_timestamp=place["created_timestamp"]
        )
    return pool


def keep(pool: Any, count: int, to: Sequence[str]) -> None:
    """Messages of the pool, of the last month, to each of the phones in turn."""
    from django.utils import timezone

    from pools import models

    now, senders = timezone.now(), list(pool.phone_numbers.all())
    rows = (
        models.Message(
            account=pool.account,
            region=pool.region,
            kind=models.Message.Kind.TEXT,
            origination_identity=senders[number % len(senders)].phone_number_id,
            origination_phone_number=senders[number % len(senders)].phone_number,
            pool_id=pool.pool_id,
            destination_phone_number=to[number % len(to)],
            iso_country_code="US",
            message_body="Your code is 123456.",
            message_type=pool.message_type,
            final_status="DELIVERED",
            created_timestamp=now - timedelta(seconds=25 * number),
            settled_timestamp=now - timedelta(seconds=25 * number),
            delivered_timestamp=now - timedelta(seconds=25 * number),
        )
        for number in range(count)
    )
    while batch := list(islice(rows, AT_ONCE)):
        models.Message.objects.bulk_create(batch)


def drop(pool: Any) -> None:
    """Leave what there was."""
    from pools import models

    models.Message.objects.filter(account=pool.account, region=pool.region).delete()
    models.PhoneNumber.objects.filter(pool=pool).delete()
    models.SenderId.objects.filter(pools=pool).delete()
    pool.delete()


def send(aws: Any, pool_id: str) -> None:
    aws.send_text_message(
        DestinationPhoneNumber=TO, MessageBody="Your code is 123456.", OriginationIdentity=pool_id
    )


def floor(asked: dict[str, str], account: Any) -> str:
    """The same pool and members read, and a row like it written: no signature, no check, no choice, no log."""
    from django.db import transaction
    from django.utils import timezone

    from pools import models

    now = timezone.now()
    with transaction.atomic():
        pool = models.Pool.objects.get(pool_id=asked["OriginationIdentity"])
        members = [*pool.phone_numbers.all(), *pool.sender_ids.all()]
        message = models.Message.objects.create(
            account=account,
            region=pool.region,
            kind=models.Message.Kind.TEXT,
            origination_identity=members[0].phone_number_id,
            origination_phone_number=members[0].phone_number,
            pool_id=pool.pool_id,
            destination_phone_number=asked["DestinationPhoneNumber"],
            iso_country_code="US",
            message_body=asked["MessageBody"],
            message_type=pool.message_type,
            final_status="DELIVERED",
            created_timestamp=now,
            settled_timestamp=now,
            delivered_timestamp=now,
        )
    return json.dumps({"MessageId": message.message_id})
