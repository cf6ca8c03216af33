"""Markup in everything that is stored, at every page and form there is: it stays text."""

import json
import re

import pytest
from django.http import HttpResponse

from pools import models
from tests.conftest import HTMX
from tests.help import factories
from tests.help.parameters import Parameters, parameters_of
from tests.help.walk import Address, World, each_address, undone, world

__all__ = ["world"]
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
EVIL = f"{SCRIPT}{IMAGE}'{{{{7*7}}}}é漢😀\r\nX-Evil: 1\n"
RAW = (SCRIPT, IMAGE, "<img", "X-Evil: 1\r\n", "<script>alert")


EVIL_FORMS: dict[str, Parameters] = {}


@pytest.fixture
def evil(world) -> World:
    """Markup wherever the database keeps text, also where no form would let it pass."""
    ours = {"account": world.caller.account, "region": "us-east-1"}
    models.Pool.objects.filter(**ours).update(
        name=EVIL,
        two_way_channel_arn=EVIL,
        two_way_channel_role=EVIL,
        opt_out_list_name=EVIL[:60],
        two_way_enabled=True,
    )
    models.PhoneNumber.objects.filter(**ours).update(
        two_way_channel_arn=EVIL,
        registration_id=EVIL[:60],
        opt_out_list_name=EVIL[:60],
        monthly_leasing_price=EVIL[:16],
    )
    for number in models.PhoneNumber.objects.filter(**ours):
        number.phone_number = f"<img {number.pk}"
        number.number_capabilities = ["SMS", EVIL]
        number.save()
    for row in models.SenderId.objects.filter(**ours):
        row.sender_id = f'"><IMG {row.pk}'[:11]
        row.save()
    factories.PhoneNumberFactory(
        **ours,
        phone_number_id="phone-odd",
        number_type="<IMG A",
        carrier_status="<IMG C",
        iso_country_code="<I",
    )
    models.Keyword.objects.filter(keyword="OURS").update(keyword=SCRIPT.upper()[:30], keyword_message=EVIL)
    models.Tag.objects.filter(pool__account=world.caller.account).exclude(key="Name").update(
        key=EVIL[:120], value=EVIL
    )
    models.Tag.objects.filter(pool__account=world.caller.account, key="Name").update(value=EVIL)
    models.Project.objects.filter(account=world.caller.account).update(name=EVIL[:64])
    spoil_neighbours(world, ours)
    models.SnsTopic.objects.filter(**ours).update(topic_arn=EVIL)
    models.Account.objects.filter(pk=world.caller.account.pk).update(name=EVIL[:64], default_sender_id="<IMG")
    models.User.objects.filter(pk=world.caller.user.pk).update(username=EVIL[:150])
    world.caller.account.refresh_from_db()
    ids = models.PhoneNumber.objects.filter(**ours, pool=None).values_list("phone_number_id", flat=True)
    world.identities = [*world.identities, *ids]
    world.forms = EVIL_FORMS
    return world


def spoil_neighbours(world: World, ours: dict) -> None:
    """Lists and sets; one of the lists is named by the addresses."""
    for row in models.OptOutList.objects.filter(**ours).exclude(opt_out_list_name="Default"):
        name = f'"><IMG {row.pk}'
        if row.opt_out_list_name == world.values["opt_out_list_name"]:
            world.values["opt_out_list_name"] = name
        row.opt_out_list_name = name
        row.save()
    models.ConfigurationSet.objects.filter(**ours).update(default_sender_id='"><IMG x')
    models.EventDestination.objects.update(sns_destination={"TopicArn": EVIL})


TARGETS = ("", "numbers", "origination-identities", "summary", "two-way-toggle", "pools-table", "projects")


def harmless(answer: HttpResponse) -> None:
    if answer.get("Content-Type", "").startswith("text/csv"):
        # A browser keeps it as a file, and shows it as no page.
        assert answer["Content-Disposition"].startswith("attachment")
    else:
        harmless_page(answer.content.decode())
    for name, value in answer.headers.items():
        assert "\n" not in value
        assert "\r" not in value
        assert value.isascii(), name
        assert name != "X-Evil"
        if name.startswith("HX-Trigger"):
            json.loads(value)


def harmless_page(text: str) -> None:
    for raw in RAW:
        assert raw not in text, text[max(0, text.find(raw) - 300) : text.find(raw) + 100]
    assert "<IMG" not in text
    assert "onerror=alert(1)>" not in text.replace("&gt;", "")
    assert "49" not in re.findall(r"\{\{.*?\}\}", text)


@each_address
def test_markup_that_is_stored_stays_text(evil: World, address: Address, monkeypatch):
    client, path = evil.client("administrator"), address.path(evil.values)
    given = parameters_of(address, evil, monkeypatch)
    for target in TARGETS:
        headers = HTMX | {"HX-Target": target} if target else {}
        harmless(undone(lambda headers=headers: client.get(path, headers=headers)))
    values = [EVIL, *([evil.values["pool_id"], *evil.identities] if "id" in given.query else [])]
    for value in values:
        harmless(undone(lambda value=value: client.get(path, dict.fromkeys(given.query, value))))
    for data in given.filled:
        for sent, headers in ((data, {}), (data | dict.fromkeys(data.keys() - {"id"}, EVIL), HTMX)):
            harmless(
                undone(
                    lambda sent=sent, headers=headers: client.post(path, sent, headers=headers, follow=True)
                )
            )


def test_markup_in_an_address_that_leads_nowhere_stays_text(world):
    for client in (world.client("administrator"), world.client("nobody"), world.client("stranger")):
        for path in (
            f"/{SCRIPT}",
            f"/{world.place[0]}/us-east-1/{SCRIPT}/",
            "/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E/",
        ):
            answer = client.get(path, {"q": EVIL})
            assert answer.status_code == 404
            harmless(answer)
