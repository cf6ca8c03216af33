"""The message simulator: who would send and why, one text for one form, and what a reply does."""

import re
from datetime import timedelta
from html import escape, unescape
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from pools.models import Account, Activity, Message, OptedOutNumber
from pools.pages.simulator.conversation import MOST_BUBBLES
from tests.conftest import HTMX
from tests.help.factories import (
    KeywordFactory,
    MessageFactory,
    OptedOutNumberFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
)
from tests.help.linked import link_of

PHONE = "+14254147755"
TOKEN = "4a1c7f0e-0000-4000-8000-000000000001"


def here(**query) -> str:
    return reverse("simulator", args=["111122223333", "us-east-1"]) + (
        f"?{urlencode(query)}" if query else ""
    )


def text(response, part: str = "") -> str:
    page = response.content.decode()
    if part:
        page = page.partition(f'data-testid="{part}"')[2].partition("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.partition(">")[2] if part else page)).split())


def form(**given) -> dict[str, str]:
    sent = {"from": "pool/pool-1", "to": "+1 425-414-7755", "message_body": "Hello", "op": "send"}
    return sent | {"client_token": TOKEN} | given


@pytest.fixture
def pool(account):
    Account.objects.filter(pk=account.pk).update(account_tier="PRODUCTION")
    pool = PoolFactory(pool_id="pool-1", name="orders")
    PhoneNumberFactory(
        pool=pool, phone_number="+14255550117", phone_number_id="phone-1", number_type="TEN_DLC"
    )
    PhoneNumberFactory(pool=pool, phone_number="+16135550123", iso_country_code="CA")
    PoolSenderIdFactory(pool=pool, sender_id=SenderIdFactory(sender_id="ACME", iso_country_code="DE"))
    return pool


def test_who_would_send_and_why(client, pool):
    page = client.get(here(**{"from": "pool/pool-1", "to": PHONE}))
    why = text(page, "why")
    for words in (
        "Would send from +1 425-555-0117 The pool's first that can send this message to this recipient.",
        "+1 425-555-0117 10DLC · United States (US) Chosen",
        "+1 613-555-0123 Long code · Canada (CA) Can't send Reaches only Canada (CA).",
        "ACME Sender ID · Germany (DE) Can't send Sender IDs aren't supported in United States (US).",
    ):
        assert words in why
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "No recipient yet"),
        ({"to": "12"}, "No recipient yet"),
        ({"to": PHONE, "from": "pool/pool-2"}, "Would send from +1 425-555-0117 The account's first"),
        (
            {"to": PHONE, "from": "sender-id/ACME/DE"},
            "Not sent Sender IDs aren't supported in United States (US).",
        ),
        (
            {"to": "+33755512501", "from": "pool/pool-1"},
            "Not sent No identity of orders reaches France (FR).",
        ),
        (
            {"to": PHONE, "from": "phone-number/phone-1"},
            "You named this sender, so a pool's rules don't apply.",
        ),
        ({"to": PHONE, "sent": "no-such"}, "Would send from"),
    ],
)
def test_what_the_address_asks_for(client, pool, query, words):
    assert words in text(client.get(here(**query)), "why")


def test_it_is_sent_once_and_arrives(client, pool):
    answer = client.post(here(), form())
    again = client.post(here(), form())
    message = Message.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == again["Location"]
    assert (message.destination_phone_number, message.pool_id) == (PHONE, "pool-1")
    page = client.get(answer["Location"])
    assert "Sent from +1 425-555-0117" in text(page, "why")
    assert "from +1 425-555-0117 Hello Delivered · 1 part" in text(page, "phone")


def test_a_dry_run_sends_nothing_and_keeps_the_form(client, pool):
    page = client.post(here(), form(op="dry_run"))
    assert "Dry run passed: would send from +1 425-555-0117" in text(page, "why")
    assert ">\nHello</textarea>" in page.content.decode()
    assert TOKEN not in page.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"to": "5"}, 422, "Enter a phone number with its country code, such as +1 206-555-0175."),
        ({"message_body": ""}, 422, "Message is required."),
        (
            {"message_body": "x" * 1601},
            422,
            "The message has too many characters. Character count: 1,601/1,600",
        ),
        ({"from": "pool/pool-2"}, 422, "Choose one of the values for from."),
        ({"message_type": "PROMOTIONAL"}, 409, "orders is Transactional, the message is Promotional."),
        ({"to": "+12065559911"}, 409, "DESTINATION_PHONE_NUMBER_OPTED_OUT"),
    ],
)
def test_what_is_refused(client, pool, given, status, words):
    page = client.post(here(), form(**given))
    assert (page.status_code, Message.objects.count()) == (status, 0)
    assert words in text(page)
    assert f'value="{TOKEN}"' in page.content.decode()


