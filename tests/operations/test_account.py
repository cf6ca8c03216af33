"""What an account is, may have and may spend."""

from decimal import Decimal

import pytest

from pools.errors import AccessDeniedException, ValidationException
from pools.models import Account, Activity, Quota, Tier
from pools.operations.account import (
    delete_text_message_spend_limit_override,
    describe_account_attributes,
    describe_account_limits,
    describe_spend_limits,
    set_text_message_spend_limit_override,
)
from pools.operations.projects import sms_settings_of, update_sms_settings
from tests.help.factories import (
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    SenderIdFactory,
    VerifiedDestinationNumberFactory,
)
from tests.help.operations import refused

TEXT = "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT"


def limits(caller):
    return {row.name: (row.used, row.max) for row in describe_account_limits(caller).account_limits}


def spending(caller):
    rows = describe_spend_limits(caller).spend_limits
    return {row.name: (row.enforced_limit, row.max_limit, row.overridden) for row in rows}


@pytest.fixture
def rich(caller):
    """The caller of an account that may spend 100 dollars a month and enforces 1."""
    Account.objects.filter(pk=caller.account.pk).update(max_monthly_spend=100)
    caller.account.refresh_from_db()
    return caller


@pytest.mark.parametrize("tier", Tier.values)
def test_the_tier_is_an_attribute(caller, tier):
    Account.objects.filter(pk=caller.account.pk).update(account_tier=tier)
    (row,) = describe_account_attributes(caller).account_attributes
    assert (row.name, row.value) == ("ACCOUNT_TIER", tier)


def test_limits_count_what_is_there_in_the_region(caller):
    PoolFactory()
    PoolFactory(region="eu-west-1")
    PhoneNumberFactory.create_batch(2)
    SenderIdFactory()
    VerifiedDestinationNumberFactory()
    assert limits(caller) == {
        "CONFIGURATION_SETS": (0, 25),
        "OPT_OUT_LISTS": (1, 25),
        "PHONE_NUMBERS": (2, 25),
        "POOLS": (1, 25),
        "REGISTRATIONS": (0, 25),
        "REGISTRATION_ATTACHMENTS": (0, 25),
        "SENDER_IDS": (1, 200),
        "VERIFIED_DESTINATION_NUMBERS": (1, 10),
    }


def test_the_default_list_counts_once(caller):
    OptOutListFactory(opt_out_list_name="Default")
    assert limits(caller)["OPT_OUT_LISTS"] == (1, 25)
    OptOutListFactory()
    assert limits(caller)["OPT_OUT_LISTS"] == (2, 25)


def test_a_quota_of_the_accounts_own_is_the_limit_where_aws_adjusts_it(caller):
    place = {"account": caller.account, "region": caller.region, "value": 99}
    Quota.objects.create(**place, name="POOLS_PER_ACCOUNT")
    Quota.objects.create(**place, name="VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT")
    assert limits(caller)["POOLS"] == (0, 99)
    assert limits(caller)["VERIFIED_DESTINATION_NUMBERS"] == (0, 10)


def test_another_account_sees_nothing_of_the_first(caller, other_caller):
    PoolFactory(account=caller.account)
    assert limits(other_caller)["POOLS"] == (0, 25)


@pytest.mark.parametrize(
    ("describe", "member", "count"),
    [
        (describe_account_attributes, "account_attributes", 1),
        (describe_account_limits, "account_limits", 8),
        (describe_spend_limits, "spend_limits", 5),
    ],
)
def test_the_short_lists_have_pages(viewer, describe, member, count):
    names, token = [], None
    while True:
        page = describe(viewer, max_results=1, next_token=token)
        names += [row.name for row in getattr(page, member)]
        token = page.next_token
        if not token:
            break
    assert len(names) == len(set(names)) == count


def test_a_token_of_another_list_is_refused(caller):
    token = describe_account_limits(caller, max_results=3).next_token
    with refused(ValidationException, "INVALID_NEXT_TOKEN", "NextToken"):
        describe_spend_limits(caller, next_token=token)


def test_an_account_may_spend_a_dollar_on_each_kind_at_first(caller):
    assert set(spending(caller)) == {
        TEXT,
        "VOICE_MESSAGE_MONTHLY_SPEND_LIMIT",
        "MEDIA_MESSAGE_MONTHLY_SPEND_LIMIT",
        "NOTIFY_MESSAGE_MONTHLY_SPEND_LIMIT",
        "RCS_MESSAGE_MONTHLY_SPEND_LIMIT",
    }
    assert set(spending(caller).values()) == {(1, 1, False)}


def test_an_override_is_enforced_until_it_is_deleted(rich):
    assert set_text_message_spend_limit_override(rich, monthly_limit=40).monthly_limit == 40
    assert spending(rich)[TEXT] == (40, 100, True)
    assert delete_text_message_spend_limit_override(rich).monthly_limit == 100
    assert spending(rich)[TEXT] == (100, 100, False)
    assert [row.operation for row in Activity.objects.order_by("pk")] == [
        "SetTextMessageSpendLimitOverride",
        "DeleteTextMessageSpendLimitOverride",
    ]
    assert Activity.objects.first().before == {"monthly_spend_limit": "1.00", "spend_limit_overridden": False}


@pytest.mark.parametrize("limit", [0, 100])
def test_an_override_may_be_nothing_or_all_of_the_quota(rich, limit):
    set_text_message_spend_limit_override(rich, monthly_limit=limit)
    assert spending(rich)[TEXT] == (limit, 100, True)


def test_an_override_over_the_quota_is_refused(rich):
    reason = "REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT"
    with refused(ValidationException, reason, "MonthlyLimit"):
        set_text_message_spend_limit_override(rich, monthly_limit=101)
    assert spending(rich)[TEXT] == (1, 100, False)


def test_only_an_administrator_changes_what_may_be_spent(editor, viewer):
    for caller in (editor, viewer):
        with refused(AccessDeniedException):
            set_text_message_spend_limit_override(caller, monthly_limit=1)
        with refused(AccessDeniedException):
            delete_text_message_spend_limit_override(caller)
    assert spending(viewer)[TEXT] == (1, 1, False)


def test_the_consoles_limit_is_an_override_too_and_its_cents_are_cut_off(rich):
    project = rich.account.projects.get()
    update_sms_settings(
        rich,
        project_id=project.project_id,
        initial=sms_settings_of(project, rich.account),
        sms_channel_enabled=True,
        default_message_type="TRANSACTIONAL",
        monthly_spend_limit=Decimal("12.99"),
        default_sender_id="",
    )
    assert spending(rich)[TEXT] == (12, 100, True)


def test_the_consoles_other_settings_override_nothing(rich):
    project = rich.account.projects.get()
    update_sms_settings(
        rich,
        project_id=project.project_id,
        initial=sms_settings_of(project, rich.account),
        sms_channel_enabled=True,
        default_message_type="PROMOTIONAL",
        monthly_spend_limit=Decimal(1),
        default_sender_id="ACME",
    )
    assert spending(rich)[TEXT] == (1, 100, False)
