"""What a plan was made from, and how its steps stand while it is applied."""

import json

import pytest

from pools.sync.applying import Fit, fit_of, moved_since, renamed, resolved
from pools.sync.fields import with_field
from pools.sync.plan import make_plan
from pools.sync.planned import plain_step, step_from_json
from pools.sync.state import (
    POOL,
    SENDER_ID,
    Ref,
)
from tests.sync.model import arn_of
from tests.sync.people import furnished
from tests.sync.planning import (
    N4,
    N5,
    P1,
    P2,
    P3,
    Side,
    ids,
    planned,
    step,
)
from tests.sync.run import Account


def test_the_digest_is_of_what_the_plan_was_made_from():
    def ours(we):
        we.set(P1, shared_routes_enabled=True)

    plan = planned(ours)
    assert plan.digest == planned(ours).digest
    assert set(plan.sources) == {P1}
    elsewhere = planned(ours, theirs=lambda they: they.model.rows[P2]["tags"].update(team="a"))
    assert elsewhere.digest == plan.digest
    moved = planned(ours, theirs=lambda they: they.model.rows[P1]["tags"].update(team="a"))
    assert moved.digest != plan.digest
    assert moved.sources[P1] != plan.sources[P1]


def test_a_plan_of_one_resource_has_what_that_one_needs():
    def ours(we):
        we.model.request_sender_id(sender_id="NEW", iso_country_code="GB")
        we.join(P1, Ref(SENDER_ID, "NEW/GB"))
        we.set(P2, shared_routes_enabled=True)

    plan = planned(ours, only=[P1])
    assert ids(plan) == ["RequestSenderId NEW/GB", "AssociateOriginationIdentity pool-1 NEW/GB"]


def test_a_step_comes_back_from_json_as_it_was():
    def ours(we):
        we.create("pool-new", N4)
        we.word(P1, "JOIN")
        we.delete(P3)

    plan = planned(ours)
    assert plan.steps
    for one in plan.steps:
        again = step_from_json(json.loads(json.dumps(plain_step(one))))
        assert (again, again.before, again.after) == (one, one.before, one.after)


def test_a_request_is_sent_only_once_its_arns_are_there():
    value = {"PoolId": {"ArnOf": ["pool", "pool-new"]}, "Tags": [{"Key": "a", "Value": ""}]}
    with pytest.raises(KeyError):
        resolved(value, {})
    assert resolved(value, {Ref(POOL, "pool-new"): "arn:x"}) == {
        "PoolId": "arn:x",
        "Tags": [{"Key": "a", "Value": ""}],
    }


# --- While it is applied.


def test_what_moved_since_the_plan_was_made_is_named():
    def of(ours, theirs=lambda side: None):
        model = furnished()
        here, aws = model.copy(), model.copy()
        ours(Side(here))
        theirs(Side(aws))
        return Account(model, here, aws).refresh()

    def ours(we):
        we.join(P1, N4)
        we.set(P2, shared_routes_enabled=True)

    plan = make_plan(of(ours))
    assert moved_since(plan.sources, of(ours)) == []
    # What the plan does not touch does not make it old.
    assert moved_since(plan.sources, of(ours, lambda they: they.set(P3, shared_routes_enabled=True))) == []
    assert moved_since(plan.sources, of(ours, lambda they: they.set(P1, shared_routes_enabled=True))) == [P1]
    assert moved_since(plan.sources, of(lambda we: we.join(P1, N4))) == [P2]


def test_a_step_is_as_planned_or_already_so_or_its_resource_moved():
    plan = planned(lambda we: we.set(P1, shared_routes_enabled=True, opt_out_list_name="News"))
    now = furnished().states()[P1]
    assert fit_of(plan.steps[0], P1, now) == Fit.AS_PLANNED
    half = with_field(now, ("shared_routes_enabled", ""), True)
    assert fit_of(plan.steps[0], P1, half) == Fit.AS_PLANNED
    assert fit_of(plan.steps[0], P1, with_field(half, ("opt_out_list_name", ""), "News")) == Fit.ALREADY_SO
    assert fit_of(plan.steps[0], P1, with_field(now, ("opt_out_list_name", ""), "Else")) == Fit.MOVED
    deletion = planned(lambda we: we.delete(P3)).steps[0]
    assert fit_of(deletion, P3, None) == Fit.ALREADY_SO
    assert fit_of(deletion, P3, now) == Fit.AS_PLANNED


def test_after_a_create_the_later_steps_go_by_the_id_that_aws_gave():
    def ours(we):
        pool = we.create("pool-new", N4)
        we.join(pool, N5)

    plan = planned(ours)
    join = step(plan, "AssociateOriginationIdentity pool-new phone-5")
    new = Ref(POOL, "pool-of-aws")
    later = renamed(join, Ref(POOL, "pool-new"), new, arn_of(new))
    assert later.request["PoolId"] == arn_of(new)
    assert later.changes[0].after == "pool-of-aws"
    assert (later.id, later.needs) == (join.id, join.needs)