def test_stop_keeps_the_next_message_from_being_sent(client, pool):
    client.post(here(), form())
    answer = client.post(here(), {"op": "reply", "word": "STOP", "to": PHONE, "from": "pool/pool-1"})
    phone = text(client.get(answer["Location"]), "phone")
    assert (
        "+1 425-414-7755 was added to opt-out list Default. The next message is refused. No keyword of"
        in phone
    )
    assert "Add START" in phone
    page = client.post(here(), form(client_token=TOKEN[:-1] + "2"))
    assert page.status_code == 409
    assert "Not sent" in text(page, "why")
    assert "+1 425-555-0117 10DLC · United States (US) Refused" in text(page, "why")


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"reply": "What?"}, 303, "No keyword matches, so nothing was answered."),
        ({"word": "HELP", "reply": "x"}, 303, "Keyword HELP answered."),
        ({"reply": " "}, 422, "Reply is required."),
        (
            {"reply": "x" * 1601},
            422,
            "The reply has too many characters. Character count: 1,601/1,600",
        ),
        (
            {"reply": "Hi", "to": "+14254147167"},
            422,
            "Send a message first, so that there is one to reply to.",
        ),
    ],
)
def test_a_reply(client, pool, given, status, words):
    client.post(here(), form())
    answer = client.post(here(), {"op": "reply", "to": PHONE, "from": "pool/pool-1"} | given)
    assert answer.status_code == status
    page = client.get(answer["Location"]) if status == 303 else answer
    assert words in text(page, "phone")


def test_what_a_reply_does_is_simulated_where_the_account_is_linked(client, caller, pool):
    link_of(caller)
    client.post(here(), form())
    reply = {"op": "reply", "to": PHONE, "from": "pool/pool-1"}
    for word, count in (("HELP", 0), ("STOP", 1)):
        client.post(here(), reply | {"word": word})
        phone = text(client.get(here(to=PHONE)), "phone")
        assert phone.count("Simulated Kept apart from the account's own lists.") == count
    assert not OptedOutNumber.objects.exists()


def test_many_replies_do_not_hide_whom_they_go_to(client, pool):
    client.post(here(), form())
    MessageFactory.create_batch(
        MOST_BUBBLES,
        kind="REPLY",
        destination_phone_number=PHONE,
        decision={"effect": "NOTHING", "keyword": "", "opt_out_list_name": "Default"},
    )
    assert "Reply to +1 425-555-0117" in text(client.get(here(to=PHONE)), "phone")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"kind": "VOICE", "final_status": "COMPLETED"}, "status--positive"),
        ({"kind": "TEXT", "final_status": "BLOCKED"}, "status--negative"),
        ({"kind": "MEDIA", "message_body": "", "media_urls": ["s3://a/b.png"]}, "s3://a/b.png"),
    ],
)
def test_what_programs_sent_stands_there_too(client, pool, message, words):
    MessageFactory(destination_phone_number=PHONE, **message)
    page = client.get(here(to=PHONE)).content.decode()
    assert words in page.partition('data-testid="phone"')[2]


def test_a_sender_id_has_no_reply(client, pool):
    client.post(here(), form(to="+4917612345678"))
    assert "one-way" in text(client.get(here(to="+4917612345678")), "phone")


def test_a_viewer_sees_who_would_send(viewer_client, pool):
    page = viewer_client.get(here(**{"from": "pool/pool-1", "to": PHONE}))
    assert "Would send from +1 425-555-0117" in text(page, "why")
    assert 'name="message_body"' not in page.content.decode()
    assert viewer_client.post(here(), form()).status_code == 403


def test_the_number_of_queries_is_fixed(client, pool, django_assert_num_queries):
    client.post(here(), form())
    PhoneNumberFactory.create_batch(5, pool=pool)
    with django_assert_num_queries(21):
        client.get(here(**{"from": "pool/pool-1", "to": PHONE}))


def swapped(answer) -> set[str]:
    """The parts of the page that htmx puts in place of those there are."""
    return set(re.findall(r'id="([a-z-]+)"[^>]*hx-swap-oob="true"', answer.content.decode()))


