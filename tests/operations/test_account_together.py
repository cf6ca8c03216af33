"""Two people at once at verified numbers, resource policies and access keys."""

from collections import Counter
from functools import partial

import pytest
from django.db import connection

from pools.errors import ServiceError
from pools.models import AccessKey, Account, Learner, Pool, ResourcePolicy, VerifiedDestinationNumber
from pools.operations import access_keys, pools, practice, resource_policies
from pools.operations import verified_destination_numbers as verified
from pools.operations.engine.caller import Caller
from tests.help.factories import AccessKeyFactory, PoolFactory, VerifiedDestinationNumberFactory
from tests.operations.test_together import meet, one_wins, together  # noqa: F401 - meet is a fixture

pytestmark = pytest.mark.usefixtures("transactional_db")


def test_a_number_is_added_once(caller, meet):  # noqa: F811
    meet(verified, "e164")
    add = partial(
        verified.create_verified_destination_number, caller, destination_phone_number="+12065550100"
    )
    one_wins("RESOURCE_ALREADY_EXISTS", add, add)
    assert VerifiedDestinationNumber.objects.count() == 1


def test_one_number_takes_the_last_room(caller, meet):  # noqa: F811
    meet(verified, "e164")
    VerifiedDestinationNumberFactory.create_batch(9)
    add = [
        partial(verified.create_verified_destination_number, caller, destination_phone_number=number)
        for number in ("+13125550100", "+13125550101")
    ]
    one_wins("VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT", *add)
    assert VerifiedDestinationNumber.objects.count() == 10


def test_one_code_is_the_fifth(caller, meet):  # noqa: F811
    meet(verified, "must_be_pending")
    row = VerifiedDestinationNumberFactory()
    send = partial(
        verified.send_destination_number_verification_code,
        caller,
        verified_destination_number_id=row.verified_destination_number_id,
        verification_channel="TEXT",
    )
    for _ in range(4):
        send()
    one_wins("VERIFICATION_ATTEMPTS_PER_DAY", send, send)
    row.refresh_from_db()
    assert row.codes_sent == 5


def test_a_number_is_verified_once(caller, meet):  # noqa: F811
    meet(verified, "must_be_pending")
    number = {
        "verified_destination_number_id": VerifiedDestinationNumberFactory().verified_destination_number_id
    }
    verified.send_destination_number_verification_code(caller, **number, verification_channel="TEXT")
    code = VerifiedDestinationNumber.objects.get().verification_code
    verify = partial(verified.verify_destination_number, caller, **number, verification_code=code)
    one_wins("VERIFICATION_ALREADY_COMPLETE", verify, verify)


def test_of_ten_guesses_at_once_five_are_judged(caller, meet):  # noqa: F811
    meet(verified, "must_be_pending")
    row = VerifiedDestinationNumberFactory()
    number = {"verified_destination_number_id": row.verified_destination_number_id}
    verified.send_destination_number_verification_code(caller, **number, verification_channel="TEXT")
    guess = partial(verified.verify_destination_number, caller, **number, verification_code="wrong")
    _, refusals = together(*[guess] * 10)
    reasons = Counter(refusal.reason for refusal in refusals)
    assert reasons == {"VERIFICATION_CODE_MISMATCH": 5, "VERIFICATION_CODE_EXPIRED": 5}
    row.refresh_from_db()
    assert (row.wrong_codes, row.status) == (5, "PENDING")


def test_no_policy_outlives_its_pool(caller, meet):  # noqa: F811
    meet(resource_policies, "by_arn")
    meet(pools, "find_active_pool")
    pool = PoolFactory()
    put = partial(
        resource_policies.put_resource_policy,
        caller,
        resource_arn=pool.pool_arn,
        policy='{"Statement": []}',
    )
    answers, refused = together(put, partial(pools.delete_pool, caller, pool_id=pool.pool_id))
    assert len(answers) + len(refused) == 2
    assert {type(refusal).__name__ for refusal in refused} <= {"ResourceNotFoundException"}
    assert not Pool.objects.exists()
    assert not ResourcePolicy.objects.exists()


def test_a_first_policy_is_put_twice_at_once(caller, meet):  # noqa: F811
    meet(resource_policies, "arn_of")
    arn = PoolFactory().pool_arn
    put = [
        partial(resource_policies.put_resource_policy, caller, resource_arn=arn, policy=policy)
        for policy in ('{"Statement": []}', '{"Statement": {}}')
    ]
    _, refused = together(*put)
    assert refused == []
    assert ResourcePolicy.objects.count() == 1


def test_one_key_is_the_second(caller, meet):  # noqa: F811
    meet(access_keys, "own_access_keys")
    AccessKeyFactory(user=caller.user, account=caller.account)
    make = partial(access_keys.create_access_key, caller)
    one_wins("", make, make)
    assert AccessKey.objects.count() == 2


def test_two_clicks_make_one_account_to_learn_in(caller, monkeypatch):
    """Nobody's writes wait while it is loaded."""
    begin_with, waits = practice.begin_with, []

    def begin(one: Caller) -> None:
        waits.append(connection.in_atomic_block)
        begin_with(one)

    monkeypatch.setattr(practice, "begin_with", begin)
    open_it = partial(practice.open_practice_account, caller.user, door="console")
    answers, refused = together(open_it, open_it)
    assert (refused, waits) == ([], [False, False])
    there = Learner.objects.get()
    assert [one.account for one in answers] == [there.account] * 2
    assert set(Account.objects.all()) == {caller.account, there.account}


def test_one_that_could_not_be_loaded_is_gone(caller, monkeypatch):
    def break_off(one: Caller) -> None:
        pools.create_pool(one, origination_identity="+12065550100", message_type="TRANSACTIONAL")

    monkeypatch.setattr(practice, "begin_with", break_off)
    with pytest.raises(ServiceError):
        practice.open_practice_account(caller.user, door="console")
    assert Account.objects.get() == caller.account
