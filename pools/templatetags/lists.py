"""What lists are led by: sortable column headers, filters, what acts on their rows, and pagination."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from django import template
from django.utils.safestring import SafeString

from pools.templatetags.components import draw
from pools.templatetags.stencils import hole, join, stencil

register = template.Library()

CARETS = {"ascending": "caret-up-filled", "descending": "caret-down-filled"}


class Header(NamedTuple):
    """A column of a list. href: the next order by it, where it has one; direction: of the present order, if by it."""

    key: str
    text: str
    width: int
    href: str = ""
    direction: str = ""

    # The caret stays beside the last word where the header takes two lines.
    @property
    def start(self) -> str:
        return self.text.rpartition(" ")[0]

    @property
    def last(self) -> str:
        return self.text.rpartition(" ")[2]

    @property
    def caret(self) -> str:
        return CARETS.get(self.direction, "caret-down")


@register.simple_tag
def column_headers(headers: Sequence[Header]) -> SafeString:
    """Draw a listing's headers, as links where rows can be sorted by them.

    htmx finds its target on an ancestor, so a table says once where its answers go; the ids let
    it put the focus back after the swap.
    """
    texts = {f"href-{one.key}": one.href for one in headers if one.href}
    columns = tuple([one._replace(href=hole(f"href-{one.key}")) if one.href else one for one in headers])
    return stencil("components/column_headers.html", columns=columns).fill(texts)


@register.simple_tag
def pills(tab: Any, filters: Any, oob: Any = False) -> SafeString:
    """Draw the filters of a tab's list, as `Choices.pills` has them. oob: wherever they stand."""
    texts, holes = {"clear": filters.clear_url}, []
    for one in filters.pills:
        own = (
            {"href": one.href, "value": one.value, "remove": one.remove} if one.value else {"href": one.href}
        )
        texts |= {f"{field}-{one.key}": text for field, text in own.items()}
        holes.append(one._replace(**{field: hole(f"{field}-{one.key}") for field in own}))
    clear = hole("clear") if filters.number else ""
    return stencil("kit/lists/pills.html", tab=tab, pills=tuple(holes), clear=clear, oob=bool(oob)).fill(
        texts
    )


@register.simple_tag
def choice_links(tab: Any, filters: Any) -> SafeString:
    """Draw what can be chosen in the filter of a tab's list that is open: up to hundreds of links."""

    def link(number: int, one: Any) -> SafeString:
        shape = {"key": filters.opened.key, "is_current": one.is_current, "is_none": not one.count}
        kept = stencil("kit/lists/choice.html", ("number", "text", "count", "href"), tab=tab, **shape)
        texts = {"number": number, "text": one.text, "count": f"{one.count:,}", "href": one.href}
        return kept.fill(texts)

    return join(link(number, one) for number, one in enumerate(filters.links, 1))


@register.simple_tag
def all_filters(tab: Any, filters: Any, oob: Any = False) -> SafeString:
    """Draw the button that opens all filters of a tab's list, of which some may be set. oob: wherever it stands."""
    shape = {"tab": tab, "number": filters.number, "is_form": filters.is_form, "oob": bool(oob)}
    return stencil("kit/lists/all_filters.html", ("href",), **shape).fill({"href": filters.form_url})


@register.simple_tag
def refresh(tab: Any, here: str) -> SafeString:
    """Draw the link that reads a tab's list again."""
    return stencil("kit/lists/refresh.html", ("here",), tab=tab).fill({"here": here})


@register.simple_tag
def export_link(tab: Any, href: str) -> SafeString:
    """Draw the link to a tab's list as a file."""
    return stencil("kit/lists/export_link.html", ("href",), tab=tab).fill({"href": href})


@register.simple_tag
def preferences_link(tab: Any, url: str, here: str, confirmed: bool) -> SafeString:
    """Draw the gear. here: where the dialog leads back to. confirmed: whether it just did; the focus comes back."""
    kept = stencil("kit/lists/preferences_link.html", ("url",), tab=tab, confirmed=confirmed)
    return kept.fill({"url": f"{url}?next={quote_plus(here)}"})


