"""The table from which a pool's first phone number is chosen: its page, its search and its choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pools.models import PhoneNumber
from pools.models.fast_reads.pool_forms import available_numbers
from pools.models.searching import words_for
from pools.operations.engine.caller import Caller
from pools.operations.rules.membership import obstacle
from pools.pages.kit.identity_search import identity_search
from pools.pages.kit.listing import LONGEST_SEARCH
from pools.pages.kit.paging import COUNTED, ELLIPSIS, Counted, Page, page_number
from pools.pages.kit.why import NOT_SEARCHED, Shown, hidden_in_numbers, rows_shown
from pools.pages.kit.words import labels
from pools.templatetags.lists import page_label, page_text

NUMBERS_A_PAGE = 10
REASONS = {"registration": "Pending until registered", "sms": "Can't send SMS", "": ""}


class OfferedNumber:
    """One number of the table. reason: why it can't be chosen. shown: marks the words of a search in the cells."""

    def __init__(
        self, number: PhoneNumber, reason: str = "", is_chosen: bool = False, shown: Shown = NOT_SEARCHED
    ) -> None:
        self.number, self.reason, self.is_chosen, self.marks = number, reason, is_chosen, shown
        self.label = shown.number(number.phone_number)
        self.country = shown.text(labels.country_name(number.iso_country_code))
        self.type = shown.text(labels.number_type(number.number_type))
        self.message_type = shown.text(labels.value_of("message_type", number.message_type))
        self.capabilities = shown.text(", ".join(labels.capabilities(number.number_capabilities)))
        self.two_way = shown.text(labels.ON_OFF[number.settings.two_way_enabled])
        self.opt_out_list = shown.text(number.settings.opt_out_list_name)
        self.status_kind, status = labels.status(number.status)
        self.status = shown.text(status)
        # The reason names the pool, where the number is in one.
        self.reason_shown = shown.text(reason)
        self.why: str = ""


@dataclass(frozen=True)
class PageLink:
    """One button of the pagination. reason: why it leads nowhere."""

    id: str
    page: int | str
    label: str
    text: str = ""
    icon: str = ""
    reason: str = ""
    is_current: bool = False

    @classmethod
    def to(cls, page: int | str, shown: Page) -> "PageLink":
        label = page_label(page, shown.paginator)
        return cls(str(page), page, label, page_text(page), is_current=page == shown.number)

    @property
    def is_gap(self) -> bool:
        return self.text == ELLIPSIS


class AvailableNumbers:
    """What the fields `q`, `all`, `page` and `origination_identity` ask for."""

    def __init__(self, caller: Caller, data: Mapping[str, str]) -> None:
        self.caller = caller
        self.numbers = PhoneNumber.objects.for_caller(caller)
        self.search = identity_search(caller, with_lists=True)
        self.q = data.get("q", "").strip()[:LONGEST_SEARCH]
        self.shows_all = data.get("all") == "1"
        self.wanted_page = page_number(data.get("page", ""))
        self.wanted = data.get("origination_identity", "")

    @cached_property
    def chosen(self) -> PhoneNumber | None:
        """The number that is asked for, where the account has it: still to be had or not."""
        found = self.numbers.filter(phone_number_id=self.wanted[:64]).select_related("pool")
        return found.prefetch_related("keywords").first() if self.wanted else None

    @property
    def offered(self) -> PhoneNumber | None:
        """The chosen number while a pool can be made from it."""
        return self.chosen if self.chosen and not reason(self.chosen) else None

    @cached_property
    def page(self) -> Page:
        rows = self.search(self.numbers, self.q) if self.q else self.numbers
        # One that is available is in no pool.
        rows = rows.available_first().select_related("pool") if self.shows_all else rows.available()
        available, others = self.counts
        counted = Counted.from_rows(available + others if self.shows_all else available)
        return Page(rows, self.wanted_page, NUMBERS_A_PAGE, counted=None if self.q else counted)

    @cached_property
    def counts(self) -> tuple[int, int]:
        """How many numbers can be chosen and how many can't, whatever is searched for."""
        return available_numbers(self.caller, limit=COUNTED)

    @property
    def rows(self) -> list[OfferedNumber]:
        """The page's rows. The chosen number stays chosen: it comes first where the page does not have it."""
        words = words_for(PhoneNumber, self.caller, self.q)
        shown = rows_shown(words, self.page.rows)
        rows = [
            OfferedNumber(number, reason(number), number == self.offered, shown[number.pk])
            for number in self.page.rows
        ]
        hidden = hidden_in_numbers(self.page.rows, shown)
        for row in rows:
            row.why = row.marks.why(hidden.get(row.number.pk, ()))
        # A radio that is not on the page posts nothing: the next search would undo the choice.
        if self.offered and not any(row.is_chosen for row in rows):
            return [OfferedNumber(self.offered, is_chosen=True), *rows]
        return rows

    @property
    def pages(self) -> list["PageLink"]:
        """The pagination: buttons of the form around the table, as links would lose what is typed."""
        page, paginator = self.page, self.page.paginator
        before, after = page.number - 1, page.number + 1
        first = "" if page.has_previous else "This is the first page."
        last = "" if page.has_next else "This is the last page."
        shown = paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        return [
            PageLink("previous", before, "Previous page", icon="angle-left", reason=first),
            *(PageLink.to(number, page) for number in shown),
            PageLink("next", after, "Next page", icon="angle-right", reason=last),
        ]

    @property
    def total(self) -> Counted:
        """How many numbers can be chosen, whatever is searched for."""
        # The page knows more where its end was asked for: then it has counted to the last.
        if not self.q and not self.shows_all:
            return self.page.paginator.counted
        return Counted.from_rows(self.counts[0])

    @property
    def counter(self) -> str:
        """How many numbers can be chosen; of how many, where the table has the others too."""
        every = Counted.from_rows(sum(self.counts)) if self.shows_all else None
        return f"({self.total} of {every})" if every else f"({self.total})"

    @property
    def unlisted(self) -> str:
        """Says how many numbers the table leaves out; nothing where it has them all."""
        count = Counted.from_rows(self.counts[1])
        if not count.number:
            return ""
        if count.number == 1:
            return "1 number isn't listed because it is in another pool, pending, or voice only."
        return f"{count} numbers aren't listed because they are in another pool, pending, or voice only."


def reason(number: PhoneNumber) -> str:
    """Why no pool can be made from the number; nothing where one can."""
    found = obstacle(number)
    if found == "pool":
        return f"In pool {number.pool.label}"
    if found == "status":
        return "Not active yet" if number.status == "PENDING" else "Not active"
    return REASONS[found]
