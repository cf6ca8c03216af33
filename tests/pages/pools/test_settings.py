"""The settings form of Pool detail, as a browser without script posts it."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from pools.errors import ResourceNotFoundException
from pools.models import Activity, Pool, SnsTopic
from pools.operations.pools import delete_pool, update_pool
from tests.help.factories import (
    TOPIC,
    KeywordFactory,
    OptOutListFactory,
    PoolSenderIdFactory,
    TagFactory,
)
from tests.help.html_forms import fields_of
from tests.help.locked import locked_error
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
    html = client.get(form_page.url).content.decode()
    # In sight, not in a tooltip.
    assert re.search(
        r'<span class="radio__description" id="[\w-]+-reason">This action is available when the', html
    )
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
