"""What a pool's forms read in SQL by hand, held against the querysets that say the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pools.models import OptOutList, PhoneNumber, Quota, SnsTopic
from pools.models.fast_reads.pool_forms import available_numbers, settings_choices
from tests.help.factories import PhoneNumberFactory, SnsTopicFactory

IN_A_DAY = timezone.now() + timedelta(days=1)


def test_the_choices_are_what_the_querysets_find(caller, pool):
    found = settings_choices(caller, pool, topics=100)
    names = OptOutList.objects.for_caller(caller).values_list("opt_out_list_name", flat=True)
    topics = SnsTopic.objects.for_caller(caller).values_list("topic_arn", flat=True)
    assert (sorted(found.opt_out_lists), found.topics) == (sorted(names), list(topics))
    numbers = pool.phone_numbers.values_list("iso_country_code", "number_type")
    codes = pool.sender_ids.values_list("iso_country_code", flat=True)
    assert found.members == {*numbers, *((code, "") for code in codes)}
    assert len(found.members) == 3
    assert found.keyword_quota is None


def test_it_has_the_account_s_own_quota(caller, pool):
    for place in ({"account": caller.account}, {"account_id": "444455556666"}):
        Quota.objects.create(**place, region="us-east-1", name="KEYWORDS_PER_POOL", value=7)
    assert settings_choices(caller, pool, topics=1).keyword_quota == 7


def test_no_more_topics_are_read_than_are_offered(caller, pool):
    for name in ("a", "_c", "B"):
        SnsTopicFactory(topic_arn=f"arn:aws:sns:us-east-1:111122223333:{name}")
    assert [arn.rpartition(":")[2] for arn in settings_choices(caller, pool, topics=3).topics] == [
        "B",
        "_c",
        "a",
    ]


def usable_of(rows):
    return rows.available().count()


@pytest.mark.parametrize(
    ("state", "usable"),
    [
        ({}, True),
        ({"pending": True}, False),
        ({"voice_only": True}, False),
        ({"number_capabilities": ["VOICE", "SMS"]}, True),
        ({"settled_timestamp": IN_A_DAY, "settling_status": "PENDING"}, False),
        ({"settled_timestamp": IN_A_DAY, "settling_status": "ACTIVE"}, True),
        ({"settled_timestamp": timezone.now(), "settling_status": "PENDING"}, True),
        ({"settled_timestamp": timezone.now(), "settling_status": "PENDING", "pending": True}, False),
        ({"region": "eu-west-1"}, None),
    ],
)
def test_it_counts_the_numbers_that_the_querysets_find(caller, pool, state, usable):
    rows = PhoneNumber.objects.for_caller(caller)
    before = available_numbers(caller, limit=100)
    assert before == (usable_of(rows), rows.count() - usable_of(rows)) == (3, 7)
    PhoneNumberFactory(**state)
    after = available_numbers(caller, limit=100)
    assert after == (usable_of(rows), rows.count() - usable_of(rows))
    assert (after[0] - before[0], after[1] - before[1]) == {True: (1, 0), False: (0, 1), None: (0, 0)}[usable]


def test_counting_numbers_stops_one_past_the_limit(caller, pool):
    assert available_numbers(caller, limit=2) == (3, 3)