@pytest.mark.parametrize(
    ("given", "status", "parts", "told"),
    [
        ({}, 200, {"why", "phone", "client-token"}, "Delivered to +1 425-414-7755 from +1 425-555-0117"),
        ({"op": "dry_run"}, 200, {"why", "client-token"}, "Dry run passed: would send from +1 425-555-0117"),
        ({"op": "reply", "word": "HELP"}, 200, {"phone", "client-token"}, "Keyword HELP answered."),
        ({"op": "reply", "reply": ""}, 422, {"phone", "client-token"}, ""),
        ({"to": "5"}, 422, {"send"}, ""),
        ({"refused": "1"}, 200, {"send", "why", "phone"}, "Delivered"),
        ({"message_type": "PROMOTIONAL"}, 409, {"send", "why"}, "Not sent. "),
        ({"to": "+12065559901"}, 200, {"why", "phone", "client-token"}, "Unreachable to"),
    ],
)
def test_an_act_changes_and_tells_only_its_own(client, pool, given, status, parts, told):
    MessageFactory(
        destination_phone_number=PHONE,
        origination_identity="phone-1",
        origination_phone_number="+14255550117",
        created_timestamp=timezone.now() - timedelta(days=2),
    )
    answer = client.post(here(), form(**given), headers=HTMX)
    # What happened goes with why this sender.
    parts = parts | {"of-sent"} if "why" in parts else parts
    parts = parts | {"simulator-tabs"} if "phone" in parts else parts
    assert (answer.status_code, swapped(answer)) == (status, parts)
    assert told in answer.get("HX-Trigger-After-Settle", "")
    count = f"({Message.objects.count()})"
    assert (count in answer.content.decode()) is ("phone" in parts)


def test_a_form_that_comes_again_after_its_message_was_deleted(client, pool):
    client.post(here(), form())
    Message.objects.all().delete()
    answer = client.post(here(), form(), headers=HTMX)
    assert (answer.status_code, Message.objects.count()) == (200, 0)
    assert "Would send from +1 425-555-0117" in answer["HX-Trigger-After-Settle"]
    assert "sent=" not in answer["HX-Replace-Url"]


def test_a_change_of_the_form_shows_who_would_send(client, pool):
    page = client.get(here(**{"from": "pool/pool-1", "to": PHONE}), headers=HTMX | {"HX-Target": "why"})
    assert "Would send from +1 425-555-0117" in page["HX-Trigger-After-Settle"]
    assert page["HX-Replace-Url"] == here(**{"from": "pool/pool-1", "to": PHONE})
    assert page.content.decode().count("<section") == 1


def test_what_is_on_its_way_is_asked_for_again(client, pool):
    Account.objects.update(status_delay_seconds=60)
    sent = client.post(here(), form())["Location"]
    page = client.get(sent).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "Queued · 1 part" in page
    drawn, talk = re.search(r'{"drawn": "(\w+)"}', page)[1], HTMX | {"HX-Target": "talk"}
    seen = sent.replace("#", f"&drawn={drawn}#")
    assert client.get(seen, headers=talk).status_code == 204
    Message.objects.update(settled_timestamp=timezone.now())
    page = client.get(seen, headers=talk)
    assert "Delivered to" in page["HX-Trigger-After-Settle"]
    assert 'hx-trigger="every 2s"' not in page.content.decode()


@pytest.mark.parametrize(
    ("digits", "kind", "words"),
    [("0175", "success", ""), ("9901", "error", "It didn't arrive: unreachable.")],
)
def test_green_only_where_it_arrived(client, pool, digits, kind, words):
    page = client.get(client.post(here(), form(to=f"+1206555{digits}"))["Location"])
    assert f"alert--{kind}" in page.content.decode()
    assert words in text(page, "why")


def test_a_default_sender_id_is_the_chosen_one(client, account):
    Account.objects.filter(pk=account.pk).update(account_tier="PRODUCTION", default_sender_id="BETA")
    for name in ("ACME", "BETA"):
        SenderIdFactory(sender_id=name, iso_country_code="DE")
    why = text(client.get(here(to="+4917612345678")), "why")
    assert "BETA Sender ID · Germany (DE) Chosen" in why
    assert "ACME Sender ID · Germany (DE) Could send BETA comes before it." in why
    PhoneNumberFactory(phone_number="+447400123456", iso_country_code="GB")
    SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    why = text(client.get(here(to="+447860019066")), "why")
    assert "Long code comes before sender ID: +44 7400 123456." in why


