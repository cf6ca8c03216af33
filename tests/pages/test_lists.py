"""What stands around the rows of every list: how many there are, which these are, and the pages."""

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.conftest import HTMX
from tests.help.factories import (
    ConfigurationSetFactory,
    MessageFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    SenderIdFactory,
)

pytestmark = pytest.mark.every_database
PLACE = ["111122223333", "us-east-1"]
# Each list with what makes rows of it, which of them a search finds, and its heading.
LISTS = {
    "phone-number-list": (PhoneNumberFactory, {"iso_country_code": "SE"}, "Sweden", "Phone numbers"),
    "pool-list": (PoolFactory, {"name": "odd"}, "odd", "Pools"),
    "sender-id-list": (SenderIdFactory, {"iso_country_code": "SE"}, "Sweden", "Sender IDs"),
    "message-list": (MessageFactory, {"message_body": "odd"}, "odd", "Messages"),
}
TABS = tuple(LISTS)
# Lists that are pages of their own.
LISTS |= {
    "opt-out-list-list": (OptOutListFactory, {"opt_out_list_name": "odd"}, "odd", "Opt-out lists"),
    "configuration-set-list": (
        ConfigurationSetFactory,
        {"configuration_set_name": "odd"},
        "odd",
        "Configuration sets",
    ),
}
EVERY_LIST = pytest.mark.parametrize("name", LISTS)


def text(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", response.content.decode())).split())


def filled(name: str, plain: int, odd: int) -> tuple[str, str]:
    """The list's address and heading, with rows of which a search finds the odd ones."""
    factory, differs, _, heading = LISTS[name]
    if name == "opt-out-list-list":
        # Every account has one more, which is there from the first look.
        factory(opt_out_list_name="Default")
        plain -= 1
    factory.create_batch(plain)
    for number in range(odd):
        # What has a name has it alone.
        own = {
            key: f"{value}{number}"
            for key, value in differs.items()
            if key.endswith(("list_name", "set_name"))
        }
        factory(**differs | own)
    return reverse(name, args=PLACE), heading


def noun(heading: str) -> str:
    return heading[0].lower() + heading[1:]


@EVERY_LIST
def test_the_counter_says_how_many_of_how_many_where_the_list_is_narrowed(client, account, name):
    address, heading = filled(name, plain=3, odd=2)
    assert f"{heading} (5) Info" in text(client.get(address))
    found = text(client.get(f"{address}?q={LISTS[name][2]}"))
    assert f"{heading} (2 of 5) Info" in found
    assert (f"{heading} (5)" in found) == (name in TABS)  # on the tab


@EVERY_LIST
def test_a_change_of_the_list_brings_its_counter(client, account, name):
    address, heading = filled(name, plain=3, odd=2)
    table = f"{noun(heading).replace(' ', '-').lower()}-table"
    response = client.get(f"{address}?q={LISTS[name][2]}", headers=HTMX | {"HX-Target": table})
    assert re.search(r"data-counter[^>]*>\(2 of 5\)", response.content.decode())


@EVERY_LIST
def test_the_foot_says_which_rows_these_are_and_when_they_were_read(client, account, name):
    address, heading = filled(name, plain=10, odd=2)
    whole = text(client.get(address))
    assert re.search(rf"Showing 1 to 12 of 12 {noun(heading)}\. Updated at \d\d:\d\d\.", whole)
    last = text(client.get(f"{address}?size=10&page=2"))
    assert f"Showing 11 to 12 of 12 {noun(heading)}. Updated at" in last
    assert f"Showing 2 of 12 {noun(heading)}. Updated at" in text(client.get(f"{address}?q={LISTS[name][2]}"))


@EVERY_LIST
def test_the_foot_repeats_the_pages_where_there_are_several(client, account, name):
    address, heading = filled(name, plain=10, odd=2)
    below = f'aria-label="{heading} pagination, below"'
    assert below not in client.get(address).content.decode()
    _, foot = client.get(f"{address}?size=10").content.decode().split(below)
    assert re.findall(r'id="(page-foot-[^"]+)"', foot) == [
        "page-foot-previous-reason",
        "page-foot-1",
        "page-foot-2",
        "page-foot-next",
    ]
    assert f'href="{address}?page=2&amp;size=10"' in foot


def test_paging_in_the_foot_is_paging(client, account):
    address, _ = filled("pool-list", plain=12, odd=0)
    headers = HTMX | {"HX-Target": "pools-table", "HX-Trigger": "page-foot-2"}
    response = client.get(f"{address}?size=10&page=2", headers=headers)
    assert "Showing 11 to 12 of 12 pools" in response.headers["HX-Trigger-After-Settle"]


@pytest.mark.parametrize("name", [name for name in LISTS if name != "opt-out-list-list"])
def test_an_empty_list_has_no_foot(client, account, name):
    assert "Updated at" not in text(client.get(reverse(name, args=PLACE)))


@pytest.mark.parametrize("name", [*LISTS, "overview", "access-key-list", "test-settings", "pool-create"])
def test_what_a_page_is_for_is_said_in_info(client, account, name):
    """Not in a line under its heading, which those who come every day would scroll past every day."""
    page = client.get(reverse(name, args=PLACE)).content.decode()
    assert re.search(r'<div class="header header--h1">.*?data-help>Info', page, re.S)
    assert (
        re.findall(
            r'<div class="header header--h[12]">(?:(?!<div class="header header--).)*?header__description',
            page,
            re.S,
        )
        == []
    )


# The column that a selection names rows by, and where the script asks about it.
SELECTIONS = {
    "phone-number": ("phone_number_id", "phone number"),
    "sender-id": ("sender_id", "sender ID"),
}


@pytest.mark.parametrize("kind", SELECTIONS)
def test_a_selection_is_told_what_became_of_it(client, account, other_caller, kind):
    """Of rows in sight, hidden by the filters, gone, and of another account, which is the same as gone."""
    factory, odd, found, _ = LISTS[f"{kind}-list"]
    column, noun = SELECTIONS[kind]

    def key(row) -> str:
        return f"{row.sender_id}/{row.iso_country_code}" if kind == "sender-id" else getattr(row, column)

    plain, odd, foreign = factory(), factory(**odd), factory(account=other_caller.account)
    there = reverse(f"{kind}-selection", args=PLACE)
    ids = [key(plain), key(odd), "gone", key(foreign)]
    answer = client.post(f"{there}?q={found}", {"id": ids, "every": "1"}, headers=HTMX).json()
    assert answer == {
        "selectable": 1,
        "more": False,
        "hidden": [key(plain)],
        "lost": ["gone", key(foreign)],
        "note": f"2 selected {noun}s no longer exist.",
        "every": [[key(odd), ""]],
    }


@pytest.mark.parametrize("kind", SELECTIONS)
def test_several_rows_can_be_selected(client, account, kind):
    LISTS[f"{kind}-list"][0].create_batch(3)
    address = reverse(f"{kind}-list", args=PLACE)
    page = client.get(address).content.decode()
    assert page.count("data-row") == 3
    assert "data-select-all" in page
    assert f'data-check="{reverse(f"{kind}-selection", args=PLACE)}"' in page
