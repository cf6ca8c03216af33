"""Disassociate from pool: the typed confirmation, several at once, and what a pool can't do without."""

import json
import re
from html import unescape

import pytest

from pools.errors import ConflictException
from pools.models import Activity
from pools.operations.associations import disassociate_origination_identity
from pools.pages.pools import disassociate
from pools.refusals import LastIdentity, NotActive
from tests.conftest import HTMX
from tests.help import factories
from tests.pages.pools.test_associate import detail, flashed, members


@pytest.fixture
def pool(caller):
    pool = factories.PoolFactory(name="marketing")
    for n in range(3):
        factories.PhoneNumberFactory(phone_number=f"+1206555010{n}", pool=pool)
    factories.PoolSenderIdFactory(pool=pool, sender_id__sender_id="MYBRAND")
    return pool


def url(pool) -> str:
    return f"{detail(pool)}disassociate/"


def ids(pool) -> list[str]:
    return [number.phone_number_id for number in pool.phone_numbers.order_by("phone_number")]


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_the_window_asks_for_the_word(client, pool):
    page = text(client.get(url(pool), {"id": ids(pool)[0]}, headers=HTMX))
    assert "<dialog" in page
    assert "Disassociate confirmation</h2>" in page
    assert (
        '<p>Disassociate <strong translate="no">+1 206-555-0100</strong> from pool'
        ' <strong translate="no">marketing</strong>?</p>' in page
    )
    assert "stop using it right away. It stays in your account." in page
    assert 'To confirm, enter "<span translate="no">disassociate</span>".' in page
    assert ">Disassociate</button>" in page


def test_a_sender_id_is_named_with_its_country(client, pool):
    for country in ("DE", "IT"):
        factories.PoolSenderIdFactory(
            pool=pool, sender_id__sender_id="ACME", sender_id__iso_country_code=country
        )
    page = text(client.get(url(pool), {"id": "ACME/IT"}, headers=HTMX))
    assert 'Disassociate <strong translate="no">ACME (IT)</strong> from pool' in page
    done = client.post(url(pool), {"id": "ACME/IT", "confirm": "disassociate"})
    assert flashed(done)[0].startswith("ACME (IT) was disassociated from pool")


def test_without_script_it_is_a_page(client, pool):
    response = client.get(url(pool), {"id": ids(pool)[0], "q": "206"})
    assert "<h1" in text(response)
    assert f'href="{detail(pool)}?q=206#origination-identities"' in text(response)


def test_several_are_listed_five_and_then_the_rest(client, pool):
    factories.PhoneNumberFactory.create_batch(3, pool=pool)
    page = text(client.get(url(pool), {"id": [*ids(pool), "MYBRAND/GB"]}))
    assert "<strong>7 origination identities</strong>" in page
    assert "and 2 more" in page
    assert "<li>MYBRAND (GB)</li>" in page


@pytest.mark.parametrize("word", ["disassociate", "DISASSOCIATE", "Disassociate"])
def test_the_word_disassociates(client, pool, word):
    response = client.post(url(pool), {"id": ids(pool)[0], "confirm": word})
    assert (response.status_code, response["Location"]) == (303, f"{detail(pool)}#origination-identities")
    assert flashed(response) == [
        f'+1 206-555-0100 was disassociated from pool <a href="{detail(pool)}" translate="no">marketing</a>.'
    ]
    assert members(pool) == 3


def test_what_happens_to_several_is_said_of_them(client, pool):
    page = text(client.get(url(pool), {"id": ids(pool)[:2]}))
    assert "stop using them right away. They stay in your account." in page


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    "word", ["", "disassociat", " disassociate", "disassociate ", "delete", "x" * 10_000]
)
def test_any_other_word_does_nothing_and_is_kept(client, pool, word, headers):
    response = client.post(url(pool), {"id": ids(pool)[0], "confirm": word}, headers=headers)
    assert response.status_code == 422
    assert members(pool) == 4
    if word:
        assert f'value="{word}"' in text(response)
    wanted = (
        "Remove the extra spaces." if word.strip() == "disassociate" else 'Enter "disassociate" to confirm.'
    )
    assert f"<span>{wanted}</span>" in text(response)


