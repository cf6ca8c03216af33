"""A sender ID's protection and tags as one act: each change by its own operation, all or nothing."""

import pytest

from pools.errors import ConflictException, ResourceNotFoundException
from pools.models import Activity, SenderId
from pools.operations.registration import mark_sender_id_as_registered
from pools.operations.sender_id_settings import (
    SenderIdSettings,
    save_sender_id_settings,
    sender_id_settings_of,
)
from tests.help.factories import SenderIdFactory, TagFactory
from tests.help.operations import refused

ACME = {"sender_id": "ACME", "iso_country_code": "GB"}
OPEN = SenderIdSettings(False, {"Team": "care"})


@pytest.fixture(autouse=True)
def sender(account) -> SenderId:
    sender = SenderIdFactory(**ACME)
    TagFactory(sender_id=sender, key="Team", value="care")
    return sender


def done() -> list[str]:
    return list(Activity.objects.filter(error="").order_by("pk").values_list("operation", flat=True))


def now() -> SenderIdSettings:
    return sender_id_settings_of(SenderId.objects.get())


@pytest.mark.parametrize(
    ("posted", "operations"),
    [
        (OPEN, []),
        (SenderIdSettings(True, {"Team": "care"}), ["UpdateSenderId"]),
        (SenderIdSettings(True, {"Shop": "1"}), ["UpdateSenderId", "UntagResource", "TagResource"]),
    ],
)
def test_what_changed_is_written_by_its_own_operation(caller, posted, operations):
    save_sender_id_settings(caller, **ACME, initial=OPEN, posted=posted)
    assert (now(), done()) == (posted, operations)


def test_what_somebody_else_changed_meanwhile_is_refused_whole(caller, sender):
    sender.tag_rows.update(value="sales")
    with refused(ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED"):
        save_sender_id_settings(caller, **ACME, initial=OPEN, posted=SenderIdSettings(True, {"Team": "shop"}))
    assert now() == SenderIdSettings(False, {"Team": "sales"})


def test_it_is_marked_as_registered_once(caller):
    for _ in range(2):
        assert mark_sender_id_as_registered(caller, **ACME).registered
    assert done() == ["mark_sender_id_as_registered"]
    activity = Activity.objects.get()
    assert (activity.resource_type, activity.resource_id) == ("sender-id", "ACME/GB")
    with pytest.raises(ResourceNotFoundException):
        mark_sender_id_as_registered(caller, sender_id="ACME", iso_country_code="FR")
