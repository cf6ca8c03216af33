"""What the demo's and everybody's practice account begin with: rows with a past, under IDs that are always the same."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet

from pools import clock, models
from pools.models.ids import derived, derived_from
from pools.operations.associations import associate_origination_identity
from pools.operations.configuration_sets import (
    create_configuration_set,
    set_default_message_type,
    set_default_sender_id,
)
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import full_id, kind_of
from pools.operations.event_destinations import create_event_destination
from pools.operations.keywords import put_keyword
from pools.operations.pools import create_pool, update_pool
from pools.operations.rules.membership import default_keywords
from pools.operations.sender_ids import request_sender_id
from pools.reference import demo_data
from pools.reference.quotas import PHONE_NUMBERS_PER_ACCOUNT

IRELAND = "eu-west-1"  # the Region that the demo has data in, too


def begin_with(caller: Caller) -> None:
    """Load the projects, and the Region that has most in it; the demo has another one. Needs a transaction."""
    add_projects(caller)
    load_region(caller, demo_data.NUMBERS, demo_data.SENDER_IDS, demo_data.POOLS)
    load_sending(caller)
    if is_demo(caller.account):
        ireland = replace(caller, region=IRELAND)
        load_region(ireland, demo_data.IRELAND_NUMBERS, demo_data.IRELAND_SENDER_IDS, demo_data.IRELAND_POOLS)
    models.SnsTopic.objects.filter(account=caller.account).update(created_timestamp=ago(days=420))
    # They repeat answers for a day, and nobody asks for these again.
    models.ClientToken.objects.filter(account=caller.account).delete()


def load_start(account: models.Account, user: models.User | None, *, door: str) -> None:
    """Load it into an account that holds nothing. All columns are saved, so that settings go back to their defaults."""
    models.Account(account_id=account.account_id, **demo_data.ACCOUNT | {"name": account.name}).save()
    account.refresh_from_db()
    begin_with(Caller(user, account, home_region(account), models.Role.ADMINISTRATOR, door=door))


def is_demo(account: models.Account) -> bool:
    return account.account_id == demo_data.ACCOUNT_ID


def home_region(account: models.Account) -> str:
    """The Region that has most of the starting data."""
    return "us-east-1" if is_demo(account) else settings.CONSOLE_DEFAULT_REGION


def begun_keys(account: models.Account) -> dict[type[Model], set[tuple[str, ...]]]:
    """What tells each thing that people know by sight from others, as they see it once the data are loaded."""
    here = Caller(None, account, home_region(account), models.Role.VIEWER)
    found: dict[type[Model], set[tuple[str, ...]]] = defaultdict(set)
    found[models.Project] = {
        (derived(f"{begun_in(here)}/project/{name}", "project").hex,) for name, _ in demo_data.PROJECTS
    }
    regional(found, here, demo_data.NUMBERS, demo_data.SENDER_IDS, demo_data.POOLS)
    for row in demo_data.CONFIGURATION_SETS:
        found[models.ConfigurationSet].add((here.region, row.name))
    for number, *_ in demo_data.VERIFIED_NUMBERS:
        found[models.VerifiedDestinationNumber].add((begun_id(here, "verified-destination-number", number),))
    if is_demo(account):
        ireland = replace(here, region=IRELAND)
        regional(
            found, ireland, demo_data.IRELAND_NUMBERS, demo_data.IRELAND_SENDER_IDS, demo_data.IRELAND_POOLS
        )
    return found


def regional(
    found: dict[type[Model], set[tuple[str, ...]]],
    caller: Caller,
    numbers: tuple,
    sender_ids: tuple,
    pools: tuple,
) -> None:
    for name in ("Default", *demo_data.OPT_OUT_LISTS):
        found[models.OptOutList].add((caller.region, name))
    for number in numbers:
        found[models.PhoneNumber].add((begun_id(caller, "phone-number", number.phone_number),))
    for name, country, *_ in sender_ids:
        found[models.SenderId].add((caller.region, name, country))
    for pool in pools:
        found[models.Pool].add((begun_id(caller, "pool", pool.name or pool.members[0]),))


PREFIXES = {"phone-number": "phone", "verified-destination-number": "vdn"}


def begun_id(caller: Caller, kind: str, name: str) -> str:
    return f"{PREFIXES.get(kind, kind)}-{derived(origin(caller, kind, name), kind).hex}"


def add_projects(caller: Caller) -> None:
    for number, (name, enabled) in enumerate(demo_data.PROJECTS):
        with derived_from(f"{begun_in(caller)}/project/{name}"):
            models.Project.objects.create(
                account=caller.account,
                name=name,
                sms_channel_enabled=enabled,
                created_timestamp=ago(days=420 - 100 * number),
            )


def load_region(caller: Caller, numbers: tuple, sender_ids: tuple, pools: tuple) -> None:
    models.Quota.objects.create(
        **row_of(caller), name=PHONE_NUMBERS_PER_ACCOUNT, value=demo_data.PHONE_NUMBER_QUOTA
    )
    for name in demo_data.OPT_OUT_LISTS:
        models.OptOutList.objects.create(
            **row_of(caller), opt_out_list_name=name, created_timestamp=ago(days=420)
        )
    ids = {}
    for age, number in enumerate(numbers):
        ids[number.phone_number] = add_starting_number(caller, number, days=400 - 15 * age)
    for age, (name, country, types, registered) in enumerate(sender_ids):
        add_starting_sender_id(caller, name, country, types, registered, days=390 - 20 * age)
    for pool in pools:
        with derived_from(origin(caller, "pool", pool.name or pool.members[0])):
            add_starting_pool(caller, pool, ids)


def load_sending(caller: Caller) -> None:
    """What messages are sent with: configuration sets, who opted out, and whom the sandbox may send to."""
    for row in demo_data.CONFIGURATION_SETS:
        with derived_from(origin(caller, "configuration-set", row.name)):
            add_starting_set(caller, row)
    for number, status, days in demo_data.VERIFIED_NUMBERS:
        with derived_from(origin(caller, "verified-destination-number", number)):
            models.VerifiedDestinationNumber.objects.create(
                **row_of(caller),
                destination_phone_number=number,
                status=status,
                created_timestamp=ago(days=days),
            )
    for name, number, by_reply, days in demo_data.OPTED_OUT_NUMBERS:
        models.OptedOutNumber.objects.create(
            opt_out_list=models.OptOutList.objects.get(**row_of(caller), opt_out_list_name=name),
            opted_out_number=number,
            end_user_opted_out=by_reply,
            opted_out_timestamp=ago(days=days),
        )


def add_starting_set(caller: Caller, row: demo_data.DemoSet) -> None:
    named = {"configuration_set_name": row.name}
    create_configuration_set(caller, **named)
    set_default_message_type(caller, **named, message_type=row.message_type)
    if row.sender_id:
        set_default_sender_id(caller, **named, sender_id=row.sender_id)
    if row.events:
        name, *event_types = row.events
        create_event_destination(
            caller,
            **named,
            event_destination_name=name,
            matching_event_types=event_types,
            cloud_watch_logs_destination=in_place(demo_data.LOGS, caller),
        )
    age = ago(days=row.age_days)
    sets = models.ConfigurationSet.objects.filter(**row_of(caller), **named)
    models.EventDestination.objects.filter(configuration_set__in=sets).update(created_timestamp=age)
    date_back(sets, age)


def date_back(rows: QuerySet, age: datetime) -> None:
    """Operations write the present, and a demo has a past: so has its log."""
    rows.update(created_timestamp=age)
    for row in rows:
        here = {"account": row.account, "region": row.region, "resource_type": kind_of(row).name}
        for entry in models.Activity.objects.filter(**here, resource_id=full_id(row)):
            entry.created_timestamp = age
            if "CreatedTimestamp" in entry.result:
                entry.result["CreatedTimestamp"] = age.timestamp()
            if entry.after.get("created_timestamp"):
                entry.after["created_timestamp"] = age.isoformat()
            entry.save()


def ago(*, days: int) -> datetime:
    """An hour of that day, always the same, so that two loads on one day are alike. An account begins in real time."""
    return datetime.combine(clock.real_now().date() - timedelta(days=days), time(9, 30), UTC)


def origin(caller: Caller, kind: str, name: str) -> str:
    """What the IDs of one thing are derived from. Printed handouts have these IDs: another text changes them all."""
    return f"{begun_in(caller)}/{caller.region}/{kind}/{name}"


def begun_in(caller: Caller) -> str:
    return "demo" if is_demo(caller.account) else caller.account.account_id


def add_starting_sender_id(
    caller: Caller, name: str, country: str, types: tuple, registered: bool, *, days: int
) -> None:
    with derived_from(origin(caller, "sender-id", f"{name}/{country}")):
        request_sender_id(
            caller, sender_id=name, iso_country_code=country, message_types=types, registered=registered
        )
    rows = models.SenderId.objects.filter(**row_of(caller), sender_id=name, iso_country_code=country)
    date_back(rows, ago(days=days))


def row_of(caller: Caller) -> dict[str, Any]:
    return {"account": caller.account, "region": caller.region}


def add_starting_number(caller: Caller, number: demo_data.Number, *, days: int) -> str:
    # Not by RequestPhoneNumber, which gives out numbers of its own choice.
    with derived_from(origin(caller, "phone-number", number.phone_number)):
        row = models.PhoneNumber.objects.create(
            **row_of(caller),
            phone_number=number.phone_number,
            iso_country_code=number.country,
            message_type=number.message_type,
            number_capabilities=list(number.capabilities),
            number_type=number.number_type,
            monthly_leasing_price=number.price,
            created_timestamp=ago(days=days),
            **in_place(number.settings, caller),
        )
    models.Keyword.objects.bulk_create(default_keywords(phone_number=row))
    return row.phone_number_id


def in_place(settings: dict[str, Any], caller: Caller) -> dict[str, Any]:
    place = {"region": caller.region, "account": caller.account.account_id}
    return {k: v.format(**place) if isinstance(v, str) else v for k, v in settings.items()}


def add_starting_pool(caller: Caller, pool: demo_data.DemoPool, ids: dict[str, str]) -> None:
    tags = ({"Name": pool.name} if pool.name else {}) | pool.tags
    first, *others = [as_member(member, ids) for member in pool.members]
    pool_id = create_pool(
        caller,
        **first,
        message_type=pool.message_type,
        tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    ).pool_id
    for member in others:
        associate_origination_identity(caller, pool_id=pool_id, **member)
    if pool.settings:
        update_pool(caller, pool_id=pool_id, **in_place(pool.settings, caller))
    for keyword, message, action in pool.keywords:
        put_keyword(
            caller,
            origination_identity=pool_id,
            keyword=keyword,
            keyword_message=message,
            keyword_action=action,
        )
    age = ago(days=pool.age_days)
    models.PoolSenderId.objects.filter(pool__pool_id=pool_id).update(associated_timestamp=age)
    date_back(models.Pool.objects.filter(pool_id=pool_id), age)


def as_member(member: str, ids: dict[str, str]) -> dict[str, str]:
    """A member as an operation's arguments: "+1…" or "NAME/CC"."""
    name, _, country = member.partition("/")
    return {"origination_identity": ids.get(name, name)} | ({"iso_country_code": country} if country else {})
