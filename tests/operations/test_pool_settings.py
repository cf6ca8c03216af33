"""save_pool_settings: the settings form of a pool, saved as one act."""

from dataclasses import replace

import pytest

from pools.errors import (
    AccessDeniedException,
    ConflictException,
    InternalServerException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import Activity
from pools.operations import pool_settings
from pools.operations.engine.merging import KeptSide
from pools.operations.pool_settings import save_pool_settings, settings_of
from pools.operations.pools import delete_pool
from pools.refusals import DatabaseTrouble, FormRow
from tests.help.factories import (
    TOPIC,
    KeywordFactory,
    PhoneNumberFactory,
    PoolFactory,
    TagFactory,
)
from tests.help.locked import locked_error
from tests.help.operations import fresh, refused, tags, words


@pytest.fixture
def pool(db):
    return PhoneNumberFactory(pool=PoolFactory()).pool


def save(caller, pool, initial=None, **changes):
    """Save with `changes` made to what the form was rendered with (what stands now, unless given)."""
    initial = initial or settings_of(pool)
    return save_pool_settings(
        caller, pool_id=pool.pool_id, initial=initial, posted=replace(initial, **changes)
    )


def test_saving_what_was_rendered_changes_nothing(caller, pool):
    assert save(caller, pool) == 0
    assert not Activity.objects.exists()


def test_what_differs_is_asked_about_where_nobody_knows_what_the_form_showed(caller, pool):
    KeywordFactory(pool=pool, keyword="OLD")
    now = settings_of(pool)
    keywords = {word: value for word, value in now.keywords.items() if word != "OLD"}
    posted = replace(now, keywords=keywords, tags={"Team": "care"}, shared_routes_enabled=True)
    with refused(ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED") as refusal:
        save_pool_settings(caller, pool_id=pool.pool_id, initial=None, posted=posted)
    assert (refusal.error.resource_type, refusal.error.resource_id) == ("pool", pool.pool_id)
    assert [(stale.setting, stale.key) for stale in refusal.error.about.moved] == [
        ("keywords", "OLD"),
        ("shared_routes_enabled", ""),
        ("tags", "Team"),
    ]
    assert save_pool_settings(caller, pool_id=pool.pool_id, initial=None, posted=now) == 0


def test_each_changed_setting_is_saved_by_its_own_operation(caller, pool):
    KeywordFactory(pool=pool, keyword="OLD")
    TagFactory(pool=pool, key="Team")
    before = settings_of(pool)
    keywords = {k: v for k, v in before.keywords.items() if k != "OLD"} | {"JOIN": ("Welcome", "OPT_IN")}
    count = save(caller, pool, before, shared_routes_enabled=True, keywords=keywords, tags={"Name": "otp"})
    now = fresh(pool)
    assert count == 5
    assert (now.shared_routes_enabled, now.name, tags(now)) == (True, "otp", {"Name": "otp"})
    assert set(words(now)) == {"HELP", "STOP", "JOIN"}
    assert list(Activity.objects.order_by("pk").values_list("operation", flat=True)) == [
        "DeleteKeyword",
        "UpdatePool",
        "PutKeyword",
        "UntagResource",
        "TagResource",
    ]


def test_removals_come_before_additions_so_that_a_full_list_can_be_changed(caller, pool):
    KeywordFactory.create_batch(28, pool=pool)
    initial = settings_of(pool)
    gone = next(word for word in initial.keywords if word.startswith("WORD"))
    keywords = {k: v for k, v in initial.keywords.items() if k != gone} | {"JOIN": ("Welcome", "OPT_IN")}
    save(caller, pool, initial, keywords=keywords)
    assert "JOIN" in words(pool)
    assert gone not in words(pool)


@pytest.mark.parametrize("changes", [{"tags": {"Name": "otp"}}, {"shared_routes_enabled": True}])
def test_a_pool_that_is_being_deleted_keeps_what_it_has(caller, pool, changes):
    caller.account.status_delay_seconds = 60
    delete_pool(caller, pool_id=pool.pool_id)
    with refused(ConflictException, "RESOURCE_NOT_ACTIVE") as refusal:
        save(caller, pool, **changes)
    assert refusal.error.resource_id == pool.pool_id
    assert tags(pool) == {}


def test_a_refusal_of_one_setting_saves_none(caller, pool):
    initial = settings_of(pool)
    with refused(ValidationException, "TWO_WAY_CHANNEL_NOT_PRESENT"):
        save(caller, pool, initial, tags={"Team": "care"}, two_way_enabled=True)
    assert tags(pool) == {}


def test_two_people_changing_different_settings_both_keep_their_change(caller, editor, pool):
    initial = settings_of(pool)
    save(editor, pool, initial, shared_routes_enabled=True, tags={"Team": "care"})
    save(caller, pool, initial, deletion_protection_enabled=True, tags={"Stage": "test"})
    now = fresh(pool)
    assert (now.shared_routes_enabled, now.deletion_protection_enabled) == (True, True)
    assert tags(now) == {"Team": "care", "Stage": "test"}


def test_two_people_changing_one_setting_are_told_field_by_field(caller, editor, pool):
    initial = settings_of(pool)
    save(editor, pool, initial, tags={"Team": "care"}, shared_routes_enabled=True)
    with refused(ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED") as refusal:
        save(caller, pool, initial, tags={"Team": "orders"}, shared_routes_enabled=True)
    [stale] = refusal.error.about.moved
    assert (stale.setting, stale.key, stale.yours, stale.current) == ("tags", "Team", "orders", "care")
    assert tags(pool) == {"Team": "care"}


TEAM, STAGE = ("tags", "Team"), ("tags", "Stage")


@pytest.fixture
def overtaken(caller, editor, pool):
    """Saving a form whose tags Team and Stage somebody else has changed as well, and whose Cost only the other has."""
    initial = settings_of(pool)
    save(editor, pool, initial, tags={"Team": "care", "Stage": "prod", "Cost": "7"})
    posted = replace(initial, tags={"Team": "orders", "Stage": "test"})

    def again(**choices: KeptSide) -> int:
        named = {("tags", key): choice for key, choice in choices.items()}
        return save_pool_settings(caller, pool_id=pool.pool_id, initial=initial, posted=posted, choices=named)

    return again


def test_a_conflict_names_what_only_the_other_changed(overtaken):
    with refused(ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED") as refusal:
        overtaken()
    assert [(stale.setting, stale.key) for stale in refusal.error.about.moved] == [STAGE, TEAM]
    assert [(stale.key, stale.current) for stale in refusal.error.about.also] == [("Cost", "7")]


def test_each_setting_is_kept_from_the_side_that_was_chosen(pool, overtaken):
    assert overtaken(Team=KeptSide(True, "care"), Stage=KeptSide(False, "prod")) == 1
    assert tags(pool) == {"Team": "orders", "Stage": "prod", "Cost": "7"}


@pytest.mark.parametrize(
    "choice", [{}, {"Stage": KeptSide(True, "staging")}, {"Stage": KeptSide(False, None)}]
)
def test_nothing_is_saved_while_a_setting_has_no_choice_for_what_it_is_now(pool, overtaken, choice):
    with refused(ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED") as refusal:
        overtaken(Team=KeptSide(True, "care"), **choice)
    assert [(stale.setting, stale.key) for stale in refusal.error.about.moved] == [STAGE, TEAM]
    assert tags(pool) == {"Team": "care", "Stage": "prod", "Cost": "7"}


def test_a_keyword_that_both_removed_is_no_conflict(caller, editor, pool):
    KeywordFactory(pool=pool, keyword="OLD")
    initial = settings_of(pool)
    kept = {k: v for k, v in initial.keywords.items() if k != "OLD"}
    save(editor, pool, initial, keywords=kept)
    assert save(caller, pool, initial, keywords=kept) == 0


def test_the_console_takes_25_characters_for_a_new_keyword(caller, pool):
    initial = settings_of(pool)
    save(caller, pool, initial, keywords={**initial.keywords, "A" * 25: ("Fine", "OPT_IN")})
    with refused(ValidationException, "INVALID_PARAMETER", "Keyword") as refusal:
        save(caller, pool, keywords={**settings_of(pool).keywords, "B" * 26: ("Too long", "OPT_IN")})
    assert refusal.error.row == FormRow("keywords", "B" * 26)


def test_a_longer_keyword_from_elsewhere_is_kept_and_can_be_edited(caller, pool):
    KeywordFactory(pool=pool, keyword="C" * 30)
    initial = settings_of(pool)
    save(caller, pool, initial, keywords={**initial.keywords, "C" * 30: ("Edited", "OPT_IN")})
    assert words(pool)["C" * 30] == ("Edited", "OPT_IN")


def test_a_refused_keyword_is_named(caller, pool):
    initial = settings_of(pool)
    with refused(ValidationException, "MISSING_PARAMETER", "KeywordMessage") as refusal:
        save(caller, pool, initial, keywords={**initial.keywords, "JOIN": ("", "OPT_IN")})
    assert refusal.error.row == FormRow("keywords", "JOIN")


def test_two_way_goes_on_and_off_with_its_topic(caller, pool):
    save(caller, pool, two_way_enabled=True, two_way_channel_arn=TOPIC)
    assert fresh(pool).two_way_channel_arn == TOPIC
    save(caller, fresh(pool), two_way_enabled=False)
    assert not fresh(pool).two_way_enabled


def test_a_role_can_be_taken_away(caller, pool):
    role = "arn:aws:iam::111122223333:role/inbound"
    save(caller, pool, two_way_enabled=True, two_way_channel_arn=TOPIC, two_way_channel_role=role)
    save(caller, fresh(pool), two_way_channel_role="")
    now = fresh(pool)
    assert (now.two_way_enabled, now.two_way_channel_arn, now.two_way_channel_role) == (True, TOPIC, "")


def test_taking_a_role_away_leaves_self_managed_opt_outs_on(caller):
    role = "arn:aws:iam::111122223333:role/inbound"
    pool = PoolFactory(two_way=True, two_way_channel_role=role, self_managed_opt_outs_enabled=True)
    PhoneNumberFactory(pool=pool)
    save(caller, pool, two_way_channel_role="")
    assert (fresh(pool).two_way_channel_role, fresh(pool).self_managed_opt_outs_enabled) == ("", True)


def test_two_way_is_turned_off_with_its_channel_and_role_emptied(caller):
    role = "arn:aws:iam::111122223333:role/inbound"
    pool = PhoneNumberFactory(pool=PoolFactory(two_way=True, two_way_channel_role=role)).pool
    save(caller, pool, two_way_enabled=False, two_way_channel_arn="", two_way_channel_role="")
    now = fresh(pool)
    assert (now.two_way_enabled, now.two_way_channel_arn, now.two_way_channel_role) == (False, "", "")


def test_two_way_keeps_its_channel_while_it_is_on(caller):
    pool = PhoneNumberFactory(pool=PoolFactory(two_way=True)).pool
    with refused(ValidationException, "TWO_WAY_CHANNEL_NOT_PRESENT", "TwoWayChannelArn"):
        save(caller, pool, two_way_channel_arn="")
    assert fresh(pool).two_way_channel_arn == TOPIC


def test_a_keyword_that_cannot_be_removed_is_named(caller, pool):
    initial = settings_of(pool)
    with refused(ConflictException, "RESOURCE_DELETION_NOT_ALLOWED") as refusal:
        save(caller, pool, initial, keywords={"STOP": initial.keywords["STOP"]})
    assert refusal.error.row == FormRow("keywords", "HELP")


def test_a_row_that_stands_as_posted_is_not_written_again(caller, editor, pool):
    initial = settings_of(pool)
    save(editor, pool, initial, tags={"Team": "care"})
    assert save(caller, pool, initial, tags={"Team": "care"}, shared_routes_enabled=True) == 1


def test_a_51st_tag_is_refused_and_nothing_is_saved(caller, pool):
    TagFactory.create_batch(50, pool=pool)
    initial = settings_of(pool)
    with refused(ServiceQuotaExceededException, "TAGS_PER_RESOURCE"):
        save(caller, pool, initial, shared_routes_enabled=True, tags={**initial.tags, "more": ""})
    assert not fresh(pool).shared_routes_enabled


def test_a_busy_database_is_said_and_nothing_is_saved(caller, pool, monkeypatch):
    def locked(*args, **kwargs):
        raise locked_error()

    monkeypatch.setattr(pool_settings, "retag", locked)
    with refused(InternalServerException) as refusal:
        save(caller, pool, shared_routes_enabled=True, tags={"Team": "care"})
    assert refusal.error.about == DatabaseTrouble("locked")
    assert not fresh(pool).shared_routes_enabled


@pytest.mark.parametrize("changes", [{"shared_routes_enabled": True}, {}])
def test_saving_another_accounts_pool_is_not_found(other_caller, pool, changes):
    with refused(ResourceNotFoundException):
        save(other_caller, pool, **changes)


def test_a_viewer_may_not_save(viewer, pool):
    with refused(AccessDeniedException):
        save(viewer, pool, shared_routes_enabled=True)
