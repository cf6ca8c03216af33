"""What can be changed on many at once: pools so far, and which of their settings."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest

from pools.models import EditRun
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import BY_NAME
from pools.operations.rules.edits import Setting
from pools.pages.kit.flash import flash
from pools.pages.kit.list_page import ListNames
from pools.pages.kit.listing import Listing
from pools.pages.kit.places import to
from pools.pages.kit.selecting import MOST
from pools.pages.neighbours.phone_numbers import numbers_listed
from pools.pages.neighbours.sender_ids.list import senders_listed
from pools.pages.neighbours.tabs import PHONE_NUMBERS, POOLS, SENDER_IDS
from pools.pages.pools import list as pool_list

OPT_OUTS = (Setting.OPT_OUT_LIST, Setting.SELF_MANAGED_OPT_OUTS)
TAGS = (Setting.PUT_TAG, Setting.REMOVE_TAG)
KEYWORDS = (Setting.PUT_KEYWORDS, Setting.REMOVE_KEYWORD, Setting.COPY_KEYWORDS)
MEMBERSHIP = (Setting.ASSOCIATE, Setting.DISASSOCIATE, Setting.RELEASE)


@dataclass(frozen=True)
class Editable:
    """One kind. url_name: of the page that changes many of it; page: of one.

    listing: its list, as a request's address narrows it. selectable: those of its rows that can be ticked there.
    """

    resource_type: str
    names: ListNames
    url_name: str
    page: str
    settings: tuple[Setting, ...]
    listing: Callable[[HttpRequest], Listing]
    selectable: Callable[[QuerySet], QuerySet]

    def ids_as_listed(self, request: HttpRequest) -> list[str]:
        """Of all that the list shows with the filters of the address; one more than can be changed at once."""
        listing = self.listing(request)
        if listing.loss:
            flash(request, "warning", listing.loss)
        columns = BY_NAME[self.resource_type].ids
        rows = listing.in_order(self.selectable(listing.meant)).values_list(*columns)
        return ["/".join(row) for row in rows[: MOST + 1]]

    def url_of(self, caller: Caller, resource_id: str) -> str:
        return to(caller, self.page, *BY_NAME[self.resource_type].split(resource_id))


OF_POOLS = Editable(
    "pool",
    POOLS,
    "pool-edit",
    "pool-detail",
    (
        Setting.DELETION_PROTECTION,
        Setting.TWO_WAY,
        Setting.SHARED_ROUTES,
        *OPT_OUTS,
        *TAGS,
        *KEYWORDS,
    ),
    lambda request: pool_list.listing_of(request.caller, request.path, request.GET),
    lambda rows: rows.of_status("ACTIVE"),
)
OF_NUMBERS = Editable(
    "phone-number",
    PHONE_NUMBERS,
    "phone-number-edit",
    "phone-number-detail",
    (
        Setting.DELETION_PROTECTION,
        Setting.TWO_WAY,
        *OPT_OUTS,
        *TAGS,
        *KEYWORDS,
        *MEMBERSHIP,
    ),
    lambda request: numbers_listed(request.caller, request.path, request.GET),
    lambda rows: rows,
)
OF_SENDER_IDS = Editable(
    "sender-id",
    SENDER_IDS,
    "sender-id-edit",
    "sender-id-detail",
    (Setting.DELETION_PROTECTION, *TAGS, *MEMBERSHIP),
    lambda request: senders_listed(request.caller, request.path, request.GET),
    lambda rows: rows,
)
EDITABLE = {one.resource_type: one for one in (OF_POOLS, OF_NUMBERS, OF_SENDER_IDS)}


def of_run(run: EditRun) -> Editable:
    return EDITABLE[run.resource_type]
