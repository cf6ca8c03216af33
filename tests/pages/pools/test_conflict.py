"""Two people who change the settings of one pool: each setting that both changed is asked about."""

import re

import pytest
from django.core import signing
from django.urls import reverse

from pools.models import Pool
from pools.operations.engine.finding import find_pool
from pools.operations.keywords import delete_keyword, put_keyword
from pools.operations.pools import update_pool
from pools.operations.tags import tag_resource
from pools.pages.kit.sealed import signer
from tests.help.factories import TOPIC, KeywordFactory, PoolFactory, TagFactory
from tests.help.html_forms import fields_of
from tests.help.pool_settings import FORM, form_page, new_keyword, pool, settled, stale, text, words

__all__ = ["form_page", "pool", "stale"]

PROMO = "choice.keywords.PROMO"
SHARED = "choice.shared_routes_enabled."


def test_two_people_who_change_different_settings_both_keep_their_change(caller, form_page, pool):
    form = form_page.form()
    update_pool(caller, pool_id=pool.pool_id, shared_routes_enabled=True)
    put_keyword(caller, origination_identity=pool.pool_id, keyword="THEIRS", keyword_message="Hi")
    assert form_page.post(form, deletion_protection_enabled="on").status_code == 303
    pool = settled(pool)
    assert (pool.shared_routes_enabled, pool.deletion_protection_enabled) == (True, True)
    assert "THEIRS" in words(pool)


def test_a_stale_form_asks_about_each_setting_and_keeps_what_was_typed(caller, form_page, pool, stale):
    answer = form_page.post(stale)
    assert answer.status_code == 409
    shown = text(answer)
    assert f"{caller.user} changed 1 of the settings that you changed, just now" in shown
    assert "Choose for it. Nothing is saved yet. Also new: Shared routes." in shown
    assert f"Keyword PROMO. Yours: Mine · {caller.user}'s: Theirs Keep mine Take theirs" in shown
    form = fields_of(answer, FORM)
    assert form["keywords-2-keyword_message"] == "Mine"
    assert form["shared_routes_enabled"] == "on"
    assert PROMO not in form
    assert "2 unsaved changes" in shown
    assert words(pool)["PROMO"] == "Theirs"
    assert not settled(pool).deletion_protection_enabled


def test_the_summary_shows_what_others_saved(form_page, pool, stale):
    answer = form_page.post(stale, htmx=True)
    summary = answer.content.decode().partition('id="summary"')[2]
    assert re.search(r"<dt>Shared routes</dt>\s*<dd[^>]*>.*?</dd>", summary, re.S)[0].count("On") == 1


def test_saving_without_a_choice_is_refused_and_says_for_how_many(form_page, pool, stale):
    form = fields_of(form_page.post(stale), FORM)
    answer = form_page.post(form)
    assert answer.status_code == 409
    assert "Choose for 1 setting." in text(answer)
    assert re.search(
        r'name="choice.keywords.PROMO"[^>]*aria-invalid="true"\s+autofocus', answer.content.decode()
    )
    assert not settled(pool).deletion_protection_enabled


@pytest.mark.parametrize(
    ("choice", "promo"),
    [
        ({PROMO: "mine"}, "Mine"),
        ({PROMO: "theirs"}, "Theirs"),
        ({"op": "keep_all_mine"}, "Mine"),
        ({"op": "take_all_theirs"}, "Theirs"),
    ],
)
def test_either_value_can_be_kept_without_undoing_what_only_others_changed(
    form_page, pool, stale, choice, promo
):
    again = fields_of(form_page.post(stale), FORM)
    assert form_page.post(again, **choice).status_code == 303
    pool = settled(pool)
    assert words(pool)["PROMO"] == promo
    assert (pool.shared_routes_enabled, pool.deletion_protection_enabled) == (True, True)


def test_of_two_settings_one_is_kept_from_each_side(caller, form_page, pool):
    TagFactory(pool=pool, key="Team", value="old")
    form = form_page.form()
    tag_resource(caller, resource_arn=pool.pool_arn, tags=[{"Key": "Team", "Value": "theirs"}])
    Pool.objects.filter(pk=pool.pk).update(two_way_channel_arn=TOPIC, two_way_enabled=True)
    typed = {"two_way_enabled": "on", "destination": "new", "topic_name": "mine", "tags-0-value": "mine"}
    answer = form_page.post(form, **typed)
    assert "changed 2 of the settings that you changed" in text(answer)
    again = fields_of(answer, FORM)
    half = form_page.post(again, **{"choice.tags.Team": "mine"})
    assert "Choose for 1 setting." in text(half)
    kept = fields_of(half, FORM)
    assert kept["choice.tags.Team"] == "mine"
    assert form_page.post(kept, **{"choice.two_way_channel_arn.": "theirs"}).status_code == 303
    assert dict(pool.tag_rows.values_list("key", "value")) == {"Team": "mine"}
    assert settled(pool).two_way_channel_arn == TOPIC


def test_what_only_others_changed_stands_in_the_form(caller, form_page, pool, stale):
    put_keyword(caller, origination_identity=pool.pool_id, keyword="HELP", keyword_message="Their help")
    put_keyword(caller, origination_identity=pool.pool_id, keyword="THEIRS", keyword_message="Hi")
    tag_resource(caller, resource_arn=pool.pool_arn, tags=[{"Key": "Team", "Value": "care"}])
    answer = form_page.post(stale)
    assert "Also new: Keyword HELP, Keyword THEIRS, Shared routes, Tag Team." in text(answer)
    form = fields_of(answer, FORM)
    assert form["keywords-0-keyword_message"] == "Their help"
    assert "THEIRS" in form.values()
    assert form["tags-0-value"] == "care"
    assert "2 unsaved changes" in text(answer)


