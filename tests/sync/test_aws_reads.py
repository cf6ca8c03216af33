"""What the stand-in for AWS answers reads with: from the past, in pages of any length, in another order."""

from tests.help.aws.weather import Weather
from tests.sync.working import code_of, number, pool, pools_of


def test_reads_are_from_the_past(aws_side, front, behind):
    before = pool(behind)
    aws_side.weather = Weather(stale=1.0, stale_seconds=1e9)
    aws_side.pin_past()
    after = pool(behind)
    behind.update_pool(PoolId=before, SharedRoutesEnabled=True)
    (seen,) = front.describe_pools()["Pools"]
    assert (seen["PoolId"], seen["SharedRoutesEnabled"]) == (before, False)
    assert code_of(front.describe_pools, PoolIds=[after]) == "ResourceNotFoundException"
    # Writes are never of the past.
    assert front.update_pool(PoolId=after, SharedRoutesEnabled=True)["SharedRoutesEnabled"] is True
    aws_side.pin_past()
    assert sorted(pools_of(front)) == sorted([before, after])
    assert aws_side.log.outcomes("DescribePools")["answered from the past"] == 2


def test_the_past_is_some_seconds_old_at_most(aws_side, front, behind):
    aws_side.weather = Weather(stale=1.0, stale_seconds=0.0)
    made = pool(behind)
    assert pools_of(front) == [made]


def test_some_reads_are_from_the_past_and_some_are_not(aws_side, front, behind):
    aws_side.weather = Weather(seed=3, stale=0.5, stale_seconds=1e9)
    aws_side.pin_past()
    pool(behind)
    assert {len(pools_of(front)) for _ in range(12)} == {0, 1}


def test_lists_come_in_pages_of_any_length(aws_side, front, behind):
    made = {number(behind) for _ in range(6)}
    aws_side.weather = Weather(seed=1, largest_page=2)
    lengths, token = [], {}
    seen = set()
    while True:
        page = front.describe_phone_numbers(**token)
        lengths.append(len(page["PhoneNumbers"]))
        seen |= {one["PhoneNumberId"] for one in page["PhoneNumbers"]}
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert seen == made
    assert max(lengths) <= 2
    assert 0 in lengths


def test_members_come_in_another_order(aws_side, front, behind):
    made = [number(behind) for _ in range(8)]
    aws_side.weather = Weather(seed=5, reorder=True)
    seen = [
        [one["PhoneNumberId"] for one in front.describe_phone_numbers()["PhoneNumbers"]] for _ in range(3)
    ]
    assert all(sorted(one) == sorted(made) for one in seen)
    assert len(set(map(tuple, seen))) > 1


def test_it_has_other_texts_for_help_and_stop(aws_side, behind):
    aws_side.control(texts={"HELP": "AWS's own words.", "STOP": "AWS's goodbye."})
    made = pool(behind)
    said = {
        one["Keyword"]: one["KeywordMessage"]
        for one in behind.describe_keywords(OriginationIdentity=made)["Keywords"]
    }
    assert said == {"HELP": "AWS's own words.", "STOP": "AWS's goodbye."}


def test_there_are_as_many_pools_as_a_test_asks_for(aws_side, behind):
    aws_side.control(pools=120)
    found = list(behind.get_paginator("describe_pools").paginate().search("Pools[]"))
    assert len(found) == 120
    tags = behind.list_tags_for_resource(ResourceArn=found[0]["PoolArn"])["Tags"]
    assert {tag["Key"] for tag in tags} == {"Name", "Team", "Ticket"}
