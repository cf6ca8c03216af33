"""What the database refuses, whoever writes: rows are written here past every operation."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from pools.models import (
    AccountRegion,
    ClientToken,
    Keyword,
    Membership,
    OptOutList,
    PhoneNumber,
    Pool,
    PoolSenderId,
    Quota,
    SenderId,
    SnsTopic,
    Tag,
)
from tests.help.factories import (
    AccountFactory,
    KeywordFactory,
    MembershipFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    ProjectFactory,
    SenderIdFactory,
    SnsTopicFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db


def refuses(write, *args, **kwargs) -> None:
    """Foreign keys are looked at when the transaction ends, unless the database is told to look now."""

    def act() -> None:
        write(*args, **kwargs)
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def copy_of(row, **changes) -> None:
    row.pk = None
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def test_a_number_is_in_one_pool_at_most_as_one_column_says():
    [field] = [field for field in PhoneNumber._meta.get_fields() if field.related_model is Pool]
    assert (field.many_to_one, field.null) == (True, True)
    assert not any(field.related_model is PhoneNumber for field in PoolSenderId._meta.get_fields())


def test_a_number_can_be_in_no_pool_that_does_not_exist():
    refuses(PhoneNumber.objects.filter(pk=PhoneNumberFactory().pk).update, pool_id=10**9)


def test_a_deleted_pool_leaves_its_numbers_and_takes_the_rest_along():
    pool = PoolSenderIdFactory().pool
    PhoneNumberFactory(pool=pool)
    TagFactory(pool=pool)
    pool.delete()
    assert PhoneNumber.objects.get().pool is None
    assert SenderId.objects.get().pools.count() == 0
    assert (Tag.objects.count(), Keyword.objects.exclude(pool=None).count()) == (0, 0)


def test_a_pool_id_and_a_phone_number_id_are_given_once():
    refuses(PoolFactory, pool_id=PoolFactory().pool_id)
    refuses(PhoneNumberFactory, phone_number_id=PhoneNumberFactory().phone_number_id)
    refuses(ProjectFactory, project_id=ProjectFactory().project_id)


def test_a_number_has_one_row_in_an_account_and_region():
    number = PhoneNumberFactory()
    refuses(PhoneNumberFactory, phone_number=number.phone_number)
    PhoneNumberFactory(phone_number=number.phone_number, region="eu-west-1")
    PhoneNumberFactory(phone_number=number.phone_number, account=AccountFactory(account_id="444455556666"))


def test_a_sender_id_has_one_row_in_an_account_region_and_country():
    SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    refuses(SenderIdFactory, sender_id="ACME", iso_country_code="GB")
    SenderIdFactory(sender_id="ACME", iso_country_code="FR")
    SenderIdFactory(sender_id="ACME", iso_country_code="GB", region="eu-west-1")
    SenderIdFactory(
        sender_id="ACME", iso_country_code="GB", account=AccountFactory(account_id="444455556666")
    )


@pytest.mark.parametrize("sender_id", ["acme", "Acme", "ACMe-1"])
def test_a_sender_id_is_kept_in_upper_case(sender_id):
    refuses(SenderIdFactory, sender_id=sender_id)
    refuses(SenderId.objects.filter(pk=SenderIdFactory().pk).update, sender_id=sender_id)


def test_a_sender_id_is_in_a_pool_once():
    link = PoolSenderIdFactory()
    refuses(PoolSenderIdFactory, pool=link.pool, sender_id=link.sender_id)
    PoolSenderIdFactory(sender_id=link.sender_id)


def test_a_keyword_has_one_owner():
    pool, number = PoolFactory(), PhoneNumberFactory()
    refuses(KeywordFactory)
    refuses(KeywordFactory, pool=pool, phone_number=number)
    refuses(Keyword.objects.filter(pool=pool).update, phone_number=number)
    refuses(Keyword.objects.filter(pool=pool).update, pool=None)


@pytest.mark.parametrize(("owner", "factory"), [("pool", PoolFactory), ("phone_number", PhoneNumberFactory)])
def test_a_keyword_is_there_once(owner, factory):
    row = factory()
    refuses(KeywordFactory, **{owner: row}, keyword="HELP")


OWNERS = {
    "pool": PoolFactory,
    "phone_number": PhoneNumberFactory,
    "sender_id": SenderIdFactory,
    "opt_out_list": OptOutListFactory,
}


@pytest.mark.parametrize("owner", OWNERS)
def test_a_tags_key_is_there_once_and_case_counts(owner):
    row = OWNERS[owner]()
    TagFactory(**{owner: row}, key="Team")
    refuses(TagFactory, **{owner: row}, key="Team")
    TagFactory(**{owner: row}, key="team")


@pytest.mark.parametrize("other", list(OWNERS)[1:])
def test_a_tag_has_one_owner(other):
    refuses(TagFactory)
    refuses(TagFactory, pool=PoolFactory(), **{other: OWNERS[other]()})
    refuses(Tag.objects.filter(pk=TagFactory(pool=PoolFactory()).pk).update, pool=None)


def test_a_user_has_one_role_in_an_account_and_it_is_a_known_one():
    membership = MembershipFactory()
    refuses(MembershipFactory, user=membership.user, account=membership.account)
    refuses(MembershipFactory, role="OWNER")
    refuses(Membership.objects.filter(pk=membership.pk).update, role="")


def test_what_an_account_has_once_is_there_once():
    account = AccountFactory()
    place = {"account": account, "region": "us-east-1"}
    now = timezone.now()
    rows = [
        AccountRegion.objects.create(**place),
        Quota.objects.create(**place, name="POOLS_PER_ACCOUNT", value=1),
        OptOutListFactory(opt_out_list_name="support"),
        SnsTopicFactory(),
        ClientToken.objects.create(
            **place, operation="CreatePool", client_token="once", parameters="", created_timestamp=now
        ),
    ]
    for row in rows:
        refuses(copy_of, row)
        copy_of(row, region="eu-west-1")
    counts = [model.objects.count() for model in (AccountRegion, Quota, OptOutList, SnsTopic, ClientToken)]
    assert counts == [2] * 5


def test_a_quota_is_no_less_than_nothing():
    refuses(Quota.objects.create, account=AccountFactory(), region="us-east-1", name="POOLS", value=-1)


@pytest.mark.parametrize("factory", [PoolFactory, PhoneNumberFactory, SenderIdFactory, ProjectFactory])
def test_a_row_belongs_to_an_account_that_exists(factory):
    row = factory()
    refuses(type(row).objects.filter(pk=row.pk).update, account_id="999999999999")