@register.simple_tag
def view_details(tab: Any, place: str = "") -> SafeString:
    """Draw the button that opens what is selected in the list of the tab. place: tells its ID from another's."""
    return stencil("kit/lists/view_details.html", tab=tab, place=place).fill({})


@register.simple_tag
def selection(table: str, place: str = "") -> SafeString:
    """Draw where the script says what is selected in a table. place: tells its IDs from another's."""
    return stencil("kit/lists/selection.html", table=table, place=place).fill({})


class TabLink(NamedTuple):
    """A tab of a page. The ID tells it from the others; count: how much it lists, in words."""

    id: str
    text: str
    href: str
    count: str
    active: bool


@register.simple_tag
def tabs(label: str, tabs: Sequence[TabLink]) -> SafeString:
    """Draw tabs that are links to pages of their own."""
    texts, holes = {}, []
    for tab in tabs:
        own = {"href": f"href-{tab.id}", "count": f"count-{tab.id}"}
        texts |= {name: getattr(tab, field) for field, name in own.items()}
        holes.append(tab._replace(**{field: hole(name) for field, name in own.items()}))
    return stencil("components/tabs.html", label=label, tabs=tuple(holes)).fill(texts)


class PageLink(NamedTuple):
    """A link of the pagination. One without an address leads nowhere: a gap, or the page before the first."""

    id: str = ""
    text: str = ""
    label: str = ""
    href: str = ""
    is_current: bool = False


@register.simple_tag
def pagination(page: Any, label: str, heading: str = "", place: str = "") -> SafeString:
    """Draw the links to a list's pages.

    heading: the ID of what the focus goes on from. place: begins the IDs of a second pagination of the same list.
    """
    links = page_links(page, place)
    holes, texts = [], {}
    for number, link in enumerate(links):
        given = {
            f"{name}-{number}": text for name, text in link._asdict().items() if text and name != "is_current"
        }
        texts |= given
        holes.append(link._replace(**{name.partition("-")[0]: hole(name) for name in given}))
    previous, *pages, following = holes
    shape = {"previous": previous, "pages": tuple(pages), "following": following}
    kept = stencil("components/pagination.html", label=label, heading=heading, place=place, **shape)
    return kept.fill(texts)


@register.simple_tag
def page_step(link: PageLink, name: str, icon: str, why: str) -> SafeString:
    """Draw the link to the page before or after. why: the reason why there is none, where it has no href."""
    return draw("page_step", {"id": link.id, "href": link.href}, name=name, icon=icon, why=why)


def page_label(number: int | str, paginator: Any) -> str:
    """What a link to a page is called; how many pages there are is left out where nobody has counted them."""
    if number == "last":
        return "Last page"
    more = getattr(paginator, "more", False)
    return f"Page {page_text(number)}" + ("" if more else f" of {paginator.num_pages:,}")


def page_text(number: int | str) -> str:
    """What a link to a page shows."""
    return f"{number:,}" if isinstance(number, int) else number.capitalize()


def page_links(page: Any, place: str = "") -> list[PageLink]:
    """Where the pagination leads: previous, the pages between, and next.

    Where the last page has no number yet, because counting stopped, it is linked to by name, and no label
    tells how many pages there are.
    """
    paginator, number = page.paginator, page.number

    def link(one: int | str) -> PageLink:
        if one == paginator.ELLIPSIS:
            return PageLink(text=one)
        label = page_label(one, paginator)
        return PageLink(f"page-{place}{one}", page_text(one), label, page.url(page=one), one == number)

    def step(name: str, other: int, there_is: bool) -> PageLink:
        return PageLink(f"page-{place}{name}", href=page.url(page=other) if there_is else "")

    return [
        step("previous", number - 1, number > 1),
        *map(link, paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)),
        step("next", number + 1, getattr(paginator, "more", False) or number < paginator.num_pages),
    ]
