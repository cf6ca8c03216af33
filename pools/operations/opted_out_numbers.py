"""PutOptedOutNumber, DeleteOptedOutNumber, DescribeOptedOutNumbers: who is on an opt-out list."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace

from django.db.models import QuerySet

from pools.errors import ResourceNotFoundException, invalid
from pools.models import OptedOutNumber, OptOutImport, OptOutList
from pools.models.scope import e164
from pools.operations.engine.caller import Caller
from pools.operations.engine.describing import filtered, flag, must_be_found, paged
from pools.operations.engine.finding import find_opt_out_list
from pools.operations.engine.journal import changed
from pools.operations.engine.verb import operation, reading

REMOVED_AT_MOST_EVERY = timedelta(days=30)
PUT_AGAIN = ["is_opted_out", "end_user_opted_out", "opted_out_timestamp", "opt_out_import"]
FILTERS = {"end-user-opted-out": flag("end_user_opted_out")}


def removable_from(opted_in_timestamp: datetime | None, now: datetime) -> datetime | None:
    """When a number can be removed again that was removed at this time; None for now."""
    again = opted_in_timestamp and opted_in_timestamp + REMOVED_AT_MOST_EVERY
    return again if again and again > now else None


def removable(rows: QuerySet, now: datetime) -> QuerySet:
    """Those of the numbers that `removable_from` lets go now."""
    return rows.exclude(opted_in_timestamp__gt=now - REMOVED_AT_MOST_EVERY)


@operation
def put_opted_out_number(caller: Caller, *, opt_out_list_name: str, opted_out_number: str) -> SimpleNamespace:
    """Put a destination on a list. One that is on it already stays as it is.

    opt_out_list_name: name or ARN. opted_out_number: with or without +, which is the same number.
    Raises: ResourceNotFoundException opt-out-list; ValidationException INVALID_ARN.
    Source: API_PutOptedOutNumber (2022-03-31).
    """
    on = find_opt_out_list(caller, opt_out_list_name)
    number = e164(opted_out_number)
    row = on.opted_out_number_rows.filter(opted_out_number=number).first()
    changed(on, {f"opted_out_numbers/{number}": (bool(row and row.is_opted_out), True)})
    row = put_on(on, number, row, when=caller.now)
    return opted_out_number_answer(on, row, row.opted_out_timestamp)


def put_on(
    on: OptOutList, number: str, row: OptedOutNumber | None, *, when: datetime, end_user: bool = False
) -> OptedOutNumber:
    """The number's row, on the list. row: the one it has already. end_user: whether the recipient replied so."""
    row = row or OptedOutNumber(opt_out_list=on, opted_out_number=number, is_opted_out=False)
    # No conflict where it is on the list: the API declares none for PutOptedOutNumber.
    if not row.is_opted_out:
        row.is_opted_out, row.end_user_opted_out, row.opt_out_import = True, end_user, None
        row.opted_out_timestamp = when
        row.save()
    confirm([row])
    return row


@operation
def put_opted_out_numbers(
    caller: Caller,
    *,
    opt_out_list_name: str,
    opted_out_numbers: Sequence[str],
    opt_out_import: OptOutImport | None = None,
) -> list[str]:
    """Put many destinations on a list, as PutOptedOutNumber does one; no more at a time than a lock may take.

    opt_out_import: whose numbers they are. Returns: those that were not on it, in E.164.
    Raises: ResourceNotFoundException opt-out-list; ValidationException INVALID_ARN.
    """
    on = find_opt_out_list(caller, opt_out_list_name)
    wanted = dict.fromkeys(map(e164, opted_out_numbers))
    there = {
        row.opted_out_number: row for row in on.opted_out_number_rows.filter(opted_out_number__in=wanted)
    }
    now = caller.now
    fresh = [
        OptedOutNumber(
            opt_out_list=on,
            opted_out_number=number,
            opted_out_timestamp=now,
            opt_out_import=opt_out_import,
        )
        for number in wanted
        if number not in there
    ]
    confirm(there.values())
    again = [row for row in there.values() if not row.is_opted_out]
    for row in again:
        row.is_opted_out, row.end_user_opted_out, row.opted_out_timestamp = True, False, now
        row.opt_out_import = opt_out_import
    OptedOutNumber.objects.bulk_create(fresh)
    OptedOutNumber.objects.bulk_update(again, PUT_AGAIN)
    added = [row.opted_out_number for row in (*fresh, *again)]
    if added:
        changed(on, {f"opted_out_numbers/{number}": (None, True) for number in added})
    return added


