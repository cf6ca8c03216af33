"""A program that calls the API, with boto3."""

from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pools import shapes
from pools.reference import demo_data
from tests.crash.writers import CutOffError, Writer


class Program(Writer):
    """Besides pools: destinations on the list Default, and one tag that counts on."""

    def __init__(self, url: str, region: str) -> None:
        super().__init__(url, region)
        self.opted_out: set[str] = set()
        self.client = boto3.Session().client(
            shapes.SERVICE,
            region_name=region,
            endpoint_url=url,
            aws_access_key_id=demo_data.ACCESS_KEY_ID,
            aws_secret_access_key=demo_data.SECRET_ACCESS_KEY,
            config=Config(retries={"total_max_attempts": 1}, read_timeout=30, connect_timeout=30),
        )

    def ask(self, operation: str, *, fine: str = "", **request: Any) -> dict[str, Any]:
        """The answer; fine: an error that an act has which was done the first time, but not answered."""
        try:
            answer = getattr(self.client, operation)(**request)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
                raise CutOffError from error
            if error.response["Error"]["Code"] != fine:
                raise
            return {}
        except BotoCoreError as error:
            raise CutOffError from error
        # boto3 takes an answer that ended with its head for an empty one.
        if (
            answer.keys() == {"ResponseMetadata"}
            and answer["ResponseMetadata"]["HTTPHeaders"]["content-length"] != "2"
        ):
            raise CutOffError
        return answer

    def write(self, operation: str, **request: Any) -> dict[str, Any]:
        return self.until_answered(self.ask, operation, **request)

    def begin(self) -> None:
        named = {"SenderId": self.sender_id, "IsoCountryCode": "GB"}
        self.write("request_sender_id", **named, ClientToken="the-sender-id")

    def make_pool(self, token: str) -> str:
        made = self.write(
            "create_pool",
            OriginationIdentity=self.sender_id,
            IsoCountryCode="GB",
            MessageType="TRANSACTIONAL",
            ClientToken=token,
        )
        self.last_arn = made["PoolArn"]
        return made["PoolId"]

    def delete_pool(self, pool_id: str) -> None:
        self.write("delete_pool", PoolId=pool_id, fine="ResourceNotFoundException")

    def do_more(self) -> None:
        number = f"+4477009{len(self.opted_out):05}"
        self.write("put_opted_out_number", OptOutListName="Default", OptedOutNumber=number)
        self.opted_out.add(number)
        self.write("tag_resource", ResourceArn=self.last_arn, Tags=[{"Key": "Count", "Value": number}])
        self.last_tag = (self.last_arn, number)

    def all(self, operation: str, member: str, **request: Any) -> list[dict[str, Any]]:
        """Every item of a list, over all of its pages."""
        pages = self.client.get_paginator(operation).paginate(**request)
        return [item for page in pages for item in page[member]]

    def check(self) -> None:
        """Fails where the API does not say what was answered before."""
        found = {pool["PoolId"] for pool in self.all("describe_pools", "Pools")}
        assert found == self.pools, f"lost: {self.pools - found}; doubled or back again: {found - self.pools}"
        listed = self.all("describe_opted_out_numbers", "OptedOutNumbers", OptOutListName="Default")
        assert sorted(one["OptedOutNumber"] for one in listed) == sorted(self.opted_out)
        arn, value = self.last_tag
        assert self.client.list_tags_for_resource(ResourceArn=arn)["Tags"] == [
            {"Key": "Count", "Value": value}
        ]
