"""Every beginning of an address leads somewhere."""

from collections.abc import Iterator

import pytest

from tests.help.walk import World, each_address, world

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
PLACE = "/111122223333/us-east-1/"


def beginnings(path: str) -> Iterator[str]:
    """Without the last part, without the last two …; each as it is and without its slash."""
    parts = path.strip("/").split("/")
    for end in range(1, len(parts)):
        yield "/" + "/".join(parts[:end])
        yield "/" + "/".join(parts[:end]) + "/"


@each_address
def test_every_beginning_of_an_address_leads_to_a_page(world: World, address) -> None:
    client = world.client("administrator")
    for path in beginnings(address.path(world.values)):
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
        assert "<h1" in answer.content.decode(), path


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/pinpoint/", f"{PLACE}sms-voice/"),
        ("/111122223333/", f"{PLACE}sms-voice/"),
        (PLACE, f"{PLACE}sms-voice/"),
        (f"{PLACE}projects/{{project_id}}/", f"{PLACE}projects/{{project_id}}/settings/sms-and-voice/"),
        (f"{PLACE}access-keys/{{access_key_id}}/", f"{PLACE}access-keys/"),
    ],
)
def test_a_beginning_leads_to_the_page_one_would_look_for(world: World, path, leads) -> None:
    answer = world.client("administrator").get(path.format(**world.values), follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, leads.format(**world.values))


def test_an_account_leads_to_the_region_that_was_looked_at_last(client) -> None:
    client.get("/111122223333/eu-west-1/sms-voice/")
    assert client.get("/111122223333/")["Location"] == "/111122223333/eu-west-1/sms-voice/"


@pytest.mark.parametrize("path", ["/nowhere/", "/1111/", f"{PLACE}nowhere/", f"{PLACE}projects/none/"])
def test_what_begins_no_address_is_not_found(client, path) -> None:
    assert client.get(path).status_code == 404


def test_the_beginnings_tell_nothing_of_others(other_client, world: World) -> None:
    for path in beginnings(f"{PLACE}projects/{world.values['project_id']}/settings/"):
        assert other_client.get(f"{path.rstrip('/')}/").status_code == 404


__all__ = ["world"]
