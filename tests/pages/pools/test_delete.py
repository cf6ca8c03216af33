"""Delete pool: the typed confirmation for one or several, protected pools, and pools that are gone."""

import json
from html import unescape

import pytest
from django.db import OperationalError

from pools.errors import ConflictException, InternalServerException
from pools.models import Activity, PhoneNumber, Pool, SenderId
from pools.operations.pools import delete_pool
from pools.pages.kit import dialogs
from pools.pages.pools import delete as delete_pools
from pools.refusals import DatabaseTrouble
from tests.conftest import HTMX, REGION
from tests.help import factories
from tests.pages.pools.test_associate import detail, flashed

LIST = f"/111122223333/{REGION}/sms-voice/pools/"
URL = f"{LIST}delete/"
FROM_LIST = HTMX | {"HX-Current-URL": f"http://testserver{LIST}?sort=name", "HX-Target": "modal-root"}


def make(name: str = "marketing", **settings) -> Pool:
    pool = factories.PoolFactory(name=name, **settings)
    factories.PhoneNumberFactory(pool=pool)
    return pool


@pytest.fixture
def pool(caller):
    return make()


def protection(pool: Pool) -> str:
    return f"{detail(pool)}turn-off-deletion-protection/"


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_the_window_asks_for_the_word(client, pool):
    page = text(client.get(URL, {"id": pool.pool_id}, headers=HTMX))
    assert "<dialog" in page
    assert "Delete pool confirmation</h2>" in page
    wanted = (
        f"Permanently delete pool <strong>marketing ({pool.pool_id})</strong>? You can't undo this action."
    )
    assert wanted in page
    assert "Region: US East (N. Virginia)" in page
    assert 'To confirm, enter "<span translate="no">delete</span>".' in page
    assert ">Delete</button>" in page


def test_without_script_it_is_a_page_that_leads_back(client, pool):
    page = text(client.get(URL, {"id": pool.pool_id, "sort": "name"}))
    assert "<h1" in page
    assert f'href="{LIST}?sort=name" data-close>Cancel' in page
    page = text(
        client.get(URL, {"id": pool.pool_id}, headers={"Referer": f"http://testserver{detail(pool)}"})
    )
    assert f'href="{detail(pool)}" data-close>Cancel' in page


@pytest.mark.parametrize("word", ["delete", "DELETE", "Delete"])
def test_the_word_deletes(client, pool, word):
    response = client.post(URL, {"id": pool.pool_id, "confirm": word})
    assert (response.status_code, response["Location"]) == (303, LIST)
    assert flashed(response) == [
        "Pool marketing was deleted. Its 1 origination identity stays in your account."
    ]
    assert not Pool.objects.exists()


def test_a_pool_that_is_still_there_is_being_deleted(client, caller, pool):
    caller.account.status_delay_seconds = 60
    caller.account.save()
    assert flashed(client.post(URL, {"id": pool.pool_id, "confirm": "delete"})) == [
        "Deleting pool marketing."
    ]


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("word", ["", "delet", " delete", "delete ", "disassociate", "x" * 10_000, "\x00"])
def test_any_other_word_does_nothing_and_is_kept(client, pool, word, headers):
    response = client.post(URL, {"id": pool.pool_id, "confirm": word}, headers=headers)
    assert response.status_code == 422
    assert Pool.objects.count() == 1
    kept = word.replace("\x00", "\uffff")  # a browser never sends NUL; what it stands for is refused, too
    assert f'name="confirm" value="{kept}"' in response.content.decode() or not word
    assert ("<title>Error: " in text(response)) is not bool(headers)


