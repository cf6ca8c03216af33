"""Add sender ID on Pool detail: a sender ID that is typed joins the pool, and the account where it is new."""

import json
import re
from html import unescape

import pytest

from pools.models import SenderId
from pools.pages.kit.places import to
from pools.reference.countries import COUNTRIES
from tests.conftest import HTMX
from tests.help import factories
from tests.pages.pools.test_associate import detail, flashed, members


@pytest.fixture
def pool(caller):
    pool = factories.PoolFactory(name="marketing", message_type="PROMOTIONAL")
    factories.PhoneNumberFactory(pool=pool, message_type="PROMOTIONAL")
    return pool


def url(pool) -> str:
    return f"{detail(pool)}add-sender-id/"


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_the_window_has_the_fields_and_the_pools_message_type(client, pool):
    page = text(client.get(url(pool), headers=HTMX))
    assert "Add sender ID</h2>" in page
    assert 'name="sender_id"' in page
    assert '<option value="FR">France (FR)</option>' in page
    assert "<p>Promotional</p>" in page
    assert 'name="message_type"' not in page


def test_every_country_can_be_looked_up_and_what_has_no_sender_ids_is_off_and_says_why(client, caller, pool):
    groups = {"": ["FR", "GB"], "Registration required": ["IN"], "Sender IDs aren't supported": ["US", "CA"]}
    for page in (url(pool), f"{to(caller, 'pool-create')}?type=sender-id"):
        html = client.get(page).content.decode()
        listed = html[html.index('name="iso_country_code"') :].partition("</select>")[0]
        found = {"": listed.partition("<optgroup")[0]}
        parts = re.findall(r'<optgroup label="([^"]*)"( disabled)?>(.*?)</optgroup>', listed)
        found |= {unescape(label): options for label, _, options in parts}
        assert [unescape(label) for label, off, _ in parts if off] == ["Sender IDs aren't supported"]
        for label, codes in groups.items():
            assert all(f'<option value="{code}"' in found[label] for code in codes), label
        assert listed.count("<option") == 1 + len(COUNTRIES)


@pytest.mark.parametrize(
    ("typed", "saved"), [("mybrand", True), (" myBrand ", True), ("MYBRAND", False), ("my brand", False)]
)
def test_it_says_how_a_sender_id_is_kept_where_that_differs(client, pool, typed, saved):
    response = client.post(url(pool), {"sender_id": typed}, headers=HTMX)
    assert response.status_code == 422
    assert ("Saved as MYBRAND" in text(response)) is saved
    assert ("Saved as" in text(response)) is saved


def test_without_script_it_is_a_page(client, pool):
    assert "<h1" in text(client.get(url(pool)))


def test_a_new_sender_id_joins_account_and_pool(client, pool):
    response = client.post(url(pool), {"sender_id": "MyBrand", "iso_country_code": "FR"})
    assert response.status_code == 303
    link = f'<a href="{detail(pool)}" translate="no">marketing</a>'
    assert flashed(response) == [f"MYBRAND (FR) was associated to pool {link}."]
    added = SenderId.objects.get()
    assert (added.sender_id, added.message_types, added.pools.get()) == ("MYBRAND", ["PROMOTIONAL"], pool)


def test_one_that_the_account_has_is_used(client, pool):
    factories.SenderIdFactory(sender_id="MYBRAND", message_types=["PROMOTIONAL"])
    response = client.post(url(pool), {"sender_id": "mybrand", "iso_country_code": "GB"}, headers=HTMX)
    assert response.status_code == 200
    assert "closeModal" in response["HX-Trigger-After-Swap"]
    settled = json.loads(response["HX-Trigger-After-Settle"])
    assert settled["focus"] == {"selector": "#add-sender-id"}
    assert SenderId.objects.get().pools.get() == pool


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Sender ID is required."),
        ({}, "Country is required."),
        ({"sender_id": "A" * 14}, "The sender ID has too many characters. Character count: 14/11"),
        ({"sender_id": "a & b"}, "The sender ID has characters that aren't valid: (space) &"),
        ({"sender_id": "12345", "iso_country_code": "FR"}, "Sender ID must include at least one letter."),
        ({"sender_id": "A", "iso_country_code": "US"}, "Sender IDs aren't supported in United States (US)."),
        ({"sender_id": "A", "iso_country_code": "IN"}, "Sender IDs in India (IN) must be registered."),
        ({"sender_id": "A", "iso_country_code": "x" * 10_000}, "Choose one of the values for country."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_wrong_is_said_at_the_field_and_kept(client, pool, fields, words, headers):
    response = client.post(url(pool), fields, headers=headers)
    assert response.status_code == 422
    assert words in text(response)
    assert (
        f'value="{fields.get("sender_id", "")}"'.replace("&", "&amp;") in response.content.decode()
        or not fields
    )
    assert not SenderId.objects.exists()


@pytest.mark.parametrize(("country", "field"), [("US", "iso_country_code"), ("IN", "registered")])
def test_every_field_that_is_wrong_says_so_at_once(client, caller, country, field):
    pool = factories.PoolFactory(message_type="TRANSACTIONAL")
    response = client.post(url(pool), {"sender_id": "12345", "iso_country_code": country})
    assert response.status_code == 422
    assert 'id="id_sender_id-error"' in text(response)
    assert f'id="id_{field}-error"' in text(response)


def test_a_country_that_registers_says_so_at_the_tick(client, pool):
    response = client.post(url(pool), {"sender_id": "MYBRAND", "iso_country_code": "IN"})
    assert response.status_code == 422
    assert 'id="id_registered-error"' in text(response)
    assert 'id="id_iso_country_code-error"' not in text(response)


def test_a_country_that_registers_takes_it_with_the_tick(client, pool):
    client.post(url(pool), {"sender_id": "MYBRAND", "iso_country_code": "IN", "registered": "on"})
    assert SenderId.objects.get().registered
    assert members(pool) == 2


def test_digits_are_a_promotional_sender_id_in_india(client, pool):
    client.post(url(pool), {"sender_id": "560001", "iso_country_code": "IN", "registered": "on"})
    assert members(pool) == 2


def test_one_of_another_message_type_is_refused_and_kept_out(client, pool):
    factories.SenderIdFactory(sender_id="MYBRAND", message_types=["TRANSACTIONAL"])
    response = client.post(url(pool), {"sender_id": "mybrand", "iso_country_code": "GB"})
    assert response.status_code == 409
    assert "Message type is Transactional, the pool uses Promotional." in text(response)
    assert 'value="mybrand"' in text(response)
    assert members(pool) == 1


def test_one_that_is_in_the_pool_already_says_so(client, pool):
    factories.PoolSenderIdFactory(
        pool=pool, sender_id__sender_id="MYBRAND", sender_id__message_types=["PROMOTIONAL"]
    )
    response = client.post(url(pool), {"sender_id": "MYBRAND", "iso_country_code": "GB"})
    assert response.status_code == 409
    assert "MYBRAND is already in this pool." in text(response)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_viewer_is_refused(viewer_client, pool, method):
    data = {"sender_id": "MYBRAND", "iso_country_code": "FR"}
    assert getattr(viewer_client, method)(url(pool), data).status_code == 403
    assert members(pool) == 1
