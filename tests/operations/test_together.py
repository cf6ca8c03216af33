"""Two people at once, each in a thread with a connection of its own: one wins, and the other is told why.

The threads start together at a barrier, a few times over. Then they meet inside as well: the first to come
to the critical point waits there for the other, which must not be able to come while the first has its lock.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import connection

from pools.errors import ConflictException, ResourceNotFoundException, ServiceError
from pools.models import (
    AccountRegion,
    Activity,
    ClientToken,
    Keyword,
    PhoneNumber,
    Pool,
    PoolSenderId,
    Quota,
    SenderId,
)
from pools.operations import associations, keywords, phone_numbers, pool_settings, pools, sender_ids, tags
from pools.operations.engine import client_tokens, verb
from pools.operations.engine.caller import Caller
from pools.operations.rules import offers
from pools.operations.rules.membership import count_members
from tests.help.counts import miscounted
from tests.help.factories import (
    TOPIC,
    KeywordFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    TagFactory,
)
from tests.help.operations import fresh, words
from tests.help.operations import tags as tags_of

ROUNDS = 2
PATIENCE = 0.25  # seconds that a thread waits inside for one that should not come


pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture(params=[*range(ROUNDS), "inside"])
def meet(request, caller, monkeypatch) -> Callable[..., None]:
    """meet(module, "name"): in the round `inside`, threads wait for each other after that function.

    In the first round the row that account-wide counts lock is not there yet.
    """
    met = threading.Barrier(2)
    if request.param != 0:
        AccountRegion.objects.create(account=caller.account, region=caller.region)

    def at(module: Any, name: str) -> None:
        function = getattr(module, name)

        def waiting(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            with suppress(threading.BrokenBarrierError):
                met.wait(PATIENCE)
            return result

        if request.param == "inside":
            monkeypatch.setattr(module, name, waiting)

    return at


def together(*acts: Callable[[], Any]) -> tuple[list[Any], list[ServiceError]]:
    """Run the acts at once. Returns what was answered and what was refused; any other exception is raised."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            return act()
        except ServiceError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        results = [thread.result(30) for thread in [threads.submit(run, act) for act in acts]]
    refused = [result for result in results if isinstance(result, ServiceError)]
    return [result for result in results if result not in refused], refused


def one_wins(reason: str, *acts: Callable[[], Any]) -> tuple[Any, ServiceError]:
    answers, refusals = together(*acts)
    assert [refusal.reason for refusal in refusals] == [reason] * (len(acts) - 1)
    [answer] = answers
    refused = Activity.objects.exclude(error="")
    assert list(refused.values_list("reason", flat=True)) == [reason] * (len(acts) - 1)
    return answer, refusals[0]


def associate(caller: Caller, pool: Pool, identity: PhoneNumber | SenderId) -> Callable[[], Any]:
    country = {"iso_country_code": identity.iso_country_code}
    ids = {"pool_id": pool.pool_id, "origination_identity": identity.origination_identity}
    return partial(associations.associate_origination_identity, caller, **ids, **country)


def disassociate(caller: Caller, pool: Pool, identity: PhoneNumber | SenderId) -> Callable[[], Any]:
    country = {"iso_country_code": identity.iso_country_code}
    ids = {"pool_id": pool.pool_id, "origination_identity": identity.origination_identity}
    return partial(associations.disassociate_origination_identity, caller, **ids, **country)


def create(caller: Caller, identity: PhoneNumber, **rest: Any) -> Callable[[], Any]:
    arguments = {"origination_identity": identity.phone_number_id, "message_type": "TRANSACTIONAL"} | rest
    return partial(pools.create_pool, caller, **arguments)


def test_one_number_joins_one_of_two_pools(caller, meet):
    meet(associations, "must_match")
    number, first, second = PhoneNumberFactory(), PoolFactory(name="first"), PoolFactory(name="second")
    answer, refusal = one_wins(
        "PHONE_NUMBER_ASSOCIATED_TO_POOL", associate(caller, first, number), associate(caller, second, number)
    )
    number.refresh_from_db()
    assert number.pool.pool_id == answer.pool_id
    assert refusal.about.pool_label == number.pool.name


