"""The clock of an account, which goes forward only: restoring or resetting the account sets it back."""

from datetime import timedelta

from pools.errors import ConflictException, invalid
from pools.models import Account
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.journal import changed, moved
from pools.operations.engine.verb import operation
from pools.operations.practice import must_be_set_back
from pools.refusals import ClockTooFar

HOURS = (1, 25, 30 * 24)  # 25: a sender is kept so long for a recipient
MOST_YEARS = 10


@operation(needs=Permission.CHANGE_ACCOUNT)
def move_clock(caller: Caller, *, hours: int, ahead: timedelta) -> Account:
    """Move the account's clock forward, in every Region.

    hours: one of HOURS. ahead: how far ahead whoever asks knows it to be. Has it moved since, it stays where it is, so
    that what is asked for twice happens once.
    Raises: ConflictException RESOURCE_MODIFICATION_NOT_ALLOWED (ClockTooFar, and as must_be_set_back);
            ValidationException INVALID_PARAMETER.
    """
    # Locked, so that what the log has as before is what this act changed.
    account = Account.objects.select_for_update().get(pk=caller.account.pk)
    must_be_set_back(account)
    if hours not in HOURS:
        raise invalid("Hours", "out_of_range", value=hours)
    if account.clock_ahead != ahead:
        return account
    if is_too_far(ahead + timedelta(hours=hours)):
        raise ConflictException(
            "RESOURCE_MODIFICATION_NOT_ALLOWED", "account", account.account_id, about=ClockTooFar(MOST_YEARS)
        )
    before = clock_state(account)
    account.clock_ahead_seconds += hours * 3600
    account.save(update_fields=["clock_ahead_seconds"])
    changed(account, moved(before, clock_state(account)))
    return account


def is_too_far(ahead: timedelta) -> bool:
    return ahead > timedelta(days=365 * MOST_YEARS)


def clock_state(account: Account) -> dict[str, int]:
    return {"clock_ahead_seconds": account.clock_ahead_seconds}
