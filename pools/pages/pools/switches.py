"""The switches of Pool settings: those that numbers have as well, and shared routes."""

from pools.pages.kit import switches
from pools.pages.kit.switches import switch

# Which field of the form a member of UpdatePool is.
MEMBERS = switches.MEMBERS | {"SharedRoutesEnabled": "shared_routes_enabled"}


class PoolSwitches(switches.Switches):
    shared_routes_enabled = switch("Shared routes")
