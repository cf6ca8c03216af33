"""The situation each recording was made in: rows that must be there, and what goes into its placeholders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from tests.help.factories import (
    ConfigurationSetFactory,
    EventDestinationFactory,
    KeywordFactory,
    OptedOutNumberFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    SenderIdFactory,
    TagFactory,
    VerifiedDestinationNumberFactory,
    in_a_minute,
)


@dataclass(frozen=True)
class Situation:
    """What a recording is replayed with.

    rows: name: (factory, arguments), of which "@name" is an earlier row. request: members in place of the
    recording's own, with {name.attribute} of rows; None leaves one out. account: columns of the account.
    any_values: the recording's answer is not that of its request, so only its members and types count.
    """

    rows: Mapping[str, tuple[Any, Mapping[str, Any]]] = field(default_factory=dict)
    request: Mapping[str, Any] = field(default_factory=dict)
    account: Mapping[str, Any] = field(default_factory=dict)
    region: str = "us-east-1"
    any_values: bool = False


def rows(**given: Any) -> dict[str, tuple[Any, Mapping[str, Any]]]:
    return {name: row if isinstance(row, tuple) else (row, {}) for name, row in given.items()}


EXAMPLE_POOL = "pool-78ec067f62f94d57bd3bab991example"
EXAMPLE_NUMBER = "phone-d2b0f5dd4fd14ebdb2a3b9128example"
ROLE = "arn:aws:iam::111122223333:role/MyRole"
TOPIC = "arn:aws:sns:us-east-1:111122223333:MyTopic"
NUMBER = "+14254147755"
RICH = {"account_tier": "PRODUCTION", "monthly_spend_limit": 100}
TEXT = {"DestinationPhoneNumber": "+12065550150", "MessageBody": "text"}

POOL = rows(pool=PoolFactory)
POOL_AND_NUMBER = rows(pool=PoolFactory, number=(PhoneNumberFactory, {"pool": "@pool"}))
FREE_NUMBER = rows(number=PhoneNumberFactory)
TWO_MEMBERS = POOL_AND_NUMBER | rows(
    other=(PhoneNumberFactory, {"pool": "@pool", "iso_country_code": "CA", "phone_number": "+12045550123"})
)
TWO_WAY_POOL = rows(pool=(PoolFactory, {"two_way": True}), number=(PhoneNumberFactory, {"pool": "@pool"}))
LIST = rows(list=(OptOutListFactory, {"opt_out_list_name": "optOutListName"}))
ON_LIST = LIST | rows(
    out=(OptedOutNumberFactory, {"opt_out_list": "@list", "opted_out_number": "+12065550123"})
)
ON_DEFAULT = rows(
    list=(OptOutListFactory, {"opt_out_list_name": "Default"}),
    out=(OptedOutNumberFactory, {"opt_out_list": "@list", "opted_out_number": NUMBER}),
)
SET = rows(set=(ConfigurationSetFactory, {"configuration_set_name": "configurationSet"}))
LIVE_SET = rows(
    set=(ConfigurationSetFactory, {"configuration_set_name": "alchemy-test-smsvoice-event-dest-cs"})
)
LIVE_DESTINATION = LIVE_SET | rows(
    destination=(
        EventDestinationFactory,
        {"configuration_set": "@set", "event_destination_name": "alchemy-test-smsvoice-event-dest"},
    )
)
NAMED_SET = rows(
    set=(
        ConfigurationSetFactory,
        {"configuration_set_name": "configurationSetName", "default_sender_id": "BRAND"},
    )
)
LOGS = {"IamRoleArn": ROLE, "LogGroupArn": "arn:aws:logs:us-east-1:111122223333:log-group:Other"}
STREAM = {
    "IamRoleArn": ROLE,
    "DeliveryStreamArn": "arn:aws:firehose:us-east-1:111122223333:deliverystream/Other",
}
NAMED_DESTINATION = {"configuration_set": "@set", "event_destination_name": "eventDestinationName"}
ALL_EVENTS = {"MatchingEventTypes": ["ALL"]}
TO_POOL = {"OriginationIdentity": "{pool.pool_id}"}
UNVERIFIED = rows(
    verified=(
        VerifiedDestinationNumberFactory,
        {
            "verification_code": "123456",
            "code_timestamp": factory.LazyFunction(timezone.now),
            "created_timestamp": factory.LazyFunction(lambda: timezone.now() - timedelta(days=2)),
        },
    )
)
VERIFIED_ID = {"VerifiedDestinationNumberId": "{verified.verified_destination_number_id}"}
LIMITS = {"max_monthly_spend": 1000, "monthly_spend_limit": 10, "spend_limit_overridden": True}
SIMULATOR = {
    "IsoCountryCode": "US",
    "MessageType": "TRANSACTIONAL",
    "NumberCapabilities": ["SMS"],
    "NumberType": "SIMULATOR",
}

SITUATIONS = {
    "AssociateOriginationIdentity-1": Situation(
        rows(pool=PoolFactory, number=PhoneNumberFactory),
        {"PoolId": "{pool.pool_id}", "OriginationIdentity": "{number.phone_number_id}"},
    ),
    "AssociateOriginationIdentity-2": Situation(
        POOL_AND_NUMBER
        | rows(
            sender=(SenderIdFactory, {"sender_id": "SENDER", "iso_country_code": "IN", "registered": True})
        ),
        {"PoolId": "{pool.pool_id}"},
    ),
    "AssociateOriginationIdentity-4": Situation(
        rows(pool=PoolFactory, sender=SenderIdFactory),
        {"PoolId": "{pool.pool_id}", "OriginationIdentity": "{sender.sender_id_arn}"},
    ),
    "CreateConfigurationSet-1": Situation(),
    "CreateConfigurationSet-2": Situation(),
    "CreateEventDestination-1": Situation(SET),
    "CreateEventDestination-2": Situation(SET, ALL_EVENTS),
    "CreateEventDestination-3": Situation(SET, ALL_EVENTS),
    "CreateEventDestination-4": Situation(
        rows(
            set=(
                ConfigurationSetFactory,
                {"configuration_set_name": "qapp-dev-configset", "region": "ap-northeast-1"},
            )
        ),
        {
            "CloudWatchLogsDestination": {
                "IamRoleArn": "arn:aws:iam::111122223333:role/qapp-dev-SMS-cloudwatch-role",
                "LogGroupArn": "arn:aws:logs:ap-northeast-1:111122223333:log-group:/qapp/dev/sms-messaging:*",
            }
        },
        region="ap-northeast-1",
    ),
    "CreateEventDestination-5": Situation(LIVE_SET, {"SnsDestination": {"TopicArn": TOPIC}}),
    "CreateOptOutList-1": Situation(),
    "CreatePool-1": Situation(
        FREE_NUMBER, {"OriginationIdentity": "{number.phone_number_id}", "IsoCountryCode": "US"}
    ),
    "CreatePool-2": Situation(
        FREE_NUMBER,
        {
            "OriginationIdentity": "{number.phone_number_arn}",
            "IsoCountryCode": "US",
            "MessageType": "TRANSACTIONAL",
        },
    ),
    "CreatePool-5": Situation(
        rows(number=(PhoneNumberFactory, {"iso_country_code": "CA", "phone_number": "+12045550123"})),
        {"OriginationIdentity": "{number.phone_number_id}"},
    ),
    "CreateVerifiedDestinationNumber-1": Situation(request={"DestinationPhoneNumber": "+12065550123"}),
    "CreateVerifiedDestinationNumber-2": Situation(request={"DestinationPhoneNumber": "+447700900123"}),
    "DeleteConfigurationSet-1": Situation(SET),
    "DeleteDefaultSenderId-1": Situation(NAMED_SET),
    "DeleteEventDestination-1": Situation(
        NAMED_SET | rows(destination=(EventDestinationFactory, NAMED_DESTINATION))
    ),
    "DeleteKeyword-1": Situation(
        POOL | rows(word=(KeywordFactory, {"pool": "@pool", "keyword": "MORE"})),
        TO_POOL | {"Keyword": "more"},
    ),
    "DeleteKeyword-2": Situation(
        FREE_NUMBER | rows(word=(KeywordFactory, {"phone_number": "@number", "keyword": "INFO"})),
        {"OriginationIdentity": "{number.phone_number_id}"},
    ),
    "DeleteOptOutList-1": Situation(),
    "DeleteOptOutList-2": Situation(LIST),
    "DeleteOptedOutNumber-1": Situation(ON_LIST),
    "DeleteOptedOutNumber-2": Situation(ON_DEFAULT, {"OptOutListName": "Default"}),
    "DeletePool-1": Situation(rows(pool=(PoolFactory, {"pool_id": EXAMPLE_POOL}))),
    "DeleteTextMessageSpendLimitOverride-1": Situation(account=LIMITS),
    "DeleteVerifiedDestinationNumber-1": Situation(UNVERIFIED, VERIFIED_ID),
    "DescribeAccountAttributes-1": Situation(),
    "DescribeConfigurationSets-1": Situation(SET),
    "DescribeConfigurationSets-2": Situation(SET),
    "DescribeConfigurationSets-3": Situation(LIVE_DESTINATION),
    "DescribeKeywords-1": Situation(POOL, TO_POOL),
    "DescribeKeywords-2": Situation(),
    "DescribeOptOutLists-1": Situation(),
    "DescribeOptOutLists-2": Situation(LIST),
    "DescribeOptedOutNumbers-1": Situation(request={"OptOutListName": "Default"}),
    "DescribeOptedOutNumbers-2": Situation(
        rows(
            list=(OptOutListFactory, {"opt_out_list_name": "product_survey"}),
            out=(OptedOutNumberFactory, {"opt_out_list": "@list"}),
        )
    ),
    "DescribeOptedOutNumbers-3": Situation(ON_DEFAULT, {"OptOutListName": "Default"}),
    "DescribePhoneNumbers-1": Situation(FREE_NUMBER),
    "DescribePhoneNumbers-2": Situation(
        rows(number=(PhoneNumberFactory, {"phone_number_id": EXAMPLE_NUMBER}))
    ),
    "DescribePhoneNumbers-3": Situation(
        rows(number=(PhoneNumberFactory, {"iso_country_code": "CA", "phone_number": "+12045550123"}))
    ),
    "DescribePhoneNumbers-4": Situation(),
    "DescribePools-1": Situation(POOL_AND_NUMBER),
    "DescribePools-2": Situation(POOL_AND_NUMBER, {"PoolIds": ["{pool.pool_id}"]}),
    "DescribePools-3": Situation(TWO_WAY_POOL),
    "DescribePools-4": Situation(TWO_WAY_POOL),
    "DescribeSenderIds-1": Situation(
        rows(sender=SenderIdFactory),
        {"SenderIds": [{"SenderId": "{sender.sender_id}", "IsoCountryCode": "GB"}]},
    ),
    "DescribeSenderIds-2": Situation(rows(sender=SenderIdFactory)),
    "DescribeSpendLimits-1": Situation(),
    "DescribeSpendLimits-2": Situation(account=LIMITS),
    "DescribeVerifiedDestinationNumbers-1": Situation(
        rows(verified=(VerifiedDestinationNumberFactory, {"rcs_agent_id": "rcs-a1b2c3d4"}))
    ),
    "DisassociateOriginationIdentity-2": Situation(
        TWO_MEMBERS, {"PoolId": "{pool.pool_id}", "OriginationIdentity": "{other.phone_number_id}"}
    ),
    "ListPoolOriginationIdentities-1": Situation(
        rows(pool=(PoolFactory, {"pool_id": EXAMPLE_POOL}), number=(PhoneNumberFactory, {"pool": "@pool"}))
    ),
    "ListTagsForResource-1": Situation(
        FREE_NUMBER
        | rows(
            one=(TagFactory, {"phone_number": "@number", "key": "fixture", "value": "smsvoice-phone-number"}),
            two=(TagFactory, {"phone_number": "@number", "key": "alchemy::id", "value": "TestNumber"}),
        ),
        {"ResourceArn": "{number.phone_number_arn}"},
    ),
    "PutKeyword-1": Situation(POOL, TO_POOL | {"Keyword": "more", "KeywordAction": "AUTOMATIC_RESPONSE"}),
    "PutKeyword-2": Situation(POOL, TO_POOL),
    "PutKeyword-3": Situation(POOL, TO_POOL),
    "PutKeyword-4": Situation(POOL, TO_POOL),
    "PutKeyword-5": Situation(POOL, TO_POOL),
    "PutKeyword-6": Situation(FREE_NUMBER, {"OriginationIdentity": "{number.phone_number_id}"}),
    "PutOptedOutNumber-1": Situation(LIST),
    "PutOptedOutNumber-2": Situation(),
    "PutOptedOutNumber-3": Situation(ON_DEFAULT, {"OptOutListName": "Default"}),
    "ReleasePhoneNumber-1": Situation(FREE_NUMBER, {"PhoneNumberId": "{number.phone_number_id}"}),
    "ReleasePhoneNumber-2": Situation(POOL_AND_NUMBER, {"PhoneNumberId": "{number.phone_number_id}"}),
    "RequestPhoneNumber-1": Situation(
        request={
            "IsoCountryCode": "CA",
            "NumberCapabilities": ["SMS"],
            "PoolId": None,
            "RegistrationId": None,
            "OptOutListName": "Default",
        },
        any_values=True,
    ),
    "RequestPhoneNumber-2": Situation(
        request=SIMULATOR | {"IsoCountryCode": "CA", "NumberType": "LONG_CODE"}, any_values=True
    ),
    "RequestPhoneNumber-3": Situation(POOL, {"PoolId": "{pool.pool_id}"}),
    "RequestPhoneNumber-4": Situation(),
    "RequestPhoneNumber-5": Situation(),
    "RequestPhoneNumber-6": Situation(request=SIMULATOR | {"MessageType": "PROMOTIONAL"}),
    "RequestSenderId-1": Situation(request={"SenderId": "BRAND", "IsoCountryCode": "IN"}),
    "RequestSenderId-2": Situation(),
    "SendDestinationNumberVerificationCode-1": Situation(
        UNVERIFIED, VERIFIED_ID | {"VerificationChannel": "TEXT"}
    ),
    "SendDestinationNumberVerificationCode-2": Situation(
        UNVERIFIED | rows(sender=(SenderIdFactory, {"sender_id": "DIYACCT"})), VERIFIED_ID
    ),
    "SendTextMessage-1": Situation(
        rows(
            set=(ConfigurationSetFactory, {"configuration_set_name": "MyConfigurationSet"}),
            number=(PhoneNumberFactory, {"phone_number": "+18449831743", "toll_free": True}),
        ),
        account=RICH,
    ),
    "SendTextMessage-3": Situation(
        FREE_NUMBER, TEXT | {"OriginationIdentity": "{number.phone_number}"}, RICH, any_values=True
    ),
    "SendTextMessage-4": Situation(
        FREE_NUMBER | SET,
        TEXT | {"OriginationIdentity": "{number.phone_number}", "ConfigurationSetName": "configurationSet"},
        RICH,
        any_values=True,
    ),
    "SendTextMessage-5": Situation(
        rows(number=(PhoneNumberFactory, {"number_type": "SIMULATOR"})),
        {"OriginationIdentity": "{number.phone_number_id}"},
    ),
    "SendTextMessage-8": Situation(FREE_NUMBER | ON_DEFAULT, TEXT | {"DestinationPhoneNumber": NUMBER}, RICH),
    "SendTextMessage-9": Situation(
        POOL_AND_NUMBER, {"OriginationIdentity": "{pool.pool_id}", "MessageBody": "text"}, RICH
    ),
    "SendTextMessage-11": Situation(
        rows(sender=SenderIdFactory), TEXT | {"OriginationIdentity": "{sender.sender_id}"}, RICH
    ),
    "SendTextMessage-14": Situation(request=TEXT | {"OriginationIdentity": "NOBODY"}),
    "SetDefaultSenderId-1": Situation(NAMED_SET),
    "SetTextMessageSpendLimitOverride-1": Situation(account={"max_monthly_spend": 50}),
    "SetTextMessageSpendLimitOverride-2": Situation(account={"max_monthly_spend": 50}),
    "SetTextMessageSpendLimitOverride-3": Situation(request={"MonthlyLimit": 1}),
    "TagResource-1": Situation(POOL, {"ResourceArn": "{pool.pool_arn}"}),
    "UntagResource-1": Situation(POOL, {"ResourceArn": "{pool.pool_arn}"}),
    "UpdateEventDestination-1": Situation(
        SET
        | rows(
            destination=(
                EventDestinationFactory,
                NAMED_DESTINATION | {"sns_destination": None, "cloud_watch_logs_destination": LOGS},
            )
        ),
        ALL_EVENTS,
    ),
    "UpdateEventDestination-2": Situation(
        SET
        | rows(
            destination=(
                EventDestinationFactory,
                NAMED_DESTINATION | {"sns_destination": None, "kinesis_firehose_destination": STREAM},
            )
        ),
        ALL_EVENTS,
    ),
    "UpdateEventDestination-3": Situation(
        SET | rows(destination=(EventDestinationFactory, NAMED_DESTINATION)), ALL_EVENTS
    ),
    "UpdateEventDestination-4": Situation(LIVE_DESTINATION),
    "UpdatePhoneNumber-1": Situation(
        LIST | rows(number=(PhoneNumberFactory, {"phone_number_id": EXAMPLE_NUMBER}))
    ),
    "UpdatePhoneNumber-2": Situation(
        FREE_NUMBER,
        {"PhoneNumberId": "{number.phone_number_id}", "TwoWayEnabled": True, "TwoWayChannelArn": TOPIC},
        account={"fault": "RESOURCE_NOT_ACCESSIBLE", "fault_until": in_a_minute},
    ),
    "UpdatePhoneNumber-3": Situation(
        FREE_NUMBER,
        {
            "PhoneNumberId": "{number.phone_number_id}",
            "TwoWayChannelArn": TOPIC,
            "TwoWayChannelRole": ROLE,
        },
    ),
    "UpdatePool-1": Situation(
        LIST | POOL_AND_NUMBER, {"PoolId": "{pool.pool_id}", "OptOutListName": "optOutListName"}
    ),
    "UpdatePool-2": Situation(POOL_AND_NUMBER, {"PoolId": "{pool.pool_id}"}),
    "UpdatePool-3": Situation(
        TWO_WAY_POOL,
        {"PoolId": "{pool.pool_id}", "TwoWayChannelArn": TOPIC, "TwoWayChannelRole": ROLE},
    ),
    "VerifyDestinationNumber-1": Situation(UNVERIFIED, VERIFIED_ID | {"VerificationCode": "123456"}),
}

# Operations that are not here: each of their recordings is sent, and refused as the documentation says.
NOT_HERE = {"SetVoiceMessageSpendLimitOverride"}

RCS = "RCS agents are not here"
CANNOT = {
    "AssociateOriginationIdentity-3": RCS,
    "AssociateOriginationIdentity-5": "the source does not show why; here a number's country may be left out",
    "CreatePool-3": RCS,
    "CreatePool-4": RCS,
    "DescribeAccountAttributes-2": "every account here has the service",
    "DescribeOptedOutNumbers-4": "an answer of Amazon SNS to a policy that denies reading; every role may read",
    "DescribePhoneNumbers-5": "a policy that denies reading; every role may read",
    "DisassociateOriginationIdentity-1": RCS,
    "ListAvailablePhoneNumbers-1": "newer than the service model, so boto3 cannot send it",
    "SendTextMessage-2": "of a log, which hides the body",
    "SendTextMessage-6": "a policy that denies sending; roles are what allows it",
    "SendTextMessage-7": "a policy that denies sending; roles are what allows it",
    "SendTextMessage-10": "there are no protect configurations",
    "SendTextMessage-12": "the source does not show why",
    "SendTextMessage-13": "numbers of other accounts are not here",
    "SendTextMessage-15": "a pattern that every conflict here has; no request",
}
