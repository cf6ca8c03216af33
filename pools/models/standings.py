"""How rows of a linked account stand with AWS, in the words of the lists: one query for the rows of a page."""

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat

from pools.models.aws_links import AwsLink
from pools.models.configuration_sets import ConfigurationSet
from pools.models.identities import PhoneNumber, SenderId
from pools.models.mirrors import DirtyKey, Mirror, Standing
from pools.models.opt_out_lists import OptOutList
from pools.models.pools import Pool

# To a list it is one whether somebody has to choose or not.
DIFFERS = "DIFFERS"
# What the sync calls a row of ours, and by which column or columns.
LOCAL_KEYS = {
    Pool: ("pool", F("pool_id")),
    PhoneNumber: ("phone-number", F("phone_number_id")),
    ConfigurationSet: ("configuration-set", F("configuration_set_name")),
    SenderId: ("sender-id", Concat("sender_id", Value("/"), "iso_country_code")),
    OptOutList: ("opt-out-list", F("opt_out_list_name")),
}


def with_standing(rows: QuerySet, caller: Any) -> QuerySet:
    """Adds `aws_standing` to resources of the caller's: a Standing, or DIFFERS.

    Of what was changed since it was last compared it is what a comparison most likely finds; None of what nobody has
    compared yet.
    """
    kind, local_key = LOCAL_KEYS[rows.model]
    # Found once for all rows, and of each its mirror by one look at an index.
    links = AwsLink.objects.for_caller(caller)
    link, imported = (
        Subquery(one.values("pk")[:1]) for one in (links, links.exclude(imported_timestamp=None))
    )
    known = Mirror.objects.filter(link=link, kind=kind, local_key=OuterRef("aws_local_key"))
    shown = Case(
        When(standing__in=(Standing.CONFLICT, Standing.PENDING, Standing.DELETED), then=Value(DIFFERS)),
        When(is_changed(imported, kind, "local_key"), standing=Standing.IN_SYNC, then=Value(DIFFERS)),
        default=F("standing"),
    )
    new = Case(When(is_changed(imported, kind, "aws_local_key"), then=Value(Standing.NEW)))
    rows = rows.alias(aws_local_key=local_key)
    return rows.annotate(aws_standing=Coalesce(known.annotate(shown=shown).values("shown")[:1], new))


def is_changed(link: Subquery, kind: str, local_key: str) -> Exists:
    """local_key: the column of the rows around it."""
    return Exists(DirtyKey.objects.filter(link=link, kind=kind, local_key=OuterRef(local_key)))
