"""The list of conflicts: both values of each setting, the answers to choose from, and what is asked of the worker."""

import re
from html import unescape

import pytest
from django.utils import timezone

from pools.models import Mirror, Pool, Standing, SyncRequest
from tests.help.sync_rows import link, mirror
from tests.help.texts import words_of
from tests.pages.sync.places import URL

pytestmark = pytest.mark.django_db


def token_of(client, title: str) -> str:
    page = client.get(f"{URL}conflicts/").context
    return next(one.token for row in page["conflicts"] for one in row.asked if one.title == title)


def test_each_setting_has_its_two_values(client, aws, caller):
    text = words_of(client.get(f"{URL}conflicts/"))
    assert f"Pool order-updates Changed here by {caller.user.username} 20 minutes ago" in text
    assert "Two-way SMS Last agreed: Off Here: On, to topic inbound-orders Keep ours" in text
    assert "In AWS: On, to topic legacy Take AWS's" in text
    assert "Last agreed: “Order status: acme.example/o”" in text
    assert "In AWS: Keyword removed Take AWS's" in text
    for tile in ("Delete here", "Create again A pending change; AWS gives a new ID", "Stop managing"):
        assert tile in text


def test_a_conflict_says_between_which_reads_aws_changed(client, caller):
    last, seen = (timezone.localtime().replace(hour=9, minute=minute) for minute in (2, 31))
    was, now = {"at": seen.timestamp(), "after": last.timestamp(), "value": True}, "shared_routes_enabled"
    mirror(
        link(caller),
        "pool",
        "pool-1",
        Standing.CONFLICT,
        differences=[[now, "", "conflict", "changed", None, False, True]],
        memory={"suspects": [[now, "", was]]},
        seen_timestamp=seen,
    )
    assert "In AWS after 09:02, seen 09:31" in words_of(client.get(f"{URL}conflicts/"))


def test_answers_that_all_wait_for_the_worker_ask_for_no_more(client, aws):
    asked = [one for row in client.get(f"{URL}conflicts/").context["conflicts"] for one in row.asked]
    client.post(f"{URL}conflicts/answers/", {one.token: one.tiles[0].choice for one in asked})
    text = words_of(client.get(f"{URL}conflicts/"))
    assert "All of these are answered. The worker carries the answers out." in text
    assert "Save answers" not in text


def test_an_answer_is_asked_of_the_worker_with_what_was_seen(client, aws):
    client.post(f"{URL}conflicts/answers/", {token_of(client, "Keyword INFO"): "THEIRS"})
    (answer,) = SyncRequest.objects.get(kind="ANSWER").about["answers"]
    about = {"kind": "pool", "key": "pool-order-updates", "name": "keywords", "part": "INFO"}
    assert answer == about | {"choice": "THEIRS", "saw": None}
    assert "Take AWS's: saved, and carried out by the worker." in words_of(client.get(f"{URL}conflicts/"))


def test_an_answer_about_two_fields_is_one(client, caller):
    fields = ("two_way_enabled", False, True, False), ("two_way_channel_arn", None, "arn:a", None)
    differences = [[name, "", "conflict", "changed", *values] for name, *values in fields]
    mirror(link(caller), "pool", "pool-1", Standing.CONFLICT, differences=differences)
    client.post(f"{URL}conflicts/answers/", {token_of(client, "Two-way SMS"): "OURS"})
    assert len(SyncRequest.objects.get().about["answers"]) == 2
    assert (
        "1 answer was saved here. 1 change is not in AWS yet."
        in client.get(f"{URL}conflicts/").content.decode()
    )


def test_what_aws_changed_again_is_asked_again_and_the_rest_is_saved(client, aws):
    tokens = {token_of(client, "Keyword INFO"): "OURS", token_of(client, "Two-way SMS"): "OURS"}
    row = Mirror.objects.get(key="pool-order-updates")
    row.differences[1][6] = ["Another text", "AUTOMATIC_RESPONSE"]
    row.save()
    answer = client.post(f"{URL}conflicts/answers/", tokens)
    assert answer.status_code == 409
    assert "Choose again." in words_of(answer)
    (saved,) = SyncRequest.objects.get(kind="ANSWER").about["answers"]
    assert saved["name"] == "two_way_channel_arn"
    assert client.get(f"{URL}conflicts/answers/")["Location"] == f"{URL}conflicts/"


@pytest.mark.parametrize(
    ("tile", "choice"),
    [
        ("Delete here", "DELETE_HERE"),
        ("Create again", "CREATE_AGAIN"),
        ("Stop managing", "STOP_MANAGING"),
    ],
)
def test_what_becomes_of_a_pool_gone_in_aws_is_asked_as_it_was_pressed(client, aws, caller, tile, choice):
    page = client.get(f"{URL}conflicts/").content.decode()
    (action,) = re.findall(r'<form method="post" action="([^"]*)" data-answers', page)
    radio = r'<input\s+type="radio"\s+class="radio__input"\s+name="([^"]*)"\s+value="([^"]*)"\s*>'
    ((name, value),) = re.findall(rf'{radio}\s*<span class="radio__text">\s*<strong>{tile}</strong>', page)
    client.post(action, {unescape(name): value})
    asked = SyncRequest.objects.get()
    whole = {"kind": "pool", "key": "pool-weekly-offers", "name": "", "part": ""}
    assert (asked.kind, asked.asked_by) == ("ANSWER", caller.user)
    assert asked.about == {"answers": [whole | {"choice": choice, "saw": False}]}
    assert f"{tile}: saved, and carried out by the worker." in words_of(client.get(f"{URL}conflicts/"))
    assert Pool.objects.present().filter(pool_id="pool-weekly-offers").exists(), "the worker's to do"
