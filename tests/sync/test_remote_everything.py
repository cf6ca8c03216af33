"""Everything that AWS has is read, whatever its pages and their order."""

import json
from collections import Counter

from pools.sync import reading
from pools.sync.state import PHONE_NUMBER, POOL, SENDER_ID
from tests.help.aws.weather import Weather
from tests.sync.asked import LOST
from tests.sync.test_remote_reading import everything


def furnish(client, count):
    """Pools of one number each; the first has a sender ID, a keyword and a tag more."""
    made = []
    for _ in range(count):
        number = client.request_phone_number(
            IsoCountryCode="US",
            MessageType="TRANSACTIONAL",
            NumberCapabilities=["SMS"],
            NumberType="SIMULATOR",
        )
        wish = {"OriginationIdentity": number["PhoneNumberId"], "MessageType": "TRANSACTIONAL"}
        made.append(client.create_pool(**wish)["PoolId"])
    client.request_sender_id(SenderId="ACME", IsoCountryCode="GB")
    client.associate_origination_identity(PoolId=made[0], OriginationIdentity="ACME", IsoCountryCode="GB")
    client.put_keyword(OriginationIdentity=made[0], Keyword="INFO", KeywordMessage="Soon.")
    arn = client.describe_pools(PoolIds=made[:1])["Pools"][0]["PoolArn"]
    client.tag_resource(ResourceArn=arn, Tags=[{"Key": "Name", "Value": "Orders"}])
    client.put_resource_policy(ResourceArn=arn, Policy='{"Version": "2012-10-17", "Statement": []}')
    client.create_configuration_set(ConfigurationSetName="orders")
    return made


def test_everything_is_read_whatever_the_pages_and_their_order(aws_side, ask, behind):
    made = furnish(behind, 3)
    aws_side.weather = Weather(seed=2, largest_page=2, reorder=True)
    states = {state.key: state for state in everything(ask)}
    assert Counter(state.kind for state in states.values()) == {
        "opt-out-list": 1,
        "configuration-set": 1,
        SENDER_ID: 1,
        PHONE_NUMBER: 3,
        POOL: 3,
    }
    first = states[made[0]]
    assert sorted(first.members.values()) == [PHONE_NUMBER, SENDER_ID]
    assert first.keywords["INFO"] == ("Soon.", "AUTOMATIC_RESPONSE")
    assert set(first.keywords) == {"HELP", "INFO", "STOP"}
    assert first.tags == {"Name": "Orders"}
    assert json.loads(first.facts["resource_policy"])["Version"] == "2012-10-17"
    assert first.created
    assert all(state.unknown == {} for state in states.values())


def test_states_are_the_same_in_another_order(aws_side, ask, behind):
    furnish(behind, 2)
    plain = {state.ref: state for state in everything(ask)}
    aws_side.weather = Weather(seed=4, largest_page=1, reorder=True)
    assert {state.ref: state for state in everything(ask)} == plain


def test_resources_are_asked_for_by_id(aws_side, ask, behind):
    made = furnish(behind, 6)
    found = reading.described(ask, POOL, [*made, LOST])
    assert [key for key, state in found.items() if state is None] == [LOST]
    assert found[made[5]].settings["opt_out_list_name"] == "Default"
    assert reading.described(ask, SENDER_ID, ["ACME/GB"])["ACME/GB"].arn
    # Few as they are, they may come on several pages.
    aws_side.weather = Weather(seed=6, largest_page=1)
    assert None not in reading.described(ask, POOL, made).values()
