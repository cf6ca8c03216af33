"""The keywords of the settings form: what is refused in a row, and what stays."""

import re

import pytest

from pools.operations.keywords import put_keyword
from pools.operations.tags import tag_resource
from tests.help.factories import (
    KeywordFactory,
    PhoneNumberFactory,
)
from tests.help.html_forms import fields_of
from tests.help.pool_settings import (
    FORM,
    error_of,
    form_page,
    new_keyword,
    new_tag,
    pool,
    settled,
    text,
    words,
)

__all__ = ["form_page", "pool"]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("Deals", "Character count: 5/1,600 · 1 message part (GSM)"),
        ("a" * 161, "Character count: 161/1,600 · 2 message parts (GSM)"),
        ("Line one\r\nДве", "Character count: 12/1,600 · 1 message part (Unicode)"),
        ("", "Character count: 0/1,600"),
    ],
)
def test_the_parts_of_a_response_are_counted_without_script(client, form_page, message, shown):
    response = form_page.post(form_page.form() | new_keyword(9, "no", message), op="add_keyword")
    found = re.findall(r'id="id_keywords-9-count"[^>]*>([^<]*)</span>', response.content.decode())
    assert found == [shown]


@pytest.mark.parametrize(
    ("keyword", "message", "part", "sentence"),
    [
        ("", "Hi", "keyword", "Keyword is required."),
        (
            "X" * 26,
            "Hi",
            "keyword",
            "The keyword has too many characters. Character count: 26/25",
        ),
        (" PROMO", "Hi", "keyword", "The keyword can't start or end with a space."),
        ("PROMO ", "Hi", "keyword", "The keyword can't start or end with a space."),
        ("help", "Hi", "keyword", "This keyword is already in the list."),
        (
            "PRO\u200bMO",
            "Hi",
            "keyword",
            "The keyword contains an invisible character (U+200B) at position 4. Type it again.",
        ),
        ("PROMO", "", "keyword_message", "Response message is required."),
        ("PROMO", " \r\n ", "keyword_message", "Response message is required."),
        (
            "PROMO",
            "x" * 1601,
            "keyword_message",
            "The response message has too many characters. Character count: 1,601/1,600",
        ),
    ],
)
def test_a_keyword_that_is_not_right_is_refused_in_its_row(form_page, pool, keyword, message, part, sentence):
    answer = form_page.post(deletion_protection_enabled="on", **new_keyword(2, keyword, message))
    assert answer.status_code == 422
    assert error_of(answer, f"keywords-2-{part}") == sentence
    again = fields_of(answer, FORM)
    assert again["keywords-2-keyword"] == keyword
    assert again["keywords-2-keyword_message"].replace("\r\n", "\n") == message.replace("\r\n", "\n")
    assert not settled(pool).deletion_protection_enabled
    assert answer.content.decode().count("<title>Error: ") == 1


def test_of_two_equal_keywords_the_later_row_is_refused(form_page):
    answer = form_page.post(**new_keyword(2, "Promo"), **new_keyword(3, "PROMO"))
    assert error_of(answer, "keywords-2-keyword") == ""
    assert error_of(answer, "keywords-3-keyword") == "This keyword is already in the list."


@pytest.mark.parametrize("spelling", ["\uff30\uff32\uff2f\uff2d\uff2f", "promo"])
def test_a_word_in_another_spelling_is_the_same_word(form_page, pool, spelling):
    assert form_page.post(**new_keyword(2, spelling)).status_code == 303
    assert set(words(pool)) == {"HELP", "PROMO", "STOP"}


@pytest.mark.parametrize(("typed", "kept"), [("ﬅop", "ﬅOP"), ("ſtop", "ſTOP"), ("straße", "STRAßE")])
def test_a_letter_that_only_looks_like_another_makes_another_keyword(form_page, pool, typed, kept):
    before = words(pool)["STOP"]
    assert form_page.post(**new_keyword(2, typed)).status_code == 303
    assert words(pool)["STOP"] == before
    assert set(words(pool)) == {"HELP", kept, "STOP"}


def test_two_spellings_of_one_keyword_or_tag_are_the_same(form_page):
    answer = form_page.post(
        **new_keyword(2, "CAF\xc9"),
        **new_keyword(3, "CAFE\u0301"),
        **new_tag(0, "caf\xe9"),
        **new_tag(1, "cafe\u0301"),
    )
    assert error_of(answer, "keywords-3-keyword") == "This keyword is already in the list."
    assert error_of(answer, "tags-1-key") == "This tag key is already in the list."


def test_what_the_api_was_sent_in_two_spellings_is_kept(caller, form_page, pool):
    odd = ("CAF\xc9", "CAFE\u0301", "PRO\u200bMO")
    for word in odd:
        put_keyword(caller, origination_identity=pool.pool_id, keyword=word, keyword_message="Hi")
    tag_resource(
        caller,
        resource_arn=pool.pool_arn,
        tags=[{"Key": key, "Value": "e\u0301"} for key in ("a\xe9", "ae\u0301", "a\u200b")],
    )
    tags = dict(pool.tag_rows.values_list("key", "value"))
    assert form_page.post(shared_routes_enabled="on").status_code == 303
    assert settled(pool).shared_routes_enabled
    assert set(words(pool)) == {"HELP", "STOP", *odd}
    assert dict(pool.tag_rows.values_list("key", "value")) == tags


