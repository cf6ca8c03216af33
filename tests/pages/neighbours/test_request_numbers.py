"""Request phone number: the two steps, what is to be had where and why not, and all numbers or none."""

import html
import re

import pytest
from django.urls import reverse

from pools.models import Activity, PhoneNumber, Quota
from tests.conftest import HTMX, signed_in
from tests.help.factories import PhoneNumberFactory, PoolFactory
from tests.help.linked import link_of
from tests.help.operations import tags

pytestmark = pytest.mark.django_db
PLACE = ["111122223333", "us-east-1"]
REQUEST = reverse("phone-number-request", args=PLACE)
TOKEN = {"request_token": "0" * 36}


def block(index: int = 0, **instead) -> dict:
    fields = {
        "iso_country_code": "US",
        "number_type": "LONG_CODE",
        "number_capabilities": "SMS",
        "message_type": "TRANSACTIONAL",
        "quantity": "1",
    }
    return {f"numbers-{index}-{name}": value for name, value in (fields | instead).items()}


COMMON = {"opt_out_list_name": "Default", "pool_id": ""} | TOKEN
ONE = block() | COMMON
GB = {"iso_country_code": "GB"}


def text(response) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


def press(client, op: str, fields: dict, **headers):
    return client.post(REQUEST, fields | {"op": op}, **headers)


def test_what_was_defined_is_reviewed_and_then_requested(client, account):
    fields = ONE | block(1, **GB, quantity="2") | {"tags-0-key": "Team", "tags-0-value": "care"}
    review = press(client, "next", fields)
    assert "Review and request" in text(review)
    assert "$3.50 per month" in text(review)
    assert not PhoneNumber.objects.exists()
    carried = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', review.content.decode()))
    answer = press(client, "request", carried)
    assert answer.url == reverse("phone-number-list", args=PLACE)
    page = text(client.get(answer.url))
    assert "3 numbers were requested." in page
    assert "View numbers" in page
    assert sorted(PhoneNumber.objects.values_list("iso_country_code", flat=True)) == ["GB", "GB", "US"]
    assert all(tags(number) == {"Team": "care"} for number in PhoneNumber.objects.all())
    assert Activity.objects.values("change_id").distinct().count() == 1


