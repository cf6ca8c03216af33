"""One change of many, one after the other: each is a transaction, checked again just before, and can be taken back."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Model

from pools import clock
from pools.errors import (
    AccessDeniedException,
    ConflictException,
    InternalServerException,
    ResourceNotFoundException,
    ServiceError,
    ThrottlingException,
)
from pools.models import Activity, EditRun, EditRunItem, PhoneNumber, Pool, SenderId
from pools.operations.associations import (
    associate_origination_identity,
    disassociate_origination_identity,
)
from pools.operations.edit_plans import Outlook, Planned
from pools.operations.engine.caller import Caller, Permission, role_for
from pools.operations.engine.finding import the_one
from pools.operations.engine.resources import BY_NAME, arn_of
from pools.operations.engine.verb import operation
from pools.operations.phone_numbers import release_phone_number, update_phone_number
from pools.operations.pool_settings import naming, write_settings
from pools.operations.pools import update_pool
from pools.operations.rules.edits import OF_POOLS, Edit, Setting, state_of
from pools.operations.sender_ids import release_sender_id, update_sender_id
from pools.operations.tags import retag
from pools.refusals import AccessNeeded, Blocked

Outcome = EditRunItem.Outcome
# What is about the caller or the console, and would be so for every item.
OF_THE_CALLER = (AccessDeniedException, InternalServerException, ThrottlingException)


@operation
def start_edit_run(
    caller: Caller,
    *,
    run_id: str,
    resource_type: str,
    edit: Edit,
    planned: Sequence[Planned],
    previewed: Mapping[str, str],
) -> EditRun:
    """Keep which resources are to be changed, and to what. Nothing is changed yet.

    run_id: of the preview; started before, it is that run. previewed: the marks of what the preview showed. What would
    be changed by it, and has become another since, is left as it is.
    """
    columns = {
        "account": caller.account,
        "region": caller.region,
        "resource_type": resource_type,
        "setting": edit.setting,
        "values": edit.values,
        "started_by": caller.user,
        "created_timestamp": caller.now,
        # By which it is told who works at it, in truth.
        "moved_timestamp": clock.real_now(),
    }
    # Of two that send the same form at once, the second waits, and then finds the first one's run.
    row, is_new = EditRun.objects.for_caller(caller).get_or_create(run_id=run_id, defaults=columns)
    if not is_new:
        return row
    items = [
        item_of(caller, row, one, previewed[one.resource_id])
        for one in planned
        if previewed.get(one.resource_id, "").startswith(Outlook.CHANGES[0])
    ]
    EditRunItem.objects.bulk_create(items)
    return row


def item_of(caller: Caller, run: EditRun, planned: Planned, mark: str) -> EditRunItem:
    item = EditRunItem(
        run=run,
        resource_id=planned.resource_id,
        label=planned.row.label,
        changes=[[*key, *values] for key, values in planned.changes.items()],
    )
    if planned.mark != mark:
        item.outcome, item.words = Outcome.OVERTAKEN, changed_by(caller, item)
    return item


def continue_edit_run(caller: Caller, *, run_id: str, say: Callable[[ServiceError], str]) -> EditRun:
    """Change the next item, or say of it why it was refused. say: a refusal in the words of the door."""
    return one_item_more(change_next_item, caller, run_id, say)


def undo_edit_run(caller: Caller, *, run_id: str, say: Callable[[ServiceError], str]) -> EditRun:
    """Put the next item that was changed back to what it was, unless somebody has changed it since.

    Raises: AccessDeniedException for who neither started it nor is an Administrator.
    """
    return one_item_more(undo_next_item, caller, run_id, say)


def one_item_more(
    verb: Callable[..., EditRun], caller: Caller, run_id: str, say: Callable[[ServiceError], str]
) -> EditRun:
    try:
        return verb(caller, run_id=run_id)
    except OF_THE_CALLER:
        raise
    except ServiceError as error:
        if not (error.row and error.row.setting == "items"):
            raise
        # After the refusal has taken back all that was done for the item.
        return refuse_item(caller, run_id=run_id, item=int(error.row.key), words=say(error))


@operation
def change_next_item(caller: Caller, *, run_id: str) -> EditRun:
    run = find_edit_run(caller, run_id, EditRun.Status.RUNNING)
    if item := run.items.filter(outcome=Outcome.WAITING).order_by("pk").first():
        with naming("items", str(item.pk)):
            done = write_item(caller, run, item, expected=item.before, wanted=item.after)
        keep_outcome(
            item, Outcome.DONE if done else Outcome.OVERTAKEN, "" if done else changed_by(caller, item)
        )
    return moved_on(run, EditRun.Status.DONE, Outcome.WAITING)


@operation
def undo_next_item(caller: Caller, *, run_id: str) -> EditRun:
    run = find_edit_run(caller, run_id, EditRun.Status.UNDOING)
    must_be_theirs(caller, run)
    if item := run.items.filter(outcome=Outcome.DONE).order_by("pk").first():
        with naming("items", str(item.pk)):
            done = write_item(caller, run, item, expected=item.after, wanted=item.before)
        keep_outcome(
            item, Outcome.UNDONE if done else Outcome.NOT_UNDONE, "" if done else changed_by(caller, item)
        )
    return moved_on(run, EditRun.Status.UNDONE, Outcome.DONE)


@operation
def refuse_item(caller: Caller, *, run_id: str, item: int, words: str) -> EditRun:
    """Keep why one was refused, and go on with the next one."""
    run = find_edit_run(caller, run_id, EditRun.Status.RUNNING, EditRun.Status.UNDOING)
    is_undone = run.status == EditRun.Status.UNDOING
    left = Outcome.DONE if is_undone else Outcome.WAITING
    if row := run.items.filter(pk=item, outcome=left).first():
        keep_outcome(row, Outcome.NOT_UNDONE if is_undone else Outcome.REFUSED, words)
    return moved_on(run, EditRun.Status.UNDONE if is_undone else EditRun.Status.DONE, left)


@operation
def stop_edit_run(caller: Caller, *, run_id: str) -> EditRun:
    """Leave what is left of it as it is. What is done stays done."""
    run = find_edit_run(caller, run_id, EditRun.Status.RUNNING, EditRun.Status.UNDOING)
    return with_status(run, EditRun.Status.STOPPED if waits(run, Outcome.WAITING) else EditRun.Status.DONE)


@operation
def resume_edit_run(caller: Caller, *, run_id: str) -> EditRun:
    """Go on with a run that was stopped, or that nobody has gone on with."""
    return with_status(
        find_edit_run(caller, run_id, EditRun.Status.STOPPED, EditRun.Status.RUNNING), EditRun.Status.RUNNING
    )


@operation
def retry_edit_run(caller: Caller, *, run_id: str) -> EditRun:
    """Try what was refused once more."""
    run = find_edit_run(caller, run_id, EditRun.Status.STOPPED, EditRun.Status.DONE)
    run.items.filter(outcome=Outcome.REFUSED).update(outcome=Outcome.WAITING, words="")
    return with_status(run, EditRun.Status.RUNNING)


@operation
def begin_undo_edit_run(caller: Caller, *, run_id: str) -> EditRun:
    """From now on what was done is taken back; so is the rest, where nobody has gone on with that.

    Raises: AccessDeniedException as `undo_edit_run`.
    """
    run = find_edit_run(caller, run_id, *{*EditRun.Status} - {EditRun.Status.UNDONE})
    must_be_theirs(caller, run)
    return with_status(run, EditRun.Status.UNDOING)


def may_undo(caller: Caller, run: EditRun) -> bool:
    """Its starter, and Administrators; nobody what was released."""
    if run.setting == Setting.RELEASE:
        return False
    mine = run.started_by_id is not None and caller.user is not None and run.started_by_id == caller.user.pk
    return mine or caller.may(Permission.CHANGE_ACCOUNT)


def must_be_theirs(caller: Caller, run: EditRun) -> None:
    if not may_undo(caller, run):
        role = role_for(Permission.CHANGE_ACCOUNT).label
        raise AccessDeniedException(about=AccessNeeded(role, "undo_edit_run"))


def find_edit_run(caller: Caller, run_id: str, *statuses: str) -> EditRun:
    """The run, locked, in one of the statuses: another who was faster has moved it on."""
    rows = EditRun.objects.for_caller(caller).select_for_update(of=("self",))
    row = rows.filter(run_id=run_id).first()
    if row is None:
        raise ResourceNotFoundException(resource_type="edit-run", resource_id=run_id)
    if row.status not in statuses:
        raise ConflictException(
            "RESOURCE_MODIFICATION_NOT_ALLOWED", "edit-run", run_id, about=Blocked("This run")
        )
    return row


def waits(run: EditRun, outcome: str) -> bool:
    return run.items.filter(outcome=outcome).exists()


def moved_on(run: EditRun, status: str, left: str) -> EditRun:
    """status: the run's, once no item is left."""
    return with_status(run, run.status if waits(run, left) else status)


