"""Pool detail: the summary, the page's frame around the settings form, and what it costs."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from pools.models import Pool
from pools.operations.associations import associate_origination_identity
from pools.operations.pools import update_pool
from tests.conftest import HTMX
from tests.help.factories import (
    TOPIC,
    KeywordFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    TagFactory,
    in_a_minute,
)
from tests.help.html_forms import fields_of

FORM = "settings-form"


@pytest.fixture
def pool(caller) -> Pool:
    pool = PoolFactory(name="orders")
    TagFactory(pool=pool, key="Name", value="orders")
    PhoneNumberFactory(pool=pool)
    return pool


@pytest.fixture
def url(caller, pool) -> str:
    return address(caller, pool)


def address(caller, pool, name: str = "pool-detail") -> str:
    return reverse(name, args=[caller.account.account_id, caller.region, pool.pool_id])


def summary_of(response) -> dict[str, str]:
    markup = response.content.decode()
    part = markup[markup.index('id="summary"') :]
    pairs = part[: part.index("</dl>")].split("<dt>")[1:]
    texts = [[" ".join(unescape(strip_tags(half)).split()) for half in pair.split("</dt>")] for pair in pairs]
    return {label.partition(" Info")[0]: value for label, value in texts}


def part(client, url: str, target: str):
    return client.get(url, headers=HTMX | {"HX-Target": target})


def test_the_page_says_what_it_is_and_which_pool(client, url):
    markup = client.get(url).content.decode()
    assert "<title>orders | Pool detail | SMS and voice | Amazon Pinpoint | us-east-1</title>" in markup
    assert '<p class="header__eyebrow">Pool detail</p>' in markup
    assert markup.count("<h1") == 1
    for heading in ("Summary", "Origination identities", "Pool settings"):
        assert f">{heading}" in markup


def test_every_label_of_the_guide_is_there(client, url):
    text = strip_tags(client.get(url).content.decode())
    for label in (
        "Pool detail",
        "Origination identities",
        "Associate to pool",
        "Disassociate from pool",
        "Pool settings",
        "Two-way SMS",
        "Deletion protection",
        "Shared routes",
        "Keywords",
        "Tags",
        "Add another keyword",
        "Remove keyword",
        "Add new tag",
        "Save changes",
        "Delete pool",
    ):
        assert label in text


def test_the_summary(caller, client, url, pool):
    update_pool(caller, pool_id=pool.pool_id, two_way_enabled=True, two_way_channel_arn=TOPIC)
    summary = summary_of(client.get(url))
    assert summary["Pool ID"] == pool.pool_id
    assert summary["Pool ARN"].startswith("arn:aws:sms-voice:us-east-1:")
    assert summary["Pool ARN"].endswith(pool.pool_id[-8:])
    assert summary["Two-way SMS"] == "On inbound"
    assert summary["Last updated"] == f"just now by {caller.user}"
    assert (summary["Pool name"], summary["Status"], summary["Message type"]) == (
        "orders",
        "Active",
        "Transactional",
    )
    assert (summary["Opt-out list"], summary["Self-managed opt-outs"]) == ("Default", "Off")
    assert (summary["Deletion protection"], summary["Shared routes"]) == ("Off", "Off")


def test_a_pool_without_a_name_is_called_by_its_id(client, caller):
    pool = PoolFactory()
    response = client.get(address(caller, pool))
    assert summary_of(response)["Pool name"] == "-none"
    title = re.search(r'<h1 [^>]*id="pool-title"[^>]*>([^<]*)</h1>', response.content.decode())
    assert title[1].strip() == pool.pool_id


def links_of(response) -> dict[str, str]:
    """The links to the sections: their words by where they lead."""
    markup = response.content.decode()
    nav = markup[markup.index('id="sections"') :].partition("</nav>")[0]
    shown = re.sub(r"<span[^>]*\shidden.*?</span>\s*</span>", "", nav, flags=re.DOTALL)
    links = re.findall(r'<a[^>]*href="(#[^"]+)"[^>]*>(.*?)</a>', shown, re.DOTALL)
    return {place: " ".join(strip_tags(text).split()) for place, text in links}


def test_links_lead_to_the_headings_of_the_sections_and_count_what_they_have(client, url, pool):
    PoolSenderIdFactory(pool=pool)
    page = client.get(url)
    assert links_of(page) == {
        "#summary-heading": "Summary",
        "#identities-heading": "Origination identities (2)",
        "#pool-settings-heading": "Pool settings",
        "#keywords-heading": "Keywords (2)",
        "#tags-heading": "Tags (1)",
        "#opt-outs-heading": "Opt-outs",
        "#policy-heading": "Resource policy",
    }
    for place in links_of(page):
        assert re.search(rf'id="{place[1:]}"\s+tabindex="-1"', page.content.decode())


def test_without_script_the_links_say_what_needs_attention(client, caller, url, pool):
    form = fields_of(client.get(url), FORM)
    wrong = {
        "two_way_enabled": "on",
        "destination": "new",
        "topic_name": "not a name",
        "two_way_channel_role": "nor a role",
        "keywords-2-keyword": "X" * 40,
        "keywords-2-keyword_message": "",
        "tags-1-key": "aws:reserved",
    }
    links = links_of(client.post(address(caller, pool, "pool-settings"), form | wrong))
    assert links["#pool-settings-heading"] == "Pool settings · needs attention: 2"
    assert links["#keywords-heading"] == "Keywords (2) · needs attention: 2"
    assert links["#tags-heading"] == "Tags (1) · needs attention: 1"
    assert links["#opt-outs-heading"] == "Opt-outs"


def test_without_script_the_links_say_where_a_conflict_is(client, caller, url, pool):
    form = fields_of(client.get(url), FORM) | {"deletion_protection_enabled": "on", "tags-1-key": "Team"}
    update_pool(caller, pool_id=pool.pool_id, deletion_protection_enabled=True, opt_out_list_name="Default")
    TagFactory(pool=pool, key="Team", value="theirs")
    links = links_of(client.post(address(caller, pool, "pool-settings"), form | {"tags-1-value": "mine"}))
    assert links["#tags-heading"] == "Tags (1) · needs attention: 1"
    assert links["#pool-settings-heading"] == "Pool settings"


def test_the_links_count_along_with_what_is_changed(client, caller, url, pool):
    number = PhoneNumberFactory()
    answer = client.post(
        address(caller, pool, "pool-associate"), {"id": number.phone_number_id}, headers=HTMX
    ).content.decode()
    assert 'id="count-of-origination-identities" hx-swap-oob="true">(2)<' in answer
    form = fields_of(client.get(url), FORM) | {"tags-1-key": "Team", "tags-1-value": "a"}
    answer = client.post(address(caller, pool, "pool-settings"), form, headers=HTMX).content.decode()
    assert 'id="count-of-tags" hx-swap-oob="true">(2)<' in answer


def test_association_counts_as_an_update(caller, client, url, pool):
    number = PhoneNumberFactory()
    associate_origination_identity(caller, pool_id=pool.pool_id, origination_identity=number.phone_number_id)
    assert str(caller.user) in summary_of(client.get(url))["Last updated"]


def test_delete_pool_leads_to_its_confirmation(client, url, pool, viewer_client):
    pools = reverse("pool-list", args=[pool.account_id, pool.region])
    link = f'<a class="button" href="{pools}delete/?id={pool.pool_id}"'
    assert link in client.get(url).content.decode()
    assert link not in viewer_client.get(url).content.decode()


def test_a_pool_of_another_account_is_not_there(other_client, other_caller, url, pool):
    assert other_client.get(url).status_code == 404
    assert other_client.get(address(other_caller, pool)).status_code == 404


@pytest.mark.parametrize("pool_id", ["pool-0", "x" * 5000, "%00", "..", "pool-é"])
def test_an_id_of_no_pool_is_not_there(client, caller, pool_id):
    base = reverse("pool-list", args=[caller.account.account_id, caller.region])
    assert client.get(f"{base}{pool_id}/").status_code == 404


def test_only_a_pool_that_is_being_created_asks_for_its_status(client, url, pool):
    assert "every 2s" not in client.get(url).content.decode()
    Pool.objects.filter(pk=pool.pk).update(settled_timestamp=in_a_minute())
    assert 'hx-trigger="every 2s"' in client.get(url).content.decode()
    waiting = part(client, url, "summary")
    assert (waiting.status_code, summary_of(waiting)["Status"]) == (200, "Creating")
    Pool.objects.filter(pk=pool.pk).update(settled_timestamp=timezone.now())
    done = part(client, url, "summary")
    assert (done.status_code, summary_of(done)["Status"]) == (286, "Active")
    assert f"Pool {pool.label} is active." in done.headers["HX-Trigger-After-Settle"]
    assert 'data-testid="flash-success"' in done.content.decode()


def test_asking_for_the_status_ends_with_the_pool(client, caller, url, pool):
    pool.delete()
    assert part(client, url, "summary").status_code == 286
    assert part(client, url, "origination-identities").status_code == 404


def test_the_two_way_switch_opens_up_when_the_pool_gets_a_number(client, caller):
    pool = PoolSenderIdFactory().pool
    url = address(caller, pool)
    closed = client.get(url).content.decode()
    assert 'hx-trigger="membersChanged from:body"' in closed
    PhoneNumberFactory(pool=pool)
    toggle = part(client, url, "two-way-toggle").content.decode()
    assert toggle.lstrip().startswith('<div id="two-way-toggle">')
    assert "aria-disabled" not in toggle


@pytest.mark.parametrize(("country", "noted"), [("US", True), ("CN", True), ("GB", False)])
def test_countries_without_shared_routes_are_noted(client, caller, country, noted):
    pool = PoolFactory()
    PoolSenderIdFactory(pool=pool, sender_id=SenderIdFactory(iso_country_code=country))
    page = client.get(address(caller, pool)).content.decode()
    assert ("Shared identities aren't available" in page) is noted


def test_what_rode_through_sign_in_is_in_the_form_and_not_saved(client, caller, url, pool):
    typed = {"deletion_protection_enabled": "on", "keywords-2-keyword": "X" * 40}
    form = fields_of(client.get(url), FORM) | typed
    session = client.session
    session["carried"] = {"path": url, "fields": urlencode(form)}
    session.save()
    page = client.get(url)
    again = fields_of(page, FORM)
    assert again["deletion_protection_enabled"] == "on"
    assert again["keywords-2-keyword"] == "X" * 40
    markup = page.content.decode()
    assert "You were signed out. 2 fields are filled in again. Nothing is saved yet." in markup
    assert 'href="#id_deletion_protection_enabled">Go to them</a>' in markup
    (first,) = re.findall(r"<[^>]*\sautofocus", markup)
    assert 'id="id_deletion_protection_enabled"' in first
    assert re.search(r"data-dirty-status>\s*2 unsaved changes", markup)
    assert "data-error" not in page.content.decode()
    assert not Pool.objects.get(pk=pool.pk).deletion_protection_enabled
    assert "deletion_protection_enabled" not in fields_of(client.get(url), FORM)


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


def test_the_page_takes_the_same_queries_however_much_there_is(client, caller, url, pool):
    PhoneNumberFactory.create_batch(2, pool=pool)
    client.get(url)
    few = queries(client, url)
    for _ in range(28):
        KeywordFactory(pool=pool)
    for _ in range(49):
        TagFactory(pool=pool)
    for _ in range(28):
        PhoneNumberFactory(pool=pool)
    for _ in range(70):
        PoolSenderIdFactory(pool=pool)
    # A page that members fill asks for no other identities.
    assert queries(client, url) <= few <= 12
