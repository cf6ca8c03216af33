"""PutKeyword, DeleteKeyword, DescribeKeywords, for pools and for phone numbers."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

from pools import shapes
from pools.errors import ConflictException, ResourceNotFoundException, invalid
from pools.models import Keyword, PhoneNumber, Pool
from pools.operations.engine.caller import Caller
from pools.operations.engine.describing import filtered, must_be_found, one_of, paged
from pools.operations.engine.finding import find_phone_number, find_pool, resource_of
from pools.operations.engine.journal import changed
from pools.operations.engine.resources import HAS_KEYWORDS, arn_of, full_id, kind_of, owner_of
from pools.operations.engine.verb import operation, reading
from pools.operations.rules.limits import must_have_room
from pools.operations.rules.membership import taken
from pools.operations.rules.statuses import must_be_changeable
from pools.reference import keywords as known
from pools.refusals import CarrierManaged, FixedAction, RequiredKeyword


@operation
def put_keyword(
    caller: Caller,
    *,
    origination_identity: str,
    keyword: str,
    keyword_message: str,
    keyword_action: str | None = None,
) -> SimpleNamespace:
    """Add a keyword, or change its message or action. It is stored in upper case.

    origination_identity: a pool or phone number, by ID or ARN. keyword_action: None keeps what the keyword has.
    Raises: ValidationException INVALID_PARAMETER (edge spaces), INVALID_ARN, INVALID_REQUEST (a Region without pools);
            ResourceNotFoundException pool, phone-number;
            ServiceQuotaExceededException KEYWORDS_PER_POOL, KEYWORDS_PER_PHONE_NUMBER;
            ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL (change the pool instead),
            RESOURCE_MODIFICATION_NOT_ALLOWED (the action of HELP or STOP, or a word that carriers manage),
            RESOURCE_NOT_ACTIVE (a pool that is being deleted).
    Source: API_PutKeyword (2022-03-31).
    """
    owner = find_owner(caller, origination_identity)
    word = normalised(keyword)
    existing = owner.keywords.filter(keyword=word).first()
    must_be_ours(owner, word, existing, keyword_message, keyword_action)
    if existing is None:
        must_have_room(caller, kind_of(owner).keyword_quota, owner.keywords.count())
        existing = Keyword(**owner_of(Keyword, owner), keyword=word)
        existing.keyword_action = known.DEFAULT_ACTIONS.get(word, existing.keyword_action)
        before = None
    else:
        before = keyword_state(existing)
    existing.keyword_message = keyword_message
    existing.keyword_action = keyword_action or existing.keyword_action
    existing.save()
    changed(owner, {f"keywords/{word}": (before, keyword_state(existing))})
    return keyword_answer(owner, existing)


@operation
def delete_keyword(caller: Caller, *, origination_identity: str, keyword: str) -> SimpleNamespace:
    """Remove a keyword, whatever its case.

    Raises: ConflictException RESOURCE_DELETION_NOT_ALLOWED (HELP and STOP), PHONE_NUMBER_ASSOCIATED_TO_POOL,
            RESOURCE_MODIFICATION_NOT_ALLOWED (UNSTOP with a US toll-free number), RESOURCE_NOT_ACTIVE;
            ResourceNotFoundException pool, phone-number, keyword;
            ValidationException INVALID_ARN, INVALID_REQUEST (a Region without pools).
    Source: API_DeleteKeyword (2022-03-31).
    """
    owner = find_owner(caller, origination_identity)
    word = normalised(keyword)
    row = owner.keywords.filter(keyword=word).first()
    must_be_removable(owner, word, row)
    changed(owner, {f"keywords/{word}": (keyword_state(row), None)})
    row.delete()
    return keyword_answer(owner, row)


def must_be_removable(owner: Pool | PhoneNumber, word: str, row: Keyword | None) -> None:
    if word in known.REQUIRED:
        raise ConflictException("RESOURCE_DELETION_NOT_ALLOWED", "keyword", word, about=RequiredKeyword(word))
    if row is None:
        raise ResourceNotFoundException(resource_type="keyword", resource_id=word)
    if is_carrier_managed(owner, word):
        raise not_ours(word)


def keyword_state(row: Keyword) -> dict[str, str]:
    """What a keyword does, for the activity log."""
    return {"keyword_message": row.keyword_message, "keyword_action": row.keyword_action}


def find_owner(caller: Caller, origination_identity: str) -> Pool | PhoneNumber:
    """The pool or phone number, locked. A number in a pool takes its keywords from there, so it is refused.

    So is a pool that is being deleted: its numbers have left with the keywords that it had.
    """
    owner = find_pool_or_number(caller, origination_identity)
    must_decide(owner)
    return owner


def must_decide(owner: Pool | PhoneNumber) -> None:
    if isinstance(owner, PhoneNumber) and owner.pool_id:
        raise taken(owner)
    must_be_changeable(owner)


def find_pool_or_number(
    caller: Caller, origination_identity: str, *, lock: bool = True
) -> Pool | PhoneNumber:
    kind, wanted = resource_of(caller, origination_identity, *HAS_KEYWORDS, member="OriginationIdentity")
    # An ARN says what it names; an ID only begins with it.
    if kind == "pool" or (not kind and wanted.startswith("pool-")):
        return find_pool(caller, wanted, member="OriginationIdentity", lock=lock)
    return find_phone_number(caller, wanted, lock=lock)


def normalised(keyword: str) -> str:
    """The keyword as AWS stores it. Edge spaces are refused."""
    if keyword != keyword.strip():
        raise invalid("Keyword", "edge_spaces", value=keyword)
    return known.in_upper_case(keyword)


def must_be_ours(
    owner: Pool | PhoneNumber, word: str, existing: Keyword | None, message: str, action: str | None
) -> None:
    """Refuse what AWS or the carriers keep for themselves; saying again what stands is no change."""
    stands = existing and existing.keyword_message == message and action in (None, existing.keyword_action)
    if is_carrier_managed(owner, word) and not stands:
        raise not_ours(word)
    if word in known.REQUIRED and action not in (None, known.DEFAULT_ACTIONS[word]):
        raise ConflictException(
            "RESOURCE_MODIFICATION_NOT_ALLOWED",
            "keyword",
            word,
            about=FixedAction(word),
        )


def is_carrier_managed(owner: Pool | PhoneNumber, word: str) -> bool:
    """Carriers answer STOP and UNSTOP themselves where a US toll-free number is concerned."""
    return word in known.CARRIER_MANAGED and has_us_toll_free(owner)


def has_us_toll_free(owner: Pool | PhoneNumber) -> bool:
    if isinstance(owner, PhoneNumber):
        return owner.is_us_toll_free
    # One is enough, as a pool's keywords are those of all its numbers.
    return any(number.is_us_toll_free for number in owner.phone_numbers.all())


def not_ours(word: str) -> ConflictException:
    return ConflictException(
        "RESOURCE_MODIFICATION_NOT_ALLOWED",
        "keyword",
        word,
        about=CarrierManaged(word),
    )


def keyword_answer(owner: Pool | PhoneNumber, row: Keyword) -> SimpleNamespace:
    return SimpleNamespace(
        origination_identity=full_id(owner),
        origination_identity_arn=arn_of(owner),
        keyword=row.keyword,
        keyword_message=row.keyword_message,
        keyword_action=row.keyword_action,
    )


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
    """The keywords of a pool or a phone number, in the order of their code points. A pool's apply to its numbers.

    origination_identity: ID or ARN. keywords: five at most, in any case.
    Raises: ResourceNotFoundException pool, phone-number, keyword; ValidationException INVALID_ARN,
            INVALID_FILTER_VALUES, INVALID_NEXT_TOKEN, INVALID_REQUEST (a Region without pools).
    Source: API_DescribeKeywords (2022-03-31).
    """
    owner = find_pool_or_number(caller, origination_identity, lock=False)
    mine = (owner.settings if isinstance(owner, PhoneNumber) else owner).keywords.all()
    # AWS keeps keywords in upper case and compares them in any.
    wanted = [known.in_upper_case(keyword) for keyword in keywords or ()]
    rows = filtered(mine.filter(keyword__in=wanted) if wanted else mine, filters, FILTERS)
    page = paged(
        caller,
        # A database sorts by its own locale, and another database would have other pages.
        sorted(rows, key=lambda row: row.keyword),
        "DescribeKeywords",
        full_id(owner),
        wanted,
        filters,
        next_token=next_token,
        max_results=max_results,
        order=("keyword",),
    )
    must_be_found(mine, "keyword", wanted, page.rows, "keyword")
    return SimpleNamespace(
        origination_identity=full_id(owner),
        origination_identity_arn=arn_of(owner),
        keywords=page.rows,
        next_token=page.next_token,
    )