def with_status(run: EditRun, status: str) -> EditRun:
    run.status, run.moved_timestamp = status, clock.real_now()
    run.save(update_fields=["status", "moved_timestamp"])
    return run


def keep_outcome(item: EditRunItem, outcome: str, words: str) -> None:
    item.outcome, item.words = outcome, words
    item.save(update_fields=["outcome", "words"])


def changed_by(caller: Caller, item: EditRunItem) -> str:
    """Who changed the resource last; nobody where no person did."""
    rows = Activity.objects.for_caller(caller).changes_of(item.run.resource_type, item.resource_id)
    last = rows.select_related("user").order_by("-created_timestamp", "-pk").first()
    return last.user.get_username() if last and last.user else ""


def write_item(
    caller: Caller, run: EditRun, item: EditRunItem, *, expected: Mapping, wanted: Mapping
) -> bool:
    """Change a resource by the verbs that there are. False: it is no longer as it is expected to be."""
    # Whoever changes pools or gives something up locks a pool or the account before this row, and so do the verbs.
    locks = run.setting not in OF_POOLS and run.setting != Setting.RELEASE
    rows = BY_NAME[run.resource_type].model.objects.for_caller(caller)
    row = the_one(rows, item.resource_id, lock=locks)
    names = [key or setting for setting, key in expected]
    now = state_of(Edit(Setting(run.setting), dict.fromkeys(names)), row)
    if {key: now.get(key) for key in expected} != expected:
        return False
    if run.setting == Setting.RELEASE:
        release(caller, row)
    elif run.setting in OF_POOLS:
        change_pools(caller, row, wanted)
    else:
        write_row(caller, row, dict(wanted))
    return True


