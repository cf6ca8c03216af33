"""Files of numbers for an opt-out list: read, put there piece by piece, and taken back. Each piece is a transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from pools.errors import AccessDeniedException, ConflictException, ResourceNotFoundException
from pools.models import OptedOutNumber, OptOutImport, OptOutImportPiece, OptOutList
from pools.models.ids import new_uuid
from pools.models.opt_out_imports import PIECE
from pools.operations.engine.caller import Caller, Permission, role_for
from pools.operations.engine.finding import find_opt_out_list
from pools.operations.engine.journal import changed
from pools.operations.engine.verb import operation
from pools.operations.opted_out_numbers import put_opted_out_numbers
from pools.operations.rules.opt_out_csv import ADDED, THERE, Line, judged_lines, number_file
from pools.refusals import AccessNeeded, Blocked

ASKED_AT_ONCE = 500  # of SQLite's variables
KEPT_UNSTARTED = timedelta(days=1)
Status = OptOutImport.Status


@dataclass(frozen=True)
class Report:
    """What a file has: its columns' names, which holds the numbers, and what each line is."""

    text: str
    iso_country_code: str
    columns: Sequence[str]
    column: int
    lines: Sequence[Line]


def report_of(on: OptOutList, text: str, iso_country_code: str = "", column: int | None = None) -> Report:
    """Read a file; column: as `number_file`. Outside of any transaction, as it may take seconds.

    Raises: FileRefused.
    """
    file = number_file(text, iso_country_code, column)
    lines = judged_lines(file, iso_country_code)
    there = on_the_list(on, [line.phone_number for line in lines if line.outcome == ADDED])
    marked = [
        line._replace(outcome=THERE) if line.outcome == ADDED and line.phone_number in there else line
        for line in lines
    ]
    return Report(text, iso_country_code, file.columns, file.column, marked)


@operation
def read_opt_out_import(caller: Caller, *, opt_out_list_name: str, report: Report) -> OptOutImport:
    """Keep what a file has, so that it can be looked at before anything is added.

    The reader's other files go, and everybody's that nobody started in a day: they hold the numbers of people. The same
    file, sent twice, is kept once.
    Raises: ResourceNotFoundException opt-out-list.
    """
    on = find_opt_out_list(caller, opt_out_list_name, lock=False)
    now = caller.now
    left = Q(started_by=caller.user) | Q(created_timestamp__lt=now - KEPT_UNSTARTED)
    unstarted = on.imports.filter(status=Status.READ)
    of_file = {"started_by": caller.user, "text": report.text, "iso_country_code": report.iso_country_code}
    same = unstarted.filter(**of_file).last()
    unstarted.filter(left).exclude(pk=same and same.pk).only("pk").delete()
    if same:
        return as_read_now(same, report)
    made = OptOutImport.objects.create(
        import_id=str(new_uuid("opt-out-import")), opt_out_list=on, created_timestamp=now, **of_file
    )
    return as_read_now(made, report)


@operation
def choose_opt_out_column(caller: Caller, *, import_id: str, report: Report) -> OptOutImport:
    """Keep what another column of a file has."""
    return as_read_now(find_import(caller, import_id, Status.READ), report)


def as_read_now(row: OptOutImport, report: Report) -> OptOutImport:
    of_outcome: defaultdict[str, list[Line]] = defaultdict(list)
    for line in report.lines:
        of_outcome[line.outcome].append(line)
    row.columns, row.column = report.columns, report.column
    row.tallies = {outcome: len(lines) for outcome, lines in of_outcome.items()}
    row.save(update_fields=["columns", "column", "tallies"])
    pieces = [
        (outcome, [list(line) for line in lines[start : start + PIECE]])
        for outcome, lines in of_outcome.items()
        for start in range(0, len(lines), PIECE)
    ]
    # Of a file that was sent twice they are there already, unless the list has other numbers by now.
    if pieces != list(row.pieces.order_by("pk").values_list("outcome", "lines")):
        row.pieces.all().delete()
        OptOutImportPiece.objects.bulk_create(
            OptOutImportPiece(opt_out_import=row, outcome=outcome, lines=lines) for outcome, lines in pieces
        )
    return row