def test_one_number_makes_one_pool(caller, meet):
    meet(pools, "must_be_free")
    number = PhoneNumberFactory()
    one_wins("PHONE_NUMBER_ASSOCIATED_TO_POOL", create(caller, number), create(caller, number))
    assert Pool.objects.count() == 1


def test_one_number_makes_a_pool_or_joins_one(caller, meet):
    meet(pools, "must_be_free")
    meet(associations, "must_be_free")
    number, pool = PhoneNumberFactory(), PoolFactory()
    one_wins("PHONE_NUMBER_ASSOCIATED_TO_POOL", create(caller, number), associate(caller, pool, number))
    assert PhoneNumber.objects.get().pool


def test_one_sender_id_joins_a_pool_once(caller, meet):
    meet(associations, "is_member")
    sender_id, pool = SenderIdFactory(), PoolFactory()
    one_wins("RESOURCE_ALREADY_ASSOCIATED", *[associate(caller, pool, sender_id)] * 2)
    assert PoolSenderId.objects.count() == 1


@pytest.mark.parametrize("two_way", [False, True])
def test_of_the_last_two_numbers_one_stays(caller, meet, two_way):
    meet(associations, "last_member")
    pool = PoolFactory(two_way=two_way)
    if two_way:
        PoolSenderIdFactory(pool=pool)
    first, second = PhoneNumberFactory.create_batch(2, pool=pool)
    one_wins("LAST_PHONE_NUMBER", disassociate(caller, pool, first), disassociate(caller, pool, second))
    assert pool.phone_numbers.count() == 1


def test_of_the_last_two_identities_one_stays(caller, meet):
    meet(associations, "last_member")
    pool = PoolFactory()
    number, link = PhoneNumberFactory(pool=pool), PoolSenderIdFactory(pool=pool)
    one_wins(
        "LAST_PHONE_NUMBER", disassociate(caller, pool, number), disassociate(caller, pool, link.sender_id)
    )
    assert count_members(pool) == 1


def test_the_last_number_leaves_or_two_way_is_turned_on(caller, meet):
    meet(pools, "find_active_pool")
    meet(associations, "find_active_pool")
    pool = PoolSenderIdFactory().pool
    number = PhoneNumberFactory(pool=pool)
    turn_on = partial(
        pools.update_pool, caller, pool_id=pool.pool_id, two_way_enabled=True, two_way_channel_arn=TOPIC
    )
    _, [refusal] = together(turn_on, disassociate(caller, pool, number))
    assert refusal.reason in ("LAST_PHONE_NUMBER", "INVALID_REQUEST")
    assert fresh(pool).two_way_enabled == pool.phone_numbers.exists()


def put_keyword(caller: Caller, owner: str, keyword: str) -> Callable[[], Any]:
    arguments = {"origination_identity": owner, "keyword": keyword, "keyword_message": "Welcome"}
    return partial(keywords.put_keyword, caller, **arguments)


def test_a_pool_takes_one_31st_keyword(caller, meet):
    meet(keywords, "must_have_room")
    pool = PoolFactory()
    KeywordFactory.create_batch(27, pool=pool)
    acts = [put_keyword(caller, pool.pool_id, word) for word in ("JOIN", "START")]
    one_wins("KEYWORDS_PER_POOL", *acts)
    assert pool.keywords.count() == 30


def test_a_number_takes_one_31st_keyword(caller, meet):
    meet(keywords, "must_have_room")
    number = PhoneNumberFactory()
    KeywordFactory.create_batch(27, phone_number=number)
    acts = [put_keyword(caller, number.phone_number_id, word) for word in ("JOIN", "START")]
    one_wins("KEYWORDS_PER_PHONE_NUMBER", *acts)
    assert number.keywords.count() == 30


def test_the_same_keyword_is_put_once(caller, meet):
    meet(keywords, "must_have_room")
    pool = PoolFactory()
    answers, _ = together(*[put_keyword(caller, pool.pool_id, word) for word in ("join", "Join")])
    assert [answer.keyword for answer in answers] == ["JOIN", "JOIN"]
    assert set(words(pool)) == {"HELP", "STOP", "JOIN"}


