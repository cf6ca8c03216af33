"""Pages of resources in a linked account: one alert, AWS's values, the column AWS, and what a save says."""

import pytest

from pools.models import Pool
from pools.pages.kit.places import to
from tests.help.html_forms import fields_of
from tests.help.sync_rows import everything
from tests.help.texts import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def aws(caller):
    return everything(caller)


ALERTS = {
    "pool-weekly-offers": (
        "Deleted in AWS Seen missing twice, last at",
        "Here it is unchanged. Choose what to do",
    ),
    "pool-order-updates": (
        (
            "This pool differs from AWS Two-way SMS and Keyword INFO were changed here and in AWS. Nothing of this "
            "pool goes to AWS until you choose."
        ),
        "Resolve conflict",
    ),
    "pool-spring-campaign": (
        "This pool is not in AWS yet It is created when the plan is applied.",
        "Review and apply this pool",
    ),
    "pool-newsletter": ("Left alone Has an RCS agent as a member.", "What you can do"),
}


@pytest.mark.parametrize("pool_id", ALERTS)
def test_the_gravest_is_said_with_its_button(client, caller, aws, pool_id):
    text = words_of(client.get(to(caller, "pool-detail", pool_id)))
    for words in ALERTS[pool_id]:
        assert words in text


def test_settings_that_aws_does_not_have_are_named_and_shown_beside_ours(client, caller, aws):
    text = words_of(client.get(to(caller, "pool-detail", "pool-fraud-alerts")))
    assert "5 settings of this pool are not in AWS yet" in text
    assert f"changed by {caller.user.username} 20 minutes ago." in text
    assert "In AWS: Off" in text
    assert "In AWS: Default" in text


def test_a_save_says_that_aws_does_not_have_it(client, caller, aws):
    page = to(caller, "pool-detail", "pool-newsletter")
    fields = fields_of(client.get(page), "settings-form")
    client.post(f"{page}settings/", fields | {"deletion_protection_enabled": "on"})
    answer = client.get(page)
    flashes = [str(message) for message in answer.context["messages"]]
    assert "were saved here. 4 changes are not in AWS yet." in flashes[0]
    assert b"Review and apply</button>" in answer.content


def test_the_list_has_a_column_and_a_filter(client, caller, aws):
    listed = to(caller, "pool-list")
    text = words_of(client.get(listed))
    for word in ("Not in AWS yet", "Differs", "Deleted in AWS", "Left alone"):
        assert word in text
    found = words_of(client.get(f"{listed}?aws=deleted"))
    assert "weekly-offers" in found
    assert "order-updates" not in found


def test_deleting_says_when_aws_hears_of_it(client, caller, aws):
    pool = Pool.objects.get(pool_id="pool-newsletter")
    text = words_of(client.get(f"{to(caller, 'pool-delete')}?id={pool.pool_id}"))
    assert "Deleted here now, in AWS when a plan is applied." in text


def test_without_a_link_a_page_asks_no_more_and_says_nothing_of_aws(
    client, caller, django_assert_max_num_queries
):
    everything(caller).delete()
    client.get(to(caller, "pool-list"))
    with django_assert_max_num_queries(12) as asked:
        text = client.get(to(caller, "pool-detail", "pool-newsletter")).content.decode()
    tables = ("pools_awslink WHERE", '"pools_awslink"', "pools_mirror", "pools_syncrun", "pools_dirtykey")
    assert not [
        one["sql"] for one in asked.captured_queries if any(name in one["sql"] for name in tables[1:])
    ]
    assert "In AWS" not in text
