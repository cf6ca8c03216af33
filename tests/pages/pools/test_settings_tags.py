"""The tags of the settings form, and rows that are added and removed without script."""

import re

import pytest

from tests.help.factories import (
    KeywordFactory,
    TagFactory,
)
from tests.help.html_forms import fields_of
from tests.help.pool_settings import (
    FORM,
    SAVED,
    error_of,
    flashes,
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
    ("key", "value", "part", "sentence"),
    [
        ("", "x", "key", "Tag key is required."),
        ("k" * 129, "", "key", "The tag key has too many characters. Character count: 129/128"),
        ("k", "v" * 257, "value", "The tag value has too many characters. Character count: 257/256"),
        ("a*b", "", "key", "The tag key has characters that aren't valid: *"),
        ("AWS:x", "", "key", "Tag keys can't start with aws:."),
        ("aws:x", "", "key", "Tag keys can't start with aws:."),
        ("team", "", "key", "This tag key is already in the list."),
    ],
)
def test_a_tag_that_is_not_right_is_refused_in_its_row(form_page, pool, key, value, part, sentence):
    TagFactory(pool=pool, key="team")
    answer = form_page.post(**new_tag(1, key, value))
    assert answer.status_code == 422
    assert error_of(answer, f"tags-1-{part}") == sentence
    assert fields_of(answer, FORM)["tags-1-key"] == key


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, "You can add up to 50 tags."),
        (1, "You can add up to 49 more tags."),
        (49, "You can add up to 1 more tag."),
        (50, "You have reached the limit of 50 tags."),
        (51, "You have exceeded the limit of 50 tags."),
    ],
)
def test_the_counter_of_tags(client, form_page, pool, count, sentence):
    for _ in range(count):
        TagFactory(pool=pool)
    TagFactory(pool=pool, key="aws:createdBy")
    assert sentence in text(client.get(form_page.url))


def test_the_51st_tag_is_refused(form_page, pool):
    for _ in range(50):
        TagFactory(pool=pool)
    answer = form_page.post(**new_tag(60, "one-more"))
    assert answer.status_code == 422
    assert "You have exceeded the limit of 50 tags." in text(answer)
    assert pool.tag_rows.count() == 50


def test_a_tag_can_make_room_for_another(form_page, pool):
    for _ in range(50):
        TagFactory(pool=pool)
    assert form_page.post(**{"tags-0-remove": "1"}, **new_tag(60, "one-more")).status_code == 303
    assert pool.tag_rows.filter(key="one-more").exists()


def test_tags_of_aws_and_odd_ones_are_shown_and_kept(client, form_page, pool):
    TagFactory(pool=pool, key="aws:cloudformation:stack", value="s")
    TagFactory(pool=pool, key="a\rb*", value="c\rd")
    assert "tags-1-key" not in form_page.form()
    assert form_page.post(shared_routes_enabled="on").status_code == 303
    tags = {"aws:cloudformation:stack": "s", "a\rb*": "c\rd"}
    assert dict(pool.tag_rows.values_list("key", "value")) == tags


def test_the_tag_name_renames_the_pool(client, form_page, pool):
    answer = form_page.post(**new_tag(0, "Name", "orders"))
    assert f"{SAVED} orders were saved." in flashes(client, answer)
    answer = form_page.post(htmx=True, **{"tags-0-value": "billing"})
    markup = answer.content.decode()
    assert "<title>billing | Pool detail" in markup
    assert 'id="pool-header" hx-swap-oob="true"' in markup


def test_a_key_is_saved_without_the_spaces_beside_it(form_page, pool):
    assert form_page.post(**new_tag(0, " Team ", " red ")).status_code == 303
    assert dict(pool.tag_rows.values_list("key", "value")) == {"Team": " red "}


# Rows without script


def test_a_row_is_added_with_all_that_was_typed(form_page, pool):
    answer = form_page.post(op="add_keyword", deletion_protection_enabled="on", **new_tag(0, "half"))
    assert answer.status_code == 200
    form = fields_of(answer, FORM)
    assert form["keywords-2-keyword"] == ""
    assert form["tags-0-key"] == "half"
    assert form["deletion_protection_enabled"] == "on"
    assert error_of(answer, "tags-0-key") == ""
    assert not settled(pool).deletion_protection_enabled
    filled = form | new_keyword(2, "PROMO")
    assert form_page.post(filled).status_code == 303
    assert {"PROMO"} < set(words(pool))


def test_the_new_row_has_the_focus(form_page):
    markup = form_page.post(op="add_keyword").content.decode()
    row = markup[markup.index('id="id_keywords-2-keyword"') :]
    assert "autofocus" in row[: row.index(">")]


def test_a_tag_that_is_removed_still_has_the_heading_of_its_column(form_page, pool):
    TagFactory(pool=pool, key="env")
    marked = form_page.post(op="remove_tag:0").content.decode()
    assert re.search(r"data-when-removed\s*>\s*<span[^>]*heading[^>]*>Value<i> - optional</i></span>", marked)


def test_a_saved_row_is_marked_and_can_be_brought_back(form_page, pool):
    KeywordFactory(pool=pool, keyword="PROMO")
    marked = form_page.post(op="remove_keyword:2")
    assert "This keyword is removed when you save changes." in text(marked)
    form = fields_of(marked, FORM)
    assert form["keywords-2-remove"] == "1"
    assert fields_of(form_page.post(form, op="undo_keyword:2"), FORM)["keywords-2-remove"] == ""
    assert form_page.post(form).status_code == 303
    assert "PROMO" not in words(pool)


def test_a_new_row_is_removed_at_once(form_page):
    form = fields_of(form_page.post(op="add_tag"), FORM)
    assert "tags-0-key" in form
    assert "tags-0-key" not in fields_of(form_page.post(form, op="remove_tag:0"), FORM)


def test_no_row_is_added_beyond_the_limit(form_page, pool):
    for _ in range(50):
        TagFactory(pool=pool)
    answer = form_page.post(op="add_tag")
    assert "tags-50-key" not in fields_of(answer, FORM)
    assert "You have reached the limit of 50 tags." in text(answer)


@pytest.mark.parametrize("op", ["remove_keyword:9999", "undo_tag:77", "remove_tag", "nonsense" * 1000])
def test_an_op_about_nothing_does_no_harm(form_page, pool, op):
    assert form_page.post(op=op).status_code in (200, 303)
    assert set(words(pool)) == {"HELP", "STOP"}
