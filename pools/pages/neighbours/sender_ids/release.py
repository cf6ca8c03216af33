"""Releasing sender IDs, but none that is in a pool or protected."""

from collections.abc import Sequence

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from pools.operations.engine.caller import Caller
from pools.operations.sender_ids import release_sender_id
from pools.pages.frame.deleting import Deleting, Kept, deletion
from pools.pages.kit.commands.calls import Call
from pools.pages.kit.commands.cli import cli_line
from pools.pages.kit.places import to
from pools.pages.kit.words.labels import plural
from pools.pages.kit.words.refusals import REASONS
from pools.pages.neighbours.sender_ids.list import InPools, pools_of, senders_below
from pools.pages.neighbours.tabs import SENDER_IDS


def kept_sender_ids(caller: Caller, rows: Sequence[Model]) -> dict[int, Kept]:
    """Those that can't be released."""
    found = {pk: used_by(pools) for pk, pools in pools_of(caller, rows).items()}
    for row in rows:
        if row.deletion_protection_enabled and row.pk not in found:
            there = to(caller, RELEASING.page, row.sender_id, row.iso_country_code)
            way = ("Open deletion protection setting", f"{there}#deletion-protection")
            found[row.pk] = Kept(REASONS["DELETION_PROTECTION_ENABLED"], [way])
    return found


def used_by(pools: InPools) -> Kept:
    why = f"It is in {plural(pools.total, 'pool')}. Disassociate it there first."
    ways = [(f"Open pool {label}", f"{href}#origination-identities") for label, href in pools.first]
    return Kept(why, ways, pools.others)


def command_of_sender_id(key: str, region: str) -> str:
    name, _, country = key.partition("/")
    return cli_line(Call("ReleaseSenderId", {"SenderId": name, "IsoCountryCode": country}), region)


RELEASING = Deleting(
    SENDER_IDS,
    "neighbours/sender_ids/release.html",
    "key",
    "ReleaseSenderId",
    "sender-id-release",
    "sender-id-detail",
    lambda caller, row: release_sender_id(
        caller, sender_id=row.sender_id, iso_country_code=row.iso_country_code
    ),
    senders_below,
    kept_sender_ids,
    word="release",
    with_keys=lambda rows: rows.with_keys(),
    stays="sender-id",
    command=command_of_sender_id,
)


@require_http_methods(["GET", "HEAD", "POST"])
def release_sender_ids(request: HttpRequest) -> HttpResponse:
    return deletion(request, RELEASING)
