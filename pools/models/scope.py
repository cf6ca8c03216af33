"""What every Regional row shares: its account and Region in queries, and the form of its ARN."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q, Subquery, Value
from django.db.models.functions import Concat, Lower, Replace

from pools.models.words import Word, read_words
from pools.reference import regions


class RegionalQuerySet(models.QuerySet):
    def for_caller(self, caller: Any) -> "RegionalQuerySet":
        """The rows of the caller's account and Region: where every read and every rule starts."""
        return self.filter(account_id=caller.account.pk, region=caller.region)

    def elsewhere(self, caller: Any) -> "RegionalQuerySet":
        """The rows of the caller's account in every other Region."""
        return self.filter(account=caller.account).exclude(region=caller.region)

    def for_user(self, user: Any) -> "RegionalQuerySet":
        """The rows of every account that the user is a member of, in every Region."""
        return self.filter(account__memberships__user=user)


class SearchedQuerySet(models.QuerySet):
    """Rows with a `search_text`."""

    def search(self, text: str) -> "SearchedQuerySet":
        """The rows that have every word of the text, whatever case and accents; a number however it is written."""
        return self.having(read_words(text))

    def having(self, words: Sequence[Word]) -> "SearchedQuerySet":
        """The rows that have each of the words; where there are none, no row."""
        return self.filter(*map(contains, words)) if words else self.none()

    def of_keys(self, keys: list[int]) -> "SearchedQuerySet":
        """The same columns of the rows of some keys, which must be the caller's.

        By key alone: with account and Region in the query, SQLite would take their index and read every row of it.
        """
        rows = self._chain()
        rows.query.clear_where()
        return rows.filter(pk__in=keys)


def contains(word: Word, column: str = "search_text") -> Q:
    return reduce(or_, (Q(**{f"{column}__contains": form}) for form in word))


class NamedQuerySet(RegionalQuerySet):
    """Rows that are found by some columns, which have ASCII letters, digits, hyphens and underscores only."""

    searched_in: tuple[str, ...] = ()

    def having(self, words: Sequence[Word]) -> "NamedQuerySet":
        """The rows that have each of the words; where there are none, no row."""
        if not words:
            return self.none()
        text = Lower(Concat(*(part for column in self.searched_in for part in (column, Value(" ")))))
        # Of such characters this makes what `searchable` does. It is dear, so a look at the columns comes before it.
        rows = self.filter(*map(self.may_have, words))
        rows = rows.alias(searched=Replace(Replace(text, Value("-"), Value(" ")), Value("_"), Value(" ")))
        return rows.filter(*(contains(word, "searched") for word in words))

    def may_have(self, word: Word) -> Q:
        """The longest part of the word stands in a column, whatever stands around it."""
        parts = {max(form.split(), key=len, default="") for form in word}
        return reduce(or_, (Q(**{f"{name}__icontains": part}) for name in self.searched_in for part in parts))

    def of_keys(self, keys: list[int]) -> "NamedQuerySet":
        return self.filter(pk__in=keys)


class CountUpTo(Subquery):
    """How many rows a queryset has, as part of another query; counting stops one past `limit`."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()

    def __init__(self, rows: models.QuerySet, limit: int) -> None:
        # In no order: a sort would read all rows before the first is counted.
        super().__init__(rows.order_by().values("pk")[: limit + 1])


def e164(phone_number: str) -> str:
    """The API's patterns let the plus sign be left out, which makes no other number."""
    return "+" + phone_number.removeprefix("+")


def kept_sender_id(sender_id: str) -> str:
    """AWS keeps sender IDs in upper case, so another case makes no other one."""
    return sender_id.upper()


def name_and_country(full_id: str) -> tuple[str, str]:
    """What a sender ID's full ID names: "ACME/GB" is ACME in GB."""
    name, _, country = full_id.rpartition("/")
    return name, country


def arn(row: Any, resource: str) -> str:
    return arn_beginning(row.region, row.account_id, resource)


def arn_beginning(region: str, account_id: str, resource: str) -> str:
    return f"arn:{regions.REGIONS[region].partition}:sms-voice:{region}:{account_id}:{resource}"


def exactly_one_of(*fields: str) -> Q:
    """A condition: one of the nullable `fields` is set and the others are not."""
    return reduce(or_, (Q(**{f"{field}__isnull": field != chosen for field in fields}) for chosen in fields))