def test_a_missing_word_does_nothing(client, pool):
    assert client.post(URL, {"id": pool.pool_id}).status_code == 422
    assert Pool.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "code_point", "position"),
    [("delete\u200b", "U+200B", 7), ("\ufeffdelete", "U+FEFF", 1), ("de\u202elete", "U+202E", 3)],
)
def test_an_invisible_character_in_the_word_is_named(client, pool, typed, code_point, position):
    sentence = (
        "The text contains an invisible character ({code_point}) at position {position}. Type it again."
    )
    page = text(client.post(URL, {"id": pool.pool_id, "confirm": typed}))
    assert sentence.format(code_point=code_point, position=position) in page
    assert f'data-invisible="{sentence}"' in page  # what the script says
    assert Pool.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "matches"),
    [
        ("delete", True),
        ("DeLeTe", True),
        (" delete", False),
        ("delete\n", False),
        ("", False),
        ("deleted", False),
    ],
)
def test_there_is_one_rule_for_typed_words(typed, matches):
    assert dialogs.confirms(typed, "delete") is matches


def test_identities_stay_and_numbers_are_free_again(client, pool):
    factories.PoolSenderIdFactory(pool=pool)
    page = text(client.get(URL, {"id": pool.pool_id}))
    assert "All 2 origination identities are disassociated. They stay in your account." in page
    response = client.post(URL, {"id": pool.pool_id, "confirm": "delete"})
    assert flashed(response)[0].endswith("Its 2 origination identities stay in your account.")
    assert PhoneNumber.objects.get().pool is None
    assert SenderId.objects.count() == 1


def test_several_are_deleted_at_once_each_by_its_own_operation(client, pool):
    others = [make(f"pool {n}") for n in range(6)]
    wanted = [one.pool_id for one in (pool, *others)]
    page = text(client.get(URL, {"id": wanted}))
    assert "Permanently delete <strong>7 pools</strong>?" in page
    assert "Will be deleted (7)" in page
    assert "and 2 more" in page
    assert "marketing</span>: 1 origination identity" in page
    response = client.post(URL, {"id": wanted, "confirm": "delete"})
    assert flashed(response) == ["7 pools were deleted. Their 7 origination identities stay in your account."]
    assert Activity.objects.filter(operation="DeletePool", error="").count() == 7


def test_from_the_list_htmx_closes_the_window_and_draws_the_table(client, pool):
    make("support")
    response = client.post(URL, {"id": pool.pool_id, "confirm": "delete"}, headers=FROM_LIST)
    page = text(response)
    assert response.status_code == 200
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#pools-table", "outerHTML")
    assert page.startswith('<div class="table-area" id="pools-table"')
    assert pool.pool_id not in page
    assert "support" in page
    assert 'data-testid="flash-success"' in page
    assert "closeModal" in json.loads(response["HX-Trigger-After-Swap"])
    assert json.loads(response["HX-Trigger-After-Settle"]) == {"focus": {"selector": "#pools-heading"}}


def test_from_the_pools_page_htmx_goes_to_the_list(client, pool):
    headers = HTMX | {"HX-Current-URL": f"http://testserver{detail(pool)}"}
    response = client.post(URL, {"id": pool.pool_id, "confirm": "delete"}, headers=headers)
    assert response["HX-Redirect"] == LIST
    assert "Pool marketing was deleted." in text(client.get(LIST))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_protected_pool_is_blocked_with_the_way_out(client, caller, headers):
    pool = make(protected=True)
    page = text(client.get(URL, {"id": pool.pool_id}, headers=headers))
    assert "Deletion protection is on for this pool. Turn it off before you delete the pool." in page
    assert f'href="{detail(pool)}#deletion-protection"' in page
    assert f'action="{protection(pool)}"' in page
    assert 'disabled aria-describedby="dialog-delete-pool-what">Delete</button>' in page
    assert "data-close>Close</a>" in page
    response = client.post(URL, {"id": pool.pool_id, "confirm": "delete"}, headers=headers)
    assert response.status_code == 409
    assert Pool.objects.count() == 1