def on_the_list(on: OptOutList, numbers: Sequence[str]) -> set[str]:
    listed = on.opted_out_number_rows.filter(is_opted_out=True)
    found: set[str] = set()
    for start in range(0, len(numbers), ASKED_AT_ONCE):
        part = numbers[start : start + ASKED_AT_ONCE]
        found.update(listed.filter(opted_out_number__in=part).values_list("opted_out_number", flat=True))
    return found


@operation
def start_opt_out_import(caller: Caller, *, import_id: str) -> OptOutImport:
    """From now on numbers are added. What else was read is no longer kept."""
    row = find_import(caller, import_id, Status.READ)
    row.pieces.exclude(outcome=ADDED).delete()
    row.total, row.status, row.text = row.tallies.get(ADDED, 0), Status.RUNNING, ""
    row.save(update_fields=["total", "status", "text"])
    return row


@operation
def continue_opt_out_import(caller: Caller, *, import_id: str) -> OptOutImport:
    """Put the next piece of its numbers on the list."""
    row = find_import(caller, import_id, Status.RUNNING)
    piece = row.pieces.order_by("pk").first()
    if piece:
        numbers = [Line(*one).phone_number for one in piece.lines]
        name = row.opt_out_list.opt_out_list_name
        added = put_opted_out_numbers(
            caller, opt_out_list_name=name, opted_out_numbers=numbers, opt_out_import=row
        )
        piece.delete()
        row.position += len(numbers)
        row.added += len(added)
    if not row.rest:
        row.status = Status.DONE
    row.save(update_fields=["position", "added", "status"])
    return row


@operation
def undo_opt_out_import(caller: Caller, *, import_id: str) -> OptOutImport:
    """Take the next piece of what it added back: as if it had never been there, so no 30 days begin.

    Raises: AccessDeniedException for who neither started it nor is an Administrator.
    """
    row = find_import(caller, import_id, Status.RUNNING, Status.DONE, Status.UNDOING)
    if row.started_by != caller.user and not caller.may(Permission.CHANGE_ACCOUNT):
        role = role_for(Permission.CHANGE_ACCOUNT).label
        raise AccessDeniedException(about=AccessNeeded(role, "undo_opt_out_import"))
    on = find_opt_out_list(caller, row.opt_out_list.opt_out_list_name)
    if row.status != Status.UNDOING:
        # Some that it added may have been taken off since, or put there by others, too: those are not its any more.
        row.added = row.still_there()
        row.pieces.all().delete()
    listed = list(row.opted_out_numbers.filter(is_opted_out=True)[:PIECE])
    fresh = [one.pk for one in listed if one.opted_in_timestamp is None]
    again = [one.pk for one in listed if one.opted_in_timestamp is not None]
    OptedOutNumber.objects.filter(pk__in=fresh).delete()
    OptedOutNumber.objects.filter(pk__in=again).update(is_opted_out=False, opt_out_import=None)
    if listed:
        changed(on, {f"opted_out_numbers/{one.opted_out_number}": (True, None) for one in listed})
    row.added -= len(listed)
    row.status = Status.UNDOING if len(listed) == PIECE else Status.UNDONE
    row.save(update_fields=["added", "status"])
    return row


def find_import(caller: Caller, import_id: str, *statuses: str) -> OptOutImport:
    """The import, locked, in one of the statuses: another who was faster has moved it on."""
    rows = OptOutImport.objects.for_caller(caller).select_related("opt_out_list", "started_by").defer("text")
    row = rows.select_for_update(of=("self",)).filter(import_id=import_id).first()
    if row is None:
        raise ResourceNotFoundException(resource_type="opt-out-import", resource_id=import_id)
    if row.status not in statuses:
        raise ConflictException(
            "RESOURCE_MODIFICATION_NOT_ALLOWED", "opt-out-import", import_id, about=Blocked("This import")
        )
    return row
