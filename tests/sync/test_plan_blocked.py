"""What a plan cannot write now: one test for each sentence of how the sync decides."""

from dataclasses import replace

import pytest

from pools.sync.fields import IN_POOL, with_field
from pools.sync.judging import Cause, Difference, Status
from pools.sync.plan import make_plan
from pools.sync.state import (
    OPT_OUT_LIST,
    PHONE_NUMBER,
    RCS_AGENT,
    Ref,
)
from tests.sync.model import TOPIC
from tests.sync.people import furnished
from tests.sync.planning import ACME, N1, N4, P1, P2, Side, ids, planned, request, why
from tests.sync.run import Account


def test_a_number_that_exists_only_here_blocks_what_needs_it():
    def ours(we):
        new = we.model.number("phone-new")
        we.create("pool-new", new)

    plan = planned(ours)
    assert why(plan) == [("RequestPhoneNumber phone-new", "LOCAL_ONLY"), ("CreatePool pool-new", "NEEDS")]
    assert plan.blocked[0].way_out == "REPLACE_NUMBER"
    assert plan.blocked[1].about == ("phone-new",)


def test_a_list_that_aws_lacks_blocks_only_that_setting():
    def ours(we):
        we.model.make(Ref(OPT_OUT_LIST, "Sports"))
        we.set(P1, opt_out_list_name="Sports", shared_routes_enabled=True)

    plan = planned(ours)
    assert ids(plan) == ["UpdatePool pool-1"]
    assert "OptOutListName" not in request(plan, "UpdatePool pool-1")
    assert why(plan) == [
        ("CreateOptOutList Sports", "BY_HAND"),
        ("UpdatePool pool-1 opt_out_list_name", "NO_SUCH_LIST"),
    ]


@pytest.mark.parametrize("wanted", [None, P2.key], ids=["to leave", "to move"])
def test_a_number_that_is_said_to_be_in_a_pool_that_aws_has_not_is_read_again_first(wanted):
    """One of both was read before the other changed."""
    model = furnished()
    here = model.copy()
    new = Side(here).create("pool-new", ACME)
    found = Account(model, here, model.copy()).refresh()
    one = found[N4]
    moves = Difference(IN_POOL, Status.PENDING, Cause.CHANGED, new.key, wanted, new.key)
    found[N4] = replace(
        one,
        local=with_field(one.local, IN_POOL, wanted),
        remote=with_field(one.remote, IN_POOL, new.key),
        differences=(moves,),
    )
    plan = make_plan(found)
    assert ids(plan) == ["CreatePool pool-new"]
    assert why(plan) == [(f"UNCONFIRMED phone-number {N4.key}", "UNCONFIRMED")]
    assert plan.blocked[0].way_out == "REFRESH"


def test_what_aws_cannot_unset_is_blocked():
    role = "arn:aws:iam::123456789012:role/sms"

    def base(we):
        we.set(P1, two_way_enabled=True, two_way_channel_arn=TOPIC, two_way_channel_role=role)

    def ours(we):
        del we.model.rows[P1]["settings"]["two_way_channel_role"]

    assert why(planned(ours, base=base)) == [("UpdatePool pool-1 two_way_channel_role", "CANNOT_UNSET")]


def test_a_channel_that_somebody_may_have_changed_is_not_overwritten_with_a_new_role():
    model = furnished()
    Side(model).set(P1, two_way_enabled=True, two_way_channel_arn=TOPIC)
    here, aws = model.copy(), model.copy()
    here.rows[P1]["settings"]["two_way_channel_role"] = "arn:aws:iam::123456789012:role/sms"
    aws.rows[P1]["settings"]["two_way_channel_arn"] = f"{TOPIC}-theirs"
    account = Account(model, here, aws)
    plan = make_plan(account.compare())
    assert plan.steps == ()
    assert why(plan) == [("UpdatePool pool-1 two_way_channel_role", "UNCONFIRMED")]
    # Once it is certain, theirs is taken over and sent along.
    plan = make_plan(account.refresh())
    assert request(plan, "UpdatePool pool-1")["TwoWayChannelArn"] == f"{TOPIC}-theirs"


def test_a_number_is_not_left_without_a_pool_halfway():
    """Where it cannot join the new one, it stays in the old one as it was."""

    def base(we):
        we.join(P1, N4)
        we.word(P2, "JOIN")

    def ours(we):
        we.move(N4, P1, P2)
        we.model.rows[P2]["tags"] = {"Name": "Ours"}

    plan = planned(ours, base=base, theirs=lambda they: they.model.rows[P2]["tags"].update(Name="Theirs"))
    assert plan.steps == ()
    assert ("DisassociateOriginationIdentity pool-1 phone-4", "NEEDS") in why(plan)

    full = planned(lambda we: we.move(N4, P1, P2), base=base, limits={"ORIGINATION_IDENTITIES_PER_POOL": 1})
    assert full.steps == ()
    assert {one.why for one in full.blocked} == {"QUOTA", "NEEDS"}


def test_no_step_for_what_is_left_alone():
    account = Account(furnished(), furnished(), furnished())
    odd = replace(account.here[P1], members={"rcs-1": RCS_AGENT, "phone-1": PHONE_NUMBER})
    account.aws.state = lambda ref, of=account.aws.state: odd if ref == P1 else of(ref)
    account.here[P1] = with_field(odd, ("tags", "Name"), "Ours")
    account.here[N1] = with_field(account.here[N1], IN_POOL, None)
    account.here[N4] = with_field(account.here[N4], IN_POOL, "pool-1")
    plan = make_plan(account.refresh())
    assert plan.steps == ()
    assert why(plan) == [
        ("DisassociateOriginationIdentity pool-1 phone-1", "LEFT_ALONE"),
        ("AssociateOriginationIdentity pool-1 phone-4", "LEFT_ALONE"),
    ]


def test_a_conflict_holds_its_whole_resource_and_the_rest_goes_on():
    def tag(value):
        return lambda we: we.model.rows[P1]["tags"].update(Name=value)

    def ours(we):
        tag("Ours")(we)
        we.set(P1, shared_routes_enabled=True)
        we.join(P1, N4)
        we.set(P2, shared_routes_enabled=True)

    plan = planned(ours, theirs=tag("Theirs"))
    assert ids(plan) == ["UpdatePool pool-2"]
    assert why(plan) == [
        ("AssociateOriginationIdentity pool-1 phone-4", "CONFLICT"),
        ("CONFLICT pool pool-1", "CONFLICT"),
    ]
    assert {change.field for change in plan.blocked[1].changes} == {
        ("tags", "Name"),
        ("shared_routes_enabled", ""),
    }
    assert plan.blocked[1].way_out == "ANSWER_CONFLICT"


def test_a_wish_for_what_aws_may_have_changed_is_not_sent_before_that_is_known():
    model = furnished()
    here, aws = model.copy(), model.copy()
    here.rows[P1]["tags"] = {"Name": "Ours", "team": "a"}
    aws.rows[P1]["tags"] = {"Name": "Theirs"}
    plan = make_plan(Account(model, here, aws).compare())
    assert ids(plan) == ["TagResource pool pool-1"]
    assert request(plan, ids(plan)[0])["Tags"] == [{"Key": "team", "Value": "a"}]
    assert why(plan) == [("UNCONFIRMED pool pool-1", "UNCONFIRMED")]
