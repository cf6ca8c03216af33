"""Sender IDs through boto3."""

from tests.help.factories import PoolSenderIdFactory, SenderIdFactory
from tests.help.wire import fits, refusal_of

ACME = {"SenderId": "ACME", "IsoCountryCode": "GB"}


def test_a_sender_id_from_requesting_to_releasing(aws):
    made = aws.request_sender_id(SenderId="acme", IsoCountryCode="GB", DeletionProtectionEnabled=True)
    assert fits("RequestSenderId", made)
    answer = aws.describe_sender_ids(SenderIds=[ACME])
    assert fits("DescribeSenderIds", answer)
    [found] = answer["SenderIds"]
    assert (found["SenderId"], found["MessageTypes"]) == ("ACME", ["TRANSACTIONAL"])
    assert (found["DeletionProtectionEnabled"], found["Registered"]) == (True, False)
    by_arn = {"SenderId": made["SenderIdArn"], "IsoCountryCode": "GB"}
    assert aws.describe_sender_ids(SenderIds=[by_arn])["SenderIds"] == [found]
    refused = refusal_of(aws.release_sender_id, **ACME)
    assert (refused["Code"], refused["Reason"]) == ("ConflictException", "DELETION_PROTECTION_ENABLED")
    changed = aws.update_sender_id(**by_arn, DeletionProtectionEnabled=False)
    assert fits("UpdateSenderId", changed)
    assert changed["DeletionProtectionEnabled"] is False
    gone = aws.release_sender_id(**by_arn)
    assert fits("ReleaseSenderId", gone)
    assert gone["SenderIdArn"] == made["SenderIdArn"]
    assert "DeletionProtectionEnabled" not in gone
    missing = refusal_of(aws.describe_sender_ids, SenderIds=[ACME])
    assert (missing["Code"], missing["ResourceType"]) == ("ResourceNotFoundException", "sender-id")


def test_pages_and_filters_of_sender_ids(aws):
    names = [SenderIdFactory(sender_id=f"BRAND{n}", registered=n > 0).sender_id for n in range(4)]
    asked = {"Filters": [{"Name": "registered", "Values": ["true"]}], "PaginationConfig": {"PageSize": 2}}
    pages = aws.get_paginator("describe_sender_ids").paginate(**asked)
    found = [[row["SenderId"] for row in page["SenderIds"]] for page in pages]
    assert found == [names[1:3], names[3:]]


def test_one_in_a_pool_is_not_released(aws):
    name = PoolSenderIdFactory().sender_id.sender_id
    answer = refusal_of(aws.release_sender_id, SenderId=name, IsoCountryCode="GB")
    assert (answer["Code"], answer["Reason"]) == ("ConflictException", "SENDER_ID_ASSOCIATED_TO_POOL")
    assert (answer["ResourceType"], answer["ResourceId"]) == ("sender-id", name)


def test_a_country_that_is_not_the_arns(aws):
    arn = SenderIdFactory(sender_id="ACME").sender_id_arn
    wrong = {"SenderId": arn, "IsoCountryCode": "DE"}
    for act in (aws.update_sender_id, aws.release_sender_id):
        answer = refusal_of(act, **wrong)
        assert answer["Reason"] == "COUNTRY_CODE_MISMATCH"
        assert [field["Name"] for field in answer["Fields"]] == ["IsoCountryCode"]
    answer = refusal_of(aws.describe_sender_ids, SenderIds=[wrong])
    assert [field["Name"] for field in answer["Fields"]] == ["SenderIds[0].IsoCountryCode"]
    assert refusal_of(aws.update_sender_id, **wrong | {"SenderId": "arn:aws:x"})["Reason"] == "INVALID_ARN"


def test_another_account_and_a_viewer(other_aws, viewer_aws):
    SenderIdFactory(sender_id="ACME")
    assert other_aws.describe_sender_ids()["SenderIds"] == []
    for act in (other_aws.update_sender_id, other_aws.release_sender_id):
        assert refusal_of(act, **ACME)["Code"] == "ResourceNotFoundException"
    assert len(viewer_aws.describe_sender_ids()["SenderIds"]) == 1
    for act in (viewer_aws.update_sender_id, viewer_aws.release_sender_id):
        assert refusal_of(act, **ACME)["Code"] == "AccessDeniedException"
