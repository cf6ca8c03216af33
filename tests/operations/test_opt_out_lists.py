import pytest

from pools.errors import (
    AccessDeniedException,
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import OptedOutNumber, OptOutList, Quota
from pools.operations.opt_out_lists import create_opt_out_list, delete_opt_out_list, describe_opt_out_lists
from pools.operations.pools import update_pool
from tests.help.factories import OptedOutNumberFactory, OptOutListFactory, PhoneNumberFactory, PoolFactory
from tests.help.operations import refused, tags


def names(found) -> list[str]:
    return [row.opt_out_list_name for row in found.opt_out_lists]


def test_a_list_is_made_with_tags(caller):
    made = create_opt_out_list(caller, opt_out_list_name="news", tags=[{"Key": "Team", "Value": "care"}])
    row = OptOutList.objects.get(opt_out_list_name="news")
    assert made.opt_out_list_arn == row.opt_out_list_arn
    assert made.tags == [{"Key": "Team", "Value": "care"}]
    assert tags(row) == {"Team": "care"}


@pytest.mark.parametrize("name", ["news", "Default"])
def test_a_name_is_there_once(caller, name):
    OptOutListFactory(opt_out_list_name="news")
    with refused(ConflictException, "RESOURCE_ALREADY_EXISTS"):
        create_opt_out_list(caller, opt_out_list_name=name)


def test_names_differ_by_case(caller):
    create_opt_out_list(caller, opt_out_list_name="default")
    assert names(describe_opt_out_lists(caller)) == ["Default", "default"]


def test_default_counts_toward_the_quota(caller, account):
    Quota.objects.create(account=account, region="us-east-1", name="OPT_OUT_LISTS_PER_ACCOUNT", value=2)
    create_opt_out_list(caller, opt_out_list_name="first")
    with refused(ServiceQuotaExceededException, "OPT_OUT_LISTS_PER_ACCOUNT"):
        create_opt_out_list(caller, opt_out_list_name="second")


def test_a_list_goes_with_its_numbers(caller):
    number = OptedOutNumberFactory()
    gone = delete_opt_out_list(caller, opt_out_list_name=number.opt_out_list.opt_out_list_arn)
    assert gone.opt_out_list_name == number.opt_out_list.opt_out_list_name
    assert not OptedOutNumber.objects.exists()
    with refused(ResourceNotFoundException):
        delete_opt_out_list(caller, opt_out_list_name=gone.opt_out_list_name)


def test_default_stays(caller):
    with refused(ConflictException, "RESOURCE_MODIFICATION_NOT_ALLOWED"):
        delete_opt_out_list(caller, opt_out_list_name="Default")
    assert names(describe_opt_out_lists(caller)) == ["Default"]


@pytest.mark.parametrize("factory", [PoolFactory, PhoneNumberFactory])
def test_a_list_in_use_stays(caller, factory):
    name = OptOutListFactory().opt_out_list_name
    factory(opt_out_list_name=name)
    with refused(ConflictException, "RESOURCE_NOT_EMPTY"):
        delete_opt_out_list(caller, opt_out_list_name=name)


def test_what_a_number_had_before_its_pool_is_not_in_use(caller):
    name = OptOutListFactory().opt_out_list_name
    PhoneNumberFactory(pool=PoolFactory(), opt_out_list_name=name)
    PoolFactory(region="eu-west-1", opt_out_list_name=name)
    delete_opt_out_list(caller, opt_out_list_name=name)
    assert not OptOutList.objects.filter(opt_out_list_name=name).exists()


def test_default_is_listed_with_a_row_of_its_own_made_once(viewer):
    first = describe_opt_out_lists(viewer).opt_out_lists
    assert [row.opt_out_list_name for row in first] == ["Default"]
    assert first == describe_opt_out_lists(viewer, opt_out_list_names=["Default"]).opt_out_lists
    assert OptOutList.objects.get().created_timestamp


def test_lists_are_described_by_name_and_arn(caller):
    one, two, _ = OptOutListFactory.create_batch(3)
    asked = [one.opt_out_list_name, two.opt_out_list_arn]
    assert describe_opt_out_lists(caller, opt_out_list_names=asked).opt_out_lists == [one, two]
    with refused(ResourceNotFoundException) as refusal:
        describe_opt_out_lists(caller, opt_out_list_names=["nothing"])
    assert (refusal.error.resource_type, refusal.error.resource_id) == ("opt-out-list", "nothing")


def test_lists_come_in_pages(caller):
    OptOutListFactory.create_batch(2)
    first = describe_opt_out_lists(caller, max_results=2)
    rest = describe_opt_out_lists(caller, max_results=2, next_token=first.next_token)
    assert len(set(names(first) + names(rest))) == 3
    assert rest.next_token is None


def test_owner_and_names_do_not_go_together(caller):
    assert describe_opt_out_lists(caller, owner="SHARED").opt_out_lists == []
    with refused(ValidationException, "PARAMETERS_CANNOT_BE_USED_TOGETHER"):
        describe_opt_out_lists(caller, owner="SELF", opt_out_list_names=["Default"])


def test_a_pool_may_use_default_by_its_arn(caller):
    pool = PoolFactory(opt_out_list_name="other")
    arn = f"arn:aws:sms-voice:us-east-1:{caller.account.pk}:opt-out-list/Default"
    assert update_pool(caller, pool_id=pool.pool_id, opt_out_list_name=arn).opt_out_list_name == "Default"


def test_another_account_sees_and_deletes_nothing(other_caller, caller):
    row = OptOutListFactory()
    assert names(describe_opt_out_lists(other_caller)) == ["Default"]
    for name in (row.opt_out_list_name, row.opt_out_list_arn):
        with refused(ResourceNotFoundException):
            delete_opt_out_list(other_caller, opt_out_list_name=name)


def test_a_viewer_writes_nothing(viewer):
    with refused(AccessDeniedException):
        create_opt_out_list(viewer, opt_out_list_name="news")
    with refused(AccessDeniedException):
        delete_opt_out_list(viewer, opt_out_list_name="news")
