"""Who writes what came from AWS, and which of our rows it is about."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import F, Model, QuerySet

from pools.models import Account, Mirror, Role, User
from pools.models.pools import SETTINGS, SHARED_SETTINGS
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import BY_NAME
from pools.operations.engine.unsent import FROM_AWS

POOL, PHONE_NUMBER, SENDER_ID = "pool", "phone-number", "sender-id"
OPT_OUT_LIST, CONFIGURATION_SET = "opt-out-list", "configuration-set"
# In this order each finds what it names: numbers their pool, pools their sender IDs.
STORED_IN_ORDER = (OPT_OUT_LIST, CONFIGURATION_SET, SENDER_ID, POOL, PHONE_NUMBER)

# What a plan writes and a comparison compares, and a row has a column of. A test holds it against the sync's.
ROW_SETTINGS = {
    POOL: SETTINGS,
    PHONE_NUMBER: (*SHARED_SETTINGS, "international_sending_enabled", "deletion_protection_enabled"),
    SENDER_ID: ("deletion_protection_enabled",),
    OPT_OUT_LIST: (),
    CONFIGURATION_SET: (
        "default_message_type",
        "default_sender_id",
        "default_message_feedback_enabled",
    ),
}

# A resource: its kind, and the key by which AWS knows it. One thing of it, as ("tags", "Name"); ("", "") is all.
Named = tuple[str, str]
WHOLE: Named = ("", "")
IN_POOL: Named = ("pool_id", "")


def aws_caller(account: Account, region: str, user: User | None = None) -> Caller:
    """Who takes over what AWS has. Its acts are nobody's wish: they leave no dirty key and no tombstone.

    user: who asked for it, as with "Take AWS's"; None where AWS changed by itself.
    """
    return Caller(user, account, region, Role.ADMINISTRATOR, door=FROM_AWS)


def own_keys(caller: Caller, refs: Collection[Named] | None = None) -> dict[Named, str]:
    """Our own keys of the resources that AWS knows by another: those that were made here.

    refs: by AWS's keys, those that are asked about, else all.
    """
    rows = mirrors_of(caller).exclude(key=F("local_key"))
    if refs is not None:
        rows = rows.filter(kind__in={kind for kind, _ in refs}, key__in={key for _, key in refs})
    return {(kind, key): local_key for kind, key, local_key in rows.values_list("kind", "key", "local_key")}


def aws_key(caller: Caller, kind: str, local_key: str) -> str:
    """By which AWS knows a resource of ours; its own, where AWS knows none."""
    rows = mirrors_of(caller).filter(kind=kind, local_key=local_key)
    return rows.values_list("key", flat=True).first() or local_key


def mirrors_of(caller: Caller) -> QuerySet[Mirror]:
    return Mirror.objects.filter(link__account=caller.account, link__region=caller.region)


def rows_by_key(caller: Caller, kind: str, keys: Iterable[str], *, lock: bool = True) -> dict[str, Any]:
    """Our rows of those of our own keys that are there, by them: pools that are being deleted, too."""
    about, wanted = BY_NAME[kind], set(keys)
    if not wanted:
        return {}
    names = {about.split(key)[0] for key in wanted}
    place = {"account": caller.account, "region": caller.region}
    rows = about.model._default_manager.filter(**place, **{f"{about.ids[0]}__in": names}).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = {"/".join(getattr(row, column) for column in about.ids): row for row in rows}
    return {key: row for key, row in found.items() if key in wanted}


def one_row(caller: Caller, ref: Named, keys: Mapping[Named, str]) -> Model | None:
    """Our row of a resource, locked; None where it is not here, or is being deleted. keys: from `own_keys`."""
    kind, key = ref
    local_key = keys.get((kind, key), key)
    row = rows_by_key(caller, kind, [local_key]).get(local_key)
    return None if getattr(row, "deleted_timestamp", None) else row
