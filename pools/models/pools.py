"""Pools, and which sender IDs are in them."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, StrIndex
from django.db.models.lookups import GreaterThan, LessThan

from pools import clock
from pools.models.accounts import Account
from pools.models.ids import new_uuid
from pools.models.kept import SearchText, SortKey
from pools.models.opt_out_lists import DEFAULT
from pools.models.scope import RegionalQuerySet, SearchedQuerySet, arn
from pools.models.text import key_of_name, natural_key, of_pool
from pools.models.words import Word

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CREATING, ACTIVE, DELETING = "CREATING", "ACTIVE", "DELETING"
# What a pool takes over from its first phone number, and what its members read from it.
SHARED_SETTINGS = (
    "two_way_enabled",
    "two_way_channel_arn",
    "two_way_channel_role",
    "self_managed_opt_outs_enabled",
    "opt_out_list_name",
)
# All that UpdatePool changes.
SETTINGS = (*SHARED_SETTINGS, "shared_routes_enabled", "deletion_protection_enabled")


def new_pool_id() -> str:
    return f"pool-{new_uuid('pool').hex}"


def related(name: str) -> models.QuerySet:
    """Every row that points at a pool under that name: its model is defined after pools."""
    return Pool._meta.get_field(name).related_model.objects.all()


def rows_of(name: str) -> Coalesce:
    """How many of those the outer pool has, as a subquery that never multiplies rows."""
    rows = related(name).filter(pool=OuterRef("pk")).order_by()
    return Coalesce(Subquery(rows.values("pool").annotate(n=Count("pk")).values("n")), 0)


def in_title(word: Word, pool: str = "") -> Q:
    """A condition: ID or name of the pool have the word; they are the first line of what it is found by.

    pool: the path to the pool, as in `pool__`.
    """
    column, newline = F(f"{pool}search_text"), Value("\n")
    end = StrIndex(Concat(column, newline), newline)
    found = Q(pk__in=())
    for form in word:
        place = StrIndex(column, Value(form))
        found |= Q(GreaterThan(place, 0)) & Q(LessThan(place, end))
    return found


class PoolQuerySet(RegionalQuerySet, SearchedQuerySet):
    def for_caller(self, caller) -> "PoolQuerySet":
        """Also leaves out pools whose deletion has finished."""
        return super().for_caller(caller).present()

    def elsewhere(self, caller) -> "PoolQuerySet":
        return super().elsewhere(caller).present()

    def present(self) -> "PoolQuerySet":
        return self.filter(Q(deleted_timestamp=None) | Q(settled_timestamp__gt=clock.now()))

    def gone(self, caller) -> "PoolQuerySet":
        """Pools of the caller's whose deletion has finished: their rows wait to be dropped."""
        settled = Q(settled_timestamp=None) | Q(settled_timestamp__lte=clock.now())
        # Not "is not null": SQLite sees that an index fits by a comparison.
        return super().for_caller(caller).filter(settled, deleted_timestamp__gte=EPOCH)

    def of_keys(self, keys: list[int]) -> "PoolQuerySet":
        return super().of_keys(keys).present()

    def titled(self, word: Word) -> "PoolQuerySet":
        return self.filter(in_title(word))

    def named(self, name: str) -> "PoolQuerySet":
        """Pools of exactly this name, by the index that has the names' keys."""
        return self.filter(name_key=natural_key(name), name=name)

    def with_status(self) -> "PoolQuerySet":
        """Adds `derived_status`, as a queryset of phone numbers does."""
        return self.annotate(derived_status=STATUS_CASE())

    def of_status(self, *statuses: str) -> "PoolQuerySet":
        return self.with_status().filter(derived_status__in=statuses)

    def order_by_status(self, *, descending: bool) -> "PoolQuerySet":
        return self.with_status().order_by(
            "-derived_status" if descending else "derived_status", "-created_timestamp", "-pk"
        )

    def with_member_counts(self) -> "PoolQuerySet":
        """Adds `phone_number_count`, `sender_id_count` and their sum, `origination_identity_count`."""
        return self.annotate(
            phone_number_count=rows_of("phone_numbers"), sender_id_count=rows_of("sender_id_links")
        ).annotate(origination_identity_count=F("phone_number_count") + F("sender_id_count"))


