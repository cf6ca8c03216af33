"""What the frame around every page shows: who, where, the Regions, the display mode."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from pools.models import Membership, User
from pools.operations.engine.caller import Caller, memberships_of, pools_available
from pools.pages.kit import words
from pools.reference import regions

MODES = ("auto", "light", "dark")


@dataclass(frozen=True)
class FrameRegion:
    code: str
    name: str
    city: str
    pools_available: bool


@dataclass(frozen=True)
class Place:
    """All that the kept parts of the frame show: who is signed in, where they are and where they could go.

    Parts are kept by it (templatetags/stencils.py), so two people share one only where it says the same to both.
    """

    mode: str
    username: str = ""
    account_id: str = ""
    account_label: str = ""
    account_name: str = ""
    role_label: str = ""
    region_code: str = ""
    accounts: tuple[tuple[str, str], ...] = ()
    without_pools: tuple[str, ...] = ()
    testing: str = ""
    service_name: str = settings.CONSOLE_SERVICE_NAME
    version: str = settings.VERSION

    @property
    def region(self) -> FrameRegion | None:
        return region_of(self.region_code) if self.region_code else None

    @property
    def regions(self) -> list[FrameRegion]:
        return [region_of(code) for code in regions.REGIONS]


class Frame:
    """Built for each page, and read by base.html only; what a page does not show costs nothing."""

    service_name = settings.CONSOLE_SERVICE_NAME
    version = settings.VERSION

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.caller: Caller | None = getattr(request, "caller", None)
        self.path = request.get_full_path()
        self.nav_open = request.COOKIES.get("nav") != "closed"
        self.nav_chosen = request.COOKIES.get("nav") in ("open", "closed")
        chosen = request.COOKIES.get("mode")
        self.mode = chosen if chosen in MODES else "auto"

    @property
    def user(self) -> User | None:
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def place(self) -> Place:
        user, caller = self.user, self.caller
        username = user.get_username() if user else ""
        if caller is None:
            return Place(self.mode, username)
        return Place(
            self.mode,
            username,
            caller.account.account_id,
            caller.account.label,
            caller.account.name,
            caller.role_label,
            caller.region,
            tuple((one.account_id, one.account.name) for one in self.memberships),
            tuple(settings.CONSOLE_REGIONS_WITHOUT_POOLS),
            words.testing(caller.account),
        )

    @cached_property
    def region(self) -> FrameRegion | None:
        return self.place.region

    @cached_property
    def memberships(self) -> list[Membership]:
        """The accounts that the user may switch to; read already where the page is about one of them."""
        read = getattr(self.request, "memberships", None)
        if read is None:
            return memberships_of(self.user) if self.user else []
        return read

    @property
    def printed(self) -> str:
        """Where a sheet of paper comes from, and when."""
        place, now = self.place, timezone.localtime().isoformat()
        region = f"{place.region.name} ({place.region_code})"
        return f"{place.service_name} · {region} · {place.account_label} · {place.username} · {now}"


def region_of(code: str) -> FrameRegion:
    region = regions.REGIONS[code]
    return FrameRegion(region.code, region.name, region.city, pools_available(code))


def frame(request: HttpRequest) -> dict[str, Frame]:
    return {"frame": Frame(request)}
