"""Loads the demo account, and puts it back: the same rows on every machine, with dates that count from today."""

from django.db.models import QuerySet

from pools import models
from pools.management.contents import lock
from pools.operations.engine.account_rows import drop
from pools.operations.engine.secret_box import seal
from pools.operations.starting_data import ago, load_start
from pools.reference import demo_data


def load(*, take_sign_ins: bool = False) -> None:
    """Make the account. take_sign_ins: also give people of the demo's names its passwords. Needs a transaction."""
    fill_account(models.Account(account_id=demo_data.ACCOUNT_ID), take_sign_ins=take_sign_ins)


def put_back(*, take_sign_ins: bool = False) -> None:
    """Make what the account holds anew; people, and what is theirs, stay. Needs a transaction."""
    account = lock(demo_data.ACCOUNT_ID)
    # A link to AWS stays, with all that is known of AWS: what vanishes by a reset, nobody deleted.
    drop([account])
    account.access_keys.filter(user__in=demo_users()).delete()
    fill_account(account, take_sign_ins=take_sign_ins)
    # Nor did anybody wish for what came instead, and what they had wished for went.
    models.DirtyKey.objects.filter(link__account=account).delete()


def demo_users() -> QuerySet:
    """Those of the demo's sign-ins that still have its passwords: the others have become people's own."""
    return models.User.objects.filter(username__in=dict(demo_data.USERS), is_demo=True)


def own_sign_ins() -> list[str]:
    """The names of the demo that are people's own sign-ins."""
    rows = models.User.objects.filter(username__in=dict(demo_data.USERS), is_demo=False)
    return list(rows.order_by("pk").values_list("username", flat=True))


def fill_account(account: models.Account, *, take_sign_ins: bool) -> None:
    # Its name, which people may have changed.
    account.name = demo_data.ACCOUNT["name"]
    account.save()
    add_sign_ins(account, take=take_sign_ins)
    user = models.User.objects.get(username=demo_data.ACCESS_KEY_USER)
    if user.is_demo:
        add_access_key(account, user)
    # Whoever has this name now may have no role here.
    load_start(account, user, door="commands")


def add_sign_ins(account: models.Account, *, take: bool) -> None:
    for name, role in demo_data.USERS:
        user = models.User.objects.filter(username=name).first()
        if user and not (user.is_demo or take):
            continue
        user = user or models.User(username=name)
        # Hashed anew, the same password would end the sessions.
        if not (user.is_demo and user.check_password(name)):
            user.set_password(name)
        # With the well-known password it lets nobody in from elsewhere.
        user.is_demo = user.is_active = True
        user.save()
        models.Membership.objects.update_or_create(user=user, account=account, defaults={"role": role})


def add_access_key(account: models.Account, user: models.User) -> None:
    models.AccessKey.objects.create(
        access_key_id=demo_data.ACCESS_KEY_ID,
        encrypted_secret=seal(demo_data.SECRET_ACCESS_KEY),
        user=user,
        account=account,
        created_timestamp=ago(days=420),
    )