def test_a_resource_takes_one_51st_tag(caller, meet):
    meet(tags, "_checked")
    pool = PoolFactory()
    TagFactory.create_batch(49, pool=pool)
    put = partial(tags.tag_resource, caller, resource_arn=pool.pool_arn)
    acts = [partial(put, tags=[{"Key": key, "Value": ""}]) for key in ("Team", "Stage")]
    one_wins("TAGS_PER_RESOURCE", *acts)
    assert pool.tag_rows.count() == 50


def test_an_account_takes_one_26th_pool(caller, meet):
    meet(pools, "must_have_room")
    PoolFactory.create_batch(24)
    acts = [create(caller, number) for number in PhoneNumberFactory.create_batch(2)]
    one_wins("POOLS_PER_ACCOUNT", *acts)
    assert Pool.objects.count() == 25


def test_a_pool_takes_one_identity_as_its_last(caller, meet):
    meet(associations, "must_have_room_in")
    Quota.objects.create(
        account=caller.account, region=caller.region, name="ORIGINATION_IDENTITIES_PER_POOL", value=3
    )
    pool = PoolSenderIdFactory().pool
    PhoneNumberFactory(pool=pool)
    one_wins(
        "ORIGINATION_IDENTITIES_PER_POOL",
        associate(caller, pool, PhoneNumberFactory()),
        associate(caller, pool, SenderIdFactory()),
    )
    assert count_members(pool) == 3


def request_sender_id(caller: Caller, sender_id: str, **rest: Any) -> Callable[[], Any]:
    return partial(sender_ids.request_sender_id, caller, sender_id=sender_id, iso_country_code="GB", **rest)


def test_an_account_takes_one_sender_id_as_its_last(caller, meet):
    meet(sender_ids, "lock_account_region")
    Quota.objects.create(account=caller.account, region=caller.region, name="SENDER_IDS_PER_ACCOUNT", value=1)
    one_wins("SENDER_IDS_PER_ACCOUNT", *[request_sender_id(caller, name) for name in ("ACME", "OTHER")])
    assert SenderId.objects.count() == 1


def test_one_sender_id_is_requested_once(caller, meet):
    meet(sender_ids, "must_have_letter")
    one_wins("RESOURCE_ALREADY_EXISTS", *[request_sender_id(caller, name) for name in ("acme", "ACME")])
    assert SenderId.objects.count() == 1


def request_number(caller: Caller, **rest: Any) -> Callable[[], Any]:
    asked = {
        "iso_country_code": "US",
        "message_type": "TRANSACTIONAL",
        "number_capabilities": ["SMS"],
        "number_type": "LONG_CODE",
    }
    return partial(phone_numbers.request_phone_number, caller, **asked | rest)


def test_an_account_takes_one_phone_number_as_its_last(caller, meet):
    meet(phone_numbers, "lock_account_region")
    Quota.objects.create(
        account=caller.account, region=caller.region, name="PHONE_NUMBERS_PER_ACCOUNT", value=1
    )
    one_wins("PHONE_NUMBERS_PER_ACCOUNT", *[request_number(caller)] * 2)
    assert PhoneNumber.objects.count() == 1


def test_one_exact_number_is_given_out_once(caller, meet):
    meet(offers, "must_have_room")
    exactly = [{"PreferenceType": ["ExactMatch"], "Filter": ["+12065550142"]}]
    [_], [refusal] = together(*[request_number(caller, number_preference=exactly)] * 2)
    assert type(refusal) is ResourceNotFoundException
    assert PhoneNumber.objects.get().phone_number == "+12065550142"


def test_a_number_is_released_or_joins_a_pool(caller, meet):
    meet(phone_numbers, "find_phone_number")
    pool, number = PoolFactory(), PhoneNumberFactory()
    release = partial(phone_numbers.release_phone_number, caller, phone_number_id=number.phone_number_id)
    [_], [refusal] = together(release, associate(caller, pool, number))
    assert type(refusal) in (ResourceNotFoundException, ConflictException)
    assert PhoneNumber.objects.exists() == pool.phone_numbers.exists()


