"""Create pool, as a browser without script and as htmx."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from pools.models import Activity, PhoneNumber, Pool, Project, Quota, SenderId
from pools.operations import associations
from pools.operations import pools as operations
from pools.operations.engine.caller import caller_for
from pools.pages.frame.sign_in import KEPT
from pools.reference import quotas
from tests.conftest import HTMX, signed_in
from tests.help.factories import PhoneNumberFactory, PoolFactory, SenderIdFactory
from tests.help.locked import locked_error

TOKEN = "3f0c8d3e-0000-4000-8000-000000000001"
SENDER = {
    "type": "sender-id",
    "sender_id": "mybrand",
    "iso_country_code": "GB",
    "message_type": "TRANSACTIONAL",
    "client_token": TOKEN,
}


@pytest.fixture
def url(caller) -> str:
    return reverse("pool-create", args=[caller.account.account_id, caller.region])


@pytest.fixture
def number(caller) -> PhoneNumber:
    return PhoneNumberFactory(account=caller.account, two_way=True, opt_out_list_name="support")


def from_number(number: PhoneNumber, **more: str) -> dict[str, str]:
    return {
        "type": "phone-number",
        "origination_identity": number.phone_number_id,
        "client_token": TOKEN,
        **more,
    }


def text(response) -> str:
    """What a person reads, without markup and with single spaces."""
    html = response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def errors(response) -> list[str]:
    html = response.content.decode()
    found = re.findall(r"data-error[^>]*>(.*?)</p>", html, re.S)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()).removeprefix("Error: ") for one in found]


def values(response) -> dict[str, str]:
    html = response.content.decode()
    inputs = re.findall(r"<input[^>]*>", html)
    pairs = [(re.search(r'name="([^"]*)"', i), re.search(r'value="([^"]*)"', i), i) for i in inputs]
    return {
        name[1]: unescape(value[1] if value else "")
        for name, value, tag in pairs
        if name and (not re.search(r'type="(radio|checkbox)"', tag) or " checked" in tag)
    }


# The page.


def test_the_page_has_the_guides_labels_and_three_steps(client, url):
    html = client.get(url).content.decode()
    assert "<title>Create pool | SMS and voice | Amazon Pinpoint | us-east-1</title>" in html
    main = html.split("<main")[1]
    headings = [" ".join(re.sub(r"<[^>]+>", "", h).split()) for h in re.findall(r"<h2.*?</h2>", main, re.S)]
    assert headings[:4] == [
        "Pool setup",
        "Provide Sender ID for association",
        "Numbers available for association (0)",
        "What the pool inherits",
    ]
    for label in ("Sender ID", "Phone number", "Country", "Message type", "Transactional", "Promotional"):
        assert f">{label}<" in html
    assert 'class="stack steps reveals"' in html
    assert ">Create pool</button>" in html
    assert "Next" not in re.findall(r"<button[^>]*>([^<]*)", html)


@pytest.mark.parametrize(
    ("query", "kind"),
    [("", "sender-id"), ("?type=phone-number", "phone-number"), ("?type=" + "x" * 500, "sender-id")],
)
def test_the_address_chooses_the_tile(client, url, query, kind):
    assert values(client.get(url + query))["type"] == kind


def test_a_link_brings_along_the_number_to_make_a_pool_of(client, url, number):
    PhoneNumberFactory.create_batch(12, account=number.account)
    page = client.get(url, {"type": "phone-number", "origination_identity": number.phone_number_id})
    assert re.search(rf'value="{number.phone_number_id}"[^>]*checked', page.content.decode())
    assert 'data-dirty=""' in page.content.decode()


def test_a_link_brings_along_the_sender_id_to_make_a_pool_of(client, url, caller):
    SenderIdFactory(account=caller.account, sender_id="PROMO", message_types=["PROMOTIONAL"])
    page = client.get(url, {"type": "sender-id", "sender_id": "PROMO", "iso_country_code": "GB"})
    markup = page.content.decode()
    assert re.search(r'name="sender_id"\s[^>]*value="PROMO"|value="PROMO"[^>]*name="sender_id"', markup)
    assert re.search(r'<option value="GB" selected', markup)
    assert re.search(r'value="PROMOTIONAL"[^>]*checked', markup)


def test_the_accounts_default_message_type_is_chosen(client, url, account):
    account.default_message_type = "PROMOTIONAL"
    account.save()
    assert values(client.get(url))["message_type"] == "PROMOTIONAL"


@pytest.mark.parametrize("many", [1, 9])
def test_the_page_takes_the_same_queries_whatever_there_is(
    client, url, caller, many, django_assert_num_queries
):
    for _ in range(many):
        PhoneNumberFactory(account=caller.account)
        PhoneNumberFactory(account=caller.account, pool=PoolFactory(account=caller.account))
        SenderIdFactory(account=caller.account)
    client.get(url)
    with django_assert_num_queries(5):  # session, user with memberships, channel, counts, rows
        client.get(url)


# From a sender ID.


def test_makes_a_pool_from_a_sender_id_that_is_requested_with_it(client, url, caller):
    answer = client.post(url, SENDER | {"pool_name": " Orders ", "message_type": "PROMOTIONAL"})
    pool = Pool.objects.get()
    assert answer.status_code == 303
    assert answer.url == reverse("pool-detail", args=[caller.account.account_id, caller.region, pool.pool_id])
    assert (pool.name, pool.message_type, pool.deletion_protection_enabled) == (
        "Orders",
        "PROMOTIONAL",
        False,
    )
    sender_id = pool.sender_ids.get()
    assert (sender_id.sender_id, sender_id.registered) == ("MYBRAND", False)
    assert sender_id.message_types == ["PROMOTIONAL"]
    flash = next(iter(answer.wsgi_request._messages))
    assert flash.message == f'Pool <a href="{answer.url}">Orders</a> was created.'


def test_a_pool_that_is_not_there_yet_is_being_created(client, url, caller):
    caller.account.status_delay_seconds = 60
    caller.account.save()
    answer = client.post(url, SENDER | {"pool_name": "Orders"})
    flash = next(iter(answer.wsgi_request._messages))
    assert flash.message == f'Creating pool <a href="{answer.url}">Orders</a>.'
    assert 'data-testid="flash-in-progress"' in client.get(answer.url).content.decode()


def test_uses_the_sender_id_that_the_account_has(client, url, caller):
    SenderIdFactory(account=caller.account, sender_id="MYBRAND")
    assert client.post(url, SENDER).status_code == 303
    assert SenderId.objects.count() == 1


def test_protection_and_tags_go_along(client, url):
    extra = {
        "deletion_protection_enabled": "on",
        "tags-0-key": "env",
        "tags-0-value": "prod",
        "tags-4-key": "b",
    }
    assert client.post(url, SENDER | extra | {"pool_name": "Orders"}).status_code == 303
    pool = Pool.objects.get()
    assert pool.deletion_protection_enabled
    assert dict(pool.tag_rows.values_list("key", "value")) == {"Name": "Orders", "env": "prod", "b": ""}


def test_htmx_is_redirected(client, url):
    answer = client.post(url, SENDER, headers=HTMX)
    assert answer.headers["HX-Redirect"].endswith(f"/{Pool.objects.get().pool_id}/")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"sender_id": ""}, "Sender ID is required."),
        ({"sender_id": "MYBRANDNAME123"}, "The sender ID has too many characters. Character count: 14/11"),
        ({"sender_id": "A & B"}, "The sender ID has characters that aren't valid: (space) &"),
        ({"sender_id": "12345"}, "Sender ID must include at least one letter."),
        ({"iso_country_code": ""}, "Country is required."),
        ({"iso_country_code": "US"}, "Sender IDs aren't supported in United States (US)."),
        ({"iso_country_code": "AE"}, "Sender IDs in United Arab Emirates (AE) must be registered."),
        ({"message_type": ""}, "Message type is required."),
        ({"pool_name": "x" * 260}, "The pool name has too many characters. Character count: 260/256"),
        ({"pool_name": "a#"}, "The pool name has characters that aren't valid: #"),
        ({"type": "x"}, "Choose one of the values for origination identity."),
        ({"tags-0-key": "aws:x"}, "Tag keys can't start with aws:."),
        ({"tags-0-value": "x"}, "Tag key is required."),
        ({"tags-0-key": "k" * 129}, "The tag key has too many characters. Character count: 129/128"),
        ({"tags-0-key": "a", "tags-1-key": "a"}, "This tag key is already in the list."),
        (
            {"pool_name": "Orders", "tags-0-key": "Name"},
            "The pool name is the tag Name already. Remove this tag, or leave the pool name empty.",
        ),
    ],
)
def test_says_at_the_field_what_is_wrong_and_keeps_what_was_typed(client, url, typed, sentence):
    sent = SENDER | {"pool_name": "Orders", "deletion_protection_enabled": "on", "tags-9-key": "kept"} | typed
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert errors(answer) == [sentence]
    assert "<title>Error: Create pool" in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    kept = values(answer)
    for name in ("pool_name", "sender_id", "client_token", "tags-9-key"):
        assert kept[name] == sent[name]
    assert "deletion_protection_enabled" in kept
    assert not Pool.objects.exists()
    assert not SenderId.objects.exists()


def test_all_fields_that_are_wrong_are_said_at_once(client, url):
    wrong = {"sender_id": "", "iso_country_code": "", "pool_name": "#", "tags-0-key": "aws:"}
    assert len(errors(client.post(url, SENDER | wrong))) == 4


def test_a_country_that_wants_registration_takes_a_sender_id_said_to_be_registered(client, url):
    india = SENDER | {"iso_country_code": "IN"}
    refused = client.post(url, india)
    assert errors(refused) == ["Sender IDs in India (IN) must be registered."]
    assert "This sender ID is registered" in text(refused)
    assert client.post(url, india | {"registered": "on"}).status_code == 303
    assert SenderId.objects.get().registered


def test_a_promotional_sender_id_in_india_is_made_of_digits(client, url):
    india = {
        "iso_country_code": "IN",
        "registered": "on",
        "message_type": "PROMOTIONAL",
        "sender_id": "650001",
    }
    assert client.post(url, SENDER | india).status_code == 303


def test_a_message_type_that_the_sender_id_does_not_have_is_refused_and_then_locked(client, url, caller):
    SenderIdFactory(account=caller.account, sender_id="MYBRAND", message_types=["TRANSACTIONAL"])
    answer = client.post(url, SENDER | {"message_type": "PROMOTIONAL"})
    assert answer.status_code == 409
    assert errors(answer) == [
        "MYBRAND doesn't match the pool: Message type is Transactional, the pool uses Promotional."
    ]
    assert "Uses your existing sender ID in United Kingdom (GB)." in text(answer)
    assert values(answer)["message_type"] == "TRANSACTIONAL"


# From a phone number.


def test_makes_a_pool_from_a_phone_number(client, url, number):
    assert client.post(url, from_number(number, pool_name="Numbers")).status_code == 303
    pool = Pool.objects.get()
    assert list(pool.phone_numbers.all()) == [number]
    assert (pool.two_way_enabled, pool.opt_out_list_name) == (True, "support")


def test_the_table_lists_active_free_numbers_that_send_sms(client, url, caller, number):
    pool = PoolFactory(account=caller.account, name="taken")
    hidden = [
        PhoneNumberFactory(account=caller.account, pool=pool),
        PhoneNumberFactory(account=caller.account, pending=True),
        PhoneNumberFactory(account=caller.account, voice_only=True),
    ]
    elsewhere = PhoneNumberFactory(account=caller.account, region="eu-west-1")
    page = client.get(url)
    html = page.content.decode()
    assert number.phone_number_id in html
    assert not any(one.phone_number_id in html for one in (*hidden, elsewhere))
    sentence = "3 numbers aren't listed because they are in another pool, pending, or voice only."
    assert sentence in text(page)
    assert "Numbers available for association (1)" in text(page)
    answer = client.post(url, {"op": "show_numbers", "type": "phone-number"})
    assert "Numbers available for association (1 of 4)" in text(answer)
    part = client.get(url, {"all": "1", "type": "phone-number"}, headers=HTMX | {"HX-Target": "numbers"})
    assert 'hx-swap-oob="outerHTML:#numbers-heading .header__counter"' in part.content.decode()
    assert "(1 of 4)" in text(part)
    shown = answer.content.decode()
    for one, reason in zip(
        hidden, ("In pool taken", "Pending until registered", "Can't send SMS"), strict=True
    ):
        row = re.search(rf'<tr data-testid="number-row-{one.phone_number_id}".*?</tr>', shown, re.S)
        assert " disabled" in row[0]
        assert reason in unescape(row[0])
    assert elsewhere.phone_number_id not in shown


@pytest.mark.parametrize(
    ("trait", "sentence"),
    [
        ({}, "Phone number is required."),
        ({"origination_identity": "phone-0"}, "Choose one of the phone numbers in the list."),
        (
            {"origination_identity": "&" * 300},
            "The phone number has too many characters. Character count: 300/256",
        ),
    ],
)
def test_a_number_has_to_be_chosen_from_the_list(client, url, number, trait, sentence):
    answer = client.post(url, {"type": "phone-number", "client_token": TOKEN} | trait)
    assert (answer.status_code, errors(answer)) == (422, [sentence])


def test_another_accounts_number_is_none_at_all(client, url, other_caller):
    theirs = PhoneNumberFactory(account=other_caller.account)
    answer = client.post(url, from_number(theirs))
    assert (answer.status_code, errors(answer)) == (422, ["Choose one of the phone numbers in the list."])
    assert theirs.label not in text(answer)


def test_a_number_that_somebody_took_meanwhile_is_said_at_the_table(client, url, caller, number):
    number.pool = PoolFactory(account=caller.account, name="theirs")
    number.save()
    answer = client.post(url, from_number(number, pool_name="Mine"), headers=HTMX)
    assert answer.status_code == 409
    assert errors(answer) == [f"{number.label} is already in pool theirs. Disassociate it there first."]
    assert values(answer)["pool_name"] == "Mine"
    assert "focus" in answer.headers["HX-Trigger-After-Settle"]


@pytest.mark.parametrize("trait", ["pending", "voice_only"])
def test_a_number_that_cannot_start_a_pool_is_refused(client, url, caller, trait):
    number = PhoneNumberFactory(account=caller.account, **{trait: True})
    answer = client.post(url, from_number(number))
    assert (answer.status_code, len(errors(answer))) == (409, 1)
    assert not Pool.objects.exists()


def test_the_account_without_numbers_is_told_so(client, url):
    page = text(client.get(url))
    assert "No phone numbers" in page
    assert "request-phone-number" in page
    assert "aren't listed" not in page


@pytest.fixture
def many(caller) -> list[PhoneNumber]:
    return [PhoneNumberFactory(account=caller.account) for _ in range(23)]


def test_paging_and_searching_lose_nothing_of_what_is_typed(client, url, many):
    sent = SENDER | {"pool_name": "#", "origination_identity": many[-1].phone_number_id, "tags-0-key": "aws:"}
    for op in ("page:2", "page:3", "filter", "show_numbers", "hide_numbers", "inherit", "add_tag"):
        answer = client.post(url, sent | {"op": op})
        assert answer.status_code == 200
        assert not errors(answer)
        kept = values(answer)
        for name in ("pool_name", "sender_id", "origination_identity", "client_token", "tags-0-key"):
            assert kept[name] == sent[name]
    assert not Pool.objects.exists()


def test_a_page_is_ten_numbers_and_the_one_that_is_chosen(client, url, many):
    rows = r'data-testid="number-row-'
    assert len(re.findall(rows, client.get(url).content.decode())) == 10
    sent = {"type": "phone-number", "op": "page:3", "origination_identity": many[-1].phone_number_id}
    assert len(re.findall(rows, client.post(url, sent).content.decode())) == 4


def test_no_page_says_how_many_there_are_where_nobody_has_counted(client, url, many, monkeypatch):
    numbers = {"type": "phone-number"}
    assert 'aria-label="Page 1 of 3"' in client.post(url, numbers | {"op": "page:1"}).content.decode()
    for module in ("kit.listing", "kit.paging", "pools.available_numbers"):
        monkeypatch.setattr(f"pools.pages.{module}.COUNTED", 20)
    page = client.post(url, numbers | {"op": "page:1"}).content.decode()
    assert 'aria-label="Page 1"' in page
    assert 'aria-label="Last page"' in page
    assert 'aria-label="Page 1 of' not in page


def test_enter_in_the_search_searches_and_enter_elsewhere_submits(client, url, number):
    sent = from_number(number, op="enter", q="555", searched="")
    assert client.post(url, sent).status_code == 200
    assert client.post(url, sent | {"searched": "555"}).status_code == 303


def test_htmx_gets_only_the_table(client, url, many):
    headers = HTMX | {"HX-Target": "numbers", "HX-Trigger-Name": "q"}
    answer = client.get(url, {"q": many[0].phone_number, "origination_identity": "x"}, headers=headers)
    html = answer.content.decode()
    assert "<form" not in html
    assert html.count("number-row-") == 1
    assert "1 match" in answer.headers["HX-Trigger-After-Settle"]


# What the pool inherits.


def test_what_is_inherited_from_a_number(client, caller, number):
    url = reverse("pool-create-inherited", args=[caller.account.account_id, caller.region])
    query = {"type": "phone-number", "origination_identity": number.phone_number_id}
    shown = text(client.get(url, query, headers=HTMX))
    for part in ("Transactional", "On", number.two_way_channel_arn, "support", "2 (HELP, STOP)"):
        assert part in shown
    assert number.label in text(client.post(url.replace("inherited/", ""), query | {"op": "inherit"}))


def test_what_a_sender_id_brings_is_on_the_page_from_the_start(client, url):
    page = text(client.get(url))
    assert "the pool takes the message type that you choose and the defaults." in page
    assert "Opt-out list Default" in page


def test_notes_beside_the_fields(client, caller):
    url = reverse("pool-create-inherited", args=[caller.account.account_id, caller.region])
    PoolFactory(account=caller.account, name="Orders")
    SenderIdFactory(account=caller.account, sender_id="HELD", iso_country_code="IN")

    def notes(**typed: str) -> str:
        return text(client.get(url, typed, headers=HTMX))

    assert "Another pool in this Region already has this name." in notes(pool_name="Orders")
    assert "Another pool" not in notes(pool_name="Other")
    assert "Saved as MYBRAND" in notes(sender_id="mybrand")
    assert "Saved as" not in notes(sender_id="my brand")
    must = "Sender IDs in India (IN) must be registered before messages are delivered."
    assert must in notes(sender_id="x", iso_country_code="IN")
    assert "Uses your existing sender ID in India (IN)." in notes(sender_id="held", iso_country_code="IN")
    assert "LIKELY-SCAM" in notes(iso_country_code="SG")


def test_the_addresses_of_fragments_are_pages_without_htmx(client, caller):
    url = reverse("pool-create-inherited", args=[caller.account.account_id, caller.region])
    answer = client.get(url, {"sender_id": "abc"})
    assert "<html" in answer.content.decode()
    assert values(answer)["sender_id"] == "abc"


# The same form twice.


def test_the_same_form_twice_makes_one_pool(client, url, number):
    first, second = (client.post(url, from_number(number, pool_name="Once")) for _ in range(2))
    assert (second.status_code, second.url) == (303, first.url)
    assert Pool.objects.count() == 1


def test_the_same_form_with_other_values_says_that_it_made_a_pool_already(client, url):
    first = client.post(url, SENDER | {"pool_name": "First"})
    again = client.post(url, SENDER | {"pool_name": "Second", "sender_id": "OTHER"})
    assert again.status_code == 409
    shown = text(again)
    assert "This form has already created pool First." in shown
    assert f'href="{first.url}"' in again.content.decode()
    assert (Pool.objects.count(), SenderId.objects.count()) == (1, 1)
    kept = values(again)
    assert kept["pool_name"] == "Second"
    assert kept["client_token"] != TOKEN
    another = SENDER | {"pool_name": "Second", "sender_id": "OTHER", "client_token": kept["client_token"]}
    assert "Create another" in shown
    assert client.post(url, another | {"op": "create"}).status_code == 303
    assert Pool.objects.count() == 2


@pytest.mark.parametrize("token", ["", "x" * 65, "a b", "\x00", "x" * 10_000])
def test_a_token_that_is_none_is_replaced(client, url, token):
    assert client.post(url, SENDER | {"client_token": token}).status_code == 303


def test_what_came_through_sign_in_is_drawn_and_not_submitted(client, url):
    session = client.session
    session[KEPT] = {"path": url, "fields": urlencode(SENDER | {"pool_name": "#", "tags-0-key": "env"})}
    session.save()
    page = client.get(url)
    assert not errors(page)
    kept = values(page)
    assert (kept["pool_name"], kept["sender_id"], kept["client_token"]) == ("#", "mybrand", TOKEN)
    assert kept["tags-0-key"] == "env"
    assert 'data-dirty="posted"' in page.content.decode()
    assert not Pool.objects.exists()


# Who may, and where.


def test_no_pools_in_ohio(client, caller):
    ohio = reverse("pool-create", args=[caller.account.account_id, "us-east-2"])
    page = client.get(ohio)
    assert page.status_code == 200
    assert "Pools aren't available in US East (Ohio)." in text(page)
    assert "create-pool-form" not in page.content.decode()
    assert client.post(ohio, SENDER).status_code == 409
    assert not Pool.objects.exists()


def test_the_channel_has_to_be_on(client, url):
    Project.objects.update(sms_channel_enabled=False)
    page = client.get(url)
    assert page.status_code == 200
    assert "SMS and voice channel is off" in text(page)
    assert "create-pool-form" not in page.content.decode()
    answer = client.post(url, SENDER | {"pool_name": "Kept"})
    assert answer.status_code == 409
    assert "Open SMS and voice settings" in text(answer)
    assert values(answer)["pool_name"] == "Kept"
    Project.objects.update(sms_channel_enabled=True)
    assert "create-pool-form" in client.get(url).content.decode()


def test_an_account_without_a_project_is_led_to_make_one(client, url, caller):
    Project.objects.all().delete()
    place = [caller.account.account_id, caller.region]
    assert reverse("project-list", args=place) in client.get(url).content.decode()


def test_viewers_may_not(viewer_client, url):
    assert viewer_client.get(url).status_code == 403
    assert viewer_client.post(url, SENDER).status_code == 403
    assert not Pool.objects.exists()


def test_editors_may(editor_client, url):
    assert editor_client.post(url, SENDER).status_code == 303


def test_another_account_does_not_exist(other_client, url):
    assert other_client.get(url).status_code == 404
    assert other_client.post(url, SENDER).status_code == 404


@pytest.mark.parametrize("name", [quotas.POOLS_PER_ACCOUNT, quotas.SENDER_IDS_PER_ACCOUNT])
def test_a_quota_that_is_reached_is_said_above_the_buttons(client, url, caller, name):
    Quota.objects.create(account=caller.account, region=caller.region, name=name, value=0)
    answer = client.post(url, SENDER | {"pool_name": "Kept"})
    assert answer.status_code == 409
    html = answer.content.decode()
    alert = re.search(r'<div class="alert alert--error"[^>]*role="alert".*?data-testid="cancel"', html, re.S)[
        0
    ]
    assert "You have reached the quota of 0" in alert
    assert values(answer)["pool_name"] == "Kept"
    assert not SenderId.objects.exists()


def test_the_51st_tag_is_refused(client, url):
    tags = {f"tags-{n}-key": f"k{n}" for n in range(50)}
    over = client.post(url, SENDER | tags | {"tags-50-key": "k50"})
    assert over.status_code == 422
    assert "You have exceeded the limit of 50 tags." in text(over)
    named = client.post(url, SENDER | tags | {"pool_name": "The 51st"})
    assert named.status_code == 409
    assert "You have reached the quota of 50 tags" in text(named)
    assert client.post(url, SENDER | tags).status_code == 303


def test_a_busy_database_keeps_what_was_typed(client, url, monkeypatch):
    def busy(*args, **kwargs):
        raise locked_error()

    monkeypatch.setattr(operations, "lock_account_region", busy)
    answer = client.post(url, SENDER | {"pool_name": "Kept"})
    assert answer.status_code == 503
    assert "The database is busy" in text(answer)
    assert values(answer)["pool_name"] == "Kept"


def test_a_failure_halfway_writes_nothing(client, url, monkeypatch):
    monkeypatch.setattr(operations, "put_tag_rows", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.post(url, SENDER)
    assert not Pool.objects.exists()
    assert not SenderId.objects.exists()


def test_the_page_writes_only_through_operations(client, url, monkeypatch):
    client.post(url, SENDER)
    assert list(Activity.objects.values_list("operation", flat=True)) == ["RequestSenderId", "CreatePool"]
    assert associations.create_pool_from_sender_id.operation == "create_pool_from_sender_id"


GARBAGE = ["x" * 10_000, "\x00" * 10, "%s%(a)s{0}{x}", "😀" * 500, "'\"><script>", "-1", "9" * 40, "../../"]
FIELDS = [
    "type",
    "pool_name",
    "sender_id",
    "iso_country_code",
    "message_type",
    "registered",
    "origination_identity",
    "client_token",
    "op",
    "q",
    "all",
    "page",
    "searched",
    "deletion_protection_enabled",
    "tags-0-key",
    "tags-0-value",
    "tags-x-key",
    "tags-99999-key",
    "tags-0-saved",
]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_anywhere_is_answered(client, url, number, garbage):
    everywhere = dict.fromkeys(FIELDS, garbage)
    for place, name in enumerate(FIELDS):
        sent = (SENDER, from_number(number))[place % 2] | {name: garbage}
        assert client.post(url, sent).status_code in (200, 303, 409, 422), name
    for kind in ({}, {"type": "sender-id"}, {"type": "phone-number"}):
        for op in (
            "",
            f"page:{garbage}",
            f"remove_tag:{garbage}",
            f"undo_tag:{garbage}",
            f"add_tag:{garbage}",
        ):
            assert client.post(url, everywhere | kind | {"op": op}).status_code in (200, 422)
        assert client.get(url, everywhere | kind).status_code == 200
        table = client.get(url, everywhere | kind, headers=HTMX | {"HX-Target": "numbers"})
        assert table.status_code == 200
        assert "<script>" not in table.content.decode()
        assert client.get(f"{url}inherited/", everywhere | kind, headers=HTMX).status_code == 200


def test_other_methods_are_refused(client, url):
    assert client.put(url).status_code == 405
    assert client.post(f"{url}inherited/").status_code == 405


def test_a_membership_that_ended_ends_access(caller, url):
    client = signed_in(caller)
    caller.user.memberships.all().delete()
    assert caller_for(caller.user, caller.account.account_id, caller.region) is None
    assert client.post(url, SENDER).status_code == 404


def test_the_pool_that_led_here_is_one_link_away(client, url, caller, number):
    led = PoolFactory(name="orders")
    there = reverse("pool-detail", args=[caller.account.account_id, caller.region, led.pool_id])
    query = {"type": "phone-number", "origination_identity": number.phone_number_id, "back": led.pool_id}
    page = client.get(url, query)
    assert re.search(rf'href="{there}" data-testid="cancel"', page.content.decode())
    assert values(page)["back"] == led.pool_id
    made = client.post(url, from_number(number, back=led.pool_id), follow=True)
    assert re.search(rf'href="{there}">Back to orders</a>', made.content.decode())


def test_no_other_place_can_be_led_back_to(client, url, number):
    page = client.get(url, {"back": "pool-none"})
    assert "back" not in values(page)
    made = client.post(url, from_number(number, back="https://evil.example"), follow=True)
    assert "Back to" not in text(made)
