"""A list as a file for spreadsheets: all of its rows as it is filtered and ordered, in the columns that are shown."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.lists import AWS, aws_words
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other
from pools.pages.kit.listing import Listing
from pools.pages.kit.words import labels

BOM = "\ufeff"  # by which spreadsheets see that it is UTF-8
AT_ONCE = 1_000
# What spreadsheets take for the beginning of a formula. A phone number begins so, and is none.
FORMULA, E164 = ("=", "+", "-", "@", "\t", "\r"), re.compile(r"\+[1-9][0-9]{1,14}")
Texts = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Export:
    """How the rows of a list are written.

    rows: of the caller's, with what a cell needs. texts: of some rows the cells, by the row's key and the column's,
    that are not simply the row's attribute. own: what follows the columns, as header and attribute.
    """

    rows: Callable[[Caller], QuerySet]
    texts: Callable[[Caller, Sequence[Any]], Texts]
    own: Sequence[tuple[str, str]] = ()


def exported(
    request: HttpRequest, listing: Listing, name: str, export: Export, back: str
) -> HttpResponseBase:
    """The file. It is read a thousand rows at a time, by keys, so that no transaction stays open while it is sent.

    back: the list's own address, where it is told that none of its rows are meant.
    """
    if listing.loss:
        flash(request, "warning", listing.loss)
        return see_other(listing.address(back))
    columns = [(column.header, column.key) for column in listing.visible]
    columns += [one for one in export.own if one not in columns]
    keys = list(listing.in_order(listing.matching).values_list("pk", flat=True))
    lines = map(csv.writer(Echo()).writerow, written(request.caller, export, columns, keys))
    response = StreamingHttpResponse(chain([BOM], lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


class Echo:
    """What a CSV writer writes to, in order to get its line back."""

    def write(self, line: str) -> str:
        return line


def written(
    caller: Caller, export: Export, columns: Sequence[tuple[str, str]], keys: Sequence[int]
) -> Iterator[list[str]]:
    yield [header for header, _ in columns]
    names = [key for _, key in columns]
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        found = export.rows(caller).in_bulk(some)
        # What was deleted since the keys were read is left out.
        rows = [found[key] for key in some if key in found]
        texts = export.texts(caller, rows)
        in_aws = aws_words(caller, export.rows(caller), some, names)
        yield from map(partial(line_of, names, texts, in_aws), rows)


def line_of(names: Sequence[str], texts: Texts, in_aws: Mapping[int, str], row: Any) -> list[str]:
    own = {AWS.key: in_aws.get(row.pk, "")} | texts.get(row.pk, {})
    return [cell(own[name] if name in own else getattr(row, name)) for name in names]


def cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    text = labels.ON_OFF[value] if isinstance(value, bool) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not E164.fullmatch(text) else text
