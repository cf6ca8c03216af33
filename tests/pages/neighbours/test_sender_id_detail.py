"""The page of one sender ID."""

import html
import re

import pytest
from django.urls import reverse

from pools.models import Activity, SenderId
from tests.conftest import HTMX, signed_in
from tests.help.factories import (
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    TagFactory,
)
from tests.help.html_forms import fields_of
from tests.help.linked import link_of
from tests.help.operations import tags


def address(sender_id: str, country: str, *, region: str = "us-east-1") -> str:
    return reverse("sender-id-detail", args=["111122223333", region, sender_id, country])


def text(response) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode())))


@pytest.fixture
def sender(account):
    return SenderIdFactory(sender_id="ACME", iso_country_code="IN", registered=True)


def test_it_shows_the_sender_id_its_pools_and_its_tags(client, sender):
    TagFactory(sender_id=sender, key="team", value="blue")
    PoolSenderIdFactory(sender_id=sender, pool=PoolFactory(name="alerts"))
    response = client.get(address("ACME", "IN"))
    page = text(response)
    for words in (
        "ACME (IN)",
        "India (IN)",
        sender.sender_id_arn,
        "Pools (1)",
        "alerts",
    ):
        assert words in page
    assert fields_of(response, "settings-form")["tags-0-value"] == "blue"
    assert "ACME (IN) | Sender IDs | SMS and voice" in page


def test_links_lead_to_the_headings_of_the_sections(client, viewer, sender):
    for reader, own in ((client, True), (signed_in(viewer), False)):
        page = reader.get(address("ACME", "IN")).content.decode()
        nav = page[page.index('id="sections"') :].partition("</nav>")[0]
        there = re.findall(r'href="#([^"]+)" data-section="([^"]+)"', nav)
        assert [part for _, part in there] == [
            *("summary", "pools"),
            *(["settings"] if own else []),
            *("tags", "resource-policy"),
        ]
        for heading, part in there:
            assert page.count(f' id="{heading}"') + page.count(f' id="{part}"') == 2


def test_it_says_where_there_are_none(client, sender):
    page = text(client.get(address("ACME", "IN")))
    assert "This sender ID is in no pool." in page
    assert "No tags are attached to this sender ID." in page


def test_the_same_name_in_another_country_is_another(client, sender):
    assert client.get(address("ACME", "GB")).status_code == 404


@pytest.mark.parametrize("place", [("ACME", "nowhere"), ("x" * 1000, "IN"), ("%00", "IN")])
def test_what_is_not_there_is_not_found(client, sender, place):
    path = address("X", "Y").replace("/X/Y/", f"/{place[0]}/{place[1]}/")
    assert client.get(path).status_code == 404


def test_where_it_is_elsewhere_the_page_leads_there(client, other_client, sender):
    response = client.get(address("ACME", "IN", region="eu-west-1"))
    assert "ACME is in US East (N. Virginia)." in text(response)
    assert f'href="{address("ACME", "IN")}"' in response.content.decode()
    assert other_client.get(address("ACME", "IN")).status_code == 404


@pytest.mark.parametrize("is_there", [True, False])
def test_another_region_shows_its_own(client, sender, is_there):
    if is_there:
        SenderIdFactory(sender_id="ACME", iso_country_code="IN", region="eu-west-1")
    switch = reverse("region-switch", args=["111122223333", "eu-west-1"])
    response = client.get(f"{switch}?from={address('ACME', 'IN')}", follow=True)
    if is_there:
        assert response.redirect_chain[-1][0] == address("ACME", "IN", region="eu-west-1")
    else:
        assert "Sender ID ACME exists only in US East (N. Virginia)." in text(response)


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_queries_at_any_size(client, sender, django_assert_num_queries, count):
    for _ in range(count):
        PoolSenderIdFactory(sender_id=sender)
        TagFactory(sender_id=sender)
    with django_assert_num_queries(6):
        client.get(address("ACME", "IN"))


PAGE = "/111122223333/us-east-1/sms-voice/sender-ids/ACME/IN/"


def typed(client, **changes: str) -> dict[str, str]:
    """The form as the page has it, with something typed."""
    return fields_of(client.get(PAGE), "settings-form") | changes


def now() -> SenderId:
    return SenderId.objects.get(sender_id="ACME", iso_country_code="IN")


def test_protection_and_tags_are_saved_together(client, sender):
    TagFactory(sender_id=sender, key="team", value="blue")
    form = typed(client, deletion_protection_enabled="on", **{"tags-0-value": "red"})
    assert client.post(f"{PAGE}settings/", form).url == PAGE
    assert now().deletion_protection_enabled
    assert tags(now()) == {"team": "red"}
    assert "Settings for sender ID ACME (IN) were saved." in text(client.get(PAGE))
    # The page went back: nothing is asked for that is not so already.
    client.post(f"{PAGE}settings/", typed(client))
    assert "No changes were made to sender ID ACME (IN)." in text(client.get(PAGE))
    assert list(Activity.objects.order_by("pk").values_list("operation", flat=True)) == [
        "UpdateSenderId",
        "TagResource",
    ]


