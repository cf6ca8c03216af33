"""What a plan may write, and in which order: one test for each sentence of how the sync decides."""

import json
from dataclasses import replace

import pytest

from pools import shapes
from pools.reference.aws_calls import WRITES
from pools.sync.applying import Standing, moved_since, renamed, resolved, standing
from pools.sync.fields import IN_POOL, with_field
from pools.sync.plan import make_plan
from pools.sync.planned import Step, plain_step, step_from_json
from pools.sync.state import (
    CONFIGURATION_SET,
    OPT_OUT_LIST,
    PHONE_NUMBER,
    POOL,
    RCS_AGENT,
    SENDER_ID,
    Ref,
)
from pools.sync.world import World
from tests.sync.model import TOPIC, Model, arn_of, shared
from tests.sync.people import furnished
from tests.sync.run import Account

P1, P2, P3 = (Ref(POOL, f"pool-{number}") for number in (1, 2, 3))
N1, N2, N3, N4, N5, N6 = (Ref(PHONE_NUMBER, f"phone-{number}") for number in range(1, 7))
ACME, BRAND = Ref(SENDER_ID, "ACME/GB"), Ref(SENDER_ID, "BRAND/GB")
SET = Ref(CONFIGURATION_SET, "orders")


class Side:
    """What a person does to one side, in few words."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def join(self, pool: Ref, *members: Ref) -> None:
        for member in members:
            if member.kind == PHONE_NUMBER:
                self.model.rows[member]["settings"] |= shared(self.model.rows[pool]["settings"])
                self.model.rows[member]["keywords"] = dict(self.model.rows[pool]["keywords"])
            self.model.associate_origination_identity(
                pool_id=arn_of(pool), origination_identity=arn_of(member), iso_country_code=""
            )

    def leave(self, pool: Ref, *members: Ref) -> None:
        for member in members:
            self.model.disassociate_origination_identity(
                pool_id=arn_of(pool), origination_identity=arn_of(member), iso_country_code=""
            )

    def move(self, member: Ref, old: Ref, new: Ref) -> None:
        """Also where the rules of joining and leaving forbid it, as the whole of several acts may."""
        self.model.take_out(old, member)
        self.model.put_in(new, member)

    def create(self, key: str, seed: Ref, **more) -> Ref:
        country = "US" if seed.kind == PHONE_NUMBER else seed.key[-2:]
        self.model.create_pool(
            key=key,
            origination_identity=arn_of(seed),
            iso_country_code=country,
            message_type="TRANSACTIONAL",
            **more,
        )
        return Ref(POOL, key)

    def delete(self, pool: Ref) -> None:
        self.model.delete_pool(pool_id=arn_of(pool))

    def set(self, pool: Ref, **settings) -> None:
        self.model.update_pool(pool_id=arn_of(pool), **settings)

    def word(self, owner: Ref, word: str, message: str = "Hi.") -> None:
        self.model.put_keyword(origination_identity=arn_of(owner), keyword=word, keyword_message=message)


def planned(ours=lambda side: None, *, base=lambda side: None, theirs=lambda side: None, **more):
    """The plan after those acts; and the account, to which it was applied."""
    model = furnished()
    base(Side(model))
    here, aws = model.copy(), model.copy()
    ours(Side(here))
    theirs(Side(aws))
    account = Account(model, here, aws)
    plan = make_plan(account.refresh(), **more)
    account.apply(plan)
    return plan


def ids(plan) -> list[str]:
    return [step.id for step in plan.steps]


def why(plan) -> list[tuple[str, str]]:
    return [(one.id, one.why) for one in plan.blocked]


def step(plan, step_id: str) -> Step:
    return next(one for one in plan.steps if one.id == step_id)


def request(plan, step_id: str):
    return step(plan, step_id).request


def test_nothing_to_do_is_an_empty_plan():
    plan = planned()
    assert (plan.steps, plan.blocked, plan.sources) == ((), (), {})


# --- What a plan may write.


def test_a_plan_writes_these_and_nothing_else():
    assert set(WRITES) == {
        "CreatePool",
        "UpdatePool",
        "DeletePool",
        "AssociateOriginationIdentity",
        "DisassociateOriginationIdentity",
        "PutKeyword",
        "DeleteKeyword",
        "TagResource",
        "UntagResource",
        "UpdatePhoneNumber",
        "RequestSenderId",
        "CreateConfigurationSet",
        "DeleteConfigurationSet",
        "SetDefaultSenderId",
        "DeleteDefaultSenderId",
    }


@pytest.mark.parametrize("operation", sorted({*shapes.service_model().operation_names} - {*WRITES}))
def test_never_any_other(operation):
    with pytest.raises(ValueError, match=operation):
        World({}).add(Step("x", operation, P1, {}))


def test_settings_that_changed_go_in_one_call_with_before_and_after():
    plan = planned(lambda we: we.set(P1, shared_routes_enabled=True, opt_out_list_name="News"))
    assert ids(plan) == ["UpdatePool pool-1"]
    assert request(plan, "UpdatePool pool-1") == {
        "PoolId": arn_of(P1),
        "SharedRoutesEnabled": True,
        "OptOutListName": arn_of(Ref(OPT_OUT_LIST, "News")),
    }
    assert plan.steps[0].before == {
        "pool pool-1 opt_out_list_name": "Default",
        "pool pool-1 shared_routes_enabled": False,
    }
    assert plan.steps[0].after == {
        "pool pool-1 opt_out_list_name": "News",
        "pool pool-1 shared_routes_enabled": True,
    }
    assert not plan.steps[0].destroys


def test_two_way_on_says_its_channel_and_off_says_nothing_of_it():
    on = planned(lambda we: we.set(P1, two_way_enabled=True, two_way_channel_arn=TOPIC))
    assert request(on, "UpdatePool pool-1") == {
        "PoolId": arn_of(P1),
        "TwoWayEnabled": True,
        "TwoWayChannelArn": TOPIC,
    }
    off = planned(
        lambda we: we.set(P1, two_way_enabled=False),
        base=lambda we: we.set(P1, two_way_enabled=True, two_way_channel_arn=TOPIC),
    )
    assert request(off, "UpdatePool pool-1") == {"PoolId": arn_of(P1), "TwoWayEnabled": False}


def test_arns_and_the_country_are_always_sent():
    plan = planned(lambda we: we.join(P1, N4, ACME))
    assert request(plan, "AssociateOriginationIdentity pool-1 phone-4") == {
        "PoolId": arn_of(P1),
        "OriginationIdentity": arn_of(N4),
        "IsoCountryCode": "US",
    }
    assert request(plan, "AssociateOriginationIdentity pool-1 ACME/GB") == {
        "PoolId": arn_of(P1),
        "OriginationIdentity": arn_of(ACME),
        "IsoCountryCode": "GB",
    }


def test_keywords_and_tags():
    def ours(we):
        we.word(P1, "JOIN", "Welcome.")
        we.word(P1, "HELP", "Call us.")
        we.model.delete_keyword(origination_identity=arn_of(P1), keyword="INFO")
        we.model.rows[P1]["tags"] = {"team": "a"}

    def base(we):
        we.word(P1, "INFO")
        we.model.rows[P1]["tags"] = {"Name": "Orders"}

    plan = planned(ours, base=base)
    assert request(plan, "PutKeyword pool-1 JOIN") == {
        "OriginationIdentity": arn_of(P1),
        "Keyword": "JOIN",
        "KeywordMessage": "Welcome.",
        "KeywordAction": "AUTOMATIC_RESPONSE",
    }
    # What HELP and STOP do is AWS's.
    assert "KeywordAction" not in request(plan, "PutKeyword pool-1 HELP")
    assert request(plan, "DeleteKeyword pool-1 INFO") == {
        "OriginationIdentity": arn_of(P1),
        "Keyword": "INFO",
    }
    assert request(plan, "TagResource pool pool-1")["Tags"] == [{"Key": "team", "Value": "a"}]
    assert request(plan, "UntagResource pool pool-1")["TagKeys"] == ["Name"]
    assert [one.id for one in plan.steps if one.destroys] == ["DeleteKeyword pool-1 INFO"]


def test_a_number_in_no_pool_is_updated():
    plan = planned(
        lambda we: we.model.update_phone_number(phone_number_id=arn_of(N4), opt_out_list_name="News")
    )
    assert request(plan, "UpdatePhoneNumber phone-4") == {
        "PhoneNumberId": arn_of(N4),
        "OptOutListName": arn_of(Ref(OPT_OUT_LIST, "News")),
    }


def test_a_setting_of_a_number_that_stays_in_its_pool_is_blocked():
    def ours(we):
        we.model.rows[N1]["settings"]["deletion_protection_enabled"] = True

    assert why(planned(ours)) == [("UpdatePhoneNumber phone-1", "IN_POOL_STILL")]


@pytest.mark.parametrize(
    ("country", "blocked"),
    [("GB", []), ("DE", []), ("IN", [("RequestSenderId NEW/IN", "NEEDS_REGISTRATION")])],
)
def test_a_sender_id_is_requested_where_no_registration_is_needed(country, blocked):
    plan = planned(lambda we: we.model.request_sender_id(sender_id="NEW", iso_country_code=country))
    assert why(plan) == blocked
    assert ids(plan) == ([] if blocked else [f"RequestSenderId NEW/{country}"])


def test_configuration_sets_are_created_and_deleted_and_their_default_sender_id_set():
    def ours(we):
        we.model.create_configuration_set(configuration_set_name="new")
        we.model.set_default_sender_id(
            configuration_set_name=arn_of(Ref(CONFIGURATION_SET, "new")), sender_id="ACME"
        )
        we.model.delete_configuration_set(configuration_set_name=arn_of(SET))

    assert ids(planned(ours)) == [
        "CreateConfigurationSet new",
        "SetDefaultSenderId new",
        "DeleteConfigurationSet orders",
    ]

    def base(we):
        we.model.set_default_sender_id(configuration_set_name=arn_of(SET), sender_id="ACME")

    plan = planned(
        lambda we: we.model.delete_default_sender_id(configuration_set_name=arn_of(SET)), base=base
    )
    assert ids(plan) == ["DeleteDefaultSenderId orders"]


def test_for_what_it_never_writes_the_plan_shows_the_command_to_run_by_hand():
    def ours(we):
        rows = we.model.rows
        we.model.make(Ref(OPT_OUT_LIST, "Sports"))
        we.model.remove(Ref(OPT_OUT_LIST, "News"))
        we.model.remove(N5)
        we.model.remove(BRAND)
        rows[ACME]["settings"]["deletion_protection_enabled"] = True
        rows[SET]["settings"] = {
            "default_message_type": "PROMOTIONAL",
            "default_message_feedback_enabled": True,
        }

    plan = planned(ours)
    assert plan.steps == ()
    assert {one.why for one in plan.blocked} == {"BY_HAND"}
    assert {one.way_out for one in plan.blocked} == {"RUN_COMMAND"}
    commands = {one.operation: one.request for one in plan.blocked}
    assert commands == {
        "CreateOptOutList": {"OptOutListName": "Sports"},
        "DeleteOptOutList": {"OptOutListName": arn_of(Ref(OPT_OUT_LIST, "News"))},
        "ReleasePhoneNumber": {"PhoneNumberId": arn_of(N5)},
        "ReleaseSenderId": {"SenderId": "BRAND", "IsoCountryCode": "GB"},
        "UpdateSenderId": {"SenderId": "ACME", "IsoCountryCode": "GB", "DeletionProtectionEnabled": True},
        "SetDefaultMessageType": {"ConfigurationSetName": arn_of(SET), "MessageType": "PROMOTIONAL"},
        "SetDefaultMessageFeedbackEnabled": {
            "ConfigurationSetName": arn_of(SET),
            "MessageFeedbackEnabled": True,
        },
    }
    for operation, given in commands.items():
        shapes.check(operation, given)


def test_so_are_event_destinations():
    account = Account(furnished(), furnished(), furnished())
    sns = {"MatchingEventTypes": ["ALL"], "SnsDestination": {"TopicArn": TOPIC}}
    account.here[SET] = with_field(account.here[SET], ("event_destinations", "log"), sns)
    (one,) = make_plan(account.refresh()).blocked
    assert (one.operation, one.why) == ("CreateEventDestination", "BY_HAND")
    shapes.check(one.operation, one.request)


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
    assert standing(plan.steps[0], P1, now) == Standing.AS_PLANNED
    half = with_field(now, ("shared_routes_enabled", ""), True)
    assert standing(plan.steps[0], P1, half) == Standing.AS_PLANNED
    assert (
        standing(plan.steps[0], P1, with_field(half, ("opt_out_list_name", ""), "News"))
        == Standing.ALREADY_SO
    )
    assert standing(plan.steps[0], P1, with_field(now, ("opt_out_list_name", ""), "Else")) == Standing.MOVED
    deletion = planned(lambda we: we.delete(P3)).steps[0]
    assert standing(deletion, P3, None) == Standing.ALREADY_SO
    assert standing(deletion, P3, now) == Standing.AS_PLANNED


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
