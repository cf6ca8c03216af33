"""update_sms_settings with a form that others were at too, and with values that are none."""

from decimal import Decimal

import pytest

from pools.errors import ConflictException, ValidationException
from pools.models import Activity
from pools.operations.projects import sms_settings_of, update_sms_settings
from tests.help.factories import ProjectFactory


@pytest.fixture
def project(caller):
    caller.account.max_monthly_spend = 100
    caller.account.save()
    return ProjectFactory(account=caller.account)


def save(caller, project, initial=None, **changes):
    initial = initial or current(project)
    return update_sms_settings(caller, project_id=project.project_id, initial=initial, **initial | changes)


def current(project):
    project.refresh_from_db()
    project.account.refresh_from_db()
    return sms_settings_of(project, project.account)


def test_two_people_who_change_different_fields_both_keep_their_change(caller, project):
    initial = current(project)
    save(caller, project, initial, default_sender_id="acme")
    assert save(caller, project, initial, monthly_spend_limit=Decimal("2.50")) == ["monthly_spend_limit"]
    now = current(project)
    assert (now["default_sender_id"], now["monthly_spend_limit"]) == ("acme", Decimal("2.50"))


def test_two_people_who_change_the_same_field_are_told(caller, project):
    initial = current(project)
    save(caller, project, initial, default_sender_id="FIRST")
    with pytest.raises(ConflictException) as refusal:
        save(caller, project, initial, default_sender_id="SECOND", sms_channel_enabled=False)
    [stale] = refusal.value.about.moved
    assert (stale.setting, stale.yours, stale.current) == ("default_sender_id", "SECOND", "FIRST")
    assert current(project)["sms_channel_enabled"]


def test_what_differs_is_asked_about_where_nobody_knows_what_the_form_showed(caller, project):
    save(caller, project, default_sender_id="FIRST")
    posted = current(project) | {"default_sender_id": "SECOND", "sms_channel_enabled": False}
    asked = {"project_id": project.project_id, "initial": None}
    with pytest.raises(ConflictException) as refusal:
        update_sms_settings(caller, **asked, **posted)
    error = refusal.value
    assert (error.resource_type, error.resource_id) == ("project", project.project_id)
    assert [(stale.setting, stale.current) for stale in error.about.moved] == [
        ("default_sender_id", "FIRST"),
        ("sms_channel_enabled", True),
    ]
    assert update_sms_settings(caller, **asked, **current(project)) == []


def test_another_case_of_the_default_sender_id_is_a_change(caller, project):
    save(caller, project, default_sender_id="ACME")
    assert save(caller, project, default_sender_id="Acme") == ["default_sender_id"]
    assert current(project)["default_sender_id"] == "Acme"


def test_two_people_who_choose_the_same_value_agree(caller, project):
    initial = current(project)
    save(caller, project, initial, default_sender_id="SAME")
    assert save(caller, project, initial, default_sender_id="SAME") == []


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"default_sender_id": "TWELVELETTERS"}, "SenderId"),
        ({"default_sender_id": "A B"}, "SenderId"),
        ({"default_sender_id": "12345"}, "SenderId"),
        ({"default_message_type": "OTHER"}, "MessageType"),
        ({"monthly_spend_limit": Decimal(-1)}, "MonthlyLimit"),
        ({"monthly_spend_limit": Decimal("NaN")}, "MonthlyLimit"),
        ({"monthly_spend_limit": Decimal("100.01")}, "MonthlyLimit"),
    ],
)
def test_a_value_that_is_none_is_refused_and_nothing_saved(caller, project, changes, member):
    with pytest.raises(ValidationException) as refusal:
        save(caller, project, sms_channel_enabled=False, **changes)
    assert [field.name for field in refusal.value.fields] == [member]
    assert current(project)["sms_channel_enabled"]


def test_a_limit_above_a_quota_that_was_lowered_keeps_nobody_from_other_changes(caller, project):
    save(caller, project, monthly_spend_limit=Decimal(90))
    caller.account.refresh_from_db()
    caller.account.max_monthly_spend = 50
    caller.account.save()
    assert save(caller, project, sms_channel_enabled=False) == ["sms_channel_enabled"]


def test_the_log_has_before_and_after(caller, project):
    save(caller, project, default_sender_id="ACME", sms_channel_enabled=False, monthly_spend_limit=Decimal(7))
    row = Activity.objects.get()
    assert row.changes == {
        "sms_channel_enabled": (True, False),
        "monthly_spend_limit": ("1.00", "7"),
        "default_sender_id": ("", "ACME"),
    }
