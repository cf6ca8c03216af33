import pytest

from pools.errors import ResourceNotFoundException, ValidationException
from pools.operations.keywords import describe_keywords
from tests.help.factories import KeywordFactory, PhoneNumberFactory, PoolFactory
from tests.help.operations import refused


def described(caller, identity: str, **asked) -> list[str]:
    found = describe_keywords(caller, origination_identity=identity, **asked)
    return [row.keyword for row in found.keywords]


def test_the_keywords_of_a_pool_by_id_or_arn(viewer):
    pool = PoolFactory()
    KeywordFactory(pool=pool, keyword="AGAIN", keyword_action="OPT_IN")
    found = describe_keywords(viewer, origination_identity=pool.pool_arn)
    assert (found.origination_identity, found.origination_identity_arn) == (pool.pool_id, pool.pool_arn)
    assert described(viewer, pool.pool_id) == ["AGAIN", "HELP", "STOP"]


def test_a_number_has_its_own_and_in_a_pool_the_pools(caller):
    number = PhoneNumberFactory()
    KeywordFactory(phone_number=number, keyword="OWN")
    assert described(caller, number.phone_number_id) == ["HELP", "OWN", "STOP"]
    number.pool = PoolFactory()
    number.save()
    KeywordFactory(pool=number.pool, keyword="SHARED")
    found = describe_keywords(caller, origination_identity=number.phone_number_arn)
    assert [row.keyword for row in found.keywords] == ["HELP", "SHARED", "STOP"]
    assert found.origination_identity == number.phone_number_id
    assert found.origination_identity_arn == number.phone_number_arn


def test_keywords_are_asked_for_in_any_case(caller):
    pool = PoolFactory()
    assert described(caller, pool.pool_id, keywords=["stop", "Help"]) == ["HELP", "STOP"]
    with refused(ResourceNotFoundException) as refusal:
        described(caller, pool.pool_id, keywords=["stop", "more"])
    assert (refusal.error.resource_type, refusal.error.resource_id) == ("keyword", "MORE")


def test_keywords_are_filtered_by_action(caller):
    pool = PoolFactory()
    assert described(caller, pool.pool_id, filters=[{"Name": "keyword-action", "Values": ["opt_out"]}]) == [
        "STOP"
    ]
    with refused(ValidationException, "INVALID_FILTER_VALUES"):
        described(caller, pool.pool_id, filters=[{"Name": "keyword-action", "Values": ["NOTHING"]}])


def test_their_order_is_that_of_code_points_whatever_the_locale(caller):
    words = ["1", "A", "A B", "AB", "HELP", "STOP", "Z", "\\", "_A", "É"]
    pool = PoolFactory()
    for word in reversed(words):
        if word not in ("HELP", "STOP"):
            KeywordFactory(pool=pool, keyword=word)
    found, token = [], None
    while token or not found:
        page = describe_keywords(caller, origination_identity=pool.pool_id, max_results=3, next_token=token)
        found += [row.keyword for row in page.keywords]
        token = page.next_token
    assert found == words


def test_keywords_come_in_pages(caller):
    pool = PoolFactory()
    KeywordFactory(pool=pool, keyword="AGAIN")
    first = describe_keywords(caller, origination_identity=pool.pool_id, max_results=2)
    assert [row.keyword for row in first.keywords] == ["AGAIN", "HELP"]
    assert described(caller, pool.pool_id, max_results=2, next_token=first.next_token) == ["STOP"]
    with refused(ValidationException, "INVALID_NEXT_TOKEN"):
        described(caller, PoolFactory().pool_id, next_token=first.next_token)


@pytest.mark.parametrize("kind", ["phone-number", "pool"])
def test_what_is_not_there_or_another_accounts(other_caller, caller, kind):
    row = PhoneNumberFactory().phone_number_id if kind == "phone-number" else PoolFactory().pool_id
    with refused(ResourceNotFoundException) as refusal:
        described(other_caller, row)
    assert (refusal.error.resource_type, refusal.error.resource_id) == (kind, row)
