"""Every verb that changes a pool's tags or identities keeps what the pool is found by; the database keeps the index."""

import pytest
from django.db import connection
from django.utils import timezone

from pools.models import PhoneNumber, Pool
from pools.models.fast_reads.search import TRIGRAMS, found_keys
from pools.models.fast_reads.trigrams import make_trigrams
from pools.models.words import read_words
from pools.operations.associations import associate_origination_identity, disassociate_origination_identity
from pools.operations.phone_numbers import request_phone_number
from pools.operations.pools import create_pool, delete_pool
from pools.operations.tags import tag_resource, untag_resource
from tests.help.factories import PhoneNumberFactory, PoolFactory, SenderIdFactory


def found(caller, text: str) -> set[str]:
    """By the index of trigrams and without it: never two answers."""
    slow = set(Pool.objects.for_caller(caller).search(text).values_list("pk", flat=True))
    assert set(found_keys(Pool, caller, read_words(text))) == slow
    return set(Pool.objects.filter(pk__in=slow).values_list("pool_id", flat=True))


@pytest.fixture
def pool(caller) -> Pool:
    sender = SenderIdFactory(account=caller.account, sender_id="FIRST", iso_country_code="GB")
    made = create_pool(
        caller,
        origination_identity=sender.sender_id_arn,
        message_type="TRANSACTIONAL",
        tags=[{"Key": "Name", "Value": "Élan"}, {"Key": "Team", "Value": "Größe"}],
    )
    return Pool.objects.get(pool_id=made.pool_id)


def test_a_new_pool_is_found_by_all_that_it_has(caller, pool):
    for text in ("elan", "grosse", "first", pool.pool_id, pool.pool_id[5:12]):
        assert found(caller, text) == {pool.pool_id}
    assert found(caller, "grosse elan") == {pool.pool_id}


def test_a_tag_is_found_while_it_is_there(caller, pool):
    arn = pool.pool_arn
    tag_resource(
        caller, resource_arn=arn, tags=[{"Key": "Team", "Value": "Ops"}, {"Key": "Name", "Value": "Zwei"}]
    )
    assert found(caller, "ops") == found(caller, "zwei") == {pool.pool_id}
    assert found(caller, "grosse") == found(caller, "elan") == set()
    untag_resource(caller, resource_arn=arn, tag_keys=["Team", "Name"])
    assert found(caller, "ops") == found(caller, "zwei") == set()


def test_an_identity_is_found_while_it_is_in_the_pool(caller, pool):
    number = PhoneNumberFactory(account=caller.account, phone_number="+447700900123", iso_country_code="GB")
    named = {"pool_id": pool.pool_id, "origination_identity": number.phone_number_id}
    associate_origination_identity(caller, **named)
    assert found(caller, "07700 900123") == {pool.pool_id}
    disassociate_origination_identity(caller, **named)
    assert found(caller, "07700 900123") == set()


def test_a_number_that_is_requested_into_a_pool_is_found(caller, pool):
    asked = {"iso_country_code": "US", "message_type": "TRANSACTIONAL", "number_type": "LONG_CODE"}
    number = request_phone_number(caller, **asked, number_capabilities=["SMS"], pool_id=pool.pool_id)
    assert found(caller, number.phone_number) == {pool.pool_id}
    assert found_keys(PhoneNumber, caller, read_words(number.phone_number))


def test_a_deleted_pool_is_not_found(caller, pool):
    delete_pool(caller, pool_id=pool.pool_id)
    assert not Pool.objects.for_caller(caller).search("elan")
    assert found_keys(Pool, caller, read_words("elan")) == []


def test_there_is_no_key_of_another_account_or_region(caller, other_caller, pool):
    PoolFactory(account=other_caller.account, name="elan")
    PoolFactory(account=caller.account, region="eu-west-1", name="elan")
    assert found_keys(Pool, caller, read_words("elan")) == [pool.pk]


def test_more_than_a_thousand_are_not_taken_by_their_keys(caller):
    place = {"account": caller.account, "region": caller.region, "created_timestamp": timezone.now()}
    # An ID of chance may hold the number that is searched for.
    letters = str.maketrans("0123456789", "ghijklmnop")
    Pool.objects.bulk_create(
        Pool(**place, name=f"many {n}", pool_id=f"pool-{n}".translate(letters)) for n in range(1001)
    )
    assert found_keys(Pool, caller, read_words("many")) is None
    assert len(found_keys(Pool, caller, read_words("many 100"))) == 2
    assert Pool.objects.for_caller(caller).search("many").count() == 1001


@pytest.mark.parametrize("text", ["él", "an", "gr", "st", "gb", "st gb", "élan st"])
def test_two_letters_are_found_wherever_they_stand(caller, pool, text):
    # PostgreSQL's index is not asked for them; that of SQLite may be, and must then agree.
    assert found_keys(Pool, caller, read_words(text)) in (None, [pool.pk])
    assert Pool.objects.for_caller(caller).search(text).get() == pool


def test_two_letters_that_no_row_has_are_not_looked_for_in_all(caller, pool):
    for text in ("zq", "z\ud7ff", "z\U0010ffff"):
        keys = found_keys(Pool, caller, read_words(text))
        assert keys == ([] if connection.vendor == "sqlite" else None)


def test_one_letter_needs_no_index(caller, pool):
    assert found_keys(Pool, caller, read_words("é")) is None
    assert Pool.objects.for_caller(caller).search("é").get() == pool


def test_an_index_that_a_migration_took_away_is_made_again(caller, pool):
    index = TRIGRAMS["pools_pool"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"DROP TRIGGER {index}_update" if connection.vendor == "sqlite" else f"DROP INDEX {index}"
        )
    Pool.objects.filter(pk=pool.pk).update(search_text="unseen")
    make_trigrams(connection)
    assert found_keys(Pool, caller, read_words("unseen")) == [pool.pk]
    assert found_keys(Pool, caller, read_words("elan")) == []


def test_without_the_index_the_answers_are_the_same(caller, pool):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TABLE {TRIGRAMS['pools_pool']}")
        else:
            cursor.execute(f"DROP INDEX {TRIGRAMS['pools_pool']}")
    keys = found_keys(Pool, caller, read_words("elan"))
    assert keys in (None, [pool.pk])
    assert Pool.objects.for_caller(caller).search("elan").get() == pool


def test_what_a_pool_is_found_by_does_not_depend_on_the_order_of_its_tags(caller, pool):
    texts = set()
    for keys in ("Alpha", "Beta"), ("Beta", "Alpha"):
        for key in keys:
            tag_resource(caller, resource_arn=pool.pool_arn, tags=[{"Key": key, "Value": "1"}])
        texts.add(Pool.objects.get().search_text)
        untag_resource(caller, resource_arn=pool.pool_arn, tag_keys=list(keys))
    assert len(texts) == 1