def STATUS_CASE() -> Case:  # noqa: N802 - reads as the SQL it stands for
    return Case(
        When(deleted_timestamp__isnull=False, then=Value(DELETING)),
        When(settled_timestamp__gt=clock.now(), then=Value(CREATING)),
        default=Value(ACTIVE),
    )


class Pool(models.Model):
    """A group of phone numbers and sender IDs that share settings.

    `name` repeats the value of the tag `Name`, without edge spaces; the tag operations keep it, and `name_key` sorts
    by it. `search_text` is what a search finds the pool by; see operations/rules/search_text.py. Status is derived, no
    worker moves it: CREATING until `settled_timestamp`, or DELETING until then where there is a `deleted_timestamp`,
    and gone after. Without one it is settled.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="pools")
    region = models.CharField(max_length=32)
    pool_id = models.CharField(max_length=64, unique=True, default=new_pool_id)
    # As long as a tag's value may be.
    name = models.CharField(max_length=256, blank=True, default="")
    message_type = models.CharField(max_length=16)
    two_way_enabled = models.BooleanField(default=False)
    two_way_channel_arn = models.CharField(max_length=2048, blank=True, default="")
    two_way_channel_role = models.CharField(max_length=2048, blank=True, default="")
    self_managed_opt_outs_enabled = models.BooleanField(default=False)
    opt_out_list_name = models.CharField(max_length=64, default=DEFAULT)
    shared_routes_enabled = models.BooleanField(default=False)
    deletion_protection_enabled = models.BooleanField(default=False)
    created_timestamp = models.DateTimeField()
    deleted_timestamp = models.DateTimeField(null=True)
    settled_timestamp = models.DateTimeField(null=True)
    search_text = SearchText(by=of_pool)
    name_key = SortKey(by=key_of_name)

    objects = PoolQuerySet.as_manager()

    class Meta:
        indexes = [
            # The last column is there for counting: `present` is then answered by the index alone.
            models.Index(
                fields=["account", "region", "created_timestamp", "id", "deleted_timestamp"],
                name="pool_by_age",
            ),
            models.Index(
                fields=["account", "region", "opt_out_list_name", "deleted_timestamp", "settled_timestamp"],
                name="pool_by_opt_out_list",
            ),
            models.Index(
                fields=["account", "region", "name_key", "created_timestamp"], name="pool_by_name_key"
            ),
            models.Index(
                fields=["account", "region", "deleted_timestamp"],
                condition=Q(deleted_timestamp__isnull=False),
                name="pool_deleted",
            ),
        ]

    def __str__(self) -> str:
        return self.pool_id

    @property
    def label(self) -> str:
        """How messages call the pool: its name, else its ID."""
        return self.name or self.pool_id

    @property
    def pool_arn(self) -> str:
        return arn(self, f"pool/{self.pool_id}")

    @property
    def status(self) -> str:
        return status_of(self.deleted_timestamp, self.settled_timestamp, clock.now())


def status_of(deleted: datetime | None, settled: datetime | None, now: datetime) -> str:
    if deleted:
        return DELETING
    return CREATING if settled and settled > now else ACTIVE


class PoolSenderId(models.Model):
    """A sender ID in a pool: unlike a phone number, it may be in many."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="sender_id_links")
    # By its name, as identities import pools.
    sender_id = models.ForeignKey("pools.SenderId", models.CASCADE, related_name="pool_links")
    associated_timestamp = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "sender_id"], name="one_sender_id_once_per_pool")
        ]

    def __str__(self) -> str:
        return f"{self.sender_id} in {self.pool}"
