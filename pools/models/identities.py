"""Origination identities: phone numbers and sender IDs."""

from functools import lru_cache

import phonenumbers
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Upper

from pools import clock
from pools.models.accounts import Account
from pools.models.ids import new_uuid
from pools.models.kept import SearchText, SortKey
from pools.models.opt_out_lists import DEFAULT
from pools.models.pools import Pool
from pools.models.scope import RegionalQuerySet, SearchedQuerySet, arn
from pools.models.text import key_of_sender_id, of_number, of_sender_id

SMS = "SMS"
ACTIVE, PENDING = "ACTIVE", "PENDING"
ASSOCIATING, DISASSOCIATING = "ASSOCIATING", "DISASSOCIATING"
US_TOLL_FREE = ("US", "TOLL_FREE")  # the country and type whose STOP, registration and reach carriers decide


def new_phone_number_id() -> str:
    return f"phone-{new_uuid('phone-number').hex}"


@lru_cache(maxsize=4096)
def international(phone_number: str) -> str:
    """The number in international format: +1 206-555-0142. Kept, as parsing one takes longer than to read it."""
    try:
        parsed = phonenumbers.parse(phone_number, None)
    except phonenumbers.NumberParseException:  # short codes have no country prefix
        return phone_number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


class PhoneNumberQuerySet(RegionalQuerySet, SearchedQuerySet):
    def available(self) -> "PhoneNumberQuerySet":
        """Numbers that a pool can be made from: active, in no pool, able to send SMS. The newest first."""
        return self.with_status().with_capabilities().filter(AVAILABLE).order_by("-created_timestamp", "-pk")

    def available_first(self) -> "PhoneNumberQuerySet":
        order = Case(When(AVAILABLE, then=0), default=1)
        return self.with_status().with_capabilities().order_by(order, "-created_timestamp", "-pk")

    def with_status(self) -> "PhoneNumberQuerySet":
        """Adds `derived_status`, which is what `status` says of each row now."""
        settling = When(settled_timestamp__gt=clock.now(), then=F("settling_status"))
        return self.annotate(
            derived_status=Case(
                When(~Q(carrier_status=ACTIVE), then=F("carrier_status")), settling, default=Value(ACTIVE)
            )
        )

    def with_capabilities(self) -> "PhoneNumberQuerySet":
        """SQLite cannot look into a list, but both databases can look into its text."""
        return self.annotate(capabilities=Cast("number_capabilities", models.TextField()))

    def with_setting(self, name: str) -> "PhoneNumberQuerySet":
        """Adds `applying_<name>`: the pool's setting while the number is in one, as `settings` has it of one row."""
        return self.annotate(**{f"applying_{name}": Coalesce(f"pool__{name}", name)})

    def us_toll_free(self) -> "PhoneNumberQuerySet":
        country, number_type = US_TOLL_FREE
        return self.filter(iso_country_code=country, number_type=number_type)

    def order_by_number(self, *, descending: bool) -> "PhoneNumberQuerySet":
        return self.order_by(
            NUMBER_KEY.desc() if descending else NUMBER_KEY.asc(), "-created_timestamp", "-pk"
        )

    def newest(self, count: int) -> "PhoneNumberQuerySet":
        """The newest `count` of these rows, in a form that SQLite takes as a part of a UNION."""
        rows = self.order_by("-created_timestamp", "-pk")[:count]
        return self.model._default_manager.filter(pk__in=rows.values("pk"))


# As bytes, since databases sort text by their locale, and most of them pass over the + that short codes lack.
NUMBER_KEY = Cast("phone_number", models.BinaryField())
AVAILABLE = Q(pool=None, derived_status=ACTIVE, capabilities__contains=f'"{SMS}"')