def confirm(rows: Iterable[OptedOutNumber]) -> None:
    """Those on the list are no longer an import's: undoing it would take away what somebody else wants there."""
    imported = [row.pk for row in rows if row.is_opted_out and row.opt_out_import_id]
    if imported:
        OptedOutNumber.objects.filter(pk__in=imported).update(opt_out_import=None)


@operation
def delete_opted_out_number(
    caller: Caller, *, opt_out_list_name: str, opted_out_number: str
) -> SimpleNamespace:
    """Take a destination off a list, at most once in 30 days, whoever had put it there.

    Returns: the number, with the time that it was taken off.
    Raises: ResourceNotFoundException opt-out-list, opted-out-number;
            ValidationException PHONE_NUMBER_CANNOT_BE_OPTED_IN, INVALID_ARN.
    Source: API_DeleteOptedOutNumber (2022-03-31).
    """
    on = find_opt_out_list(caller, opt_out_list_name)
    number = e164(opted_out_number)
    row = on.opted_out_number_rows.filter(opted_out_number=number, is_opted_out=True).first()
    if row is None:
        raise ResourceNotFoundException(resource_type="opted-out-number", resource_id=number)
    now = caller.now
    if removable_from(row.opted_in_timestamp, now):
        raise invalid(
            "OptedOutNumber", "opted_in_lately", reason="PHONE_NUMBER_CANNOT_BE_OPTED_IN", value=number
        )
    # The row stays, or nobody would know when the 30 days are over.
    row.is_opted_out, row.opted_in_timestamp = False, now
    row.save(update_fields=["is_opted_out", "opted_in_timestamp"])
    changed(on, {f"opted_out_numbers/{number}": (True, False)})
    return opted_out_number_answer(on, row, now)


@reading
def describe_opted_out_numbers(
    caller: Caller,
    *,
    opt_out_list_name: str,
    opted_out_numbers: Sequence[str] | None = None,
    filters: Sequence[Mapping] | None = None,
    next_token: str | None = None,
    max_results: int | None = None,
) -> SimpleNamespace:
    """The destinations on a list, in the order of their digits.

    opted_out_numbers: five at most, each of which must be on the list.
    Raises: ResourceNotFoundException opt-out-list, opted-out-number;
            ValidationException INVALID_ARN, INVALID_FILTER_VALUES, INVALID_NEXT_TOKEN.
    Source: API_DescribeOptedOutNumbers (2022-03-31).
    """
    on = find_opt_out_list(caller, opt_out_list_name, lock=False)
    listed = on.opted_out_number_rows.filter(is_opted_out=True)
    wanted = [e164(number) for number in opted_out_numbers or ()]
    page = paged(
        caller,
        filtered(listed.filter(opted_out_number__in=wanted) if wanted else listed, filters, FILTERS),
        "DescribeOptedOutNumbers",
        on.opt_out_list_name,
        wanted,
        filters,
        next_token=next_token,
        max_results=max_results,
        order=("opted_out_number",),
    )
    must_be_found(listed, "opted_out_number", wanted, page.rows, "opted-out-number")
    return SimpleNamespace(
        opt_out_list_arn=on.opt_out_list_arn,
        opt_out_list_name=on.opt_out_list_name,
        opted_out_numbers=page.rows,
        next_token=page.next_token,
    )


def opted_out_number_answer(on: OptOutList, row: OptedOutNumber, when: datetime) -> SimpleNamespace:
    return SimpleNamespace(
        opt_out_list_arn=on.opt_out_list_arn,
        opt_out_list_name=on.opt_out_list_name,
        opted_out_number=row.opted_out_number,
        opted_out_timestamp=when,
        end_user_opted_out=row.end_user_opted_out,
    )
