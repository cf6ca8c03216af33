"""Two people at once at opt-out lists, configuration sets and event destinations."""

from functools import partial

import pytest

from pools.models import ConfigurationSet, EventDestination, OptedOutNumber, OptOutList, Quota
from pools.operations import configuration_sets, event_destinations, opt_out_lists, opted_out_numbers, pools
from pools.operations.rules import settings
from tests.help.factories import TOPIC, ConfigurationSetFactory, OptOutListFactory, PoolFactory
from tests.help.operations import fresh
from tests.operations.test_together import meet, one_wins, together  # noqa: F401 - meet is a fixture

pytestmark = pytest.mark.usefixtures("transactional_db")


def test_default_gets_one_row(caller):
    describe = partial(opt_out_lists.describe_opt_out_lists, caller)
    put = partial(
        opted_out_numbers.put_opted_out_number,
        caller,
        opt_out_list_name="Default",
        opted_out_number="+12065550123",
    )
    make = partial(opt_out_lists.create_opt_out_list, caller, opt_out_list_name="news")
    _, refused = together(describe, put, describe, put, make)
    assert refused == []
    assert sorted(OptOutList.objects.values_list("opt_out_list_name", flat=True)) == ["Default", "news"]
    assert OptedOutNumber.objects.count() == 1


def test_one_list_takes_the_last_room(caller, meet):  # noqa: F811
    meet(opt_out_lists, "default_opt_out_list")
    Quota.objects.create(
        account=caller.account, region="us-east-1", name="OPT_OUT_LISTS_PER_ACCOUNT", value=2
    )
    make = [partial(opt_out_lists.create_opt_out_list, caller, opt_out_list_name=name) for name in ("a", "b")]
    one_wins("OPT_OUT_LISTS_PER_ACCOUNT", *make)
    assert OptOutList.objects.count() == 2


def test_a_list_is_deleted_or_used(caller, meet):  # noqa: F811
    meet(opt_out_lists, "is_used")
    meet(settings, "find_opt_out_list_name")
    pool, name = PoolFactory(), OptOutListFactory().opt_out_list_name
    delete = partial(opt_out_lists.delete_opt_out_list, caller, opt_out_list_name=name)
    use = partial(pools.update_pool, caller, pool_id=pool.pool_id, opt_out_list_name=name)
    answers, refused = together(delete, use)
    assert (len(answers), len(refused)) == (1, 1)
    is_there = OptOutList.objects.filter(opt_out_list_name=name).exists()
    assert is_there == (fresh(pool).opt_out_list_name == name)


def test_one_set_has_a_name(caller, meet):  # noqa: F811
    meet(configuration_sets, "must_have_room")
    make = partial(configuration_sets.create_configuration_set, caller, configuration_set_name="codes")
    one_wins("RESOURCE_ALREADY_EXISTS", make, make)
    assert ConfigurationSet.objects.count() == 1


def test_one_destination_has_a_name(caller, meet):  # noqa: F811
    meet(event_destinations, "must_have_room")
    make = partial(
        event_destinations.create_event_destination,
        caller,
        configuration_set_name=ConfigurationSetFactory().configuration_set_name,
        event_destination_name="events",
        matching_event_types=["ALL"],
        sns_destination={"TopicArn": TOPIC},
    )
    one_wins("RESOURCE_ALREADY_EXISTS", make, make)
    assert EventDestination.objects.count() == 1
