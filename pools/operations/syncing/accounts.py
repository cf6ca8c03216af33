"""An account of this console for an AWS account that a test of the connection has met."""

from pools import clock
from pools.models import Account, Membership, Project, Role, SyncRequest, SyncRequestKind
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.journal import changed, made
from pools.operations.engine.verb import operation
from pools.operations.syncing.asking import ask
from pools.operations.syncing.links import must_be_no_practice
from pools.operations.syncing.refusing import ACCOUNT_EXISTS, DEMO_ACCOUNT, NOT_TESTED, sync_refuses


@operation(needs=Permission.APPLY_TO_AWS)
def make_account_and_link(caller: Caller, *, tested: int, name: str = "") -> SyncRequest:
    """Make the account that a test signed in to, with the caller as its Administrator, and have it linked.

    tested: the primary key of that test, of the caller's own account and Region. Returns: the test that links.
    Raises: ConflictException (SyncRefused NOT_TESTED, ACCOUNT_EXISTS, PRACTICE_ACCOUNT, DEMO_ACCOUNT: everybody knows
            the sign-in).
    """
    if caller.user.is_demo:
        raise sync_refuses(DEMO_ACCOUNT)
    must_be_no_practice(caller.account)
    rows = SyncRequest.objects.for_caller(caller).filter(kind=SyncRequestKind.TEST, pk=tested)
    test = rows.exclude(answered_timestamp=None).first()
    account_id = test.answer.get("account_id", "") if test else ""
    if not account_id or test.answer.get("trouble") != "OTHER_ACCOUNT":
        raise sync_refuses(NOT_TESTED)
    account, is_new = Account.objects.get_or_create(
        account_id=account_id, defaults={"name": name or f"AWS {account_id}"}
    )
    if not is_new:
        raise sync_refuses(ACCOUNT_EXISTS, account.label)
    Membership.objects.create(user=caller.user, account=account, role=Role.ADMINISTRATOR)
    # Without a project whose SMS channel is on, everything that AWS has would be left alone.
    Project.objects.create(
        account=account, name="SMS", sms_channel_enabled=True, created_timestamp=clock.real_now()
    )
    there = Caller(caller.user, account, caller.region, Role.ADMINISTRATOR, caller.door)
    request = ask(there, None, SyncRequestKind.TEST, {"profile": test.about["profile"], "then_link": True})
    changed(caller.account, made({f"accounts/{account_id}": account.name}))
    return request
