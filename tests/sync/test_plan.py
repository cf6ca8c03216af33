"""What a plan may write: one test for each sentence of how the sync decides."""

import pytest

from pools import shapes
from pools.reference.aws_calls import WRITES
from pools.sync.fields import with_field
from pools.sync.plan import make_plan
from pools.sync.planned import Step
from pools.sync.state import (
    CONFIGURATION_SET,
    OPT_OUT_LIST,
    Ref,
)
from pools.sync.world import World
from tests.sync.model import TOPIC, arn_of
from tests.sync.people import furnished
from tests.sync.planning import ACME, BRAND, N1, N4, N5, P1, SET, ids, planned, request, why
from tests.sync.run import Account


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


def test_what_a_configuration_set_has_by_default_is_taken_away_by_hand_too():
    def base(we):
        we.model.rows[SET]["settings"] = {
            "default_message_type": "PROMOTIONAL",
            "default_message_feedback_enabled": True,
        }

    plan = planned(lambda we: we.model.rows[SET]["settings"].clear(), base=base)
    commands = {one.operation: one.request for one in plan.blocked}
    named = {"ConfigurationSetName": arn_of(SET)}
    assert commands == {
        "DeleteDefaultMessageType": named,
        "SetDefaultMessageFeedbackEnabled": named | {"MessageFeedbackEnabled": False},
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
