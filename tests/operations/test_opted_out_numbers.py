from datetime import timedelta

import pytest
from django.utils import timezone

from pools.errors import AccessDeniedException, ResourceNotFoundException, ValidationException
from pools.models import OptedOutNumber, OptOutList
from pools.operations.opted_out_numbers import (
    delete_opted_out_number,
    describe_opted_out_numbers,
    put_opted_out_number,
    put_opted_out_numbers,
)
from tests.help.factories import OptedOutNumberFactory, OptOutImportFactory, OptOutListFactory
from tests.help.operations import refused

NUMBER = "+12065550123"


@pytest.fixture
def on(db) -> OptOutList:
    return OptOutListFactory(opt_out_list_name="news")


def listed(caller, **asked) -> list[str]:
    found = describe_opted_out_numbers(caller, opt_out_list_name="news", **asked)
    return [row.opted_out_number for row in found.opted_out_numbers]


def put(caller, number=NUMBER, on="news"):
    return put_opted_out_number(caller, opt_out_list_name=on, opted_out_number=number)


def remove(caller, number=NUMBER, on="news"):
    return delete_opted_out_number(caller, opt_out_list_name=on, opted_out_number=number)


def test_a_number_is_put_on_a_list(caller, on):
    answer = put(caller, on=on.opt_out_list_arn)
    assert (answer.opt_out_list_arn, answer.opt_out_list_name) == (on.opt_out_list_arn, "news")
    assert (answer.opted_out_number, answer.end_user_opted_out) == (NUMBER, False)
    assert listed(caller) == [NUMBER]


def test_one_that_is_there_stays_as_it_is(caller, on):
    row = OptedOutNumberFactory(opt_out_list=on, opted_out_number=NUMBER, end_user_opted_out=True)
    answer = put(caller)
    assert (answer.opted_out_timestamp, answer.end_user_opted_out) == (row.opted_out_timestamp, True)
    assert OptedOutNumber.objects.count() == 1


def put_many(caller, number=NUMBER, on="news"):
    return put_opted_out_numbers(caller, opt_out_list_name=on, opted_out_numbers=[number])


@pytest.mark.parametrize("verb", [put, put_many])
def test_one_that_somebody_puts_there_too_is_no_longer_an_imports(caller, on, verb):
    sent = OptOutImportFactory(opt_out_list=on)
    row = OptedOutNumberFactory(opt_out_list=on, opted_out_number=NUMBER, opt_out_import=sent)
    other = OptedOutNumberFactory(opt_out_list=on, opt_out_import=sent)
    verb(caller)
    assert list(sent.opted_out_numbers.all()) == [other]
    assert OptedOutNumber.objects.get(pk=row.pk).opted_out_timestamp == row.opted_out_timestamp


def test_with_or_without_plus_it_is_one_number(caller, on):
    assert put(caller, NUMBER.removeprefix("+")).opted_out_number == NUMBER
    put(caller)
    assert listed(caller, opted_out_numbers=["12065550123"]) == [NUMBER]
    assert remove(caller, "12065550123").opted_out_number == NUMBER


def test_numbers_can_be_on_the_list_default(caller):
    put(caller, on="Default")
    (row,) = describe_opted_out_numbers(caller, opt_out_list_name="Default").opted_out_numbers
    assert row.opted_out_number == NUMBER


def test_a_number_taken_off_is_not_listed(caller, on):
    row = OptedOutNumberFactory(opt_out_list=on, opted_out_number=NUMBER, end_user_opted_out=True)
    answer = remove(caller)
    assert answer.end_user_opted_out is True
    assert answer.opted_out_timestamp > row.opted_out_timestamp
    assert listed(caller) == []
    with refused(ResourceNotFoundException) as refusal:
        remove(caller)
    assert (refusal.error.resource_type, refusal.error.resource_id) == ("opted-out-number", NUMBER)


def test_a_number_is_taken_off_once_in_30_days(caller, on):
    put(caller)
    remove(caller)
    assert put(caller).end_user_opted_out is False
    with refused(ValidationException, "PHONE_NUMBER_CANNOT_BE_OPTED_IN", "OptedOutNumber"):
        remove(caller)
    assert listed(caller) == [NUMBER]
    OptedOutNumber.objects.update(opted_in_timestamp=timezone.now() - timedelta(days=30))
    remove(caller)
    assert listed(caller) == []


def test_lists_do_not_know_of_each_other(caller, on):
    OptOutListFactory(opt_out_list_name="other")
    put(caller)
    put(caller, on="other")
    remove(caller, on="other")
    remove(caller)
    assert listed(caller) == []


@pytest.mark.parametrize("verb", [put, remove])
def test_a_list_that_is_not_there(caller, verb):
    with refused(ResourceNotFoundException) as refusal:
        verb(caller, on="nothing")
    assert refusal.error.resource_type == "opt-out-list"


def test_a_number_asked_for_must_be_listed(caller, on):
    OptedOutNumberFactory(opt_out_list=on, opted_out_number=NUMBER, is_opted_out=False)
    with refused(ResourceNotFoundException) as refusal:
        listed(caller, opted_out_numbers=[NUMBER])
    assert refusal.error.resource_type == "opted-out-number"


def test_numbers_are_filtered_by_who_opted_out(caller, on):
    theirs = OptedOutNumberFactory(opt_out_list=on, end_user_opted_out=True).opted_out_number
    OptedOutNumberFactory(opt_out_list=on)
    assert listed(caller, filters=[{"Name": "end-user-opted-out", "Values": ["True"]}]) == [theirs]
    with refused(ValidationException, "INVALID_FILTER_VALUES"):
        listed(caller, filters=[{"Name": "end-user-opted-out", "Values": ["maybe"]}])


def test_numbers_come_in_pages(caller, on):
    OptedOutNumberFactory.create_batch(3, opt_out_list=on)
    first = describe_opted_out_numbers(caller, opt_out_list_name="news", max_results=2)
    rest = describe_opted_out_numbers(
        caller, opt_out_list_name="news", max_results=2, next_token=first.next_token
    )
    assert len({row.opted_out_number for row in first.opted_out_numbers + rest.opted_out_numbers}) == 3
    assert rest.next_token is None


def test_another_account_reaches_nothing(other_caller, caller, on):
    put(caller)
    for name in ("news", on.opt_out_list_arn):
        with refused(ResourceNotFoundException):
            describe_opted_out_numbers(other_caller, opt_out_list_name=name)
        with refused(ResourceNotFoundException):
            remove(other_caller, on=name)


@pytest.mark.parametrize("verb", [put, remove])
def test_a_viewer_writes_nothing(viewer, on, verb):
    with refused(AccessDeniedException):
        verb(viewer)