def test_the_form_sent_twice_requests_once(client, account):
    for _ in range(2):
        assert press(client, "request", ONE).status_code == 303
    number = PhoneNumber.objects.get()
    detail = reverse("phone-number-detail", args=[*PLACE, number.phone_number_id])
    assert f'href="{detail}"' in client.get(reverse("phone-number-list", args=PLACE)).content.decode()
    again = press(client, "request", ONE | block(**GB))
    assert "This form has requested numbers before" in text(again)
    assert PhoneNumber.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"iso_country_code": ""}, "Country is required."),
        ({"iso_country_code": "AD"}, "No numbers to be had in Andorra (AD). Sender IDs work there."),
        ({"iso_country_code": "BS"}, "No numbers to be had in Bahamas (BS)."),
        (GB | {"number_type": "TOLL_FREE"}, "Toll-free numbers exist only in the United States (US)."),
        ({"number_type": "TEN_DLC"}, "10DLC numbers need a registered campaign. This console has none."),
        (
            {"number_type": "SIMULATOR", "message_type": "PROMOTIONAL"},
            "Simulator numbers are Transactional only.",
        ),
        (GB | {"number_capabilities": "MMS"}, "Not offered for this type in United Kingdom (GB)."),
        ({"number_capabilities": []}, "Choose at least one capability."),
        ({"number_type": ""}, "Number type is required."),
        ({"quantity": "11"}, "Quantity must be 1 to 10."),
        ({"quantity": "ten"}, "Quantity must be 1 to 10."),
        ({"quantity": ""}, "Quantity is required."),
        ({"quantity": "3"}, "Only 2 more fit the quota of 2 in US East (N. Virginia)."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(client, account, typed, said):
    Quota.objects.create(account=account, region="us-east-1", name="PHONE_NUMBERS_PER_ACCOUNT", value=2)
    answer = press(client, "next", ONE | block(**typed) | {"tags-0-key": "Team", "tags-0-value": "care"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"Error: </span><span>{html.escape(said)}" in page.replace("&#x27;", "'")
    assert "<title>Error: Request phone number" in page
    assert 'value="care"' in page
    assert not PhoneNumber.objects.exists()


def test_all_are_requested_or_none(client, account, monkeypatch):
    """Italy has no numbers left when the second block's turn comes."""
    monkeypatch.setattr(
        "pools.operations.rules.offers.known.numbers",
        lambda country, kind: ["+12065550100"] if country == "US" else [],
    )
    answer = press(client, "request", ONE | block(1, **GB))
    assert answer.status_code == 409
    said = "No Long code numbers are left in United Kingdom (GB). Choose another type."
    assert said in text(answer)
    assert not PhoneNumber.objects.exists()


def test_what_is_used_meanwhile_counts(client, account):
    Quota.objects.create(account=account, region="us-east-1", name="PHONE_NUMBERS_PER_ACCOUNT", value=1)
    PhoneNumberFactory()
    answer = press(client, "request", ONE)
    assert answer.status_code == 409
    assert "No more fit the quota of 1 in US East (N. Virginia)." in text(answer)


def test_they_join_a_pool_that_they_fit(client, account):
    fits, differs = PoolFactory(name="orders"), PoolFactory(name="codes", two_way_enabled=True)
    page = text(client.get(REQUEST))
    assert re.search(rf'value="{differs.pool_id}" disabled', page)
    assert "codes – Two-way SMS is Off, the pool uses On" in page
    assert not re.search(rf'value="{fits.pool_id}" disabled', page)
    wrong = press(client, "next", ONE | block(message_type="PROMOTIONAL") | {"pool_id": fits.pool_id})
    assert "Message type is Promotional, the pool uses Transactional" in text(wrong)
    press(client, "request", ONE | {"pool_id": fits.pool_id})
    assert PhoneNumber.objects.get().pool == fits


def test_a_link_may_choose_one_of_many_pools(client, account):
    PoolFactory.create_batch(200, name="among others")
    pool = PoolFactory(name="the last")
    assert re.search(
        rf'value="{pool.pool_id}"\s+selected', text(client.get(REQUEST, {"pool_id": pool.pool_id}))
    )


def test_blocks_come_and_go(client, account):
    page = press(client, "add_row", ONE).content.decode()
    assert 'name="numbers-1-iso_country_code"' in page
    page = press(client, "remove_row:0", ONE | block(1, **GB)).content.decode()
    assert 'name="numbers-0-iso_country_code"' not in page
    assert re.search(r'value="GB" selected', page)


def test_with_script_what_is_not_to_be_had_goes_off(client, account):
    answer = press(client, "look:0", ONE | block(**GB, number_type="TOLL_FREE"), headers=HTMX)
    page = answer.content.decode()
    assert page.count("disabled") == 4
    # What is being typed stays as it is.
    assert "-quantity" not in page
    assert "Not offered for this type in United Kingdom (GB)." in page
    assert "$1.25" in page
    assert "long code" in page.lower()


def test_toll_free_numbers_are_pending(client, account):
    press(client, "request", ONE | block(number_type="TOLL_FREE"))
    assert "are pending until you mark them as registered" in text(
        client.get(reverse("phone-number-list", args=PLACE))
    )
    assert PhoneNumber.objects.get().status == "PENDING"


def test_in_a_linked_account_it_says_what_of_it_reaches_aws(client, caller):
    assert "Requested here, it exists only here." not in text(client.get(REQUEST))
    link_of(caller)
    assert "Requested here, it exists only here." in text(client.get(REQUEST))


def test_a_viewer_is_told_whom_to_ask(viewer):
    answer = signed_in(viewer).get(REQUEST)
    assert answer.status_code == 403
    assert "Only an Editor can request phone numbers." in text(answer)


def test_the_queries_are_few(client, account, django_assert_num_queries):
    for number in range(3):
        PoolFactory(name=f"pool {number}")
    client.get(REQUEST)
    with django_assert_num_queries(8):
        client.get(REQUEST)
