"""The account's attributes, limits and spending through boto3."""

import pytest

from pools.models import Account
from tests.help.wire import fits, refusal_of

TEXT = "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT"


def text_limit(client):
    (found,) = [row for row in client.describe_spend_limits()["SpendLimits"] if row["Name"] == TEXT]
    return found


@pytest.fixture
def rich(account):
    Account.objects.filter(pk=account.pk).update(max_monthly_spend=100)


def test_what_an_account_is_and_may_have(viewer_aws):
    attributes = viewer_aws.describe_account_attributes()
    assert fits("DescribeAccountAttributes", attributes)
    assert attributes["AccountAttributes"] == [{"Name": "ACCOUNT_TIER", "Value": "SANDBOX"}]
    limits = viewer_aws.describe_account_limits()
    assert fits("DescribeAccountLimits", limits)
    assert {"Name": "POOLS", "Used": 0, "Max": 25} in limits["AccountLimits"]
    assert len(limits["AccountLimits"]) == 8


def test_pages_of_the_short_lists(viewer_aws):
    for name, member, count in (
        ("describe_account_attributes", "AccountAttributes", 1),
        ("describe_account_limits", "AccountLimits", 8),
        ("describe_spend_limits", "SpendLimits", 5),
    ):
        pages = list(viewer_aws.get_paginator(name).paginate(PaginationConfig={"PageSize": 2}))
        found = [row["Name"] for page in pages for row in page[member]]
        assert len(pages) == (count + 1) // 2
        assert len(set(found)) == len(found) == count


def test_the_text_limit_is_overridden_and_put_back(aws, rich):
    answer = aws.set_text_message_spend_limit_override(MonthlyLimit=10)
    assert fits("SetTextMessageSpendLimitOverride", answer)
    assert answer["MonthlyLimit"] == 10
    assert fits("DescribeSpendLimits", aws.describe_spend_limits())
    assert text_limit(aws) == {"Name": TEXT, "EnforcedLimit": 10, "MaxLimit": 100, "Overridden": True}
    answer = aws.delete_text_message_spend_limit_override()
    assert fits("DeleteTextMessageSpendLimitOverride", answer)
    assert answer["MonthlyLimit"] == 100
    assert text_limit(aws) == {"Name": TEXT, "EnforcedLimit": 100, "MaxLimit": 100, "Overridden": False}


def test_a_limit_of_nothing_is_answered_too(aws):
    assert aws.set_text_message_spend_limit_override(MonthlyLimit=0)["MonthlyLimit"] == 0
    assert text_limit(aws)["EnforcedLimit"] == 0


def test_a_limit_over_the_quota(aws):
    answer = refusal_of(aws.set_text_message_spend_limit_override, MonthlyLimit=2)
    assert (answer["Code"], answer["Reason"]) == (
        "ValidationException",
        "REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT",
    )
    (field,) = answer["Fields"]
    assert field == {"Name": "MonthlyLimit", "Message": "must be at most 1, the account's quota"}


def test_of_a_quota_with_cents_the_whole_dollars_are_told(aws, account):
    Account.objects.filter(pk=account.pk).update(max_monthly_spend="10.50")
    answer = refusal_of(aws.set_text_message_spend_limit_override, MonthlyLimit=11)
    assert answer["Fields"][0]["Message"] == "must be at most 10, the account's quota"


def test_a_viewer_changes_no_limit(viewer_aws):
    answer = refusal_of(viewer_aws.set_text_message_spend_limit_override, MonthlyLimit=1)
    assert answer["Code"] == "AccessDeniedException"
    assert "sms-voice:SetTextMessageSpendLimitOverride" in answer["Error"]["Message"]
