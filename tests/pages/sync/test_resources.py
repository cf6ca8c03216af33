"""The pages of a pool, a phone number and a sender ID say how each stands with AWS: one thing, the gravest."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from pools.models import AwsLink, DirtyKey, Mirror, Standing
from pools.operations.keywords import put_keyword
from pools.operations.pools import update_pool
from tests.conftest import HTMX
from tests.help import sync_rows
from tests.help.factories import PhoneNumberFactory, PoolFactory, SenderIdFactory, TagFactory
from tests.help.texts import words_of

pytestmark = pytest.mark.django_db
PLACE = "/111122223333/us-east-1/sms-voice"
POOL = f"{PLACE}/pools/pool-ours/"
NUMBER = f"{PLACE}/phone-numbers/phone-ours/"
SENDER = f"{PLACE}/sender-ids/ACME/GB/"
TOPIC = "arn:aws:sns:us-east-1:111122223333:"
PROTECTION = ["deletion_protection_enabled", "", "pending", "changed", False, True, False]
TWO_WAY = ["two_way_enabled", "", "pending", "changed", False, True, False]
CHANNEL = ["two_way_channel_arn", "", "pending", "changed", None, f"{TOPIC}inbound", None]
SHARED = ["shared_routes_enabled", "", "pending", "changed", False, True, False]
NEW = ["", "", "pending", "changed", None, True, None]


def in_conflict(difference: list, cause: str = "changed") -> list:
    return [*difference[:2], "conflict", cause, *difference[4:]]


def pool_here(**columns: Any):
    return PoolFactory(pool_id="pool-ours", name="order-updates", **columns)


@pytest.fixture
def link(caller) -> AwsLink:
    return sync_rows.link(caller)


def mirrored(caller, link: AwsLink, kind: str, local_key: str, standing: Standing, **columns: Any) -> Mirror:
    usual = {"changed_by": caller.user, "changed_timestamp": timezone.now(), "local_key": local_key}
    key = columns.pop("key", local_key)
    return sync_rows.mirror(link, kind, key, standing, **usual | columns)


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
        summary, rest = words.partition("Summary Pool ID")[2].split("Pool settings", 1)
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


def saved(caller, link: AwsLink, **settings: Any) -> HttpResponse:
    """A pool that AWS has as it was, with these settings saved since: no worker has compared it."""
    pool = pool_here()
    read = {name: getattr(pool, name) for name in ("deletion_protection_enabled", "shared_routes_enabled")}
    read |= {"two_way_enabled": False, "self_managed_opt_outs_enabled": False, "opt_out_list_name": "Default"}
    memory = {"base": {"settings": read}, "read": {"settings": read}, "theirs": []}
    mirrored(caller, link, "pool", "pool-ours", Standing.IN_SYNC, memory=memory)
    update_pool(caller, pool_id="pool-ours", **settings)
    return memory


def test_what_was_saved_a_moment_ago_counts_before_it_is_compared(client, caller, link):
    saved(caller, link, deletion_protection_enabled=True, shared_routes_enabled=True)
    answer = client.get(POOL)
    words = words_of(answer)
    assert (
        "2 settings of this pool are not in AWS yet Shared routes and Deletion protection, changed by"
        in words
    )
    assert words.count("In AWS: Off") == 4
    assert 'hx-trigger="every 2s"' in answer.content.decode().partition('id="aws-alert"')[2][:300]


def test_the_alert_asks_until_both_sides_are_compared(client, caller, link):
    saved(caller, link, deletion_protection_enabled=True)
    part = HTMX | {"HX-Target": "aws-alert"}
    first = client.get(POOL, headers=part).content.decode()
    assert "data-passing" in first
    assert 'id="summary"' not in first
    DirtyKey.objects.all().delete()
    Mirror.objects.update(standing=Standing.PENDING, differences=[PROTECTION])
    last = client.get(POOL, headers=part).content.decode()
    assert "data-passing" not in last
    assert "1 setting of this pool is not in AWS yet" in last
    assert 'id="summary"' in last
    assert 'aria-label="AWS sync:' in last


def test_saved_back_to_what_aws_has_is_no_difference(client, caller, link):
    saved(caller, link, deletion_protection_enabled=True)
    Mirror.objects.update(standing=Standing.PENDING, differences=[PROTECTION])
    update_pool(caller, pool_id="pool-ours", deletion_protection_enabled=False)
    assert "not in AWS yet" not in words_of(client.get(POOL))


def test_a_pool_that_was_made_a_moment_ago_is_not_in_aws(client, caller, link):
    pool_here()
    update_pool(caller, pool_id="pool-ours", deletion_protection_enabled=True)
    assert "This pool is not in AWS yet" in words_of(client.get(POOL))
    AwsLink.objects.update(imported_timestamp=None)
    assert "not in AWS yet" not in words_of(client.get(POOL))


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


def test_keywords_and_tags_of_a_number_have_aws_values_beside_them(client, caller, link):
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
    words = words_of(client.get(NUMBER))
    assert "Ours. In AWS: none" in words
    assert "Team Orders In AWS: News" in words
    assert "Stage Live In AWS" not in words


def test_so_have_the_tags_of_a_sender_id(client, caller, link):
    TagFactory(sender_id=SenderIdFactory(sender_id="ACME", iso_country_code="GB"), key="Team", value="Orders")
    theirs = [["tags", "Team", "pending", "changed", None, "Orders", None]]
    mirrored(caller, link, "sender-id", "ACME/GB", Standing.PENDING, differences=theirs)
    assert "Team Orders In AWS: none" in words_of(client.get(SENDER))


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
