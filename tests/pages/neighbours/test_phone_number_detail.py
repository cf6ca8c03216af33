"""One phone number and what is to be read of it."""

import re

import pytest
from django.urls import reverse

from tests.help.factories import TOPIC, KeywordFactory, PhoneNumberFactory, PoolFactory, TagFactory
from tests.help.html_forms import fields_of


def address(phone_number_id: str, *, region: str = "us-east-1") -> str:
    return reverse("phone-number-detail", args=["111122223333", region, phone_number_id])


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def test_a_viewer_reads_the_number_and_what_belongs_to_it(viewer_client, account):
    number = PhoneNumberFactory(phone_number="+12065550142", two_way=True)
    KeywordFactory(phone_number=number, keyword="PRICES", keyword_message="From 5 dollars.")
    TagFactory(phone_number=number, key="team", value="blue")
    response = viewer_client.get(address(number.phone_number_id))
    page = text(response)
    assert "<h1" in response.content.decode()
    for words in ("+1 206-555-0142", number.phone_number_arn, "$1.00", TOPIC, "From 5 dollars.", "blue"):
        assert words in page
    assert "Two-way SMS keywords (3)" in page
    assert "Tags (1)" in page
    assert "<title>+1 206-555-0142 | SMS and voice | Amazon Pinpoint | us-east-1</title>" in (
        response.content.decode()
    )


def test_in_a_pool_the_settings_of_the_pool_apply(client, account):
    pool = PoolFactory(name="alerts", two_way=True, opt_out_list_name="Loud")
    KeywordFactory(pool=pool, keyword="POOLWORD")
    number = PhoneNumberFactory(pool=pool, opt_out_list_name="Quiet")
    KeywordFactory(phone_number=number, keyword="OWNWORD")
    response = client.get(address(number.phone_number_id))
    page = text(response)
    assert "This number uses the settings of pool alerts. To change them, open the pool." in page
    assert "Move to pool…" in page
    assert reverse("pool-detail", args=["111122223333", "us-east-1", pool.pool_id]) in (
        response.content.decode()
    )
    assert "POOLWORD" in page
    assert "Loud" in page
    assert "OWNWORD" not in page
    assert "Quiet" not in page


def test_carriers_answer_stop_for_us_toll_free_numbers(client, account):
    number = PhoneNumberFactory(toll_free=True)
    assert "Managed by carriers" in text(client.get(address(number.phone_number_id)))


def test_without_tags_it_says_so(client, account):
    assert "No tags" in text(client.get(address(PhoneNumberFactory().phone_number_id)))


@pytest.mark.parametrize("phone_number_id", ["phone-nowhere", "x" * 1000, "%00", "%F0%9F%92%A5"])
def test_what_is_not_there_is_not_found(client, phone_number_id):
    path = address("X").replace("/X/", f"/{phone_number_id}/")
    assert client.get(path).status_code == 404


def test_another_account_and_region_see_nothing(client, other_client, account):
    number = PhoneNumberFactory()
    assert other_client.get(address(number.phone_number_id)).status_code == 404
    assert client.get(address(number.phone_number_id, region="eu-west-1")).status_code == 404


@pytest.mark.parametrize("count", [0, 20])
def test_it_costs_the_same_queries_at_any_size(client, django_assert_num_queries, count):
    number = PhoneNumberFactory(pool=PoolFactory())
    for _ in range(count):
        TagFactory(phone_number=number)
        KeywordFactory(pool=number.pool)
    with django_assert_num_queries(9):
        client.get(address(number.phone_number_id))


def registered(number) -> str:
    return reverse("phone-number-registered", args=["111122223333", "us-east-1", number.phone_number_id])


def test_a_number_that_waits_for_its_registration_can_be_marked_as_registered(editor_client, account):
    number = PhoneNumberFactory(toll_free=True, pending=True)
    page = editor_client.get(address(number.phone_number_id))
    assert "Pending until registered." in text(page)
    form = fields_of(page, "registration-form")
    answer = editor_client.post(registered(number), form, follow=True)
    assert answer.redirect_chain == [(address(number.phone_number_id), 303)]
    shown = text(answer)
    assert f"{number.label} was marked as registered." in shown
    assert "Pending until registered." not in shown
    number.refresh_from_db()
    assert number.status == "ACTIVE"


def test_a_number_that_waits_for_nothing_has_no_such_button(client, account):
    page = client.get(address(PhoneNumberFactory(toll_free=True).phone_number_id)).content.decode()
    assert "mark-as-registered" not in page


def test_a_viewer_reads_who_can_mark_it(viewer_client, account):
    number = PhoneNumberFactory(pending=True)
    page = viewer_client.get(address(number.phone_number_id)).content.decode()
    button = re.search(r'<button[^>]*data-testid="mark-as-registered"[^>]*>', page)[0]
    assert 'type="button"' in button
    assert 'aria-disabled="true"' in button
    assert "Your role is Viewer. Only an Editor can mark a number as registered." in page
    assert viewer_client.post(registered(number)).status_code == 403
    number.refresh_from_db()
    assert number.status == "PENDING"


@pytest.mark.parametrize(("in_pool", "second"), [(True, "two-way-heading"), (False, "settings-heading")])
def test_links_lead_to_the_headings_of_the_sections(client, account, in_pool, second):
    pool = PoolFactory() if in_pool else None
    number = PhoneNumberFactory(phone_number_id="phone-linked", pool=pool)
    page = client.get(address(number.phone_number_id)).content.decode()
    nav = page[page.index('id="sections"') :].partition("</nav>")[0]
    there = re.findall(r'href="#([^"]+)" data-section="([^"]+)"', nav)
    assert [heading for heading, _ in there][:2] == ["summary-heading", second]
    for heading, part in there:
        assert page.count(f' id="{heading}"') + page.count(f' id="{part}"') == 2


def test_of_a_number_without_a_pool_it_says_so(client, account):
    page = client.get(address(PhoneNumberFactory().phone_number_id))
    assert "Pool Not in a pool" in text(page)
