"""The pages of a configuration set say how it stands with AWS, and what of it stays here."""

import pytest
from django.urls import reverse

from pools.models import Standing
from tests.help.factories import ConfigurationSetFactory
from tests.help.texts import words_of
from tests.pages.sync.resources import mirrored

pytestmark = pytest.mark.django_db
PLACE = ["111122223333", "us-east-1"]
DETAIL = reverse("configuration-set-detail", args=[*PLACE, "codes"])
DELETE = reverse("configuration-set-delete", args=PLACE)


@pytest.fixture
def differs(caller, link) -> None:
    ConfigurationSetFactory(configuration_set_name="codes", default_sender_id="ACME")
    theirs = [["default_sender_id", "", "pending", "changed", "OLD", "ACME", "OLD"]]
    mirrored(caller, link, "configuration-set", "codes", Standing.PENDING, differences=theirs)


def test_its_page_has_aws_values_beside_ours_and_says_what_is_not_sent(client, differs):
    words = words_of(client.get(DETAIL))
    assert "1 setting of this configuration set is not in AWS yet" in words
    assert "In AWS: OLD" in words
    assert "Default message type, message feedback and event destinations: Not sent to AWS." in words


def test_deleting_it_says_that_aws_follows(client, differs):
    assert "Deleted here now, in AWS when a plan is applied." in words_of(client.get(DELETE, {"id": "codes"}))
    client.post(DELETE, {"id": "codes", "confirm": "delete"})
    (said,) = client.get(reverse("configuration-set-list", args=PLACE)).context["messages"]
    assert str(said) == "Configuration set codes was deleted here. 1 change is not in AWS yet."
