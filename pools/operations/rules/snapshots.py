"""Pools and what belongs to them as plain data, for the activity log: what was there before, what after."""

from typing import Any

from django.db.models import Model

from pools.models import ConfigurationSet, OptOutList, PhoneNumber, Pool, SenderId, VerifiedDestinationNumber
from pools.models.pools import SETTINGS, SHARED_SETTINGS


def pool_state(pool: Pool) -> dict[str, Any]:
    """Settings, keywords, tags and identities (by ID, sender IDs with their country)."""
    columns = ("pool_id", "message_type", *SETTINGS)
    return {name: getattr(pool, name) for name in columns} | {
        "created_timestamp": pool.created_timestamp.isoformat(),
        **carried(pool),
        # IDs, as the log outlives the rows.
        "phone_numbers": list(pool.phone_numbers.order_by("pk").values_list("phone_number_id", flat=True)),
        "sender_ids": [
            [link.sender_id.sender_id, link.sender_id.iso_country_code]
            for link in pool.sender_id_links.select_related("sender_id").order_by("pk")
        ],
    }


def phone_number_state(number: PhoneNumber) -> dict[str, Any]:
    """What it is, its own settings, keywords and tags, and the pool it is in.

    status: ACTIVE or PENDING, as its registration is through or not; not one that passes with time.
    """
    columns = (
        "phone_number_id",
        "phone_number",
        "iso_country_code",
        "message_type",
        "number_type",
        "number_capabilities",
        "monthly_leasing_price",
        "registration_id",
        # Its own, in a pool too: what applies meanwhile is in the pool's state.
        *SHARED_SETTINGS,
        "international_sending_enabled",
        "deletion_protection_enabled",
    )
    return {name: getattr(number, name) for name in columns} | {
        "status": number.carrier_status,
        "created_timestamp": number.created_timestamp.isoformat(),
        "pool_id": number.pool.pool_id if number.pool else None,
        **carried(number),
    }


def sender_id_state(row: SenderId) -> dict[str, Any]:
    columns = (
        "sender_id",
        "iso_country_code",
        "message_types",
        "monthly_leasing_price",
        "deletion_protection_enabled",
        "registered",
    )
    return {name: getattr(row, name) for name in columns} | {
        "created_timestamp": row.created_timestamp.isoformat(),
        "tags": tags_of(row),
    }


def configuration_set_state(row: ConfigurationSet) -> dict[str, Any]:
    columns = ("default_message_type", "default_sender_id", "default_message_feedback_enabled")
    destinations = (
        "event_destination_name",
        "enabled",
        "matching_event_types",
        "cloud_watch_logs_destination",
        "kinesis_firehose_destination",
        "sns_destination",
    )
    return {name: getattr(row, name) for name in ("configuration_set_name", *columns)} | {
        "created_timestamp": row.created_timestamp.isoformat(),
        "event_destinations": list(row.event_destination_rows.order_by("pk").values(*destinations)),
        "tags": tags_of(row),
    }


def opt_out_list_state(row: OptOutList) -> dict[str, Any]:
    """How many numbers are on it, and not which: there is no limit to them."""
    return {
        "opt_out_list_name": row.opt_out_list_name,
        "created_timestamp": row.created_timestamp.isoformat(),
        "opted_out_number_count": row.opted_out_number_rows.filter(is_opted_out=True).count(),
        "tags": tags_of(row),
    }


def verified_destination_number_state(row: VerifiedDestinationNumber) -> dict[str, Any]:
    columns = ("verified_destination_number_id", "destination_phone_number", "status", "rcs_agent_id")
    return {name: getattr(row, name) for name in columns} | {
        "created_timestamp": row.created_timestamp.isoformat(),
        "tags": tags_of(row),
    }


def carried(row: Pool | PhoneNumber) -> dict[str, Any]:
    columns = ("keyword", "keyword_message", "keyword_action")
    return {
        "keywords": sorted(list(values) for values in row.keywords.values_list(*columns)),
        "tags": tags_of(row),
    }


def tags_of(row: Model) -> dict[str, str]:
    return dict(sorted(row.tag_rows.values_list("key", "value")))
