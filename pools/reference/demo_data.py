"""The demo account's data, as plain tables. Numbers lie in ranges kept for fiction where the country has one:
555-01xx in North America, 07700 900xxx in the United Kingdom, 0491 570 xxx in Australia, 06 39 98 xx xx in
France, 070-174 06 xx in Sweden."""

from dataclasses import dataclass, field

ACCOUNT_ID = "111122223333"
ACCOUNT = {
    "name": "Demo",
    "account_tier": "SANDBOX",
    "max_monthly_spend": 1000,
    "monthly_spend_limit": 250,
    "spend_limit_overridden": True,
}
USERS = (("demo", "ADMINISTRATOR"), ("editor", "EDITOR"), ("viewer", "VIEWER"))
# The pair that AWS's own documentation shows: everybody knows it, so it works under the rule of the demo sign-ins.
ACCESS_KEY_USER = "demo"
ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"  # noqa: S105
PROJECTS = (("Storefront", True), ("Mobile app", False))
TOPIC = "arn:aws:sns:{region}:{account}:inbound-sms"
SUPPORT_TOPIC = "arn:aws:sns:{region}:{account}:support-replies"
# AWS's own is 25, of which the numbers below leave five: too few for a program that tries requesting numbers.
PHONE_NUMBER_QUOTA = 100
OPT_OUT_LISTS = ("Default", "marketing", "support")


