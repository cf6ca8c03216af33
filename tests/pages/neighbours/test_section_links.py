"""The links to the sections of the pages around pools lead to their headings, for whoever reads."""

import re

import pytest
from django.urls import reverse

from tests.conftest import signed_in
from tests.help.factories import ConfigurationSetFactory, OptedOutNumberFactory, OptOutListFactory

pytestmark = pytest.mark.django_db
LIST = ("summary", "numbers (1)", "users (0)", "tags (0)", "resource-policy")
SET = ("summary", "event-destinations (0)", "settings", "tags (0)")


def links(markup: str) -> dict[str, str]:
    """The headings that the links lead to, by their sections with what these count."""
    nav = markup[markup.index('id="sections"') :].partition("</nav>")[0]
    found = re.findall(r'href="#([^"]+)" data-section="([^"]+)"(.*?)</a>', nav, re.DOTALL)
    counts = [(part, heading, re.search(r">(\(\d+\))<", rest)) for heading, part, rest in found]
    return {f"{part} {count[1]}" if count else part: heading for part, heading, count in counts}


@pytest.mark.parametrize(
    ("page", "parts", "for_a_viewer"),
    [
        ("opt-out-list-detail", LIST, LIST),
        ("configuration-set-detail", SET, tuple(part for part in SET if part != "settings")),
    ],
)
def test_they_lead_to_the_headings_and_count(client, viewer, page, parts, for_a_viewer):
    OptedOutNumberFactory(opt_out_list=OptOutListFactory(opt_out_list_name="codes"))
    ConfigurationSetFactory(configuration_set_name="codes")
    address = reverse(page, args=["111122223333", "us-east-1", "codes"])
    for reader, expected in ((client, parts), (signed_in(viewer), for_a_viewer)):
        markup = reader.get(address).content.decode()
        assert tuple(links(markup)) == expected
        for part, heading in links(markup).items():
            assert markup.count(f' id="{heading}"') + markup.count(f' id="{part.partition(" ")[0]}"') == 2


def test_what_is_wrong_is_counted_at_the_section(client, account):
    ConfigurationSetFactory(configuration_set_name="codes")
    address = reverse("configuration-set-settings", args=["111122223333", "us-east-1", "codes"])
    markup = client.post(address, {"default_sender_id": "no such sender ID"}).content.decode()
    settings = markup[markup.index('data-section="settings"') :].partition("</a>")[0]
    assert "<span data-number>1</span>" in settings
