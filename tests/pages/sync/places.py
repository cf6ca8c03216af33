"""Where the pages are that these tests open."""

URL = "/111122223333/us-east-1/sync/"
PLACE = "/111122223333/us-east-1/sms-voice"
POOL = f"{PLACE}/pools/pool-ours/"
NUMBER = f"{PLACE}/phone-numbers/phone-ours/"
SENDER = f"{PLACE}/sender-ids/ACME/GB/"
