"""Many pools at once, for demos of size and for benchmarks: rows written in bulk, as alike as real ones."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, islice

from django.db import transaction
from django.utils import timezone

from pools import models
from pools.models.counts import COLUMNS
from pools.models.ids import derived
from pools.models.text import pool_parts
from pools.operations.rules.membership import default_keywords
from pools.reference import quotas

BATCH = 2_000
TEAMS = ("orders", "payments", "care", "identity", "marketing", "risk")


def fill(account: models.Account, region: str, wanted: int) -> None:
    """Add pools until the account holds `wanted` in the Region; its quotas are raised to let them in."""
    for name in (quotas.POOLS_PER_ACCOUNT, quotas.PHONE_NUMBERS_PER_ACCOUNT):
        models.Quota.objects.update_or_create(
            account=account, region=region, name=name, defaults={"value": wanted + 1_000}
        )
    have = models.Pool.objects.filter(account=account, region=region).present().count()
    numbers = islice(unused(account, region, have), max(0, wanted - have))
    while batch := list(islice(numbers, BATCH)):
        with transaction.atomic():
            add_batch(account, region, batch)
            count_anew(account, region)


def unused(account: models.Account, region: str, first: int) -> Iterator[int]:
    """Numbers from `first` on, without those of earlier pools: a pool that was deleted has left its number behind."""
    place = {"account": account, "region": region}
    for start in count(first, BATCH):
        batch = range(start, start + BATCH)
        numbers = models.PhoneNumber.objects.filter(**place, phone_number__in=map(number_of, batch))
        ids = models.Pool.objects.filter(pool_id__in=[pool_id(account, region, n) for n in batch])
        taken = {*numbers.values_list("phone_number", flat=True), *ids.values_list("pool_id", flat=True)}
        yield from (n for n in batch if not {number_of(n), pool_id(account, region, n)} & taken)


def start_of_today() -> datetime:
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


def number_of(n: int) -> str:
    return f"+1999{n:07}"  # 999 is no area code


def tags_of(n: int) -> list[tuple[str, str]]:
    return [("Team", TEAMS[n % 6]), ("Ticket", f"OPS-{n:06}")]


def pool_id(account: models.Account, region: str, n: int) -> str:
    return f"pool-{derived(f'{account.pk}/{region}/{n}', 'pool').hex}"


def phone_number_id(account: models.Account, region: str, n: int) -> str:
    return f"phone-{derived(f'{account.pk}/{region}/{n}', 'phone-number').hex}"


def count_anew(account: models.Account, region: str) -> None:
    """Put right the counts that operations keep, after rows came or went without them. Needs a transaction."""
    place = {"account": account, "region": region}
    models.AccountRegion.objects.get_or_create(**place)
    row = models.AccountRegion.objects.select_for_update().get(**place)
    for model, column in COLUMNS.items():
        setattr(row, column, model.objects.filter(**place).count())
    row.save()


def add_batch(account: models.Account, region: str, batch: list[int]) -> None:
    place = {"account": account, "region": region}
    oldest = start_of_today() - timedelta(days=500)
    pools = models.Pool.objects.bulk_create(
        models.Pool(
            **place,
            pool_id=pool_id(account, region, n),
            name=f"pool {n:06}",
            search_text=pool_parts(tags_of(n), [number_of(n)], ()),
            message_type="PROMOTIONAL" if n % 3 == 0 else "TRANSACTIONAL",
            deletion_protection_enabled=n % 5 == 0,
            shared_routes_enabled=n % 7 == 0,
            created_timestamp=oldest + timedelta(seconds=n),
        )
        for n in batch
    )
    models.PhoneNumber.objects.bulk_create(
        models.PhoneNumber(
            **place,
            phone_number_id=phone_number_id(account, region, n),
            phone_number=number_of(n),
            iso_country_code="US",
            message_type=pool.message_type,
            number_capabilities=["SMS"],
            number_type="LONG_CODE",
            pool=pool,
            monthly_leasing_price="1.00",
            created_timestamp=pool.created_timestamp,
        )
        for n, pool in zip(batch, pools, strict=True)
    )
    models.Keyword.objects.bulk_create(row for pool in pools for row in default_keywords(pool=pool))
    models.Tag.objects.bulk_create(
        models.Tag(pool=pool, key=key, value=value)
        for n, pool in zip(batch, pools, strict=True)
        for key, value in (("Name", pool.name), *tags_of(n))
    )
