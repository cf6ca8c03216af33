"""After a save in a linked account: it was saved here, what is not in AWS yet, and one press to its plan."""

import json
import re
from typing import Any

import pytest
from django.contrib.messages import get_messages

from pools.models import Standing
from pools.operations.pools import create_pool
from pools.sync.memory import imported, memory_to_json
from pools.sync.state import State
from tests.conftest import HTMX, signed_in
from tests.help import sync_rows
from tests.help.create_pool import from_number
from tests.help.factories import PhoneNumberFactory, PoolFactory, SenderIdFactory
from tests.help.texts import words_of

pytestmark = pytest.mark.django_db
SYNC = "/111122223333/us-east-1/sync"
POOLS = "/111122223333/us-east-1/sms-voice/pools"
POOL = f"{POOLS}/pool-ours/"
SETTINGS = {"opt_out_list_name": "Default", "deletion_protection_enabled": "on"}
PLAN = f"{SYNC}/plan/"


def flashed(answer: Any) -> tuple[str, dict[str, Any]]:
    """The text of the last flash, and where its button leads."""
    *_, message = get_messages(answer.wsgi_request)
    return re.sub(r"<[^>]*>", "", message.message), json.loads(message.extra_tags).get("action", {})


def save(client, **extra: str) -> Any:
    """As a browser without script: with what the form showed."""
    page = client.get(POOL).content.decode()
    drawn = re.search(r'name="drawn"\s+value="([^"]*)"', page)[1]
    return client.post(f"{POOL}settings/", SETTINGS | {"drawn": drawn} | extra)


def test_a_pool_was_saved_here(client, caller, link):
    PoolFactory(pool_id="pool-ours", name="order-updates")
    sync_rows.mirror(link, "pool", "pool-theirs", local_key="pool-ours")
    text, action = flashed(save(client))
    assert text == "Settings for pool order-updates were saved here. 1 change is not in AWS yet."
    assert action == {"text": "Review and apply", "href": PLAN, "ids": ["pool:pool-theirs"]}


def read_with(*, protected: bool) -> dict[str, Any]:
    """A mirror's memory of a pool, as the worker has read it."""
    there = {
        "opt_out_list_name": "Default",
        "two_way_enabled": False,
        "self_managed_opt_outs_enabled": False,
        "shared_routes_enabled": False,
        "deletion_protection_enabled": protected,
    }
    return memory_to_json(imported(State("pool", "pool-theirs", settings=there), at=1))


@pytest.mark.parametrize("standing", [Standing.IN_SYNC, Standing.PENDING])
@pytest.mark.parametrize(
    ("protected", "rest"), [(True, ""), (False, " 1 change is not in AWS yet.")], ids=["the same", "another"]
)
def test_what_is_saved_is_a_change_where_aws_has_another_value(
    client, caller, link, standing, protected, rest
):
    PoolFactory(pool_id="pool-ours", name="order-updates", deletion_protection_enabled=False)
    memory = read_with(protected=protected)
    sync_rows.mirror(link, "pool", "pool-theirs", standing, local_key="pool-ours", memory=memory)
    text, action = flashed(save(client))
    assert (text, bool(action)) == (f"Settings for pool order-updates were saved here.{rest}", bool(rest))


def test_where_nothing_is_known_of_aws_it_is_not_said_to_be_the_same(client, caller, link):
    PoolFactory(pool_id="pool-ours", name="order-updates")
    sync_rows.mirror(link, "pool", "pool-theirs", local_key="pool-ours")
    text, _ = flashed(save(client))
    assert text == "Settings for pool order-updates were saved here. 1 change is not in AWS yet."


def test_its_button_is_a_form_that_makes_the_plan(client, caller, link):
    PoolFactory(pool_id="pool-ours", name="order-updates")
    sync_rows.mirror(link, "pool", "pool-ours")
    save(client)
    page = client.get(POOL).content.decode()
    flash = page.partition('data-testid="flash-success"')[2].partition("</li>")[0]
    assert f'<form method="post" action="{PLAN}">' in flash
    assert 'name="csrfmiddlewaretoken"' in flash
    assert 'name="id" value="pool:pool-ours"' in flash


def test_an_editor_reviews(caller, editor, link):
    PoolFactory(pool_id="pool-ours", name="order-updates")
    _, action = flashed(save(signed_in(editor)))
    assert (action["text"], action["href"]) == ("Review", PLAN)


@pytest.mark.parametrize("standing", [Standing.CONFLICT, Standing.GONE])
def test_what_is_in_conflict_waits_for_its_answer(client, caller, link, standing):
    PoolFactory(pool_id="pool-ours", name="order-updates")
    sync_rows.mirror(link, "pool", "pool-ours", standing)
    text, action = flashed(save(client))
    assert (
        text
        == "Settings for pool order-updates were saved here. It goes to AWS once its conflict is answered."
    )
    assert (action["text"], action["href"]) == ("Resolve conflict", f"{SYNC}/conflicts/")


def test_until_everything_is_read_nothing_is_claimed_of_aws(client, caller):
    sync_rows.link(caller, imported_timestamp=None)
    PoolFactory(pool_id="pool-ours", name="order-updates")
    assert flashed(save(client)) == ("Settings for pool order-updates were saved here.", {})


