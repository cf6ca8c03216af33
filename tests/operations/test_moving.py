"""Moving numbers to a pool: what is in the way is said before anything leaves, and all of it can be taken back."""

import pytest

from pools.errors import ConflictException, ServiceQuotaExceededException
from pools.models import Account, Activity, Keyword, PhoneNumber, Pool, Quota
from pools.operations.moving import copy_pool_settings, move_to_pool, undo_move
from pools.operations.phone_number_settings import phone_number_settings_of
from tests.help.factories import (
    TOPIC,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    in_a_minute,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders(account) -> Pool:
    """Where numbers go: it differs from a new number in each setting that can be taken over."""
    OptOutListFactory(opt_out_list_name="orders")
    pool = PoolFactory(
        name="orders",
        pool_id="pool-orders",
        two_way_enabled=True,
        two_way_channel_arn=TOPIC,
        self_managed_opt_outs_enabled=True,
        opt_out_list_name="orders",
    )
    pool.keywords.filter(keyword="HELP").update(keyword_message="Call us.")
    Keyword.objects.create(pool=pool, keyword="INFO", keyword_message="More")
    PhoneNumberFactory(pool=pool, phone_number_id="phone-there")
    return pool


@pytest.fixture
def codes(account) -> Pool:
    """Where they come from: a pool of two numbers and a sender ID."""
    pool = PoolFactory(name="codes", pool_id="pool-codes")
    for one in ("phone-1", "phone-2"):
        PhoneNumberFactory(pool=pool, phone_number_id=one)
    PoolSenderIdFactory(pool=pool)
    return pool


@pytest.fixture
def free(account) -> PhoneNumber:
    number = PhoneNumberFactory(phone_number_id="phone-free")
    Keyword.objects.create(phone_number=number, keyword="OLD", keyword_message="Bye")
    return number


def move(caller, *numbers: str, to: str = "pool-orders"):
    return move_to_pool(caller, phone_number_ids=numbers, pool_id=to)


def fresh(number_id: str) -> PhoneNumber:
    return PhoneNumber.objects.get(phone_number_id=number_id)


def everything() -> list:
    numbers = PhoneNumber.objects.order_by("pk")
    return [
        *numbers.values(),
        *Keyword.objects.order_by("keyword", "pk").values("keyword", "keyword_message"),
    ]


def test_it_leaves_one_pool_and_joins_the_other_with_its_settings(caller, orders, codes):
    move(caller, "phone-1", "phone-2")
    for one in ("phone-1", "phone-2"):
        number = fresh(one)
        assert number.pool == orders
        settings = phone_number_settings_of(number)
        assert (settings.two_way_channel_arn, settings.opt_out_list_name) == (TOPIC, "orders")
        assert settings.keywords["INFO"] == ("More", "AUTOMATIC_RESPONSE")
    rows = Activity.objects.values_list("operation", flat=True)
    assert {"DisassociateOriginationIdentity", "UpdatePhoneNumber", "PutKeyword"} < set(rows)
    assert Activity.objects.values("change_id").distinct().count() == 1


def test_a_test_delay_is_in_nobodys_way(caller, orders, codes):
    Account.objects.update(status_delay_seconds=60)
    caller.account.refresh_from_db()
    move(caller, "phone-1")
    assert (fresh("phone-1").pool, fresh("phone-1").status) == (orders, "ASSOCIATING")


def last_of_all(orders, codes):
    codes.sender_id_links.all().delete()
    fresh("phone-2").delete()


def last_number(orders, codes):
    Pool.objects.filter(pk=codes.pk).update(two_way_enabled=True, two_way_channel_arn=TOPIC)
    fresh("phone-2").delete()


def promotional(orders, codes):
    PhoneNumber.objects.filter(phone_number_id="phone-1").update(message_type="PROMOTIONAL")


def voice_only(orders, codes):
    PhoneNumber.objects.filter(phone_number_id="phone-1").update(number_capabilities=["VOICE"])


def country_without_two_way(orders, codes):
    PhoneNumber.objects.filter(phone_number_id="phone-1").update(iso_country_code="AD")


def stop_of_carriers(orders, codes):
    PhoneNumber.objects.filter(phone_number_id="phone-1").update(number_type="TOLL_FREE")
    orders.keywords.filter(keyword="STOP").update(keyword_message="Stopped.")


def being_made(orders, codes):
    Pool.objects.filter(pk=orders.pk).update(settled_timestamp=in_a_minute())


def old_being_made(orders, codes):
    Pool.objects.filter(pk=codes.pk).update(settled_timestamp=in_a_minute())


def settling(orders, codes):
    PhoneNumber.objects.filter(phone_number_id="phone-1").update(
        settling_status="ASSOCIATING", settled_timestamp=in_a_minute()
    )


def there_already(orders, codes):
    PhoneNumber.objects.filter(phone_number_id="phone-1").update(pool=orders)


def full(orders, codes):
    Quota.objects.create(
        account=orders.account, region="us-east-1", name="ORIGINATION_IDENTITIES_PER_POOL", value=1
    )


@pytest.mark.parametrize(
    ("prepare", "kind", "reason"),
    [
        (last_of_all, ConflictException, "LAST_PHONE_NUMBER"),
        (last_number, ConflictException, "LAST_PHONE_NUMBER"),
        (promotional, ConflictException, "MESSAGE_TYPE_MISMATCH"),
        (voice_only, ConflictException, "NUMBER_CAPABILITIES_MISMATCH"),
        (country_without_two_way, ConflictException, "TWO_WAY_CONFIG_MISMATCH"),
        (stop_of_carriers, ConflictException, "KEYWORD_MISMATCH"),
        (being_made, ConflictException, "RESOURCE_NOT_ACTIVE"),
        (old_being_made, ConflictException, "RESOURCE_NOT_ACTIVE"),
        (settling, ConflictException, "RESOURCE_NOT_ACTIVE"),
        (there_already, ConflictException, "RESOURCE_ALREADY_ASSOCIATED"),
        (full, ServiceQuotaExceededException, "ORIGINATION_IDENTITIES_PER_POOL"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_what_is_in_the_way_is_said_before_anything_leaves(caller, orders, codes, prepare, kind, reason):
    prepare(orders, codes)
    before = everything()
    with pytest.raises(kind) as refused:
        move(caller, "phone-1")
    assert refused.value.reason == reason
    assert everything() == before
    assert not Activity.objects.filter(error="").exists()


def test_several_are_moved_or_none(caller, orders, codes, free):
    PhoneNumber.objects.filter(pk=free.pk).update(message_type="PROMOTIONAL")
    before = everything()
    with pytest.raises(ConflictException, match="MESSAGE_TYPE_MISMATCH"):
        move(caller, "phone-1", "phone-free")
    assert everything() == before


def test_together_they_must_not_leave_a_pool_empty(caller, orders, codes):
    codes.sender_id_links.all().delete()
    with pytest.raises(ConflictException, match="LAST_PHONE_NUMBER"):
        move(caller, "phone-1", "phone-2")
    move(caller, "phone-1")


def test_undone_it_is_back_in_its_pool(caller, orders, codes):
    before = phone_number_settings_of(fresh("phone-1"))
    former = move(caller, "phone-1")
    undo_move(caller, former=former)
    assert fresh("phone-1").pool == codes
    assert phone_number_settings_of(fresh("phone-1")) == before


@pytest.mark.parametrize("act", [move_to_pool, copy_pool_settings])
def test_undone_one_of_no_pool_has_its_own_settings_again(caller, orders, free, act):
    before = phone_number_settings_of(free)
    former = act(caller, phone_number_ids=["phone-free"], pool_id="pool-orders")
    assert phone_number_settings_of(fresh("phone-free")) != before
    assert fresh("phone-free").pool == (orders if act is move_to_pool else None)
    undo_move(caller, former=former)
    assert fresh("phone-free").pool is None
    assert phone_number_settings_of(fresh("phone-free")) == before


def test_what_was_moved_on_since_is_not_undone(caller, orders, free, codes):
    former = move(caller, "phone-free")
    move(caller, "phone-free", to="pool-codes")
    with pytest.raises(ConflictException, match="NOT_ASSOCIATED_TO_POOL"):
        undo_move(caller, former=former)
    assert fresh("phone-free").pool == codes


def test_settings_are_not_copied_to_what_is_in_a_pool(caller, orders, codes):
    with pytest.raises(ConflictException, match="PHONE_NUMBER_ASSOCIATED_TO_POOL"):
        copy_pool_settings(caller, phone_number_ids=["phone-1"], pool_id="pool-orders")
