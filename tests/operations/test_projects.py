"""CreateProject and the SMS settings, as the console has them: what it takes, and whom it lets."""

from decimal import Decimal

import pytest

from pools.errors import (
    AccessDeniedException,
    ResourceNotFoundException,
    ValidationException,
)
from pools.models import Activity
from pools.operations.projects import create_project, sms_settings_of, update_sms_settings
from tests.help.factories import (
    ProjectFactory,
)
from tests.help.operations import refused


def sms_settings(caller, project, **changes):
    settings = {
        "sms_channel_enabled": True,
        "default_message_type": "TRANSACTIONAL",
        "monthly_spend_limit": Decimal(1),
        "default_sender_id": "",
    }
    initial = sms_settings_of(project, caller.account)
    return update_sms_settings(caller, project_id=project.project_id, initial=initial, **settings | changes)


def test_a_project_belongs_to_the_callers_account(other_caller):
    assert create_project(other_caller, name="Shop").account == other_caller.account


def test_a_project_is_made_with_its_channel_off(caller):
    project = create_project(caller, name="Shop")
    assert (project.account, project.sms_channel_enabled) == (caller.account, False)
    assert Activity.objects.get().operation == "create_project"


@pytest.mark.parametrize("name", ["A" * 65, "Shop/1", "Shop\n", "<b>"])
def test_a_project_name_has_64_characters_of_some_kinds(caller, name):
    with refused(ValidationException, "INVALID_PARAMETER", "Name"):
        create_project(caller, name=name)


def test_a_project_needs_a_name(caller):
    with refused(ValidationException, "MISSING_PARAMETER", "Name"):
        create_project(caller, name="")


def test_sms_settings_are_saved_for_the_project_and_the_account(caller):
    project = ProjectFactory(sms_channel_enabled=False)
    changed = sms_settings(caller, project, default_message_type="PROMOTIONAL", default_sender_id="acme")
    caller.account.refresh_from_db()
    project.refresh_from_db()
    assert project.sms_channel_enabled
    assert (caller.account.default_message_type, caller.account.default_sender_id) == ("PROMOTIONAL", "acme")
    assert set(changed) == {"default_message_type", "default_sender_id", "sms_channel_enabled"}


def test_sms_settings_as_they_stand_change_nothing(caller):
    assert sms_settings(caller, ProjectFactory()) == []
    assert not Activity.objects.exists()


def test_a_spending_limit_above_the_quota_is_refused(caller):
    with refused(ValidationException, "REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT", "MonthlyLimit"):
        sms_settings(caller, ProjectFactory(), monthly_spend_limit=Decimal("1.01"))


def test_projects_are_the_administrators(editor):
    with refused(AccessDeniedException):
        create_project(editor, name="Shop")
    with refused(AccessDeniedException):
        sms_settings(editor, ProjectFactory())


def test_another_accounts_project_is_not_found(other_caller, account):
    with refused(ResourceNotFoundException):
        sms_settings(other_caller, ProjectFactory())
