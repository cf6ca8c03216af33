"""Our rows as states: what AWS has, stored here and read again, is the same."""

import json
from dataclasses import replace

import pytest
from django.utils import timezone

from pools.models import AwsLink, Mirror
from pools.operations.from_aws.naming import aws_caller
from pools.operations.from_aws.storing import store_resources
from pools.sync.answers import state_of
from pools.sync.fields import with_field
from pools.sync.here import states_here
from pools.sync.memory import imported, memory_to_json
from pools.sync.state import (
    OPT_OUT_LIST,
    PHONE_NUMBER,
    POOL,
    SENDER_ID,
    State,
    by_ref,
    to_json,
)
from tests.sync.test_remote_reading import MADE_UP, RECORDED, Scripted, everything

# Members of the made-up pool that have no rows here: an RCS agent, and a number of another account.
ELSEWHERE = ("rcs-a", "phone-11111111111111111111111111111111")
pytestmark = pytest.mark.django_db


@pytest.fixture
def link(account):
    return AwsLink.objects.create(account=account, region="us-east-1", created_timestamp=timezone.now())


def stored(link, states):
    """AWS's resources as rows here and in the mirror. Returns: what was not kept of each."""
    unkept = store_resources(aws_caller(link.account, link.region), states=[to_json(one) for one in states])
    mirrors = [
        Mirror(
            link=link,
            kind=one.kind,
            key=one.key,
            local_key=one.key,
            arn=one.arn,
            memory=json.loads(json.dumps(memory_to_json(imported(one, at=1)))),
        )
        for one in states
    ]
    Mirror.objects.bulk_create(mirrors)
    return unkept


def as_kept(state: State, unkept=()) -> State:
    """What of AWS's rows of ours hold: nothing that is unknown, and of facts those that a row has a column of."""
    left_out = {
        SENDER_ID: {"registration_id"},
        OPT_OUT_LIST: {"opted_out_number_count"},
    }.get(state.kind, set()) | {"messaging_limits", "pricing_tier", "protect_configuration_id"}
    for field in unkept:
        state = with_field(state, field, None)
    facts = {name: value for name, value in state.facts.items() if name not in left_out}
    members = state.members and {key: kind for key, kind in state.members.items() if key not in ELSEWHERE}
    return replace(state, facts=facts, members=members, unknown={})


def complete(state: State) -> State:
    """Of answers that a Describe operation gives, with nothing in what other calls give."""
    in_pool = state.facts.get("pool_id")
    keywords = {} if state.kind == POOL or (state.kind == PHONE_NUMBER and not in_pool) else None
    return replace(state, keywords=keywords, tags={}, members={} if state.kind == POOL else None)


def test_what_aws_might_answer_one_day_is_stored_and_read_again(link):
    states = list(everything(Scripted(MADE_UP)))
    unkept = stored(link, states)
    here = states_here(link)
    for state in states:
        assert here[state.ref] == as_kept(state, unkept[state.kind, state.key]), state.ref


def test_what_was_recorded_is_stored_and_read_again(link):
    states = by_ref(complete(state_of(kind, item)) for _, kind, item in RECORDED)
    unkept = stored(link, list(states.values()))
    here = states_here(link)
    for ref, state in states.items():
        assert here[ref] == as_kept(state, unkept[ref.kind, ref.key]), ref
