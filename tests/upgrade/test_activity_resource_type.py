"""Migration 0006: rows of the activity log have the kind of their resource, its whole ID, and one shape."""

from importlib import import_module
from types import SimpleNamespace

import pytest

migration = import_module("pools.migrations.0006_activity_resource_type")
HERE = "arn:aws:sms-voice:us-east-1:111122223333:"
POOL, PHONE = f"pool-{'a' * 32}", f"phone-{'b' * 32}"
REFUSED = "ConflictException"
ELSEWHERE = f"arn:aws:sms-voice:eu-west-1:111122223333:pool/{POOL}"


@pytest.mark.parametrize(
    ("operation", "request_", "error", "kept", "resource"),
    [
        ("UpdatePool", {}, "", POOL, ("pool", POOL)),
        ("PutKeyword", {"OriginationIdentity": PHONE}, "", PHONE, ("phone-number", PHONE)),
        ("CreateOptOutList", {}, "", "main", ("opt-out-list", "main")),
        ("SetDefaultSenderId", {}, "", "main", ("configuration-set", "main")),
        ("TagResource", {"ResourceArn": f"{HERE}opt-out-list/main"}, "", "main", ("opt-out-list", "main")),
        ("TagResource", {"ResourceArn": f"{HERE}sender-id/ACME/GB"}, "", "ACME", ("sender-id", "ACME/GB")),
        ("RequestSenderId", {"IsoCountryCode": "GB"}, "", "ACME", ("sender-id", "ACME/GB")),
        ("RequestSenderId", {"IsoCountryCode": "GB"}, "", "ACME/GB", ("sender-id", "ACME/GB")),
        ("update_test_settings", {}, "", "111122223333", ("account", "111122223333")),
        ("ReleaseSenderId", {"IsoCountryCode": "GB"}, REFUSED, "ACME", ("sender-id", "ACME/GB")),
        ("CreatePool", {}, REFUSED, PHONE, ("phone-number", PHONE)),
        ("CreatePool", {}, REFUSED, "ACME", ("", "ACME")),
        ("UpdatePool", {"PoolId": "?"}, REFUSED, "", ("", "")),
        (
            "TagResource",
            {"ResourceArn": f"{HERE}pool/{POOL}"},
            REFUSED,
            f"{HERE}pool/{POOL}"[:64],
            ("pool", POOL),
        ),
        ("DeletePool", {"PoolId": ELSEWHERE}, REFUSED, ELSEWHERE[:64], ("pool", ELSEWHERE)),
        ("save_pool_settings", {}, REFUSED, ELSEWHERE[:64], ("", ELSEWHERE[:64])),
    ],
)
def test_a_row_names_its_resource_in_full(operation, request_, error, kept, resource):
    row = SimpleNamespace(operation=operation, request=request_, error=error, resource_id=kept)
    row.region, row.account_id = "us-east-1", "111122223333"
    assert migration.resource_of(row) == resource


@pytest.mark.parametrize(
    ("operation", "before", "after", "fields"),
    [
        (
            "update_sms_settings",
            {"sms_channel_enabled": "True", "default_sender_id": ""},
            {"sms_channel_enabled": "False", "default_sender_id": "True"},
            {"sms_channel_enabled": (True, False), "default_sender_id": ("", "True")},
        ),
        (
            "mark_phone_number_as_registered",
            {"registered": False},
            {"registered": True},
            {"status": ("PENDING", "ACTIVE")},
        ),
        ("ReleaseSenderId", {"registered": True}, {"registered": None}, {"registered": (True, None)}),
        ("DeleteOptOutList", {"numbers": 2}, {"numbers": None}, {"opted_out_number_count": (2, None)}),
        ("UpdatePool", {"two_way_enabled": False}, {"two_way_enabled": False}, {}),
    ],
)
def test_before_and_after_are_in_one_shape(operation, before, after, fields):
    old, new = migration.in_one_shape(operation, before, after)
    assert {name: (value, new[name]) for name, value in old.items()} == fields
    assert list(old) == list(new)