def release(caller: Caller, row: PhoneNumber | SenderId) -> None:
    if isinstance(row, SenderId):
        release_sender_id(caller, sender_id=row.sender_id, iso_country_code=row.iso_country_code)
    else:
        release_phone_number(caller, phone_number_id=row.phone_number_id)


def change_pools(caller: Caller, row: PhoneNumber | SenderId, wanted: Mapping[tuple[str, str], Any]) -> None:
    for (_, pool_id), joins in wanted.items():
        act = associate_origination_identity if joins else disassociate_origination_identity
        act(
            caller,
            pool_id=pool_id,
            origination_identity=row.origination_identity,
            iso_country_code=row.iso_country_code,
        )


def write_row(caller: Caller, row: Model, changes: dict[tuple[str, str], Any]) -> None:
    if isinstance(row, SenderId):
        switches = {name: value for (name, key), value in changes.items() if not key}
        if switches:
            name = {"sender_id": row.sender_id, "iso_country_code": row.iso_country_code}
            update_sender_id(caller, **name, **switches)
        retag(caller, arn_of(row), {key: value for (_, key), value in changes.items() if key})
    elif isinstance(row, Pool):
        write_settings(caller, row, changes, partial(update_pool, caller, pool_id=row.pool_id))
    else:
        update = partial(update_phone_number, caller, phone_number_id=row.phone_number_id)
        write_settings(caller, row, changes, update)