def test_what_is_wrong_is_said_and_kept(client, sender):
    changes = {"deletion_protection_enabled": "on", "tags-9-key": "aws:x"}
    answer = client.post(f"{PAGE}settings/", typed(client, **changes))
    assert answer.status_code == 422
    assert "Tag keys can't start with aws:." in text(answer)
    assert fields_of(answer, "settings-form")["deletion_protection_enabled"] == "on"
    assert not Activity.objects.exists()


def test_without_script_buttons_add_and_remove_rows(client, sender):
    answer = client.post(f"{PAGE}settings/", typed(client, op="add_tag"))
    assert re.search(r'name="tags-\d+-key"[^>]*value=""', answer.content.decode())


def test_it_is_marked_as_registered_where_aws_does_not_say_so(client, sender):
    assert "Mark as registered" not in text(client.get(PAGE))
    SenderId.objects.update(registered=False)
    assert "Mark as registered" in text(client.get(PAGE))
    client.post(f"{PAGE}registered/")
    assert "ACME (IN) was marked as registered." in text(client.get(PAGE))
    assert now().registered


def test_in_a_linked_account_aws_says_whether_it_is_registered(client, caller, sender):
    SenderId.objects.update(registered=False)
    link_of(caller)
    assert "Mark as registered" not in text(client.get(PAGE))
    client.post(f"{PAGE}registered/")
    assert not now().registered


def test_it_leaves_a_pool_from_here_and_comes_back(client, sender):
    pool = PoolFactory(name="alerts")
    PoolSenderIdFactory(sender_id=sender, pool=pool)
    PhoneNumberFactory(pool=pool)
    question = html.unescape(
        re.search(r'hx-get="([^"]+disassociate[^"]+)"', client.get(PAGE).content.decode())[1]
    )
    page = client.get(question)
    assert "Disassociate ACME (IN) from pool alerts?" in text(page)
    assert f'href="{PAGE}"' in page.content.decode()
    form = {"id": "ACME/IN", "from": "identity", "confirm": "disassociate"}
    assert all(f'name="{name}" value="{form[name]}"' in page.content.decode() for name in ("id", "from"))
    address = question.partition("?")[0]
    assert client.post(address, form | {"confirm": "no"}).status_code == 422
    answer = client.post(address, form, headers=HTMX)
    assert answer.headers["HX-Redirect"] == PAGE
    assert not sender.pools.exists()
    # Sent twice, it is done once; without script the way back is a redirect.
    assert client.post(address, form).url == PAGE
    assert "ACME (IN) isn't in this pool any more." in text(client.get(PAGE))


def test_the_last_identity_of_a_pool_stays(client, sender):
    pool = PoolFactory(name="alerts")
    PoolSenderIdFactory(sender_id=sender, pool=pool)
    question = f"{pool_address(pool)}?id=ACME/IN&from=identity"
    assert "A pool needs at least one origination identity. Delete the pool instead." in text(
        client.get(question)
    )


def pool_address(pool) -> str:
    return reverse("pool-disassociate", args=["111122223333", "us-east-1", pool.pool_id])


def test_it_joins_a_pool_from_here_and_the_others_say_why_not(client, sender):
    fits, wrong = PoolFactory(name="alerts"), PoolFactory(name="news", message_type="PROMOTIONAL")
    PoolSenderIdFactory(sender_id=sender, pool=PoolFactory(name="has it"))
    add = f"{PAGE}add-to-pool/"
    page = client.get(add)
    assert "news: Its message type is Promotional." in text(page)
    assert "has it" not in text(page)
    assert re.search(rf'<option value="{wrong.pool_id}" disabled', page.content.decode())
    assert client.post(add, {"pool_id": ""}).status_code == 422
    assert client.post(add, {"pool_id": "pool-of-nobody"}).status_code == 409
    answer = client.post(add, {"pool_id": wrong.pool_id})
    assert (answer.status_code, sender.pools.count()) == (409, 1)
    assert "doesn't match the pool" in text(answer)
    assert client.post(add, {"pool_id": fits.pool_id}, headers=HTMX).headers["HX-Redirect"] == PAGE
    assert "ACME (IN) was associated to pool alerts." in text(client.get(PAGE))
    assert "There is no pool that it fits." in text(client.get(add))


def test_a_viewer_sees_values_and_no_form(viewer, sender):
    PoolSenderIdFactory(sender_id=sender)
    page = text(signed_in(viewer).get(PAGE))
    assert "Only an Editor can change sender IDs." in page
    assert "Save changes" not in page
    assert "Disassociate" not in page
    for act in ("settings", "registered", "add-to-pool"):
        assert signed_in(viewer).post(f"{PAGE}{act}/", {}).status_code == 403
