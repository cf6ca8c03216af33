"""quotas.json names its quotas as the API does."""

import botocore.session
import pytest

from pools.reference import quotas

MODEL = botocore.session.Session().get_service_model("pinpoint-sms-voice-v2")


@pytest.mark.parametrize("name", quotas.QUOTAS)
def test_every_quota_is_a_reason_of_the_api(name):
    assert name in MODEL.shape_for("ServiceQuotaExceededExceptionReason").enum
    assert quotas.default(name) > 0
    assert quotas.QUOTAS[name].label


def test_a_constant_is_a_quota_of_its_own_name():
    constants = {
        name: value for name, value in vars(quotas).items() if isinstance(value, str) and name.isupper()
    }
    assert constants
    assert all(name == value and name in quotas.QUOTAS for name, value in constants.items())


def test_account_limit_names_are_those_of_describe_account_limits():
    names = {quota.account_limit_name for quota in quotas.QUOTAS.values()} - {None}
    assert names <= set(MODEL.shape_for("AccountLimitName").enum)


def test_the_documented_defaults():
    assert quotas.default(quotas.POOLS_PER_ACCOUNT) == 25
    assert quotas.default(quotas.ORIGINATION_IDENTITIES_PER_POOL) == 100
    assert quotas.default(quotas.KEYWORDS_PER_POOL) == 30
    assert quotas.default(quotas.TAGS_PER_RESOURCE) == 50
    assert quotas.default(quotas.SENDER_IDS_PER_ACCOUNT) == 200


def test_label_and_scope_read_as_a_sentence():
    quota = quotas.QUOTAS[quotas.POOLS_PER_ACCOUNT]
    assert f"{quota.value} {quota.label} {quota.scope}" == "25 pools in this Region"
