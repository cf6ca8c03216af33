"""What the wire says when an identity may not go into a pool, or out of it."""

import pytest

from tests.help.factories import TOPIC, PhoneNumberFactory, PoolFactory, PoolSenderIdFactory
from tests.help.wire import refusal_of

ROLE = "arn:aws:iam::111122223333:role/inbound"
ROLE_DIFFERS = f"TwoWayChannelRole is {ROLE}, the pool's is empty"


def said(act, pool, number):
    answer = refusal_of(act, PoolId=pool.pool_id, OriginationIdentity=number.phone_number_id)
    head, _, rest = answer["Message"].partition('": ')
    assert head.startswith("Conflict Occurred")
    return answer["Reason"], rest


@pytest.mark.parametrize(
    ("number", "pool", "words"),
    [
        ({}, {"two_way": True}, "TwoWayEnabled is false, the pool's is true"),
        ({"two_way": True}, {}, "TwoWayEnabled is true, the pool's is false"),
        (
            {"two_way": True, "two_way_channel_arn": f"{TOPIC}-2"},
            {"two_way": True},
            f"TwoWayChannelArn is {TOPIC}-2, the pool's is {TOPIC}",
        ),
        (
            {"two_way": True},
            {"two_way": True, "two_way_channel_role": ROLE},
            f"TwoWayChannelRole is empty, the pool's is {ROLE}",
        ),
        (
            {"two_way": True, "two_way_channel_arn": f"{TOPIC}-2", "two_way_channel_role": ROLE},
            {"two_way": True},
            f"TwoWayChannelArn is {TOPIC}-2, the pool's is {TOPIC}; {ROLE_DIFFERS}",
        ),
    ],
)
def test_two_way_that_differs_is_told_by_member(aws, number, pool, words):
    pool, number = PoolFactory(**pool), PhoneNumberFactory(**number)
    found = said(aws.associate_origination_identity, pool, number)
    assert found == ("TWO_WAY_CONFIG_MISMATCH", words)


def test_the_way_out_of_being_the_last_is_one_that_helps(aws):
    number = PhoneNumberFactory(pool=PoolFactory(two_way=True))
    found = said(aws.disassociate_origination_identity, number.pool, number)
    assert found == (
        "LAST_PHONE_NUMBER",
        "associate another origination identity first, or delete the pool",
    )
    PoolSenderIdFactory(pool=number.pool)
    found = said(aws.disassociate_origination_identity, number.pool, number)
    assert found == (
        "LAST_PHONE_NUMBER",
        "associate another phone number first, or turn two-way messaging off",
    )