def test_a_row_that_only_others_removed_is_not_put_back(caller, form_page, pool, stale):
    KeywordFactory(pool=pool, keyword="GONE")
    form = form_page.form() | {"keywords-3-keyword_message": "Mine"}
    delete_keyword(caller, origination_identity=pool.pool_id, keyword="GONE")
    put_keyword(caller, origination_identity=pool.pool_id, keyword="PROMO", keyword_message="Third")
    answer = form_page.post(form)
    assert "Also new: Keyword GONE." in text(answer)
    again = fields_of(answer, FORM)
    assert "GONE" not in again.values()
    assert form_page.post(again, op="keep_all_mine").status_code == 303
    assert "GONE" not in words(pool)
    assert words(pool)["PROMO"] == "Mine"


def test_the_same_value_is_no_conflict(caller, form_page, pool):
    form = form_page.form()
    update_pool(caller, pool_id=pool.pool_id, shared_routes_enabled=True)
    assert form_page.post(form, shared_routes_enabled="on").status_code == 303


def test_a_keyword_that_somebody_removed_can_be_put_back(caller, form_page, pool, stale):
    delete_keyword(caller, origination_identity=pool.pool_id, keyword="PROMO")
    answer = form_page.post(stale)
    assert f"Yours: Mine (Automatic response) · {caller.user}'s: Removed" in text(answer)
    assert form_page.post(fields_of(answer, FORM), **{PROMO: "mine"}).status_code == 303
    assert words(pool)["PROMO"] == "Mine"


@pytest.mark.parametrize("choice", [{PROMO: "mine"}, {"op": "keep_all_mine"}, {PROMO: "theirs"}])
def test_a_choice_counts_for_the_value_that_was_shown(caller, form_page, pool, stale, choice):
    again = fields_of(form_page.post(stale), FORM)
    put_keyword(caller, origination_identity=pool.pool_id, keyword="PROMO", keyword_message="Third")
    answer = form_page.post(again, **choice)
    assert answer.status_code == 409
    assert "Yours: Mine · " in text(answer)
    assert "'s: Third" in text(answer)
    assert words(pool)["PROMO"] == "Third"
    assert PROMO not in fields_of(answer, FORM)


def test_a_choice_outlives_another_fault(form_page, pool, stale):
    again = fields_of(form_page.post(stale), FORM)
    answer = form_page.post(again, **{PROMO: "mine"}, **new_keyword(9, ""))
    assert answer.status_code == 422
    form = fields_of(answer, FORM)
    assert form[PROMO] == "mine"
    assert form_page.post(form, **new_keyword(9, "FINE")).status_code == 303
    assert words(pool)["PROMO"] == "Mine"


@pytest.mark.parametrize("seal", ["", "x", "e30:1:abc", "9" * 10_000])
def test_tampering_with_the_drawn_values_never_overwrites_silently(form_page, pool, seal):
    answer = form_page.post(drawn=seal, deletion_protection_enabled="on")
    assert answer.status_code == 409
    assert "1 of the settings that you changed is not what this form showed." in text(answer)
    assert "Deletion protection. Yours: On · Now: Off" in text(answer)
    assert not settled(pool).deletion_protection_enabled
    assert form_page.post(fields_of(answer, FORM)).status_code == 409
    assert form_page.post(fields_of(answer, FORM), op="keep_all_mine").status_code == 303
    assert settled(pool).deletion_protection_enabled


def test_a_form_that_cannot_be_read_asks_about_what_moves_while_it_is_saved(
    caller, form_page, pool, monkeypatch
):
    def late(*args, **kwargs):
        Pool.objects.filter(pk=pool.pk).update(shared_routes_enabled=True)
        return find_pool(*args, **kwargs)

    monkeypatch.setattr("pools.operations.pool_settings.find_pool", late)
    answer = form_page.post(drawn="x")
    assert answer.status_code == 409
    assert "Shared routes. Yours: Off · Now: On" in text(answer)
    update_pool(caller, pool_id=pool.pool_id, deletion_protection_enabled=True)
    # What this form never showed is asked about as well.
    answer = form_page.post(fields_of(answer, FORM), **{SHARED: "mine"})
    assert "Deletion protection. Yours: Off · Now: On" in text(answer)
    theirs = {"choice.deletion_protection_enabled.": "theirs"}
    assert form_page.post(fields_of(answer, FORM), **theirs).status_code == 303
    now = settled(pool)
    assert now.deletion_protection_enabled


@pytest.mark.parametrize("values", [{}, {"keywords": {}, "forgotten": 1}, {"keywords": {"STOP": 1}}, [1]])
def test_what_another_release_was_drawn_with_is_not_known(form_page, pool, values):
    salt = f"pool-settings:{pool.pool_id}"
    # Earlier ones signed with a time.
    seals = (signer(salt).sign_object(values, compress=True), signing.dumps(values, salt=salt, compress=True))
    for seal in seals:
        answer = form_page.post(drawn=seal, deletion_protection_enabled="on")
        assert "1 of the settings that you changed is not what this form showed." in text(answer)


def test_the_drawn_values_of_another_pool_do_not_count(client, caller, form_page, pool):
    other = PoolFactory(shared_routes_enabled=True)
    place = [caller.account.account_id, caller.region, other.pool_id]
    theirs = fields_of(client.get(reverse("pool-detail", args=place)), FORM)["drawn"]
    assert form_page.post(drawn=theirs, deletion_protection_enabled="on").status_code == 409
    with pytest.raises(signing.BadSignature):
        signing.loads(theirs)