def mends(page) -> dict[str, str]:
    """The links that help, by their texts."""
    why = page.content.decode().partition('data-testid="why"')[2].partition("</section>")[0]
    found = re.findall(r'class="simulator__mend"\s+href="([^"]*)"[^>]*>([^<]*)<', why)
    return {unescape(text): unescape(href) for href, text in found}


OF_POOL = "from=pool%2Fpool-1"


@pytest.mark.parametrize(
    ("query", "text", "href"),
    [
        ({}, "Text a number in Canada (CA)", f"?{OF_POOL}&to=%2B12045550100"),
        ({}, "Add an identity for United States (US)", "/pools/pool-1/"),
        ({}, "Countries of this pool", f"/coverage/?{OF_POOL}"),
        ({}, "Open +1 206-555-0142", "/phone-numbers/phone-9/"),
        ({"from": ""}, "Send as Promotional", "&message_type=PROMOTIONAL"),
        ({"from": ""}, "Send from this one", "?from=phone-number%2Fphone-3"),
        ({"to": "+33755512501"}, "Coverage", f"/coverage/?{OF_POOL}"),
        ({"to": "+33755512501"}, "Add an identity", "/pools/pool-1/"),
        ({"message_type": "PROMOTIONAL"}, "Send as Transactional", "&message_type=TRANSACTIONAL"),
        ({"from": "sender-id/ACME/DE"}, "Coverage", "?from=sender-id%2FACME%2FDE"),
        ({"sandbox": "1", "to": "+12065550175"}, "Choose a test number", "#test-number-list"),
    ],
)
def test_what_helps(client, pool, query, text, href):
    PhoneNumberFactory(pool=pool, phone_number="+12065550142", phone_number_id="phone-9", pending=True)
    PhoneNumberFactory(phone_number="+12065550143", phone_number_id="phone-3")
    PhoneNumberFactory(phone_number="+12065550144", message_type="PROMOTIONAL")
    if "sandbox" in query:
        Account.objects.update(account_tier="SANDBOX")
    found = mends(client.get(here(**{"from": "pool/pool-1", "to": PHONE} | query)))
    assert found.get(text, "").endswith(href) or href in found[text]
    assert text not in mends(client.get(here(to="12")))


def test_a_viewer_is_led_to_nothing_they_may_not_do(viewer_client, pool):
    found = mends(viewer_client.get(here(**{"from": "pool/pool-1", "to": PHONE})))
    assert "Countries of this pool" in found
    assert not any(text.startswith("Add an identity") for text in found)


@pytest.mark.parametrize(("action", "mend"), [("OPT_IN", "Reply START"), (None, "Open opt-out list")])
def test_who_is_opted_out_comes_back_as_far_as_something_opts_in(client, pool, action, mend):
    if action:
        KeywordFactory(pool=pool, keyword="START", keyword_action=action)
    client.post(here(), form())
    client.post(here(), {"op": "reply", "word": "STOP", "to": PHONE})
    page = client.get(here(**{"from": "pool/pool-1", "to": PHONE}))
    assert "is on opt-out list Default: it replied STOP on " in text(page, "why")
    link = mends(page)[mend]
    assert ("reply=START#reply" in link) is bool(action)
    if action:
        assert 'value="START"' in client.get(link).content.decode().partition('id="reply"')[2][:200]


def test_a_stop_about_another_list_is_no_reason(client, pool):
    """Nor does a reply to a number with another list help."""
    KeywordFactory(pool=pool, keyword="START", keyword_action="OPT_IN")
    there = OptOutListFactory(opt_out_list_name="other")
    other = PoolFactory(pool_id="pool-2", opt_out_list_name="other")
    PhoneNumberFactory(pool=other, phone_number="+14255550118")
    client.post(here(), form())
    client.post(here(), {"op": "reply", "word": "STOP", "to": PHONE})
    client.post(here(), form(**{"from": "pool/pool-2", "client_token": TOKEN[:-1] + "2"}))
    refused = client.get(here(**{"from": "pool/pool-1", "to": PHONE}))
    assert "is on opt-out list Default: it replied STOP on " in text(refused, "why")
    assert "Open opt-out list" in mends(refused)
    assert "Default. The next message is refused. View list" in text(refused, "phone")
    OptedOutNumberFactory(opt_out_list=there, opted_out_number=PHONE)
    why = text(client.get(here(**{"from": "pool/pool-2", "to": PHONE})), "why")
    assert "is on opt-out list other." in why