class PhoneNumber(models.Model):
    """A number of the account. It is in one pool at most: that is what the single nullable `pool` says.

    While it is in a pool, the pool's settings apply to it; its own columns take a copy when it leaves.
    `carrier_status` is what the carrier says (PENDING until its registration is through). While it is ACTIVE, a
    change of the number itself may still be settling: it is in `settling_status` until `settled_timestamp`.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="phone_numbers")
    region = models.CharField(max_length=32)
    phone_number_id = models.CharField(max_length=64, unique=True, default=new_phone_number_id)
    phone_number = models.CharField(max_length=21)
    carrier_status = models.CharField(max_length=16, default=ACTIVE)
    settling_status = models.CharField(max_length=16, blank=True, default="")
    settled_timestamp = models.DateTimeField(null=True)
    iso_country_code = models.CharField(max_length=2)
    message_type = models.CharField(max_length=16)
    number_capabilities = models.JSONField(default=list)
    number_type = models.CharField(max_length=16)
    # A text, as the API has it: "1.00".
    monthly_leasing_price = models.CharField(max_length=16, default="0.00")
    two_way_enabled = models.BooleanField(default=False)
    two_way_channel_arn = models.CharField(max_length=2048, blank=True, default="")
    two_way_channel_role = models.CharField(max_length=2048, blank=True, default="")
    self_managed_opt_outs_enabled = models.BooleanField(default=False)
    opt_out_list_name = models.CharField(max_length=64, default=DEFAULT)
    international_sending_enabled = models.BooleanField(default=False)
    deletion_protection_enabled = models.BooleanField(default=False)
    registration_id = models.CharField(max_length=256, blank=True, default="")
    # A pool that goes leaves its numbers in the account, as DeletePool does.
    pool = models.ForeignKey(Pool, models.SET_NULL, null=True, blank=True, related_name="phone_numbers")
    created_timestamp = models.DateTimeField()
    search_text = SearchText(by=of_number)

    objects = PhoneNumberQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["account", "region", "created_timestamp", "id"], name="phone_number_by_age"),
            models.Index(
                fields=["account", "region", "pool", "created_timestamp", "id"], name="phone_number_by_pool"
            ),
            # free_number looks a number up in every account at once, where the other indexes begin with one.
            models.Index(fields=["phone_number"], name="phone_number_by_number"),
            # Who uses an opt-out list: of a number in a pool it is the pool's.
            models.Index(
                fields=["account", "region", "opt_out_list_name", "phone_number"],
                condition=Q(pool__isnull=True),
                name="number_by_opt_out_list",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "region", "phone_number"], name="one_row_per_phone_number"
            )
        ]

    def __str__(self) -> str:
        return self.phone_number

    @property
    def label(self) -> str:
        return international(self.phone_number)

    @property
    def phone_number_arn(self) -> str:
        return arn(self, f"phone-number/{self.phone_number_id}")

    @property
    def status(self) -> str:
        return self.settling_status if self.is_settling else self.carrier_status

    @property
    def is_settling(self) -> bool:
        """Whether its status passes by itself, and soon."""
        settled = self.settled_timestamp
        return self.carrier_status == ACTIVE and settled is not None and settled > clock.now()

    @property
    def is_us_toll_free(self) -> bool:
        return (self.iso_country_code, self.number_type) == US_TOLL_FREE

    @property
    def awaits_registration(self) -> bool:
        """Whether it is PENDING until its registration is through, however long that takes."""
        return self.carrier_status == PENDING

    @property
    def settings(self) -> "Pool | PhoneNumber":
        """The row whose settings apply: the pool's while the number is in one, else its own."""
        return self.pool or self

    # The API calls an identity by these names in every operation about pools.
    @property
    def origination_identity(self) -> str:
        return self.phone_number_id

    @property
    def origination_identity_arn(self) -> str:
        return self.phone_number_arn


class SenderIdQuerySet(RegionalQuerySet, SearchedQuerySet):
    def with_pool_counts(self) -> "SenderIdQuerySet":
        """Adds `n`: how many pools each is in."""
        return self.annotate(n=models.Count("pools"))

    def with_keys(self) -> "SenderIdQuerySet":
        """Adds `key`, which tells one from the account's others in the Region: "ACME/GB"."""
        return self.annotate(key=Concat("sender_id", Value("/"), "iso_country_code"))

    def with_message_types(self) -> "SenderIdQuerySet":
        """The list's text, for the reason that `with_capabilities` gives."""
        return self.annotate(types=Cast("message_types", models.TextField()))


class SenderId(models.Model):
    """A name that recipients see as the sender, in one country. It has no settings of its own to match."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="sender_ids")
    region = models.CharField(max_length=32)
    sender_id = models.CharField(max_length=11)
    iso_country_code = models.CharField(max_length=2)
    message_types = models.JSONField(default=list)
    monthly_leasing_price = models.CharField(max_length=16, default="0.00")
    deletion_protection_enabled = models.BooleanField(default=False)
    registered = models.BooleanField(default=False)
    created_timestamp = models.DateTimeField()
    search_text = SearchText(by=of_sender_id)
    name_key = SortKey(by=key_of_sender_id)
    pools = models.ManyToManyField(Pool, through="pools.PoolSenderId", related_name="sender_ids")

    objects = SenderIdQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "region", "sender_id", "iso_country_code"],
                name="one_sender_id_per_country",
            ),
            # Its letters are ASCII, so both databases agree on upper case.
            models.CheckConstraint(condition=Q(sender_id=Upper("sender_id")), name="sender_id_is_upper_case"),
        ]
        indexes = [
            models.Index(fields=["account", "region", "created_timestamp", "id"], name="sender_id_by_age")
        ]

    def __str__(self) -> str:
        return f"{self.sender_id} ({self.iso_country_code})"

    @property
    def label(self) -> str:
        return self.sender_id

    @property
    def sender_id_arn(self) -> str:
        return arn(self, f"sender-id/{self.sender_id}/{self.iso_country_code}")

    @property
    def number_capabilities(self) -> list[str]:
        return [SMS]

    @property
    def status(self) -> str:
        # The API has no status of sender IDs; all else asks identities of either kind alike.
        return "ACTIVE"

    @property
    def origination_identity(self) -> str:
        return self.sender_id

    @property
    def origination_identity_arn(self) -> str:
        return self.sender_id_arn
