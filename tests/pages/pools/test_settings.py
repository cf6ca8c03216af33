"""The settings form of Pool detail, as a browser without script posts it, and with htmx."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from pools.errors import InternalServerException, ResourceNotFoundException
from pools.models import Activity, Pool, SnsTopic
from pools.operations.keywords import put_keyword
from pools.operations.pools import delete_pool, update_pool
from pools.operations.tags import tag_resource
from pools.refusals import DatabaseTrouble
from tests.help.factories import (
    TOPIC,
    KeywordFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolSenderIdFactory,
    SnsTopicFactory,
    TagFactory,
)
from tests.help.html_forms import fields_of
from tests.help.locked import locked_error
from tests.help.pool_settings import FORM, form_page, new_keyword, new_tag, pool, settled, stale, text, words

__all__ = ["form_page", "pool", "stale"]

SAVED = "Settings for pool"


def flashes(client, response) -> str:
    return text(client.get(response.url))


def error_of(response, field: str) -> str:
    """What the page says at the control whose id is id_<field>."""
    markup = response.content.decode()
    start = markup.find(f'id="id_{field}-error"')
    if start < 0:
        return ""
    error = markup[markup.index(">", start) + 1 : markup.index("</p>", start)]
    return unescape(strip_tags(error)).replace("Error:", "").strip()


def test_saving_an_untouched_form_writes_nothing_and_says_so(client, form_page, pool):
    KeywordFactory(pool=pool, keyword="PROMO", keyword_message="Line one\nLine two")
    TagFactory(pool=pool, key="aws:cloudformation:stack", value="x")
    answer = form_page.post()
    assert answer.status_code == 303
    assert answer.url == form_page.url
    assert f"No changes were made to pool {pool.pool_id}." in flashes(client, answer)
    assert not Activity.objects.exists()


def test_the_five_settings_of_the_guide_are_saved_together(client, form_page, pool):
    answer = form_page.post(
        two_way_enabled="on",
        destination="existing",
        two_way_channel_arn=TOPIC,
        deletion_protection_enabled="on",
        shared_routes_enabled="on",
        **new_keyword(2, "promo"),
        **new_tag(0, "team", "orders"),
    )
    assert answer.status_code == 303
    assert f"{SAVED} {pool.pool_id} were saved." in flashes(client, answer)
    pool = settled(pool)
    assert (pool.two_way_enabled, pool.two_way_channel_arn) == (True, TOPIC)
    assert pool.deletion_protection_enabled
    assert pool.shared_routes_enabled
    assert words(pool)["PROMO"] == "Thank you."
    assert dict(pool.tag_rows.values_list("key", "value")) == {"team": "orders"}


def test_a_new_topic_is_named_and_remembered(form_page, pool):
    answer = form_page.post(two_way_enabled="on", destination="new", topic_name="inbound_2")
    assert answer.status_code == 303
    arn = "arn:aws:sns:us-east-1:111122223333:inbound_2"
    assert settled(pool).two_way_channel_arn == arn
    assert SnsTopic.objects.filter(topic_arn=arn).exists()
    assert form_page.form()["two_way_channel_arn"] == arn


def test_turning_two_way_off_forgets_the_topic(form_page, pool):
    Pool.objects.filter(pk=pool.pk).update(two_way_enabled=True, two_way_channel_arn=TOPIC)
    assert form_page.post(two_way_enabled=None).status_code == 303
    assert (settled(pool).two_way_enabled, settled(pool).two_way_channel_arn) == (False, "")


def test_a_channel_that_the_form_cannot_express_is_shown_and_kept(client, form_page, pool):
    connect = "connect.us-east-1.amazonaws.com"
    Pool.objects.filter(pk=pool.pk).update(two_way_enabled=True, two_way_channel_arn=connect)
    assert connect in text(client.get(form_page.url))
    assert form_page.post(shared_routes_enabled="on").status_code == 303
    assert (settled(pool).two_way_channel_arn, settled(pool).shared_routes_enabled) == (connect, True)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"destination": "new"}, "topic_name", "Topic name is required."),
        (
            {"destination": "new", "topic_name": "a b"},
            "topic_name",
            "The topic name has characters that aren't valid: (space)",
        ),
        (
            {"destination": "new", "topic_name": "x" * 257},
            "topic_name",
            "The topic name has too many characters. Character count: 257/256",
        ),
        ({"destination": "existing"}, "two_way_channel_arn", "Topic ARN is required."),
        (
            {"destination": "existing", "two_way_channel_arn": "nonsense"},
            "two_way_channel_arn",
            "Enter a valid Amazon SNS topic ARN. For example: arn:aws:sns:us-east-1:111122223333:MyTopic",
        ),
        (
            {"destination": "existing", "two_way_channel_arn": TOPIC + ".fifo"},
            "two_way_channel_arn",
            "FIFO topics aren't supported. Choose a standard topic.",
        ),
        (
            {"destination": "existing", "two_way_channel_arn": TOPIC.replace("us-east-1", "eu-west-1")},
            "two_way_channel_arn",
            "The Region here is eu-west-1. It must be us-east-1, US East (N. Virginia).",
        ),
        (
            {"destination": "existing", "two_way_channel_arn": TOPIC, "two_way_channel_role": "me"},
            "two_way_channel_role",
            "Enter a valid IAM role ARN. For example: arn:aws:iam::111122223333:role/MyRole",
        ),
    ],
)
def test_a_destination_that_is_not_right_is_refused_at_its_field(form_page, pool, changes, field, sentence):
    answer = form_page.post(two_way_enabled="on", **changes)
    assert answer.status_code == 422
    assert error_of(answer, field) == sentence
    assert fields_of(answer, FORM)["destination"] == changes["destination"]
    assert not settled(pool).two_way_enabled


GARBAGE = ["", "\x00", "a\x00b", "x" * 10_000, "é\r\n" * 300, "ß" * 25, "%00", "<b>", "on", "kept"]


@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("destination", ["new", "existing", "garbage"])
def test_garbage_in_every_field_is_never_a_server_error(form_page, pool, garbage, destination):
    form = form_page.form() | new_keyword(2, garbage, garbage) | new_tag(0, garbage, garbage)
    rubbish = {name: garbage for name in form if name not in ("csrfmiddlewaretoken", "drawn", "destination")}
    answer = form_page.post(form, **rubbish, two_way_enabled="on", destination=destination)
    assert answer.status_code in (409, 422)
    assert set(words(pool)) == {"HELP", "STOP"}


def test_two_way_needs_a_phone_number(client, caller, form_page, pool):
    pool.phone_numbers.all().delete()
    PoolSenderIdFactory(pool=pool)
    assert "This action is available when the pool has a phone number." in text(client.get(form_page.url))
    answer = form_page.post(two_way_enabled="on", destination="new", topic_name="t")
    assert answer.status_code == 422
    sentence = "Two-way SMS needs a phone number in the pool. Sender IDs are one-way."
    assert error_of(answer, "two_way_enabled") == sentence


def test_self_managed_opt_outs_need_two_way(form_page, pool):
    answer = form_page.post(self_managed_opt_outs_enabled="on")
    assert answer.status_code == 422
    sentence = "Self-managed opt-outs need two-way SMS. Turn on two-way SMS first."
    assert error_of(answer, "self_managed_opt_outs_enabled") == sentence
    assert "self_managed_opt_outs_enabled" in fields_of(answer, FORM)


def test_the_opt_out_list_is_one_of_the_accounts(form_page, pool):
    OptOutListFactory(opt_out_list_name="Marketing")
    assert form_page.post(opt_out_list_name="Nowhere").status_code == 422
    assert form_page.post(opt_out_list_name="Marketing").status_code == 303
    assert settled(pool).opt_out_list_name == "Marketing"


@pytest.mark.parametrize("has_row", [False, True])
def test_the_list_default_is_offered_once_whether_it_has_a_row_or_not(client, form_page, has_row):
    if has_row:
        OptOutListFactory(opt_out_list_name="Default")
    page = client.get(form_page.url).content.decode()
    (select,) = re.findall(r'<select[^>]*name="opt_out_list_name".*?</select>', page, re.DOTALL)
    assert select.count('value="Default"') == 1


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


# Bad luck


def test_a_busy_database_keeps_the_form(form_page, pool, monkeypatch):
    def busy(*args, **kwargs):
        raise locked_error()

    monkeypatch.setattr("pools.operations.pool_settings.find_pool", busy)
    answer = form_page.post(deletion_protection_enabled="on")
    assert answer.status_code == 503
    assert "The database is busy, so nothing was saved." in text(answer)
    assert fields_of(answer, FORM)["deletion_protection_enabled"] == "on"


def test_a_pool_that_was_deleted_meanwhile_is_not_there(caller, form_page, pool):
    form = form_page.form()
    delete_pool(caller, pool_id=pool.pool_id)
    assert form_page.post(form, deletion_protection_enabled="on").status_code == 404


def test_a_pool_that_is_being_deleted_is_not_changed(caller, form_page, pool):
    form = form_page.form()
    caller.account.status_delay_seconds = 60
    delete_pool(caller, pool_id=pool.pool_id)
    for changed in ({"deletion_protection_enabled": "on"}, new_tag(0, "Team", "orders"), {}):
        answer = form_page.post(form, **changed)
        assert answer.status_code == 409
        assert "is being deleted." in text(answer)
    assert not pool.tag_rows.exists()


def test_a_pool_deleted_while_the_form_is_being_saved_is_not_there(form_page, pool, monkeypatch):
    form = form_page.form()

    def gone(*args, **kwargs):
        raise ResourceNotFoundException(resource_type="pool", resource_id=pool.pool_id)

    monkeypatch.setattr("pools.operations.pool_settings.find_pool", gone)
    assert form_page.post(form, deletion_protection_enabled="on").status_code == 404


def test_a_viewer_sees_every_value_and_no_control(viewer_client, caller, form_page, pool):
    update_pool(
        caller,
        pool_id=pool.pool_id,
        two_way_enabled=True,
        two_way_channel_arn=TOPIC,
        deletion_protection_enabled=True,
    )
    KeywordFactory(pool=pool, keyword="PROMO", keyword_message="Line one\nline two", keyword_action="OPT_IN")
    TagFactory(pool=pool, key="team", value="blue")
    answer = viewer_client.get(form_page.url)
    markup = answer.content.decode()
    shown = markup[markup.index('id="pool-settings"') : markup.index("</main>")]
    read = " ".join(unescape(strip_tags(shown.replace("<td", " <td").replace("<br>", " "))).split())
    for value in (TOPIC, "PROMO Line one line two Opt in", "team blue", "HELP", "Your role is Viewer."):
        assert value in read
    assert not re.search(r"<(form|input|textarea|select)\b", shown)
    for heading in ("two-way-sms", "deletion-protection", "shared-routes", "keywords", "tags", "opt-outs"):
        assert f'id="{heading}"' in shown


def test_a_viewer_changes_nothing(viewer_client, form_page, pool):
    form = form_page.form()
    for op in ("", "add_keyword", "keep_all_mine"):
        fields = form | {"deletion_protection_enabled": "on", "op": op}
        assert viewer_client.post(form_page.save, fields).status_code == 403
    assert not settled(pool).deletion_protection_enabled


def test_another_accounts_pool_is_not_there(other_client, other_caller, form_page, pool):
    assert other_client.post(form_page.save, {}).status_code == 404
    place = [other_caller.account.account_id, other_caller.region, pool.pool_id]
    assert other_client.post(reverse("pool-settings", args=place), {}).status_code == 404


def test_an_empty_post_turns_nothing_off_but_the_switches(form_page, client, pool):
    KeywordFactory(pool=pool, keyword="PROMO")
    TagFactory(pool=pool, key="team")
    client.post(form_page.save, {"drawn": form_page.form()["drawn"]})
    assert "PROMO" in words(pool)
    assert pool.tag_rows.count() == 1


def test_the_address_of_the_form_leads_to_the_page(client, form_page):
    answer = client.get(form_page.save)
    assert answer.status_code == 303
    assert answer.url == f"{form_page.url}#pool-settings"


# With htmx


def test_htmx_gets_the_form_the_summary_and_the_flash(form_page, pool):
    SnsTopicFactory()
    answer = form_page.post(
        htmx=True, two_way_enabled="on", destination="existing", two_way_channel_arn=TOPIC
    )
    markup = answer.content.decode()
    assert answer.status_code == 200
    assert markup.lstrip().startswith('<section class="container" id="pool-settings"')
    assert "<html" not in markup
    assert 'id="summary"' in markup
    assert f"{SAVED} " in markup
    assert 'id="origination-identities"' in markup  # other identities fit now
    assert focus_of(answer) == "#pool-settings-heading"


def test_identities_stay_as_they_are_when_none_fits_better(form_page):
    markup = form_page.post(htmx=True, deletion_protection_enabled="on").content.decode()
    assert 'id="origination-identities"' not in markup


def test_htmx_gets_the_form_with_its_errors(form_page):
    answer = form_page.post(htmx=True, **new_keyword(2, ""))
    assert answer.status_code == 422
    assert "<html" not in answer.content.decode()
    assert error_of(answer, "keywords-2-keyword") == "Keyword is required."


def test_htmx_is_told_of_a_conflict_and_of_a_busy_database(form_page, stale, monkeypatch):
    answer = form_page.post(stale, htmx=True)
    assert answer.status_code == 409
    assert focus_of(answer) == "#pool-settings [data-choice=open] input"
    monkeypatch.setattr("pools.pages.pools.settings.save_pool_settings", busy_operation)
    answer = form_page.post(stale, htmx=True)
    assert answer.status_code == 503
    assert focus_of(answer) == "#settings-alert"


def busy_operation(*args, **kwargs):
    raise InternalServerException(about=DatabaseTrouble("locked"))


def focus_of(answer) -> str:
    events = json.loads(answer.headers.get("HX-Trigger-After-Settle", "{}"))
    return events.get("focus", {}).get("selector", "")


def test_a_name_with_markup_stays_text(client, form_page, pool, caller):
    name = {"Key": "Name", "Value": "<script>alert(1)</script>"}
    tag_resource(caller, resource_arn=pool.pool_arn, tags=[name])
    answer = form_page.post(htmx=True, deletion_protection_enabled="on")
    assert b"<script>alert" not in answer.content
    assert b"<script>alert" not in client.get(form_page.url).content
