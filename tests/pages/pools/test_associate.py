"""Associate to pool: one identity or several, with a result for each."""

import json
import re

import pytest
from django.contrib.messages import get_messages

from pools.models import PhoneNumber
from pools.operations.associations import associate_origination_identity
from tests.conftest import HTMX, REGION
from tests.help import factories


@pytest.fixture
def pool(caller):
    pool = factories.PoolFactory(name="marketing")
    factories.PhoneNumberFactory(phone_number="+12065550100", pool=pool)
    return pool


def url(pool) -> str:
    return f"/111122223333/{REGION}/sms-voice/pools/{pool.pool_id}/associate/"


def detail(pool) -> str:
    return f"/111122223333/{REGION}/sms-voice/pools/{pool.pool_id}/"


def flashed(response) -> list[str]:
    """The flashes that wait for the next page, each with its details."""
    flashes = get_messages(response.wsgi_request)
    return [" ".join([f.message, *json.loads(f.extra_tags).get("details", ())]) for f in flashes]


def members(pool) -> int:
    return pool.phone_numbers.count() + pool.sender_id_links.count()


def test_one_number_is_associated(client, pool):
    number = factories.PhoneNumberFactory(phone_number="+12065550101")
    response = client.post(url(pool), {"id": number.phone_number_id})
    assert (response.status_code, response["Location"]) == (303, f"{detail(pool)}#origination-identities")
    assert flashed(response) == [
        f'+1 206-555-0101 was associated to pool <a href="{detail(pool)}" translate="no">marketing</a>.'
    ]
    number.refresh_from_db()
    assert number.pool == pool


def test_several_are_associated_at_once(client, pool):
    number, sender_id = factories.PhoneNumberFactory(), factories.SenderIdFactory(sender_id="MYBRAND")
    response = client.post(url(pool), {"id": [number.phone_number_id, "MYBRAND/GB"]})
    assert flashed(response)[0].startswith("2 identities were associated to pool")
    assert members(pool) == 3
    assert sender_id.pools.get() == pool


def test_the_same_one_named_twice_counts_once(client, pool):
    number = factories.PhoneNumberFactory()
    response = client.post(url(pool), {"id": [number.phone_number_id] * 3})
    assert "was associated to pool" in flashed(response)[0]


def test_the_list_comes_back_in_the_state_it_was_in(client, pool):
    factories.SenderIdFactory(sender_id="MYBRAND")
    response = client.post(url(pool), {"id": "MYBRAND/GB", "ids": "available", "q": "my", "page": "2"})
    assert response["Location"] == f"{detail(pool)}?ids=available&q=my&page=2#origination-identities"