def test_on_its_own_page_the_link_stays_there(client, caller):
    pool = make(protected=True)
    headers = HTMX | {"HX-Current-URL": f"http://testserver{detail(pool)}?ids=associated"}
    page = text(client.get(URL, {"id": pool.pool_id}, headers=headers))
    assert 'href="#deletion-protection"' in page
    assert "save your changes first" in page


def test_turning_protection_off_goes_on_with_the_window(client, caller):
    pool = make(protected=True)
    response = client.post(protection(pool), {"id": pool.pool_id}, headers=HTMX)
    page = text(response)
    assert 'data-testid="confirm-input" placeholder="delete"' in page
    assert "autofocus" in page
    assert 'data-testid="dialog-blocked"' not in page
    settled = json.loads(response["HX-Trigger-After-Settle"])
    assert settled["announce"]["text"] == "Deletion protection is off."
    assert not Pool.objects.get().deletion_protection_enabled


def test_protection_turned_off_from_the_list_is_off_there_too_when_cancelled(client, caller):
    pool = make(protected=True)
    page = text(client.post(protection(pool), {"id": pool.pool_id}, headers=FROM_LIST))
    assert "Deletion protection is off now. It stays off if you cancel." in page
    table = page.partition('id="pools-table" hx-swap-oob="true"')[2]
    assert f'value="{pool.pool_id}"' in table
    assert ">On<" not in table


def test_turning_protection_off_without_script_leads_back_to_the_question(client, caller):
    pool, other = make(protected=True), make("support", protected=True)
    response = client.post(protection(pool), {"id": [pool.pool_id, other.pool_id]})
    assert response["Location"] == f"{URL}?id={pool.pool_id}&id={other.pool_id}"
    assert flashed(response) == ["Deletion protection is off."]


def test_of_several_the_protected_are_skipped_and_said_so(client, pool):
    kept = make("support", protected=True)
    page = text(client.get(URL, {"id": [pool.pool_id, kept.pool_id]}))
    assert "Permanently delete <strong>1 pool</strong>?" in page
    assert "Will be deleted (1)" in page
    assert "Protected, skipped (1)" in page
    assert f'name="skipped" value="{kept.pool_id}"' in page
    response = client.post(URL, {"id": pool.pool_id, "skipped": kept.pool_id, "confirm": "delete"})
    (sentence,) = flashed(response)
    assert sentence.startswith("1 of 2 pools were deleted. 1 couldn't be deleted. support: ")
    assert sentence.endswith("support: Deletion protection is on. Turn it off, then try again.")
    assert Pool.objects.get() == kept


def test_one_skipped_pool_is_one_step_from_its_setting(client, pool):
    kept = make("support", protected=True)
    sent = {"id": pool.pool_id, "skipped": kept.pool_id, "confirm": "delete"}
    page = text(client.post(URL, sent, follow=True))
    assert f'href="{detail(kept)}#deletion-protection">Open deletion protection setting</a>' in page


def test_a_skipped_pool_stays_although_its_protection_went_off_meanwhile(client, pool):
    kept = make("support")
    client.post(URL, {"id": pool.pool_id, "skipped": kept.pool_id, "confirm": "delete"})
    assert Pool.objects.get() == kept


def test_all_protected_is_blocked(client, caller):
    pools = [make("a", protected=True), make("b", protected=True)]
    page = text(client.get(URL, {"id": [pool.pool_id for pool in pools]}))
    assert "Permanently delete <strong>2 pools</strong>?" in page
    assert "Protected, skipped (2)" in page
    assert "Deletion protection is on for these pools." in page
    assert "Turn off deletion protection of b" in page


