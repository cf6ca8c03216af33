"""Opted-out numbers are counted and looked up in AWS when somebody asks, and none of them is kept here."""

import json
import threading
import time

import pytest
from django.core import serializers

from pools.errors import ResourceNotFoundException, ValidationException
from pools.models import Activity, OptedOutNumber, RunKind, RunStatus, SyncRequest
from pools.operations.syncing.asking import look_up_opt_outs
from pools.operations.syncing.runs import add_run
from pools.sync import opt_outs, reading
from pools.sync.opt_outs import LookUps
from pools.sync.remotes import Remotes
from pools.sync.worker import Worker
from tests.help.aws.weather import THROTTLED
from tests.sync.working import Console

pytestmark = pytest.mark.django_db(transaction=True)
NUMBERS = [f"+1206555{number:04}" for number in range(5)]


@pytest.fixture
def console(aws_side, caller) -> Console:
    client = aws_side.client()
    client.create_opt_out_list(OptOutListName="News")
    for number in NUMBERS:
        client.put_opted_out_number(OptOutListName="News", OptedOutNumber=number)
    client.close()
    return Console(aws_side, caller).imported()


def asked(console, **about) -> dict:
    request = look_up_opt_outs(console.caller, opt_out_list="News", **about)
    return answer_to(console, request)


def answer_to(console, request) -> dict:
    """A worker leaves off while it is not its turn."""
    until = time.monotonic() + 30
    while not request.answered_timestamp and time.monotonic() < until:
        console.work()
        request.refresh_from_db()
    return request.answer


def test_they_are_counted_page_by_page(console, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", {"MaxResults": 2})
    console.aws.log.entries.clear()
    assert asked(console) == {"counted": 5}
    pages = [one for one in console.aws.log.entries if one.operation == "DescribeOptedOutNumbers"]
    assert len(pages) == 3


@pytest.mark.parametrize(
    ("number", "is_there"), [(NUMBERS[0], True), (NUMBERS[0][1:], True), ("+12065559999", False)]
)
def test_one_is_looked_up(console, number, is_there):
    assert asked(console, number=number) == {"is_opted_out": is_there}


def test_no_number_is_kept(console):
    asked(console, number=NUMBERS[0])
    asked(console)
    rows = [*SyncRequest.objects.all(), *Activity.objects.all()]
    assert NUMBERS[0][2:] not in serializers.serialize("json", rows)
    assert not OptedOutNumber.objects.exists()


def test_what_another_worker_began_is_gone_on_with(console, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", {"MaxResults": 2})
    request = look_up_opt_outs(console.caller, opt_out_list="News")
    assert LookUps("one", Remotes()).one()
    request.refresh_from_db()
    assert (request.answer["counted"], request.worker) == (2, "")
    assert NUMBERS[0] not in json.dumps(request.answer)
    assert answer_to(console, request) == {"counted": 5}


def test_a_long_count_lets_runs_go_first(console, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", {"MaxResults": 1})
    request = look_up_opt_outs(console.caller, opt_out_list="News")
    run = add_run(console.caller, console.link, RunKind.REFRESH, RunStatus.QUEUED)
    Worker(threading.Event()).do_something()
    run.refresh_from_db()
    request.refresh_from_db()
    assert (run.status, request.answered_timestamp) == (RunStatus.DONE, None)


def test_where_aws_is_asked_too_often_it_is_asked_again(console):
    console.aws.weather.next("DescribeOptedOutNumbers", THROTTLED)
    request = look_up_opt_outs(console.caller, opt_out_list="News")
    look_ups = LookUps("one", Remotes())
    assert look_ups.one()
    # Nobody asks for a moment.
    assert not look_ups.one()
    request.refresh_from_db()
    assert (request.answered_timestamp, request.worker) == (None, "")


def test_what_aws_refuses_is_told_without_its_words(console):
    console.aws.client().delete_opt_out_list(OptOutListName="News")
    answer = asked(console, number=NUMBERS[0])
    assert answer == {"trouble": "OTHER"}


def test_an_error_of_ours_is_told(console, monkeypatch):
    monkeypatch.setattr(opt_outs, "count_page", lambda *arguments: 1 / 0)
    assert asked(console) == {"refused": ["FAULT"]}


def test_a_list_that_aws_never_had_and_a_word_are_refused(console):
    with pytest.raises(ResourceNotFoundException):
        look_up_opt_outs(console.caller, opt_out_list="Weather")
    with pytest.raises(ValidationException):
        look_up_opt_outs(console.caller, opt_out_list="News", number="all of them")
