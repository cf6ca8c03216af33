"""What a lesson begins with, made true by the API's own operations: each as far as it is not so already."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from pools.models import ConfigurationSet, PhoneNumber, Pool, Project, SenderId
from pools.operations.associations import (
    associate_origination_identity,
    associate_sender_id,
    create_pool_from_sender_id,
    disassociate_origination_identity,
)
from pools.operations.configuration_sets import (
    create_configuration_set,
    delete_default_sender_id,
    set_default_sender_id,
)
from pools.operations.engine.caller import Caller
from pools.operations.keywords import delete_keyword
from pools.operations.pools import create_pool, delete_pool, update_pool
from pools.operations.projects import create_project, sms_settings_of, update_sms_settings
from pools.operations.rules.lesson_state import pools_called
from pools.operations.rules.limits import count, lock_account_region
from pools.operations.rules.membership import last_member
from pools.operations.sender_ids import release_sender_id, update_sender_id
from pools.operations.set_up import turn_channel_on
from pools.operations.starting_data import add_starting_number, add_starting_sender_id
from pools.operations.tags import NAME
from pools.reference import demo_data, keywords
from pools.reference.lessons.checks import Check

Values = Mapping[str, str]


def make_true(caller: Caller, check: Check) -> None:
    """Raises: what the operations raise, where somebody has made the account unfit for it."""
    MAKERS[check.kind](caller, check.values, wanted=check.wanted)


def make_channel(caller: Caller, values: Values, *, wanted: bool) -> None:
    if wanted:
        turn_channel_on(caller, caller.account.name)
        return
    projects = Project.objects.for_caller(caller)
    if not projects.exists():
        # The channel is one of a project's, so that there is one to turn it on in.
        create_project(caller, name=caller.account.name)
    for project in projects.with_channel():
        current = sms_settings_of(project, caller.account)
        off = current | {"sms_channel_enabled": False}
        update_sms_settings(caller, project_id=project.project_id, initial=current, **off)


def drop_pools(caller: Caller, values: Values, *, wanted: bool) -> None:
    for pool in pools_called(caller, values["pool"]):
        drop_pool(caller, pool)


def drop_pool(caller: Caller, pool: Pool) -> None:
    """Its numbers keep its settings when they leave, so these go back to what numbers begin with before that."""
    named = {"pool_id": pool.pool_id}
    off = dict.fromkeys(("deletion_protection_enabled", "self_managed_opt_outs_enabled"), False)
    update_pool(caller, **named, **off, **({"two_way_enabled": False} if pool.two_way_enabled else {}))
    for keyword in pool.keywords.exclude(keyword__in=keywords.REQUIRED):
        delete_keyword(caller, origination_identity=pool.pool_id, keyword=keyword.keyword)
    delete_pool(caller, **named)


def take_from_pool(
    caller: Caller, pool: Pool, identity: PhoneNumber | SenderId, country: str | None = None
) -> None:
    if last_member(pool, identity) == "identity":
        drop_pool(caller, pool)
        return
    if last_member(pool, identity):
        update_pool(caller, pool_id=pool.pool_id, two_way_enabled=False)
    disassociate_origination_identity(
        caller,
        pool_id=pool.pool_id,
        origination_identity=identity.origination_identity,
        iso_country_code=country,
    )


def number_in_hand(caller: Caller, text: str) -> PhoneNumber:
    """The number, which comes back as the starting data has it where somebody has released it."""
    rows = PhoneNumber.objects.for_caller(caller).filter(phone_number=text)
    if not rows.exists():
        begun = next(one for one in demo_data.NUMBERS if one.phone_number == text)
        lock_account_region(caller)
        add_starting_number(caller, begun, days=0)
        count(caller, PhoneNumber, 1)
    return rows.select_related("pool").get()


def place_number(caller: Caller, values: Values, *, wanted: bool) -> None:
    """In a pool of that name, in none, or at least not in that one."""
    number, name = number_in_hand(caller, values["number"]), values.get("pool")
    if must_leave(number, name, wanted=wanted):
        take_from_pool(caller, number.pool, number)
    if wanted and not is_in(number, name):
        put_number(caller, number, name)


def must_leave(number: PhoneNumber, name: str | None, *, wanted: bool) -> bool:
    return number.pool is not None and is_in(number, name) is not wanted


def is_in(number: PhoneNumber, name: str | None) -> bool:
    """name: of the pool; None for any."""
    return number.pool is not None and name in (None, number.pool.name)


def put_number(caller: Caller, number: PhoneNumber, name: str) -> None:
    named = {"origination_identity": number.phone_number_id}
    if pool := pools_called(caller, name).first():
        associate_origination_identity(caller, pool_id=pool.pool_id, **named)
        return
    tags = [{"Key": NAME, "Value": name}]
    create_pool(caller, **named, message_type=number.message_type, tags=tags)


def sender_id_in_hand(caller: Caller, key: Values) -> SenderId | None:
    """The sender ID, which comes back as the starting data has it, if they do."""
    rows = SenderId.objects.for_caller(caller).filter(**key)
    if not rows.exists():
        for begun in demo_data.SENDER_IDS:
            if begun[:2] == (key["sender_id"], key["iso_country_code"]):
                add_starting_sender_id(caller, *begun, days=0)
    return rows.first()


def place_sender_id(caller: Caller, values: Values, *, wanted: bool) -> None:
    key = {"sender_id": values["sender_id"], "iso_country_code": values["country"]}
    pools = list(pools_called(caller, values["pool"]))
    row = sender_id_in_hand(caller, key)
    for pool in pools:
        is_there = row is not None and pool.sender_id_links.filter(sender_id=row).exists()
        if is_there and not wanted:
            take_from_pool(caller, pool, row, key["iso_country_code"])
        if is_there and wanted:
            return
    if wanted and pools:
        associate_sender_id(caller, pool_id=pools[0].pool_id, registered=True, **key)
    elif wanted:
        tags = [{"Key": NAME, "Value": values["pool"]}]
        create_pool_from_sender_id(caller, message_type="TRANSACTIONAL", registered=True, tags=tags, **key)


def drop_sender_id(caller: Caller, values: Values, *, wanted: bool) -> None:
    key = {"sender_id": values["sender_id"], "iso_country_code": values["country"]}
    row = SenderId.objects.for_caller(caller).filter(**key).first()
    if row is None:
        return
    for pool in pools_with(row):
        take_from_pool(caller, pool, row, key["iso_country_code"])
    update_sender_id(caller, **key, deletion_protection_enabled=False)
    release_sender_id(caller, **key)


def pools_with(sender_id: SenderId) -> list[Pool]:
    links = sender_id.pool_links.select_related("pool").filter(pool__deleted_timestamp=None)
    return [link.pool for link in links]


def make_default_sender_id(caller: Caller, values: Values, *, wanted: bool) -> None:
    named = {"configuration_set_name": values["set"]}
    row = ConfigurationSet.objects.for_caller(caller).filter(**named).first()
    if row is None:
        create_configuration_set(caller, **named)
    if wanted:
        set_default_sender_id(caller, **named, sender_id=values["sender_id"])
    elif row is not None and row.default_sender_id:
        delete_default_sender_id(caller, **named)


def emptied_by(caller: Caller, checks: Iterable[Check]) -> list[Pool]:
    """The pools that have nothing but what has to leave them, and go with it."""
    leaving: defaultdict[Pool, list[PhoneNumber | SenderId]] = defaultdict(list)
    for check in checks:
        for pool, identity in leaving_by(caller, check):
            leaving[pool].append(identity)
    return [pool for pool, those in leaving.items() if last_member(pool, *those) == "identity"]


def leaving_by(caller: Caller, check: Check) -> Iterator[tuple[Pool, PhoneNumber | SenderId]]:
    values = check.values
    if "number" in values:
        numbers = PhoneNumber.objects.for_caller(caller).filter(phone_number=values["number"])
        for number in numbers.select_related("pool"):
            if must_leave(number, values.get("pool"), wanted=check.wanted):
                yield number.pool, number
    elif "country" in values and not check.wanted:
        key = {"sender_id": values["sender_id"], "iso_country_code": values["country"]}
        for row in SenderId.objects.for_caller(caller).filter(**key):
            for pool in pools_with(row):
                if values.get("pool") in (None, pool.name):
                    yield pool, row


MAKERS: Mapping[str, Callable[..., None]] = {
    "channel": make_channel,
    "pool_gone": drop_pools,
    "number": place_number,
    "pool_number": place_number,
    "pool_sender_id": place_sender_id,
    "sender_id_gone": drop_sender_id,
    "set_sender_id": make_default_sender_id,
}