def test_htmx_gets_the_section_the_summary_and_the_flash(client, pool):
    factories.SenderIdFactory(sender_id="MYBRAND")
    response = client.post(url(pool), {"id": "MYBRAND/GB"}, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert "(2 associated)" in page
    assert 'id="summary"' in page
    assert 'data-testid="flash-success"' in page
    assert json.loads(response["HX-Trigger-After-Settle"])["focus"] == {"selector": "#associate-to-pool"}


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_nothing_selected_is_answered_with_the_reason(client, pool, headers):
    response = client.post(url(pool), headers=headers)
    assert response.status_code == (409 if headers else 303)
    page = response if headers else client.get(response["Location"])
    assert "This action is available when every selected identity is available." in page.content.decode()
    assert 'data-testid="flash-warning"' in page.content.decode()


def test_of_a_selection_that_holds_members_the_others_are_associated(client, pool):
    number, member = factories.PhoneNumberFactory(), pool.phone_numbers.get()
    response = client.post(url(pool), {"id": [number.phone_number_id, member.phone_number_id]})
    (sentence,) = flashed(response)
    assert sentence.startswith("1 of 2 identities were associated to pool")
    assert "+1 206-555-0100 is already in this pool." in sentence
    assert members(pool) == 2


def test_an_identity_that_does_not_fit_says_what_differs(client, pool):
    number = factories.PhoneNumberFactory(phone_number="+12065550101", opt_out_list_name="support")
    response = client.post(url(pool), {"id": number.phone_number_id}, headers=HTMX)
    assert response.status_code == 409
    assert (
        "+1 206-555-0101 doesn&#x27;t match the pool: Opt-out list is support, the pool uses Default."
        in response.content.decode()
    )


def test_what_fits_is_associated_and_the_rest_is_listed(client, pool):
    fits = factories.PhoneNumberFactory()
    factories.SenderIdFactory(sender_id="PROMO", message_types=["PROMOTIONAL"])
    response = client.post(url(pool), {"id": [fits.phone_number_id, "PROMO/GB"]})
    (sentence,) = flashed(response)
    assert sentence.startswith("1 of 2 identities were associated to pool")
    assert "1 couldn't be associated." in sentence
    assert sentence.endswith(
        "PROMO (GB) doesn't match the pool: Message type is Promotional, the pool uses Transactional."
    )
    assert members(pool) == 2


def test_of_two_people_who_take_one_number_the_second_learns_who_has_it(client, caller, pool):
    number = factories.PhoneNumberFactory(phone_number="+12065550101")
    other = factories.PoolFactory(name="support")
    factories.PhoneNumberFactory(pool=other)
    client.get(detail(pool))
    associate_origination_identity(caller, pool_id=other.pool_id, origination_identity=number.phone_number_id)
    response = client.post(url(pool), {"id": number.phone_number_id})
    assert flashed(response) == ["+1 206-555-0101 is already in pool support. Disassociate it there first."]
    assert PhoneNumber.objects.get(pk=number.pk).pool == other


def test_somebody_else_was_faster_with_the_same_pool(client, pool):
    member = pool.phone_numbers.get()
    response = client.post(url(pool), {"id": member.phone_number_id})
    assert flashed(response) == ["+1 206-555-0100 is already in this pool."]


def test_the_quota_is_said(client, caller, pool):
    factories.models.Quota.objects.create(
        account=caller.account, region=REGION, name="ORIGINATION_IDENTITIES_PER_POOL", value=2
    )
    numbers = [factories.PhoneNumberFactory() for _ in range(2)]
    response = client.post(url(pool), {"id": [number.phone_number_id for number in numbers]})
    assert flashed(response)[0].startswith("1 of 2 identities were associated")
    assert "You have reached the quota of 2 identities" in flashed(response)[0]


def test_a_viewer_is_refused(viewer_client, pool):
    factories.SenderIdFactory(sender_id="MYBRAND")
    assert viewer_client.post(url(pool), {"id": "MYBRAND/GB"}).status_code == 403
    assert members(pool) == 1


@pytest.mark.parametrize("value", ["nothing", "\x00", "x" * 10_000, "NAME/GB", "/", "//", "NAME/", "é/…"])
@pytest.mark.parametrize("method", ["associate", "disassociate"])
def test_what_the_account_does_not_have_is_not_found(client, pool, value, method):
    address = url(pool).replace("associate", method)
    assert client.post(address, {"id": value, "confirm": "disassociate"}).status_code == 404


def test_another_accounts_identity_is_not_found(client, other_caller, pool):
    number = factories.PhoneNumberFactory(account=other_caller.account)
    assert client.post(url(pool), {"id": number.phone_number_id}).status_code == 404


def test_another_accounts_pool_is_not_found(client, other_caller, pool):
    theirs = factories.PoolFactory(account=other_caller.account)
    factories.SenderIdFactory(sender_id="MYBRAND")
    for name in ("associate", "disassociate", "add-sender-id"):
        address = url(theirs).replace("associate", name)
        assert client.post(address, {"id": "MYBRAND/GB"}).status_code == 404


def test_many_ids_are_one_query_each_kind(client, pool):
    assert client.post(url(pool), {"id": [f"X{n}/GB" for n in range(1_500)]}).status_code == 404


def test_opening_the_address_leads_to_the_pool(client, pool):
    assert client.get(url(pool))["Location"] == f"{detail(pool)}#origination-identities"


def test_a_selection_posted_without_a_sign_in_is_ticked_again_and_not_sent(client, caller, pool):
    factories.SenderIdFactory(sender_id="MYBRAND")
    client.logout()
    response = client.post(url(pool), {"id": "MYBRAND/GB", "ids": "available"})
    assert response.status_code == 401
    caller.user.set_password("correct horse battery")
    caller.user.save()
    fields = {name: response.context[name] for name in ("next", "carried")}
    credentials = {"username": caller.user.username, "password": "correct horse battery"}
    page = client.post("/sign-in/", fields | credentials, follow=True).content.decode()
    (box,) = re.findall(r'<input[^>]*aria-label="Select MYBRAND \(GB\)"[^>]*>', page)
    assert re.search(r'name="id"\s+value="MYBRAND/GB"\s+checked', box)
    assert members(pool) == 1