def test_a_number_is_changed_or_joins_a_pool(caller, meet):
    """Changed first, it differs from the pool; in the pool first, it is the pool that must be changed."""
    meet(phone_numbers, "find_phone_number")
    pool, number = PoolFactory(), PhoneNumberFactory()
    change = partial(
        phone_numbers.update_phone_number,
        caller,
        phone_number_id=number.phone_number_id,
        two_way_enabled=True,
        two_way_channel_arn=TOPIC,
    )
    [_], [refusal] = together(change, associate(caller, pool, number))
    assert refusal.reason in ("TWO_WAY_CONFIG_MISMATCH", "PHONE_NUMBER_ASSOCIATED_TO_POOL")
    assert PhoneNumber.objects.get().two_way_enabled is not pool.phone_numbers.exists()


def test_a_sender_id_is_released_or_joins_a_pool(caller, meet):
    meet(sender_ids, "find_sender_id")
    pool, sender_id = PoolFactory(), SenderIdFactory()
    release = partial(
        sender_ids.release_sender_id, caller, sender_id=sender_id.sender_id, iso_country_code="GB"
    )
    [_], [refusal] = together(release, associate(caller, pool, sender_id))
    assert type(refusal) in (ResourceNotFoundException, ConflictException)
    assert SenderId.objects.exists() == pool.sender_id_links.exists()


def test_a_number_is_released_or_makes_a_pool(caller, meet):
    meet(phone_numbers, "find")
    meet(pools, "find_identity")
    number = PhoneNumberFactory()
    release = partial(phone_numbers.release_phone_number, caller, phone_number_id=number.phone_number_id)
    [_], [refusal] = together(release, create(caller, number))
    assert type(refusal) in (ResourceNotFoundException, ConflictException)
    assert PhoneNumber.objects.exists() == Pool.objects.exists()
    assert miscounted() == []


def test_a_sender_id_is_released_or_makes_a_pool(caller, meet):
    meet(sender_ids, "find_sender_id")
    meet(pools, "find_identity")
    sender_id = SenderIdFactory()
    release = partial(
        sender_ids.release_sender_id, caller, sender_id=sender_id.sender_id, iso_country_code="GB"
    )
    make = partial(
        pools.create_pool,
        caller,
        origination_identity=sender_id.sender_id,
        iso_country_code="GB",
        message_type="TRANSACTIONAL",
    )
    [_], [refusal] = together(release, make)
    assert type(refusal) in (ResourceNotFoundException, ConflictException)
    assert SenderId.objects.exists() == Pool.objects.exists()
    assert miscounted() == []


def test_a_pool_goes_while_its_number_is_asked_for_another(caller, meet):
    """The one has the number's lock last and the other, too: neither waits for what the other has."""
    meet(pools, "leave")
    meet(pools, "find_identity")
    number = PhoneNumberFactory(pool=PoolFactory())
    delete = partial(pools.delete_pool, caller, pool_id=number.pool.pool_id)
    _, refusals = together(delete, create(caller, number))
    assert all(type(refusal) is ConflictException for refusal in refusals)
    assert Pool.objects.count() == (not refusals)
    assert miscounted() == []


def test_pools_that_come_and_go_at_once_are_all_counted(caller, meet):
    meet(pools, "pool_state")
    first, *others = PoolFactory.create_batch(3)
    create(caller, PhoneNumberFactory())()
    delete = [partial(pools.delete_pool, caller, pool_id=pool.pool_id) for pool in (first, others[0])]
    together(*delete, create(caller, PhoneNumberFactory()))
    assert (Pool.objects.count(), miscounted()) == (3, [])


def test_the_same_client_token_makes_one_pool_and_one_answer(caller, meet):
    meet(pools, "must_offer_pools")
    number = PhoneNumberFactory()
    answers, _ = together(*[create(caller, number, client_token="once")] * 2)
    assert len({answer.pool_id for answer in answers}) == 1
    assert len(answers) == 2
    assert (Pool.objects.count(), ClientToken.objects.count(), Activity.objects.count()) == (1, 1, 1)


