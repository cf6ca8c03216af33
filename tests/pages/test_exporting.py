"""Export CSV: every list as a file, as it is filtered and ordered, in the columns that are shown."""

import csv
import io
import re

import pytest
from django.urls import reverse

from pools.models import OptOutList, Pool
from pools.pages.kit.exporting import cell
from pools.pages.pools.list import COLUMNS
from tests.help.factories import (
    ConfigurationSetFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    TagFactory,
)

pytestmark = pytest.mark.every_database
PLACE = ["111122223333", "us-east-1"]
NOW = "2026-11-30T08:00:00Z"
# Each list with what makes rows of it, of which a search finds the last one, and that one as the file has it.
LISTS = {
    "pool-list": (
        PoolFactory,
        {"name": "odd", "two_way_enabled": True, "pool_id": "pool-odd"},
        ["pool-odd", "odd", "Active", "Transactional", "0", "On", "Off", "Off", NOW],
        ["arn:aws:sms-voice:us-east-1:111122223333:pool/pool-odd"],
    ),
    "phone-number-list": (
        PhoneNumberFactory,
        {"phone_number": "+46701740605", "iso_country_code": "SE", "phone_number_id": "phone-odd"},
        ["+46701740605", "Sweden (SE)", "Long code", "Transactional", "SMS", "Active", "", "Off", NOW],
        ["phone-odd", "arn:aws:sms-voice:us-east-1:111122223333:phone-number/phone-odd"],
    ),
    "sender-id-list": (
        SenderIdFactory,
        {"sender_id": "ODD", "iso_country_code": "SE"},
        ["ODD", "Sweden (SE)", "Transactional", "No", "0", NOW],
        ["arn:aws:sms-voice:us-east-1:111122223333:sender-id/ODD/SE"],
    ),
    "opt-out-list-list": (
        OptOutListFactory,
        {"opt_out_list_name": "odd"},
        ["odd", "0", "Not used", NOW],
        ["arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/odd"],
    ),
    "configuration-set-list": (
        ConfigurationSetFactory,
        {"configuration_set_name": "odd", "default_sender_id": "ACME"},
        ["odd", "ACME", "", "0", "Off", NOW],
        ["arn:aws:sms-voice:us-east-1:111122223333:configuration-set/odd"],
    ),
}
EVERY_LIST = pytest.mark.parametrize("name", LISTS)


def lines(client, name: str, query: str = "") -> list[list[str]]:
    response = client.get(f"{reverse(f'{name}-export', args=PLACE)}?{query}")
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert re.fullmatch(r'attachment; filename="[a-z-]+\.csv"', response["Content-Disposition"])
    data = response.content
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def link(client, name: str, query: str = "") -> str:
    page = client.get(f"{reverse(name, args=PLACE)}?{query}").content.decode()
    return re.search(r'id="[a-z-]+-export"\s+href="([^"]+)"', page)[1].replace("&amp;", "&")


@EVERY_LIST
def test_a_row_is_written_as_it_is_shown_with_its_id_and_arn(client, account, name):
    factory, odd, cells, own = LISTS[name]
    factory()
    factory(**odd, created_timestamp=NOW)
    _, found = lines(client, name, "q=odd" if "odd" in cells[0].lower() else "q=Sweden")
    assert found == cells + own


@EVERY_LIST
def test_all_rows_come_in_the_order_of_the_list_at_a_fixed_number_of_queries(
    client, account, name, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr("pools.pages.kit.exporting.AT_ONCE", 500)
    factory, odd, cells, _ = LISTS[name]
    factory.create_batch(999)
    factory(**odd, created_timestamp="2000-01-01T08:00:00Z")
    with django_assert_max_num_queries(24):
        header, *rows = lines(client, name, "sort=created_timestamp&dir=asc&page=2&size=10")
    assert len(rows) == 1000 + (name == "opt-out-list-list")  # with Default
    assert rows[0][0] == cells[0]
    assert header[-1] == "ARN"


@EVERY_LIST
def test_the_list_links_to_its_file_with_its_filters(client, viewer_client, account, name):
    LISTS[name][0].create_batch(3)
    link_of_all = link(viewer_client, name)
    assert link_of_all == reverse(f"{name}-export", args=PLACE)
    assert link(client, name, "q=Z&dir=asc") == f"{link_of_all}?q=Z&dir=asc"


def test_no_file_has_all_where_what_the_list_is_filtered_by_is_gone(client, account, caller):
    PhoneNumberFactory()
    query = {"pool": "pool-gone", "iso_country_code": "US"}
    answer = client.get(reverse("phone-number-list-export", args=PLACE), query)
    assert answer["Location"] == reverse("phone-number-list", args=PLACE) + "?iso_country_code=US"
    loss = "No row matches any more, as what the list was filtered by is gone: Pool. Filter it anew."
    assert loss in client.get(answer["Location"]).content.decode()
    edited = client.get(reverse("phone-number-edit", args=PLACE), {"all": "1"} | query).content.decode()
    assert loss in edited
    assert "Select phone numbers in the list first." in edited
    url = f"{reverse('phone-number-selection', args=PLACE)}?pool=pool-gone"
    told = client.post(url, {"every": "1"}).json()
    assert (told["every"], told["selectable"], told["note"]) == ([], 0, loss)


def test_the_file_has_the_columns_that_somebody_chose(client, account):
    TagFactory(pool=PoolFactory(), key="Team", value="=shop")
    address = reverse("pool-list-preferences", args=PLACE)
    order = [column.key for column in reversed(COLUMNS)]
    client.post(address, {"order": order, "shown": ["pool_id", "tags"]})
    header, row = lines(client, "pool-list")
    assert header == ["Pool ID", "Tags", "ARN"]
    assert row[1] == "Team = =shop"


def test_cells_count_what_belongs_to_a_row(client, account):
    one = PoolSenderIdFactory(pool=PoolFactory(name="orders"))
    PhoneNumberFactory(pool=one.pool)
    assert lines(client, "pool-list")[1][4] == "2"
    assert lines(client, "sender-id-list")[1][4] == "1"
    assert lines(client, "phone-number-list")[1][6] == "orders"
    assert lines(client, "opt-out-list-list")[1][2] == "1 pool"


def test_another_account_is_not_in_it(client, account, other_caller):
    PoolFactory(account=other_caller.account)
    PoolFactory(region="eu-west-1")
    assert len(lines(client, "pool-list")) == 1
    assert Pool.objects.count() == 2
    assert OptOutList.objects.count() == 0


@pytest.mark.parametrize("text", ["=1+1", "+ACME", "-", "@SUM(A1)", "+1 206-555-0142", "+0123", "\t=1"])
def test_what_spreadsheets_would_run_is_text(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["+12065550142", "a=b", "", "1-2"])
def test_other_text_is_left_alone(text):
    assert cell(text) == text
