import pytest

from pools.errors import (
    AccessDeniedException,
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import Activity, Quota
from pools.operations.keywords import delete_keyword, put_keyword
from tests.help.factories import KeywordFactory, PhoneNumberFactory, PoolFactory
from tests.help.operations import refused, words


def put(caller, owner, keyword="join", message="Welcome", **arguments):
    return put_keyword(
        caller, origination_identity=owner, keyword=keyword, keyword_message=message, **arguments
    )


def delete(caller, owner, keyword="JOIN"):
    return delete_keyword(caller, origination_identity=owner, keyword=keyword)


def test_a_keyword_is_stored_in_upper_case_with_an_automatic_response(caller):
    pool = PoolFactory()
    answer = put(caller, pool.pool_arn)
    assert words(pool)["JOIN"] == ("Welcome", "AUTOMATIC_RESPONSE")
    assert (answer.keyword, answer.origination_identity) == ("JOIN", pool.pool_id)


def test_putting_it_again_changes_message_and_action(caller):
    pool = PoolFactory()
    put(caller, pool.pool_id)
    put(caller, pool.pool_id, "Join", "Hello", keyword_action="OPT_IN")
    assert words(pool)["JOIN"] == ("Hello", "OPT_IN")


def test_without_an_action_the_keyword_keeps_its_own(caller):
    pool = PoolFactory()
    put(caller, pool.pool_id, "STOP", "Bye")
    put(caller, pool.pool_id, "HELP", "Call us")
    assert words(pool) == {"STOP": ("Bye", "OPT_OUT"), "HELP": ("Call us", "AUTOMATIC_RESPONSE")}


@pytest.mark.parametrize(("word", "action"), [("HELP", "OPT_OUT"), ("STOP", "AUTOMATIC_RESPONSE")])
def test_the_action_of_help_and_stop_is_fixed(caller, word, action):
    with refused(ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED"):
        put(caller, PoolFactory().pool_id, word, keyword_action=action)


@pytest.mark.parametrize("word", ["HELP", "STOP", "stop"])
def test_help_and_stop_cannot_be_deleted(caller, word):
    pool = PoolFactory()
    with refused(ConflictException, "RESOURCE_DELETION_NOT_ALLOWED"):
        delete(caller, pool.pool_id, word)
    assert set(words(pool)) == {"HELP", "STOP"}


@pytest.mark.parametrize("word", ["STOP", "UNSTOP"])
def test_carriers_manage_stop_and_unstop_of_a_us_toll_free_number(caller, word):
    pool = PoolFactory()
    PhoneNumberFactory(pool=pool, toll_free=True)
    with refused(ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED"):
        put(caller, pool.pool_id, word, "Mine")


@pytest.mark.parametrize("changed", [{"message": "Mine"}, {"keyword_action": "OPT_OUT"}])
def test_what_carriers_manage_can_be_said_again_but_not_changed(caller, changed):
    number = PhoneNumberFactory(toll_free=True)
    KeywordFactory(phone_number=number, keyword="UNSTOP", keyword_message="Back", keyword_action="OPT_IN")
    put(caller, number.phone_number_id, "UNSTOP", "Back")
    with refused(ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED"):
        put(caller, number.phone_number_id, "UNSTOP", **{"message": "Back"} | changed)
    with refused(ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED"):
        delete(caller, number.phone_number_id, "UNSTOP")
    assert words(number)["UNSTOP"] == ("Back", "OPT_IN")


@pytest.mark.parametrize("number", [{"number_type": "TOLL_FREE", "iso_country_code": "CA"}, {}])
def test_stop_and_unstop_of_other_numbers_are_ours(caller, number):
    pool = PhoneNumberFactory(pool=PoolFactory(), **number).pool
    PhoneNumberFactory(toll_free=True)
    put(caller, pool.pool_id, "STOP", "Bye")
    put(caller, pool.pool_id, "UNSTOP", "Back", keyword_action="OPT_IN")
    delete(caller, pool.pool_id, "UNSTOP")
    assert words(pool)["STOP"] == ("Bye", "OPT_OUT")


def test_stop_of_a_toll_free_number_of_another_country_is_ours(caller):
    number = PhoneNumberFactory(toll_free=True, iso_country_code="CA")
    put(caller, number.phone_number_id, "STOP", "Bye")
    assert words(number)["STOP"] == ("Bye", "OPT_OUT")


def test_stop_is_ours_where_toll_free_and_american_are_two_numbers(caller):
    pool = PhoneNumberFactory(pool=PoolFactory(), toll_free=True, iso_country_code="CA").pool
    PhoneNumberFactory(pool=pool, iso_country_code="US")
    put(caller, pool.pool_id, "STOP", "Bye")
    assert words(pool)["STOP"] == ("Bye", "OPT_OUT")


def test_edge_spaces_are_refused_and_inner_ones_kept(caller):
    pool = PoolFactory()
    for word in (" join", "join "):
        with refused(ValidationException, "INVALID_PARAMETER", "Keyword"):
            put(caller, pool.pool_id, word)
    put(caller, pool.pool_id, "opt in")
    assert "OPT IN" in words(pool)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"keyword": "A" * 31}, "Keyword"),
        ({"keyword": "A\nB"}, "Keyword"),
        ({"message": "A" * 1601}, "KeywordMessage"),
        ({"message": "   "}, "KeywordMessage"),
        ({"keyword_action": "SHOUT"}, "KeywordAction"),
    ],
)
def test_what_the_model_refuses_is_refused(caller, arguments, field):
    with refused(ValidationException, "INVALID_PARAMETER", field):
        put(caller, PoolFactory().pool_id, **arguments)


def test_30_characters_and_an_accent_are_fine(caller):
    pool = PoolFactory()
    put(caller, pool.pool_id, "arrêt" + "A" * 25)
    assert "ARRÊT" + "A" * 25 in words(pool)


@pytest.mark.parametrize("word", ["ſtop", "ﬅop", "\u017fTOP"])
def test_a_letter_that_only_looks_like_another_makes_another_keyword(caller, word):
    pool = PoolFactory()
    before = words(pool)["STOP"]
    assert put(caller, pool.pool_id, word, "Mine").keyword not in ("STOP", word.upper())
    assert words(pool)["STOP"] == before
    delete(caller, pool.pool_id, word)
    assert set(words(pool)) == {"HELP", "STOP"}


@pytest.mark.parametrize(
    ("word", "kept"),
    [("straße", "STRAßE"), ("ıNFO", "ıNFO"), ("ß" * 30, "ß" * 30), ("έξοδος", "ΈΞΟΔΟΣ"), ("ёлка", "ЁЛКА")],
)
def test_letters_become_capitals_one_by_one(caller, word, kept):
    pool = PoolFactory()
    assert put(caller, pool.pool_id, word).keyword == kept
    assert kept in words(pool)


def test_a_pool_holds_30_keywords_and_those_it_has_can_still_change(caller):
    pool = PoolFactory()
    KeywordFactory.create_batch(28, pool=pool)
    with refused(ServiceQuotaExceededException, "KEYWORDS_PER_POOL"):
        put(caller, pool.pool_id)
    put(caller, pool.pool_id, "HELP", "Call us")
    assert words(pool)["HELP"][0] == "Call us"


def test_a_number_holds_30_keywords_by_a_quota_of_its_own(caller):
    Quota.objects.create(account=caller.account, region=caller.region, name="KEYWORDS_PER_POOL", value=0)
    number = PhoneNumberFactory()
    KeywordFactory.create_batch(27, phone_number=number)
    put(caller, number.phone_number_id)
    with refused(ServiceQuotaExceededException, "KEYWORDS_PER_PHONE_NUMBER"):
        put(caller, number.phone_number_id, "START")


def test_help_and_stop_that_were_not_there_get_their_own_action(caller):
    pool = PoolFactory()
    pool.keywords.all().delete()
    put(caller, pool.pool_id, "STOP", "Bye")
    put(caller, pool.pool_id, "HELP", "Call us")
    assert words(pool) == {"STOP": ("Bye", "OPT_OUT"), "HELP": ("Call us", "AUTOMATIC_RESPONSE")}


def test_other_keywords_of_a_us_toll_free_number_are_ours(caller):
    pool = PhoneNumberFactory(pool=PoolFactory(), toll_free=True).pool
    put(caller, pool.pool_id)
    put(caller, pool.pool_id, "HELP", "Call us")
    delete(caller, pool.pool_id)
    assert words(pool)["HELP"][0] == "Call us"


def test_a_free_number_has_keywords_of_its_own(caller):
    number = PhoneNumberFactory()
    put(caller, number.phone_number_id)
    assert "JOIN" in words(number)
    delete(caller, number.phone_number_arn)
    assert "JOIN" not in words(number)


def test_a_number_in_a_pool_refuses_direct_change(caller):
    number = PhoneNumberFactory(pool=PoolFactory())
    with refused(ConflictException, "PHONE_NUMBER_ASSOCIATED_TO_POOL"):
        put(caller, number.phone_number_id)
    with refused(ConflictException, "PHONE_NUMBER_ASSOCIATED_TO_POOL"):
        delete(caller, number.phone_number_id, "JOIN")


def test_a_keyword_is_deleted_whatever_its_case(caller):
    pool = PoolFactory()
    KeywordFactory(pool=pool, keyword="JOIN")
    assert delete(caller, pool.pool_id, "join").keyword == "JOIN"
    assert set(words(pool)) == {"HELP", "STOP"}


def test_an_unknown_keyword_is_not_found(caller):
    with refused(ResourceNotFoundException) as refusal:
        delete(caller, PoolFactory().pool_id)
    assert refusal.error.resource_type == "keyword"


def test_another_accounts_pool_is_not_found(other_caller, account):
    pool = PoolFactory()
    with refused(ResourceNotFoundException):
        put(other_caller, pool.pool_id)
    with refused(ResourceNotFoundException):
        delete(other_caller, pool.pool_id)


def test_a_viewer_may_not(viewer):
    pool = PoolFactory()
    with refused(AccessDeniedException):
        put(viewer, pool.pool_id)
    with refused(AccessDeniedException):
        delete(viewer, pool.pool_id)


def test_before_and_after_are_logged(caller):
    pool = PoolFactory()
    put(caller, pool.pool_id)
    row = Activity.objects.get()
    assert (row.operation, row.before, row.after) == (
        "PutKeyword",
        {"keywords/JOIN": None},
        {"keywords/JOIN": {"keyword_message": "Welcome", "keyword_action": "AUTOMATIC_RESPONSE"}},
    )


def test_what_was_deleted_is_logged(caller):
    pool = PoolFactory()
    KeywordFactory(pool=pool, keyword="JOIN", keyword_message="Welcome", keyword_action="OPT_IN")
    delete(caller, pool.pool_id)
    row = Activity.objects.get()
    assert (row.operation, row.resource_id) == ("DeleteKeyword", pool.pool_id)
    was = {"keyword_message": "Welcome", "keyword_action": "OPT_IN"}
    assert row.changes == {"keywords/JOIN": (was, None)}