def test_a_message_typed_stays_while_a_link_fills_the_form(client, pool):
    query = {"from": "pool/pool-1", "to": PHONE, "message_body": "Hello there"}
    page = client.get(here(**query), headers=HTMX | {"HX-Target": "send"})
    assert swapped(page) >= {"send", "why", "phone"}
    assert "Hello there</textarea>" in page.content.decode()
    assert "message_body" not in page["HX-Replace-Url"]


def test_a_pool_of_many_shows_ten_senders_a_page_the_chosen_one_first(client, pool):
    PhoneNumberFactory.create_batch(9, pool=pool)
    query = {"from": "pool/pool-1", "to": PHONE}
    first = client.get(here(**query))
    assert [row.is_chosen for row in first.context["why"].rows] == [True] + 9 * [False]
    assert "Showing 1 to 10 of 12." in text(first, "why")
    second = here(**query, page="2") + "#why"
    assert f'href="{escape(second)}"' in first.content.decode()
    turned = client.get(second, headers=HTMX | {"HX-Target": "why"})
    assert "Showing 11 to 12 of 12." in turned["HX-Trigger-After-Settle"]
    assert turned["HX-Replace-Url"] == second
    for page in (turned, client.get(second)):
        assert len(page.context["why"].rows) == 2
    # And so of a message that was sent.
    client.post(here(), form())
    path = reverse("message-detail", args=["111122223333", "us-east-1", Message.objects.get().message_id])
    assert [len(client.get(path, {"page": page}).context["why"].rows) for page in ("1", "2", "9")] == [
        10,
        2,
        2,
    ]
    turned = client.get(path, {"page": "2"}, headers=HTMX | {"HX-Target": "why"})
    assert "Showing 11 to 12 of 12." in turned["HX-Trigger-After-Settle"]
    assert turned["HX-Replace-Url"] == f"{path}?page=2#why"


def test_forgetting_a_conversation_and_taking_that_back(client, pool):
    PhoneNumberFactory(pool=pool, phone_number="+12065550142", number_type="TEN_DLC")
    client.post(here(), form())
    asked = here(**{"from": "pool/pool-1", "to": PHONE})
    assert "Sticky: the last delivery to this recipient was on " in text(client.get(asked), "why")
    # Its clock can be moved, as nobody's work is in this account.
    clock = reverse("practice-data", args=["111122223333", "us-east-1"])
    assert mends(client.get(asked))["Move the clock 25 hours"] == clock
    answer = client.post(here(), {"op": "forget", "from": "pool/pool-1", "to": PHONE})
    page = client.get(answer["Location"])
    assert "No sender is kept for +1 425-414-7755 any more." in text(page)
    undo = undo_in(page)
    assert "Forget this conversation" not in text(page, "why")
    assert "It is the first that can send this message there." in text(page, "why")
    client.post(asked, undo)
    assert "Forget this conversation" in text(client.get(asked), "why")
    names = Activity.objects.order_by("pk").values_list("operation", flat=True)
    assert [name for name in names if "conversation" in name] == [
        "forget_conversation",
        "remember_conversation",
    ]


def test_an_undo_takes_back_what_its_own_act_forgot_and_nothing_else(client, pool):
    """Nor what another has forgotten since."""
    undos, asked = [], here(**{"from": "pool/pool-1", "to": PHONE})
    for number in (1, 2):
        client.post(here(), form(client_token=f"{TOKEN[:-1]}{number}"))
        client.post(here(), {"op": "forget", "from": "pool/pool-1", "to": PHONE})
        undos.append(undo_in(client.get(asked)))
    rows = Message.objects.order_by("created_timestamp")
    for undo, kept in (
        (undos[1], [False, True]),
        ({"id": "made-up"}, [False, True]),
        (undos[0], [True, True]),
    ):
        client.post(asked, undo)
        assert [row.delivered_timestamp is not None for row in rows.all()] == kept
    client.post(here(), {"op": "forget", "from": "pool/pool-1", "to": PHONE})
    # A second time nothing is forgotten, and there is nothing to undo.
    client.get(asked)
    client.post(here(), {"op": "forget", "from": "pool/pool-1", "to": PHONE})
    assert "any more." not in text(client.get(asked))


def undo_in(page) -> dict[str, str]:
    return {"id": re.search(r'name="id" value="([^"]+)"', page.content.decode())[1]}


