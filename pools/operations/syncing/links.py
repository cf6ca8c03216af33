"""Linking an account and Region to AWS, unlinking it, and how it is read."""

from datetime import datetime, timedelta

from django.db.models import F

from pools import clock
from pools.errors import invalid
from pools.models import (
    Account,
    AwsLink,
    DirtyKey,
    Membership,
    Mirror,
    RunKind,
    RunStatus,
    Standing,
    SyncRequest,
    is_for_learning,
)
from pools.models.aws_links import USUAL_SHARE
from pools.models.sync_runs import APPLYING_STATUSES, ENDED_STATUSES
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.journal import changed, gone, made, moved
from pools.operations.engine.verb import operation
from pools.operations.syncing.finding import find_link, label_of_run
from pools.operations.syncing.refusing import BUSY, DEMO_ACCOUNT, PRACTICE_ACCOUNT, WRONG_WORD, sync_refuses
from pools.operations.syncing.runs import add_run

SHARES = (25, 50, USUAL_SHARE, 100)
UNLINK_WORD = "unlink"
MINUTE = 60
CHECKS = (0, 15 * MINUTE, 60 * MINUTE, 6 * 60 * MINUTE, 24 * 60 * MINUTE)
LONGEST_PROFILE = AwsLink._meta.get_field("profile").max_length
# As sync/memory.py stores it of what nobody has agreed on.
NOTHING_AGREED = {
    "base": None,
    "open": [],
    "theirs": [],
    "sent": [],
    "suspects": [],
    "read": None,
    "read_at": 0,
}


@operation(needs=Permission.APPLY_TO_AWS)
def link_to_aws(caller: Caller, *, profile: str = "", endpoint: str = "", signed_in_as: str = "") -> AwsLink:
    """Link the account and Region, after a test of the connection, and ask for the import; or change the profile.

    profile: in the worker's own files, "" for what it finds by itself. endpoint, signed_in_as: as the test found them.
    Raises: ConflictException (SyncRefused DEMO_ACCOUNT, PRACTICE_ACCOUNT).
    """
    must_be_linkable(caller.account)
    now = clock.real_now()
    link, is_new = AwsLink.with_unlinked.select_for_update(no_key=True).get_or_create(
        account=caller.account,
        region=caller.region,
        defaults={"created_timestamp": now, "linked_by": caller.user, "profile": profile},
    )
    was_linked = not is_new and link.unlinked_timestamp is None
    before = settings_of_link(link) if was_linked else None
    if not was_linked:
        begin_anew(link, caller, now)
    link.profile, link.endpoint, link.signed_in_as = profile, endpoint, signed_in_as
    link.tested_timestamp, link.trouble, link.trouble_about = now, "", {}
    link.save()
    changed(
        caller.account,
        moved(before, settings_of_link(link)) if before else made(settings_of_link(link)),
    )
    if not was_linked:
        add_run(caller, link, RunKind.IMPORT, RunStatus.QUEUED)
    return link


def begin_anew(link: AwsLink, caller: Caller, now: datetime) -> None:
    """As if it had never been linked, but for the numbers of its runs and AWS's IDs."""
    # One that was asked for while it was unlinked is about what has not been read again.
    SyncRequest.objects.filter(link=link, answered_timestamp=None).delete()
    link.linked_by, link.created_timestamp = caller.user, now
    link.imported_timestamp = link.read_timestamp = link.next_check_timestamp = link.unlinked_timestamp = None
    link.share, link.check_every = USUAL_SHARE, 0


def must_be_linkable(account: Account) -> None:
    """Where sign-ins are that everybody knows, nothing may reach AWS; and what a reset makes up is nobody's wish."""
    if Membership.objects.filter(account=account, user__is_demo=True).exists():
        raise sync_refuses(DEMO_ACCOUNT)
    must_be_no_practice(account)
    # AWS knows nothing of a time that is yet to come.
    if account.clock_ahead_seconds:
        raise sync_refuses(PRACTICE_ACCOUNT)


