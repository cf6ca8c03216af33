"""The page of a pool says how it stands with AWS: one thing, the gravest."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pools.models import Standing
from tests.help.factories import PhoneNumberFactory, TagFactory
from tests.help.texts import words_of
from tests.pages.sync.places import POOL
from tests.pages.sync.resources import CHANNEL, NEW, PROTECTION, SHARED, TOPIC, TWO_WAY, mirrored, pool_here

pytestmark = pytest.mark.django_db


def in_conflict(difference: list, cause: str = "changed") -> list:
    return [*difference[:2], "conflict", cause, *difference[4:]]


def test_a_page_asks_once_how_its_pool_stands(client, caller, link):
    mirrored(caller, link, "pool", pool_here().pool_id, Standing.PENDING, differences=[PROTECTION])
    with CaptureQueriesContext(connection) as asked:
        client.get(POOL)
    of_it = [one for one in asked if '"pools_mirror"."differences"' in one["sql"]]
    assert len(of_it) == 1


SEEN = timezone.now().replace(hour=9, minute=31)
POOL_ALERTS = {
    "deleted": (
        Standing.GONE,
        [["", "", "conflict", "gone in AWS", True, True, False]],
        "Deleted in AWS Seen missing twice, last at {at}. Here it is unchanged. Choose what to do",
    ),
    "conflict": (
        Standing.CONFLICT,
        [in_conflict(TWO_WAY), in_conflict(CHANNEL)],
        (
            "This pool differs from AWS Two-way SMS was changed here and in AWS. Nothing of this pool goes to AWS "
            "until you choose. Resolve conflict"
        ),
    ),
    "two conflicts": (
        Standing.CONFLICT,
        [in_conflict(TWO_WAY), in_conflict(PROTECTION), SHARED],
        "Two-way SMS and Deletion protection were changed here and in AWS. Nothing of this pool goes to AWS",
    ),
    "never agreed": (
        Standing.CONFLICT,
        [in_conflict(PROTECTION, "no base")],
        "Deletion protection differs here and in AWS. Nothing of this pool goes to AWS until you choose.",
    ),
    "not kept": (
        Standing.CONFLICT,
        [in_conflict(PROTECTION, "not kept")],
        "AWS did not keep Deletion protection. Nothing of this pool goes to AWS until you choose.",
    ),
    "new": (
        Standing.NEW,
        [NEW],
        "This pool is not in AWS yet It is created when the plan is applied. Review and apply this pool",
    ),
    "pending": (
        Standing.PENDING,
        [PROTECTION],
        (
            "1 setting of this pool is not in AWS yet Deletion protection, changed by {user} just now. "
            "Review and apply this pool"
        ),
    ),
    "two pending": (
        Standing.PENDING,
        [TWO_WAY, CHANNEL, PROTECTION],
        (
            "2 settings of this pool are not in AWS yet Two-way SMS and Deletion protection, changed by {user} "
            "just now. Review and apply this pool"
        ),
    ),
    "many pending": (
        Standing.PENDING,
        [TWO_WAY, PROTECTION, SHARED, ["tags", "Team", "pending", "changed", None, "risk", None]],
        (
            "4 settings of this pool are not in AWS yet Two-way SMS, Deletion protection, Shared routes and 1 more, "
            "changed by {user} just now."
        ),
    ),
}


@pytest.mark.parametrize("name", POOL_ALERTS)
def test_a_pool_says_how_it_stands(client, caller, link, name):
    standing, differences, words = POOL_ALERTS[name]
    pool_here()
    mirrored(caller, link, "pool", "pool-ours", standing, differences=differences, seen_timestamp=SEEN)
    at = f"{timezone.localtime(SEEN):%H:%M}"
    assert words.format(at=at, user=caller.user) in words_of(client.get(POOL))


def test_a_day_is_named_where_it_was_another(client, caller, link):
    pool_here()
    gone = [["", "", "conflict", "gone in AWS", True, True, False]]
    seen = SEEN - timedelta(days=3)
    mirrored(caller, link, "pool", "pool-ours", Standing.GONE, differences=gone, seen_timestamp=seen)
    assert f"last at {timezone.localtime(seen):%B} {seen.day}, " in words_of(client.get(POOL))


@pytest.mark.parametrize(
    ("still", "here"),
    [
        (2, "Here it is unchanged."),
        (1, "Here 1 phone number left it; the rest is unchanged."),
        (0, "Here 2 phone numbers left it; the rest is unchanged."),
    ],
)
def test_of_a_pool_that_aws_deleted_it_is_said_which_numbers_left(client, caller, link, still, here):
    pool = pool_here()
    for _ in range(still):
        PhoneNumberFactory(pool=pool)
    members = {"phone-1": "phone-number", "phone-2": "phone-number", "ACME/GB": "sender-id"}
    memory = {"base": {"kind": "pool", "members": members}}
    mirrored(caller, link, "pool", "pool-ours", Standing.GONE, key="pool-theirs", memory=memory)
    assert f"{here} Choose what to do" in words_of(client.get(POOL))


def test_what_is_left_alone_says_why(client, caller, link):
    pool_here()
    mirrored(caller, link, "pool", "pool-ours", Standing.LEFT_ALONE, reasons=[["", "", "RCS_AGENT"]])
    answer = client.get(POOL)
    assert "Left alone Has an RCS agent as a member. What you can do" in words_of(answer)
    assert 'href="/111122223333/us-east-1/sync/left-alone/"' in answer.content.decode()


def test_what_is_in_sync_says_nothing(client, caller, link):
    pool_here()
    mirrored(caller, link, "pool", "pool-ours", Standing.IN_SYNC)
    page = client.get(POOL).content.decode()
    assert 'id="aws-alert"' in page
    assert "alert alert--" not in page.partition('id="aws-alert"')[2].partition('id="sections"')[0]


def test_the_button_makes_a_plan_of_that_pool(client, caller, link):
    pool_here()
    key = {"key": "pool-theirs"}
    mirrored(caller, link, "pool", "pool-ours", Standing.PENDING, differences=[PROTECTION], **key)
    page = client.get(POOL).content.decode()
    form = page.partition('action="/111122223333/us-east-1/sync/plan/"')[2].partition("</form>")[0]
    assert 'name="id" value="pool:pool-theirs"' in form
    answer = client.post("/111122223333/us-east-1/sync/plan/", {"id": "pool:pool-theirs"})
    assert answer["Location"] == "/111122223333/us-east-1/sync/runs/1/"
    assert link.runs.get().only == [["pool", "pool-theirs"]]


def test_a_viewer_reads_who_may(viewer_client, caller, link):
    pool_here()
    mirrored(caller, link, "pool", "pool-ours", Standing.PENDING, differences=[PROTECTION])
    page = viewer_client.get(POOL).content.decode()
    assert "/sync/plan/" not in page
    assert f"This action is available to Editors and Administrators: {caller.user}." in page


def test_each_value_that_differs_has_the_other_beside_it(client, viewer_client, caller, link):
    pool = pool_here(
        two_way_enabled=True, two_way_channel_arn=f"{TOPIC}inbound", deletion_protection_enabled=True
    )
    TagFactory(pool=pool, key="Name", value="order-updates")
    lists = ["opt_out_list_name", "", "conflict", "changed", "Default", "Default", "Fraud"]
    name = ["tags", "Name", "pending", "changed", "orders", "order-updates", "orders"]
    help_texts = (["Call", "AUTOMATIC_RESPONSE"], ["Text", "AUTOMATIC_RESPONSE"])
    helps = ["keywords", "HELP", "conflict", "changed", None, *help_texts]
    seen_once = ["shared_routes_enabled", "", "unconfirmed", "changed", False, False, True]
    differences = [TWO_WAY, CHANNEL, PROTECTION, lists, name, helps, seen_once]
    mirrored(caller, link, "pool", "pool-ours", Standing.CONFLICT, differences=differences)
    for reader in (client, viewer_client):
        words = words_of(reader.get(POOL))
        summary, rest = words.partition("Pool ID pool-ours")[2].split("Pool settings", 1)
        for there in ("On inbound In AWS: Off", "Default In AWS: Fraud", "order-updates In AWS: orders"):
            assert there in summary
        assert summary.count("In AWS: Off") == 2
        assert rest.count("In AWS: Off") == 2
        assert (
            rest.count("In AWS: Fraud") == rest.count("In AWS: “Text”") == rest.count("In AWS: orders") == 1
        )
        assert "In AWS: On" not in words


def test_a_switch_is_described_by_what_aws_has(client, caller, link):
    pool_here(deletion_protection_enabled=True)
    mirrored(caller, link, "pool", "pool-ours", Standing.PENDING, differences=[PROTECTION])
    page = client.get(POOL).content.decode()
    described = 'id_deletion_protection_enabled-description id_deletion_protection_enabled-in_aws"'
    assert described in page
    assert 'id="id_deletion_protection_enabled-in_aws">In AWS: Off<' in page


@pytest.mark.parametrize(("key", "is_shown"), [("pool-theirs", True), ("pool-ours", False)])
def test_the_id_in_aws_stands_where_it_is_another(client, caller, link, key, is_shown):
    pool_here()
    mirrored(caller, link, "pool", "pool-ours", Standing.IN_SYNC, key=key)
    page = client.get(POOL).content.decode()
    assert ("ID in AWS" in page) is is_shown
    assert ('data-copy="pool-theirs"' in page) is is_shown
