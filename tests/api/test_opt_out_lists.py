"""Opt-out lists and the numbers on them, through boto3."""

import pytest

from tests.help.factories import OptedOutNumberFactory, OptOutListFactory, PoolFactory
from tests.help.wire import fits, refusal_of

NUMBER = "+12065550123"


def test_a_list_from_making_to_deleting(aws):
    made = aws.create_opt_out_list(OptOutListName="news", Tags=[{"Key": "Team", "Value": "care"}])
    assert fits("CreateOptOutList", made)
    assert made["OptOutListArn"] == "arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/news"
    assert made["Tags"] == [{"Key": "Team", "Value": "care"}]
    put = aws.put_opted_out_number(OptOutListName="news", OptedOutNumber=NUMBER)
    assert fits("PutOptedOutNumber", put)
    assert (put["OptedOutNumber"], put["EndUserOptedOut"]) == (NUMBER, False)
    listed = aws.describe_opted_out_numbers(OptOutListName=made["OptOutListArn"], OptedOutNumbers=[NUMBER])
    assert fits("DescribeOptedOutNumbers", listed)
    assert listed["OptedOutNumbers"][0]["OptedOutTimestamp"] == put["OptedOutTimestamp"]
    assert listed["OptOutListName"] == "news"
    off = aws.delete_opted_out_number(OptOutListName="news", OptedOutNumber=NUMBER)
    assert fits("DeleteOptedOutNumber", off)
    assert aws.describe_opted_out_numbers(OptOutListName="news")["OptedOutNumbers"] == []
    lists = aws.describe_opt_out_lists()
    assert fits("DescribeOptOutLists", lists)
    assert {row["OptOutListName"] for row in lists["OptOutLists"]} == {"Default", "news"}
    gone = aws.delete_opt_out_list(OptOutListName="news")
    assert fits("DeleteOptOutList", gone)
    assert gone["CreatedTimestamp"] == made["CreatedTimestamp"]
    assert [row["OptOutListName"] for row in aws.describe_opt_out_lists()["OptOutLists"]] == ["Default"]


def test_a_token_makes_one_list(aws):
    first = aws.create_opt_out_list(OptOutListName="news", ClientToken="token")
    again = aws.create_opt_out_list(OptOutListName="news", ClientToken="token")
    assert again["CreatedTimestamp"] == first["CreatedTimestamp"]
    answer = refusal_of(aws.create_opt_out_list, OptOutListName="more", ClientToken="token")
    assert answer["Code"] == "ConflictException"


def test_a_name_twice(aws):
    answer = refusal_of(aws.create_opt_out_list, OptOutListName="Default")
    assert (answer["Code"], answer["Reason"]) == ("ConflictException", "RESOURCE_ALREADY_EXISTS")
    assert (answer["ResourceType"], answer["ResourceId"]) == ("opt-out-list", "Default")


def test_a_26th_list(aws):
    OptOutListFactory.create_batch(24)
    answer = refusal_of(aws.create_opt_out_list, OptOutListName="news")
    assert (answer["Code"], answer["Reason"]) == (
        "ServiceQuotaExceededException",
        "OPT_OUT_LISTS_PER_ACCOUNT",
    )


def test_lists_that_stay(aws):
    answer = refusal_of(aws.delete_opt_out_list, OptOutListName="Default")
    assert (answer["Code"], answer["Reason"]) == ("ConflictException", "RESOURCE_MODIFICATION_NOT_ALLOWED")
    used = OptOutListFactory().opt_out_list_name
    PoolFactory(opt_out_list_name=used)
    answer = refusal_of(aws.delete_opt_out_list, OptOutListName=used)
    assert (answer["Code"], answer["Reason"]) == ("ConflictException", "RESOURCE_NOT_EMPTY")
    assert "a pool or a phone number uses the list" in answer["Error"]["Message"]


def test_a_number_comes_off_a_list_once_in_30_days(aws):
    asked = {"OptOutListName": "Default", "OptedOutNumber": NUMBER}
    aws.put_opted_out_number(**asked)
    aws.delete_opted_out_number(**asked)
    answer = refusal_of(aws.delete_opted_out_number, **asked)
    assert (answer["Code"], answer["ResourceType"]) == ("ResourceNotFoundException", "opted-out-number")
    aws.put_opted_out_number(**asked)
    answer = refusal_of(aws.delete_opted_out_number, **asked)
    assert (answer["Code"], answer["Reason"]) == ("ValidationException", "PHONE_NUMBER_CANNOT_BE_OPTED_IN")
    assert answer["Fields"] == [
        {"Name": "OptedOutNumber", "Message": "was taken off the list less than 30 days ago"}
    ]


def test_numbers_and_lists_come_in_pages(aws):
    on = OptOutListFactory()
    numbers = {row.opted_out_number for row in OptedOutNumberFactory.create_batch(5, opt_out_list=on)}
    pages = aws.get_paginator("describe_opted_out_numbers").paginate(
        OptOutListName=on.opt_out_list_name, PaginationConfig={"PageSize": 2}
    )
    assert {row["OptedOutNumber"] for page in pages for row in page["OptedOutNumbers"]} == numbers
    lists = aws.get_paginator("describe_opt_out_lists").paginate(PaginationConfig={"PageSize": 1})
    assert [len(page["OptOutLists"]) for page in lists] == [1, 1]


def test_owner_beside_names(aws):
    answer = refusal_of(aws.describe_opt_out_lists, Owner="SELF", OptOutListNames=["Default"])
    assert answer["Reason"] == "PARAMETERS_CANNOT_BE_USED_TOGETHER"


@pytest.mark.parametrize("name", ["nothing", "arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/nothing"])
def test_a_list_that_is_not_there(aws, name):
    answer = refusal_of(aws.put_opted_out_number, OptOutListName=name, OptedOutNumber=NUMBER)
    assert (answer["Code"], answer["ResourceType"]) == ("ResourceNotFoundException", "opt-out-list")
    assert "Reason" not in answer


def test_an_arn_of_something_else(aws):
    answer = refusal_of(
        aws.delete_opt_out_list, OptOutListName="arn:aws:sms-voice:us-east-1:111122223333:pool/a"
    )
    assert (answer["Code"], answer["Reason"]) == ("ValidationException", "INVALID_ARN")


def test_a_viewer_reads_and_another_account_does_not(viewer_aws, other_aws):
    row = OptedOutNumberFactory()
    name = row.opt_out_list.opt_out_list_name
    assert viewer_aws.describe_opted_out_numbers(OptOutListName=name)["OptedOutNumbers"]
    assert viewer_aws.describe_opt_out_lists()["OptOutLists"]
    answer = refusal_of(viewer_aws.put_opted_out_number, OptOutListName=name, OptedOutNumber=NUMBER)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 403
    answer = refusal_of(other_aws.describe_opted_out_numbers, OptOutListName=name)
    assert answer["Code"] == "ResourceNotFoundException"