def test_without_a_link_the_words_are_as_before(client, caller):
    PoolFactory(pool_id="pool-ours", name="order-updates")
    assert flashed(save(client)) == ("Settings for pool order-updates were saved.", {})


def test_by_script_the_badge_and_the_alert_come_along(client, caller, link):
    PoolFactory(pool_id="pool-ours", name="order-updates")
    sync_rows.worker()
    sync_rows.mirror(link, "pool", "pool-ours")
    page = client.get(POOL).content.decode()
    drawn = re.search(r'name="drawn"\s+value="([^"]*)"', page)[1]
    headers = HTMX | {"HX-Target": "pool-settings"}
    answer = client.post(f"{POOL}settings/", SETTINGS | {"drawn": drawn}, headers=headers).content.decode()
    assert re.search(r'id="sync-badge" data-part hx-swap-oob="true"', answer)
    assert 'aria-label="AWS sync: 1 pending"' in answer
    assert re.search(r'id="aws-alert"\s+hx-swap-oob="true"', answer)


def test_a_new_pool_is_created_here(client, caller, link):
    number = PhoneNumberFactory()
    answer = client.post(f"{POOLS}/create/", from_number(number, pool_name="fresh"))
    text, action = flashed(answer)
    pool_id = answer["Location"].rstrip("/").rpartition("/")[2]
    assert text == "Pool fresh was created here. 1 change is not in AWS yet."
    assert action["ids"] == [f"pool:{pool_id}"]


def pool_of_acme(caller) -> str:
    wish = {"message_type": "TRANSACTIONAL", "iso_country_code": "GB"}
    SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    return create_pool(caller, origination_identity="ACME", **wish).pool_id


def test_numbers_that_join_are_a_change_each_and_sender_ids_one_of_the_pool(client, caller, link):
    pool = PoolFactory()
    ids = sorted(PhoneNumberFactory().phone_number_id for _ in range(2))
    url = f"{POOLS}/{pool.pool_id}/associate/"
    text, action = flashed(client.post(url, {"id": ids}))
    assert text.startswith("2 identities were associated to pool ")
    assert text.endswith(" here. 2 changes are not in AWS yet.")
    assert sorted(action["ids"]) == [f"phone-number:{one}" for one in ids]
    SenderIdFactory(sender_id="SHOP", iso_country_code="GB")
    text, action = flashed(client.post(url, {"id": ["SHOP/GB"]}))
    assert text.endswith(" here. 1 change is not in AWS yet.")
    assert action["ids"] == [f"pool:{pool.pool_id}"]


def test_a_deleted_pool_goes_in_aws_with_a_plan(client, caller, link):
    pool_id = pool_of_acme(caller)
    sync_rows.mirror(link, "pool", "pool-theirs", local_key=pool_id, memory={"read": {"kind": "pool"}})
    dialog = words_of(client.get(f"{POOLS}/delete/?id={pool_id}"))
    assert f"confirmation Delete pool {pool_id} ? Deleted here now, in AWS when a plan is applied." in dialog
    assert "You can't undo this action." not in dialog
    text, action = flashed(client.post(f"{POOLS}/delete/", {"id": pool_id, "confirm": "delete"}))
    assert text == (
        f"Pool {pool_id} was deleted here. Its 1 origination identity stays in your account. 1 change is not in AWS "
        "yet."
    )
    assert action["ids"] == ["pool:pool-theirs"]


def test_a_pool_that_aws_has_no_more_is_just_deleted(client, caller, link):
    pool_id = pool_of_acme(caller)
    sync_rows.mirror(link, "pool", pool_id, Standing.GONE)
    dialog = words_of(client.get(f"{POOLS}/delete/?id={pool_id}"))
    assert f"Permanently delete pool {pool_id} ? You can't undo this action." in dialog
    assert "in AWS when a plan is applied" not in dialog


def test_a_pool_that_aws_never_had_is_just_deleted(client, caller, link):
    pool_id = pool_of_acme(caller)
    dialog = words_of(client.get(f"{POOLS}/delete/?id={pool_id}"))
    assert f"Permanently delete pool {pool_id} ? You can't undo this action." in dialog
    assert "Deleted here now" not in dialog
    sync_rows.mirror(link, "pool", pool_id, Standing.NEW)
    text, action = flashed(client.post(f"{POOLS}/delete/", {"id": pool_id, "confirm": "delete"}))
    assert text == f"Pool {pool_id} was deleted here. Its 1 origination identity stays in your account."
    assert action == {}


def test_without_a_link_the_dialog_says_nothing_of_aws(client, caller):
    pool_id = pool_of_acme(caller)
    assert "AWS" not in words_of(client.get(f"{POOLS}/delete/?id={pool_id}"))


def test_of_many_the_pending_changes_are_the_place_to_choose(client, caller, link):
    ids = [PoolFactory(pool_id=f"pool-{n}").pool_id for n in range(26)]
    for one in ids:
        sync_rows.mirror(link, "pool", one)
    text, action = flashed(client.post(f"{POOLS}/delete/", {"id": ids, "confirm": "delete"}))
    assert "26 pools were deleted here." in text
    assert text.endswith("26 changes are not in AWS yet.")
    assert action == {"text": "Review and apply", "href": f"{SYNC}/pending/", "ids": []}
