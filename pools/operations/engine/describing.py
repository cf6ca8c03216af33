"""What every Describe and List operation has in common: which rows, which of them, and a page at a time."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet

from pools.errors import Field, ResourceNotFoundException, ValidationException, invalid
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import resource_of

# AWS says nothing of a request without MaxResults; this is the most that one can ask for.
DEFAULT_PAGE = 100
BOOLEANS = {"true": True, "false": False}
Choice = Callable[[Any, list[str]], Any]


class Page(NamedTuple):
    """Some rows, and the token of the next page: None after the last."""

    rows: list
    next_token: str | None


class BadValue(Exception):
    """A filter's value that no row can have."""


def flag(column: str) -> Choice:
    def choose(rows: QuerySet, values: list[str]) -> QuerySet:
        return rows.filter(**{f"{column}__in": booleans(values)})

    return choose


def booleans(values: list[str]) -> list[bool]:
    """AWS's own samples write both true and True."""
    if any(value.lower() not in BOOLEANS for value in values):
        raise BadValue
    return [BOOLEANS[value.lower()] for value in values]


def one_of(column: str, allowed: Iterable[str]) -> Choice:
    """A column that holds one word of an enum, given in any case."""

    def choose(rows: QuerySet, values: list[str]) -> QuerySet:
        return rows.filter(**{f"{column}__in": words(values, allowed)})

    return choose


def words(values: list[str], allowed: Iterable[str]) -> list[str]:
    upper = [value.upper() for value in values]
    if not set(upper) <= set(allowed):
        raise BadValue
    return upper


# Where the API compares beginnings, a filter's name says so: destination-phone-number-begins-with.
def exactly(column: str) -> Choice:
    def choose(rows: QuerySet, values: list[str]) -> QuerySet:
        return rows.filter(**{f"{column}__in": values})

    return choose


def holding(column: str, allowed: Iterable[str]) -> Choice:
    """A column that holds a list of an enum's words, of which one must be among the values."""

    def choose(rows: QuerySet, values: list[str]) -> QuerySet:
        found = Q()
        for word in words(values, allowed):
            # In JSON's quotes, or one word would be found inside another.
            found |= Q(**{f"{column}__contains": f'"{word}"'})
        return rows.filter(found)

    return choose


def filtered(rows: Any, filters: Sequence[Mapping] | None, choices: Mapping[str, Choice]) -> Any:
    """Rows that every filter lets through; one lets through what has any of its values.

    choices: what each of the filter names does. Raises: ValidationException INVALID_FILTER_VALUES.
    """
    for number, given in enumerate(filters or ()):
        try:
            rows = choices[given["Name"]](rows, given["Values"])
        except BadValue:
            raise invalid(
                f"Filters[{number}].Values",
                "filter_value",
                reason="INVALID_FILTER_VALUES",
                value=", ".join(given["Values"]),
            ) from None
    return rows


def owned(rows: QuerySet, owner: str | None, ids: Sequence | None, member: str) -> QuerySet:
    """Nothing is shared with an account here, so SHARED finds nothing. `member` names the request's list of IDs."""
    must_not_be_together(owner, ids, member)
    return rows.none() if owner == "SHARED" else rows


def must_not_be_together(owner: str | None, ids: Sequence | None, member: str) -> None:
    if owner and ids:
        raise ValidationException(
            "PARAMETERS_CANNOT_BE_USED_TOGETHER",
            fields=(Field("Owner", "not_together", owner), Field(member, "not_together")),
        )


def ids_in(caller: Caller, values: Sequence[str] | None, kind: str, member: str) -> list[str]:
    """The IDs or names that `values` (IDs or ARNs of one kind) stand for."""
    return [
        resource_of(caller, value, kind, member=f"{member}[{number}]")[1]
        for number, value in enumerate(values or ())
    ]


def having(columns: Sequence[str], wanted: Iterable[Sequence]) -> Q:
    """Rows whose columns together hold one of what is wanted."""
    return reduce(or_, (Q(**dict(zip(columns, values, strict=True))) for values in wanted))


def must_be_found(
    rows: QuerySet, columns: str | Sequence[str], wanted: Sequence, found: Iterable, kind: str
) -> None:
    """Raise ResourceNotFoundException for one that is nowhere in `rows`; a filter or a page may hide others.

    wanted: values of a column, or pairs of values of several; the first of them names what is not found.
    """
    if isinstance(columns, str):
        columns, wanted = (columns,), [(value,) for value in wanted]
    missing = set(wanted) - {tuple(getattr(row, column) for column in columns) for row in found}
    if missing:
        # One more query only for those: nearly always all are on the page.
        missing -= set(rows.filter(having(columns, missing)).values_list(*columns))
    for values in wanted:
        if values in missing:
            raise ResourceNotFoundException(resource_type=kind, resource_id=values[0])


def paged(
    caller: Caller,
    rows: QuerySet | Sequence,
    *arguments: Any,
    next_token: str | None,
    max_results: int | None,
    # AWS says nothing of the order. With the oldest first, what is made meanwhile comes on a later page.
    order: Sequence[str] = ("created_timestamp", "pk"),
) -> Page:
    """The page that the token leads to, in the order of one or two columns that together differ in every row.

    arguments: the operation's name and its other arguments, which the token is bound to; for IDs or ARNs, the IDs that
    they stand for. rows: a QuerySet, or a short list in order already. Raises: ValidationException INVALID_NEXT_TOKEN.
    """
    size = max_results or DEFAULT_PAGE
    position = _position(next_token, _digest(caller, arguments)) if next_token else None
    if isinstance(rows, QuerySet):
        rows = rows.order_by(*order)
        # One row more than wanted says whether there is another page, without counting.
        page = list((_after(rows, order, position) if position else rows)[: size + 1])
    else:
        page = [row for row in rows if position is None or _place(row, order) > position][: size + 1]
    if len(page) <= size:
        return Page(page, None)
    last = [_plain(value) for value in _place(page[size - 1], order)]
    return Page(page[:size], _signer().sign_object([_digest(caller, arguments), last]))


def _after(rows: QuerySet, order: Sequence[str], position: list) -> QuerySet:
    first, *rest = order
    if not rest:
        return rows.filter(**{f"{first}__gt": position[0]})
    # The second condition follows from the first, but only it lets a database start in the middle of an index.
    later = Q(**{f"{first}__gt": position[0]}) | Q(**{first: position[0], f"{rest[0]}__gt": position[1]})
    return rows.filter(later, **{f"{first}__gte": position[0]})


def _place(row: Any, order: Sequence[str]) -> list:
    return [row.pk if name == "pk" and isinstance(row, Model) else getattr(row, name) for name in order]


def _plain(value: Any) -> Any:
    return {"time": value.isoformat()} if isinstance(value, datetime) else value


def _position(token: str, bound: str) -> list:
    try:
        found, position = _signer().unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        found, position = "", []
    # A token of another account, Region, operation or filter would lead into the middle of other rows.
    if found != bound:
        raise invalid("NextToken", "token", reason="INVALID_NEXT_TOKEN", value=token)
    return [datetime.fromisoformat(v["time"]) if isinstance(v, dict) else v for v in position]


def _digest(caller: Caller, arguments: Sequence) -> str:
    text = json.dumps([caller.account.pk, caller.region, *arguments], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _signer() -> Signer:
    # Signed, as the position in it goes into a query.
    return Signer(salt="next-token")
