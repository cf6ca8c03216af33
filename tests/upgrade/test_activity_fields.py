"""Migration 0004: what the activity log kept in a shape of each verb's own is there in one."""

from importlib import import_module

import pytest

both_sides = import_module("pools.migrations.0004_activity_fields").both_sides
SENDER = {"OriginationIdentity": "Acme", "IsoCountryCode": "GB"}
ARN = {"OriginationIdentity": "arn:aws:sms-voice:us-east-1:111122223333:sender-id/ACME/GB"}
NUMBER = {"OriginationIdentity": "phone-1", "IsoCountryCode": "US"}


@pytest.mark.parametrize(
    ("operation", "request_", "before", "after", "fields"),
    [
        ("CreatePool", {}, None, {"pool_id": "pool-1"}, {"pool_id": (None, "pool-1")}),
        ("DeletePool", {}, {"pool_id": "pool-1"}, None, {"pool_id": ("pool-1", None)}),
        (
            "UpdatePool",
            {},
            {"two_way_enabled": False},
            {"two_way_enabled": True},
            {"two_way_enabled": (False, True)},
        ),
        (
            "PutKeyword",
            {},
            None,
            ["JOIN", "Hi", "OPT_IN"],
            {"keywords/JOIN": (None, {"keyword_message": "Hi", "keyword_action": "OPT_IN"})},
        ),
        (
            "TagResource",
            {},
            {"Team": "a"},
            {"Team": "b", "New": ""},
            {"tags/Team": ("a", "b"), "tags/New": (None, "")},
        ),
        ("UntagResource", {}, {"Team": "a"}, {}, {"tags/Team": ("a", None)}),
        ("PutOptedOutNumber", {}, {"+1": False}, {"+1": True}, {"opted_out_numbers/+1": (False, True)}),
        *(
            (
                "AssociateOriginationIdentity",
                request,
                {"associated": False},
                {"associated": True},
                {f"origination_identities/{name}": (False, True)},
            )
            for request, name in ((SENDER, "ACME/GB"), (ARN, "ACME/GB"), (NUMBER, "phone-1"))
        ),
        (
            "DeleteEventDestination",
            {"EventDestinationName": "events"},
            {"Enabled": True},
            None,
            {"event_destinations/events": ({"Enabled": True}, None)},
        ),
        ("DescribePools", {}, None, None, {}),
    ],
)
def test_both_sides_have_the_same_fields(operation, request_, before, after, fields):
    sides = both_sides(operation, request_, before, after)
    assert {name: (value, sides[1][name]) for name, value in sides[0].items()} == fields
    assert list(sides[0]) == list(sides[1])
