"""Test settings: what the API does wrong on purpose, and how long."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.utils import timezone

from pools.errors import (
    AccessDeniedException,
    InternalServerException,
    ThrottlingException,
    ValidationException,
)
from pools.models import Account, Activity, Fault, Learner
from pools.operations.account import set_text_message_spend_limit_override
from pools.operations.engine.caller import caller_for
from pools.operations.rules.statuses import settles
from pools.operations.test_settings import must_not_fail_on_purpose, update_test_settings
from pools.pages.kit.words import labels
from tests.help.operations import refused

DEFAULTS = {"account_tier": "SANDBOX", "status_delay_seconds": 0}
ANSWERS = {
    Fault.THROTTLING: (ThrottlingException, ""),
    Fault.INTERNAL_SERVER_ERROR: (InternalServerException, ""),
    Fault.RESOURCE_NOT_ACCESSIBLE: (ValidationException, "RESOURCE_NOT_ACCESSIBLE"),
}


NO_ENDPOINTS = (
    "localhost:4566",
    "ftp://localhost",
    "http://",
    "http://localhost:0",
    "http://localhost:99999",
    "http://u:p@localhost",
    "http://localhost\\@example.com",
    "http://localhost/path",
    "http://localhost?x",
    "http://local host",
    "http://[::1",
    "http://example.com",
    "http://localhost.example.com",
    "http://127.0.0.2",
    "http://2130706433",
    "https://sns.us-east-1.amazonaws.com",
    f"http://localhost/{'/' * 200}",
)


def save(caller, **changes):
    return update_test_settings(caller, **DEFAULTS | changes)


def again(caller):
    """The caller of a later request."""
    return caller_for(caller.user, caller.account.account_id, caller.region)


def test_settings_are_saved_and_noted(caller):
    row = save(
        caller,
        account_tier="PRODUCTION",
        status_delay_seconds=5,
        fault="THROTTLING",
        fault_percent=50,
        fault_seconds=60,
    )
    assert (row.account_tier, row.status_delay_seconds, row.fault_percent) == ("PRODUCTION", 5, 50)
    account = Account.objects.get()
    assert account.running_fault == "THROTTLING"
    assert timedelta(seconds=50) < account.fault_until - timezone.now() <= timedelta(seconds=60)
    assert labels.testing(account)
    noted = Activity.objects.get()
    assert (noted.operation, noted.resource_id) == ("update_test_settings", account.account_id)
    assert (noted.before["account_tier"], noted.after["account_tier"]) == ("SANDBOX", "PRODUCTION")


def test_no_fault_stops_the_one_that_runs(caller):
    save(caller, fault="THROTTLING", fault_percent=50, fault_seconds=60)
    row = save(caller)
    assert (row.fault, row.fault_percent, row.fault_until, labels.testing(row)) == ("", 100, None, "")
    must_not_fail_on_purpose(again(caller), "CreatePool")


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"account_tier": "GOLD"}, "AccountTier"),
        ({"status_delay_seconds": -1}, "StatusDelaySeconds"),
        ({"status_delay_seconds": 601}, "StatusDelaySeconds"),
        ({"max_monthly_spend": 0}, "MaxMonthlySpend"),
        ({"max_monthly_spend": 1_000_001}, "MaxMonthlySpend"),
        ({"stop_delay_seconds": 61}, "StopDelaySeconds"),
        *(({"sns_endpoint_url": url}, "SnsEndpointUrl") for url in NO_ENDPOINTS),
        ({"fault": "FIRE"}, "Fault"),
        ({"fault": "THROTTLING", "fault_seconds": 0}, "FaultSeconds"),
        ({"fault": "THROTTLING", "fault_seconds": 3601}, "FaultSeconds"),
        ({"fault": "THROTTLING", "fault_seconds": 60, "fault_percent": 0}, "FaultPercent"),
        ({"fault": "THROTTLING", "fault_seconds": 60, "fault_percent": 101}, "FaultPercent"),
    ],
)
def test_a_value_out_of_range_is_refused_and_nothing_saved(caller, changes, member):
    with refused(ValidationException, "INVALID_PARAMETER", member):
        save(caller, **changes)
    assert not labels.testing(Account.objects.get())


@pytest.mark.parametrize(
    "changes",
    [
        {"status_delay_seconds": 600},
        {"stop_delay_seconds": 60},
        {"fault": "THROTTLING", "fault_seconds": 3600},
    ],
)
def test_the_longest_is_allowed(caller, changes):
    assert labels.testing(save(caller, **changes))


@pytest.mark.parametrize(
    ("hosts", "url", "allowed"),
    [
        (["localhost", "[::1]"], "http://LOCALHOST:4566/", True),
        (["localhost", "[::1]"], "http://[::1]:4566", True),
        ([".example.com"], "https://sns.example.com", True),
        ([".example.com"], "https://sns.example.org", False),
        (["*"], "http://10.0.0.1", True),
        ([], "http://localhost", False),
    ],
)
def test_the_installation_says_where_an_endpoint_may_be(caller, settings, hosts, url, allowed):
    settings.CONSOLE_SNS_HOSTS = hosts
    with nullcontext() if allowed else refused(ValidationException, "INVALID_PARAMETER", "SnsEndpointUrl"):
        assert labels.testing(save(caller, sns_endpoint_url=url)) == "Replies are published"


def test_an_endpoint_that_may_be_no_more_keeps_no_fault_from_being_stopped(caller, settings):
    save(caller, fault="THROTTLING", fault_seconds=60, sns_endpoint_url="http://localhost:4566")
    caller.account.refresh_from_db()
    settings.CONSOLE_SNS_HOSTS = []
    assert not save(caller, sns_endpoint_url=caller.account.sns_endpoint_url).running_fault


def test_an_account_to_learn_in_has_no_endpoint(caller):
    Learner.objects.create(user=caller.user, account=caller.account)
    with refused(ValidationException, "INVALID_PARAMETER", "SnsEndpointUrl"):
        save(caller, sns_endpoint_url="http://localhost:4566")


def test_a_spending_quota_takes_its_limit_along(caller):
    def limits() -> tuple[int, int]:
        account = Account.objects.get()
        return int(account.max_monthly_spend), int(account.monthly_spend_limit)

    save(caller, max_monthly_spend=100)
    assert limits() == (100, 100)
    set_text_message_spend_limit_override(caller, monthly_limit=50)
    save(caller, max_monthly_spend=200)
    assert limits() == (200, 50)
    save(caller, max_monthly_spend=20)
    save(caller)
    assert limits() == (20, 20)


def test_only_an_administrator_saves_them(editor, viewer):
    for caller in (editor, viewer):
        with refused(AccessDeniedException):
            save(caller, status_delay_seconds=5)
    assert Account.objects.get().status_delay_seconds == 0


def test_nothing_fails_on_purpose_by_default(caller):
    for operation in ("DescribePools", "CreatePool"):
        must_not_fail_on_purpose(caller, operation)
    assert settles(caller) is None


@pytest.mark.parametrize("fault", ANSWERS)
def test_a_fault_answers_every_change(caller, fault):
    save(caller, fault=fault, fault_seconds=60)
    with refused(*ANSWERS[fault]):
        must_not_fail_on_purpose(again(caller), "CreatePool")


@pytest.mark.parametrize("fault", [Fault.THROTTLING, Fault.INTERNAL_SERVER_ERROR])
def test_a_read_is_hit_too(caller, fault):
    save(caller, fault=fault, fault_seconds=60)
    with refused(*ANSWERS[fault]):
        must_not_fail_on_purpose(again(caller), "DescribePools")


def test_a_resource_is_accessible_for_reading(caller):
    save(caller, fault=Fault.RESOURCE_NOT_ACCESSIBLE, fault_seconds=60)
    must_not_fail_on_purpose(again(caller), "DescribePools")


def test_a_fault_ends_by_itself(caller):
    save(caller, fault="THROTTLING", fault_seconds=60)
    Account.objects.update(fault_until=timezone.now())
    must_not_fail_on_purpose(again(caller), "CreatePool")
    assert not labels.testing(again(caller).account)


@pytest.mark.parametrize(("drawn", "fails"), [(29, True), (30, False)])
def test_a_fault_hits_its_share(caller, monkeypatch, drawn, fails):
    save(caller, fault="THROTTLING", fault_percent=30, fault_seconds=60)
    monkeypatch.setattr("random.randrange", lambda limit: drawn)
    if fails:
        with refused(ThrottlingException):
            must_not_fail_on_purpose(again(caller), "CreatePool")
    else:
        must_not_fail_on_purpose(again(caller), "CreatePool")


def test_another_account_is_not_hit(caller, other_caller):
    save(caller, fault="THROTTLING", fault_seconds=60)
    must_not_fail_on_purpose(again(other_caller), "CreatePool")


def test_a_delay_holds_for_what_settles_from_now_on(caller):
    save(caller, status_delay_seconds=60)
    assert timedelta(seconds=50) < settles(again(caller)) - timezone.now() <= timedelta(seconds=60)
