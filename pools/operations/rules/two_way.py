"""Two-way SMS and self-managed opt-outs: what the settings of a pool, or of a number in none, may be together."""

import re
from collections.abc import Iterable
from typing import Any

from pools.errors import invalid
from pools.models import PhoneNumber, Pool, SnsTopic
from pools.models.identities import SMS
from pools.operations.engine import arns
from pools.operations.engine.caller import Caller
from pools.reference import countries

# The API's name of Amazon Connect as a channel: a host, no ARN.
CONNECT = re.compile(r"connect\.([a-z0-9-]+)\.amazonaws\.com")


def with_channel(given: dict[str, Any]) -> dict[str, Any]:
    """The wanted settings: turning two-way SMS off lets the channel and its role go that do not come with it."""
    if given["two_way_enabled"] is not False:
        return given
    return given | {name: given[name] or "" for name in ("two_way_channel_arn", "two_way_channel_role")}


def settle_two_way(caller: Caller, row: Pool | PhoneNumber) -> None:
    """Check the row's settings as they would be. The topic is remembered."""
    must_be_possible(caller, row)
    remember_topic(caller, row.two_way_channel_arn)


def must_be_possible(caller: Caller, row: Pool | PhoneNumber) -> None:
    """Raise ValidationException unless the settings, as they would be, go together.

    Two-way SMS needs a channel, a phone number to receive on, and countries that allow it; self-managed opt-outs
    need two-way SMS. A channel may be set before two-way SMS is turned on, as AWS's own example for pools does.
    Source: AWS End User Messaging SMS guide, two-way SMS and self-managed opt-outs.
    """
    if row.two_way_enabled:
        must_be_able_to_receive(row)
    elif row.self_managed_opt_outs_enabled:
        raise invalid("SelfManagedOptOutsEnabled", "two_way_off", reason="TWO_WAY_NOT_ENABLED")
    if row.two_way_enabled or row.two_way_channel_arn:
        must_be_channel(caller, row.two_way_channel_arn)
    must_be_role(caller, row.two_way_channel_role)
    if row.two_way_enabled:
        must_be_allowed_by_countries(row)


def must_be_able_to_receive(row: Pool | PhoneNumber) -> None:
    """A pool needs a phone number, as sender IDs are one-way; every number in a pool has SMS."""
    if isinstance(row, Pool) and not row.phone_numbers.exists():
        raise invalid("TwoWayEnabled", "no_phone_number", reason="INVALID_REQUEST")
    if isinstance(row, PhoneNumber) and SMS not in row.number_capabilities:
        raise invalid("TwoWayEnabled", "no_sms", reason="INVALID_REQUEST")


def must_be_channel(caller: Caller, channel: str) -> None:
    """An SNS standard topic of this Region, or `connect.<region>.amazonaws.com`."""
    if not channel:
        raise invalid("TwoWayChannelArn", "missing", reason="TWO_WAY_CHANNEL_NOT_PRESENT")
    if connect := CONNECT.fullmatch(channel):
        if connect[1] != caller.region:
            raise invalid("TwoWayChannelArn", "other_region", value=connect[1], expected=caller.region)
        return
    arns.must_be(caller, arns.CHANNEL, channel, "TwoWayChannelArn")
    # The guide's page on two-way SMS rules them out.
    if channel.endswith(".fifo"):
        raise invalid("TwoWayChannelArn", "fifo", value=channel)


def must_be_role(caller: Caller, role: str) -> None:
    if role:
        arns.must_be(caller, arns.ROLE, role, "TwoWayChannelRole")


def must_be_allowed_by_countries(row: Pool | PhoneNumber) -> None:
    for code in countries_of(row):
        country = countries.country(code)
        # Of a country without a row AWS publishes nothing, so nothing is refused there.
        if country and not country.two_way:
            raise invalid(
                "TwoWayEnabled",
                "country",
                reason="TWO_WAY_NOT_SUPPORTED_IN_COUNTRY",
                value=code,
            )


def countries_of(row: Pool | PhoneNumber) -> Iterable[str]:
    if isinstance(row, PhoneNumber):
        return [row.iso_country_code]
    # From rows, as those of many pools are read at once.
    return sorted({number.iso_country_code for number in row.phone_numbers.all()})


def remember_topic(caller: Caller, channel: str) -> None:
    """Keep a topic that was used among the account's known ones, to choose from next time."""
    # An Amazon Connect instance is named by its host and is no topic.
    if channel.startswith("arn:"):
        SnsTopic.objects.get_or_create(
            account=caller.account,
            region=caller.region,
            topic_arn=channel,
            defaults={"created_timestamp": caller.now},
        )
