"""Create pool's form as it is sent, and what its page says."""

import re
from html import unescape

import pytest
from django.urls import reverse

from pools.models import PhoneNumber
from tests.help.factories import PhoneNumberFactory

TOKEN = "3f0c8d3e-0000-4000-8000-000000000001"
SENDER = {
    "type": "sender-id",
    "sender_id": "mybrand",
    "iso_country_code": "GB",
    "message_type": "TRANSACTIONAL",
    "client_token": TOKEN,
}


@pytest.fixture
def url(caller) -> str:
    return reverse("pool-create", args=[caller.account.account_id, caller.region])


@pytest.fixture
def number(caller) -> PhoneNumber:
    return PhoneNumberFactory(account=caller.account, two_way=True, opt_out_list_name="support")


def from_number(number: PhoneNumber, **more: str) -> dict[str, str]:
    return {
        "type": "phone-number",
        "origination_identity": number.phone_number_id,
        "client_token": TOKEN,
        **more,
    }


def text(response) -> str:
    """What a person reads, without markup and with single spaces."""
    html = response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def errors(response) -> list[str]:
    html = response.content.decode()
    found = re.findall(r"data-error[^>]*>(.*?)</p>", html, re.S)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()).removeprefix("Error: ") for one in found]


def values(response) -> dict[str, str]:
    html = response.content.decode()
    inputs = re.findall(r"<input[^>]*>", html)
    pairs = [(re.search(r'name="([^"]*)"', i), re.search(r'value="([^"]*)"', i), i) for i in inputs]
    return {
        name[1]: unescape(value[1] if value else "")
        for name, value, tag in pairs
        if name and (not re.search(r'type="(radio|checkbox)"', tag) or " checked" in tag)
    }
