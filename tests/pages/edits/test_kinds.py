"""What can be changed on many, kind by kind: each setting forth and back, what is refused, what is destroyed."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pools.models import PhoneNumber, SenderId
from tests.help import factories as make
from tests.help.edits import address, preview, rows, run, start, text_of
from tests.help.linked import link_of, mirror_of

KEYWORD = {"keywords-0-keyword": "info", "keywords-0-keyword_message": "See acme.example"}
HELLO = {"keywords-0-keyword": "HELP", "keywords-0-keyword_message": "Call us"}
TOPICS = {name: f"arn:aws:sns:us-east-1:111122223333:{name}" for name in ("replies", "answers")}
TOPIC = {"value": "on", "two_way_channel_arn": TOPICS["answers"]}
EDITS = [
    ("pool", {"setting": "two_way", **TOPIC}, "On · replies", "On · answers"),
    ("pool", {"setting": "opt_out_list_name", "opt_out_list_name": "orders"}, "Default", "orders"),
    ("pool", {"setting": "put_keywords", **KEYWORD}, "-", "INFO: See acme.example"),
    ("pool", {"setting": "remove_keyword", "keyword": "shop"}, "SHOP: Hi", "-"),
    ("pool", {"setting": "copy_keywords", "pool": "source"}, "-", "SALE: Now"),
    ("phone-number", {"setting": "deletion_protection_enabled", "value": "on"}, "Off", "On"),
    ("phone-number", {"setting": "put_keywords", **KEYWORD}, "-", "INFO: See acme.example"),
    ("phone-number", {"setting": "put_tag", "tag_key": "Team", "tag_value": ""}, "-", "Team"),
    ("phone-number", {"setting": "associate", "pool": "target"}, "-", "target"),
    ("sender-id", {"setting": "deletion_protection_enabled", "value": "on"}, "Off", "On"),
    ("sender-id", {"setting": "put_tag", "tag_key": "Team", "tag_value": "risk"}, "-", "Team = risk"),
    ("sender-id", {"setting": "associate", "pool": "target"}, "-", "target"),
]


@pytest.fixture
def furnished(account) -> dict[str, str]:
    """One of each kind, by the ID that pages know it by."""
    make.OptOutListFactory(opt_out_list_name="orders")
    pool = make.PhoneNumberFactory(pool=make.PoolFactory(name="orders")).pool
    pool.two_way_enabled, pool.two_way_channel_arn = True, TOPICS["replies"]
    pool.save()
    make.KeywordFactory(pool=pool, keyword="SHOP", keyword_message="Hi")
    source = make.PoolFactory(name="source")
    source.keywords.all().delete()
    make.KeywordFactory(pool=source, keyword="SALE", keyword_message="Now")
    make.PhoneNumberFactory(pool=make.PoolFactory(name="target"))
    number, sender = make.PhoneNumberFactory(), make.SenderIdFactory()
    return {
        "pool": pool.pool_id,
        "phone-number": number.phone_number_id,
        "sender-id": f"{sender.sender_id}/{sender.iso_country_code}",
    }


@pytest.mark.parametrize(("kind", "fields", "now", "after"), EDITS)
def test_each_setting_becomes_what_the_preview_says_and_is_undone(
    client, furnished, kind, fields, now, after
):
    one, page = furnished[kind], f"{kind}-edit"
    assert rows(preview(client, page, [one], **fields)) == {one: [now, after, "Will change"]}
    url = run(client, page, [one], **fields)
    assert rows(client.get(url)) == {one: [now, after, "Done"]}
    assert rows(preview(client, page, [one], **fields)) == {one: [after, after, "Already so"]}
    client.post(url, {"act": "undo"})
    assert rows(client.get(url))[one][2] == "Undone"
    assert rows(preview(client, page, [one], **fields)) == {one: [now, after, "Will change"]}


def test_a_keyword_keeps_its_action_where_the_page_asks_for_none(client, furnished, settings):
    settings.CONSOLE_KEYWORD_ACTIONS = False
    pool = make.PoolFactory()
    url = run(
        client, "pool-edit", [pool.pool_id], setting="put_keywords", **HELLO | {"keywords-0-keyword": "STOP"}
    )
    assert rows(client.get(url))[pool.pool_id][2] == "Done"
    assert pool.keywords.get(keyword="STOP").keyword_action == "OPT_OUT"


def test_help_and_stop_are_filled_in_in_a_language(client, furnished):
    page = preview(client, "pool-edit", [furnished["pool"]], setting="put_keywords", fill="German")
    assert "Hilfe gibt Ihnen der Absender." in text_of(page.content.decode())
    assert rows(page)[furnished["pool"]][1].startswith("HELP: Hilfe gibt Ihnen")


REFUSED: list[tuple[str, dict, Callable, str]] = [
    (
        "phone-number",
        {"setting": "deletion_protection_enabled", "value": "on"},
        lambda: make.PhoneNumberFactory(pool=make.PoolFactory(name="held")),
        "is already in pool held. Disassociate it there first.",
    ),
    (
        "phone-number",
        {"setting": "associate", "pool": "target"},
        lambda: make.PhoneNumberFactory(message_type="PROMOTIONAL"),
        "Message type is Promotional, the pool uses Transactional",
    ),
    (
        "phone-number",
        {"setting": "disassociate"},
        lambda: make.PhoneNumberFactory(pool=make.PoolFactory()),
        "A pool needs at least one origination identity. Delete the pool instead.",
    ),
    (
        "phone-number",
        {"setting": "release"},
        lambda: make.PhoneNumberFactory(deletion_protection_enabled=True),
        "Deletion protection is on. Turn it off, then try again.",
    ),
    (
        "sender-id",
        {"setting": "release"},
        lambda: make.PoolSenderIdFactory(sender_id=make.SenderIdFactory(sender_id="HELD")).sender_id,
        "HELD is in a pool. Disassociate it there first.",
    ),
    (
        "pool",
        {"setting": "remove_keyword", "keyword": "HELP"},
        make.PoolFactory,
        "HELP is a required keyword and can't be removed.",
    ),
    (
        "pool",
        {"setting": "self_managed_opt_outs_enabled", "value": "on"},
        make.PoolFactory,
        "Self-managed opt-outs need two-way SMS. Turn on two-way SMS first.",
    ),
]


@pytest.mark.parametrize(("kind", "fields", "made", "reason"), REFUSED)
def test_what_the_verbs_would_refuse_the_preview_says(client, furnished, kind, fields, made, reason):
    row = made()
    one = {"pool": "pool_id", "phone-number": "phone_number_id"}.get(kind)
    one = getattr(row, one) if one else f"{row.sender_id}/{row.iso_country_code}"
    assert reason in rows(preview(client, f"{kind}-edit", [one], **fields))[one][2]


def test_of_two_that_leave_a_pool_together_the_last_is_refused(client, furnished):
    pool = make.PoolFactory()
    both = [make.PhoneNumberFactory(pool=pool).phone_number_id for _ in range(2)]
    said = rows(preview(client, "phone-number-edit", both, setting="disassociate"))
    assert said[both[0]][2] == "Will change"
    assert said[both[1]][2].startswith("Refused A pool needs at least one")


@pytest.mark.parametrize(
    ("kind", "word", "done", "model"),
    [
        ("phone-number", "delete", "Remove 1 phone number was removed", PhoneNumber),
        ("sender-id", "release", "Release 1 sender ID was released", SenderId),
    ],
)
def test_what_is_given_up_needs_its_word_and_is_not_undone(client, furnished, kind, word, done, model):
    setting, (verb, _, said) = "release", done.partition(" ")
    one, page, before = furnished[kind], f"{kind}-edit", model.objects.count()
    refused = start(client, page, [one], setting=setting, confirm="yes")
    assert refused.status_code == 422
    assert re.search(rf'<option value="release"[^>]*>\s*{verb}\s*</option>', refused.content.decode())
    assert f'Enter "{word}" to confirm.' in text_of(refused.content.decode())
    url = run(client, page, [one], setting=setting, confirm=word)
    assert model.objects.count() == before - 1
    after = client.get(url).content.decode()
    assert 'value="undo"' not in after
    assert f"{said} " in text_of(after)
    assert f"{verb} 1 of 1 done." in text_of(after)
    assert rows(client.get(url))[one] == ["In this account", "-", "Done"]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("phone-number", {"setting": "associate", "pool": "target"}),
        ("phone-number", {"setting": "release"}),
        ("phone-number", {"setting": "put_keywords", **KEYWORD}),
        ("sender-id", {"setting": "associate", "pool": "target"}),
        ("sender-id", {"setting": "disassociate", "pool": "target"}),
    ],
)
def test_a_preview_of_many_takes_as_many_queries_as_of_one(client, furnished, kind, fields):
    if kind == "sender-id":
        made = make.SenderIdFactory.create_batch(12)
        ids = [f"{row.sender_id}/{row.iso_country_code}" for row in made]
    else:
        ids = [row.phone_number_id for row in make.PhoneNumberFactory.create_batch(12)]

    def queries(some: list[str]) -> int:
        with CaptureQueriesContext(connection) as captured:
            preview(client, f"{kind}-edit", some, **fields)
        return len(captured)

    assert queries(ids) == queries(ids[:1])


def test_another_accounts_are_not_there(client, other_caller):
    theirs = make.PhoneNumberFactory(account=other_caller.account)
    assert client.get(address("phone-number-edit"), {"id": theirs.phone_number_id}).status_code == 404


def test_what_is_released_in_a_linked_account_stays_in_aws(client, caller, furnished):
    release = {"setting": "release"}
    words = "What is in AWS stays there"
    one = [furnished["sender-id"]]
    assert words not in preview(client, "sender-id-edit", one, **release).content.decode()
    link = link_of(caller)
    assert words in preview(client, "sender-id-edit", one, **release).content.decode()
    mirror_of(link, "phone-of-aws", kind="phone-number", local_key=furnished["phone-number"])
    numbers = [
        furnished["phone-number"],
        *(row.phone_number_id for row in make.PhoneNumberFactory.create_batch(2)),
    ]
    said = text_of(preview(client, "phone-number-edit", numbers, **release).content.decode())
    assert "1 of them stays in AWS. To remove it there, run:" in said
    assert "release-phone-number --phone-number-id phone-of-aws --region us-east-1" in said