def test_one_form_sent_twice_makes_one_pool_from_a_new_sender_id(caller, meet):
    meet(associations, "ensure_sender_id")
    asked = {"sender_id": "ACME", "iso_country_code": "GB", "message_type": "TRANSACTIONAL"}
    act = partial(associations.create_pool_from_sender_id, caller, **asked, client_token="form")
    answers, refusals = together(act, act)
    assert refusals == []
    assert len({answer.pool_id for answer in answers}) == 1
    assert (Pool.objects.count(), SenderId.objects.count()) == (1, 1)


def test_a_new_sender_id_joins_two_pools(caller, meet):
    meet(associations, "find_pool")
    acts = [
        partial(
            associations.associate_sender_id,
            caller,
            pool_id=pool.pool_id,
            sender_id="ACME",
            iso_country_code="GB",
        )
        for pool in PoolFactory.create_batch(2)
    ]
    _, refusals = together(*acts)
    assert refusals == []
    assert SenderId.objects.get().pools.count() == 2


def save(caller: Caller, pool: Pool, **changes: Any) -> Callable[[], Any]:
    initial = pool_settings.settings_of(pool)
    return partial(
        pool_settings.save_pool_settings,
        caller,
        pool_id=pool.pool_id,
        initial=initial,
        posted=replace(initial, **changes),
    )


def test_two_saves_of_different_settings_are_both_kept(caller, editor, meet):
    pool = PhoneNumberFactory(pool=PoolFactory()).pool
    acts = [
        save(caller, pool, shared_routes_enabled=True, tags={"Team": "care"}),
        save(editor, pool, deletion_protection_enabled=True, tags={"Stage": "test"}),
    ]
    meet(pool_settings, "settings_of")
    _, refusals = together(*acts)
    now = fresh(pool)
    assert refusals == []
    assert (now.shared_routes_enabled, now.deletion_protection_enabled) == (True, True)
    assert tags_of(pool) == {"Team": "care", "Stage": "test"}


def test_of_two_saves_of_one_setting_one_is_told_of_the_other(caller, editor, meet):
    pool = PhoneNumberFactory(pool=PoolFactory()).pool
    acts = [save(caller, pool, tags={"Team": "care"}), save(editor, pool, tags={"Team": "orders"})]
    meet(pool_settings, "settings_of")
    [_], [refusal] = together(*acts)
    [stale] = refusal.about.moved
    assert {stale.yours, stale.current} == {"care", "orders"}
    assert tags_of(pool) == {"Team": stale.current}


def test_a_pool_that_is_being_deleted_takes_no_number_with_it(caller, meet):
    meet(pools, "find_active_pool")
    meet(associations, "find_active_pool")
    pool, number = PhoneNumberFactory(pool=PoolFactory()).pool, PhoneNumberFactory()
    _, refusals = together(
        partial(pools.delete_pool, caller, pool_id=pool.pool_id), associate(caller, pool, number)
    )
    assert all(type(refusal) in (ResourceNotFoundException, ConflictException) for refusal in refusals)
    assert not Pool.objects.exists()
    assert not PhoneNumber.objects.exclude(pool=None).exists()
    assert Keyword.objects.filter(phone_number=number).count() == 2


def test_old_client_tokens_hold_nobody_up(caller, meet):
    """Each act drops old tokens as it begins; one that has the account's lock by then must not wait for the other."""
    meet(associations, "ensure_sender_id")
    meet(verb, "claim_token")
    number, sender_id = PhoneNumberFactory(), SenderIdFactory(iso_country_code="GB")
    ClientToken.objects.create(
        account=caller.account,
        region=caller.region,
        operation="CreatePool",
        client_token="old",
        parameters="",
        created_timestamp=number.created_timestamp - client_tokens.TOKEN_LIFE,
    )
    answers, refused = together(
        partial(
            associations.create_pool_from_sender_id,
            caller,
            sender_id=sender_id.sender_id,
            iso_country_code=sender_id.iso_country_code,
            message_type="TRANSACTIONAL",
        ),
        partial(
            pools.create_pool,
            caller,
            origination_identity=number.phone_number_id,
            message_type="TRANSACTIONAL",
        ),
    )
    assert (len(answers), refused) == (2, [])
    assert not ClientToken.objects.filter(client_token="old").exists()