def test_a_new_word_that_looks_like_one_of_the_apis_is_refused(caller, form_page, pool):
    put_keyword(caller, origination_identity=pool.pool_id, keyword="CAFE\u0301", keyword_message="Hi")
    answer = form_page.post(**new_keyword(7, "caf\xe9"))
    assert error_of(answer, "keywords-7-keyword") == "This keyword is already in the list."


def test_all_that_is_wrong_is_said_at_once(form_page):
    answer = form_page.post(
        two_way_enabled="on",
        destination="existing",
        **new_keyword(2, ""),
        **new_tag(0, "aws:x"),
    )
    assert answer.status_code == 422
    fields = ("two_way_channel_arn", "keywords-2-keyword", "tags-0-key")
    assert all(error_of(answer, field) for field in fields)


def test_a_keyword_of_30_characters_from_elsewhere_can_be_kept_edited_and_removed(caller, form_page, pool):
    long = "X" * 30
    put_keyword(caller, origination_identity=pool.pool_id, keyword=long, keyword_message="Old")
    assert form_page.form()["keywords-2-keyword"] == long
    assert form_page.post(**{"keywords-2-keyword_message": "New"}).status_code == 303
    assert words(pool)[long] == "New"
    assert form_page.post(**{"keywords-2-remove": "1"}).status_code == 303
    assert long not in words(pool)


def test_a_keyword_can_be_renamed(form_page, pool):
    KeywordFactory(pool=pool, keyword="PROMO", keyword_message="Deals")
    assert form_page.post(**{"keywords-2-keyword": "offers"}).status_code == 303
    assert words(pool)["OFFERS"] == "Deals"
    assert "PROMO" not in words(pool)


def test_the_action_of_a_keyword_is_saved(form_page, pool):
    assert form_page.post(**new_keyword(2, "AGAIN", keyword_action="OPT_IN")).status_code == 303
    assert pool.keywords.get(keyword="AGAIN").keyword_action == "OPT_IN"


def test_without_the_column_keywords_keep_their_actions(settings, form_page, pool):
    settings.CONSOLE_KEYWORD_ACTIONS = False
    KeywordFactory(pool=pool, keyword="AGAIN", keyword_action="OPT_IN")
    assert "keywords-2-keyword_action" not in form_page.form()
    assert form_page.post(**{"keywords-2-keyword_message": "Back again."}).status_code == 303
    assert pool.keywords.get(keyword="AGAIN").keyword_action == "OPT_IN"


def test_help_and_stop_come_first_and_cannot_be_removed(client, form_page, pool):
    KeywordFactory(pool=pool, keyword="ALSO")
    form = form_page.form()
    assert [form[f"keywords-{n}-keyword"] for n in range(3)] == ["HELP", "STOP", "ALSO"]
    answer = form_page.post(form, **{"keywords-0-remove": "1"})
    assert answer.status_code == 409
    assert error_of(answer, "keywords-0-keyword") == "HELP is a required keyword and can't be removed."
    assert "HELP" in words(pool)


def test_the_words_of_help_and_stop_cannot_be_changed_by_hand(form_page, pool):
    form_page.post(**{"keywords-0-keyword": "OTHER", "keywords-1-keyword_action": "OPT_IN"})
    assert set(words(pool)) == {"HELP", "STOP"}
    assert pool.keywords.get(keyword="STOP").keyword_action == "OPT_OUT"


def test_carriers_answer_stop_where_the_pool_has_a_us_toll_free_number(client, form_page, pool):
    PhoneNumberFactory(pool=pool, toll_free=True)
    assert "Managed by carriers." in text(client.get(form_page.url))
    form_page.post(**{"keywords-1-keyword_message": "Mine"})
    assert words(pool)["STOP"] != "Mine"
    answer = form_page.post(**new_keyword(2, "unstop"))
    assert answer.status_code == 409
    assert "managed by carriers" in error_of(answer, "keywords-2-keyword")


def test_we_answer_stop_where_toll_free_and_american_are_two_numbers(client, form_page, pool):
    PhoneNumberFactory(pool=pool, toll_free=True, iso_country_code="CA")
    PhoneNumberFactory(pool=pool, iso_country_code="US")
    assert "Managed by carriers." not in text(client.get(form_page.url))
    form_page.post(**{"keywords-1-keyword_message": "Mine"})
    assert words(pool)["STOP"] == "Mine"


def test_the_31st_keyword_is_refused(client, form_page, pool):
    for _ in range(27):
        KeywordFactory(pool=pool)
    assert "You can add up to 1 more keyword." in text(client.get(form_page.url))
    answer = form_page.post(**new_keyword(40, "ONE"), **new_keyword(41, "TWO"))
    assert answer.status_code == 422
    assert "You have exceeded the limit of 30 keywords." in text(answer)
    assert form_page.post(**new_keyword(40, "ONE")).status_code == 303
    assert "You have reached the limit of 30 keywords." in text(client.get(form_page.url))
