"""How rows of a linked account stand with AWS, in the words of the lists: one query for the rows of a page."""

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat

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
    SenderId: ("sender-id", Concat("sender_id", Value("/"), "iso_country_code")),
    OptOutList: ("opt-out-list", F("opt_out_list_name")),
}


def with_standing(rows: QuerySet, caller: Any) -> QuerySet:
    """Adds `aws_standing` to resources of the caller's: a Standing, or DIFFERS.

    Of what was changed since it was last compared it is what a comparison most likely finds; "" of what nobody has
    compared yet.
    """
    kind, local_key = LOCAL_KEYS[rows.model]
    here = {
        "link__account": caller.account.pk,
        "link__region": caller.region,
        "link__unlinked_timestamp": None,
    }
    one = {"kind": kind, "local_key": OuterRef("aws_local_key")}
    mirrors = Mirror.objects.filter(**here, **one)
    changed = DirtyKey.objects.filter(**here, **one, link__imported_timestamp__isnull=False)
    plain = (Standing.GONE, Standing.NEW, Standing.LEFT_ALONE)
    moved = (Standing.CONFLICT, Standing.PENDING, Standing.DELETED)
    rows = rows.alias(aws_local_key=local_key)
    rows = rows.alias(mirrored=Subquery(mirrors.values("standing")[:1]), is_changed=Exists(changed))
    return rows.annotate(
        aws_standing=Case(
            When(mirrored__in=plain, then=F("mirrored")),
            When(mirrored__in=moved, then=Value(DIFFERS)),
            When(Q(mirrored=None, is_changed=True), then=Value(Standing.NEW)),
            When(is_changed=True, then=Value(DIFFERS)),
            default=F("mirrored"),
        )
    )
