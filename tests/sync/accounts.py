"""Random accounts of AWS as an import reads them: what tests store here and read again."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from pools.sync.state import (
    CONFIGURATION_SET,
    FROM_POOL,
    OPT_OUT_LIST,
    PHONE_NUMBER,
    POOL,
    SENDER_ID,
    State,
    key_of,
)

ARN = "arn:aws:sms-voice:us-east-1:111122223333"
TOPIC = "arn:aws:sns:us-east-1:111122223333:inbound"
POLICY = '{"Version": "2012-10-17", "Statement": []}'
# What PostgreSQL can keep.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)
tags = st.dictionaries(
    st.one_of(st.sampled_from(("Name", "Team", "aws:stack")), texts),
    st.one_of(st.just(""), texts),
    max_size=4,
)
actions = st.sampled_from(("AUTOMATIC_RESPONSE", "OPT_IN", "OPT_OUT"))
words = st.one_of(
    st.sampled_from(("HELP", "STOP", "JOIN")), texts.map(str.upper).filter(lambda w: len(w) <= 30)
)
keywords = st.dictionaries(words, st.tuples(texts, actions), max_size=4)
settings = st.fixed_dictionaries(
    {
        "two_way_enabled": st.booleans(),
        "self_managed_opt_outs_enabled": st.booleans(),
        "opt_out_list_name": st.sampled_from(("Default", "News", "shared-by-others")),
        "deletion_protection_enabled": st.booleans(),
    },
    optional={
        "two_way_channel_arn": st.sampled_from((TOPIC, f"{TOPIC}-2", "connect.us-east-1.amazonaws.com")),
        "two_way_channel_role": st.just("arn:aws:iam::111122223333:role/inbound"),
    },
)
places = st.sampled_from(
    (
        {"SnsDestination": {"TopicArn": TOPIC}},
        {"CloudWatchLogsDestination": {"IamRoleArn": "r", "LogGroupArn": "g", "RetentionDays": 30}},
        {"KinesisFirehoseDestination": {"IamRoleArn": "r", "DeliveryStreamArn": "s"}},
    )
)
destinations = st.dictionaries(
    texts,
    st.builds(
        lambda on, types, place: {"Enabled": on, "MatchingEventTypes": sorted(types)} | place,
        st.booleans(),
        st.sets(st.sampled_from(("ALL", "TEXT_DELIVERED", "TEXT_READ_BY_A_MACHINE")), min_size=1),
        places,
    ),
    max_size=2,
)
defaults = st.fixed_dictionaries(
    {},
    optional={
        "default_sender_id": st.sampled_from(("ACME", "acme")),
        "default_message_type": st.just("PROMOTIONAL"),
        "default_message_feedback_enabled": st.booleans(),
    },
)
policies = st.sampled_from(({}, {"resource_policy": POLICY}))
moments = st.integers(0, 10**6).map(lambda n: f"2026-11-{1 + n % 28:02}T09:00:00.{n % 1000:03}000+00:00")


def state(kind: str, name: str, created: str = "", **parts: Any) -> State:
    moment = created.replace(".000000", "")
    return State(kind, name, f"{ARN}:{kind}/{name}", moment, **parts)


@st.composite
def accounts(draw: Any) -> list[State]:
    """Lists, sets, sender IDs, pools and numbers; each number in at most one of the pools, sender IDs in any."""
    found = [
        state(OPT_OUT_LIST, name, draw(moments), tags=draw(tags), facts=draw(policies))
        for name in ("Default", "News")[: draw(st.integers(1, 2))]
    ]
    found += [draw(configuration_sets(name)) for name in ("orders", "codes")[: draw(st.integers(0, 2))]]
    senders = [
        draw(sender_ids(*one))
        for one in (("ACME", "GB"), ("ACME", "DE"), ("NEWS", "GB"))[: draw(st.integers(0, 3))]
    ]
    pools = [draw(bare_pools(number, senders)) for number in range(draw(st.integers(0, 3)))]
    numbers = [draw(phone_numbers(number, pools)) for number in range(draw(st.integers(0, 4)))]
    return [*found, *senders, *(with_numbers(pool, numbers) for pool in pools), *numbers]


def with_numbers(pool: State, numbers: list[State]) -> State:
    mine = {one.key: one.kind for one in numbers if one.facts.get("pool_id") == pool.key}
    return replace(pool, members={**pool.members, **mine})


@st.composite
def configuration_sets(draw: Any, name: str) -> State:
    parts = {"tags": draw(tags), "settings": draw(defaults), "event_destinations": draw(destinations)}
    return state(CONFIGURATION_SET, name, draw(moments), **parts)


@st.composite
def sender_ids(draw: Any, name: str, country: str) -> State:
    facts = {
        "sender_id": name,
        "iso_country_code": country,
        "message_types": sorted(draw(st.sets(st.sampled_from(("PROMOTIONAL", "TRANSACTIONAL")), min_size=1))),
        "monthly_leasing_price": draw(st.sampled_from(("0.00", "1.50"))),
        "registered": draw(st.booleans()),
    }
    protected = {"deletion_protection_enabled": draw(st.booleans())}
    key = key_of(SENDER_ID, name, country)
    return state(SENDER_ID, key, facts=facts | draw(policies), settings=protected, tags=draw(tags))


@st.composite
def bare_pools(draw: Any, number: int, senders: list[State]) -> State:
    inside = draw(st.sets(st.sampled_from([one.key for one in senders]))) if senders else ()
    return state(
        POOL,
        f"pool-{number}",
        draw(moments),
        status="ACTIVE",
        facts={"message_type": "TRANSACTIONAL"} | draw(policies),
        settings=draw(settings) | {"shared_routes_enabled": draw(st.booleans())},
        keywords=draw(keywords),
        tags=draw(tags),
        members=dict.fromkeys(sorted(inside), SENDER_ID),
    )


@st.composite
def phone_numbers(draw: Any, number: int, pools: list[State]) -> State:
    pool = draw(st.sampled_from([None, *pools]))
    own = draw(settings) | {"international_sending_enabled": draw(st.booleans())}
    if pool:
        kept = {name: value for name, value in own.items() if name not in FROM_POOL}
        own = kept | {name: value for name, value in pool.settings.items() if name in FROM_POOL}
    facts = {
        "phone_number": f"+1206555010{number}",
        "iso_country_code": "US",
        "message_type": "TRANSACTIONAL",
        "number_capabilities": sorted(draw(st.sets(st.sampled_from(("SMS", "VOICE", "MMS")), min_size=1))),
        "number_type": draw(st.sampled_from(("LONG_CODE", "TOLL_FREE", "SATELLITE"))),
        "monthly_leasing_price": "1.00",
        "registration_id": draw(st.sampled_from((None, "registration-1"))),
        "pool_id": pool and pool.key,
    }
    return state(
        PHONE_NUMBER,
        f"phone-{number}",
        draw(moments),
        status=draw(st.sampled_from(("ACTIVE", "PENDING", "RESTING"))),
        facts=facts | draw(policies),
        settings=own,
        keywords=None if pool else draw(keywords),
        tags=draw(tags),
    )