def must_be_no_practice(account: Account) -> None:
    """Whoever may sign in has one and is its Administrator, which makes nobody one of what is in AWS."""
    if is_for_learning(account):
        raise sync_refuses(PRACTICE_ACCOUNT)


@operation(needs=Permission.APPLY_TO_AWS)
def unlink_from_aws(caller: Caller, *, confirm: str) -> AwsLink:
    """Unlink: nothing is changed here or in AWS. AWS's IDs and the runs stay, what both sides last agreed on goes.

    confirm: "unlink", typed.
    Raises: ConflictException (SyncRefused NOT_LINKED, WRONG_WORD, BUSY).
    """
    link = find_link(caller)
    if confirm.lower() != UNLINK_WORD:
        raise sync_refuses(WRONG_WORD, UNLINK_WORD)
    must_not_apply(link)
    runs, now = link.runs.exclude(status__in=ENDED_STATUSES), clock.real_now()
    runs.plans().update(status=RunStatus.DISCARDED, ended_timestamp=now, stop_asked_by=caller.user)
    runs.update(status=RunStatus.STOPPED, ended_timestamp=now, stop_asked=True, stop_asked_by=caller.user)
    forget_agreed(link)
    changed(caller.account, gone(settings_of_link(link)))
    link.unlinked_timestamp, link.worker, link.lease_until = now, "", None
    link.trouble, link.trouble_about = "", {}
    link.save()
    return link


def must_not_apply(link: AwsLink) -> None:
    """What is being applied is stopped first. Raises: ConflictException (SyncRefused BUSY)."""
    applied = link.runs.plans().filter(status__in=APPLYING_STATUSES)
    if run := applied.order_by("number").first():
        raise sync_refuses(BUSY, label_of_run(run))


def forget_agreed(link: AwsLink) -> None:
    """Keep which of our resources is which of AWS's, and what is not managed; all else is read anew."""
    DirtyKey.objects.filter(link=link).delete()
    SyncRequest.objects.filter(link=link, answered_timestamp=None).delete()
    mirrors = Mirror.objects.filter(link=link)
    mirrors.filter(key=F("local_key"), is_managed=True).delete()
    mirrors.update(
        memory=NOTHING_AGREED,
        standing=Standing.IN_SYNC,
        differences=[],
        reasons=[],
        tombstone=None,
        is_unconfirmed=False,
        seen_timestamp=None,
    )


@operation(needs=Permission.APPLY_TO_AWS)
def set_link(
    caller: Caller, *, profile: str | None = None, share: int | None = None, check_every: int | None = None
) -> AwsLink:
    """Save how AWS is read. share: one of SHARES, in percent; check_every: one of CHECKS, in seconds. None: as it is.

    Raises: ConflictException (SyncRefused NOT_LINKED); ValidationException INVALID_PARAMETER.
    """
    link = find_link(caller)
    before = settings_of_link(link)
    if share is not None:
        must_be_one_of("Share", share, SHARES)
        link.share = share
    if check_every is not None:
        must_be_one_of("CheckEvery", check_every, CHECKS)
        # Who saves what it was already puts the next check off no further.
        if check_every != link.check_every:
            soon = clock.real_now() + timedelta(seconds=check_every)
            link.check_every, link.next_check_timestamp = check_every, soon if check_every else None
    if profile is not None:
        must_be_profile(profile)
        link.profile = profile
    link.save(update_fields=["profile", "share", "check_every", "next_check_timestamp"])
    changed(caller.account, moved(before, settings_of_link(link)))
    return link


def must_be_one_of(name: str, value: int, known: tuple[int, ...]) -> None:
    if value not in known:
        raise invalid(name, "out_of_range", value=value)


def must_be_profile(profile: str) -> None:
    if len(profile) > LONGEST_PROFILE or not profile.isprintable():
        raise invalid("Profile", "type", value=profile[:LONGEST_PROFILE])


def settings_of_link(link: AwsLink) -> dict[str, object]:
    """For the activity log."""
    named = {"profile": link.profile, "share": link.share, "check_every": link.check_every}
    return {f"aws_link/{name}": value for name, value in {"region": link.region, **named}.items()}
