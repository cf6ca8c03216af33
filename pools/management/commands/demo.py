"""`manage.py demo`: an account that looks like a team's, to try the console with."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from pools import models
from pools.management import demo_data
from pools.management.bulk import fill
from pools.operations.associations import associate_origination_identity
from pools.operations.configuration_sets import (
    create_configuration_set,
    set_default_message_type,
    set_default_sender_id,
)
from pools.operations.engine.caller import Caller, caller_for
from pools.operations.engine.resources import owner_columns
from pools.operations.engine.secret_box import seal
from pools.operations.event_destinations import create_event_destination
from pools.operations.keywords import put_keyword
from pools.operations.pools import create_pool, update_pool
from pools.operations.rules.membership import default_keywords
from pools.operations.sender_ids import request_sender_id
from pools.reference.quotas import PHONE_NUMBERS_PER_ACCOUNT


class Command(BaseCommand):
    help = "Load the demo account 111122223333, with the sign-ins demo/demo, editor/editor and viewer/viewer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is any account")
        parser.add_argument("--reset", action="store_true", help="put the demo account back as it was")
        parser.add_argument("--pools", type=int, metavar="N", help="raise the quota and fill up to N pools")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and models.Account.objects.exists():
            return
        exists = models.Account.objects.filter(account_id=demo_data.ACCOUNT_ID).exists()
        if exists and not (options["reset"] or options["pools"]):
            raise CommandError("The demo account is there already. Use --reset to put it back as it was.")
        # A reset that fails midway leaves the account as it was.
        with transaction.atomic():
            if options["reset"] or not exists:
                empty_account()
                load()
        if options["pools"]:
            fill(models.Account.objects.get(account_id=demo_data.ACCOUNT_ID), "us-east-1", options["pools"])
        self.stdout.write("The demo account 111122223333 is ready.")


def empty_account() -> None:
    """Drop what the demo account holds, children first and without loading it: it may be 100,000 pools."""
    mine = models.Account.objects.filter(account_id=demo_data.ACCOUNT_ID)
    columns = owner_columns(models.Tag)
    rows = {column: model.objects.filter(account__in=mine) for model, column in columns.items()}
    for model in (models.Tag, models.Keyword):
        for column in owner_columns(model).values():
            _drop(model.objects.filter(**{f"{column}__in": rows[column]}))
    _drop(models.PoolSenderId.objects.filter(pool__in=rows["pool"]))
    _drop(models.OptedOutNumber.objects.filter(opt_out_list__in=rows["opt_out_list"]))
    _drop(models.EventDestination.objects.filter(configuration_set__in=rows["configuration_set"]))
    # The last first, as a number refers to its pool.
    for owned in reversed(rows.values()):
        _drop(owned)
    for model in (models.Activity, models.ClientToken, models.ResourcePolicy, models.AccessKey):
        _drop(model.objects.filter(account__in=mine))
    mine.delete()


def _drop(rows: Any) -> None:
    rows._raw_delete(rows.db)


def load() -> None:
    account = models.Account.objects.create(
        account_id=demo_data.ACCOUNT_ID,
        name="Demo",
        account_tier=models.Tier.SANDBOX,
        max_monthly_spend=1000,
        monthly_spend_limit=250,
        spend_limit_overridden=True,
    )
    for name, role in demo_data.USERS:
        user, _ = models.User.objects.get_or_create(username=name)
        user.set_password(name)
        # The password is the well-known one again, so it lets nobody in from elsewhere.
        user.is_demo = user.is_active = True
        user.save()
        models.Membership.objects.create(user=user, account=account, role=role)
    for number, (name, enabled) in enumerate(demo_data.PROJECTS):
        models.Project.objects.create(
            account=account,
            name=name,
            sms_channel_enabled=enabled,
            created_timestamp=ago(days=420 - 100 * number),
        )
    user = models.User.objects.get(username=demo_data.ACCESS_KEY_USER)
    models.AccessKey.objects.create(
        access_key_id=demo_data.ACCESS_KEY_ID,
        encrypted_secret=seal(demo_data.SECRET_ACCESS_KEY),
        user=user,
        account=account,
        created_timestamp=ago(days=420),
    )
    virginia = caller_for(user, account.account_id, "us-east-1", door="commands")
    load_region(virginia, demo_data.NUMBERS, demo_data.SENDER_IDS, demo_data.POOLS)
    load_sending(virginia)
    load_region(
        caller_for(user, account.account_id, "eu-west-1", door="commands"),
        demo_data.IRELAND_NUMBERS,
        demo_data.IRELAND_SENDER_IDS,
        demo_data.IRELAND_POOLS,
    )


def load_region(caller: Caller, numbers: tuple, sender_ids: tuple, pools: tuple) -> None:
    models.Quota.objects.create(
        **where(caller), name=PHONE_NUMBERS_PER_ACCOUNT, value=demo_data.PHONE_NUMBER_QUOTA
    )
    for name in demo_data.OPT_OUT_LISTS:
        models.OptOutList.objects.create(
            **where(caller), opt_out_list_name=name, created_timestamp=ago(days=420)
        )
    ids = {}
    for age, number in enumerate(numbers):
        ids[number.phone_number] = add_number(caller, number, days=400 - 15 * age)
    for age, (name, country, types, registered) in enumerate(sender_ids):
        request_sender_id(
            caller, sender_id=name, iso_country_code=country, message_types=types, registered=registered
        )
        # Operations write the present, and a demo has a past.
        models.SenderId.objects.filter(**where(caller), sender_id=name, iso_country_code=country).update(
            created_timestamp=ago(days=390 - 20 * age)
        )
    for pool in pools:
        add_pool(caller, pool, ids)


def load_sending(caller: Caller) -> None:
    """What messages are sent with: configuration sets, who opted out, and whom the sandbox may send to."""
    for row in demo_data.CONFIGURATION_SETS:
        add_configuration_set(caller, row)
    for number, status, days in demo_data.VERIFIED_NUMBERS:
        models.VerifiedDestinationNumber.objects.create(
            **where(caller), destination_phone_number=number, status=status, created_timestamp=ago(days=days)
        )
    for name, number, by_reply, days in demo_data.OPTED_OUT_NUMBERS:
        models.OptedOutNumber.objects.create(
            opt_out_list=models.OptOutList.objects.get(**where(caller), opt_out_list_name=name),
            opted_out_number=number,
            end_user_opted_out=by_reply,
            opted_out_timestamp=ago(days=days),
        )


def add_configuration_set(caller: Caller, row: demo_data.DemoSet) -> None:
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
            cloud_watch_logs_destination=in_region(demo_data.LOGS, caller.region),
        )
    models.ConfigurationSet.objects.filter(**where(caller), **named).update(
        created_timestamp=ago(days=row.age_days)
    )


def ago(*, days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def where(caller: Caller) -> dict[str, Any]:
    return {"account": caller.account, "region": caller.region}


def add_number(caller: Caller, number: demo_data.Number, *, days: int) -> str:
    # Not by RequestPhoneNumber, which gives out numbers of its own choice.
    row = models.PhoneNumber.objects.create(
        **where(caller),
        phone_number=number.phone_number,
        iso_country_code=number.country,
        message_type=number.message_type,
        number_capabilities=list(number.capabilities),
        number_type=number.number_type,
        monthly_leasing_price=number.price,
        created_timestamp=ago(days=days),
        **in_region(number.settings, caller.region),
    )
    models.Keyword.objects.bulk_create(default_keywords(phone_number=row))
    return row.phone_number_id


def in_region(settings: dict[str, Any], region: str) -> dict[str, Any]:
    return {k: v.format(region=region) if isinstance(v, str) else v for k, v in settings.items()}


def add_pool(caller: Caller, pool: demo_data.DemoPool, ids: dict[str, str]) -> None:
    tags = ({"Name": pool.name} if pool.name else {}) | pool.tags
    first, *others = [named(member, ids) for member in pool.members]
    pool_id = create_pool(
        caller,
        **first,
        message_type=pool.message_type,
        tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    ).pool_id
    for member in others:
        associate_origination_identity(caller, pool_id=pool_id, **member)
    if pool.settings:
        update_pool(caller, pool_id=pool_id, **in_region(pool.settings, caller.region))
    for keyword, message, action in pool.keywords:
        put_keyword(
            caller,
            origination_identity=pool_id,
            keyword=keyword,
            keyword_message=message,
            keyword_action=action,
        )
    age = ago(days=pool.age_days)
    models.Pool.objects.filter(pool_id=pool_id).update(created_timestamp=age)
    # Or the log would say that a pool of last year was made just now.
    models.Activity.objects.filter(resource_id=pool_id).update(created_timestamp=age)


def named(member: str, ids: dict[str, str]) -> dict[str, str]:
    """A member as an operation's arguments: "+1…" or "NAME/CC"."""
    name, _, country = member.partition("/")
    return {"origination_identity": ids.get(name, name)} | ({"iso_country_code": country} if country else {})