def test_a_missing_word_does_nothing(client, pool):
    assert client.post(url(pool), {"id": ids(pool)[0]}).status_code == 422
    assert members(pool) == 4


def test_several_are_disassociated_at_once(client, pool):
    response = client.post(url(pool), {"id": [*ids(pool)[:2], "MYBRAND/GB"], "confirm": "disassociate"})
    assert flashed(response)[0].startswith("3 identities were disassociated from pool")
    assert members(pool) == 1
    assert Activity.objects.filter(operation="DisassociateOriginationIdentity").count() == 3


def test_htmx_closes_the_window_and_draws_the_list_anew(client, pool):
    response = client.post(url(pool), {"id": ids(pool)[0], "confirm": "disassociate"}, headers=HTMX)
    assert response.status_code == 200
    assert 'id="origination-identities"' in text(response)
    assert 'hx-swap-oob="true"' in text(response)
    assert "(3 associated)" in text(response)
    assert 'data-testid="flash-success"' in text(response)
    assert "closeModal" in json.loads(response["HX-Trigger-After-Swap"])
    settled = json.loads(response["HX-Trigger-After-Settle"])
    assert settled["focus"] == {"selector": "#identities-heading"}


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_last_identities_are_blocked_with_the_way_out(client, pool, headers):
    wanted = [*ids(pool), "MYBRAND/GB"]
    page = client.get(url(pool), {"id": wanted}, headers=headers)
    assert page.status_code == 200
    assert "A pool needs at least one origination identity. Delete the pool instead." in text(page)
    assert f"/delete/?id={pool.pool_id}" in text(page)
    assert 'disabled aria-describedby="dialog-disassociate-what">Disassociate</button>' in text(page)
    response = client.post(url(pool), {"id": wanted, "confirm": "disassociate"}, headers=headers)
    assert response.status_code == 409
    assert members(pool) == 4


def test_the_last_numbers_of_a_two_way_pool_are_blocked(client, pool):
    pool.two_way_enabled, pool.two_way_channel_arn = True, factories.TOPIC
    pool.save()
    page = client.get(url(pool), {"id": ids(pool)})
    assert "Two-way SMS needs a phone number" in text(page)
    assert f'href="{detail(pool)}#two-way-sms"' in text(page)
    response = client.post(url(pool), {"id": ids(pool), "confirm": "disassociate"})
    assert response.status_code == 409
    assert members(pool) == 4


def test_nothing_selected_is_answered_with_the_reason(client, pool):
    response = client.get(url(pool))
    assert response["Location"] == f"{detail(pool)}#origination-identities"
    assert flashed(response) == ["This action is available when every selected identity is associated."]


def test_a_selection_that_holds_others_is_refused_as_a_whole(client, pool):
    factories.SenderIdFactory(sender_id="FREE")
    response = client.post(url(pool), {"id": [ids(pool)[0], "FREE/GB"], "confirm": "disassociate"})
    assert flashed(response) == [
        "This action is available when every selected identity is associated. FREE (GB) isn't associated."
    ]
    assert members(pool) == 4


@pytest.mark.parametrize("method", ["get", "post"])
def test_one_that_somebody_else_took_out_refreshes_the_list(client, caller, pool, method):
    number = ids(pool)[0]
    disassociate_origination_identity(caller, pool_id=pool.pool_id, origination_identity=number)
    response = getattr(client, method)(url(pool), {"id": number, "confirm": "disassociate"}, headers=HTMX)
    assert response.status_code == 409
    assert "+1 206-555-0100 isn't in this pool any more. The list was refreshed." in text(response)
    assert "(3 associated)" in text(response)
    assert "closeModal" in response["HX-Trigger-After-Swap"]


