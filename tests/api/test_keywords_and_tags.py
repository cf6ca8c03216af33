"""Keywords and tags, through boto3."""

import pytest

from tests.help.factories import (
    ConfigurationSetFactory,
    KeywordFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    SenderIdFactory,
    VerifiedDestinationNumberFactory,
)
from tests.help.wire import fits, refusal_of


def test_a_keyword_from_putting_to_deleting(aws):
    pool = PoolFactory()
    place = {"OriginationIdentity": pool.pool_arn}
    put = aws.put_keyword(**place, Keyword="Menü", KeywordMessage="Our menu.")
    assert fits("PutKeyword", put)
    found = aws.describe_keywords(**place)
    assert fits("DescribeKeywords", found)
    assert (found["OriginationIdentity"], found["OriginationIdentityArn"]) == (pool.pool_id, pool.pool_arn)
    assert [row["Keyword"] for row in found["Keywords"]] == ["HELP", "MENÜ", "STOP"]
    (row,) = aws.describe_keywords(**place, Keywords=["menü"])["Keywords"]
    assert row == {"Keyword": "MENÜ", "KeywordMessage": "Our menu.", "KeywordAction": "AUTOMATIC_RESPONSE"}
    gone = aws.delete_keyword(**place, Keyword="menü")
    assert fits("DeleteKeyword", gone)
    answer = refusal_of(aws.describe_keywords, **place, Keywords=["Menü"])
    assert (answer["Code"], answer["ResourceType"]) == ("ResourceNotFoundException", "keyword")
    assert answer["ResourceId"] == "MENÜ"


def test_what_of_a_keyword_cannot_be_changed_is_said(aws):
    place = {"OriginationIdentity": PoolFactory().pool_id, "Keyword": "STOP", "KeywordMessage": "Bye."}
    answer = refusal_of(aws.put_keyword, **place, KeywordAction="OPT_IN")
    assert answer["Reason"] == "RESOURCE_MODIFICATION_NOT_ALLOWED"
    assert answer["Message"].endswith("its action cannot be changed; its message can")
    toll_free = PhoneNumberFactory(pool=PoolFactory(), number_type="TOLL_FREE")
    answer = refusal_of(aws.put_keyword, **place | {"OriginationIdentity": toll_free.pool.pool_id})
    assert "carriers answer this keyword themselves" in answer["Message"]


def test_a_number_in_a_pool_answers_its_pools_keywords(aws):
    number = PhoneNumberFactory(pool=PoolFactory())
    KeywordFactory(pool=number.pool, keyword="MENU")
    found = aws.describe_keywords(OriginationIdentity=number.phone_number_id)
    assert found["OriginationIdentity"] == number.phone_number_id
    assert [row["Keyword"] for row in found["Keywords"]] == ["HELP", "MENU", "STOP"]


def test_keywords_come_in_pages_and_by_filters(aws):
    place = {"OriginationIdentity": PoolFactory().pool_id}
    pages = aws.get_paginator("describe_keywords").paginate(**place, PaginationConfig={"PageSize": 1})
    assert [page["Keywords"][0]["Keyword"] for page in pages] == ["HELP", "STOP"]
    stop = aws.describe_keywords(**place, Filters=[{"Name": "keyword-action", "Values": ["OPT_OUT"]}])
    assert [row["Keyword"] for row in stop["Keywords"]] == ["STOP"]
    answer = refusal_of(
        aws.describe_keywords, **place, Filters=[{"Name": "keyword-action", "Values": ["MORE"]}]
    )
    assert answer["Reason"] == "INVALID_FILTER_VALUES"


@pytest.mark.parametrize(
    ("factory", "arn"),
    [
        (PoolFactory, "pool_arn"),
        (PhoneNumberFactory, "phone_number_arn"),
        (SenderIdFactory, "sender_id_arn"),
        (OptOutListFactory, "opt_out_list_arn"),
        (ConfigurationSetFactory, "configuration_set_arn"),
        (VerifiedDestinationNumberFactory, "verified_destination_number_arn"),
    ],
)
def test_tags_of_every_kind(aws, factory, arn):
    place = {"ResourceArn": getattr(factory(), arn)}
    assert fits("TagResource", aws.tag_resource(**place, Tags=[{"Key": "b", "Value": ""}]))
    aws.tag_resource(**place, Tags=[{"Key": "a", "Value": "1"}])
    found = aws.list_tags_for_resource(**place)
    assert fits("ListTagsForResource", found)
    assert found["ResourceArn"] == place["ResourceArn"]
    assert found["Tags"] == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}]
    assert fits("UntagResource", aws.untag_resource(**place, TagKeys=["a", "never"]))
    assert aws.list_tags_for_resource(**place)["Tags"] == [{"Key": "b", "Value": ""}]


def test_tags_of_what_is_no_resource(aws):
    answer = refusal_of(aws.list_tags_for_resource, ResourceArn="arn:aws:sns:us-east-1:111122223333:topic")
    assert (answer["Code"], answer["Reason"]) == ("ValidationException", "INVALID_ARN")
    arn = "arn:aws:sms-voice:us-east-1:111122223333:configuration-set/nothing"
    answer = refusal_of(aws.list_tags_for_resource, ResourceArn=arn)
    assert (answer["Code"], answer["ResourceType"]) == ("ResourceNotFoundException", "configuration-set")


def test_a_viewer_reads_and_another_account_does_not(viewer_aws, other_aws):
    pool = PoolFactory()
    assert viewer_aws.list_tags_for_resource(ResourceArn=pool.pool_arn)["Tags"] == []
    assert viewer_aws.describe_keywords(OriginationIdentity=pool.pool_id)["Keywords"]
    for answer in (
        refusal_of(other_aws.list_tags_for_resource, ResourceArn=pool.pool_arn),
        refusal_of(other_aws.describe_keywords, OriginationIdentity=pool.pool_id),
    ):
        assert answer["Code"] == "ResourceNotFoundException"
