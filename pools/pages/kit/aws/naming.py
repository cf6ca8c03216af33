"""What resources of a link are called, and where their pages are: for many at once, in a fixed number of queries."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from pools.models import AwsLink, ConfigurationSet, Mirror, PhoneNumber, Pool, SenderId
from pools.models.identities import international
from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.former_names import former_names
from pools.pages.kit.aws.values import Names, Ref, kind_title, name_from
from pools.pages.kit.places import to

# As many as all databases take in one query.
MOST_AT_ONCE = 400


class Named(NamedTuple):
    """kind: "Pool". href: "" where the resource has no page, or is not here any more."""

    kind: str
    label: str
    href: str = ""


def names_of_refs(caller: Caller, link: AwsLink, refs: Collection[Ref]) -> dict[Ref, Named]:
    """By AWS's keys."""
    wanted = sorted(set(refs))[:MOST_AT_ONCE]
    keys = {key for _, key in wanted}
    rows = link.mirrors.filter(key__in=keys) if keys else ()
    return named_of(caller, [row for row in rows if (row.kind, row.key) in wanted], wanted)


def named_of(caller: Caller, mirrors: Iterable[Mirror], more: Iterable[Ref] = ()) -> dict[Ref, Named]:
    """The same of rows that are read already; more: of what may have no row, by a key that is ours."""
    known = {(row.kind, row.key): row for row in mirrors}
    local = {ref: row.local_key for ref, row in known.items()} | {
        ref: ref[1] for ref in more if ref not in known
    }
    here = names_here(caller, {(kind, key) for (kind, _), key in local.items()})
    gone = {ref[1] for ref, own in local.items() if ref[0] == "pool" and ("pool", own) not in here}
    former = former_names(caller, gone)
    found = {}
    for (kind, key), own in local.items():
        row = known.get((kind, key))
        memory = row.memory if row else {}
        known_as = name_from(kind, key, memory.get("base") or memory.get("read"))
        if kind == "pool" and known_as == key:
            known_as = former.get(key, key)
        label = here.get((kind, own)) or known_as
        href = page_of(caller, kind, own) if (kind, own) in here else ""
        found[kind, key] = Named(kind_title(kind), label, href)
    return found


def labels_of(caller: Caller, link: AwsLink, names: dict[Ref, Named], mirrors: Iterable[Mirror]) -> Names:
    """What values are called as well: names, and the pools that the differences of the mirrors name."""
    values = {
        value
        for row in mirrors
        for name, *_, base, here, there in row.differences
        if name == "pool_id"
        for value in (base, here, there)
        if value
    }
    pools = {("pool", value) for value in values} - names.keys()
    named = names | (names_of_refs(caller, link, pools) if pools else {})
    return {ref: one.label for ref, one in named.items()}


def names_here(caller: Caller, refs: Collection[Ref]) -> dict[Ref, str]:
    """What our own rows are called, by our own keys; one query a kind."""
    keys: dict[str, list[str]] = {}
    for kind, key in refs:
        keys.setdefault(kind, []).append(key)
    names: dict[Ref, str] = {}
    if ids := keys.get("pool"):
        rows = Pool.objects.for_caller(caller).filter(pool_id__in=ids)
        names |= {("pool", key): name or key for key, name in rows.values_list("pool_id", "name")}
    if ids := keys.get("phone-number"):
        rows = PhoneNumber.objects.for_caller(caller).filter(phone_number_id__in=ids)
        pairs = rows.values_list("phone_number_id", "phone_number")
        names |= {("phone-number", key): international(number) for key, number in pairs}
    if ids := keys.get("sender-id"):
        rows = SenderId.objects.for_caller(caller).filter(
            sender_id__in=[key.partition("/")[0] for key in ids]
        )
        for sender_id, country in rows.values_list("sender_id", "iso_country_code"):
            names["sender-id", f"{sender_id}/{country}"] = f"{sender_id} ({country})"
    if ids := keys.get("configuration-set"):
        rows = ConfigurationSet.objects.for_caller(caller).filter(configuration_set_name__in=ids)
        there = rows.values_list("configuration_set_name", flat=True)
        names |= {("configuration-set", name): name for name in there}
    return names


def page_of(caller: Caller, kind: str, local_key: str) -> str:
    if kind == "pool":
        return to(caller, "pool-detail", local_key)
    if kind == "phone-number":
        return to(caller, "phone-number-detail", local_key)
    if kind == "opt-out-list":
        return to(caller, "opt-out-list-detail", local_key)
    if kind == "sender-id":
        return to(caller, "sender-id-detail", *local_key.split("/", 1))
    if kind == "configuration-set":
        return to(caller, "configuration-set-detail", local_key)
    return ""
