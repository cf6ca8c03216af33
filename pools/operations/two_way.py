"""Two-way SMS and self-managed opt-outs: what a pool's settings may be together."""

import re

from django.utils import timezone

from pools.errors import invalid
from pools.models import Pool, SnsTopic
from pools.operations.base import Caller
from pools.reference import countries

SNS_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:([a-z0-9-]+):[0-9]{12}:([A-Za-z0-9_-]{1,256}(?:\.fifo)?)")
ROLE = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+")


def must_be_possible(caller: Caller, pool: Pool) -> None:
    """Raise ValidationException unless the pool's settings, as they would be, go together.

    Two-way SMS needs a channel, a phone number to receive on, and countries that allow it; self-managed opt-outs
    need two-way SMS. Source: AWS End User Messaging SMS guide, two-way SMS and self-managed opt-outs.
    """
    if pool.two_way_enabled:
        must_have_phone_number(pool)
        must_be_channel(caller, pool.two_way_channel_arn)
        must_be_role(pool.two_way_channel_role)
        must_be_allowed_by_countries(pool)
    elif pool.self_managed_opt_outs_enabled:
        raise invalid("SelfManagedOptOutsEnabled", "two_way_off", reason="TWO_WAY_NOT_ENABLED")


def must_have_phone_number(pool: Pool) -> None:
    if not pool.phone_numbers.exists():
        raise invalid("TwoWayEnabled", "no_phone_number", reason="INVALID_REQUEST")


def must_be_channel(caller: Caller, channel: str) -> None:
    """An SNS standard topic of this Region, or `connect.<region>.amazonaws.com`."""
    if not channel:
        raise invalid("TwoWayChannelArn", "missing", reason="TWO_WAY_CHANNEL_NOT_PRESENT")
    if channel == f"connect.{caller.region}.amazonaws.com":
        return
    match = SNS_TOPIC.fullmatch(channel)
    if not match:
        raise invalid("TwoWayChannelArn", "not_a_topic", value=channel, region=caller.region)
    if match[2].endswith(".fifo"):
        raise invalid("TwoWayChannelArn", "fifo", value=channel)
    if match[1] != caller.region:
        raise invalid(
            "TwoWayChannelArn", "other_region", value=channel, region=caller.region, theirs=match[1]
        )


def must_be_role(role: str) -> None:
    if role and not ROLE.fullmatch(role):
        raise invalid("TwoWayChannelRole", "not_a_role", value=role)


def must_be_allowed_by_countries(pool: Pool) -> None:
    codes = (
        pool.phone_numbers.order_by("iso_country_code").values_list("iso_country_code", flat=True).distinct()
    )
    for code in codes:
        country = countries.country(code)
        if country and not country.two_way:
            raise invalid(
                "TwoWayEnabled",
                "country",
                reason="TWO_WAY_NOT_SUPPORTED_IN_COUNTRY",
                value=code,
                country=country.name,
            )


def remember_topic(caller: Caller, channel: str) -> None:
    """Keep a topic that was used among the account's known ones, to choose from next time."""
    if SNS_TOPIC.fullmatch(channel):
        SnsTopic.objects.get_or_create(
            account=caller.account,
            region=caller.region,
            topic_arn=channel,
            defaults={"created_timestamp": timezone.now()},
        )
