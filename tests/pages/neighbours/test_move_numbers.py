"""Move to pool, Associate to pool, Copy settings: what changes is shown first, then done, and can be undone as one."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pools.models import Keyword, OptOutList, PhoneNumber, Pool
from pools.operations.phone_numbers import release_phone_number
from tests.conftest import HTMX, signed_in
from tests.help.factories import (
    TOPIC,
    AccountFactory,
    OptedOutNumberFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
)
from tests.help.linked import link_of

pytestmark = pytest.mark.django_db
PLACE = ["111122223333", "us-east-1"]
MOVE, UNDO = (reverse(name, args=PLACE) for name in ("phone-number-move", "phone-number-move-undo"))
LIST = reverse("phone-number-list", args=PLACE)
ONE = {"id": "phone-one", "to": "pool-orders"}


@pytest.fixture
def orders(account) -> Pool:
    OptOutListFactory(opt_out_list_name="orders")
    pool = PoolFactory(
        name="orders",
        pool_id="pool-orders",
        two_way_enabled=True,
        two_way_channel_arn=TOPIC,
        opt_out_list_name="orders",
    )
    pool.keywords.filter(keyword="HELP").update(keyword_message="Call us.")
    PhoneNumberFactory(pool=pool)
    return pool


@pytest.fixture
def number(account) -> PhoneNumber:
    """In a pool with another number and a sender ID."""
    pool = PoolFactory(name="codes", pool_id="pool-codes")
    PhoneNumberFactory(pool=pool, phone_number_id="phone-two", phone_number="+12065550143")
    PoolSenderIdFactory(pool=pool, sender_id__iso_country_code="DE")
    return PhoneNumberFactory(pool=pool, phone_number_id="phone-one", phone_number="+12065550142")


@pytest.fixture
def free(account) -> PhoneNumber:
    return PhoneNumberFactory(phone_number_id="phone-free", phone_number="+12065550144")


def text(response) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


def drawn(client, fields: dict) -> dict:
    page = client.get(MOVE, fields).content.decode()
    return fields | {"drawn": re.search(r'name="drawn" value="([^"]+)"', page)[1]}


def pool_of(number: PhoneNumber) -> Pool | None:
    number.refresh_from_db()
    return number.pool


def test_it_says_what_changes_and_what_stays_behind(client, number, orders):
    there = OptOutList.objects.get()
    lists = [OptOutListFactory(opt_out_list_name="Default"), there]
    for one, phone in ((0, "+12065550101"), (0, "+12065550102"), (1, "+12065550102")):
        OptedOutNumberFactory(opt_out_list=lists[one], opted_out_number=phone)
    page = text(client.get(MOVE, ONE))
    assert "Fits after 3 changes to the number" in page
    assert "Two-way SMS" in page
    assert f"On · {TOPIC.rpartition(':')[2]}" in page
    assert "Keyword HELP" in page
    assert "“Call us.” (Automatic response)" in page
    assert "codes keeps" in page
    assert "1 number and 1 sender ID. It still reaches Germany (DE) and United States (US)." in page
    assert "1 person on list Default is not on orders." in page
    assert "Stays as it is: ID, tags, deletion protection, message type." in page
    assert pool_of(number).name == "codes"


def test_it_is_moved_and_undone_as_one(client, number, orders):
    answer = client.post(MOVE, drawn(client, ONE))
    assert answer.url == reverse("phone-number-detail", args=[*PLACE, "phone-one"])
    page = client.get(answer.url).content.decode()
    assert "+1 206-555-0142 was moved to pool <a" in page
    assert pool_of(number) == orders
    sealed = re.search(rf'action="{UNDO}".*?name="id" value="([^"]+)"', page, re.DOTALL)[1]
    after = client.post(UNDO, {"id": sealed})
    assert "Undone. The phone number is as before." in text(client.get(after.url))
    assert pool_of(number).name == "codes"
    again = client.post(UNDO, {"id": f"{sealed}x"})
    assert "This can't be undone any more." in text(client.get(again.url))


def test_one_of_no_pool_is_added(client, free, orders):
    fields = drawn(client, {"id": "phone-free", "to": "pool-orders"})
    assert "Associate to pool" in text(client.get(MOVE, fields))
    client.post(MOVE, fields)
    assert pool_of(free) == orders


def test_settings_are_copied_and_the_number_stays_where_it_is(client, free, orders):
    client.post(MOVE, drawn(client, {"id": "phone-free", "to": "pool-orders", "do": "copy"}))
    assert pool_of(free) is None
    assert (free.two_way_channel_arn, free.opt_out_list_name) == (TOPIC, "orders")
    assert Keyword.objects.get(phone_number=free, keyword="HELP").keyword_message == "Call us."


def test_what_is_in_the_way_is_said_and_move_is_off(client, number, orders):
    number.pool.sender_id_links.all().delete()
    both = {"id": ["phone-one", "phone-two"], "to": "pool-orders"}
    page = text(client.get(MOVE, both))
    assert "codes would be left empty. Add another identity first, or delete it." in page
    assert 'aria-disabled="true"' in page
    answer = client.post(MOVE, drawn(client, both))
    assert answer.status_code == 409
    assert pool_of(number).name == "codes"


def test_pools_come_in_the_order_of_how_they_fit(client, free, orders):
    PoolFactory(name="b fits")
    PoolFactory(name="a promotional", message_type="PROMOTIONAL")
    answer = client.get(MOVE, {"id": "phone-free"})
    groups = re.findall('<optgroup label="([^"]+)"', answer.content.decode())
    assert [html.unescape(one) for one in groups] == ["Fits", "Fits after changes", "Doesn't fit"]
    page = text(answer)
    found = [
        page.index(one) for one in ("b fits – Fits", "orders – Fits after 3", "a promotional – Doesn't fit")
    ]
    assert found == sorted(found)


def test_without_a_pool_it_says_so(client, number, orders):
    answer = client.post(MOVE, {"id": "phone-one", "to": ""})
    assert answer.status_code == 422
    assert "To pool is required." in text(answer)


def test_what_changed_since_it_was_shown_is_shown_again(client, number, orders):
    fields = drawn(client, ONE)
    orders.keywords.filter(keyword="HELP").update(keyword_message="Write us.")
    answer = client.post(MOVE, fields)
    assert answer.status_code == 409
    assert "What changes is no longer what was shown." in text(answer)
    assert "Write us." in text(answer)
    assert pool_of(number).name == "codes"


def test_with_script_it_is_a_dialog(client, number, orders):
    page = client.get(MOVE, ONE, headers=HTMX).content.decode()
    assert page.lstrip().startswith("<dialog")
    answer = client.post(MOVE, drawn(client, ONE), headers=HTMX)
    assert answer.headers["HX-Redirect"].endswith("/phone-one/")


def test_nothing_selected_leads_back(client, account):
    assert client.get(MOVE).url == LIST


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_too_many_are_refused_and_stay_selected(client, account, headers):
    many = [PhoneNumberFactory().phone_number_id for _ in range(51)]
    answer = client.post(MOVE, {"ask": "1", "id": many}, headers=headers)
    page = answer if headers else client.get(answer.url)
    assert "Move up to 50 numbers at once." in text(page)
    # The list below is not drawn again.
    assert "HX-Redirect" not in answer.headers


def test_the_others_are_moved_where_one_was_released_meanwhile(client, caller, number, free, orders):
    fields = drawn(client, {"id": ["phone-one", "phone-free"], "to": "pool-orders"})
    release_phone_number(caller, phone_number_id="phone-free")
    answer = client.post(MOVE, fields)
    assert "1 selected phone number no longer exists." in text(answer)
    assert "What changes is no longer what was shown." in text(answer)
    client.post(MOVE, drawn(client, fields))
    assert pool_of(number) == orders


def test_what_is_not_there_is_not_found(client, number, orders):
    assert client.get(MOVE, {"id": ["phone-one", "phone-nobody"]}).status_code == 404
    assert client.get(MOVE, {"id": "phone-one", "to": "pool-nobody"}).status_code == 404


def test_in_a_linked_account_it_says_what_of_it_reaches_aws(client, caller, number, orders):
    said = "In AWS the number is in no pool for a moment: it must leave before it can join."
    assert said not in text(client.get(MOVE, ONE))
    link_of(caller)
    assert said in text(client.get(MOVE, ONE))


def test_a_viewer_is_told_whom_to_ask(viewer, number):
    assert signed_in(viewer).get(MOVE, ONE).status_code == 403


def test_a_viewer_and_another_account_can_not_undo(client, viewer, number, orders):
    moved = client.get(client.post(MOVE, drawn(client, ONE)).url).content.decode()
    sealed = re.search(rf'action="{UNDO}".*?name="id" value="([^"]+)"', moved, re.DOTALL)[1]
    assert signed_in(viewer).post(UNDO, {"id": sealed}).status_code == 403
    other = AccountFactory(account_id="444455556666")
    assert client.post(UNDO.replace(PLACE[0], other.account_id), {"id": sealed}).status_code == 404
    elsewhere = client.post(UNDO.replace(PLACE[1], "eu-west-1"), {"id": sealed})
    assert "This can't be undone any more." in text(client.get(elsewhere.url))
    assert pool_of(number) == orders


def test_nor_with_the_numbers_and_the_pools_that_they_leave(client, number, orders):
    def queries(ids):
        with CaptureQueriesContext(connection) as captured:
            page = client.get(MOVE, {"id": ids, "to": "pool-orders"})
        assert "Fits after" in text(page)
        return len(captured)

    pools = PoolFactory.create_batch(3)
    many = [PhoneNumberFactory(pool=pool).phone_number_id for pool in pools for _ in range(2)]
    for pool in pools:
        PoolSenderIdFactory(pool=pool)
    assert queries([*many, "phone-one"]) == queries(["phone-one"])


def test_the_queries_do_not_grow_with_the_pools(client, free, django_assert_max_num_queries):
    PoolFactory.create_batch(6)
    with django_assert_max_num_queries(12):
        client.get(MOVE, {"id": "phone-free"})
