"""The pages of a phone number and a sender ID say how each stands with AWS."""

import pytest
from django.test import Client

from pools.models import DirtyKey, Mirror, Standing
from pools.operations.keywords import put_keyword
from tests.help.factories import PhoneNumberFactory, PoolFactory, SenderIdFactory, TagFactory
from tests.help.texts import words_of
from tests.pages.sync.places import NUMBER, PLACE, POOL, SENDER
from tests.pages.sync.resources import NEW, PROTECTION, mirrored, pool_here

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("in_pool", [False, True])
def test_a_number_that_is_only_here_is_to_be_replaced(client, caller, link, in_pool):
    PhoneNumberFactory(phone_number_id="phone-ours", pool=pool_here() if in_pool else None)
    mirrored(caller, link, "phone-number", "phone-ours", Standing.NEW, differences=[NEW])
    answer = client.get(NUMBER)
    assert (
        "This number exists only here AWS assigns the real one when you request it there. Replace by a number of the "
        "account"
    ) in words_of(answer)
    free = f"{POOL}?ids=available#origination-identities"
    href = free if in_pool else f"{PLACE}/phone-numbers/?aws=IN_SYNC"
    assert f'href="{href}"' in answer.content.decode()
    assert client.get(href.partition("#")[0]).status_code == 200


def test_a_number_that_moved_says_where_aws_has_it(client, caller, link):
    theirs = PoolFactory(name="theirs")
    PhoneNumberFactory(phone_number_id="phone-ours", pool=pool_here())
    moved = ["pool_id", "", "pending", "changed", "pool-far", "pool-ours", "pool-far"]
    mirrored(caller, link, "pool", theirs.pool_id, Standing.IN_SYNC, key="pool-far")
    mirrored(
        caller, link, "phone-number", "phone-ours", Standing.PENDING, differences=[moved], key="phone-far"
    )
    words = words_of(client.get(NUMBER))
    assert "1 setting of this phone number is not in AWS yet Pool, changed by" in words
    assert "Review and apply this phone number" in words
    assert "order-updates In AWS: theirs" in words
    assert "ID in AWS phone-far" in words


def test_keywords_and_tags_of_a_number_have_aws_values_beside_them(client, viewer_client, caller, link):
    number = PhoneNumberFactory(phone_number_id="phone-ours")
    put_keyword(caller, origination_identity="phone-ours", keyword="INFO", keyword_message="Ours.")
    TagFactory(phone_number=number, key="Team", value="Orders")
    TagFactory(phone_number=number, key="Stage", value="Live")
    theirs = [
        ["keywords", "INFO", "pending", "changed", None, ["Ours.", "AUTOMATIC_RESPONSE"], None],
        ["tags", "Team", "pending", "changed", "News", "Orders", "News"],
    ]
    mirrored(caller, link, "phone-number", "phone-ours", Standing.PENDING, differences=theirs)
    DirtyKey.objects.all().delete()
    form = words_of(client.get(NUMBER))
    assert (form.count("In AWS: none"), form.count("In AWS: News")) == (1, 1)
    words = words_of(viewer_client.get(NUMBER))
    assert "Ours. In AWS: none" in words
    assert "Team Orders In AWS: News" in words
    assert "Stage Live In AWS" not in words


def test_so_have_the_tags_of_a_sender_id(client, viewer_client, caller, link):
    TagFactory(sender_id=SenderIdFactory(sender_id="ACME", iso_country_code="GB"), key="Team", value="Orders")
    theirs = [["tags", "Team", "pending", "changed", None, "Orders", None]]
    mirrored(caller, link, "sender-id", "ACME/GB", Standing.PENDING, differences=theirs)
    assert words_of(client.get(SENDER)).count("In AWS: none") == 1
    assert "Team Orders In AWS: none" in words_of(viewer_client.get(SENDER))


def test_a_sender_id_says_how_it_stands(client, caller, link):
    SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    mirrored(caller, link, "sender-id", "ACME/GB", Standing.NEW, differences=[NEW])
    words = words_of(client.get(SENDER))
    assert "This sender ID is not in AWS yet It is created when the plan is applied." in words
    assert "Review and apply this sender ID" in words
    Mirror.objects.update(standing=Standing.PENDING, differences=[PROTECTION])
    assert "Off In AWS: Off" in words_of(client.get(SENDER))


@pytest.mark.parametrize("path", [POOL, NUMBER, SENDER])
def test_nothing_is_said_without_a_link(client: Client, caller, path):
    SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    PhoneNumberFactory(phone_number_id="phone-ours", pool=pool_here())
    page = client.get(path).content.decode()
    assert "aws-alert" not in page
    assert "In AWS" not in page
    assert "ID in AWS" not in page
