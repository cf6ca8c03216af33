"""Create pool, as a browser without script and as htmx: its page, what a pool inherits, and who may."""

import re

import pytest
from django.urls import reverse

from pools.models import Activity, Pool, Project, Quota, SenderId
from pools.operations import associations
from pools.operations import pools as operations
from pools.operations.engine.caller import caller_for
from pools.reference import quotas
from tests.conftest import HTMX, signed_in
from tests.help.create_pool import SENDER, from_number, number, text, url, values
from tests.help.factories import PhoneNumberFactory, PoolFactory, SenderIdFactory
from tests.help.locked import locked_error

__all__ = ["number", "url"]


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
    assert "You have reached the quota of 50 tags on this resource." in text(named)
    assert "Quotas page" not in text(named)
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
