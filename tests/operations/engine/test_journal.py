"""What the activity log says changed: in one shape for all verbs, and only what moved."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from pools.errors import ServiceError
from pools.models import Activity, OptedOutNumber, VerifiedDestinationNumber
from pools.operations.account import set_text_message_spend_limit_override
from pools.operations.configuration_sets import (
    create_configuration_set,
    delete_configuration_set,
    delete_default_message_type,
    set_default_message_feedback_enabled,
    set_default_sender_id,
)
from pools.operations.event_destinations import (
    create_event_destination,
    delete_event_destination,
    update_event_destination,
)
from pools.operations.keywords import put_keyword
from pools.operations.opt_out_lists import create_opt_out_list, delete_opt_out_list
from pools.operations.opted_out_numbers import put_opted_out_number
from pools.operations.phone_numbers import release_phone_number, request_phone_number, update_phone_number
from pools.operations.pools import create_pool, delete_pool, update_pool
from pools.operations.resource_policies import put_resource_policy
from pools.operations.sender_ids import release_sender_id, request_sender_id, update_sender_id
from pools.operations.tags import tag_resource
from pools.operations.test_settings import update_test_settings
from pools.operations.verified_destination_numbers import (
    create_verified_destination_number,
    delete_verified_destination_number,
)
from tests.help.factories import (
    ConfigurationSetFactory,
    OptedOutNumberFactory,
    PhoneNumberFactory,
    PoolFactory,
    SenderIdFactory,
)

TAGS = [{"Key": "Team", "Value": "care"}]
POLICY = '{"Version": "2012-10-17", "Statement": []}'


def pool_comes_and_goes(caller) -> None:
    SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    asked = {"origination_identity": "ACME", "iso_country_code": "GB", "message_type": "TRANSACTIONAL"}
    delete_pool(caller, pool_id=create_pool(caller, **asked, tags=TAGS).pool_id)


def phone_number_comes_and_goes(caller) -> None:
    asked = {"iso_country_code": "US", "message_type": "TRANSACTIONAL", "number_type": "SIMULATOR"}
    number = request_phone_number(caller, **asked, number_capabilities=["SMS"], tags=TAGS)
    release_phone_number(caller, phone_number_id=number.phone_number_id)


def sender_id_comes_and_goes(caller) -> None:
    for act in (partial(request_sender_id, tags=TAGS), release_sender_id):
        act(caller, sender_id="ACME", iso_country_code="GB")


def opt_out_list_comes_and_goes(caller) -> None:
    for act in (partial(create_opt_out_list, tags=TAGS), delete_opt_out_list):
        act(caller, opt_out_list_name="news")


def configuration_set_comes_and_goes(caller) -> None:
    for act in (partial(create_configuration_set, tags=TAGS), delete_configuration_set):
        act(caller, configuration_set_name="codes")


def verified_destination_number_comes_and_goes(caller) -> None:
    asked = {"destination_phone_number": "+14255550100", "rcs_agent_id": "rcs-1", "tags": TAGS}
    made = create_verified_destination_number(caller, **asked)
    VerifiedDestinationNumber.objects.update(created_timestamp=timezone.now() - timedelta(days=2))
    delete_verified_destination_number(
        caller, verified_destination_number_id=made.verified_destination_number_id
    )


@pytest.mark.parametrize(
    "come_and_go",
    [
        pool_comes_and_goes,
        phone_number_comes_and_goes,
        sender_id_comes_and_goes,
        opt_out_list_comes_and_goes,
        configuration_set_comes_and_goes,
        verified_destination_number_comes_and_goes,
    ],
)
def test_what_goes_is_told_by_the_fields_by_which_it_came(caller, come_and_go: Callable):
    come_and_go(caller)
    came, went = Activity.objects.order_by("pk")
    assert set(came.before.values()) == set(went.after.values()) == {None}
    assert came.after["tags"] == went.before["tags"] == {"Team": "care"}
    assert came.after.keys() == went.before.keys()
    assert came.after["created_timestamp"]


def test_a_list_that_goes_says_how_many_numbers_were_on_it(caller):
    on = OptedOutNumberFactory().opt_out_list
    OptedOutNumber.objects.create(
        opt_out_list=on,
        opted_out_number="+14255550177",
        opted_out_timestamp=timezone.now(),
        is_opted_out=False,
    )
    delete_opt_out_list(caller, opt_out_list_name=on.opt_out_list_name)
    assert Activity.objects.get().before["opted_out_number_count"] == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda caller: update_pool(caller, pool_id=PoolFactory().pool_id, shared_routes_enabled=False),
        lambda caller: update_phone_number(
            caller, phone_number_id=PhoneNumberFactory().phone_number_id, deletion_protection_enabled=False
        ),
        lambda caller: update_sender_id(
            caller,
            sender_id=SenderIdFactory().sender_id_arn,
            iso_country_code="GB",
            deletion_protection_enabled=False,
        ),
        lambda caller: delete_default_message_type(
            caller, configuration_set_name=ConfigurationSetFactory().configuration_set_name
        ),
        lambda caller: update_test_settings(caller, account_tier="SANDBOX", status_delay_seconds=0),
        lambda caller: set_text_message_spend_limit_override(caller, monthly_limit=1),
    ],
)
def test_what_stayed_as_it_was_is_not_in_the_log(caller, act: Callable):
    caller.account.spend_limit_overridden, caller.account.monthly_spend_limit = True, Decimal("1.00")
    caller.account.save()
    act(caller)
    assert Activity.objects.get().changes == {}


def test_nor_is_what_is_written_twice(caller):
    name, pool = ConfigurationSetFactory().configuration_set_name, PoolFactory()
    logs = {"IamRoleArn": "arn:aws:iam::111122223333:role/Logs"}
    logs["LogGroupArn"] = "arn:aws:logs:us-east-1:111122223333:log-group:sms"
    for act in (
        partial(set_default_sender_id, configuration_set_name=name, sender_id="Acme"),
        partial(
            set_default_message_feedback_enabled, configuration_set_name=name, message_feedback_enabled=True
        ),
        partial(
            put_keyword, origination_identity=pool.pool_id, keyword="JOIN", keyword_message="Welcome to us"
        ),
        partial(tag_resource, resource_arn=pool.pool_arn, tags=TAGS),
        partial(put_resource_policy, resource_arn=pool.pool_arn, policy=POLICY),
        partial(put_opted_out_number, opt_out_list_name="Default", opted_out_number="+14255550100"),
    ):
        act(caller)
        act(caller)
        first, second = Activity.objects.order_by("-pk")[:2][::-1]
        assert (len(first.changes), second.changes) == (1, {}), act.func.__name__
    destination = {"configuration_set_name": name, "event_destination_name": "events"}
    create_event_destination(
        caller, **destination, matching_event_types=["ALL"], cloud_watch_logs_destination=logs
    )
    update_event_destination(caller, **destination, enabled=True)
    assert Activity.objects.last().changes == {}
    delete_event_destination(caller, **destination)
    assert Activity.objects.last().changes.keys() == {"event_destinations/events"}


def test_resources_of_two_kinds_have_each_their_own_history_under_one_name(caller):
    create_opt_out_list(caller, opt_out_list_name="main")
    create_configuration_set(caller, configuration_set_name="main")
    for kind, operation in (
        ("opt-out-list", "CreateOptOutList"),
        ("configuration-set", "CreateConfigurationSet"),
    ):
        assert [row.operation for row in Activity.objects.changes_of(kind, "main")] == [operation]


ACME = {"sender_id": "ACME", "iso_country_code": "GB"}
LONG = f"arn:aws:sms-voice:us-east-1:444455556666:opt-out-list/{'l' * 64}"


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (partial(request_sender_id, **ACME), ("sender-id", "ACME/GB")),
        (partial(release_sender_id, **ACME), ("sender-id", "ACME/GB")),
        (partial(release_sender_id, **ACME | {"iso_country_code": "DE"}), ("sender-id", "ACME/DE")),
        (
            partial(
                tag_resource,
                resource_arn="arn:aws:sms-voice:us-east-1:111122223333:sender-id/acme/DE",
                tags=TAGS,
            ),
            ("sender-id", "ACME/DE"),
        ),
        (partial(tag_resource, resource_arn=LONG, tags=TAGS), ("opt-out-list", LONG)),
        (partial(create_opt_out_list, opt_out_list_name="Default"), ("opt-out-list", "Default")),
        (partial(delete_pool, pool_id="pool-none"), ("pool", "pool-none")),
    ],
)
def test_a_refusal_names_its_resource_as_changes_do(caller, act, named):
    SenderIdFactory(**ACME, deletion_protection_enabled=True)
    with pytest.raises(ServiceError):
        act(caller)
    row = Activity.objects.get()
    assert (row.resource_type, row.resource_id) == named
