"""A linked account with a resource in each standing, and a plan of eight steps beside two changes that are blocked."""

from typing import Any

from pools.models import AwsChange, AwsLink, RunKind, RunStatus, Standing, StepStatus, SyncRun
from pools.operations.engine.caller import Caller
from tests.help.factories import PhoneNumberFactory, PoolFactory
from tests.help.sync_rows import in_minutes, link, mirror, run, step, worker

TOPIC = "arn:aws:sns:us-east-1:111122223333:"
POOLS = ("order-updates", "weekly-offers", "spring-campaign", "fraud-alerts", "newsletter", "load-test")
ORDERS, OFFERS, SPRING, FRAUD, LETTER, LOAD = (("pool", f"pool-{name}") for name in POOLS)
NUMBER = ("phone-number", "phone-172")
ANSWERS = "AUTOMATIC_RESPONSE"
# Another account may send through the pool that was deleted here.
POLICY = '{"Statement": [{"Principal": {"AWS": "arn:aws:iam::444455556666:root"}}]}'
INBOUND, LEGACY = f"{TOPIC}inbound-orders", f"{TOPIC}legacy"
STATUS, TRACK = (
    [text, ANSWERS] for text in ("Order status: acme.example/o", "Track your order at acme.example/track")
)

# What differs, as a mirror has it.
CONFLICTS = [
    ["two_way_channel_arn", "", "conflict", "changed", None, INBOUND, LEGACY],
    ["keywords", "INFO", "conflict", "changed", STATUS, TRACK, None],
]
WISHES = [
    ["deletion_protection_enabled", "", "pending", "changed", False, True, False],
    ["two_way_enabled", "", "pending", "changed", False, True, False],
    ["two_way_channel_arn", "", "pending", "changed", None, f"{TOPIC}fraud", None],
    ["tags", "Team", "pending", "changed", None, "risk", None],
    ["shared_routes_enabled", "", "pending", "changed", True, False, True],
    ["opt_out_list_name", "", "pending", "changed", "Default", "Fraud", "Default"],
]
GONE = ["", "", "conflict", "gone in AWS", True, True, False]
NEW = ["", "", "pending", "changed", None, True, None]
DELETED = ["", "", "pending", "changed", True, False, True]


def everything(caller: Caller) -> AwsLink:
    worker()
    found = link(caller, last_run_number=11, check_every=3600, next_check_timestamp=in_minutes(41.5))
    for name in POOLS:
        PoolFactory(account=caller.account, pool_id=f"pool-{name}", name=name)
    PhoneNumberFactory(account=caller.account, phone_number="+12065550172", phone_number_id=NUMBER[1])
    in_each_standing(found, changed_by=caller.user, changed_timestamp=in_minutes(-20))
    AwsChange.objects.create(
        link=found,
        kind="pool",
        resource_key=ORDERS[1],
        name="shared_routes_enabled",
        cause="changed",
        was=True,
        now=False,
        seen_timestamp=in_minutes(-30),
    )
    run(found, RunKind.IMPORT, RunStatus.DONE, progress={"pool": [6, 6]}, made_by=caller.user)
    plan(found, caller)
    return found


def in_each_standing(link: AwsLink, **changed: Any) -> None:
    """changed: by whom, and when, those were that somebody changed here."""
    deleted = {
        "kind": "pool",
        "key": LOAD[1],
        "tags": {"Name": "load-test"},
        "facts": {"resource_policy": POLICY},
    }
    mirror(link, *ORDERS, Standing.CONFLICT, differences=CONFLICTS, **changed)
    mirror(link, *OFFERS, Standing.GONE, differences=[GONE], **changed)
    mirror(link, *SPRING, Standing.NEW, differences=[NEW], **changed)
    mirror(link, *FRAUD, Standing.PENDING, differences=WISHES, **changed)
    mirror(link, *LOAD, Standing.DELETED, differences=[DELETED], memory={"read": deleted}, **changed)
    mirror(link, *LETTER, Standing.LEFT_ALONE, reasons=[["", "", "RCS_AGENT"]])
    mirror(link, *NUMBER)


