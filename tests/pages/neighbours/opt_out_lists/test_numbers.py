"""The numbers on an opt-out list: found as people write them, added and removed."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from pools.models import OptedOutNumber
from tests.conftest import HTMX
from tests.help.factories import OptedOutNumberFactory, OptOutListFactory

ROW = re.compile(r'data-testid="opted-out-number-row-([^"]+)"')


def address(name: str = "opt-out-list-detail") -> str:
    return reverse(name, args=["111122223333", "us-east-1", "orders"])


def text(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", response.content.decode())).split())


def numbers(response) -> list[str]:
    return ROW.findall(response.content.decode())


def left() -> list[str]:
    rows = OptedOutNumber.objects.filter(opt_out_list__opt_out_list_name="orders", is_opted_out=True)
    return sorted(rows.values_list("opted_out_number", flat=True))


@pytest.fixture
def orders(account):
    """Two that are on it, one of them by themself long ago, and one that is off it again."""
    row, now = OptOutListFactory(opt_out_list_name="orders"), timezone.now()
    OptedOutNumberFactory(opt_out_list=row, opted_out_number="+447700900123")
    OptedOutNumberFactory(
        opt_out_list=row,
        opted_out_number="+12065550142",
        end_user_opted_out=True,
        opted_out_timestamp=now - timedelta(days=60),
    )
    OptedOutNumberFactory(opt_out_list=row, opted_out_number="+12065550143", is_opted_out=False)
    OptedOutNumberFactory(
        opt_out_list=OptOutListFactory(opt_out_list_name="marketing"), opted_out_number="+12065550143"
    )
    return row


def test_it_says_who_is_on_it_since_when_and_by_whom(client, orders, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        page = client.get(address())
    assert numbers(page) == ["+447700900123", "+12065550142"]
    assert "+44 7700 900123 United Kingdom (GB) Added here just now" in text(page)
    assert "+1 206-555-0142 United States (US) The person" in text(page)
    assert "Opted-out numbers (2)" in text(page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=07700 900123", ["+447700900123"]),
        ("q=(206) 555-0142", ["+12065550142"]),
        ("q=%2B44 7700", ["+447700900123"]),
        ("q=hello", []),
        ("end_user_opted_out=true", ["+12065550142"]),
        ("since=month", ["+447700900123"]),
        ("sort=opted_out_number", ["+12065550142", "+447700900123"]),
    ],
)
def test_numbers_are_found_as_people_write_them(client, orders, query, found):
    assert numbers(client.get(f"{address()}?{query}")) == found


def test_a_selection_is_told_what_became_of_it_and_what_can_be_selected(client, orders):
    lately = {"is_opted_out": True, "opted_in_timestamp": timezone.now() - timedelta(days=3)}
    OptedOutNumber.objects.filter(opted_out_number="+12065550143", opt_out_list=orders).update(**lately)
    answer = client.post(
        f"{address('opted-out-number-selection')}?since=month",
        {"id": ["+447700900123", "+12065550142", "+447700900999"], "every": "1"},
    ).json()
    assert (answer["hidden"], answer["lost"], answer["every"]) == (
        ["+12065550142"],
        ["+447700900999"],
        [["+447700900123", ""]],
    )
    assert f'data-check="{address("opted-out-number-selection")}' in client.get(address()).content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "script"])
def test_somebody_chooses_the_columns_for_each_list(client, orders, headers):
    dialog = address("opt-out-list-detail-preferences")
    columns = ["opted_out_number", "opted_out_timestamp", "country", "end_user_opted_out"]
    chosen = {"size": "10", "order": columns, "shown": columns[:3], "next": f"{address()}?q=%2B44"}
    answer = client.post(dialog, chosen, headers=headers)
    assert (answer.get("Location") or answer.get("HX-Redirect")) == f"{address()}?q=%2B44"
    page = text(client.get(address(), follow=True))
    assert "+44 7700 900123 just now United Kingdom (GB)" in page
    assert "Added here" not in page
    for way in ("SMS and voice", "Opt-out lists", "orders"):
        assert way in text(client.get(dialog))
    assert client.get(dialog.replace("orders", "nothing")).status_code == 404


def test_a_number_that_is_not_on_it_is_told_where_it_is(client, orders):
    page = client.get(f"{address()}?q=%2B1 206 555 0143")
    assert "+1 206-555-0143 isn't on this list. It is on: marketing." in text(page)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "script"])
def test_numbers_are_added_one_a_line(client, orders, headers):
    data = {"numbers": "07700 900456\n\n+1 (206) 555-0142\n+12065550143", "iso_country_code": "GB"}
    answer = client.post(address("opted-out-number-add"), data, headers=headers)
    assert (answer.get("Location") or answer.get("HX-Redirect")) == address()
    assert left() == ["+12065550142", "+12065550143", "+447700900123", "+447700900456"]
    assert "2 numbers were added. 1 number was there already." in text(client.get(address()))


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "Numbers is required."),
        ("hello", "hello: Not a phone number."),
        ("07700 900123", "07700 900123: No country, and none was chosen."),
        ("+4930", "+4930: Too short for Germany (DE)."),
        ("+12065550142\n" * 1001, "Use Import CSV for more than 1,000."),
    ],
)
def test_what_is_no_number_is_said_and_nothing_is_added(client, orders, written, sentence):
    answer = client.post(address("opted-out-number-add"), {"numbers": written})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert len(left()) == 2


def test_removing_warns_of_those_who_opted_out_themselves(client, orders):
    ids = ["+12065550142", "+447700900123"]
    question = text(client.get(address("opted-out-number-remove"), {"id": ids}))
    assert "Remove 2 numbers from orders? They get messages again." in question
    assert "1 of them opted out themselves." in question
    client.post(address("opted-out-number-remove"), {"id": ids})
    assert left() == []


def test_a_number_is_removed_once_in_thirty_days(client, orders):
    lately = timezone.now() - timedelta(days=20)
    orders.opted_out_number_rows.filter(opted_out_number="+447700900123").update(opted_in_timestamp=lately)
    day = timezone.localtime(lately + timedelta(days=30))
    sentence = f"Can be removed again on {day:%B} {day.day}."
    page = client.get(address())
    assert sentence in text(page)
    assert 'value="+447700900123"' not in page.content.decode()
    answer = client.post(address("opted-out-number-remove"), {"id": "+447700900123"})
    assert answer.status_code in (409, 422)
    assert sentence in text(answer)
    assert "+447700900123" in left()
