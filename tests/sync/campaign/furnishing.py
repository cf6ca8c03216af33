"""What AWS has when a campaign begins."""

from tests.help.aws import Aws
from tests.help.both_sides import every
from tests.sync.campaign.hands import Hand

NUMBERS, POOLS = 8, 4
TEXTS = {"HELP": "Ask us at help.example.", "STOP": "You are off the list."}
NUMBER = {
    "IsoCountryCode": "US",
    "MessageType": "TRANSACTIONAL",
    "NumberCapabilities": ["SMS"],
    "NumberType": "TOLL_FREE",
}


def furnish(aws: Aws, ours: Hand, theirs: Hand) -> list[str]:
    """Sender IDs and numbers of which each side uses its own, and pools. Returns: the IDs of the numbers."""
    client, names = theirs.client, theirs.ledger.names
    aws.control(room=True, texts=TEXTS)
    for sender in (*ours.senders, *theirs.senders):
        client.request_sender_id(SenderId=sender, IsoCountryCode="GB")
    for _ in range(NUMBERS):
        client.request_phone_number(**NUMBER)
    numbers = list(every(client, "describe_phone_numbers", "PhoneNumbers"))
    names |= {one["PhoneNumberId"]: f"phone-number/{one['PhoneNumber']}" for one in numbers}
    aws.control(active=[one["PhoneNumberId"] for one in numbers])
    for _ in range(POOLS):
        theirs.create()
    return [one["PhoneNumberId"] for one in numbers]
