"""The event destinations of a configuration set: adding, editing, removing, turning on and off."""

import html
import re

import pytest
from django.urls import reverse

from pools.models import ConfigurationSet, EventDestination
from pools.operations.event_destinations import DESTINATIONS
from tests.conftest import HTMX, signed_in
from tests.help.factories import TOPIC, ConfigurationSetFactory, EventDestinationFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("configuration-set-detail", args=["111122223333", "us-east-1", "codes"])
ADD = f"{PAGE}event-destinations/-/add/"
EVENTS = f"{PAGE}event-destinations/events/"
ROLE = "arn:aws:iam::111122223333:role/Events"
LOGS = {
    "event_destination_name": "events",
    "kind": "cloud_watch_logs_destination",
    "log_group_arn": "arn:aws:logs:us-east-1:111122223333:log-group:events",
    "log_role_arn": ROLE,
    "matching_event_types": ["TEXT_ALL", "VOICE_FAILED"],
    "enabled": "on",
}
STREAM = {
    "kind": "kinesis_firehose_destination",
    "stream_arn": "arn:aws:firehose:us-east-1:111122223333:deliverystream/events",
    "stream_role_arn": ROLE,
}
SNS = {"kind": "sns_destination", "topic_arn": TOPIC}

DRAWN = re.compile(r'name="drawn"\s+value="([^"]+)"')


@pytest.fixture
def row(account) -> ConfigurationSet:
    return ConfigurationSetFactory(configuration_set_name="codes")


@pytest.fixture
def events(row) -> EventDestination:
    return EventDestinationFactory(configuration_set=row, event_destination_name="events")


def text(response) -> str:
    return html.unescape(response.content.decode())


def now() -> EventDestination:
    return EventDestination.objects.get()


def test_a_set_without_destinations_says_what_that_means(client, row):
    assert "No events are sent until you add an event destination." in text(client.get(PAGE))


@pytest.mark.parametrize("typed", [LOGS, LOGS | STREAM, LOGS | SNS], ids=["logs", "firehose", "sns"])
def test_each_kind_is_added_and_shown(client, row, typed):
    assert client.post(ADD, typed).url == f"{PAGE}#event-destinations"
    made = now()
    assert [kind for kind in DESTINATIONS if getattr(made, kind)] == [typed["kind"]]
    assert (made.matching_event_types, made.enabled) == (["TEXT_ALL", "VOICE_FAILED"], True)
    page = text(client.get(PAGE))
    assert "Event destination events was added." in page
    assert "2 types" in page


