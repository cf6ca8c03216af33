"""Addresses in the caller's account and Region, and the path from the service down to a page."""

from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model
from django.urls import reverse

from pools.models import Project
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import full_id, kind_of

# Pages that have others below them, by the name of their URL.
TITLES = {
    "project-list": "All projects",
    "overview": "SMS and voice",
    "phone-number-list": "Phone numbers",
    "pool-list": "Pools",
    "sender-id-list": "Sender IDs",
    "opt-out-list-list": "Opt-out lists",
    "configuration-set-list": "Configuration sets",
    "verified-number-list": "Verified numbers",
    "access-key-list": "Access keys",
    "simulator": "Message simulator",
    "message-list": "Messages",
    "edit-runs": "Edits",
}
TO_POOLS = ("overview", "phone-number-list", "pool-list")
# The path down to each list, itself with it.
PATHS = {
    "project-list": ("project-list",),
    "phone-number-list": TO_POOLS[:-1],
    "pool-list": TO_POOLS,
    "sender-id-list": (*TO_POOLS[:-1], "sender-id-list"),
    "opt-out-list-list": ("overview", "opt-out-list-list"),
    "configuration-set-list": ("overview", "configuration-set-list"),
    "verified-number-list": ("overview", "verified-number-list"),
    "message-list": ("overview", "simulator", "message-list"),
    "edit-runs": (*TO_POOLS[:-1], "edit-runs"),
}


def to(caller: Caller, name: str, *args: str) -> str:
    """The address of a page. args: what its URL has after the account and the Region."""
    return reverse(name, args=[caller.account.account_id, caller.region, *args])


def texting(caller: Caller, row: Model, **more: str) -> str:
    """The message simulator with the pool, number or sender ID as the sender, and the focus where one goes on."""
    query = urlencode({"from": f"{kind_of(row).name}/{full_id(row)}", **more}, safe="/")
    return f"{to(caller, 'simulator')}?{query}#id_to"


def crumbs(caller: Caller, *tail: tuple[str, str] | str) -> list[dict[str, str]]:
    """The service, the pages above (each one of TITLES, or (text, address)), and the text of the page itself."""
    *above, title = tail
    path = [(settings.CONSOLE_SERVICE_NAME, to(caller, "project-list"))]
    path += [(TITLES[one], to(caller, one)) if isinstance(one, str) else one for one in above]
    return [*({"text": text, "href": href} for text, href in path), {"text": title}]


def channel_settings(caller: Caller) -> tuple[str, str]:
    """Where the SMS and voice channel is turned on: in the account's oldest project, which may have to be made."""
    projects = Project.objects.for_caller(caller).order_by("created_timestamp", "pk")
    if first := projects.values_list("project_id", flat=True).first():
        return "Open SMS and voice settings", to(caller, "sms-settings", first)
    return "Create a project", to(caller, "project-create")
