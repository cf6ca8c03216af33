"""What the frame around every page shows: who, where, the Regions, the display mode."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pools import clock
from pools.models import Membership, Project, User
from pools.operations.engine.caller import Caller, Permission, memberships_of, pools_available
from pools.pages.frame.lesson import LessonPanel, panel_of
from pools.pages.kit.aws.badge import draw_badge
from pools.pages.kit.aws.linked import linked
from pools.pages.kit.cookies import cookie_name, kept
from pools.pages.kit.list_preferences import ForAllLists, for_all_lists
from pools.pages.kit.words import labels
from pools.pages.kit.words.clocks import short_time, span_in_words
from pools.reference import regions
from pools.templatetags.console import absolute
from pools.templatetags.stencils import hole, join, stencil

MODES = ("auto", "light", "dark")
LONG = 10  # a menu of more entries begins with a search
# The holes of components/account_item.html.
ACCOUNT_ITEM = ("account_id", "account_label", "name", "href", "path_as_value")


@dataclass(frozen=True)
class FrameRegion:
    code: str
    name: str
    city: str
    pools_available: bool

    @property
    def pools(self) -> SafeString:
        """How many pools the account has there: a hole."""
        return hole(f"pools_{self.code}")

    @property
    def linked(self) -> SafeString:
        """Whether the account is linked to AWS there: a hole."""
        return hole(f"linked_{self.code}")


@dataclass(frozen=True)
class Place:
    """What shapes the kept parts of the frame, which are kept by it (templatetags/stencils.py).

    Nothing in it is typed by people: their words are holes, which `Frame.holes` fills.
    """

    mode: str
    is_signed_in: bool = False
    account_id: str = ""
    account_label: str = ""
    role_label: str = ""
    region_code: str = ""
    may_switch: bool = False
    has_many_accounts: bool = False
    is_testing: bool = False
    is_ahead: bool = False
    is_linked: bool = False
    teaches: bool = False
    service_name: str = settings.CONSOLE_SERVICE_NAME
    version: str = settings.VERSION

    @property
    def region(self) -> FrameRegion | None:
        return region_of(self.region_code) if self.region_code else None

    @property
    def modes(self) -> tuple[str, ...]:
        return MODES

    @property
    def regions(self) -> list[FrameRegion]:
        return [region_of(code) for code in regions.REGIONS]

    @property
    def has_many_regions(self) -> bool:
        return len(regions.REGIONS) > LONG


class Frame:
    """Built for each page, and read by base.html only; what a page does not show costs nothing."""

    service_name = settings.CONSOLE_SERVICE_NAME
    version = settings.VERSION

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.caller: Caller | None = getattr(request, "caller", None)
        # With the query: who changes the display mode comes back to the list as it was.
        self.path = request.get_full_path()
        self.nav_open = kept(request, "nav") != "closed"
        # Cloudscape closes the navigation on pages that create something, unless somebody has opened it.
        self.nav_kept_open = kept(request, "nav") == "open"
        self.nav_cookie = cookie_name("nav")
        # From the cookie, so that the first paint has the right colours.
        chosen = kept(request, "mode")
        self.mode = chosen if chosen in MODES else "auto"

    @property
    def user(self) -> User | None:
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def lists(self) -> ForAllLists:
        """How the person likes lists to look."""
        return for_all_lists(self.user)

    @cached_property
    def lesson(self) -> LessonPanel | None:
        """What is shown beside the page to whoever has a lesson open."""
        return panel_of(self.request)

    @cached_property
    def place(self) -> Place:
        caller = self.caller
        if caller is None:
            return Place(self.mode, self.user is not None)
        return Place(
            self.mode,
            is_signed_in=True,
            account_id=caller.account.account_id,
            account_label=caller.account.label,
            role_label=caller.role_label,
            region_code=caller.region,
            may_switch=len(self.memberships) + bool(caller.watched) > 1,
            has_many_accounts=len(self.memberships) > LONG,
            is_testing=bool(self.testing),
            is_ahead=bool(caller.account.clock_ahead),
            is_linked=caller.region in self.linked_regions,
            teaches=caller.may(Permission.CHANGE_ACCOUNT)
            and not getattr(caller.account, "is_for_learning", False),
        )

    @cached_property
    def testing(self) -> str:
        return labels.testing(self.caller.account) if self.caller else ""

    @property
    def clock(self) -> dict[str, str]:
        """The holes about the account's clock while it is not the real one."""
        if self.caller is None or not self.caller.account.clock_ahead:
            return {}
        return {
            "clock_ahead": span_in_words(self.caller.account.clock_ahead),
            "clock_time": short_time(self.caller.now),
        }

    @cached_property
    def holes(self) -> dict[str, str]:
        """What fills the frame's holes, but for those that a page knows better."""
        return {
            "username": self.username,
            "account_name": self.caller.account.name if self.caller else "",
            "accounts": self.accounts if self.place.may_switch else "",
            "sync_badge": self.sync_badge,
            "testing": self.testing,
            **self.clock,
            "path": self.path,
            "path_as_value": quote(self.path),
            **self.pools_by_region,
            **self.links_by_region,
        }

    @property
    def sync_badge(self) -> SafeString | str:
        if self.caller is None:
            return ""
        address = reverse("aws-sync", args=[self.place.account_id, self.place.region_code])
        return draw_badge(linked(self.request), address)

    @property
    def linked_regions(self) -> Collection[str]:
        return getattr(self.caller.account, "linked_regions", ()) if self.caller else ()

    @property
    def links_by_region(self) -> dict[str, SafeString | str]:
        if self.caller is None:
            return {}
        note = format_html('<span class="menu__note">{}</span>', "Linked")
        return {f"linked_{code}": note if code in self.linked_regions else "" for code in regions.REGIONS}

    @property
    def pools_by_region(self) -> dict[str, str]:
        """The holes of the Region menu. An empty one stands for no pools."""
        if self.caller is None:
            return {}
        counts = getattr(self.caller.account, "pool_counts", {})
        named = ((code, counts.get(code, 0)) for code in regions.REGIONS)
        return {f"pools_{code}": labels.plural(number, "pool") if number else "" for code, number in named}

    @property
    def username(self) -> str:
        return self.user.get_username() if self.user else ""

    @property
    def scope(self) -> str:
        """What a browser keeps for its scripts is kept for one person in one account and Region; "" outside of any."""
        if self.caller is None:
            return ""
        return f"{settings.CONSOLE_COOKIES} {self.username} {self.place.account_id} {self.caller.region}"

    @property
    def accounts(self) -> SafeString:
        """The accounts to switch to, as items of the account menu."""
        here, path_as_value = self.place, quote(self.path)
        return join(
            stencil(
                "components/account_item.html", ACCOUNT_ITEM, is_current=one.account_id == here.account_id
            ).fill(
                {
                    "account_id": one.account_id,
                    "account_label": one.account.label,
                    "name": one.account.name,
                    "href": reverse("region-switch", args=[one.account_id, here.region_code]),
                    "path_as_value": path_as_value,
                }
            )
            for one in self.memberships
        )

    def project_url(self, project: Project) -> str:
        return reverse(
            "sms-settings", args=[self.place.account_id, self.place.region_code, project.project_id]
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
        place, now = self.place, absolute(timezone.localtime(clock.now()))
        region = f"{place.region.name} ({place.region_code})"
        return f"{place.service_name} · {region} · {place.account_label} · {self.username} · {now}"


def region_of(code: str) -> FrameRegion:
    region = regions.REGIONS[code]
    return FrameRegion(region.code, region.name, region.city, pools_available(code))


def frame(request: HttpRequest) -> dict[str, Frame]:
    return {"frame": Frame(request)}
