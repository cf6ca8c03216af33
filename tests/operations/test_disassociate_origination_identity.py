from pools.errors import AccessDeniedException, ConflictException, ResourceNotFoundException
from pools.models import Activity, PhoneNumber
from pools.operations.associations import disassociate_origination_identity
from tests.help.factories import (
    KeywordFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
)
from tests.help.operations import refused, words


def disassociate(caller, pool, identity, **arguments):
    return disassociate_origination_identity(
        caller, pool_id=pool.pool_id, origination_identity=identity.origination_identity, **arguments
    )


def test_a_number_leaves_and_stays_in_the_account(caller):
    pool = PoolFactory()
    number, _ = PhoneNumberFactory.create_batch(2, pool=pool)
    disassociate(caller, pool, number)
    number.refresh_from_db()
    assert number.pool is None
    assert pool.phone_numbers.count() == 1


def test_a_number_keeps_a_copy_of_the_pools_settings_and_keywords(caller):
    role = "arn:aws:iam::111122223333:role/inbound"
    pool = PoolFactory(
        two_way=True,
        two_way_channel_role=role,
        self_managed_opt_outs_enabled=True,
        opt_out_list_name="support",
    )
    KeywordFactory(pool=pool, keyword="JOIN")
    number, _ = PhoneNumberFactory.create_batch(2, pool=pool)
    disassociate(caller, pool, number)
    number = PhoneNumber.objects.get(pk=number.pk)
    assert (number.two_way_enabled, number.two_way_channel_arn) == (True, pool.two_way_channel_arn)
    assert (number.two_way_channel_role, number.self_managed_opt_outs_enabled) == (role, True)
    assert number.opt_out_list_name == "support"
    assert words(number) == words(pool)


def test_a_sender_id_leaves_this_pool_only(caller):
    link = PoolSenderIdFactory()
    other = PoolSenderIdFactory(sender_id=link.sender_id)
    PhoneNumberFactory(pool=link.pool)
    disassociate(caller, link.pool, link.sender_id, iso_country_code="GB")
    assert list(link.sender_id.pools.all()) == [other.pool]


def test_the_last_number_cannot_leave(caller):
    number = PhoneNumberFactory(pool=PoolFactory())
    with refused(ConflictException, "LAST_PHONE_NUMBER"):
        disassociate(caller, number.pool, number)
    assert PhoneNumber.objects.get().pool_id


def test_the_last_sender_id_cannot_leave(caller):
    link = PoolSenderIdFactory()
    with refused(ConflictException, "LAST_PHONE_NUMBER"):
        disassociate(caller, link.pool, link.sender_id, iso_country_code="GB")


def test_the_last_number_of_a_two_way_pool_cannot_leave(caller):
    pool = PoolFactory(two_way=True)
    number = PhoneNumberFactory(pool=pool)
    PoolSenderIdFactory(pool=pool)
    with refused(ConflictException, "LAST_PHONE_NUMBER") as refusal:
        disassociate(caller, pool, number)
    assert refusal.error.about.kind == "number"


def test_a_sender_id_may_leave_the_last_number_of_a_two_way_pool(caller):
    link = PoolSenderIdFactory(pool=PoolFactory(two_way=True))
    PhoneNumberFactory(pool=link.pool)
    disassociate(caller, link.pool, link.sender_id, iso_country_code="GB")
    assert link.pool.phone_numbers.count() == 1


def test_the_last_number_of_a_one_way_pool_may_leave_sender_ids_behind(caller):
    pool = PoolFactory()
    number = PhoneNumberFactory(pool=pool)
    PoolSenderIdFactory(pool=pool)
    disassociate(caller, pool, number)
    assert not pool.phone_numbers.exists()


def test_what_is_not_in_the_pool_is_refused(caller):
    pool = PoolFactory()
    with refused(ConflictException, "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL"):
        disassociate(caller, pool, PhoneNumberFactory())
    with refused(ConflictException, "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL"):
        disassociate(caller, pool, SenderIdFactory(), iso_country_code="GB")


def test_another_accounts_pool_is_not_found(caller, other_caller):
    number = PhoneNumberFactory(account=other_caller.account, pool=PoolFactory(account=other_caller.account))
    with refused(ResourceNotFoundException):
        disassociate(caller, number.pool, number)


def test_a_viewer_may_not(viewer):
    number = PhoneNumberFactory(pool=PoolFactory())
    with refused(AccessDeniedException):
        disassociate(viewer, number.pool, number)


def test_the_change_is_logged(caller):
    pool = PoolFactory()
    number, _ = PhoneNumberFactory.create_batch(2, pool=pool)
    disassociate(caller, pool, number)
    row = Activity.objects.get()
    assert (row.operation, row.resource_id) == ("DisassociateOriginationIdentity", pool.pool_id)
    assert row.changes == {f"origination_identities/{number.phone_number_id}": (True, False)}
