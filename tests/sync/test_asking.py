"""What is asked of AWS is asked in its turn: reads again, writes once, and as fast as AWS says."""

import pytest

from pools.sync import limiter
from pools.sync.asking import Asker, Stopped
from pools.sync.limiter import Lane
from pools.sync.remote import Refused
from tests.help.aws.weather import FAILED, REQUEST_LOST, THROTTLED, Weather
from tests.sync.asked import LOST, refused
from tests.sync.working import SHARE


def test_a_read_is_asked_again_and_a_write_is_not(aws_side, ask):
    aws_side.weather.next("DescribePools", FAILED, REQUEST_LOST, THROTTLED)
    assert ask("DescribePools", {})["Pools"] == []
    assert aws_side.log.count("DescribePools") == 4
    aws_side.weather.next("CreateConfigurationSet", FAILED)
    refused(ask.once, "CreateConfigurationSet", {"ConfigurationSetName": "orders"})
    assert aws_side.log.count("CreateConfigurationSet") == 1


def test_what_does_not_pass_is_not_asked_again(aws_side, ask):
    refused(ask, "DescribePools", {"PoolIds": [LOST]})
    assert aws_side.log.count("DescribePools") == 1


def test_throttling_holds_everybody_back(aws_side, ask):
    aws_side.weather.next("CreateConfigurationSet", THROTTLED)
    name = {"ConfigurationSetName": "orders"}
    with pytest.raises(Refused):
        ask.once("CreateConfigurationSet", name, hold_back=50.0)
    other = Lane(aws_side.account_id, aws_side.region, "CreateConfigurationSet", SHARE)
    assert limiter.take(other) > 20


def test_asking_ends_when_it_is_told_to(aws_side, ask):
    ask.go_on = lambda: False
    with pytest.raises(Stopped):
        ask("DescribePools", {})
    assert aws_side.log.count() == 0
    going = iter([True, True, False])
    ask.go_on = lambda: next(going, False)
    aws_side.weather.next("DescribePools", FAILED)
    with pytest.raises(Stopped):
        ask("DescribePools", {})
    assert aws_side.log.count("DescribePools") == 1


def test_aws_is_never_asked_faster_than_it_says(aws_side, aws, db):
    """Seen where it arrives: a second of each operation."""
    aws_side.weather = Weather(rates=1.0)
    ask = Asker(aws, aws_side.account_id, share=80)
    for _ in range(3):
        ask("DescribePools", {})
    assert aws_side.log.outcomes("DescribePools") == {"answered": 3}
    assert aws_side.log.busiest_second("DescribePools") == 1
