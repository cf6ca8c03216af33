"""What the frame around every page shows: who, where, the Regions, the display mode."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from pools.models import Membership, User
from pools.operations.base import Caller, memberships_of, pools_available
from pools.reference import regions

MODES = ("auto", "light", "dark")


@dataclass(frozen=True)
class FrameRegion:
    code: str
    name: str
    city: str
    pools_available: bool


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

    @property
    def account_label(self) -> str:
        return self.caller.account.label if self.caller else ""

    @property
    def region(self) -> FrameRegion | None:
        return region_of(self.caller.region) if self.caller else None

    @property
    def regions(self) -> list[FrameRegion]:
        return [region_of(code) for code in regions.REGIONS]

    @cached_property
    def memberships(self) -> list[Membership]:
        """The accounts that the user may switch to; read already where the page is about one of them."""
        read = getattr(self.request, "memberships", None)
        if read is None:
            return memberships_of(self.user) if self.user else []
        return read

    @property
    def now(self) -> timezone.datetime:
        return timezone.now()


def region_of(code: str) -> FrameRegion:
    region = regions.REGIONS[code]
    return FrameRegion(region.code, region.name, region.city, pools_available(code))


def frame(request: HttpRequest) -> dict[str, Frame]:
    return {"frame": Frame(request)}
