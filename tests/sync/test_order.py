"""In which order a plan writes: one test for each sentence of how the sync decides."""

from pools.sync.state import (
    OPT_OUT_LIST,
    POOL,
    SENDER_ID,
    Ref,
)
from tests.sync.model import TOPIC, arn_of
from tests.sync.planning import ACME, N1, N4, N5, P1, P2, SET, ids, planned, request, step, why

# --- Order is a graph.


def test_a_create_before_what_names_it():
    def ours(we):
        we.model.request_sender_id(sender_id="NEW", iso_country_code="GB")
        pool = we.create("pool-new", Ref(SENDER_ID, "NEW/GB"), tags=[{"Key": "Name", "Value": "New"}])
        we.set(pool, shared_routes_enabled=True)
        we.join(P1, Ref(SENDER_ID, "NEW/GB"))
        we.model.set_default_sender_id(configuration_set_name=arn_of(SET), sender_id="NEW")

    plan = planned(ours)
    assert ids(plan) == [
        "RequestSenderId NEW/GB",
        "SetDefaultSenderId orders",
        "CreatePool pool-new",
        "UpdatePool pool-new",
        "AssociateOriginationIdentity pool-1 NEW/GB",
    ]
    assert all(
        "RequestSenderId NEW/GB" in one.needs
        for one in plan.steps
        if one.operation != "UpdatePool" and one != plan.steps[0]
    )
    assert step(plan, "UpdatePool pool-new").needs == ("CreatePool pool-new",)
    assert request(plan, "UpdatePool pool-new")["PoolId"] == {"ArnOf": ["pool", "pool-new"]}
    assert request(plan, "CreatePool pool-new")["Tags"] == [{"Key": "Name", "Value": "New"}]


def test_a_pool_is_made_from_a_number_that_is_free_and_takes_its_other_members_after():
    def ours(we):
        pool = we.create("pool-new", ACME)
        we.join(pool, N4, N5)
        we.word(pool, "JOIN")

    plan = planned(ours)
    assert request(plan, "CreatePool pool-new")["OriginationIdentity"] == arn_of(N4)
    join = step(plan, "AssociateOriginationIdentity pool-new phone-5")
    assert set(join.needs) >= {"CreatePool pool-new", "PutKeyword pool-new JOIN", "PutKeyword phone-5 JOIN"}


def test_of_two_numbers_a_pool_is_made_from_the_one_that_is_free():
    def base(we):
        we.join(P1, N4)

    def ours(we):
        pool = we.create("pool-new", N5)
        we.move(N4, P1, pool)

    plan = planned(ours, base=base)
    assert request(plan, "CreatePool pool-new")["OriginationIdentity"] == arn_of(N5)


def test_a_pool_is_not_made_from_a_number_that_cannot_leave_its_own():
    def base(we):
        we.join(P1, N4)

    def ours(we):
        pool = we.create("pool-new", ACME)
        we.move(N4, P1, pool)
        we.model.rows[P1]["tags"] = {"Name": "Ours"}

    plan = planned(ours, base=base, theirs=lambda they: they.model.rows[P1]["tags"].update(Name="Theirs"))
    assert request(plan, "CreatePool pool-new")["OriginationIdentity"] == arn_of(ACME)
    assert ("AssociateOriginationIdentity pool-new phone-4", "NEEDS") in why(plan)


def test_leaving_the_old_pool_before_joining_the_new_one():
    def ours(we):
        we.join(P1, N4)
        we.move(N1, P1, P2)

    plan = planned(ours)
    assert ids(plan) == [
        "AssociateOriginationIdentity pool-1 phone-4",
        "DisassociateOriginationIdentity pool-1 phone-1",
        "AssociateOriginationIdentity pool-2 phone-1",
    ]
    assert plan.steps[2].needs == ("DisassociateOriginationIdentity pool-1 phone-1",)


def test_a_numbers_settings_before_it_joins_a_pool_that_demands_them():
    def base(we):
        we.set(P1, opt_out_list_name="News")
        we.word(P1, "JOIN")
        we.word(N4, "INFO")

    plan = planned(lambda we: we.join(P1, N4), base=base)
    assert ids(plan) == [
        "DeleteKeyword phone-4 INFO",
        "PutKeyword phone-4 JOIN",
        "UpdatePhoneNumber phone-4",
        "AssociateOriginationIdentity pool-1 phone-4",
    ]
    assert set(plan.steps[3].needs) == set(ids(plan)[:3])


def test_and_after_it_left_the_pool_that_decided_them():
    def base(we):
        we.join(P1, N4)
        we.set(P2, opt_out_list_name="News")

    plan = planned(lambda we: we.move(N4, P1, P2), base=base)
    assert ids(plan) == [
        "DisassociateOriginationIdentity pool-1 phone-4",
        "UpdatePhoneNumber phone-4",
        "AssociateOriginationIdentity pool-2 phone-4",
    ]


def test_whichever_of_its_old_pools_settings_it_leaves_with():
    """The old pool may change before or after it left: it is made like the new one in either case."""

    def base(we):
        we.join(P1, N4)

    def ours(we):
        we.move(N4, P1, P2)
        we.set(P1, opt_out_list_name="News")
        we.word(P1, "JOIN")

    plan = planned(ours, base=base)
    join = step(plan, "AssociateOriginationIdentity pool-2 phone-4")
    assert set(join.needs) >= {"UpdatePhoneNumber phone-4", "DeleteKeyword phone-4 JOIN"}
    assert request(plan, "UpdatePhoneNumber phone-4")["OptOutListName"] == arn_of(
        Ref(OPT_OUT_LIST, "Default")
    )


def test_the_last_number_of_a_two_way_pool_stays():
    """Two-way SMS was turned on in AWS, while here the last number was taken out."""

    def base(we):
        we.join(P1, ACME)

    def theirs(they):
        they.set(P1, two_way_enabled=True, two_way_channel_arn=TOPIC)

    plan = planned(lambda we: we.leave(P1, N1), base=base, theirs=theirs)
    assert plan.steps == ()
    assert [one for _, one in why(plan)] == ["NO_NUMBER"]


def test_two_way_needs_a_number_in_the_pool_first():
    def base(we):
        we.create("pool-s", ACME)

    def ours(we):
        we.join(Ref(POOL, "pool-s"), N4)
        we.set(Ref(POOL, "pool-s"), two_way_enabled=True, two_way_channel_arn=TOPIC)

    plan = planned(ours, base=base)
    assert ids(plan) == ["AssociateOriginationIdentity pool-s phone-4", "UpdatePool pool-s"]
    assert plan.steps[1].needs == ("AssociateOriginationIdentity pool-s phone-4",)


def test_and_is_off_before_the_last_number_leaves():
    def base(we):
        we.join(P1, ACME)
        we.set(P1, two_way_enabled=True, two_way_channel_arn=TOPIC)

    def ours(we):
        we.set(P1, two_way_enabled=False)
        we.leave(P1, N1)

    plan = planned(ours, base=base)
    assert ids(plan) == ["UpdatePool pool-1", "DisassociateOriginationIdentity pool-1 phone-1"]
    assert plan.steps[1].needs == ("UpdatePool pool-1",)
