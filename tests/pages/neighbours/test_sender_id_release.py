"""Releasing sender IDs, by the typed word; not while one is in a pool or protected."""

import html

import pytest
from django.urls import reverse

from pools.models import SenderId
from tests.conftest import HTMX, signed_in
from tests.help.factories import PoolFactory, PoolSenderIdFactory, SenderIdFactory
from tests.help.linked import link_of
from tests.help.sync_rows import mirror

pytestmark = pytest.mark.django_db
PLACE = ["111122223333", "us-east-1"]
LIST = reverse("sender-id-list", args=PLACE)
RELEASE = reverse("sender-id-release", args=PLACE)
ONE = {"id": "ACME/GB"}


@pytest.fixture
def sender(account) -> SenderId:
    return SenderIdFactory(sender_id="ACME", iso_country_code="GB")


def text(response) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


def test_it_asks_for_its_own_word(client, sender):
    page = text(client.get(RELEASE, ONE))
    assert "Release sender ID confirmation" in page
    assert 'Permanently release sender ID <strong translate="no">ACME (GB)</strong>?' in page
    assert client.post(RELEASE, ONE | {"confirm": "delete"}).status_code == 422
    assert SenderId.objects.exists()


def test_the_word_releases_it_and_no_other_of_that_name(client, sender):
    SenderIdFactory(sender_id="ACME", iso_country_code="IN", registered=True)
    headers = HTMX | {"HX-Current-URL": f"http://testserver{LIST}"}
    answer = client.post(RELEASE, ONE | {"confirm": "release"}, headers=headers)
    assert "Sender ID ACME (GB) was released." in text(answer)
    assert SenderId.objects.get().iso_country_code == "IN"
    client.post(RELEASE, ONE | {"confirm": "release"})
    assert "Sender ID ACME/GB was already released." in text(client.get(LIST))


def test_those_that_cant_be_are_skipped_with_what_mends_it(client, sender):
    SenderIdFactory(sender_id="KEPT", iso_country_code="GB", deletion_protection_enabled=True)
    used = SenderIdFactory(sender_id="USED", iso_country_code="GB")
    pools = [PoolFactory(name=name) for name in ("alerts", "news")]
    for pool in pools:
        PoolSenderIdFactory(sender_id=used, pool=pool)
    page = text(client.get(RELEASE, {"id": ["ACME/GB", "KEPT/GB", "USED/GB"]}))
    assert "It is in 2 pools. Disassociate it there first." in page
    assert all(f"/pools/{pool.pool_id}/#origination-identities" in page for pool in pools)
    assert "Deletion protection is on. Turn it off, then try again." in page
    assert "/sender-ids/KEPT/GB/#deletion-protection" in page
    form = {"id": ["ACME/GB"], "skipped": ["KEPT/GB", "USED/GB"], "confirm": "release"}
    client.post(RELEASE, form)
    assert "1 of 3 sender IDs were released. 2 couldn't be released." in text(client.get(LIST))
    assert sorted(SenderId.objects.values_list("sender_id", flat=True)) == ["KEPT", "USED"]


def test_one_that_aws_has_stays_there_and_the_line_is_shown(client, caller, sender):
    line = "aws pinpoint-sms-voice-v2 release-sender-id --sender-id ACME --iso-country-code GB --region us-east-1"
    link = link_of(caller)
    assert line not in text(client.get(RELEASE, ONE))
    mirror(link, "sender-id", "ACME/GB")
    page = text(client.get(RELEASE, ONE))
    assert "Stays in AWS. To release it there, run:" in page
    assert line in page


def test_a_viewer_may_not(viewer, sender):
    assert signed_in(viewer).post(RELEASE, ONE | {"confirm": "release"}).status_code == 403
    assert "Only an Editor can release sender IDs." in text(signed_in(viewer).get(LIST))