def joins(pool: tuple[str, str]) -> list:
    """The change of the number that it makes; `leaves` as well."""
    return [*NUMBER, "pool_id", "", None, pool[1]]


def leaves(pool: tuple[str, str]) -> list:
    return [*NUMBER, "pool_id", "", pool[1], None]


MADE, PROMO = "CreatePool pool-spring-campaign", "PutKeyword pool-spring-campaign PROMO"
# Call, resource, changes, and what else there is of the step.
STEPS: tuple[tuple[str, tuple[str, str], list, dict[str, Any]], ...] = (
    (
        "CreatePool",
        SPRING,
        [[*SPRING, "", "", False, True], joins(SPRING)],
        {"request": {"OriginationIdentity": NUMBER[1], "MessageType": "PROMOTIONAL", "IsoCountryCode": "US"}},
    ),
    (
        "AssociateOriginationIdentity",
        NUMBER,
        [joins(SPRING)],
        {"needs": [MADE], "request": {"PoolId": {"ArnOf": [*SPRING]}, "OriginationIdentity": NUMBER[1]}},
    ),
    (
        "PutKeyword",
        SPRING,
        [[*SPRING, "keywords", "PROMO", None, ["20 % off", ANSWERS]]],
        {
            "needs": [MADE],
            "request": {"OriginationIdentity": SPRING[1], "Keyword": "PROMO", "KeywordMessage": "20 % off"},
            "step_id": PROMO,
        },
    ),
    (
        "UpdatePool",
        ORDERS,
        [
            [*ORDERS, "deletion_protection_enabled", "", False, True],
            [*ORDERS, "shared_routes_enabled", "", True, False],
        ],
        {"request": {"PoolId": ORDERS[1], "DeletionProtectionEnabled": True, "SharedRoutesEnabled": False}},
    ),
    (
        "TagResource",
        FRAUD,
        [[*FRAUD, "tags", "Team", None, "risk"]],
        {"request": {"ResourceArn": "arn", "Tags": [{"Key": "Team", "Value": "risk"}]}},
    ),
    (
        "PutKeyword",
        ORDERS,
        [[*ORDERS, "keywords", "HELP", ["Reply STOP", ANSWERS], ["Call us", ANSWERS]]],
        {"request": {"OriginationIdentity": ORDERS[1], "Keyword": "HELP"}},
    ),
    (
        "DisassociateOriginationIdentity",
        NUMBER,
        [leaves(LETTER)],
        {"request": {"PoolId": LETTER[1], "OriginationIdentity": NUMBER[1]}},
    ),
    ("DeletePool", LOAD, [[*LOAD, "", "", True, False]], {"request": {"PoolId": LOAD[1]}}),
)
BLOCKED = (
    (
        "AssociateOriginationIdentity",
        NUMBER,
        [joins(ORDERS)],
        {"why": "LOCAL_ONLY", "way_out": "REPLACE_NUMBER"},
    ),
    ("DeletePool", FRAUD, [[*FRAUD, "", "", True, False]], {"why": "PROTECTED"}),
)


def plan(link: AwsLink, caller: Caller, **columns: Any) -> SyncRun:
    """Of STEPS, two of which destroy, and what is BLOCKED."""
    usual = {
        "made_by": caller.user,
        "created_timestamp": in_minutes(-2),
        "cost": {"requests": 16, "seconds": 11.2, "steps": {PROMO: [2, 1.3]}},
    }
    made = run(link, RunKind.APPLY, RunStatus.READY, **usual | columns)
    for operation, ref, changes, more in STEPS:
        step(made, operation, ref, changes, **more)
    for operation, ref, changes, more in BLOCKED:
        step(made, operation, ref, changes, is_blocked=True, status=StepStatus.BLOCKED, **more)
    return made
