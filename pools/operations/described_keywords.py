"""DescribeKeywords, for pools and for phone numbers, also those in a pool."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

from pools import shapes
from pools.models import PhoneNumber
from pools.operations.engine.describing import filtered, must_be_found, one_of, paged
from pools.operations.engine.verb import Caller, log_id, reading
from pools.operations.keywords import find_pool_or_number

FILTERS = {"keyword-action": one_of("keyword_action", shapes.limits("PutKeyword", "keyword_action")["enum"])}


@reading
def describe_keywords(
    caller: Caller,
    *,
    origination_identity: str,
    keywords: Sequence[str] | None = None,
    filters: Sequence[Mapping] | None = None,
    next_token: str | None = None,
    max_results: int | None = None,
) -> SimpleNamespace:
    """The keywords of a pool or a phone number, in the order of the alphabet. A pool's apply to its numbers.

    origination_identity: ID or ARN. keywords: five at most, in any case.
    Raises: ResourceNotFoundException pool, phone-number, keyword;
            ValidationException INVALID_ARN, INVALID_FILTER_VALUES, INVALID_NEXT_TOKEN.
    Source: API_DescribeKeywords (2022-03-31).
    """
    owner = find_pool_or_number(caller, origination_identity, lock=False)
    is_number = isinstance(owner, PhoneNumber)
    mine = (owner.settings if is_number else owner).keywords.all()
    wanted = [keyword.upper() for keyword in keywords or ()]
    page = paged(
        caller,
        filtered(mine.filter(keyword__in=wanted) if wanted else mine, filters, FILTERS),
        "DescribeKeywords",
        log_id(owner),
        wanted,
        filters,
        next_token=next_token,
        max_results=max_results,
        order=("keyword",),
    )
    must_be_found(mine, "keyword", wanted, page.rows, "keyword")
    return SimpleNamespace(
        origination_identity=log_id(owner),
        origination_identity_arn=owner.phone_number_arn if is_number else owner.pool_arn,
        keywords=page.rows,
        next_token=page.next_token,
    )