def test_a_refusal_meanwhile_keeps_the_window_open(client, pool, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConflictException("LAST_PHONE_NUMBER", "phone-number", "x", about=LastIdentity("x", "identity"))

    monkeypatch.setattr(disassociate, "disassociate_origination_identity", refuse)
    response = client.post(url(pool), {"id": ids(pool)[0], "confirm": "Disassociate"}, headers=HTMX)
    assert response.status_code == 409
    assert "A pool needs at least one origination identity." in text(response)
    assert 'value="Disassociate"' in text(response)


def test_part_of_a_selection_that_is_refused_is_listed(client, pool, monkeypatch):
    real = disassociate.disassociate_origination_identity

    def refuse_sender_ids(caller, **arguments):
        if "iso_country_code" in arguments:
            raise ConflictException("RESOURCE_NOT_ACTIVE", about=NotActive("MYBRAND", "PENDING"))
        return real(caller, **arguments)

    monkeypatch.setattr(disassociate, "disassociate_origination_identity", refuse_sender_ids)
    response = client.post(url(pool), {"id": [ids(pool)[0], "MYBRAND/GB"], "confirm": "disassociate"})
    assert flashed(response)[0].startswith("1 of 2 identities were disassociated from pool")
    assert "MYBRAND (GB) isn't active yet" in flashed(response)[0]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_viewer_is_refused(viewer_client, pool, method):
    data = {"id": ids(pool)[0], "confirm": "disassociate"}
    assert getattr(viewer_client, method)(url(pool), data).status_code == 403
    assert members(pool) == 4


def test_another_accounts_identity_is_not_found(client, other_caller, pool):
    theirs = factories.PhoneNumberFactory(account=other_caller.account)
    for method in (client.get, client.post):
        data = {"id": theirs.phone_number_id, "confirm": "disassociate"}
        assert method(url(pool), data).status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_after_a_step_for_another_pool_the_flash_leads_back_to_it_with_the_number_ticked(
    client, pool, headers
):
    other = factories.PoolFactory(name="a pool with quite a long name")
    number = pool.phone_numbers.first()
    asked = client.get(url(pool), {"id": number.phone_number_id, "back": other.pool_id}, headers=headers)
    assert f'name="back" value="{other.pool_id}"' in text(asked)
    posted = {"id": number.phone_number_id, "confirm": "disassociate", "back": other.pool_id}
    response = client.post(url(pool), posted, headers=headers)
    page = response if headers else client.get(response["Location"].partition("#")[0])
    place = (
        f"{detail(other)}?q=%2B{number.phone_number[1:]}&id={number.phone_number_id}#origination-identities"
    )
    assert f'href="{place}">Back to a pool with quite a lon…</a>' in text(page)
    ticked = text(client.get(place.partition("#")[0]))
    assert f'value="{number.phone_number_id}" checked' in ticked


def test_the_way_back_ticks_no_more_than_an_address_holds(client, pool):
    other = factories.PoolFactory(name="other")
    numbers = factories.PhoneNumberFactory.create_batch(30, pool=pool)
    posted = {
        "id": [one.phone_number_id for one in numbers],
        "confirm": "disassociate",
        "back": other.pool_id,
    }
    page = text(client.post(url(pool), posted, headers=HTMX))
    (place,) = re.findall(f'href="{detail(other)}([^"]*)"', page)
    assert place.count("id=") == 10


@pytest.mark.parametrize("back", ["", "pool-of-nobody", "x" * 300, "https://example.com/"])
def test_where_nobody_came_from_nothing_leads_back(client, pool, back):
    posted = {"id": ids(pool)[0], "confirm": "disassociate", "back": back}
    response = client.post(url(pool), posted, headers=HTMX)
    assert response.status_code == 200
    assert "Back to" not in text(response)


def test_nothing_leads_to_another_accounts_pool(client, other_caller, pool):
    theirs = factories.PoolFactory(account=other_caller.account, name="secret")
    posted = {"id": ids(pool)[0], "confirm": "disassociate", "back": theirs.pool_id}
    assert "secret" not in text(client.post(url(pool), posted, headers=HTMX))
