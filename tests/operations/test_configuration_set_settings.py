"""A configuration set's defaults and tags as one act: each change by its own operation, all or nothing."""

import pytest

from pools.errors import ConflictException, ValidationException
from pools.models import Activity, ConfigurationSet
from pools.operations.configuration_set_settings import (
    ConfigurationSetSettings,
    configuration_set_settings_of,
    create_configuration_set_with_defaults,
    save_configuration_set_settings,
)
from tests.help.factories import ConfigurationSetFactory, TagFactory
from tests.help.operations import refused

ACME = ConfigurationSetSettings("ACME", "PROMOTIONAL", True, {"Team": "care"})
NONE = ConfigurationSetSettings()


def done() -> list[str]:
    return list(Activity.objects.order_by("pk").values_list("operation", flat=True))


def made(**defaults) -> ConfigurationSet:
    return ConfigurationSetFactory(configuration_set_name="codes", **defaults)


def now() -> ConfigurationSetSettings:
    return configuration_set_settings_of(ConfigurationSet.objects.get())


def save(caller, initial, posted) -> int:
    return save_configuration_set_settings(
        caller, configuration_set_name="codes", initial=initial, posted=posted
    )


@pytest.mark.parametrize(
    ("settings", "operations"),
    [
        (NONE, ["CreateConfigurationSet"]),
        (
            ACME,
            [
                "CreateConfigurationSet",
                "SetDefaultSenderId",
                "SetDefaultMessageType",
                "SetDefaultMessageFeedbackEnabled",
            ],
        ),
    ],
)
def test_a_set_is_made_with_its_defaults(caller, settings, operations):
    create_configuration_set_with_defaults(caller, configuration_set_name="codes", settings=settings)
    assert (now(), done()) == (settings, operations)
    assert Activity.objects.values("change_id").distinct().count() == 1


def test_a_default_that_is_refused_leaves_no_set(caller):
    settings = ConfigurationSetSettings("ACME!")
    with refused(ValidationException, "INVALID_PARAMETER"):
        create_configuration_set_with_defaults(caller, configuration_set_name="codes", settings=settings)
    assert not ConfigurationSet.objects.exists()


def test_what_is_taken_away_is_deleted_by_its_own_operation(caller):
    TagFactory(
        configuration_set=made(
            default_sender_id="ACME",
            default_message_type="PROMOTIONAL",
            default_message_feedback_enabled=True,
        ),
        key="Team",
        value="care",
    )
    assert save(caller, ACME, NONE) == 4
    assert now() == NONE
    assert done() == [
        "DeleteDefaultSenderId",
        "DeleteDefaultMessageType",
        "SetDefaultMessageFeedbackEnabled",
        "UntagResource",
    ]


def test_what_is_not_touched_writes_nothing(caller):
    made()
    assert save(caller, NONE, NONE) == 0
    assert done() == []
    assert ConfigurationSet.objects.get().default_message_feedback_enabled is None


def test_what_somebody_else_changed_is_kept_unless_both_changed_it(caller):
    made(default_message_type="PROMOTIONAL")
    assert save(caller, NONE, ConfigurationSetSettings("ACME")) == 1
    assert now() == ConfigurationSetSettings("ACME", "PROMOTIONAL")
    with refused(ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED"):
        save(caller, NONE, ConfigurationSetSettings("OTHER"))
    assert now().default_sender_id == "ACME"