def test_protection_that_came_on_meanwhile_keeps_the_window_open(client, pool, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConflictException("DELETION_PROTECTION_ENABLED", "pool", pool.pool_id)

    monkeypatch.setattr(delete_pools, "delete_pool", refuse)
    response = client.post(URL, {"id": pool.pool_id, "confirm": "Delete"}, headers=HTMX)
    assert response.status_code == 409
    assert "marketing: Deletion protection is on. Turn it off, then try again." in text(response)
    assert 'value="Delete"' in text(response)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_busy_database_keeps_the_window_open(client, pool, monkeypatch, headers):
    def refuse(*args, **kwargs):
        raise InternalServerException(about=DatabaseTrouble("locked")) from OperationalError()

    monkeypatch.setattr(delete_pools, "delete_pool", refuse)
    response = client.post(URL, {"id": pool.pool_id, "confirm": "delete"}, headers=headers)
    assert response.status_code == 503
    assert "The database is busy, so nothing was saved." in text(response)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("headers", [{}, FROM_LIST])
def test_one_that_was_deleted_in_another_tab_refreshes_the_list(client, caller, pool, method, headers):
    delete_pool(caller, pool_id=pool.pool_id)
    data = {"id": pool.pool_id, "confirm": "delete"}
    response = getattr(client, method)(URL, data, headers=headers)
    if headers:
        assert "closeModal" in response["HX-Trigger-After-Swap"]
        assert 'id="pools-table"' in text(response)
    page = response if headers else client.get(response["Location"])
    assert f"Pool {pool.pool_id} was already deleted. The list was refreshed." in text(page)
    assert 'data-testid="flash-info"' in text(page)


@pytest.mark.parametrize("headers", [{}, FROM_LIST])
def test_somebody_else_was_faster_by_a_moment(client, caller, pool, monkeypatch, headers):
    """Deleted after this request had found the pool, and before it could delete it."""

    def too_late(_, *, pool_id):
        delete_pool(caller, pool_id=pool_id)
        return delete_pool(caller, pool_id=pool_id)

    monkeypatch.setattr(delete_pools, "delete_pool", too_late)
    response = client.post(URL, {"id": pool.pool_id, "confirm": "delete"}, headers=headers)
    page = response if headers else client.get(response["Location"])
    assert f"Pool {pool.pool_id} was already deleted. The list was refreshed." in text(page)


def test_protection_of_a_deleted_pool_refreshes_the_list(client, caller, pool):
    delete_pool(caller, pool_id=pool.pool_id)
    response = client.post(protection(pool), {"id": pool.pool_id})
    assert flashed(response) == [f"Pool {pool.pool_id} was already deleted. The list was refreshed."]


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("headers", [{}, FROM_LIST])
def test_a_pool_deleted_while_its_protection_goes_off_refreshes_the_list(
    client, caller, monkeypatch, headers, before
):
    """Deleted by somebody else right before the operation, or right after it."""
    pool, update = make(protected=True), delete_pools.update_pool

    def overtaken(*args, **kwargs):
        if before:
            Pool.objects.update(deletion_protection_enabled=False)
            delete_pool(caller, pool_id=pool.pool_id)
        update(*args, **kwargs)
        delete_pool(caller, pool_id=pool.pool_id)

    monkeypatch.setattr(delete_pools, "update_pool", overtaken)
    response = client.post(protection(pool), {"id": pool.pool_id}, headers=headers, follow=True)
    assert response.status_code == 200
    assert f"Pool {pool.pool_id} was already deleted. The list was refreshed." in text(response)


def test_of_a_pool_that_is_gone_and_one_that_is_protected_the_window_says_both(
    client, caller, pool, monkeypatch
):
    protected = make("support")

    def overtaken(_, *, pool_id):
        if pool_id == pool.pool_id:
            delete_pool(caller, pool_id=pool_id)
        Pool.objects.update(deletion_protection_enabled=True)
        return delete_pool(caller, pool_id=pool_id)

    monkeypatch.setattr(delete_pools, "delete_pool", overtaken)
    chosen = {"id": [pool.pool_id, protected.pool_id], "confirm": "delete"}
    response = client.post(URL, chosen, headers=HTMX)
    assert response.status_code == 409  # a 404 would be swapped in nowhere
    assert "no longer exists" in text(response)
    assert "support: Deletion protection is on." in text(response)


def test_of_several_those_deleted_already_are_named(client, caller, pool):
    gone = make("support")
    delete_pool(caller, pool_id=gone.pool_id)
    page = text(client.get(URL, {"id": [pool.pool_id, gone.pool_id]}))
    assert "1 pool that you selected was already deleted." in page
    response = client.post(URL, {"id": [pool.pool_id, gone.pool_id], "confirm": "delete"})
    assert flashed(response)[0].endswith(f"Pool {gone.pool_id} was already deleted.")


@pytest.mark.parametrize("headers", [{}, FROM_LIST])
def test_nothing_selected_is_answered_with_the_reason(client, pool, headers):
    response = client.get(URL, headers=headers)
    page = response if headers else client.get(response["Location"])
    assert "This action is available when at least one pool is selected." in text(page)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["id", "skipped"])
