"""Create pool from a phone number, chosen in a table."""

import re
from html import unescape

import pytest

from pools.models import PhoneNumber, Pool
from tests.conftest import HTMX
from tests.help.create_pool import SENDER, TOKEN, errors, from_number, number, text, url, values
from tests.help.factories import PhoneNumberFactory, PoolFactory

__all__ = ["number", "url"]


def test_makes_a_pool_from_a_phone_number(client, url, number):
    assert client.post(url, from_number(number, pool_name="Numbers")).status_code == 303
    pool = Pool.objects.get()
    assert list(pool.phone_numbers.all()) == [number]
    assert (pool.two_way_enabled, pool.opt_out_list_name) == (True, "support")


def test_the_table_lists_active_free_numbers_that_send_sms(client, url, caller, number):
    pool = PoolFactory(account=caller.account, name="taken")
    hidden = [
        PhoneNumberFactory(account=caller.account, pool=pool),
        PhoneNumberFactory(account=caller.account, pending=True),
        PhoneNumberFactory(account=caller.account, voice_only=True),
    ]
    elsewhere = PhoneNumberFactory(account=caller.account, region="eu-west-1")
    page = client.get(url)
    html = page.content.decode()
    assert number.phone_number_id in html
    assert not any(one.phone_number_id in html for one in (*hidden, elsewhere))
    sentence = "3 numbers aren't listed because they are in another pool, pending, or voice only."
    assert sentence in text(page)
    assert "Numbers available for association (1)" in text(page)
    answer = client.post(url, {"op": "show_numbers", "type": "phone-number"})
    assert "Numbers available for association (1 of 4)" in text(answer)
    part = client.get(url, {"all": "1", "type": "phone-number"}, headers=HTMX | {"HX-Target": "numbers"})
    assert 'hx-swap-oob="outerHTML:#numbers-heading .header__counter"' in part.content.decode()
    assert "(1 of 4)" in text(part)
    shown = answer.content.decode()
    for one, reason in zip(
        hidden, ("In pool taken", "Pending until registered", "Can't send SMS"), strict=True
    ):
        row = re.search(rf'<tr data-testid="number-row-{one.phone_number_id}".*?</tr>', shown, re.S)
        assert " disabled" in row[0]
        assert reason in unescape(row[0])
    assert elsewhere.phone_number_id not in shown


@pytest.mark.parametrize(
    ("trait", "sentence"),
    [
        ({}, "Phone number is required."),
        ({"origination_identity": "phone-0"}, "Choose one of the phone numbers in the list."),
        (
            {"origination_identity": "&" * 300},
            "The phone number has too many characters. Character count: 300/256",
        ),
    ],
)
def test_a_number_has_to_be_chosen_from_the_list(client, url, number, trait, sentence):
    answer = client.post(url, {"type": "phone-number", "client_token": TOKEN} | trait)
    assert (answer.status_code, errors(answer)) == (422, [sentence])


def test_another_accounts_number_is_none_at_all(client, url, other_caller):
    theirs = PhoneNumberFactory(account=other_caller.account)
    answer = client.post(url, from_number(theirs))
    assert (answer.status_code, errors(answer)) == (422, ["Choose one of the phone numbers in the list."])
    assert theirs.label not in text(answer)


def test_a_number_that_somebody_took_meanwhile_is_said_at_the_table(client, url, caller, number):
    number.pool = PoolFactory(account=caller.account, name="theirs")
    number.save()
    answer = client.post(url, from_number(number, pool_name="Mine"), headers=HTMX)
    assert answer.status_code == 409
    assert errors(answer) == [f"{number.label} is already in pool theirs. Disassociate it there first."]
    assert values(answer)["pool_name"] == "Mine"
    assert "focus" in answer.headers["HX-Trigger-After-Settle"]


@pytest.mark.parametrize("trait", ["pending", "voice_only"])
def test_a_number_that_cannot_start_a_pool_is_refused(client, url, caller, trait):
    number = PhoneNumberFactory(account=caller.account, **{trait: True})
    answer = client.post(url, from_number(number))
    assert (answer.status_code, len(errors(answer))) == (409, 1)
    assert not Pool.objects.exists()


def test_the_account_without_numbers_is_told_so(client, url):
    page = text(client.get(url))
    assert "No phone numbers" in page
    assert "Request phone number" in page
    assert "aren't listed" not in page


@pytest.fixture
def many(caller) -> list[PhoneNumber]:
    return [PhoneNumberFactory(account=caller.account) for _ in range(23)]


def test_paging_and_searching_lose_nothing_of_what_is_typed(client, url, many):
    sent = SENDER | {"pool_name": "#", "origination_identity": many[-1].phone_number_id, "tags-0-key": "aws:"}
    for op in ("page:2", "page:3", "filter", "show_numbers", "hide_numbers", "inherit", "add_tag"):
        answer = client.post(url, sent | {"op": op})
        assert answer.status_code == 200
        assert not errors(answer)
        kept = values(answer)
        for name in ("pool_name", "sender_id", "origination_identity", "client_token", "tags-0-key"):
            assert kept[name] == sent[name]
    assert not Pool.objects.exists()


def test_a_page_is_ten_numbers_and_the_one_that_is_chosen(client, url, many):
    rows = r'data-testid="number-row-'
    assert len(re.findall(rows, client.get(url).content.decode())) == 10
    sent = {"type": "phone-number", "op": "page:3", "origination_identity": many[-1].phone_number_id}
    assert len(re.findall(rows, client.post(url, sent).content.decode())) == 4


def test_no_page_says_how_many_there_are_where_nobody_has_counted(client, url, many, monkeypatch):
    numbers = {"type": "phone-number"}
    assert 'aria-label="Page 1 of 3"' in client.post(url, numbers | {"op": "page:1"}).content.decode()
    for module in ("kit.listing", "kit.paging", "pools.available_numbers"):
        monkeypatch.setattr(f"pools.pages.{module}.COUNTED", 20)
    page = client.post(url, numbers | {"op": "page:1"}).content.decode()
    assert 'aria-label="Page 1"' in page
    assert 'aria-label="Last page"' in page
    assert 'aria-label="Page 1 of' not in page


def test_enter_in_the_search_searches_and_enter_elsewhere_submits(client, url, number):
    sent = from_number(number, op="enter", q="555", searched="")
    assert client.post(url, sent).status_code == 200
    assert client.post(url, sent | {"searched": "555"}).status_code == 303


def test_htmx_gets_only_the_table(client, url, many):
    headers = HTMX | {"HX-Target": "numbers", "HX-Trigger-Name": "q"}
    answer = client.get(url, {"q": many[0].phone_number, "origination_identity": "x"}, headers=headers)
    html = answer.content.decode()
    assert "<form" not in html
    assert html.count("number-row-") == 1
    assert "1 match" in answer.headers["HX-Trigger-After-Settle"]
