"""The account that somebody has for themselves to learn in."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from pools import clock
from pools.errors import ConflictException
from pools.models import (
    Account,
    AwsLink,
    Learner,
    Membership,
    Role,
    Snapshot,
    User,
    is_for_learning,
    is_linked_anywhere,
)
from pools.operations.engine.caller import Caller
from pools.operations.engine.kept_snapshots import keep_start
from pools.operations.engine.trouble import trouble_as_refusal
from pools.operations.starting_data import begin_with, home_region, is_demo
from pools.reference import demo_data
from pools.refusals import NotSetBack

LONGEST_LOADING = timedelta(minutes=2)


def learners_account(user: User) -> Account | None:
    """The account that is the user's own to learn in."""
    return Account.objects.filter(learner__user=user).first()


def learns_here(caller: Caller) -> bool:
    """A trainer who looks on sees the learner's lessons."""
    if caller.watched:
        return True
    return (
        caller.user is not None and Learner.objects.filter(user=caller.user, account=caller.account).exists()
    )


def may_be_set_back(account: Account) -> bool:
    """Whether its data and its clock may be moved: the demo's, and those to learn in, in which nobody's work is.

    Never while a Region of it is linked to AWS: what the account then holds is a draft of what is there.
    """
    is_nobodys = is_demo(account) or is_for_learning(account)
    return is_nobodys and not is_linked_anywhere(account)


def must_be_set_back(account: Account) -> None:
    """Raises: ConflictException (NotSetBack)."""
    if not may_be_set_back(account):
        about = NotSetBack()
        raise ConflictException(
            "RESOURCE_MODIFICATION_NOT_ALLOWED", "account", account.account_id, about=about
        )


def must_all_be_set_back(accounts: Sequence[Account]) -> None:
    """As must_be_set_back of each, in two queries however many they are."""
    learners = set(Learner.objects.filter(account__in=accounts).values_list("account_id", flat=True))
    links = set(AwsLink.objects.filter(account__in=accounts).values_list("account_id", "region"))
    for account in accounts:
        account.is_for_learning = account.pk in learners
        account.linked_regions = frozenset(region for account_id, region in links if account_id == account.pk)
        must_be_set_back(account)


def open_practice_account(user: User, *, door: str) -> Caller:
    """The user's own account, made with the demo's data where there is none yet. Returns: its Administrator."""
    with trouble_as_refusal():
        drop_unfinished()
        account = learners_account(user) or given_to(user, loaded_account(user, door=door))
        return Caller(user, account, home_region(account), Role.ADMINISTRATOR, door=door)


def loaded_account(user: User, *, door: str) -> Account:
    """An account of nobody, with the demo's data. It takes most of a second, so it is not one transaction: of SQLite
    everybody's writes would wait for it. Until it is done, what it begins with is kept as nothing."""
    with transaction.atomic():
        account = Account.objects.create(
            account_id=free_account_id(), **demo_data.ACCOUNT | {"name": "Practice"}
        )
        now = clock.real_now()
        Snapshot.objects.create(account=account, name=Snapshot.START, taken_timestamp=now, data=b"")
    try:
        begin_with(Caller(user, account, home_region(account), Role.ADMINISTRATOR, door=door))
    except BaseException:
        account.delete()
        raise
    return account


def drop_unfinished() -> None:
    """The accounts of those whose process was ended while it loaded them."""
    begun = Snapshot.objects.filter(
        name=Snapshot.START, data=b"", taken_timestamp__lt=clock.real_now() - LONGEST_LOADING
    )
    Account.objects.filter(learner=None, memberships=None, snapshots__in=begun).delete()


def given_to(user: User, account: Account) -> Account:
    """Of two clicks at once, the second gets what the first one made."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if there := learners_account(user):
            account.delete()
            return there
        keep_start([account])
        Membership.objects.create(user=user, account=account, role=Role.ADMINISTRATOR)
        Learner.objects.create(user=user, account=account)
    return account


def free_account_id() -> str:
    while True:
        account_id = f"9{secrets.randbelow(10**11):011}"
        if not Account.objects.filter(account_id=account_id).exists():
            return account_id