def test_one_that_is_to_be_off_is_made_off(client, row):
    client.post(ADD, {name: value for name, value in LOGS.items() if name != "enabled"})
    assert not now().enabled


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"event_destination_name": ""}, "Name is required."),
        ({"log_group_arn": ""}, "Log group ARN is required."),
        ({"log_role_arn": "role"}, "Enter a valid IAM role ARN. For example:"),
        ({"log_group_arn": TOPIC}, "Enter a valid log group ARN."),
        ({"matching_event_types": []}, "Choose at least one event type."),
        ({"matching_event_types": ["TEXT_SENT"]}, "TEXT_SENT"),
        (SNS | {"topic_arn": "arn:aws:sns:us-east-1:1111:Topic"}, "The account ID in the ARN is 1111."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(client, row, typed, said):
    answer = client.post(ADD, LOGS | typed)
    assert answer.status_code == 422
    assert said in text(answer)
    assert re.search(r'value="VOICE_FAILED"[^>]*checked', text(answer)) or "matching_event_types" in typed
    assert not EventDestination.objects.exists()


def test_a_name_is_there_once_in_a_set(client, events):
    answer = client.post(ADD, LOGS)
    assert answer.status_code == 409
    assert "The set has an event destination named events already." in text(answer)


def test_a_sixth_is_refused_before_anybody_types(client, row):
    EventDestinationFactory.create_batch(5, configuration_set=row)
    assert "A set has up to 5 event destinations." in text(client.get(PAGE))
    dialog = text(client.get(ADD))
    assert "Remove one to add another." in dialog
    assert 'name="log_group_arn"' not in dialog
    assert client.post(ADD, LOGS).status_code == 409


def test_it_is_edited_within_its_kind_and_keeps_its_name(client, events):
    page = text(client.get(f"{EVENTS}edit/"))
    assert f'value="{TOPIC}"' in page
    assert "The type can't be changed. Add another destination." in page
    typed = {
        "topic_arn": f"{TOPIC}2",
        "matching_event_types": ["TEXT_ALL"],
        "kind": "x",
        "event_destination_name": "y",
    }
    client.post(f"{EVENTS}edit/", typed | {"drawn": drawn_now(client)})
    changed = now()
    assert changed.sns_destination == {"TopicArn": f"{TOPIC}2"}
    assert (changed.event_destination_name, changed.enabled) == ("events", False)
    assert changed.matching_event_types == ["TEXT_ALL"]


def drawn_now(client) -> str:
    return drawn_in(client.get(f"{EVENTS}edit/"))


def drawn_in(page) -> str:
    return DRAWN.search(page.content.decode())[1]


EVERY_TYPE = {"matching_event_types": ["ALL"]}


def test_two_people_who_change_different_settings_both_keep_their_change(client, events):
    drawn = drawn_now(client)
    client.post(f"{EVENTS}status/", {"enabled": "false"})
    typed = {"topic_arn": f"{TOPIC}2", "enabled": "on", "drawn": drawn, **EVERY_TYPE}
    client.post(f"{EVENTS}edit/", typed)
    assert (now().enabled, now().sns_destination) == (False, {"TopicArn": f"{TOPIC}2"})


def test_what_both_changed_is_told_once(client, events):
    drawn = drawn_now(client)
    EventDestination.objects.update(sns_destination={"TopicArn": f"{TOPIC}3"})
    typed = {"topic_arn": f"{TOPIC}2", "enabled": "on", **EVERY_TYPE}
    answer = client.post(f"{EVENTS}edit/", typed | {"drawn": drawn})
    assert answer.status_code == 409
    assert "Somebody else has changed this meanwhile: Amazon SNS. Save again to have yours." in text(answer)
    assert now().sns_destination == {"TopicArn": f"{TOPIC}3"}
    client.post(f"{EVENTS}edit/", typed | {"drawn": drawn_in(answer)})
    assert now().sns_destination == {"TopicArn": f"{TOPIC}2"}


def test_one_of_another_type_in_its_place_is_noticed(client, events):
    drawn = drawn_now(client)
    logs = {"LogGroupArn": LOGS["log_group_arn"], "IamRoleArn": LOGS["log_role_arn"]}
    EventDestination.objects.update(sns_destination=None, cloud_watch_logs_destination=logs)
    typed = LOGS | {"log_group_arn": f"{LOGS['log_group_arn']}2"}
    answer = client.post(f"{EVENTS}edit/", typed | {"drawn": drawn})
    assert answer.status_code == 409
    assert "Somebody else has changed this meanwhile: Amazon CloudWatch Logs." in text(answer)
    assert now().cloud_watch_logs_destination == logs


def test_it_is_turned_off_and_on_in_place(client, events):
    answer = client.post(f"{EVENTS}status/", {"enabled": "false"}, headers=HTMX)
    assert not now().enabled
    assert answer.headers["HX-Retarget"] == "#event-destinations"
    assert "Event destination events was turned off." in text(answer)
    client.post(f"{EVENTS}status/", {"enabled": "true"})
    assert now().enabled


def test_it_is_removed_after_a_question(client, events):
    assert "It gets no events any more." in text(client.get(f"{EVENTS}remove/"))
    answer = client.post(f"{EVENTS}remove/", headers=HTMX)
    assert "Event destination events was removed." in text(answer)
    assert not EventDestination.objects.exists()
    assert client.post(f"{EVENTS}remove/").status_code == 404


def test_a_viewer_sees_them_and_no_controls(viewer, events):
    page = text(signed_in(viewer).get(PAGE))
    assert 'data-testid="event-destination-events"' in page
    assert f"{EVENTS}edit/" not in page
    assert signed_in(viewer).post(f"{EVENTS}status/", {"enabled": "false"}).status_code == 403
