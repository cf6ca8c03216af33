"""CreateOptOutList, DeleteOptOutList, DescribeOptOutLists."""

from collections.abc import Sequence
from types import SimpleNamespace

from pools.errors import ConflictException
from pools.models import OptOutList
from pools.models.opt_out_lists import DEFAULT
from pools.models.opt_out_uses import is_used
from pools.operations.engine.caller import Caller
from pools.operations.engine.describing import ids_in, must_be_found, owned, paged
from pools.operations.engine.finding import default_opt_out_list, default_to_read, find_opt_out_list
from pools.operations.engine.journal import changed, gone, made
from pools.operations.engine.verb import operation, reading
from pools.operations.resource_policies import drop_policy
from pools.operations.rules.blocked import must_be_new
from pools.operations.rules.limits import lock_account_region, must_have_room
from pools.operations.rules.snapshots import opt_out_list_state
from pools.operations.tags import Tagged, put_tags
from pools.reference import quotas
from pools.refusals import Blocked, DefaultList


@operation
def create_opt_out_list(
    caller: Caller,
    *,
    opt_out_list_name: str,
    tags: Sequence[dict[str, str]] | None = None,
    client_token: str | None = None,
) -> Tagged:
    """Make an empty list. `Default`, which is always there, counts toward the quota.

    Raises: ConflictException RESOURCE_ALREADY_EXISTS;
            ServiceQuotaExceededException OPT_OUT_LISTS_PER_ACCOUNT, TAGS_PER_RESOURCE.
    Source: API_CreateOptOutList (2022-03-31).
    """
    lock_account_region(caller)
    # AWS counts Default toward the quota, so its row has to be there before rows are counted.
    default_opt_out_list(caller)
    rows = OptOutList.objects.for_caller(caller)
    must_be_new(rows.filter(opt_out_list_name=opt_out_list_name), "opt-out-list", opt_out_list_name)
    must_have_room(caller, quotas.OPT_OUT_LISTS_PER_ACCOUNT, rows.count())
    row = OptOutList.objects.create(
        account=caller.account,
        region=caller.region,
        opt_out_list_name=opt_out_list_name,
        created_timestamp=caller.now,
    )
    put_tags(row, tags)
    changed(row, made(opt_out_list_state(row)))
    return Tagged(row, tags or ())


@operation
def delete_opt_out_list(caller: Caller, *, opt_out_list_name: str) -> OptOutList:
    """Delete a list, and with it the numbers on it and its policy.

    opt_out_list_name: name or ARN.
    Raises: ConflictException RESOURCE_MODIFICATION_NOT_ALLOWED (`Default`), RESOURCE_NOT_EMPTY (a pool or a
            phone number uses it); ResourceNotFoundException opt-out-list; ValidationException INVALID_ARN.
    Source: API_DeleteOptOutList (2022-03-31).
    """
    row = find_opt_out_list(caller, opt_out_list_name)
    name = row.opt_out_list_name
    # The Reason that AWS was seen to give, in place of one about deleting.
    if name == DEFAULT:
        raise ConflictException(
            "RESOURCE_MODIFICATION_NOT_ALLOWED", "opt-out-list", name, about=DefaultList(name)
        )
    if OptOutList.objects.filter(is_used(caller), pk=row.pk).exists():
        raise ConflictException("RESOURCE_NOT_EMPTY", "opt-out-list", name, about=Blocked(name))
    changed(row, gone(opt_out_list_state(row)))
    row.delete()
    drop_policy(caller, row.opt_out_list_arn)
    return row


@reading
def describe_opt_out_lists(
    caller: Caller,
    *,
    opt_out_list_names: Sequence[str] | None = None,
    next_token: str | None = None,
    max_results: int | None = None,
    owner: str | None = None,
) -> SimpleNamespace:
    """Lists of the account in the Region, the oldest first; `Default` is always among them.

    opt_out_list_names: names or ARNs, five at most, not together with owner.
    Raises: ResourceNotFoundException opt-out-list; ValidationException INVALID_ARN, INVALID_NEXT_TOKEN,
            PARAMETERS_CANNOT_BE_USED_TOGETHER.
    Source: API_DescribeOptOutLists (2022-03-31).
    """
    default = default_to_read(caller)
    mine = OptOutList.objects.for_caller(caller)
    wanted = ids_in(caller, opt_out_list_names, "opt-out-list", "OptOutListNames")
    rows = owned(
        mine.filter(opt_out_list_name__in=wanted) if wanted else mine,
        owner,
        opt_out_list_names,
        "OptOutListNames",
    )
    if not default.pk:
        # The first list that an account has in a Region: there are no others.
        rows = [row for row in [default] if owner != "SHARED" and (not wanted or DEFAULT in wanted)]
    page = paged(
        caller,
        rows,
        "DescribeOptOutLists",
        wanted,
        owner,
        next_token=next_token,
        max_results=max_results,
    )
    must_be_found(mine, "opt_out_list_name", wanted, page.rows, "opt-out-list")
    return SimpleNamespace(opt_out_lists=page.rows, next_token=page.next_token)
