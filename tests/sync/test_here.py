"""Our rows as states: what AWS has, stored here and read again, is the same; in as many queries for one as for all."""

import json
import os
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings

from pools.models import AwsLink, Mirror
from pools.operations.from_aws.naming import ROW_SETTINGS, aws_caller
from pools.operations.from_aws.storing import store_resources
from pools.operations.pools import delete_pool, update_pool
from pools.sync.answers import state_of
from pools.sync.fields import fields, with_field
from pools.sync.here import MANY, same_numbers, states_here
from pools.sync.memory import imported, memory_to_json
from pools.sync.state import (
    CONFIGURATION_SET,
    KINDS,
    OPT_OUT_LIST,
    PHONE_NUMBER,
    POOL,
    SENDER_ID,
    SETTINGS,
    Ref,
    State,
    by_ref,
    to_json,
)
from tests.help.factories import (
    EventDestinationFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    TagFactory,
)
from tests.sync.accounts import accounts
from tests.sync.test_remote_reading import MADE_UP, RECORDED, Scripted, everything

# Members of the made-up pool that have no rows here: an RCS agent, and a number of another account.
ELSEWHERE = ("rcs-a", "phone-11111111111111111111111111111111")
# Facts of which our rows have no column.
WITHOUT_COLUMN = {
    *("messaging_limits", "pricing_tier", "protect_configuration_id", "opted_out_number_count"),
}
CASES = int(os.environ.get("CONSOLE_PROPERTY_CASES", "12"))
# Without making a failure small: with a database that takes minutes.
at_random = settings(
    max_examples=CASES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def link(account):
    return linked(account)


def linked(account):
    return AwsLink.objects.create(account=account, region="us-east-1", created_timestamp=timezone.now())


def stored(link, states):
    """AWS's resources as rows here and in the mirror. Returns: what was not kept of each."""
    unkept = store_resources(aws_caller(link.account, link.region), states=[to_json(one) for one in states])
    for one in states:
        if not Mirror.objects.filter(link=link, kind=one.kind, key=one.key).exists():
            mirrored(link, one.ref, one.key, one)
    return unkept


def mirrored(link, ref, local_key, state):
    memory = json.loads(json.dumps(memory_to_json(imported(state, at=1))))
    named = {"kind": ref.kind, "key": ref.key, "local_key": local_key}
    return Mirror.objects.create(link=link, **named, arn=state.arn, memory=memory)


def as_kept(state: State, unkept=()) -> State:
    """What of AWS's rows of ours hold: nothing that is unknown, and of facts those that a row has a column of."""
    for field in unkept:
        state = with_field(state, field, None)
    left_out = WITHOUT_COLUMN | ({"registration_id"} if state.kind == SENDER_ID else set())
    facts = {name: value for name, value in state.facts.items() if name not in left_out}
    members = state.members and {key: kind for key, kind in state.members.items() if key not in ELSEWHERE}
    return replace(state, facts=facts, members=members, unknown={})


def complete(state: State) -> State:
    """Of answers that a Describe operation gives, with nothing in what other calls give."""
    in_pool = state.facts.get("pool_id")
    keywords = {} if state.kind == POOL or (state.kind == PHONE_NUMBER and not in_pool) else None
    return replace(state, keywords=keywords, tags={}, members={} if state.kind == POOL else None)


def test_settings_have_columns_of_their_names():
    assert dict(ROW_SETTINGS) == {kind: SETTINGS[kind] for kind in KINDS}


def test_what_aws_might_answer_one_day_is_stored_and_read_again(link):
    states = list(everything(Scripted(MADE_UP)))
    unkept = stored(link, states)
    here = states_here(link)
    for state in states:
        assert here[state.ref] == as_kept(state, unkept[state.kind, state.key]), state.ref
    assert not any(unkept.values())


def test_what_was_recorded_is_stored_and_read_again(link):
    states = by_ref(complete(state_of(kind, item)) for _, kind, item in RECORDED)
    unkept = stored(link, list(states.values()))
    here = states_here(link)
    for ref, state in states.items():
        assert here[ref] == as_kept(state, unkept[ref.kind, ref.key]), ref


@at_random
@given(first=accounts(), then=accounts())
def test_any_account_is_stored_and_read_again(account, first, then):
    """Into empty tables; then another one over it."""
    with transaction.atomic():
        link = linked(account)
        assert not any(stored(link, first).values())
        assert states_here(link) == by_ref(first)
        Mirror.objects.all().delete()
        assert not any(stored(link, then).values())
        here = states_here(link)
        for state in then:
            # What the first had of a pool is not taken out of it by what another resource says.
            if state.kind == POOL:
                assert fields(here[state.ref]) == fields(state)
            else:
                assert here[state.ref] == state
        transaction.set_rollback(True)


@at_random
@given(states=accounts())
def test_in_whatever_order_they_come(account, states):
    """As an import stores them, page by page: a number's pool, and a pool's sender IDs, may come after it."""
    with transaction.atomic():
        link = linked(account)
        for state in sorted(states, key=lambda one: (one.kind, one.key), reverse=True):
            stored(link, [state])
        for state in states:
            stored(link, [state])
        assert states_here(link) == by_ref(states)
        transaction.set_rollback(True)


def test_what_is_not_in_aws_has_no_arn_and_no_time_of_awss(link):
    PoolFactory(pool_id="pool-1")
    here = states_here(link)[Ref(POOL, "pool-1")]
    assert (here.arn, here.created, here.status) == ("", "", "ACTIVE")
    assert here.settings["opt_out_list_name"] == "Default"


def test_a_pool_that_was_made_here_goes_by_awss_id_everywhere(link):
    pool = PoolFactory(pool_id="pool-ours")
    number = PhoneNumberFactory(pool=pool)
    ref = Ref(POOL, "pool-theirs")
    mirrored(link, ref, "pool-ours", State(POOL, "pool-theirs", created="2026-11-01T09:00:00+00:00"))
    for here in (states_here(link), states_here(link, [ref, Ref(PHONE_NUMBER, number.phone_number_id)])):
        assert Ref(POOL, "pool-ours") not in here
        assert here[ref].created == "2026-11-01T09:00:00+00:00"
        assert here[ref].members == {number.phone_number_id: PHONE_NUMBER}
        assert here[Ref(PHONE_NUMBER, number.phone_number_id)].facts["pool_id"] == "pool-theirs"


def test_a_pool_that_is_stored_again_keeps_the_id_it_had_here(link):
    ref = Ref(POOL, "pool-theirs")
    state = State(
        POOL, ref.key, created="2026-11-01T09:00:00+00:00", facts={"message_type": "PROMOTIONAL"}, tags={}
    )
    mirrored(link, ref, "pool-ours", state)
    stored(link, [state])
    assert states_here(link)[ref].facts["message_type"] == "PROMOTIONAL"
    assert link.account.pools.get().pool_id == "pool-ours"


def test_what_is_being_deleted_is_not_there(caller, link):
    caller.account.status_delay_seconds = 60
    caller.account.save()
    pool = PoolFactory()
    delete_pool(caller, pool_id=pool.pool_id)
    assert pool in pool.__class__.objects.for_caller(caller)
    assert states_here(link) == {}


def test_only_those_of_the_links_account_and_region(link):
    PoolFactory(region="eu-west-1")
    PoolFactory(account__account_id="444455556666")
    assert states_here(link) == {}


def test_some_are_read_as_all_are(caller, link):
    furnish(link)
    here = states_here(link)
    for ref, state in here.items():
        assert states_here(link, [ref]) == {ref: state}
    assert states_here(link, here) == here
    assert states_here(link, [Ref(SENDER_ID, "ACME/FR"), Ref(POOL, "pool-none")]) == {}
    assert states_here(link, []) == {}
    assert states_here(link, [*here, *(Ref(POOL, f"pool-{n}") for n in range(MANY))]) == here


def furnish(link):
    pool = PoolFactory()
    PhoneNumberFactory(pool=pool)
    TagFactory(phone_number=PhoneNumberFactory())
    PoolSenderIdFactory(pool=pool, sender_id=SenderIdFactory(sender_id="ACME", iso_country_code="GB"))
    SenderIdFactory(sender_id="ACME", iso_country_code="DE")
    EventDestinationFactory()
    OptOutListFactory()


def test_as_many_queries_for_a_few_as_for_many(link):
    furnish(link)
    with CaptureQueriesContext(connection) as few:
        states_here(link)
    for _ in range(5):
        furnish_more()
    with CaptureQueriesContext(connection) as many:
        assert len(states_here(link)) > 20
    assert len(few) == len(many) < 25


def furnish_more():
    pool = PoolFactory()
    for _ in range(3):
        PhoneNumberFactory(pool=pool)
    PoolSenderIdFactory(pool=pool)
    EventDestinationFactory()


def test_the_same_number_under_another_id_is_found(link):
    ours, known = PhoneNumberFactory(), PhoneNumberFactory()
    mirrored(
        link,
        Ref(PHONE_NUMBER, known.phone_number_id),
        known.phone_number_id,
        State(PHONE_NUMBER, "x", "arn:x"),
    )
    theirs = [
        State(PHONE_NUMBER, "phone-a", facts={"phone_number": ours.phone_number}),
        State(PHONE_NUMBER, "phone-b", facts={"phone_number": known.phone_number}),
        State(PHONE_NUMBER, "phone-c", facts={"phone_number": "+442071838750"}),
        State(SENDER_ID, "ACME/GB"),
    ]
    assert same_numbers(link, theirs) == {Ref(PHONE_NUMBER, "phone-a"): ours.phone_number_id}


def test_what_somebody_does_here_is_seen(caller, link):
    states = list(everything(Scripted(MADE_UP)))
    stored(link, states)
    pool = next(one for one in states if one.kind == POOL)
    update_pool(caller, pool_id=pool.key, deletion_protection_enabled=False)
    local = states_here(link, [pool.ref])[pool.ref]
    assert local.settings["deletion_protection_enabled"] is False
    assert not {OPT_OUT_LIST, CONFIGURATION_SET} & {ref.kind for ref in states_here(link, [pool.ref])}