@dataclass(frozen=True)
class Number:
    phone_number: str
    country: str = "US"
    number_type: str = "LONG_CODE"
    message_type: str = "TRANSACTIONAL"
    capabilities: tuple[str, ...] = ("SMS",)
    price: str = "1.00"
    settings: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class DemoPool:
    """`members`: phone numbers, and sender IDs as NAME/CC; the first one is what the pool is created from."""

    name: str
    members: tuple[str, ...]
    age_days: int
    message_type: str = "TRANSACTIONAL"
    settings: dict[str, object] = field(default_factory=dict)
    keywords: tuple[tuple[str, str, str], ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


TWO_WAY = {"two_way_enabled": True, "two_way_channel_arn": TOPIC}
VOICE = ("SMS", "VOICE")
PROMOTIONAL = "PROMOTIONAL"

NUMBERS = (
    Number("+12065550142", number_type="TEN_DLC", price="2.00"),
    Number("+12065550143", number_type="TEN_DLC", price="2.00"),
    Number("+14255550117", capabilities=VOICE, settings=TWO_WAY),
    Number("+14255550118", capabilities=VOICE, settings=TWO_WAY),
    Number("+16135550123", country="CA", settings=TWO_WAY),
    Number("+18885550101", number_type="TOLL_FREE", message_type=PROMOTIONAL, price="2.00"),
    Number("+447700900123", country="GB", settings=TWO_WAY, price="1.25"),
    Number("+61491570006", country="AU", price="6.00"),
    Number(
        "+13125550188",
        capabilities=VOICE,
        settings={"two_way_enabled": True, "two_way_channel_arn": SUPPORT_TOPIC},
    ),
    Number("+18665550162", number_type="TOLL_FREE", capabilities=VOICE, price="2.00"),
    Number("555010", number_type="SHORT_CODE", price="995.00"),
    Number("+12065550199", number_type="SIMULATOR", price="1.00"),
    # In no pool: some fit one, each of the others has its own reason why it does not.
    Number("+12065550171"),
    Number("+12065550172"),
    Number("+447700900456", country="GB", price="1.25"),
    Number("+33639980042", country="FR", price="2.50", settings={"carrier_status": "PENDING"}),
    Number("+15035550134", capabilities=("VOICE",)),
    Number("+17205550155", capabilities=VOICE, settings=TWO_WAY),
    Number("+14155550126", settings={"opt_out_list_name": "support"}),
    Number("+46701740605", country="SE", message_type=PROMOTIONAL, price="3.00"),
)

# Name, country, message types, registered outside.
SENDER_IDS = (
    ("SENDER", "IN", ("TRANSACTIONAL",), True),
    ("ACMEIN", "IN", ("TRANSACTIONAL",), True),
    ("ACMEOFR", "IN", (PROMOTIONAL,), True),
    ("ACME", "GB", ("TRANSACTIONAL", PROMOTIONAL), False),
    ("ACME", "DE", ("TRANSACTIONAL",), False),
    ("ACME", "FR", ("TRANSACTIONAL", PROMOTIONAL), False),
    ("ACME", "AU", ("TRANSACTIONAL",), True),
    ("ACME-NEWS", "GB", (PROMOTIONAL,), False),
    ("ACME-NEWS", "FR", (PROMOTIONAL,), False),
    ("ACMEPAY", "DE", ("TRANSACTIONAL",), False),
    ("ACMEPAY", "IT", ("TRANSACTIONAL",), False),
    ("ACMECARE", "NL", ("TRANSACTIONAL",), False),
)

STATUS = ("STATUS", "Your order is on its way. Track it at https://example.com/track", "AUTOMATIC_RESPONSE")

POOLS = (
    DemoPool(
        "one-time-passwords",
        ("+12065550142", "+12065550143"),
        age_days=410,
        settings={"deletion_protection_enabled": True},
        tags={"Environment": "production", "Team": "identity"},
    ),
    DemoPool(
        "order-updates",
        ("+14255550117", "+14255550118", "+16135550123"),
        age_days=350,
        keywords=(
            STATUS,
            ("START", "Welcome back. You will receive order updates again.", "OPT_IN"),
            (
                "HELP",
                "Acme order updates. Call +1 206-555-0100 or reply STOP to end these messages.",
                "AUTOMATIC_RESPONSE",
            ),
        ),
        tags={"Environment": "production", "Team": "orders", "CostCenter": "4711"},
    ),
    DemoPool(
        "weekly-offers",
        ("+18885550101",),
        age_days=301,
        message_type=PROMOTIONAL,
        settings={"opt_out_list_name": "marketing"},
        tags={"Environment": "production", "Team": "marketing"},
    ),
    DemoPool(
        "appointment-reminders",
        ("+447700900123",),
        age_days=260,
        keywords=(("CONFIRM", "Thank you, your appointment is confirmed.", "AUTOMATIC_RESPONSE"),),
        tags={"Environment": "production", "Team": "care"},
    ),
    DemoPool("india-alerts", ("ACMEIN/IN",), age_days=204, tags={"Environment": "production"}),
    DemoPool(
        "europe-notices",
        ("ACME/GB", "ACME/DE", "ACME/FR", "ACMEPAY/DE"),
        age_days=180,
        settings={"shared_routes_enabled": True},
        tags={"Environment": "production", "Team": "payments"},
    ),
    DemoPool("delivery-tracking", ("+61491570006", "ACME/AU"), age_days=122),
    DemoPool(
        "support-chat",
        ("+13125550188",),
        age_days=96,
        settings={"self_managed_opt_outs_enabled": True, "opt_out_list_name": "support"},
        tags={"Environment": "production", "Team": "care"},
    ),
    DemoPool("", ("+18665550162",), age_days=61),
    DemoPool(
        "fraud-alerts",
        ("555010",),
        age_days=33,
        settings={"deletion_protection_enabled": True, "shared_routes_enabled": True},
        tags={"Environment": "production", "Team": "risk"},
    ),
    DemoPool("load-test", ("+12065550199",), age_days=9, tags={"Environment": "staging"}),
    DemoPool(
        "newsletter",
        ("ACME-NEWS/GB", "ACME-NEWS/FR", "ACME/GB"),
        age_days=2,
        message_type=PROMOTIONAL,
        tags={"Environment": "production", "Team": "marketing"},
    ),
)

IRELAND_NUMBERS = (
    Number("+447700900789", country="GB", price="1.25"),
    Number("+447700900790", country="GB", price="1.25"),
    Number("+46701740606", country="SE", price="3.00"),
)
IRELAND_SENDER_IDS = (
    ("ACME", "GB", ("TRANSACTIONAL",), False),
    ("ACMEPAY", "SE", ("TRANSACTIONAL",), False),
)
IRELAND_POOLS = (
    DemoPool("uk-one-time-passwords", ("+447700900789", "ACME/GB"), age_days=150),
    DemoPool("nordics", ("ACMEPAY/SE",), age_days=20, tags={"Environment": "staging"}),
)


@dataclass(frozen=True)
class DemoSet:
    """A configuration set. `events`: the name of an event destination and the event types that it gets."""

    name: str
    age_days: int
    message_type: str = "TRANSACTIONAL"
    sender_id: str = ""
    events: tuple[str, ...] = ()


LOGS = {
    "IamRoleArn": "arn:aws:iam::{account}:role/sms-events",
    "LogGroupArn": "arn:aws:logs:{region}:{account}:log-group:/sms/events",
}
CONFIGURATION_SETS = (
    DemoSet("order-updates", 300, sender_id="ACME", events=("delivery-log", "TEXT_ALL")),
    DemoSet("marketing", 240, message_type=PROMOTIONAL),
)
# Number, status, age in days.
VERIFIED_NUMBERS = (("+12065550175", "VERIFIED", 200), ("+447700900777", "PENDING", 1))
# List, number, whether its owner opted out by a reply, days ago.
OPTED_OUT_NUMBERS = (
    ("Default", "+12065550181", True, 120),
    ("marketing", "+13125550182", True, 41),
    ("marketing", "+447700900183", False, 12),
)