@pytest.mark.parametrize("value", ["nothing", "\x00", "x" * 10_000, "…", "pool-" + "0" * 32])
def test_what_never_was_a_pool_here_is_not_found(client, pool, method, name, value):
    data = {"id": [pool.pool_id], "confirm": "delete"}
    data[name] = [*data.get(name, ()), value]
    assert getattr(client, method)(URL, data).status_code == 404
    assert Pool.objects.count() == 1


def test_another_accounts_pool_is_not_found_whether_it_exists_or_not(client, other_caller, pool):
    theirs = factories.PoolFactory(account=other_caller.account)
    elsewhere = factories.PoolFactory(region="eu-west-1")
    ids = [theirs.pool_id, elsewhere.pool_id]
    delete_pool(other_caller, pool_id=theirs.pool_id)
    ids.append(factories.PoolFactory(account=other_caller.account).pool_id)
    for pool_id in ids:
        for method in (client.get, client.post):
            assert method(URL, {"id": pool_id, "confirm": "delete"}).status_code == 404
        assert (
            client.post(
                detail(pool).replace(pool.pool_id, pool_id) + "turn-off-deletion-protection/"
            ).status_code
            == 404
        )


def test_many_ids_are_not_found_in_a_few_queries(client, pool, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        assert client.get(URL, {"id": [f"pool-{n}" for n in range(1_000)]}).status_code == 404


def test_the_question_takes_the_same_queries_for_any_number(client, pool, django_assert_num_queries):
    pools = [pool, *(make(f"pool {n}") for n in range(20))]
    client.get(URL, {"id": pool.pool_id})
    counts = []
    for chosen in (pools[:1], pools):
        with django_assert_num_queries(3) as seen:
            client.get(URL, {"id": [one.pool_id for one in chosen]}, headers=HTMX)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_viewer_is_refused(viewer_client, pool, method):
    data = {"id": pool.pool_id, "confirm": "delete"}
    assert getattr(viewer_client, method)(URL, data).status_code == 403
    assert viewer_client.post(protection(pool)).status_code == 403
    assert Pool.objects.count() == 1


def test_a_region_without_pools_says_so(client, caller):
    url = URL.replace(REGION, "us-east-2")
    assert client.post(url, {"id": "x", "confirm": "delete"}).status_code == 409
    page = client.get(url, {"id": "x"})
    assert page.status_code == 200
    assert "Pools aren't available in US East (Ohio)." in text(page)
    assert ">Delete</button>" not in text(page)


def test_a_question_posted_without_a_sign_in_is_asked_again(client, caller, pool):
    client.logout()
    response = client.post(URL, {"id": pool.pool_id, "confirm": "delete"})
    assert response.status_code == 401
    caller.user.set_password("correct horse battery")
    caller.user.save()
    fields = {name: response.context[name] for name in ("next", "carried")}
    credentials = {"username": caller.user.username, "password": "correct horse battery"}
    page = client.post("/sign-in/", fields | credentials, follow=True)
    assert "Permanently delete pool" in text(page)
    assert Pool.objects.count() == 1
