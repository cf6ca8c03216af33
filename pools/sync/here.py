"""Our own rows as states, each under the key that AWS knows it by: in a fixed number of queries, however many."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F
from django.db.models.fields.json import KT

from pools.models import AwsLink, Mirror, PhoneNumber
from pools.sync.own_rows import Own, OwnRows
from pools.sync.state import KINDS, PHONE_NUMBER, Ref, State, by_ref

# Of more, all are read and the rest left out: a database takes only so many values in one query.
MANY = 500


def states_here(link: AwsLink, refs: Collection[Ref] | None = None) -> dict[Ref, State]:
    """Those of our resources, of every kind, as the sync compares them; only of `refs`, where some are given.

    A number in a pool has the pool's settings and no keywords, as AWS reads. What is being deleted is not there.
    `arn` and `created` are AWS's, as far as the mirror knows them. How many numbers are on an opt-out list is not
    counted: there may be a million.
    """
    some = None if refs is None or len(refs) > MANY else set(refs)
    known = known_here(link, some)
    rows = OwnRows(link.account_id, link.region, known, only=some if some is None else wanted_of(known, some))
    found = by_ref(state for kind in KINDS for state in rows.states(kind))
    return found if refs is None else {ref: found[ref] for ref in sorted(set(refs)) if ref in found}


def known_here(link: AwsLink, some: Collection[Ref] | None) -> dict[tuple[str, str], Own]:
    """What AWS calls each of our resources, by kind and our own key, and when it says that it was created.

    Of some, the rest is there only where AWS calls it by another name, and without all but that.
    """
    mirrors = Mirror.objects.filter(link=link)
    known = {}
    if some is not None:
        renamed = mirrors.exclude(key=F("local_key")).values_list("kind", "local_key", "key")
        known = {(kind, local_key): Own(key) for kind, local_key, key in renamed}
        mirrors = mirrors.filter(kind__in={ref.kind for ref in some}, key__in={ref.key for ref in some})
    # Text is taken out of what the mirror remembers, which is long: so of no more than is asked for.
    rows = mirrors.annotate(created=KT("memory__base__created"))
    for kind, local_key, *about, created in rows.values_list("kind", "local_key", "key", "arn", "created"):
        known[kind, local_key] = Own(*about, created or "")
    return known


def wanted_of(known: Mapping[tuple[str, str], Own], some: Collection[Ref]) -> dict[str, set[str]]:
    """Our own keys of those resources, by kind."""
    ours = {(kind, own.key): local_key for (kind, local_key), own in known.items()}
    wanted: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for ref in some:
        wanted[ref.kind].add(ours.get((ref.kind, ref.key), ref.key))
    return wanted


def same_numbers(link: AwsLink, states: Collection[State]) -> dict[Ref, str]:
    """AWS's numbers that we have under an ID of our own, as the same E.164: {AWS's: our own key}.

    Whoever reads them gives each a mirror row with both keys before it compares: then they are compared without a
    base. A number that AWS is known to have is known by its mirror.
    """
    wanted: dict[Any, State] = {
        state.facts.get("phone_number"): state for state in states if state.kind == PHONE_NUMBER
    }
    rows = PhoneNumber.objects.filter(account_id=link.account_id, region=link.region)
    if len(wanted) <= MANY:
        rows = rows.filter(phone_number__in=[number for number in wanted if number])
    ours = dict(rows.values_list("phone_number", "phone_number_id"))
    mirrors = Mirror.objects.filter(link=link, kind=PHONE_NUMBER)
    known = set(mirrors.exclude(arn="").values_list("local_key", flat=True))
    return {
        state.ref: ours[number]
        for number, state in wanted.items()
        if number in ours and ours[number] != state.key and ours[number] not in known
    }