@pytest.mark.parametrize(
    ("page", "args", "sender"),
    [
        ("pool-detail", ["pool-1"], "pool/pool-1"),
        ("phone-number-detail", ["phone-1"], "phone-number/phone-1"),
        ("sender-id-detail", ["ACME", "DE"], "sender-id/ACME/DE"),
    ],
)
def test_each_sender_leads_here_once_it_is_active(client, pool, page, args, sender):
    path = reverse(page, args=["111122223333", "us-east-1", *args])
    link = f'href="{here()}?from={sender}#id_to"'
    assert link in client.get(path).content.decode()
    for row in (pool, pool.phone_numbers.get(phone_number_id="phone-1")):
        row.settled_timestamp = timezone.now() + timedelta(minutes=1)
        row.save()
    assert (link in client.get(path).content.decode()) is sender.startswith("sender-id")


def test_a_country_on_the_map_leads_here(client, pool):
    path = reverse("coverage", args=["111122223333", "us-east-1"])
    page = client.get(path, {"from": "pool/pool-1", "country": "CA"}).content.decode()
    assert f"{here()}?from=pool/pool-1&amp;to=%2B12045550100#id_to" in page


def test_what_a_reply_did_is_boxed_with_what_shows_it(client, pool):
    for word, action in (("START", "OPT_IN"), *((f"K{n}", "AUTOMATIC_RESPONSE") for n in range(6))):
        KeywordFactory(pool=pool, keyword=word, keyword_action=action, keyword_message="Fine.")
    pool.two_way_enabled, pool.two_way_channel_arn = True, "arn:aws:sns:us-east-1:111122223333:replies"
    pool.save()
    client.post(here(), form())
    for word in ("STOP", "START"):
        client.post(here(), {"op": "reply", "word": word, "to": PHONE, "from": "pool/pool-1"})
    page = client.get(here(to=PHONE))
    phone, source = text(page, "phone"), page.content.decode()
    # The answer stands before the effect.
    assert "was added to opt-out list Default. The next message is refused until it replies START." in phone
    assert (
        "Fine. Delivered · 1 part Info: Removed from opt-out list Default. Messages are sent again." in phone
    )
    assert "View list View JSON" in phone
    # Enter in the field presses the first button, and sends what is typed.
    assert "name=" not in re.search(r"<button[^>]*>", source.partition('id="reply-form"')[2])[0]
    assert 'id="reply-k3"' in source
    assert "More K4 K5" in phone


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("+4917612345678", "Sender IDs are one-way. The recipient can't reply."),
        ("+33755512501", "Shared routes are one-way. The recipient can't reply."),
    ],
)
def test_what_nobody_can_reply_to(client, pool, to, words):
    client.post(here(), form(to=to, **{"from": ""}))
    assert words in text(client.get(here(to=to)), "phone")


def test_every_other_member_can_be_sent(client, pool):
    given = {
        "keyword": "STATUS",
        "max_price": "0.50",
        "time_to_live": "60",
        "message_feedback_enabled": "on",
        "context": "order=1042\r\nteam = a=b\r\n",
        "destination_country_parameters": "IN_ENTITY_ID=1101",
    }
    assert client.post(here(), form(**given)).status_code == 303
    message = Message.objects.get()
    assert message.context == {"order": "1042", "team": "a=b"}
    assert message.message_feedback_enabled
    asked = Activity.objects.get(operation="SendTextMessage").request
    assert (asked["MaxPrice"], asked["TimeToLive"], asked["Keyword"]) == ("0.50", 60, "STATUS")
    assert asked["DestinationCountryParameters"] == {"IN_ENTITY_ID": "1101"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"max_price": "5"}, "Enter US dollars with a decimal point, below 100, such as 0.50."),
        ({"max_price": "0.00001"}, "which is more than the max price."),
        ({"time_to_live": "4"}, "Enter a whole number from 5 to 259,200."),
        ({"context": "order"}, "Context needs a name, =, and a value on each line, unlike order"),
        ({"context": "\n".join(f"k{n}=v" for n in range(6))}, "Context takes at most 5 lines."),
        (
            {"destination_country_parameters": "XX=1"},
            "Choose one of the values for destination country parameters.",
        ),
        ({"keyword": "x" * 31}, "The keyword has too many characters."),
    ],
)
def test_an_option_that_does_not_do_is_named_at_its_field(client, pool, given, words):
    page = client.post(here(), form(**given))
    (name,) = given
    assert page.status_code == 422
    assert not Message.objects.exists()
    error = page.content.decode().partition(f'id="id_{name}-error"')[2].partition("</div>")[0]
    assert words in text_of(error)
    around = page.content.decode().partition("More options")[0].rpartition("<details")[2]
    assert "open" in around.partition(">")[0]


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
