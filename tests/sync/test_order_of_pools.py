"""What a plan deletes, frees and cannot do: one test for each sentence of how the sync decides."""

from pools.sync.fields import IN_POOL
from tests.sync.model import arn_of
from tests.sync.planning import ACME, N1, N2, N4, N5, N6, P1, P2, P3, ids, planned, step, why


def test_delete_pool_before_the_numbers_it_frees_go_elsewhere():
    def ours(we):
        we.delete(P1)
        we.join(P2, N1)

    plan = planned(ours)
    assert ids(plan) == ["DeletePool pool-1", "AssociateOriginationIdentity pool-2 phone-1"]
    assert plan.steps[1].needs == ("DeletePool pool-1",)
    assert plan.steps[0].destroys
    assert (N1, IN_POOL) in {(change.ref, change.field) for change in plan.steps[0].changes}


def test_what_frees_a_quota_before_what_needs_it():
    def ours(we):
        we.delete(P3)
        we.create("pool-new", N4)

    assert ids(planned(ours)) == ["CreatePool pool-new", "DeletePool pool-3"]
    full = planned(ours, limits={"POOLS_PER_ACCOUNT": 3})
    assert ids(full) == ["DeletePool pool-3", "CreatePool pool-new"]
    assert full.steps[1].needs == ("DeletePool pool-3",)
    over = planned(lambda we: we.create("pool-new", N4), limits={"POOLS_PER_ACCOUNT": 3})
    assert why(over) == [("CreatePool pool-new", "QUOTA")]


def test_a_full_pool_lets_one_go_before_one_comes():
    def ours(we):
        we.leave(P1, N2)
        we.join(P1, N4)

    def base(we):
        we.join(P2, ACME)
        we.leave(P2, N2)
        we.join(P1, N2)

    plan = planned(ours, base=base, limits={"ORIGINATION_IDENTITIES_PER_POOL": 2})
    assert ids(plan) == [
        "DisassociateOriginationIdentity pool-1 phone-2",
        "AssociateOriginationIdentity pool-1 phone-4",
    ]
    assert plan.steps[1].needs == ("DisassociateOriginationIdentity pool-1 phone-2",)


def test_keywords_and_tags_make_room_first_where_there_is_none():
    def base(we):
        for number in range(28):
            we.word(P1, f"K{number}")
        we.model.rows[P1]["tags"] = {f"k{number}": "" for number in range(50)}

    def ours(we):
        we.model.delete_keyword(origination_identity=arn_of(P1), keyword="K1")
        we.word(P1, "JOIN")
        del we.model.rows[P1]["tags"]["k1"]
        we.model.rows[P1]["tags"]["Name"] = "Orders"

    plan = planned(ours, base=base)
    assert step(plan, "PutKeyword pool-1 JOIN").needs == ("DeleteKeyword pool-1 K1",)
    assert step(plan, "TagResource pool pool-1").needs == ("UntagResource pool pool-1",)


def test_associate_before_disassociate_so_that_a_pool_is_never_without_a_sender():
    def ours(we):
        we.join(P1, N4, N5)
        we.leave(P1, N1)
        we.join(P2, N6)

    plan = planned(ours)
    assert [one.operation for one in plan.steps] == ["AssociateOriginationIdentity"] * 3 + [
        "DisassociateOriginationIdentity"
    ]
    assert plan.steps[3].needs == ("AssociateOriginationIdentity pool-1 phone-4",)


def test_a_cycle_is_blocked_with_the_way_out():
    """Two pools of one member each that swap."""

    def ours(we):
        we.model.take_out(P1, N1)
        we.move(N2, P2, P1)
        we.model.put_in(P2, N1)

    plan = planned(ours)
    assert plan.steps == ()
    assert why(plan) == [
        ("AssociateOriginationIdentity pool-2 phone-1", "NEEDS"),
        ("DisassociateOriginationIdentity pool-1 phone-1", "CYCLE"),
        ("AssociateOriginationIdentity pool-1 phone-2", "NEEDS"),
        ("DisassociateOriginationIdentity pool-2 phone-2", "CYCLE"),
    ]
    assert {one.way_out for one in plan.blocked if one.why == "CYCLE"} == {"ADD_SECOND_MEMBER"}

    def with_a_second(we):
        ours(we)
        we.join(P1, N4)

    plan = planned(with_a_second)
    assert plan.blocked == ()
    assert len(plan.steps) == 5


def test_it_is_no_cycle_where_another_member_can_go_first():
    """Two leave the first pool: the one that goes to the second pool has to go before the one that goes nowhere."""

    def base(we):
        we.join(P1, N4)

    def ours(we):
        we.model.take_out(P1, N1)
        we.model.take_out(P1, N4)
        we.move(N2, P2, P1)
        we.model.put_in(P2, N4)

    plan = planned(ours, base=base)
    assert plan.blocked == ()
    assert ids(plan)[0] == "DisassociateOriginationIdentity pool-1 phone-4"


def test_the_last_member_that_leaves_for_nowhere_is_blocked():
    plan = planned(lambda we: we.model.take_out(P1, N1))
    assert why(plan) == [("DisassociateOriginationIdentity pool-1 phone-1", "LAST_MEMBER")]


def test_a_pool_protected_in_aws_is_never_unprotected_by_itself():
    def theirs(we):
        we.set(P1, deletion_protection_enabled=True)

    def both(we):
        theirs(we)
        we.model.rows[P1]["settings"]["deletion_protection_enabled"] = False
        we.delete(P1)
        we.join(P2, N1)

    plan = planned(both, base=theirs)
    assert plan.steps == ()
    assert why(plan) == [
        ("AssociateOriginationIdentity pool-2 phone-1", "NEEDS"),
        ("DeletePool pool-1", "PROTECTED"),
    ]
    assert plan.blocked[0].about == ("DeletePool pool-1",)


def test_a_pool_that_somebody_put_a_number_in_is_not_deleted_under_it():
    plan = planned(lambda we: we.delete(P1), theirs=lambda they: they.join(P1, N4))
    assert plan.steps == ()
    assert ("DeletePool pool-1", "UNCONFIRMED") in why(plan)
