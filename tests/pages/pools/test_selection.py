"""A selection of pools that the browser keeps: what the server says of it, and the act on all of it."""

import pytest

from pools.models import PhoneNumber, Pool
from pools.models.pools import CREATING, DELETING
from tests.conftest import HTMX, REGION
from tests.help.factories import PhoneNumberFactory, PoolFactory, in_a_minute
from tests.pages.pools.test_associate import flashed

LIST = f"/111122223333/{REGION}/sms-voice/pools/"
URL = f"{LIST}selection/"
PASSING = {CREATING: {}, DELETING: {"deleted_timestamp": in_a_minute()}}


def standing(client, *ids: str, query: str = "", **extra: str) -> dict:
    response = client.post(URL + query, {"id": ids, **extra}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return response.json()


def passing(name: str, status: str) -> Pool:
    return PoolFactory(name=name, settled_timestamp=in_a_minute(), **PASSING[status])


@pytest.fixture
def pools(account) -> dict[str, str]:
    return {name: PoolFactory(name=name).pool_id for name in ("alpha", "beta", "gamma")}


def test_it_counts_what_can_be_selected_as_the_list_is_filtered(client, pools):
    passing("delta", CREATING)
    assert standing(client, pools["alpha"])["selectable"] == 3
    assert standing(client, pools["alpha"], query="?q=alpha")["selectable"] == 1
    assert standing(client, pools["alpha"], query="?two_way_enabled=true")["selectable"] == 0


def test_it_names_what_the_filters_hide(client, pools):
    assert standing(client, *pools.values())["hidden"] == []
    shown = standing(client, *pools.values(), query="?q=beta")
    assert shown["hidden"] == [pools["alpha"], pools["gamma"]]


@pytest.mark.parametrize(
    ("gone", "note"),
    [(1, "1 selected pool no longer exists."), (2, "2 selected pools no longer exist.")],
)
def test_what_has_vanished_leaves_it_with_a_sentence(client, pools, gone, note):
    ids = [f"pool-{n}" for n in range(gone)]
    answer = standing(client, pools["alpha"], *ids)
    assert (answer["lost"], answer["note"]) == (ids, note)


@pytest.mark.parametrize("status", PASSING)
def test_what_is_no_longer_active_leaves_it_too(client, pools, status):
    one = passing("delta", status).pool_id
    answer = standing(client, pools["alpha"], one)
    assert (answer["lost"], answer["note"]) == ([one], "1 selected pool is no longer Active.")
    assert answer["hidden"] == []


def test_every_pool_that_can_be_selected_is_named_where_it_is_asked(client, pools):
    passing("delta", CREATING)
    assert standing(client)["every"] == []
    every = standing(client, every="1")["every"]
    assert sorted(every) == sorted([pool_id, ""] for pool_id in pools.values())
    assert standing(client, every="1", query="?q=beta")["every"] == [[pools["beta"], ""]]


def test_another_accounts_pool_is_one_that_does_not_exist(client, pools, other_caller):
    foreign = PoolFactory(account=other_caller.account).pool_id
    elsewhere = PoolFactory(region="eu-west-1").pool_id
    answer = standing(client, foreign, elsewhere, every="1")
    assert answer["lost"] == [foreign, elsewhere]
    assert len(answer["every"]) == 3


def test_the_queries_do_not_grow_with_the_selection(client, pools, django_assert_max_num_queries):
    ids = [*pools.values(), *(f"pool-{n}" for n in range(900))]
    with django_assert_max_num_queries(7):
        assert len(standing(client, *ids)["lost"]) == 900


def test_a_selection_too_long_for_an_address_is_asked_about(client, pools):
    ids = [PoolFactory().pool_id for _ in range(120)]
    page = client.post(f"{LIST}delete/", {"id": ids, "ask": "1", "sort": "name"}, headers=HTMX)
    assert page.status_code == 200
    text = page.content.decode()
    assert "<strong>120 pools</strong>" in text
    assert f'action="{LIST}delete/?sort=name"' in text
    assert Pool.objects.filter(pool_id__in=ids).count() == 120
    done = client.post(f"{LIST}delete/", {"id": ids, "confirm": "delete"}, headers=HTMX)
    assert '"selectionDone": {"table": "pools"}' in done["HX-Trigger"]
    assert not Pool.objects.filter(pool_id__in=ids).exists()


def test_a_refused_act_keeps_the_selection(client, pools):
    page = client.post(f"{LIST}delete/", {"id": list(pools.values()), "confirm": "no"}, headers=HTMX)
    assert "HX-Trigger" not in page


def test_more_than_a_thousand_are_refused(client, pools):
    ids = [*pools.values(), *(f"pool-{n}" for n in range(998))]
    page = client.post(f"{LIST}delete/", {"id": ids, "confirm": "delete"})
    assert flashed(page) == ["At most 1,000 pools can be deleted at a time."]
    assert Pool.objects.count() == 3


# Origination identities on the page of a pool.


@pytest.fixture
def members(account) -> dict[str, str]:
    """One number in the pool, two that may join it, one in another pool, and how forms name them."""
    pool = PoolFactory(name="alpha")
    numbers = {"member": PhoneNumberFactory(pool=pool), "elsewhere": PhoneNumberFactory(pool=PoolFactory())}
    numbers |= {name: PhoneNumberFactory() for name in ("free", "spare")}
    return {"pool": pool.pool_id} | {name: number.phone_number_id for name, number in numbers.items()}


def of_members(client, members, *names: str, query: str = "", **extra: str) -> dict:
    ids = [members.get(name, name) for name in names]
    url = f"{LIST}{members['pool']}/selection/{query}"
    response = client.post(url, {"id": ids, **extra}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return response.json()


def test_members_and_what_may_join_can_be_selected(client, members):
    answer = of_members(client, members, "member", every="1")
    assert dict(answer["every"]) == {
        members["member"]: "associated",
        members["free"]: "available",
        members["spare"]: "available",
    }
    assert (answer["selectable"], answer["hidden"]) == (3, [])


def test_a_view_hides_what_is_not_in_it(client, members):
    answer = of_members(client, members, "member", "free", query="?ids=associated", every="1")
    assert (answer["selectable"], answer["hidden"]) == (1, [members["free"]])
    assert answer["every"] == [[members["member"], "associated"]]
    assert of_members(client, members, "member", query="?ids=elsewhere")["selectable"] == 0


def test_an_identity_that_went_leaves_the_selection(client, members):
    answer = of_members(client, members, "free", "elsewhere", "phone-0")
    assert answer["lost"] == ["phone-0", members["elsewhere"]]
    said = "1 selected identity no longer exists. 1 selected identity is no longer Available."
    assert answer["note"] == said


def test_all_of_it_is_asked_about_and_ends_with_the_act(client, members):
    base, ids = f"{LIST}{members['pool']}/", [members["free"], members["spare"]]
    joined = client.post(f"{base}associate/", {"id": ids}, headers=HTMX)
    assert '"selectionDone": {"table": "identities"}' in joined["HX-Trigger"]
    asked = client.post(f"{base}disassociate/", {"id": ids, "ask": "1"}, headers=HTMX)
    assert "<dialog" in asked.content.decode()
    assert PhoneNumber.objects.filter(pool__pool_id=members["pool"]).count() == 3
    left = client.post(f"{base}disassociate/", {"id": ids, "confirm": "disassociate"}, headers=HTMX)
    assert '"selectionDone": {"table": "identities"}' in left["HX-Trigger"]
    assert PhoneNumber.objects.filter(pool__pool_id=members["pool"]).count() == 1
